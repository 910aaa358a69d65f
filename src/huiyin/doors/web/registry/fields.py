"""The forms of base data. What may stand in them is said by the records; here is only how it is asked for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huiyin.doors.web.choosing import draw_from, offer
from huiyin.doors.web.language import body_name, violation_choices
from huiyin.doors.web.registry.words import day_field
from huiyin.records.registry.duty_table import ANY, Wanted
from huiyin.records.registry.managing import leads_for
from huiyin.records.registry.models import Assisting, District, Officer, Responsibility, Unit
from huiyin.records.registry.models.areas import NAME_LENGTH
from huiyin.records.registry.models.compounds import CREDIT_CODE_LENGTH
from huiyin.records.registry.models.duties import OFFICER_LENGTH

MOST_BYTES = 512 * 1024
"""The largest responsibility table that a page takes; it has a few hundred rows."""


def area_choices() -> list[tuple[str, str]]:
    """The levels of the responsibility table."""
    return [(value, gettext(label)) for value, label in Responsibility.Area.choices]


class UnitChoice(forms.ModelChoiceField):
    """Units by the names that tables show, in the order of lists."""

    def label_from_instance(self, obj: Unit) -> str:
        """A unit's full name."""
        return obj.name


class TableFilter(forms.Form):
    """Which rows of the responsibility table are shown."""

    violation = forms.ChoiceField(label=_("违法行为"), required=False)
    area = forms.ChoiceField(label=_("层级"), required=False)
    district = forms.ModelChoiceField(
        District.objects.order_by("code"),
        label=_("区"),
        required=False,
        to_field_name="code",
        empty_label=_("全部"),
    )
    lead = UnitChoice(
        Unit.objects.none(), label=_("牵头单位"), required=False, to_field_name="code", empty_label=_("全部")
    )
    on = day_field(_("当日适用"))

    def __init__(self, data: Any, unit: Unit) -> None:
        super().__init__(data)
        every = [("", gettext("全部"))]
        offer(self, "violation", [*every, (ANY, gettext("任何违法行为")), *violation_choices()])
        offer(self, "area", [*every, *area_choices()])
        draw_from(self, "lead", leads_for(unit))
        self.fields["district"].label_from_instance = lambda row: row.name  # type: ignore[attr-defined]
        if not unit.everywhere:
            del self.fields["district"]

    def wanted(self) -> Wanted:
        """What is asked for; a filter that cannot be is none."""
        asked = self.cleaned_data if self.is_valid() else {}
        district, lead = asked.get("district"), asked.get("lead")
        return Wanted(
            violation=asked.get("violation", ""),
            area=asked.get("area", ""),
            district_id=district.pk if district else None,
            lead_id=lead.pk if lead else None,
            on=asked.get("on"),
        )


class NewRow(forms.Form):
    """A row to be added to the responsibility table."""

    violation = forms.ChoiceField(label=_("违法行为"), required=False)
    area = forms.ChoiceField(label=_("层级"))
    place = forms.CharField(
        label=_("区域"),
        required=False,
        max_length=NAME_LENGTH,
        help_text=_("名称或代码，例如“江宁路街道”或“310106006”；全市不填。"),
    )
    lead = UnitChoice(Unit.objects.none(), label=_("牵头单位"), to_field_name="code", empty_label=_("请选择"))
    assisting = forms.MultipleChoiceField(
        label=_("配合"),
        required=False,
        widget=forms.CheckboxSelectMultiple(),
        help_text=_("都不选时，按法规库对该违法行为的规定。"),
    )
    from_date = day_field(_("开始日期"), help_text=_("不填表示一直如此。"))
    until = day_field(_("结束日期"), help_text=_("最后一天；不填表示继续有效。"))

    def __init__(self, data: Any = None, *, unit: Unit, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        levels = [
            choice for choice in area_choices() if unit.everywhere or choice[0] != Responsibility.Area.CITY
        ]
        offer(self, "violation", [("", gettext("任何违法行为")), *violation_choices()])
        offer(self, "area", levels)
        draw_from(self, "lead", leads_for(unit))
        offer(self, "assisting", [(kind.value, body_name(kind.value)) for kind in Assisting])


class LastDay(forms.Form):
    """The last day on which something holds."""

    until = day_field(_("最后一天"), required=True, help_text=_("这一天仍然有效，次日起不再有效。"))


class TableFile(forms.Form):
    """A responsibility table to be loaded."""

    file = forms.FileField(
        label=_("责任表文件（CSV）"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        help_text=_(
            "先导出现有的表，在其中修改：新的一行编号留空；要结束的行改早结束日期。违法行为、区域、单位写名称或代码都可以。"
        ),
    )

    def clean_file(self) -> bytes:
        """What is in the file. A file that is too large is refused unread."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(gettext("文件超过 512 KB，不像一张责任表。请核对所选的文件。"))
        content: bytes = file.read()
        return content


class WhoLeads(forms.Form):
    """The question who would lead."""

    place = forms.CharField(label=_("小区"), max_length=NAME_LENGTH, help_text=_("名称、别名、地址或代码"))
    violation = forms.ChoiceField(label=_("违法行为"))
    on = day_field(_("日期"), required=True)

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        offer(self, "violation", violation_choices())


class OfficerFilter(forms.Form):
    """Which officers are shown."""

    unit = UnitChoice(
        Unit.objects.none(), label=_("单位"), required=False, to_field_name="code", empty_label=_("全部")
    )
    state = forms.ChoiceField(label=_("证件"), required=False)

    def __init__(self, data: Any, units: Any, states: list[tuple[str, str]]) -> None:
        super().__init__(data)
        draw_from(self, "unit", units.order_by("rank"))
        offer(self, "state", [("", gettext("全部")), *states])


class OfficerForm(forms.Form):
    """An officer and the certificate."""

    name = forms.CharField(label=_("姓名"), max_length=OFFICER_LENGTH)
    unit = UnitChoice(Unit.objects.none(), label=_("单位"), to_field_name="code", empty_label=_("请选择"))
    certificate = forms.CharField(label=_("执法证号"), max_length=OFFICER_LENGTH)
    valid_from = day_field(_("有效期起"), help_text=_("不清楚时留空。"))
    valid_until = day_field(_("有效期止"), help_text=_("最后一天；不清楚时留空，不会当作有效。"))

    def __init__(self, data: Any = None, *, units: Any, officer: Officer | None = None) -> None:
        initial = (
            {
                "name": officer.name,
                "unit": officer.unit.code,
                "certificate": officer.certificate,
                "valid_from": officer.valid_from,
                "valid_until": officer.valid_until,
            }
            if officer
            else None
        )
        super().__init__(data, initial=initial)
        draw_from(self, "unit", units.order_by("rank"))


class FirmFilter(forms.Form):
    """Which firms are shown."""

    managing = forms.BooleanField(label=_("只看在本辖区管理小区的"), required=False)


class FirmForm(forms.Form):
    """A property firm."""

    name = forms.CharField(label=_("企业名称"), max_length=NAME_LENGTH, help_text=_("营业执照上的全称。"))
    credit_code = forms.CharField(
        label=_("统一社会信用代码"),
        max_length=CREDIT_CODE_LENGTH,
        required=False,
        help_text=_("18 位；不清楚时留空，以后可补。"),
    )


class MandateForm(forms.Form):
    """A mandate under which a firm manages a compound."""

    compound = forms.CharField(label=_("小区"), max_length=NAME_LENGTH, help_text=_("名称、别名、地址或代码"))
    from_date = day_field(_("合同期起"), help_text=_("不清楚时留空，视为一直如此。"))
    until = day_field(_("合同期止"), help_text=_("最后一天；继续有效时留空。"))
    manager = forms.CharField(label=_("项目经理"), max_length=40, required=False)
