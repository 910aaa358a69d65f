"""A visitor of the pages, and what they see and hear."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

# Told before any script of the page: a breach of the policy is then heard even where the console is silent.
LISTEN = """addEventListener("securitypolicyviolation", (breach) =>
  console.error(`policy: ${breach.violatedDirective} ${breach.blockedURI}`));"""


class Visitor:
    """A browser's page that remembers everything it complained of."""

    def __init__(self, context: BrowserContext) -> None:
        context.add_init_script(LISTEN)
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", lambda said: self._hear(said.type, said.text))
        self.page.on("pageerror", lambda error: self._hear("error", str(error)))
        self.page.on("requestfailed", lambda request: self._hear("error", f"not fetched: {request.url}"))

    def _hear(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)

    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        wider: int = self.page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
        return max(wider, 0)

    def shoot(self, name: str) -> None:
        """Keep a picture of the page in the folder that HUIYIN_SHOTS names, if it names one."""
        if folder := os.environ.get("HUIYIN_SHOTS"):
            self.page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
