"""By which reader an installation reads."""

from __future__ import annotations

import pytest

from huiyin.records.reports.reading_by import chosen


@pytest.mark.parametrize(
    ("name", "version"), [("", "linear-"), ("learned", "linear-"), ("keywords", "keywords-")]
)
def test_the_environment_says_who_reads(name: str, version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIYIN_READER", name)

    assert chosen().version.startswith(version)


def test_a_reader_that_there_is_not_is_named_with_those_that_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HUIYIN_READER", "fortune")

    with pytest.raises(
        ValueError, match="HUIYIN_READER=fortune is no reader; the readers are learned, keywords"
    ):
        chosen()
