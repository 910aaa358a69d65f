"""`make mutate`: spoils the modules of the law one small thing at a time and tells which spoilt ones the tests let pass.

``MODULES="clocks review"`` bounds it to modules or folders of ``knowledge/law``, ``JOBS`` the processes. Ends with 1 where
fewer than nine of ten are noticed. ``tools/mutation/equivalent.toml`` names spoilt copies that answer as the module does, each
with why; they are not counted.
"""

from __future__ import annotations

import ast
import os
import sys
import time
import tomllib
from pathlib import Path

from mutation import swapping
from mutation import trials as trying
from mutation.mutants import Mutant, mutants
from mutation.trials import Reached, Trial, reached

ROOT = Path(__file__).resolve().parent.parent
PACKAGE, TESTS = "src/huiyin/knowledge/law", "tests/knowledge/law"
EQUIVALENT = Path(__file__).with_name("mutation") / "equivalent.toml"
AIM = 0.9
Key = tuple[str, str, str]


def main() -> int:
    """Try every module asked for; returns 1 below the aim."""
    os.chdir(ROOT)
    asked, jobs = sys.argv[1:], int(os.environ.get("JOBS") or os.cpu_count() or 1)
    paths = [path for path in sorted((ROOT / PACKAGE).rglob("*.py")) if _meant(path, asked)]
    if not paths:
        raise SystemExit(f"no module of {PACKAGE} is called {' or '.join(asked)}")
    _ready()
    tests = reached(ROOT, PACKAGE, TESTS)
    equivalent: dict[str, set[Key]] = {}
    for row in tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")).get("same", []):
        equivalent.setdefault(row["module"], set()).add((row["line"], row["before"], row["after"]))
    noticed_all = tried_all = 0
    for path in paths:
        name = str(path.relative_to(ROOT / PACKAGE).with_suffix(""))
        begun = time.monotonic()
        source = path.read_text(encoding="utf-8")
        same = equivalent.get(name, set())
        lines = source.split("\n")
        meant = [one for one in mutants(source) if _key(one, lines) not in same]
        survived = _try(path, meant, tests, jobs)
        for one in survived:
            print(f"  {name}.py:{one.line}: {one.before}  →  {one.after}", flush=True)
        for line, before, after in sorted(same - {_key(one, lines) for one in mutants(source)}):
            print(f"  {EQUIVALENT.name}, {name}: no copy of {line!r} has {after!r} for {before!r}")
        noticed = len(meant) - len(survived)
        share = f"{noticed / len(meant):.1%}" if meant else "–"
        print(
            f"{name}: {noticed} killed, {len(survived)} survived, {share}, {len(same)} equivalent, "
            f"{time.monotonic() - begun:.0f} s",
            flush=True,
        )
        noticed_all, tried_all = noticed_all + noticed, tried_all + len(meant)
    share_all = noticed_all / tried_all if tried_all else 1.0
    print(f"all: {noticed_all} killed, {tried_all - noticed_all} survived, {share_all:.1%}")
    return int(share_all < AIM)


def _meant(path: Path, asked: list[str]) -> bool:
    name = str(path.relative_to(ROOT / PACKAGE).with_suffix(""))
    return not asked or any(name == one or name.startswith(f"{one}/") for one in asked)


def _key(one: Mutant, lines: list[str]) -> Key:
    """A copy by its line's text and the change, since numbers of lines move."""
    return lines[one.line - 1].strip(), one.before, one.after


def _ready() -> None:
    """Have in memory what every trial needs, and nothing of Huiyin."""
    import chinese_calendar  # noqa: F401
    import hypothesis.strategies  # noqa: F401
    import msgspec  # noqa: F401
    import openpyxl  # noqa: F401
    import python_calamine  # noqa: F401
    import xlsxwriter  # noqa: F401

    sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
    assert not any(name.startswith("huiyin") for name in sys.modules)


def _try(path: Path, meant: list[Mutant], tests: Reached, jobs: int) -> list[Mutant]:
    """Those that no test noticed."""
    module = ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)
    touching = tests.touching(path) or [TESTS]
    trials = [
        Trial(one.number, one.tree, one.function, tests.by(path, one.line, one.end) or touching)
        for one in meant
    ]
    outside, within = [one for one in trials if not one.function], [one for one in trials if one.function]
    untouched = Trial(
        -1, ast.parse(path.read_text(encoding="utf-8")), within[0].function if within else "", touching
    )
    survived = trying.survivors(module, path, [untouched, *outside], jobs)
    if within:
        exchanged = swapping.survivors(swapping.Place(module, path, [TESTS]), [untouched, *within], jobs)
        # What the tests say of a module must not hang on how it is tried.
        survived = [one for one in survived if one != -1 or one in exchanged] + [
            one for one in exchanged if one != -1
        ]
    if -1 not in survived:
        raise SystemExit(f"{module}: a trial of the untouched module fails")
    return [one for one in meant if one.number in survived]


if __name__ == "__main__":
    sys.exit(main())
