"""What `make mutate` spoils: the tests of the law are judged by it."""

from __future__ import annotations

import ast
import runpy
from pathlib import Path
from typing import Any

import pytest

MUTANTS: Any = runpy.run_path(str(Path(__file__).parents[2] / "tools/mutation/mutants.py"))["mutants"]


@pytest.mark.parametrize(
    ("source", "spoilt"),
    [
        ("DAYS = 5", ["DAYS = 6", "DAYS = 4"]),
        (
            "late = day > last or not held",
            [
                "late = day > last and (not held)",
                "late = not held",
                "late = day > last",
                "late = day >= last or not held",
                "late = day <= last or not held",
                "late = day > last or held",
            ],
        ),
        (
            "paper = case.last('ordered', before=fine)",
            [
                "paper = case.first('ordered')",
                "paper = case.last('ordered')",
                "paper = case.last('ordered~', before=fine)",
            ],
        ),
        (
            "@cache\ndef f(day: Literal['a']) -> int:\n    'A docstring.'\n    return min(day)",
            [
                '@cache\ndef f(day: Literal[\'a\']) -> int:\n    """A docstring."""\n    return None',
                '@cache\ndef f(day: Literal[\'a\']) -> int:\n    """A docstring."""\n    return max(day)',
            ],
        ),
        ("Unit = Literal['days', 'hours']", []),
    ],
)
def test_each_copy_is_spoilt_in_one_place(source: str, spoilt: list[str]) -> None:
    assert [ast.unparse(one.tree) for one in MUTANTS(source)] == spoilt
