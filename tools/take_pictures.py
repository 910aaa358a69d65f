"""Takes the pictures of the documentation from the demonstration: `python tools/take_pictures.py [FOLDER]` (docs/images).

A home of its own is set up in a temporary folder and served on a free port; each page is taken as one of the demonstration's
people sees it. Needs Chromium and the development environment.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
HUIYIN = Path(sys.executable).with_name("huiyin")
PATIENCE = 60.0


@dataclass(frozen=True)
class Picture:
    """A page as somebody sees it. `open` is a selector that is pressed before the picture is taken."""

    name: str
    user: str
    path: str
    width: int = 1440
    scheme: str = "light"
    open: str = ""


PICTURES = (
    Picture("home", "leader", "/"),
    Picture("home-dark", "leader", "/", scheme="dark"),
    Picture("work", "leader", "/work/?tab=all"),
    Picture("work-phone", "officer", "/work/?tab=all&whose=unit", width=390),
    Picture("triage", "clerk", "/triage/"),
    Picture("review", "clerk", "/review/"),
    Picture("review-phone", "clerk", "/review/", width=390, scheme="dark"),
    Picture("imports", "clerk", "/imports/"),
    Picture("list-problem", "district", "/lists/problems/"),
    Picture("list-contact", "contact", "/lists/problems/"),
    Picture("list-versions", "district", "/lists/versions/"),
    Picture("problem", "leader", "/problems/1/"),
    Picture("problem-phone", "officer", "/problems/1/", width=390, scheme="dark"),
    Picture("report", "callback", "/reports/1/"),
    Picture("case", "leader", "/cases/6/"),
    Picture("case-phone", "officer", "/cases/6/", width=390, scheme="dark"),
    Picture("stock", "leader", "/cases/stock/"),
    Picture("compound", "leader", "/compounds/1/"),
    Picture("map", "supervisor", "/map/"),
    Picture("survey", "district", "/survey/"),
    Picture("responsibilities", "district", "/responsibilities/"),
    Picture("answers", "callback", "/answers/"),
    Picture("exceptions", "inspector", "/exceptions/"),
    Picture("ledger", "auditor", "/ledger/"),
    Picture("accounts", "admin", "/accounts/"),
)


def main() -> int:
    """Take every picture."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs/images"
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="huiyin-pictures-") as home:
        environment = os.environ | {"HUIYIN_HOME": home}
        subprocess.run([HUIYIN, "demo", "--no-serve"], env=environment, check=True, stdout=subprocess.DEVNULL)
        passwords = json.loads((Path(home) / "demo.json").read_text(encoding="utf-8"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        address = f"http://127.0.0.1:{port}"
        server = subprocess.Popen([HUIYIN, "serve", "--port", str(port), "--workers", "1"], env=environment)
        try:
            _wait(address)
            _take_all(address, passwords, target)
        finally:
            server.terminate()
            server.wait(timeout=PATIENCE)
    return 0


def _wait(address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def _take_all(address: str, passwords: dict[str, str], target: Path) -> None:
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    chromium = next(filter(None, map(shutil.which, names)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for picture in PICTURES:
            _take(browser, address, passwords[picture.user], picture, target)
        browser.close()


def _take(browser: Browser, address: str, password: str, picture: Picture, target: Path) -> None:
    context = browser.new_context(
        viewport={"width": picture.width, "height": 900 if picture.width > 600 else 844},
        color_scheme="dark" if picture.scheme == "dark" else "light",
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
    )
    page = context.new_page()
    page.goto(f"{address}/sign-in/")
    page.fill("[name=login]", picture.user)
    page.fill("[name=password]", password)
    page.click("main button.button")
    page.wait_for_load_state()
    answer = page.goto(f"{address}{picture.path}")
    assert answer is not None
    assert answer.ok, f"{picture.path} as {picture.user}: {answer.status}"
    page.wait_for_load_state("networkidle")
    if picture.open:
        page.click(picture.open)
    page.screenshot(path=target / f"{picture.name}.png")
    print(f"{picture.name}.png  {picture.user}  {picture.path}")
    context.close()


if __name__ == "__main__":
    sys.exit(main())
