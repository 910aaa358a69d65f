"""The house keeps its shape: what import-linter cannot see."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

import huiyin
from huiyin.records.consequences import CONSEQUENCES
from huiyin.records.ledger import action as ledger_action
from huiyin.records.ledger.models import Entry, ExceptionItem

SOURCE = Path(huiyin.__file__).parent
ORDER = ("ledger", "outbox", "registry", "accounts", "reports", "problems", "cases")
LINES = 400
NAME = re.compile(r"[a-z]+(-[a-z]+)*(\.[a-z]+(-[a-z]+)*){1,2}")


@cache
def modules() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def records_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("huiyin.records.")]


def links() -> Iterator[tuple[type[models.Model], str, type[models.Model]]]:
    """Every column or table by which one model points at another."""
    for model in records_models():
        for field in model._meta.get_fields(include_hidden=True):
            if isinstance(field, models.ForeignKey | models.ManyToManyField):
                yield model, field.name, field.related_model


@cache
def actions() -> dict[str, str]:
    """Every action of the product with the module in which it stands; the tests' own are not of the product."""
    for path in modules():
        if any(_action_names(path)):
            importlib.import_module(".".join(("huiyin", *path.relative_to(SOURCE).with_suffix("").parts)))
    return {
        name: function.__module__
        for name, function in ledger_action._names.items()
        if function.__module__.startswith("huiyin.")
    }


def test_the_records_are_the_apps_of_the_order() -> None:
    installed = [c.label for c in apps.get_app_configs() if c.name.startswith("huiyin.records.")]
    folders = {path.parent.name for path in (SOURCE / "records").glob("*/apps.py")}
    assert tuple(installed) == ORDER
    assert folders == set(ORDER)


def test_every_model_of_the_records_belongs_to_the_app_in_whose_folder_it_stands() -> None:
    assert {
        m._meta.label for m in records_models() if m.__module__.split(".")[2] != m._meta.app_label
    } == set()
    assert {m._meta.app_label for m in records_models()} == set(ORDER)


def test_no_foreign_key_points_to_an_app_later_in_the_order() -> None:
    outside = {"auth", "contenttypes"}
    upward = [
        f"{model._meta.label}.{name} → {target._meta.label}"
        for model, name, target in links()
        if target._meta.app_label not in outside
        and ORDER.index(target._meta.app_label) > ORDER.index(model._meta.app_label)
    ]
    assert upward == []


def test_some_foreign_keys_were_looked_at() -> None:
    assert ("reports", "registry") in {(m._meta.app_label, t._meta.app_label) for m, _, t in links()}


@pytest.mark.parametrize("app", ORDER)
@pytest.mark.parametrize("room", ["models", "actions", "queries"])
def test_every_records_app_has_the_same_rooms(app: str, room: str) -> None:
    folder = SOURCE / "records" / app
    assert (folder / f"{room}.py").is_file() or (folder / room / "__init__.py").is_file()


class TestActions:
    def test_every_name_is_a_record_and_a_verb_or_a_record_a_part_and_a_verb(self) -> None:
        assert [name for name in actions() if not NAME.fullmatch(name)] == []

    @pytest.mark.parametrize(
        "name", ["problem.verify", "problem.link.add", "report.hold-off", "task-list.part.add"]
    )
    def test_the_grammar_accepts(self, name: str) -> None:
        assert NAME.fullmatch(name)

    @pytest.mark.parametrize(
        "name", ["verify", "problem.", ".verify", "Problem.verify", "problem.link.add.now", "problem.re_open", "p.-x", "p.x-"]
    )  # fmt: skip
    def test_the_grammar_refuses(self, name: str) -> None:
        assert not NAME.fullmatch(name)

    def test_every_name_is_written_once_in_the_source(self) -> None:
        written = [name for path in modules() for name in _action_names(path)]
        assert sorted(written) == sorted(set(written))
        assert set(written) == set(actions())

    def test_every_action_stands_in_the_actions_room_of_a_records_app(self) -> None:
        room = re.compile(rf"huiyin\.records\.({'|'.join(ORDER)})\.actions(\.\w+)?")
        assert {name: where for name, where in actions().items() if not room.fullmatch(where)} == {}

    def test_every_name_has_room_in_the_ledger_and_on_the_exceptions_list(self) -> None:
        widest = min(
            Entry._meta.get_field("action").max_length or 0,
            ExceptionItem._meta.get_field("wanted").max_length or 0,
        )
        assert max(map(len, actions())) <= widest


def _action_names(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for mark in node.decorator_list:
            if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name) and mark.func.id == "action":
                assert isinstance(mark.args[0], ast.Constant), f"{path.name}: an action's name is written out"
                yield str(mark.args[0].value)


class TestConsequences:
    def test_every_one_names_actions_that_exist(self) -> None:
        named = {name for line in CONSEQUENCES for name in (line.on, *line.then)}
        assert named - set(actions()) == set()

    def test_the_table_that_runs_is_the_one_that_is_written(self) -> None:
        running = [line for lines in ledger_action._consequences.values() for line in lines]
        assert sorted(running, key=CONSEQUENCES.index) == list(CONSEQUENCES)

    def test_no_app_imports_the_actions_of_another(self) -> None:
        # The ledger and the outbox are everybody's; what one records app does to another stands in consequences.py.
        across = []
        for app in ORDER:
            for path in sorted((SOURCE / "records" / app).rglob("*.py")):
                for name in imported(path):
                    match = re.fullmatch(r"huiyin\.records\.(\w+)\.actions(\..*)?", name)
                    if match and match[1] not in (app, "ledger", "outbox"):
                        across.append(f"{path.relative_to(SOURCE)}: {name}")
        assert across == []


def imported(path: Path) -> set[str]:
    """Every module, and every name of a module, that a file imports."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_there_are_no_signals() -> None:
    signals = (
        "django.db.models.signals",
        "django.dispatch",
        "django.core.signals",
        "django.contrib.auth.signals",
    )
    users = {
        str(path.relative_to(SOURCE)): name
        for path in modules()
        for name in imported(path)
        if name.startswith(signals)
    }
    assert users == {}


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    written = [path for path in modules() if "migrations" not in path.parts]
    lengths = {str(path.relative_to(SOURCE)): len(path.read_text().splitlines()) for path in written}
    assert {path: length for path, length in lengths.items() if length > LINES} == {}


@pytest.mark.parametrize("folder", ["records", "knowledge"])
def test_below_the_doors_nobody_looks_at_the_clock(folder: str) -> None:
    askers = {
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path in sorted((SOURCE / folder).rglob("*.py"))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and _asks_a_clock(node)
    }
    assert askers == set()


@pytest.mark.parametrize(
    "text",
    ["datetime.now(UTC)", "datetime.datetime.utcnow()", "date.today()", "timezone.now()", "timezone.localdate()", "time.time()"],
)  # fmt: skip
def test_asking_a_clock_is_recognised(text: str) -> None:
    assert _asks_a_clock(ast.parse(text, mode="eval").body)


@pytest.mark.parametrize(
    "text", ["timezone.localdate(by.at)", "moment.time()", "datetime(2022, 9, 15)", "day.today"]
)
def test_converting_a_moment_is_not_asking_a_clock(text: str) -> None:
    assert not _asks_a_clock(ast.parse(text, mode="eval").body)


def _asks_a_clock(node: ast.expr) -> bool:
    if not isinstance(node, ast.Call):
        return False
    words = ast.unparse(node.func).split(".")[-2:]
    if words in (["timezone", "localdate"], ["timezone", "localtime"]):
        return not node.args
    return words in (
        *(["datetime", "now"], ["datetime", "utcnow"], ["datetime", "today"], ["date", "today"]),
        *(["timezone", "now"], ["time", "time"], ["time", "time_ns"]),
    )
