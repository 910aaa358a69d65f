"""What somebody who reads one report after the other sees of the queue."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

UNDER_WAY = "市民来电反映：云帆路166弄青梧雅苑7号楼1201室业主正在楼顶违章搭建阳光房，工人还在施工，要求制止。"


def stands(page: Page, number: str) -> None:
    """The report is the one that is shown, has the focus, and was looked at."""
    expect(page.locator("#told")).to_contain_text(number)
    expect(page.locator("#told")).to_be_focused()
    looked_at(page)


def looked_at(page: Page) -> None:
    """What came last stands long enough to be judged."""
    expect(page.locator("#review[data-unseen]")).to_have_count(0)


def corrects(page: Page) -> None:
    """The correction is open, and has the focus."""
    expect(page.get_by_role("heading", name="更正判读")).to_be_focused()
    looked_at(page)


def box(found: Locator) -> tuple[float, float, float, float]:
    """Left, top, right and lower edge of what is shown, in the window."""
    edges = found.bounding_box()
    assert edges is not None
    return edges["x"], edges["y"], edges["x"] + edges["width"], edges["y"] + edges["height"]


def in_sight(page: Page, found: Locator) -> bool:
    """Whether something stands wholly between the bar above the page and the acts at its lower edge."""
    _, above, _, under = box(found)
    return box(page.locator(".app-top"))[3] <= above and under <= box(page.locator(".review-acts"))[1]


def told(page: Page, words: str) -> None:
    expect(page.locator(".toast").last).to_contain_text(words)


def slow(page: Page, milliseconds: int) -> None:
    """Let each answer take so long from now on."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    conditions = {"offline": False, "latency": milliseconds, "downloadThroughput": -1, "uploadThroughput": -1}
    session.send("Network.emulateNetworkConditions", conditions)
