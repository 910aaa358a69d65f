"""docs/quality.md in parts: tables of how well texts are read, what is still wrong, and how far chances can be trusted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from huiyin.knowledge.language.learned.features import LEARNED
from huiyin.knowledge.language.learned.model import OF_ACT, OF_SCOPE
from huiyin.knowledge.language.reading import ACTS, SCOPES
from reading.judging import Judge
from reading.labelled import Labelled, judged_again
from reading.measuring import ENOUGH, f1

_BINS = 10
_IDS_A_LINE = 6
WANTED = (
    ("micro F1", "0.80"),
    ("macro F1", "0.72"),
    ("scope", "0.93"),
    ("act", "0.88"),
    ("pass alone", "0.70"),
    ("of these exactly right", "0.95"),
    ("wrongs that pass alone", "0.50"),
    ("of these exactly right, with a wrong", "0.93"),
    ("wrongs that pass as none", "at most 0.02"),
)
"""What is to be reached on texts not seen."""


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table whose first column is words and whose others are figures."""
    lines = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows]) + "\n"


def codes(wanted: Any, learned: Any, rules: Any) -> str:
    """Each code by the model and by the rules alone, then all of them; arguments are texts x codes."""

    def both(of: Any) -> list[str]:
        cells = []
        for found in (learned, rules):
            micro, _, precision, recall = f1(wanted[:, of], found[:, of])
            cells += [f"{precision:.2f}", f"{recall:.2f}", f"**{micro:.2f}**"]
        return cells

    counts = wanted.sum(0)
    rows: list[list[object]] = [
        [code, counts[n], *both([n])]
        for n, code in sorted(enumerate(LEARNED), key=lambda one: -counts[one[0]])
    ]
    total = []
    for found in (learned, rules):
        micro, macro, precision, recall = f1(wanted, found)
        total.append((f"{precision:.3f}", f"{recall:.3f}", f"**{micro:.3f}**", f"**{macro:.3f}**"))
    rows.append(["all together (micro)", int(counts.sum()), *total[0][:3], *total[1][:3]])
    enough = int((counts >= ENOUGH).sum())
    rows.append(
        [
            f"mean over the {enough} codes with {ENOUGH} or more (macro)",
            "",
            "",
            "",
            total[0][3],
            "",
            "",
            total[1][3],
        ]
    )
    head = ("code", "n", "precision", "recall", "F1", "rules: precision", "recall", "F1")
    return table(head, rows)


def passing(judge: Judge, here: Any) -> str:
    """What passes without a person among the texts of one source."""
    wrongs, passes = judge.wanted.any(1) & here, judge.passes & here
    none = ~judge.chosen.any(1)
    rows = [
        ("of all texts pass alone", passes.sum() / here.sum()),
        ("of these exactly right", judge.right[passes].mean()),
        ("of texts with a wrong pass alone", (passes & wrongs).sum() / wrongs.sum()),
        ("of these exactly right", judge.right[passes & wrongs].mean()),
        ("of texts with a wrong pass alone as none", (passes & wrongs & none).sum() / wrongs.sum()),
    ]
    return table(("review", "share"), [(what, f"{share:.3f}") for what, share in rows])


def unseen(told: dict[str, dict[str, float]]) -> str:
    """What is wanted of texts not seen beside what was measured; ``told`` by the heading of a column."""
    rows = [(what, wanted, *(f"{figures[what]:.3f}" for figures in told.values())) for what, wanted in WANTED]
    return table(("", "wanted", *told), rows)


def agreement(labelled: Sequence[Labelled], judge: Judge, sums: Any) -> str:
    """How far two labellings of the development texts agree, and what the reader makes of texts of which they do."""
    again = judged_again()
    which = [n for n, one in enumerate(labelled) if one.id in again]
    first = [labelled[n] for n in which]
    seen = np.array([[code in again[one.id][0] for code in LEARNED] for one in first])
    wanted, chosen = judge.wanted[which], judge.chosen[which]
    alike = (wanted == seen).all(1)
    rows = [
        ("micro F1 of codes", f1(wanted, seen)[0], f1(wanted, chosen)[0], f1(wanted[alike], chosen[alike])[0])
    ]
    for name, labels, others, said in (
        (
            "scope",
            [one.scope for one in first],
            [again[one.id][1] for one in first],
            _said(sums[which], OF_SCOPE, SCOPES),
        ),
        (
            "act",
            [one.act for one in first],
            [again[one.id][2] for one in first],
            _said(sums[which], OF_ACT, ACTS),
        ),
    ):
        both = np.array(labels) == np.array(others)
        right = np.array(labels) == np.array(said)
        rows.append((name, both.mean(), right.mean(), right[both].mean()))
    head = ("", "the two labellings", "reader and labels", "reader, where the two agree")
    return table(head, [(what, *(f"{share:.3f}" for share in shares)) for what, *shares in rows])


def _said(sums: Any, head: slice, names: Sequence[str]) -> list[str]:
    return [names[n] for n in sums[:, head].argmax(1)]


def confusion(title: str, names: Sequence[str], wanted: Sequence[str], found: Sequence[str]) -> str:
    """How often each class was taken for each; rows are the labels."""
    counts = Counter(zip(wanted, found, strict=True))
    rows = [(name, *(counts[name, other] for other in names)) for name in names]
    right = sum(counts[name, name] for name in names) / max(1, counts.total())
    return f"{title}: {right:.3f} right.\n\n" + table(("labelled", *names), rows)


def classes(labelled: Sequence[Labelled], sums: Any, here: Any) -> str:
    """Scope and act, each with what was taken for what."""
    which = np.flatnonzero(here).tolist()
    scope, act = _said(sums[which], OF_SCOPE, SCOPES), _said(sums[which], OF_ACT, ACTS)
    of_scope = (
        confusion("Scope", SCOPES, [labelled[n].scope for n in which], scope) + "\n"
        if labelled[which[0]].scope
        else ""
    )
    return of_scope + confusion("Act", ACTS, [labelled[n].act for n in which], act)


def errors(labelled: Sequence[Labelled], judge: Judge, here: Any) -> str:
    """The texts whose codes are wrong, by id only."""
    lines = []
    for n, code in enumerate(LEARNED):
        for what, wrong in (
            ("missed", judge.wanted[:, n] & ~judge.chosen[:, n]),
            ("too many", judge.chosen[:, n] & ~judge.wanted[:, n]),
        ):
            ids = [labelled[m].id for m in np.flatnonzero(wrong & here)]
            if ids:
                lines.append(f"{code}, {what} ({len(ids)}):")
                lines += [
                    " ".join(ids[begin : begin + _IDS_A_LINE]) for begin in range(0, len(ids), _IDS_A_LINE)
                ]
    return "```text\n" + "\n".join(lines) + "\n```\n"


def calibration(judge: Judge, here: Any) -> tuple[str, str]:
    """How often findings of each confidence are right: a table, and the same as a drawing (SVG)."""
    odds, right = judge.odds[here][judge.chosen[here]], judge.wanted[here][judge.chosen[here]]
    bins = np.minimum((odds * _BINS).astype(int), _BINS - 1)
    rows, points = [], []
    for n in range(_BINS):
        held = bins == n
        if held.any():
            said, true = float(odds[held].mean()), float(right[held].mean())
            rows.append(
                (f"{n / _BINS:.1f} to {(n + 1) / _BINS:.1f}", int(held.sum()), f"{said:.2f}", f"{true:.2f}")
            )
            points.append((said, true, int(held.sum())))
    return table(("confidence", "findings", "mean confidence", "right"), rows), _drawn(points)


def _drawn(points: Sequence[tuple[float, float, int]]) -> str:
    """A square in which findings as often right as they say lie on the diagonal; a dot is as large as there are many."""
    side, edge = 320, 44

    def at(said: float, true: float) -> tuple[float, float]:
        return edge + said * side, edge + (1 - true) * side

    dots = "".join(
        f'<circle cx="{at(said, true)[0]:.1f}" cy="{at(said, true)[1]:.1f}" r="{2 + count**0.5 / 2:.1f}" '
        f'fill="#2f6f8f" fill-opacity="0.75"><title>{count}: {said:.2f} / {true:.2f}</title></circle>'
        for said, true, count in points
    )
    marks = "".join(
        f'<text x="{at(tick, 0)[0]:.0f}" y="{edge + side + 18}" text-anchor="middle">{tick:.1f}</text>'
        f'<text x="{edge - 8}" y="{at(0, tick)[1] + 4:.0f}" text-anchor="end">{tick:.1f}</text>'
        for tick in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    )
    full = side + 2 * edge
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {full} {full}" width="{full}" height="{full}" '
        'font-family="sans-serif" font-size="12" fill="#444">'
        f'<rect width="{full}" height="{full}" fill="#fff"/>'
        f'<rect x="{edge}" y="{edge}" width="{side}" height="{side}" fill="none" stroke="#bbb"/>'
        f'<path d="M{edge} {edge + side}L{edge + side} {edge}" stroke="#bbb" stroke-dasharray="4 4"/>'
        f"{dots}{marks}"
        f'<text x="{edge + side / 2}" y="{full - 8}" text-anchor="middle">confidence of findings</text>'
        f'<text x="{edge / 3}" y="{edge - 14}">share of them that are right</text></svg>\n'
    )
