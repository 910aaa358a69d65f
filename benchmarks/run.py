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
PANDAS = "import pandas, sys; frame = pandas.read_excel(sys.argv[1], dtype=str, engine=sys.argv[2]); print(len(frame))"


def main() -> int:
    """Run everything. ``--rows N`` for a quick look, ``--million`` for the big CSV as well."""
    rows = int(sys.argv[sys.argv.index("--rows") + 1]) if "--rows" in sys.argv else ROWS
    figures: list[tuple[str, str, str]] = []
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="huiyin-bench-") as folder_name:
        folder = Path(folder_name)
        gazetteer = Path(os.environ.get("BENCH_GAZETTEER", DEMO))
        places = generate.compounds(gazetteer)
        book, table = folder / "bench.xlsx", folder / "bench.csv"
        generate.write_xlsx(book, rows, places)
        generate.write_csv(table, rows, places)

        pandas = measure([sys.executable, "-c", PANDAS, str(book), "openpyxl"])
        calamine = measure([sys.executable, "-c", PANDAS, str(book), "calamine"])
        figures.append(
            (f"pandas + openpyxl only reads the .xlsx ({rows:,} × 20)", f"{pandas.wall:.1f} s", "1.00")
        )
        figures.append(
            ("pandas + calamine only reads it", f"{calamine.wall:.1f} s", _ratio(calamine, pandas))
        )

        # Once without a figure: what is installed has been compiled when it is first used.
        first = folder / "first.xlsx"
        generate.write_xlsx(first, FIRST_ROWS, places)
        _import(first, _home(folder / "first", gazetteer))
        env = _home(folder / "sqlite", gazetteer)
        sqlite = _import(book, env)
        figures.append(("huiyin import .xlsx, SQLite, end to end", _took(sqlite), _ratio(sqlite, pandas)))
        figures.append(
            ("    peak memory of all its processes", f"{sqlite.peak / 1e6:.0f} MB", "limit 700 MB")
        )
        single = json.loads(measure([sys.executable, "-m", "benchmarks.single"], env).output)
        figures.append(
            (
                "    one report through the action layer",
                f"{single['cpu_ms']:.1f} ms CPU",
                f"{single['statements']} statements",
            )
        )

        with _postgres() as url:
            env = _home(folder / "postgres", gazetteer, url)
            postgres = _import(book, env)
            figures.append(
                ("the same on PostgreSQL", _took(postgres), f"{_ratio(postgres, sqlite)} of SQLite's")
            )
            single = json.loads(measure([sys.executable, "-m", "benchmarks.single"], env).output)
            figures.append(
                (
                    "    one report through the action layer",
                    f"{single['cpu_ms']:.1f} ms CPU",
                    f"{single['statements']} statements",
                )
            )

        figures += _reading(gazetteer)
        env = _home(folder / "waits", gazetteer)
        other = interactive.start(env)
        _import(table, env)
        waits = sorted(json.loads(other.communicate("stop\n")[0]))
        figures.append(
            (
                f"one who writes during the import waits ({len(waits)} writes, SQLite)",
                f"median {statistics.median(waits):.0f} ms, p99 {waits[int(len(waits) * 0.99)]:.0f} ms",
                "limit p99 300 ms",
            )
        )
        figures += _desk(folder / "desk", "SQLite")
        with _postgres() as url:
            figures += _desk(folder / "desk-postgres", "PostgreSQL", url)
        if "--million" in sys.argv:
            big = folder / "million.csv"
            generate.write_csv(big, 1_000_000, places)
            env = _home(folder / "million", gazetteer)
            million = _import(big, env)
            figures.append(
                (
                    "huiyin import .csv of 1,000,000 rows, SQLite",
                    _took(million),
                    f"{million.peak / 1e6:.0f} MB",
                )
            )
    _publish(figures, (time.monotonic() - begun) / 60)
    return 0


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


def _took(one: Measured) -> str:
    return f"{one.wall:.1f} s ({one.cpu:.1f} s CPU)"


def _ratio(one: Measured, other: Measured) -> str:
    return f"{one.wall / other.wall:.2f}"


def _publish(figures: list[tuple[str, str, str]], minutes: float) -> None:
    load = os.getloadavg()[0]
    head = (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, "
        f"load average at the end {load:.1f}, {minutes:.0f} minutes in all"
    )
    lines = [
        "| what | took | ratio or limit |",
        "|---|---|---|",
        *(f"| {a} | {b} | {c} |" for a, b, c in figures),
    ]
    print(head, *lines, sep="\n")
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    README.write_text(
        f"{before}{BEGIN}\n\n{head}\n\n" + "\n".join(lines) + f"\n\n{END}{after}", encoding="utf-8"
    )


if __name__ == "__main__":
    sys.exit(main())
