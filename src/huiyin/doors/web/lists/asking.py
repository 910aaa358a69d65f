"""What a list is asked for: filters, place, size and columns, from an address and back into one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from huiyin.doors.web.lists.kinds import SIZE, SIZES, Live
from huiyin.records.accounts.scope import Scope
from huiyin.records.problems.desk import Filters, Page, page
from huiyin.records.problems.filters import PAGING

OURS = PAGING | {"size"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for. ``wrong`` names what of it was not understood."""

    live: Live
    filters: Filters
    after: str
    before: str
    size: int
    wrong: tuple[str, ...]

    @property
    def query(self) -> dict[str, list[str]]:
        """The keys of the filters alone, as an address holds them."""
        return self.filters.to_query()

    def read(self, scope: Scope) -> Page:
        """The page that is asked for. Raises ``ValueError`` for a place that no page gave."""
        return page(scope, self.filters, self.after or None, self.before or None, self.size, self.live.order)

    def address(self, without: tuple[str, str] | None = None, **more: object) -> str:
        """The query string of these filters and this size from the list's beginning: less a value of a key, with more."""
        query: dict[str, Any] = self.query
        if without:
            key, value = without
            query[key] = [kept for kept in query[key] if kept != value]
        if self.size != SIZE:
            query["size"] = self.size
        return f"?{urlencode(query | more, doseq=True)}"


def asked(request: HttpRequest, live: Live) -> Asked:
    """What a request asks of a list."""
    given = dict(request.GET.lists())
    filters, wrong = Filters.from_query({key: v for key, v in given.items() if key not in OURS})
    single = {key: values[-1] for key, values in given.items() if key in OURS}
    if single.get("order", "") not in ("", live.order):
        wrong.append(f"order={single['order']}")
    size = next((n for n in SIZES if str(n) == single.get("size", str(SIZE))), 0)
    if not size:
        wrong.append(f"size={single['size']}")
    after, before = single.get("after", ""), single.get("before", "")
    if after and before:
        wrong.append("before")
    return Asked(live, filters, after, before, size or SIZE, tuple(wrong))


def part_only(request: HttpRequest) -> bool:
    """Whether htmx asks, for a part of a page that stands already."""
    return request.headers.get("HX-Request") == "true"
