"""What hangs at a compound that is merged goes where it went: reports, problems, their cases, and survey forms.

A part of ``consequences``, which says on which act it follows.
"""

from __future__ import annotations

from huiyin.records.cases.actions.following import follow
from huiyin.records.cases.numbers import case_number
from huiyin.records.cases.unsettled import TOGETHER
from huiyin.records.joining import notify
from huiyin.records.ledger.action import By
from huiyin.records.ledger.actions import clear_exceptions, raise_exceptions
from huiyin.records.problems.actions.moving import move, move_surveys
from huiyin.records.problems.actions.redating import redate
from huiyin.records.problems.bare import supported
from huiyin.records.problems.hurried import unsaid
from huiyin.records.problems.unsettled import waiting_at
from huiyin.records.registry.actions.merging import MergeCounts
from huiyin.records.reports.actions.fate import relocate


def move_along(by: By, merged: MergeCounts) -> None:
    """What hangs at a merged compound goes where it went, and its counts tell how much; new lead units hear of it.

    For a person to look at stay a survey form that cannot go along, since the target has its own for the phase, and a problem
    of which several cases are open since.
    """
    # Reports before problems, and these before cases, as everybody locks them.
    reports = relocate(by, merged.source_id, merged.target_id)
    moved = move(by, merged.source_id, merged.target_id)
    surveys = move_surveys(by, merged.source_id, merged.target_id)
    followed = follow(by, moved.became)
    redate(by, set(moved.became.values()))
    went = {
        "problem": moved.problems_moved,
        "link": moved.links_moved,
        "task": moved.tasks_moved,
        "lead": len(moved.led),
        "report": reports,
        "survey": len(surveys.moved),
        "case": followed.cases,
    }
    stayed = {
        "problem": moved.problems_merged,
        "task": moved.tasks_merged,
        "survey": len(surveys.left),
    }
    merged.moved.update({table: count for table, count in went.items() if count})
    merged.dropped.update({table: count for table, count in stayed.items() if count})
    notify(by, moved.led)
    # Nobody does anything more at a merged problem.
    if waiting := waiting_at(moved.became):
        clear_exceptions(by, waiting, "问题已并入")
    if again := supported(moved.became.values()):
        clear_exceptions(by, again, "已并入有诉件的问题")
    raise_exceptions(
        by,
        [
            *(("problem", pk, TOGETHER, _several(cases)) for pk, cases in followed.together.items()),
            *(("survey", pk, "survey.move", _two_forms(merged.target_id)) for pk in surveys.left),
            *unsaid(set(moved.became.values())),
        ],
    )


def _several(cases: list[int]) -> str:
    named = "、".join(map(case_number, cases))
    return (
        f"小区归并后，本问题有多个未结案件（{named}）。同一当事人的同一违法行为不得两次罚款，"
        "请核对后只留一案办理；当事人或违法行为不同的，写明后销除本项。"
    )


def _two_forms(target_id: int) -> str:
    return f"小区已并入小区{target_id}，后者本阶段已有排摸表，以其为准；本表原样保留，请核对两表。"
