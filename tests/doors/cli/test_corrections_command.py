"""``huiyin corrections``: what people said of readings, as labelled texts in a file or printed."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path

from doors.cli.homes import Home, on_sqlite
from huiyin.knowledge.language.learned.model import shipped

pytestmark = on_sqlite


def judged(home: Home, number: str) -> int:
    """A judgement stands at the order, as if somebody had confirmed its reading."""
    script = (
        "import django; django.setup(); from huiyin.doors.clock import now; from huiyin.records.ledger.action import By; "
        "from huiyin.records.reports.models import Report; from huiyin.records.reports import readings; "
        "from huiyin.records.reports.actions.judging import Seen, confirm; "
        f"one = Report.objects.get(number='{number}'); "
        "confirm(By('wu', now(), 'web'), [Seen(one.pk, readings.mark(one))])"
    )
    environment = {**home.environment, "DJANGO_SETTINGS_MODULE": "huiyin.site.settings"}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True)
    return int(home.sql("SELECT id FROM reports_report WHERE number = ?", number)[0][0])


def test_corrections_are_written_for_ones_own_eyes_and_the_ledger_tells_of_it(
    home: Home, tmp_path: Path
) -> None:
    assert home.done("corrections").out == ""
    ((number,),) = home.sql("SELECT number FROM reports_report WHERE pending_reason = 'reading' LIMIT 1")
    pk = judged(home, number)
    out = tmp_path / "corrections.jsonl"
    assert home.done("corrections", "--unit", "jingan", "--out", out, "--as", "shen").out == f"{out}  1 件\n"
    (line,) = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    assert (line["id"], line["by"], line["model"]) == (str(pk), "wu", shipped().version)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert home.done("corrections", "--unit", "minhang").out == ""
    assert json.loads(home.done("corrections").out) == line
    told = home.sql("SELECT actor, content FROM ledger_entry WHERE action = 'reading.export' ORDER BY id")
    assert told[1] == ("shen", '{"texts":1}')
    assert [json.loads(content)["texts"] for _, content in told] == [0, 1, 0, 1]
    told = home.done("corrections", "--unit", "jingan", "--out", out, "--json").lines
    assert told == [{"file": str(out), "texts": 1}]
    assert home.done("corrections", "--json").lines == [line]
    lost = home.onto_full("corrections")
    lost.failed(4, "standard output takes nothing (No space left on device)")
    nowhere = home.run("corrections", "--unit", "nowhere", "--json")
    nowhere.failed(2, "没有代码为 nowhere 的单位；通知所发单位为 huangpu, ")
    assert nowhere.lines == [{"error": nowhere.err.removeprefix("huiyin: ").rstrip("\n"), "code": 2}]
    assert home.done("check", "--json").facts["breaches"] == 0
