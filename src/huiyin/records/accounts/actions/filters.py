"""Filters of lists that somebody keeps under a name."""

from __future__ import annotations

from huiyin.records.accounts.models import SavedFilter
from huiyin.records.ledger.action import By, action, enter

_LENGTHS = {"page": 32, "name": 40, "query": 1000}


@action("filter.save")
def save_filter(by: By, account_id: int, page: str, name: str, query: str) -> int:
    """Keep a filter; one of the same name is replaced. Returns its id.

    Raises ``ValueError`` without a name, and for a name or a query that is too long to be kept whole.
    """
    given = {"page": page, "name": " ".join(name.split()), "query": query}
    if not given["name"]:
        raise ValueError("请填写筛选名称 / a filter needs a name")
    for field, length in _LENGTHS.items():
        if len(given[field]) > length or "\0" in given[field]:
            raise ValueError(
                f"筛选名称或条件过长，不能保存 / the filter's {field} exceeds {length} characters"
            )
    kept, made = SavedFilter.objects.update_or_create(
        account_id=account_id, page=page, name=given["name"], defaults={"query": query}
    )
    # Its name and words are the person's own, and the ledger cannot forget.
    enter("filter", kept.pk, {"account": account_id, "page": page}, first=made)
    return kept.pk


@action("filter.remove")
def remove_filter(by: By, account_id: int, filter_id: int) -> bool:
    """Forget one of somebody's own filters. Returns whether there was one."""
    removed, _ = SavedFilter.objects.filter(pk=filter_id, account_id=account_id).delete()
    if removed:
        enter("filter", filter_id, {"account": account_id, "removed": True})
    return bool(removed)
