"""The example files in ``docs/examples/cases``: three clean and three defective of each procedure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from huiyin.knowledge.law import book
from knowledge.law.review.case_making import defects

EXAMPLES = Path(__file__).parents[4] / "docs" / "examples" / "cases"
DEFECTIVE = {
    "ordinary": [["raised-after-defence"], ["hearing-refused"], ["refusal-not-shown"]],
    "on-the-spot": [["no-education"], ["refusal-not-shown"], ["one-officer"]],
    "construction-under-way": [["late-arrival"], ["removal-night-or-holiday"], ["no-defence-chance"]],
    "existing-construction": [
        ["removal-too-early", "removal-wrong-body", "removal-no-announcement"],
        ["removal-wrong-body"],
        ["annotation-before-effect"],
    ],
    "court": [["no-urging"], ["court-too-late"], ["surcharge-over-cap"]],
    "hearing": [["hearing-notice-short"], ["chair-investigated"], ["hearing-not-offered"]],
    "no-penalty": [["must-not-penalise"], ["decision-incomplete"], ["served-late"]],
    "transfer": [["unsigned-record"], ["no-certificate", "id-not-shown"], ["one-officer", "unlawful-entry"]],
    "performance-by-others": [["no-order"], ["one-officer"], ["closed-unfulfilled"]],
    "pudong-fast": [["no-defence-chance"], ["no-legal-review"], ["notice-incomplete"]],
}


def read(name: str) -> list[list[str]]:
    lines = (EXAMPLES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [defects(json.loads(line)) for line in lines]


def test_there_are_some_of_every_procedure() -> None:
    assert set(DEFECTIVE) == set(book.load().procedures)


@pytest.mark.parametrize("kind", DEFECTIVE)
def test_the_clean_ones_are_lawful_and_the_others_have_what_they_show(kind: str) -> None:
    assert read(f"{kind}-clean") == [[], [], []]
    assert read(f"{kind}-defective") == DEFECTIVE[kind]
