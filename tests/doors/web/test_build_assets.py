"""The build of assets and catalogues, on a small tree of its own."""

from __future__ import annotations

import gettext
import importlib.util
import io
import json
import os
import re
import shutil
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

ROOT = Path(__file__).parents[3]


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_assets", ROOT / "tools/build_assets.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tool = _load()


def _catalogue(text: str) -> gettext.GNUTranslations:
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=n != 1;\\n"\n\n'
    return gettext.GNUTranslations(io.BytesIO(tool.compile_catalogues([("test.po", header + text)])))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A working tree with the real sources, its node_modules a link to the installed ones."""
    for name in ("package.json", "package-lock.json", ".npmrc", "tools/build_assets.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    for folder in ("assets", "locale"):
        shutil.copytree(ROOT / tool.WEB / folder, tmp_path / tool.WEB / folder)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    return tmp_path


def test_a_build_is_done_once_and_again_when_a_source_changes(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tree / "nothing"))
    assert tool.build(tree) is True
    assert tool.build(tree) is False
    manifest = json.loads((tree / tool.DIST / "manifest.json").read_text())
    before = manifest["files"]["app.css"]

    with (tree / tool.WEB / "assets/base.css").open("a") as file:
        file.write("\n.added { color: var(--ink); }\n")
    assert tool.build(tree) is True
    after = json.loads((tree / tool.DIST / "manifest.json").read_text())["files"]["app.css"]
    assert after != before
    assert ".added" in (tree / tool.DIST / after).read_text()
    assert not (tree / tool.DIST / before).exists()


def test_a_build_that_lost_a_file_is_done_again(tree: Path) -> None:
    tool.build(tree)
    next((tree / tool.DIST).glob("app-*.js")).unlink()
    assert tool.build(tree) is True
    assert len(list((tree / tool.DIST).glob("app-*.js"))) == 1


def test_each_file_is_named_with_a_hash_of_its_content_and_nothing_else_is_left(tree: Path) -> None:
    (tree / tool.DIST).mkdir(parents=True)
    (tree / tool.DIST / "app-00000000.js").write_text("an older one")
    tool.build(tree)
    files = json.loads((tree / tool.DIST / "manifest.json").read_text())["files"]
    shared = {name for name in files if name.startswith("chunk-")}
    assert files.keys() - shared == {
        *("app.css", "app.js", "mark.svg"),
        *("map.css", "map.js", "drawing.js", "map-worker.js"),
    }
    for name, built in files.items():
        stem, suffix = name.rsplit(".", 1)
        assert built == name if name in shared else re.fullmatch(rf"{stem}-[0-9A-Z]{{8}}\.{suffix}", built)
    assert {path.name for path in (tree / tool.DIST).iterdir()} == {"manifest.json", *files.values()}


def test_the_map_is_loaded_in_parts_and_its_worker_stands_alone(tree: Path) -> None:
    tool.build(tree)
    files = json.loads((tree / tool.DIST / "manifest.json").read_text())["files"]
    text = {name: (tree / tool.DIST / built).read_text() for name, built in files.items()}
    # The page has a few kilobytes at once; the library comes by an import of its own.
    assert len(text["map.js"]) < 10_000 < 500_000 < len(text["drawing.js"])
    assert f'import("./{files["drawing.js"]}")' in text["map.js"]
    # A worker that imports and exports nothing starts in any browser, as a module or not; and what the map's parts share
    # would otherwise have to be loaded by every page.
    statement = re.compile(r"""(^|[;}])(import|export)\s*["'{*]""")
    assert statement.search(text["map.js"])
    assert [name for name in ("map-worker.js", "app.js") if statement.search(text[name])] == []


def test_no_file_calls_another_host(tree: Path) -> None:
    tool.build(tree)
    files = json.loads((tree / tool.DIST / "manifest.json").read_text())["files"]
    called = re.compile(
        r"""(?:url\(|@import|import|fetch\(|src=|new (?:Worker|WebSocket|URL)\()\s*["'`(]*(?:https?:)?//[\w.]"""
    )
    assert [name for name in files if called.search((tree / tool.DIST / files[name]).read_text())] == []


def test_the_lock_names_no_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert [name for name, facts in lock["packages"].items() if "resolved" in facts] == []
    assert all("integrity" in facts for name, facts in lock["packages"].items() if name)


def test_a_compiled_catalogue_is_read_by_gettext() -> None:
    catalogue = _catalogue(
        '# a remark\nmsgid "多行"\nmsgstr ""\n"first \\"line\\"\\n"\n"second"\n\n'
        'msgctxt "button"\nmsgid "查"\nmsgstr "Look up"\n\n'
        'msgid "%d 件"\nmsgid_plural "%d 件们"\nmsgstr[0] "%d report"\nmsgstr[1] "%d reports"\n\n'
        'msgid "未译"\nmsgstr ""\n'
    )
    assert catalogue.gettext("多行") == 'first "line"\nsecond'
    assert catalogue.pgettext("button", "查") == "Look up"
    assert catalogue.ngettext("%d 件", "%d 件们", 1) == "%d report"
    assert catalogue.ngettext("%d 件", "%d 件们", 2) == "%d reports"
    assert catalogue.gettext("未译") == "未译"


_WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters='"\\\u2028\u2029\x85'), min_size=1
)


@given(st.dictionaries(_WORDS, _WORDS, max_size=8))
def test_any_messages_come_back(messages: dict[str, str]) -> None:
    catalogue = _catalogue("\n".join(f'msgid "{key}"\nmsgstr "{value}"\n' for key, value in messages.items()))
    assert {key: catalogue.gettext(key) for key in messages} == messages


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('msgid "一"\nmsgstr "one"\n\nmsgid "一"\nmsgstr "1"\n', "line 4: '一' stands twice"),
        ('#, fuzzy\nmsgid "一"\nmsgstr "one"\n', "line 1: a fuzzy entry"),
        ('msgid "一"\nmsgtr "one"\n', "line 2: not understood"),
    ],
)
def test_a_catalogue_that_is_wrong_names_the_line(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        tool.compile_catalogues([("test.po", text)])


def test_node_is_the_one_of_the_environment() -> None:
    node, npm = tool._node()
    assert os.access(node, os.X_OK)
    assert npm.name == "npm-cli.js"
