"""Clients of the programming interface, and filters that people keep."""

from __future__ import annotations

import hashlib

import pytest
from django.db import transaction

from huiyin.records.accounts.actions.clients import open_client, revoke_client
from huiyin.records.accounts.actions.filters import remove_filter, save_filter
from huiyin.records.accounts.models import Client, SavedFilter
from huiyin.records.accounts.queries import client_of, clients, filters
from huiyin.records.accounts.refusal import ClientRefused
from huiyin.records.ledger.models import Entry
from records.accounts.account_rows import at, by, opened
from records.reports.report_rows import history

pytestmark = pytest.mark.usefixtures("registry")


def jingan() -> int:
    pk = at().unit_id
    assert pk is not None
    return pk


def test_a_token_is_told_once_and_only_its_digest_is_kept() -> None:
    pk, token = open_client(by("wei"), " 市民热线 平台 ", jingan(), ["report.read", "problem.read"])
    client = Client.objects.get(pk=pk)
    assert (client.name, client.rights, client.made_by) == (
        "市民热线 平台",
        "problem.read report.read",
        "wei",
    )
    assert bytes(client.digest) == hashlib.sha256(token.encode()).digest()
    assert token.startswith("huiyin_")
    assert len(token) == len("huiyin_") + 43
    assert client_of(token) == client
    for wrong in (token[:-1], token.upper(), "", "huiyin_"):
        assert client_of(wrong) is None
    kept = [str(value) for value in Client.objects.values_list().get()]
    assert not any(token in value for value in kept)
    assert token not in "".join(Entry.objects.values_list("content", flat=True))
    assert history("client", pk) == [
        (
            "client.open",
            {"name": "市民热线 平台", "unit": jingan(), "rights": ["problem.read", "report.read"]},
        )
    ]


def test_two_tokens_are_never_the_same() -> None:
    tokens = [open_client(by(), f"平台{number}", jingan(), ["problem.read"])[1] for number in range(20)]
    assert len(set(tokens)) == 20


def test_a_revoked_token_opens_nothing_from_that_moment_on() -> None:
    pk, token = open_client(by(), "平台", jingan(), ["problem.read"])
    revoke_client(by("wei", 5), pk, "令牌外泄")
    assert client_of(token) is None
    assert history("client", pk)[-1] == ("client.revoke", {"revoked": "令牌外泄"})
    with pytest.raises(ClientRefused, match="令牌不存在或已收回"), transaction.atomic():
        revoke_client(by("wei", 6), pk, "再次收回")
    # Its name stays taken: entries name it.
    with pytest.raises(ClientRefused, match="已被使用"), transaction.atomic():
        open_client(by(), "平台", jingan(), ["problem.read"])


@pytest.mark.parametrize(
    ("name", "unit", "rights", "words"),
    [
        (" ", 0, ["problem.read"], "须填写名称"),
        ("长" * 65, 0, ["problem.read"], "须填写名称"),
        ("平台", 10**9, ["problem.read"], "单位不存在"),
        ("平台", 0, [], "程序可有的权限为"),
        ("平台", 0, ["problem.read", "report.identify"], "程序可有的权限为"),
        ("平台", 0, ["account.manage"], "程序可有的权限为"),
    ],
)
def test_a_client_that_cannot_be_is_refused(name: str, unit: int, rights: list[str], words: str) -> None:
    with pytest.raises(ClientRefused, match=words), transaction.atomic():
        open_client(by(), name, unit or jingan(), rights)
    assert not Client.objects.exists()
    assert not Entry.objects.filter(record="client").exists()


def test_revoking_needs_its_reason() -> None:
    pk, token = open_client(by(), "平台", jingan(), ["problem.read"])
    with pytest.raises(ClientRefused, match="须写明理由"), transaction.atomic():
        revoke_client(by(), pk, " ")
    assert client_of(token) is not None


def test_clients_in_use_are_listed_first() -> None:
    ids = {name: open_client(by(), name, jingan(), ["problem.read"])[0] for name in ("丙", "甲", "乙", "丁")}
    revoke_client(by(), ids["丙"], "停用")
    in_use = sorted(("甲", "乙", "丁"))
    assert [client.name for client in clients()] == [*in_use, "丙"]


def test_a_filter_is_kept_under_its_name_and_replaced_by_one_of_the_same() -> None:
    wu, zhu = opened("wu"), opened("zhu")
    first = save_filter(by("wu"), wu.pk, "problems", " 我的  片区 ", "state=open")
    save_filter(by("zhu"), zhu.pk, "problems", "我的 片区", "state=settled")
    save_filter(by("wu"), wu.pk, "compounds", "我的 片区", "district=静安区")
    assert save_filter(by("wu"), wu.pk, "problems", "我的 片区", "state=open&q=阳光房") == first
    assert [(f.name, f.query) for f in filters(wu.pk, "problems")] == [("我的 片区", "state=open&q=阳光房")]
    # The words are the person's own; the ledger is told that there are some.
    assert history("filter", first) == [
        ("filter.save", {"account": wu.pk, "page": "problems"}),
        ("filter.save", {"account": wu.pk, "page": "problems"}),
    ]


def test_only_ones_own_filter_is_removed() -> None:
    wu, zhu = opened("wu"), opened("zhu")
    kept = save_filter(by("wu"), wu.pk, "problems", "逾期", "due=late")
    assert remove_filter(by("zhu"), zhu.pk, kept) is False
    assert SavedFilter.objects.filter(pk=kept).exists()
    assert remove_filter(by("wu"), wu.pk, kept) is True
    assert remove_filter(by("wu"), wu.pk, kept) is False
    assert history("filter", kept)[-1] == ("filter.remove", {"account": wu.pk, "removed": True})


@pytest.mark.parametrize(
    ("page", "name", "query"),
    [
        ("problems", " ", "a=1"),
        ("problems", "长" * 41, "a=1"),
        ("problems", "长", "a" * 1001),
        ("p" * 33, "长", "a"),
    ],
)
def test_a_filter_that_cannot_be_kept_whole_is_refused(page: str, name: str, query: str) -> None:
    wu = opened("wu")
    with pytest.raises(ValueError, match="筛选名称"), transaction.atomic():
        save_filter(by("wu"), wu.pk, page, name, query)
    assert not SavedFilter.objects.exists()
