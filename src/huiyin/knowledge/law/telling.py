"""The answers of the law as JSON and in words: what is in force, what it brings along, and how well each fact is known."""

from __future__ import annotations

import datetime as dt
from typing import Any

from huiyin.knowledge.law.book import Book
from huiyin.knowledge.law.calendar import in_force
from huiyin.knowledge.law.explaining import Explained, version_on
from huiyin.knowledge.law.fines import Fine
from huiyin.knowledge.law.review.reviewing import Found
from huiyin.knowledge.law.types import Text

_UNITS = {
    "yuan": Text(zh="元", en="yuan"),
    "yuan-per-m2": Text(zh="元/平方米", en="yuan a square metre"),
    "yuan-per-m2-day": Text(zh="元/平方米·日", en="yuan a square metre and day"),
    "yuan-per-ton": Text(zh="元/吨", en="yuan a ton"),
    "times-compensation": Text(zh="倍绿化补偿标准", en="times the standard of compensation"),
    "percent-of-cost": Text(zh="%工程造价", en="% of the cost of the works"),
}
_MODES = {"optional": Text(zh="可处", en="may be fined"), "due": Text(zh="处", en="is fined")}
_WARNING = {
    "instead": Text(zh="警告或者", en="a warning, or "),
    "beside": Text(zh="警告，", en="a warning, and "),
    "": Text(zh="", en=""),
}
_NEEDS = {
    "refusal": Text(zh="，拒不改正的", en=", on refusal"),
    "overdue": Text(zh="，逾期不改正的", en=", when the term is over"),
    "": Text(zh="", en=""),
}
_UNREAD = {
    "since": Text(zh="施行日期", en="the day from which it is law"),
    "until": Text(zh="失效日期", en="the day until which it is law"),
    "mode": Text(zh="可处或者应处", en="whether the fine is due"),
}
UNVERIFIED = Text(zh="（未核实）", en=" (unverified)")


def explained(answer: Explained, book: Book) -> dict[str, Any]:
    """What :func:`~huiyin.knowledge.law.explaining.explain` found as one JSON object; in yuan where the facts give them."""
    facts, held = answer.facts, answer.details or ()
    amounts = (facts.area_m2, facts.days)
    return {
        "violation": facts.violation,
        "detail": held[0] if len(held) == 1 else None,
        "on": answer.on.isoformat(),
        "rules": [rule(one, answer.on, book, *amounts) for one in answer.rules],
        "choice_required": answer.choice_required,
        "higher_amount_rule": answer.higher.id if answer.higher is not None else None,
        "needs_refusal": answer.needs_refusal,
        "educate_first": answer.educate_by,
        "on_the_spot": answer.on_the_spot.when,
        "hearing": answer.hearing.when,
        "legal_review": answer.legal_review.when,
        "thresholds": {
            "on_the_spot": answer.on_the_spot.threshold,
            "hearing": answer.hearing.threshold,
            "legal_review": answer.legal_review.threshold,
        },
        "time_barred": answer.time_barred,
        "arrive_hours": answer.arrive_hours,
        "later_law": [rule(one, facts.decision_date or answer.on, book, *amounts) for one in answer.later],
        "lapsed": [one.id for one in answer.lapsed],
        "explanation": _explanation(answer, book),
    }


def rule(
    fine: Fine, day: dt.date, book: Book, area_m2: float | None = None, days: int | None = None
) -> dict[str, Any]:
    """One rule as JSON, as of a day."""
    yuan = fine.in_yuan(area_m2, days)
    version = version_on(fine.instrument, day, book)
    ends = [tier.max for tier in fine.tiers]
    low, high = yuan or (
        min([tier.min for tier in fine.tiers], default=None),
        None if None in ends else max([end for end in ends if end is not None], default=None),
    )
    return {
        "id": fine.id,
        "instrument": book.instruments[fine.instrument].title.zh,
        "instrument_id": fine.instrument,
        "version": version.isoformat() if version is not None else None,
        "article": fine.article,
        "fine": {
            "min": low,
            "max": high,
            "mode": fine.mode,
            "unit": "yuan" if yuan is not None else fine.unit,
            "tiers": [{"min": t.min, "max": t.max, "serious": t.serious} for t in fine.tiers],
            "warning": fine.warning or None,
        },
        "needs_refusal": bool(fine.needs),
        "needs": fine.needs or None,
        "order": fine.order.zh,
        "order_en": fine.order.en,
        "competent_body": "enforcement" if "enforcement" in fine.bodies else fine.bodies[0],
        "bodies": list(fine.bodies),
        "since": fine.since.isoformat(),
        "until": fine.until.isoformat() if fine.until is not None else None,
        "confidence": fine.confidence,
        "unverified": list(fine.unread),
        "source": fine.source,
        "note": {"zh": fine.note.zh, "en": fine.note.en} if fine.note is not None else None,
    }


def rule_in_words(fine: Fine, book: Book) -> Text:
    """One rule as a sentence; what was not read says so."""
    unit, mode, needs, warning = (
        _UNITS[fine.unit],
        _MODES[fine.mode],
        _NEEDS[fine.needs],
        _WARNING[fine.warning],
    )
    unread = [_UNREAD[what] for what in fine.unread]
    aside = Text(
        zh=f"（{'、'.join(one.zh for one in unread)}未核实）" if unread else "",
        en=f" (unverified: {', '.join(one.en for one in unread)})" if unread else "",
    )
    amounts = "；".join(
        _amount(tier.min, tier.max) + ("（情节严重）" if tier.serious else "") for tier in fine.tiers
    )
    amounts_en = "; ".join(
        _amount(tier.min, tier.max) + (" (serious)" if tier.serious else "") for tier in fine.tiers
    )
    doubt = Text(zh="", en="") if fine.citable else UNVERIFIED
    title = book.instruments[fine.instrument].title
    return Text(
        zh=f"《{title.zh}》{fine.article}{doubt.zh}：{fine.order.zh}{needs.zh}；"
        + (f"{warning.zh}{mode.zh} {amounts} {unit.zh}" if amounts else "数额不详")
        + aside.zh,
        en=f"{title.en}, {fine.article}{doubt.en}: {fine.order.en}{needs.en}; "
        + (f"{warning.en}{mode.en} {amounts_en} {unit.en}" if amounts else "amount not known")
        + aside.en,
    )


def found(one: Found, book: Book, rules: tuple[Fine, ...]) -> dict[str, Any]:
    """One defect as JSON. Its article is the book's, or that of the rule of the fine."""
    defect, event = one.defect, one.finding.event
    if defect.articles:
        articles = [(row.instrument, row.article, row.confidence) for row in defect.articles]
    else:
        articles = [(fine.instrument, fine.article, fine.confidence) for fine in rules]
    weakest = max(
        (confidence for _, _, confidence in articles), key=["V", "VX", "R", "R?"].index, default="R"
    )
    doubt = UNVERIFIED if weakest in ("R", "R?") else Text(zh="", en="")
    if defect.by_calendar and event is not None and (open_day := in_force().provisional(event.day)):
        doubt = Text(zh=f"{doubt.zh}（{open_day[0]}）", en=f"{doubt.en} ({open_day[1]})")
    return {
        "code": defect.id,
        "level": defect.level,
        "article": "；".join(
            f"《{book.instruments[name].title.zh}》{article}" for name, article, _ in articles
        ),
        "event": {"number": event.number, "act": event.act, "at": event.at.isoformat()} if event else None,
        "confidence": weakest,
        "explanation": {
            "zh": defect.says.zh + (f"{one.finding.zh}。" if one.finding.zh else "") + doubt.zh,
            "en": defect.says.en + (f" {one.finding.en}." if one.finding.en else "") + doubt.en,
        },
    }


def _amount(low: float, high: float | None) -> str:
    if high is None:
        return f"≥ {low:,.0f}"
    return f"{low:,.0f}" if low == high else f"{low:,.0f}–{high:,.0f}"


def _explanation(answer: Explained, book: Book) -> dict[str, str]:
    name = book.violations[answer.facts.violation].name
    zh = [f"{name.zh}，适用 {answer.on} 的法律。"]
    en = [f"{name.en}, by the law of {answer.on}."]
    if answer.details is None:
        zh.append(f"书中没有“{answer.facts.detail}”这一情形，列出该行为的全部规定，由人选择。")
        en.append(
            f"The book does not have {answer.facts.detail!r}: all rules of the violation are listed, for a person to choose."
        )
    for one in answer.rules:
        words = rule_in_words(one, book)
        zh.append(f"{words.zh}。")
        en.append(f"{words.en}.")
    if not answer.rules:
        zh.append("书中没有当日有效的处罚规定。")
        en.append("The book has no rule in force on that day.")
    if answer.choice_required:
        zh.append("上列规定相互竞合，由法制审核人员选择并说明理由。")
        en.append("These rules compete: the legal reviewer chooses, with reasons.")
    if answer.higher is not None:
        zh.append(
            f"同一行为违反数个规定，按罚款数额高的《{book.instruments[answer.higher.instrument].title.zh}》处罚（处罚法第二十九条）。"
        )
        en.append(
            f"One act breaks several norms; {answer.higher.id} has the higher amount (penalties law, art. 29)."
        )
    if len(answer.details or ()) > 1:
        names = [row.name for row in book.details[answer.facts.violation] if row.id in (answer.details or ())]
        zh.append(f"未写明情形，列出{'、'.join(one.zh for one in names)}的规定。")
        en.append(f"It is not said how: rules for {', '.join(one.en for one in names)} are listed.")
    if answer.needs_refusal:
        zh.append("拒不改正、逾期不改正是要件：先责令，到期复查未改正的才可罚款。")
        en.append("Refusal is an element: an order, its term over, and a re-check that shows it.")
    zh.append(f"{answer.educate_first.zh}。")
    en.append(f"{answer.educate_first.en}.")
    if answer.time_barred == "yes":
        zh.append("已过追究时效（处罚法第三十六条）。")
        en.append("It is time-barred (penalties law, art. 36).")
    elif answer.time_barred == "needs-judgement":
        zh.append("是否已过追究时效须由人判断（处罚法第三十六条）。")
        en.append("Whether it is time-barred is for a person to judge (penalties law, art. 36).")
    if answer.later:
        zh.append("行为之后法律有变更；决定时新规定较轻的，适用新规定（处罚法第三十七条），由人判断。")
        en.append(
            "The law has changed since; whether the new one is milder is for a person (penalties law, art. 37)."
        )
    for one in answer.lapsed:
        title = book.instruments[one.instrument].title
        zh.append(
            f"《{title.zh}》{one.article}在决定时已不适用；决定时的法律不认为是违法的，适用新规定（处罚法第三十七条），由人判断。"
        )
        en.append(
            f"{title.en}, {one.article}, is law no more on the day of the decision; whether the act is still a wrong is for a "
            "person (penalties law, art. 37)."
        )
    return {"zh": "".join(zh), "en": " ".join(en)}
