"""What the templates of the web door need beyond Django: built assets and figures."""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django import template
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static

from huiyin.doors import clock
from huiyin.doors.web import acts
from huiyin.doors.web.language import ground_name, violation_name
from huiyin.doors.web.problem.words import scope_name, where, why_unsure
from huiyin.records.accounts.models import Account
from huiyin.records.problems.models import Problem

DIST = Path(__file__).resolve().parent.parent / "static/huiyin/dist"

register = template.Library()


@register.simple_tag
def asset(name: str) -> str:
    """The address of a built asset such as `app.css`.

    Raises `ImproperlyConfigured` when the assets have not been built, `KeyError` for a name that the build does not make.
    """
    manifest = DIST / "manifest.json"
    try:
        changed = manifest.stat().st_mtime_ns
    except FileNotFoundError as error:
        raise ImproperlyConfigured(
            "The web assets are not built: run python tools/build_assets.py"
        ) from error
    return static(f"huiyin/dist/{_files(changed)[name]}")


@lru_cache(maxsize=1)
def _files(changed: int) -> dict[str, str]:
    """The manifest's names as of the moment it was written, in nanoseconds."""
    files: dict[str, str] = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))["files"]
    return files


@register.filter
def figure(count: int) -> str:
    """A count as readers of figures expect it: 12,345."""
    return f"{count:,}"


@register.filter
def per_cent(share: float) -> str:
    """A share of 0 to 100 with one decimal where it says something: 37.2%, 100%."""
    return f"{share:.0f}%" if share in (0, 100) else f"{share:.1f}%"


@register.inclusion_tag("web/bar.html")
def bar(share: float, tone: str = "") -> dict[str, str]:
    """A bar, `share` per cent of it filled. It repeats a figure beside it, so it is not read aloud."""
    return {"width": f"{share:g}", "tone": tone}


@register.simple_tag
def demo_moment() -> datetime | None:
    """The moment at which the clock of a demonstration stands; None in a real installation."""
    return clock.standing()


@register.filter
def record_kind(kind: str) -> str:
    """What records of a kind of the ledger are called."""
    return str(acts.RECORDS.get(kind, kind))


@register.filter
def may(user: Account, right: str) -> bool:
    """Whether somebody has a right, named as in `records/accounts/roles.py`."""
    return user.may(right)


register.filter("violation_name", violation_name)
register.filter("ground_name", ground_name)


@register.filter
def place_of(problem: Problem) -> str:
    """Where within its compound a problem is."""
    return where(problem)


register.filter("why_unsure", why_unsure)
register.filter("scope_name", scope_name)
