"""Short ways to what lists are made of: a registry, reports of composed complaints, problems joined by the action."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction

from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.records.ledger.action import By
from huiyin.records.problems.actions.join import join
from huiyin.records.problems.claims import Claim
from huiyin.records.problems.models import Problem
from huiyin.records.registry.actions.compounds import load
from huiyin.records.registry.csv_files import CompoundRow
from huiyin.records.registry.models import Compound, Unit
from huiyin.records.reports.landing.cleaning import canonical_json
from huiyin.records.reports.models import Channel, Fate, Report
from records.registry.few_divisions import set_up_few

DAY = date(2022, 7, 5)
TEXT = "您好。晾衣架旁新开了一个门洞，把原来的墙敲掉了。请派人看看。"
WORDS = "墙敲掉"


def moment(day: date = DAY, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def by(actor: str = "zhou", day: date = DAY) -> By:
    return By(actor, moment(day), "cli")


def registry() -> None:
    set_up_few(by())


def unit(code: str = "sh-bureau") -> Unit:
    return Unit.objects.get(code=code)


def compound(code: str, name: str = "梧桐苑", district: str = "静安区", **more: object) -> Compound:
    load(by(day=DAY - timedelta(days=5)), [CompoundRow(code=code, name=name, district=district, **more)])  # type: ignore[arg-type]
    return Compound.objects.get(code=code)


def report(
    number: str,
    on: date = DAY,
    caller: bytes | None = None,
    text: str = TEXT,
    violation: str = "load-bearing",
) -> Report:
    at = text.find(WORDS)
    spans = [[at, at + len(WORDS)]] if at >= 0 else []
    return Report.objects.create(
        source="12345",
        number=number,
        channel=Channel.HOTLINE,
        unit=unit(),
        entered_at=moment(on),
        text=text,
        caller=caller,
        created_on=on,
        reached_on=on,
        contact_due=on,
        handle_due=on,
        handle_due_given=False,
        reader="keywords-1",
        reading=canonical_json({"violations": [{"code": violation, "spans": spans}]}),
        scope="compound",
        act="report",
        fate=Fate.LINKED,
    )


def complain(
    where: Compound,
    number: str,
    violation: str = "load-bearing",
    *,
    building: str = "",
    room: str = "",
    on: date = DAY,
    caller: bytes | None = None,
    text: str = TEXT,
    in_progress: bool | None = None,
    day: date = DAY,
) -> Problem:
    """One report about one wrong at one place, joined on ``day``. Returns the problem."""
    told = report(number, on, caller, text, violation)
    join(
        by(day=day),
        [Claim(told.pk, violation, where.pk, building, "", room, in_progress, Channel.HOTLINE, on)],
    )
    return Problem.objects.get(links__report=told)


@contextmanager
def refused(kind: type[Exception], words: str = "") -> Iterator[None]:
    """What stands within is refused with these words; the test's own transaction goes on."""
    with pytest.raises(kind) as raised, transaction.atomic():
        yield
    assert words in str(raised.value)
