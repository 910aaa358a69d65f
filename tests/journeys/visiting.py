"""A visitor of the pages, what they see and hear, and whether everybody could use what they see."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Told before any script of the page: a breach of the policy is then heard even where the console is silent.
LISTEN = """addEventListener("securitypolicyviolation", (breach) =>
  console.error(`policy: ${breach.violatedDirective} ${breach.blockedURI}`));"""
_FOUND = """async (rules) => (await axe.run(document, {runOnly: rules, resultTypes: ["violations"]}))
  .violations.map((one) => [one.id, one.nodes.map((node) => [node.target.join(" "), node.failureSummary])])"""

_STRAYS = r"""() => {
  const chinese = /[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]/;
  const strays = [];
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (chinese.test(walker.currentNode.data) && !parent.closest("script, style") && !parent.matches(":lang(zh)")) {
      strays.push(walker.currentNode.data.trim());
    }
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [alt], [content]")) {
    for (const name of ["aria-label", "title", "placeholder", "alt", "content"]) {
      const words = element.getAttribute(name) ?? "";
      if (chinese.test(words) && !element.matches(":lang(zh)")) {
        strays.push(words);
      }
    }
  }
  return strays;
}"""


def barriers(page: Page) -> list[Any]:
    """What on a page keeps somebody from using it: rules of WCAG 2.2 AA with the places that break them."""
    with at_full_length(page):
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found: list[Any] = page.evaluate(_FOUND, RULES)
    return found


@contextmanager
def at_full_length(page: Page) -> Iterator[None]:
    """In a window as tall as the page: what a bar covers at this moment a person scrolls to."""
    window = page.viewport_size
    assert window is not None
    tall: int = page.evaluate("() => document.documentElement.scrollHeight")
    if tall <= window["height"] or lies_above(page):
        yield
        return
    page.set_viewport_size({"width": window["width"], "height": tall})
    yield
    page.set_viewport_size(window)


def lies_above(page: Page) -> bool:
    """Whether a dialog or menu lies above a page: a menu does not outlast a change of the window."""
    return page.locator("dialog[open], details[data-popover][open]").count() > 0


def sign_in(page: Page, username: str, password: str) -> None:
    """Fill in the page of the sign-in and send it. The page that it leads to has loaded: before, its links open whole pages."""
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(password)
    with page.expect_navigation():
        page.keyboard.press("Enter")


class Visitor:
    """A browser's page that remembers everything it complained of."""

    def __init__(self, context: BrowserContext, host: str = "") -> None:
        context.add_init_script(LISTEN)
        self.context = context
        self.host = host
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", lambda said: self._hear(said.type, said.text))
        self.page.on("pageerror", lambda error: self._hear("error", str(error)))
        self.page.on("requestfailed", lambda request: self._miss(request.url, request.failure or ""))

    def _hear(self, kind: str, text: str) -> None:
        # How fast its graphics are is between the browser and its machine.
        if kind in ("error", "warning") and "GL Driver Message" not in text:
            self.complaints.append(text)

    def _miss(self, address: str, why: str) -> None:
        # Who goes on before a page is whole, or takes a file along, breaks a request off; that is no fault.
        if why != "net::ERR_ABORTED":
            self.complaints.append(f"not fetched: {address} {why}")

    def go(self, path: str) -> Page:
        """Open a page of the desk by its path."""
        self.page.goto(f"{self.host}{path}")
        return self.page

    def refused(self, status: int) -> None:
        """The last page or part came with this status, of which the browser complains: that, and nothing else, was heard."""
        words = f"the server responded with a status of {status}"
        assert [words in said for said in self.complaints] == [True], self.complaints
        self.complaints.clear()

    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        wider: int = self.page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
        return max(wider, 0)

    def strays(self) -> list[str]:
        """Chinese words and marks on the page that are not said to be Chinese; for a page in another language."""
        found: list[str] = self.page.evaluate(_STRAYS)
        return found

    def look(self, name: str = "") -> None:
        """The page stands within its window and everybody can use it; a picture is kept of it under the name."""
        if name:
            self.shoot(name)
        wider, found = self.overflow(), barriers(self.page)
        assert (wider, found) == (0, []), f"{self.page.url}: {wider} pixels too wide; {found}"

    def shoot_window(self, name: str) -> None:
        """Keep a picture of what stands in the window, what lies over the page included."""
        if folder := os.environ.get("HUIYIN_SHOTS"):
            self.page.screenshot(path=str(Path(folder) / f"{name}.png"))

    def shoot(self, name: str, part: Locator | None = None) -> None:
        """Keep a picture of the page in the folder that HUIYIN_SHOTS names, if it names one."""
        if folder := os.environ.get("HUIYIN_SHOTS"):
            path = str(Path(folder) / f"{name}.png")
            if part is not None:
                part.screenshot(path=path)
            else:
                with at_full_length(self.page):
                    self.page.screenshot(path=path)
