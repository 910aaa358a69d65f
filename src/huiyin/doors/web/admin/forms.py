"""The forms of accounts and clients; what they may hold is said by the actions."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Self, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huiyin.doors.web.admin.words import RoleRow, role_rows
from huiyin.records.accounts.actions.accounts import Seat
from huiyin.records.accounts.models import SEATS
from huiyin.records.accounts.queries import Belonging, belonging, belongings, free_officers, units_of_accounts
from huiyin.records.accounts.roles import CLIENT_RIGHTS, Right, Role
from huiyin.records.registry.models import Officer


class AccountsFilter(forms.Form):
    """Which accounts a list shows; what cannot be read is no filter."""

    role = forms.ChoiceField(label=_("角色"), required=False)
    unit = forms.ChoiceField(label=_("所属单位"), required=False)
    state = forms.ChoiceField(label=_("状态"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", gettext("全部"))
        _offer(self, "role", [everything, *((role.value, gettext(role.label)) for role in Role)])
        _offer(self, "unit", [everything, *((str(unit.pk), unit.name) for unit in units_of_accounts())])
        _offer(self, "state", [everything, ("in-use", gettext("在用")), ("disabled", gettext("已停用"))])

    def chosen(self) -> dict[str, str]:
        """The filters that are set and can be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def words(self, name: str, value: str) -> str:
        """What a filter's value is called."""
        choices = cast(list[tuple[str, str]], cast(forms.ChoiceField, self.fields[name]).choices)
        return str(dict(choices)[value])


def _offer(form: forms.Form, name: str, choices: Iterable[tuple[str, str]]) -> None:
    cast(forms.ChoiceField, form.fields[name]).choices = list(choices)


def plain_words(typed: str) -> str:
    """Words to look for, without what no name holds and PostgreSQL does not take."""
    return typed.replace("\0", "").strip()[:64]


class SeatChoice:
    """A choice found by words: what is chosen, what else was found, and the words; ``matched`` where these find the choice."""

    def __init__(self, data: Any, kinds: Collection[str], chosen: Belonging | None = None) -> None:
        self.kinds = kinds
        self.words = plain_words(data.get("seat-words", "")) if data is not None else ""
        self.chosen = read_belonging(data.get("seat", ""), kinds) if data is not None else chosen
        found = belongings(self.words, kinds) if self.words else []
        self.found = [each for each in found if each != self.chosen]
        self.matched = len(self.found) < len(found)


def read_belonging(value: str, kinds: Collection[str] = SEATS) -> Belonging | None:
    """What a field's value such as ``unit:12`` names; None where it names nothing of these kinds."""
    kind, _colon, pk = value.partition(":")
    # Nineteen digits fit a key of the database.
    if kind not in kinds or not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    return belonging(kind, int(pk))


class SeatedForm(forms.Form):
    """A form in which something is chosen by words; ``find`` in what is sent asks for that alone."""

    kinds: Collection[str] = SEATS

    def __init__(self, *args: Any, seat: Belonging | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seat = SeatChoice(self.data if self.is_bound else None, self.kinds, seat)

    @classmethod
    def of(cls, data: QueryDict | None, **kwargs: Any) -> Self:
        """The form of what was sent; where that only asks for what may be chosen, nothing is checked yet."""
        if data is None or "find" not in data:
            return cls(data, **kwargs)
        several = {
            name for name, field in cls.base_fields.items() if isinstance(field, forms.MultipleChoiceField)
        }
        form = cls(
            initial={
                name: data.getlist(name) if name in several else data.get(name) for name in cls.base_fields
            }
        )
        form.seat = SeatChoice(data, cls.kinds)
        return form


class AccountForm(SeatedForm):
    """A person: their name, what they are in the campaign, what they belong to."""

    name = forms.CharField(label=_("姓名"), max_length=40, error_messages={"required": _("请填写姓名。")})
    roles = forms.MultipleChoiceField(
        label=_("角色"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选择一个角色。")},
    )
    certificate = forms.CharField(
        label=_("执法证号"),
        max_length=40,
        required=False,
        help_text=_("执法人员须填，任务派给本人、移交给接手人都以此为准；其他人员留空。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "roles", ((role.value, gettext(role.label)) for role in Role))
        self.fields["certificate"].widget.attrs |= {"autocomplete": "off", "list": "officers"}
        self.fields["name"].widget.attrs["autocomplete"] = "off"

    def role_rows(self) -> list[RoleRow]:
        """Every role with what it may do, and whether it is chosen."""
        return role_rows(self["roles"].value() or ())

    def clean_certificate(self) -> int | None:
        """The officer of a certificate."""
        certificate = self.cleaned_data["certificate"].strip()
        if not certificate:
            return None
        officer = Officer.objects.filter(certificate=certificate).values_list("pk", flat=True).first()
        if officer is None:
            raise forms.ValidationError(gettext("没有这个执法证号。请先在“执法人员”中登记，或核对证号。"))
        return officer

    def clean(self) -> dict[str, Any]:
        """Whether something is chosen to which the account belongs."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.seat.chosen is None:
            self.add_error(None, gettext("请查找并选择归属：执法单位、居（村）委会、物业企业或协同单位。"))
        return cleaned

    def chosen(self) -> Seat:
        """The seat of a form that is whole."""
        chosen = self.seat.chosen
        assert chosen is not None
        return Seat(**{f"{chosen.kind}_id": chosen.pk}, officer_id=self.cleaned_data["certificate"])

    def officers(self) -> list[Officer]:
        """Officers without an account, to be proposed."""
        return list(free_officers("", 200))


class NewAccountForm(AccountForm):
    """A new account has a username besides, which stays."""

    username = forms.CharField(
        label=_("用户名"),
        max_length=64,
        error_messages={"required": _("请填写用户名。")},
        help_text=_("2至64个英文字母、汉字、数字或 . @ + - _，不分大小写；建立后不能更改，留痕以它为准。"),
    )
    field_order = ("username", "name", "roles", "certificate")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs |= {
            "autocomplete": "off",
            "autocapitalize": "none",
            "spellcheck": "false",
        }


class DisableForm(forms.Form):
    """Why an account is disabled, and who takes its work over."""

    reason = forms.CharField(
        label=_("停用理由"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写明理由。")},
        help_text=_("写明调离、退休等情况，不写他人姓名：理由记入留痕，不能删除。"),
    )
    successor = forms.ChoiceField(
        label=_("接手人"),
        required=False,
        help_text=_("同单位的未完成任务转给接手人；没有接手人的留在原单位，并列入例外清单。"),
    )

    def __init__(self, *args: Any, successors: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "successor", [("", gettext("暂无接手人")), *successors])


class RevokeForm(forms.Form):
    """Why a token is taken back."""

    reason = forms.CharField(
        label=_("收回理由"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写明理由。")},
        help_text=_("理由记入留痕，不能删除。"),
    )


class ClientForm(SeatedForm):
    """A program that calls the interface: its name, the unit whose area it sees, what it may do."""

    name = forms.CharField(
        label=_("程序名称"),
        max_length=64,
        error_messages={"required": _("请填写程序名称。")},
        help_text=_("说明是哪个系统、作什么用，例如“区城运平台同步”。名称不能重复，收回后也不再用。"),
    )
    rights = forms.MultipleChoiceField(
        label=_("权限"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选择一项权限。")},
    )
    kinds = ("unit",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(
            self, "rights", ((right.value, gettext(right.label)) for right in Right if right in CLIENT_RIGHTS)
        )
        self.fields["name"].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        """Whether a unit is chosen."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.seat.chosen is None:
            self.add_error(None, gettext("请查找并选择一个单位，程序只看得到它的管辖范围。"))
        return cleaned
