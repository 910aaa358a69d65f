"""Every reason for which an act up to the notice is refused, in both languages, and what no reason stands against."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from case_driving import (
    SERVED,
    VISIT,
    Driven,
    day,
    opened,
    ordered,
    standing_long,
    under_way,
)
from guarded_cases import (
    Make,
    added,
    altered,
    deciding,
    facade,
    heard,
    ready,
    refused_under_way,
    told,
    unserved,
    without,
)

from huiyin.knowledge.law.review.case_file import Person

RECHECK = {"corrected": False}
FIVE = {"five_years": "楼板开裂，已伤人"}
NOT_SHOWN = (
    "refusal-shown",
    "没有责令送达、到期、复查未改正的记录",
    "no served order, expired term and re-check show that it was refused",
)


def structure(act_to: str) -> Driven:
    return ordered(Driven.of(opened("load-bearing", act_from="2017-01-01", act_to=act_to)))


def dumped(**facts: Any) -> Driven:
    return ready("waste-unsorted", **facts)


def ordered_again() -> Driven:
    """Ordered, served and re-checked on 08-26, and ordered once more on 08-27 until 09-10."""
    return added(ordered(facade()), "ordered", "2022-08-27 10:00", deadline=day("2022-09-10"))


def found_later(act_to: str, *, reported: bool = True) -> Driven:
    """Reported on 08-15, and seen on the spot the day after."""
    driven = altered(
        ordered(facade(act_from="2020-01-01", act_to=act_to)), "inspected", when="2022-08-16 10:00"
    )
    return driven if reported else without(driven, "reported")


REFUSED: list[tuple[Make, str, str, dict[str, Any], tuple[str, str, str]]] = [
    (
        lambda: facade().with_people(qi=Person("officer")),
        "inspect",
        "2022-08-15 10:00",
        VISIT | {"by": ("qi", "pan")},
        (
            "two-officers",
            "由不具有执法资格的人员检查。（pan、qi）",
            "An officer without a certificate took part. (pan, qi)",
        ),
    ),
    (
        ordered_again,
        "recheck-again",
        "2022-08-28 10:00",
        RECHECK,
        ("order-served", "2022-08-27 的责令书尚未送达", "the order of 2022-08-27 is not served"),
    ),
    (
        lambda: added(ordered_again(), "served", "2022-08-27 11:00").begin("performance-by-others"),
        "decide",
        "2022-08-29 11:00",
        {},
        (
            "order-refused",
            "没有责令到期后复查未履行的记录",
            "no re-check after the order's term found that it was not done",
        ),
    ),
    (
        lambda: added(standing_long(), "removal-ordered", "2022-08-20 10:00", deadline=day("2022-09-10")),
        "control",
        "2022-09-10 10:00",
        {},
        ("deadline-passed", "责令期限至 2022-09-10，尚未届满", "the term of the order runs until 2022-09-10"),
    ),
    (
        lambda: added(refused_under_way(), "ordered", "2022-08-15 14:30", deadline=day("2022-08-16")),
        "remove",
        "2022-08-15 15:00",
        {},
        (
            "stop-refused",
            "责令后的复查没有记录拒不停止或者不自行拆除",
            "no re-check after the order found that it was refused",
        ),
    ),
    (
        lambda: found_later("2020-08-15", reported=False),
        "file",
        "2022-08-29 09:00",
        {},
        (
            "not-barred",
            "行为于 2020-08-15 终了，2022-08-16 发现，已过二年；是否适用五年期限须写明理由",
            "the act ended on 2020-08-15 and was found on 2022-08-16: why five years run is to be said",
        ),
    ),
    (
        lambda: (
            ordered(facade(district="浦东新区", act_from="2022-08-01"))
            .take("file", "2022-08-29 09:00")
            .begin("pudong-fast")
        ),
        "ask",
        "2022-10-31 09:00",
        {},
        ("in-pudong", "仅适用于浦东新区，自 2022-11-01 起", "in Pudong alone, from 2022-11-01 on"),
    ),
    (
        facade,
        "inspect",
        "2022-08-15 10:00",
        VISIT | {"by": ("gu", "tao")},
        (
            "two-officers",
            "检查、复查的执法人员不得少于二人。（执法人员 1 人）",
            "No visit is made by fewer than two officers. (1 officer(s))",
        ),
    ),
    (
        facade,
        "inspect",
        "2022-08-15 10:00",
        VISIT | {"by": ("gu", "lu")},
        (
            "two-officers",
            "检查、复查的执法人员不得少于二人。（执法人员 1 人）",
            "No visit is made by fewer than two officers. (1 officer(s))",
        ),
    ),
    (
        facade,
        "inspect",
        "2022-08-15 10:00",
        VISIT | {"by": ("gu", "pan")},
        (
            "two-officers",
            "由不具有执法资格的人员检查。（pan）",
            "An officer without a certificate took part. (pan)",
        ),
    ),
    (
        lambda: ordered(Driven.of(opened("ebike-common-parts", detail="evacuation-route"))),
        "file",
        "2022-08-29 09:00",
        {},
        ("competent", "应当移送：规定由消防救援机构处罚", "to be transferred: the rules name fire"),
    ),
    (
        partial(structure, "2017-08-14"),
        "file",
        "2022-08-29 09:00",
        FIVE,
        (
            "not-barred",
            "行为于 2017-08-14 终了，2022-08-15 发现",
            "the act ended on 2017-08-14 and was found on 2022-08-15",
        ),
    ),
    (
        lambda: ordered(Driven.of(opened("litter", act_from="2019-01-01", act_to="2019-02-01"))),
        "file",
        "2022-08-29 09:00",
        {},
        (
            "not-barred",
            "行为于 2019-02-01 终了，2022-08-15 发现",
            "the act ended on 2019-02-01 and was found on 2022-08-15",
        ),
    ),
    (
        partial(ready, kind="organisation"),
        "notify",
        "2022-09-02 09:00",
        told(0),
        ("rule-in-force", "罚款为 0，而规定没有警告", "a fine of nothing, and no rule has a warning"),
    ),
    (
        lambda: altered(dumped(), "ordered", deadline=day("2022-08-26")),
        "notify",
        "2022-09-02 09:00",
        told(200),
        NOT_SHOWN,
    ),
    (
        lambda: altered(dumped(), "rechecked", corrected=True),
        "notify",
        "2022-09-02 09:00",
        told(200),
        NOT_SHOWN,
    ),
    (
        lambda: altered(dumped(), "rechecked", corrected=None),
        "notify",
        "2022-09-02 09:00",
        told(200),
        NOT_SHOWN,
    ),
    (
        lambda: without(dumped(), "served"),
        "notify",
        "2022-09-02 09:00",
        told(200),
        NOT_SHOWN,
    ),
    (
        lambda: altered(dumped(), "ordered", deadline=None, when="2022-08-26 10:00"),
        "notify",
        "2022-09-02 09:00",
        told(200),
        NOT_SHOWN,
    ),
    (
        lambda: altered(dumped(), "ordered", deadline=day("2022-08-01"), when="2022-08-26 10:00"),
        "notify",
        "2022-09-02 09:00",
        told(200),
        NOT_SHOWN,
    ),
    (
        lambda: facade().take("inspect", "2022-08-15 10:00", **VISIT),
        "order",
        "2022-08-15 11:00",
        {"deadline": None},
        ("deadline-stated", "未写明期限", "no term is stated"),
    ),
    (
        facade,
        "recheck-again",
        "2022-08-15 11:00",
        RECHECK,
        ("order-served", "尚未责令", "nothing was ordered yet"),
    ),
    (
        lambda: without(unserved(), "ordered"),
        "recheck",
        "2022-08-26 10:00",
        RECHECK,
        ("deadline-passed", "尚未责令", "nothing was ordered yet"),
    ),
    (
        lambda: altered(unserved(), "ordered", deadline=None),
        "recheck",
        "2022-08-15 12:00",
        RECHECK,
        ("deadline-passed", "责令期限至 2022-08-15，尚未届满", "the term of the order runs until 2022-08-15"),
    ),
    (
        lambda: without(refused_under_way(), "ordered"),
        "remove",
        "2022-08-15 15:00",
        {},
        (
            "stop-refused",
            "责令后的复查没有记录拒不停止或者不自行拆除",
            "no re-check after the order found that it was refused",
        ),
    ),
    (
        lambda: altered(refused_under_way(), "rechecked", when="2022-08-15 10:59"),
        "remove",
        "2022-08-15 15:00",
        {},
        (
            "stop-refused",
            "责令后的复查没有记录拒不停止或者不自行拆除",
            "no re-check after the order found that it was refused",
        ),
    ),
    (
        lambda: refused_under_way().take("recheck-again", "2022-08-15 14:10", corrected=True),
        "remove",
        "2022-08-15 15:00",
        {},
        (
            "stop-refused",
            "责令后的复查没有记录拒不停止或者不自行拆除",
            "no re-check after the order found that it was refused",
        ),
    ),
    (
        facade,
        "serve-paper",
        "2022-08-15 11:00",
        SERVED,
        ("paper-waits", "没有待送达的文书", "no paper waits to be served"),
    ),
    (
        lambda: heard().take("decide", "2022-09-15 10:00", **deciding()),
        "serve-paper",
        "2022-09-16 10:00",
        SERVED,
        ("paper-waits", "决定书由程序中的“送达”送达", "a decision is served by the procedure's own act"),
    ),
]


@pytest.mark.parametrize(("make", "act", "when", "said", "told"), REFUSED)
def test_each_reason_is_told(
    make: Make, act: str, when: str, said: dict[str, Any], told: tuple[str, str, str]
) -> None:
    people = said.get("by", ())
    found = make().refused(
        act, when, *people, **{name: value for name, value in said.items() if name != "by"}
    )
    assert told in [(one.guard, one.zh, one.en) for one in found]


HELD: list[tuple[Make, str, str, dict[str, Any]]] = [
    (lambda: found_later("2020-08-15"), "file", "2022-08-29 09:00", {}),
    (lambda: ordered(facade(act_from="2010-01-01")), "file", "2022-08-29 09:00", {}),
    (
        lambda: without(
            without(ordered(facade(act_from="2010-01-01", act_to="2010-02-01")), "reported"), "inspected"
        ),
        "file",
        "2022-08-29 09:00",
        {},
    ),
    (partial(structure, "2017-08-15"), "file", "2022-08-29 09:00", FIVE),
    (lambda: altered(dumped(), "ordered", deadline=None), "notify", "2022-09-02 09:00", told(200)),
    (
        lambda: dumped().take("recheck-again", "2022-09-01 10:00", corrected=True),
        "notify",
        "2022-09-02 09:00",
        told(200),
    ),
    (
        lambda: facade().take("inspect", "2022-08-15 10:00", **VISIT),
        "order",
        "2022-08-15 11:00",
        {"deadline": day("2022-08-15")},
    ),
    (
        lambda: altered(
            unserved().take("serve-paper", "2022-08-15 11:10", **SERVED), "ordered", deadline=None
        ),
        "recheck",
        "2022-08-16 00:00",
        RECHECK,
    ),
    (
        lambda: altered(refused_under_way(), "rechecked", when="2022-08-15 11:00"),
        "remove",
        "2022-08-15 15:00",
        {},
    ),
    (
        lambda: (
            under_way()
            .take("recheck-again", "2022-08-15 13:00", corrected=True)
            .take("recheck-again", "2022-08-15 14:00", corrected=False)
        ),
        "remove",
        "2022-08-15 15:00",
        {},
    ),
]


@pytest.mark.parametrize(("make", "act", "when", "said"), HELD)
def test_what_no_reason_stands_against_is_not_refused(
    make: Make, act: str, when: str, said: dict[str, Any]
) -> None:
    assert make().keys(act, when, **said) == []
