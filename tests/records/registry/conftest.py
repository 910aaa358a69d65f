"""What the registry's tests share: an acting person, a registry that is set up, and short ways to make compounds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime

import pytest
from django.db import transaction

from huiyin.records.ledger.action import By
from huiyin.records.registry.actions.compounds import load
from huiyin.records.registry.csv_files import CompoundRow
from huiyin.records.registry.models import Compound, Unit
from huiyin.records.registry.refusal import Refused
from records.registry.few_divisions import set_up_few

MakeCompound = Callable[..., Compound]
Refusing = Callable[[str], AbstractContextManager[pytest.ExceptionInfo[Refused]]]


@pytest.fixture
def by() -> By:
    """An officer of the campaign's office, on the evening of 4 July 2022 in Shanghai."""
    return By("zhou", datetime(2022, 7, 4, 12, tzinfo=UTC), "cli")


@pytest.fixture
def registry(db: None, by: By) -> None:
    """The registry as it is after installation."""
    set_up_few(by)


@pytest.fixture
def make(registry: None, by: By) -> MakeCompound:
    """Loads one known compound: ``make('T1', '梧桐苑', '静安区', firm='…')``."""

    def one(code: str, name: str = "梧桐苑", district: str = "静安区", **more: object) -> Compound:
        load(by, [CompoundRow(code=code, name=name, district=district, **more)])  # type: ignore[arg-type]
        return Compound.objects.get(code=code)

    return one


@pytest.fixture
def unit(registry: None) -> Callable[[str], Unit]:
    """A unit by its code."""
    return lambda code: Unit.objects.get(code=code)


@pytest.fixture
def refusing(db: None) -> Refusing:
    """``with refusing('…'):`` what stands within is refused with these words; the test's own transaction goes on."""

    @contextmanager
    def within(words: str) -> Iterator[pytest.ExceptionInfo[Refused]]:
        with pytest.raises(Refused) as refused, transaction.atomic():
            yield refused
        assert words in str(refused.value)

    return within
