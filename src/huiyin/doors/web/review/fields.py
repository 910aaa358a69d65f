"""The form by which a reading is corrected. What may stand in it is said by the records."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huiyin.doors.web.choosing import offer
from huiyin.doors.web.language import violation_choices
from huiyin.doors.web.problem.fields import PLACE, PlaceInput, places
from huiyin.doors.web.problem.report_fields import UNLISTED
from huiyin.doors.web.problem.words import act_name, scope_name
from huiyin.knowledge.language.reading import ACTS, SCOPES
from huiyin.records.problems.actions.splitting import Where, normal_place
from huiyin.records.registry.models import Compound
from huiyin.records.registry.models.areas import NAME_LENGTH
from huiyin.records.reports import readings, routing
from huiyin.records.reports.incoming import Place, Said
from huiyin.records.reports.models import Report
from huiyin.records.reports.readings import words_of

# The row of digits, and the row of letters below it: a key for each violation of the statute book, always the same.
CODE_KEYS = "1234567890qwert"
# Letters that choose a place; none of them leads elsewhere.
PLACE_KEYS = "abdfvz"
# Whether it goes on, the scope and what a text is for: a key for each answer, in the order of the page.
UNDER_WAY_KEYS = "ijk"
SCOPE_KEYS = "m,."
ACT_KEYS = "-=[];'"
_UNDER_WAY = {"yes": True, "no": False, "": None}


def _verbatim(label: Any, most: int, help_text: Any = "") -> forms.CharField:
    """A field for words of the text, which are Chinese in every language of the page."""
    widget = forms.TextInput({"lang": "zh-Hans-CN", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=most, required=False, widget=widget, help_text=help_text)


class SeenForm(forms.Form):
    """The mark of what somebody saw of a report before they judged its reading."""

    seen = forms.RegexField(r"\A[0-9a-f]{32}\Z", widget=forms.HiddenInput())

    def mark(self) -> bytes:
        """The mark, as the records keep it."""
        return bytes.fromhex(self.cleaned_data["seen"])

    def amended(self, report: Report) -> bool:
        """Whether a report reads otherwise than it did when the form was opened; what is sent next says what is shown now."""
        now = readings.mark(report)
        if "seen" in self.cleaned_data and self.mark() == now:
            return False
        assert isinstance(self.data, QueryDict)
        self.data = self.data.copy()
        self.data["seen"] = now.hex()
        return True


class CorrectForm(SeenForm):
    """What a report says, as a person reads it: which wrongs, where, and what it is for."""

    violations = forms.MultipleChoiceField(
        label=_("违法行为"), required=False, widget=forms.CheckboxSelectMultiple()
    )
    scope = forms.ChoiceField(label=_("范围"), widget=forms.RadioSelect())
    act = forms.ChoiceField(label=_("诉求性质"), widget=forms.RadioSelect())
    under_way = forms.ChoiceField(label=_("是否正在实施"), required=False, widget=forms.RadioSelect())
    compound = forms.ChoiceField(label=_("可选的小区"), required=False, widget=forms.RadioSelect())
    place = forms.CharField(
        label=_("其他小区"),
        max_length=NAME_LENGTH,
        required=False,
        widget=PlaceInput(),
        help_text=_("填名称、别名、路弄或代码，再从查到的里面选。"),
    )
    named = _verbatim(
        _("文中怎么称呼小区"),
        UNLISTED,
        _(
            "照抄原文。选定的小区在名录里没有这个叫法的，提交后作为它的别名建议，由另一人决定；"
            "已有的叫法、登记为待核小区的，不提建议。"
        ),
    )
    unlisted = forms.BooleanField(label=_("名录里没有，登记为待核小区"), required=False)
    name = _verbatim(_("小区名称"), UNLISTED)
    road = _verbatim(_("路弄"), UNLISTED)
    unplaced = forms.BooleanField(
        label=_("地点说不清"),
        required=False,
        help_text=_("判读保留，转为“地点不明，待查明”，问明以后再立为问题。"),
    )
    building = _verbatim(_("楼栋"), PLACE)
    unit = _verbatim(_("单元"), PLACE)
    room = _verbatim(_("室号"), PLACE)

    def __init__(
        self,
        data: Any,
        report: Report,
        initial: dict[str, Any],
        own: Collection[Compound],
        found: Collection[Compound],
        chosen: str = "",
    ) -> None:
        """``own`` are the compounds that the reader names, ``found`` those that the words of ``place`` may mean; ``chosen`` is
        one that the person chose before the form was opened."""
        super().__init__(data, initial=initial | _changed(initial, chosen))
        self._report = report
        self._read = initial
        self._own = {one.pk for one in own}
        self._found = [str(one.pk) for one in found]
        offer(self, "violations", violation_choices())
        offer(self, "scope", [(code, scope_name(code)) for code in SCOPES])
        offer(self, "act", [(code, act_name(code)) for code in ACTS])
        under_way = [("", gettext("没有说")), ("yes", gettext("正在实施")), ("no", gettext("没有在实施"))]
        offer(self, "under_way", under_way)
        offer(self, "compound", places({one.pk: one for one in (*own, *found)}.values()))

    @property
    def read_compound(self) -> str:
        """The compound that the reader proposes, by id; empty for none."""
        return str(self._read["compound"])

    def codes(self) -> Iterator[tuple[BoundWidget, str]]:
        """The boxes of the violations, each with its key."""
        return zip(self["violations"], CODE_KEYS, strict=True)

    def under_way_answers(self) -> Iterator[tuple[BoundWidget, str]]:
        """Whether what is complained of goes on, each answer with its key."""
        return zip(self["under_way"], UNDER_WAY_KEYS, strict=True)

    def scopes(self) -> Iterator[tuple[BoundWidget, str]]:
        """The scopes, each with its key."""
        return zip(self["scope"], SCOPE_KEYS, strict=True)

    def acts(self) -> Iterator[tuple[BoundWidget, str]]:
        """What a text can be for, each with its key."""
        return zip(self["act"], ACT_KEYS, strict=True)

    def own_places(self) -> list[tuple[BoundWidget, str, bool]]:
        """The compounds at which the reader takes the report to be, each with its key and whether it is the proposed one."""
        own = list(self["compound"])[: len(self._own)]
        return [
            (one, key, str(one.data["value"]) == self.read_compound)
            for one, key in zip(own, PLACE_KEYS, strict=False)
        ]

    def other_places(self) -> list[BoundWidget]:
        """The compounds that were found by what was written."""
        return list(self["compound"])[len(self._own) :]

    def clean(self) -> dict[str, Any]:
        """One place where one is needed: a compound, or the words for one that the gazetteer lacks."""
        given = super().clean() or self.cleaned_data
        named = given["named"] = (given.get("named") or "").strip()
        if named and named not in self._report.text and named not in self._report.address:
            self.add_error("named", gettext("原文里没有这几个字，请照抄原文。"))
        # Who has chosen a compound, or written which, does not mean the one that the reader would have made.
        chosen = given.get("place") or given.get("compound") not in ("", self._read["compound"])
        # What came ticked was the reader's.
        said = chosen or (given.get("unlisted") and not self._read["unlisted"])
        given["unlisted"] = bool(given.get("unlisted")) and not chosen
        if given.get("unplaced"):
            self._unplaced(given, told=bool(said))
        elif given["unlisted"]:
            self._unlisted(given)
        elif given.get("place"):
            self._found_place(given)
        if (
            not self.errors
            and not routing.waits_as_said(self._said(given, Place()))
            and not self._placed(given)
        ):
            self.add_error(
                "place", gettext("请选一个小区；名录里没有的，登记为待核小区；说不清的，勾选“地点说不清”。")
            )
        return given

    def _unplaced(self, given: dict[str, Any], *, told: bool) -> None:
        if told:
            self.add_error("unplaced", gettext("又定了小区，又说地点说不清，请留一项。"))
        given["compound"], given["unlisted"] = "", False

    def _unlisted(self, given: dict[str, Any]) -> None:
        given["compound"] = ""
        if not routing.unlisted(Place(), given.get("name") or "", given.get("road") or "").provisional_key:
            self.add_error("name", gettext("不像小区的名称或路弄，请核对。"))

    def _found_place(self, given: dict[str, Any]) -> None:
        """What was written names the compound; one that was chosen besides must be among what it names."""
        if not self._found:
            self.add_error("place", gettext("没有找到这样的小区，请换个名称或地址再查。"))
        elif not given.get("compound") and len(self._found) == 1:
            given["compound"] = self._found[0]
        elif given.get("compound") not in self._found:
            self.add_error("place", gettext("请从查到的小区里选定一个；不用查的，清空所填的字。"))

    def _placed(self, given: Mapping[str, Any]) -> bool:
        return bool(given.get("compound") or given.get("unlisted") or given.get("unplaced"))

    def _said(self, given: Mapping[str, Any], there: Place) -> Said:
        return Said(
            tuple(given["violations"]), given["scope"], given["act"], _UNDER_WAY[given["under_way"]], there
        )

    def said(self) -> Said:
        """What the person says. Raises ``ProblemRefused`` for a building, unit or room that is none."""
        given = self.cleaned_data
        building, unit, room = normal_place(Where("", 0, given["building"], given["unit"], given["room"]))
        compound_id = int(given["compound"]) if given["compound"] else None
        there = Place(compound_id, building=building, unit=unit, room=room)
        if given["unlisted"]:
            there = routing.unlisted(there, given["name"], given["road"])
        return self._said(given, there)

    def unplaced_said(self) -> bool:
        """Whether the person says that nothing tells where it is."""
        return bool(self.cleaned_data["unplaced"])

    def words(self) -> dict[str, str]:
        """By which words the text names the parts of the place, as far as the person copied them."""
        given = self.cleaned_data
        told = words_of(self._report) | {part: given[part] for part in ("building", "unit", "room")}
        told["compound"] = given["named"]
        whole = f"{self._report.text}\n{self._report.address}"
        return {part: word for part, word in told.items() if word and word in whole}


def _changed(read: dict[str, Any], chosen: str) -> dict[str, Any]:
    """What the form opens with instead, where another compound was chosen: the words were read as the name of the first."""
    if not chosen or chosen == read["compound"]:
        return {}
    return {"compound": chosen, "unlisted": False} | ({"named": ""} if read["compound"] else {})


def as_read(said: Said, report: Report, mark: str) -> dict[str, Any]:
    """What the reader made of a report, for a person to correct."""
    words = words_of(report)
    return {
        "seen": mark,
        "violations": list(said.violations),
        "scope": said.scope,
        "act": said.act,
        "under_way": {True: "yes", False: "no", None: ""}[said.in_progress],
        "compound": str(said.place.compound_id or ""),
        "unlisted": bool(said.place.provisional_key),
        "named": words.get("compound", ""),
        "name": words.get("compound", ""),
        "road": words.get("road", ""),
        "building": words.get("building", ""),
        "unit": words.get("unit", ""),
        "room": words.get("room", ""),
    }
