"""`make bench`: the product beside its peers in one run; prints a table and writes it into benchmarks/README.md.

Ratios within one run are what counts: machines differ, and so does the same machine from hour to hour.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import generate, interactive
from benchmarks.measure import Measured, measure

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "src/huiyin/demo/compounds.csv"
README = ROOT / "benchmarks/README.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
ROWS = 100_000
# The machine's pace changes within minutes, so that what is compared takes turns, and the middle ones count.
TURNS = 3
# Enough for an import to take its second process.
FIRST_ROWS = 5_000
# What the pages may cost; each is rendered for somebody of the largest district.
LIMITS = {
    "list of 20": "limit 25 ms, 5 statements",
    "list of 20, open and in class A": "limit 25 ms, 5 statements",
    "tasks by deadline": "limit 25 ms, 5 statements",
    "search of two characters": "limit 60 ms",
    "problem page": "limit 30 ms, 12 statements",
    "my work": "limit 40 ms",
    "first page": "limit 60 ms",
}
# Peers' figures for the same page, from another machine: see below the table.
PEERS = {
    "list of 20": "Signalen 239–411 ms, 123 statements",
    "problem page": "Signalen 81–98 ms, 18 statements",
}
KEYWORDS = {"HUIYIN_READER": "keywords"}
PANDAS = "import pandas, sys; frame = pandas.read_excel(sys.argv[1], dtype=str, engine=sys.argv[2]); print(len(frame))"


def main() -> int:
    """Run everything and publish it. ``--rows N`` for a quick look, ``--million`` for the big CSV as well; ``--imports`` and
    ``--law`` run these alone and publish nothing."""
    if "--law" in sys.argv:
        print(*_table(list(_law())), sep="\n")
        return 0
    rows = int(sys.argv[sys.argv.index("--rows") + 1]) if "--rows" in sys.argv else ROWS
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="huiyin-bench-") as folder_name:
        folder = Path(folder_name)
        gazetteer = Path(os.environ.get("BENCH_GAZETTEER", DEMO))
        places = generate.compounds(gazetteer)
        figures = list(_imports(folder, gazetteer, places, rows))
        if "--imports" in sys.argv:
            print(*_table(figures), sep="\n")
            return 0
        figures += _law()
        figures += _reading(gazetteer)
        figures.append(_waiting(folder, gazetteer, places, rows))
        figures += _desk(folder / "desk", "SQLite")
        with _postgres() as url:
            figures += _desk(folder / "desk-postgres", "PostgreSQL", url)
        if "--million" in sys.argv:
            figures.append(_million(folder, gazetteer, places))
    _publish(figures, (time.monotonic() - begun) / 60)
    return 0


def _imports(
    folder: Path, gazetteer: Path, places: list[generate.Compound], rows: int
) -> Iterator[tuple[str, str, str]]:
    """Importing a workbook beside what it takes only to read it. The ratios are those of the keyword reader: how dearly a text
    is read is a measure of its own."""
    book = folder / "bench.xlsx"
    generate.write_xlsx(book, rows, places)
    # Once without a figure: what is installed has been compiled when it is first used.
    first = folder / "first.xlsx"
    generate.write_xlsx(first, FIRST_ROWS, places)
    _import(first, _home(folder / "first", gazetteer))

    took: dict[str, list[Measured]] = {"openpyxl": [], "calamine": [], "sqlite": [], "postgres": []}
    singles = {}
    for turn in range(TURNS):
        for engine in ("openpyxl", "calamine"):
            took[engine].append(measure([sys.executable, "-c", PANDAS, str(book), engine]))
        env = _home(folder / f"sqlite-{turn}", gazetteer)
        took["sqlite"].append(_import(book, env | KEYWORDS))
        singles["sqlite"] = _single(env)
        with _postgres() as url:
            env = _home(folder / f"postgres-{turn}", gazetteer, url)
            took["postgres"].append(_import(book, env | KEYWORDS))
            singles["postgres"] = _single(env)
    openpyxl, calamine, sqlite, postgres = (_middle(each) for each in took.values())
    yield (
        f"pandas + openpyxl only reads the .xlsx ({rows:,} × 20)",
        f"{openpyxl.wall:.1f} s{_between(took['openpyxl'])}",
        "1.00",
    )
    yield "pandas + calamine only reads it", f"{calamine.wall:.1f} s", _ratio(calamine, openpyxl)
    yield (
        "huiyin import .xlsx, SQLite, end to end, keyword reader",
        f"{_took(sqlite)}{_between(took['sqlite'])}",
        _ratio(sqlite, openpyxl),
    )
    peak = max(one.peak for one in took["sqlite"])
    yield "    peak memory of all its processes", f"{peak / 1e6:.0f} MB", "limit 700 MB"
    yield singles["sqlite"]
    yield (
        "the same on PostgreSQL",
        f"{_took(postgres)}{_between(took['postgres'])}",
        f"{_ratio(postgres, sqlite)} of SQLite's, limit 1.5",
    )
    yield singles["postgres"]
    learned = _import(book, _home(folder / "learned", gazetteer))
    yield "huiyin import .xlsx, SQLite, end to end, learned reader", _took(learned), "limit 60 s"
    yield "    peak memory of all its processes", f"{learned.peak / 1e6:.0f} MB", "limit 700 MB"


def _single(env: dict[str, str]) -> tuple[str, str, str]:
    told = json.loads(measure([sys.executable, "-m", "benchmarks.single"], env).output)
    cost, statements = f"{told['cpu_ms']:.1f} ms CPU", f"{told['statements']} statements"
    return "    one report through the action layer", cost, statements


def _waiting(
    folder: Path, gazetteer: Path, places: list[generate.Compound], rows: int
) -> tuple[str, str, str]:
    """How long somebody else waits who writes during an import."""
    table = folder / "bench.csv"
    generate.write_csv(table, rows, places)
    env = _home(folder / "waits", gazetteer)
    other = interactive.start(env)
    _import(table, env)
    waits = sorted(json.loads(other.communicate("stop\n")[0]))
    return (
        f"one who writes during the import waits ({len(waits)} writes, SQLite)",
        f"median {statistics.median(waits):.0f} ms, p99 {waits[int(len(waits) * 0.99)]:.0f} ms",
        "limit p99 300 ms",
    )


def _million(folder: Path, gazetteer: Path, places: list[generate.Compound]) -> tuple[str, str, str]:
    big = folder / "million.csv"
    generate.write_csv(big, 1_000_000, places)
    million = _import(big, _home(folder / "million", gazetteer) | KEYWORDS)
    what = "huiyin import .csv of 1,000,000 rows, SQLite, keyword reader"
    return what, _took(million), f"{million.peak / 1e6:.0f} MB, limit 700 MB"


def _reading(gazetteer: Path) -> Iterator[tuple[str, str, str]]:
    """Reading alone, on one core."""
    told = json.loads(measure([sys.executable, "-m", "benchmarks.reading", str(gazetteer)]).output)
    yield (
        "texts read and placed, a second and core",
        f"{told['reader and resolver']:,.0f}, {told['memory'] / 1e6:.0f} MB",
        "limit 2,000, 250 MB",
    )
    recipe = told["Signalen's recipe"]
    for name in ("learned reader alone", "keyword reader alone", "Signalen's recipe"):
        yield f"    {name}", f"{told[name]:,.0f}", f"{told[name] / recipe:.2f} of the recipe"


def _law() -> Iterator[tuple[str, str, str]]:
    """What an act costs to explain, and all open clocks to count anew, once the book is read."""
    told = json.loads(measure([sys.executable, "-m", "benchmarks.law"]).output)
    acts = told["explain"]
    yield (
        f"an act explained, from facts to answer ({acts['facts']} different ones)",
        f"median {acts['p50']:.2f} ms, p99 {acts['p99']:.2f} ms, worst {acts['worst']:.1f} ms",
        "limit 5 ms",
    )
    for name in ("of cases", "of the book"):
        yield (
            f"    20,000 open clocks {name} counted anew, with stories",
            f"{told['clocks'][name]:.2f} s",
            "limit 2 s",
        )


def _desk(folder: Path, database: str, url: str = "") -> Iterator[tuple[str, str, str]]:
    """The desk over 200,000 problems: its queries, then its pages."""
    env = _environment(folder, url)
    subprocess.run([sys.executable, "-m", "benchmarks.desk", "fill"], env=env, check=True)
    desk = json.loads(measure([sys.executable, "-m", "benchmarks.desk"], env).output)
    for what, limit in (
        ("list", "limit of the whole page 25 ms"),
        ("search", "limit of the whole page 60 ms"),
    ):
        yield (
            f"{what} of 20 out of 200,000 problems, the query, over areas, orders and filters ({database})",
            f"median {desk[f'{what}_median']:.1f} ms CPU, worst {desk[f'{what}_worst']:.1f} ms",
            limit,
        )
    rendered = json.loads(measure([sys.executable, "-m", "benchmarks.desk_pages"], env).output)
    for name, cost in rendered.items():
        yield (
            f"    rendered for a district ({database}): {name}",
            f"{cost['ms']:.1f} ms CPU, p95 {cost['p95']:.1f} ms, {cost['statements']} statements, {cost['kilobytes']:.0f} KB",
            "; ".join(one[name] for one in (LIMITS, PEERS) if name in one),
        )


def _environment(folder: Path, url: str) -> dict[str, str]:
    env = dict(os.environ) | {
        "HUIYIN_HOME": str(folder),
        "DJANGO_SETTINGS_MODULE": "huiyin.site.settings",
        # `make` forbids Python to keep what it compiles, lest the repository fill with it; pandas comes compiled as well.
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(folder.parent / "compiled"),
    }
    return env | ({"DATABASE_URL": url} if url else {})


def _home(folder: Path, gazetteer: Path, url: str = "") -> dict[str, str]:
    env = _environment(folder, url)
    subprocess.run(
        [sys.executable, "-m", "huiyin.doors.cli.main", "registry", "compounds", str(gazetteer)],
        env=env,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return env


def _import(path: Path, env: dict[str, str]) -> Measured:
    return measure([sys.executable, "-m", "huiyin.doors.cli.main", "import", str(path), "--json"], env)


@contextmanager
def _postgres() -> Iterator[str]:
    sys.path.insert(0, str(ROOT / "tests"))
    from postgres_server import Server

    server = Server()
    try:
        yield server.url
    finally:
        server.stop()


def _middle(turns: list[Measured]) -> Measured:
    return sorted(turns, key=lambda one: one.wall)[len(turns) // 2]


def _between(turns: list[Measured]) -> str:
    walls = [one.wall for one in turns]
    return f", in {len(turns)} turns {min(walls):.1f} to {max(walls):.1f}"


def _took(one: Measured) -> str:
    return f"{one.wall:.1f} s ({one.cpu:.1f} s CPU)"


def _ratio(one: Measured, other: Measured) -> str:
    return f"{one.wall / other.wall:.2f}"


def _table(figures: list[tuple[str, str, str]]) -> list[str]:
    return [
        "| what | took | ratio or limit |",
        "|---|---|---|",
        *(f"| {a} | {b} | {c} |" for a, b, c in figures),
    ]


def _publish(figures: list[tuple[str, str, str]], minutes: float) -> None:
    load = os.getloadavg()[0]
    head = (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, "
        f"load average at the end {load:.1f}, {minutes:.0f} minutes in all"
    )
    lines = _table(figures)
    print(head, *lines, sep="\n")
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    README.write_text(
        f"{before}{BEGIN}\n\n{head}\n\n" + "\n".join(lines) + f"\n\n{END}{after}", encoding="utf-8"
    )


if __name__ == "__main__":
    sys.exit(main())
