"""Accounts: opened, amended, disabled, enabled, their passwords; what is refused leaves everything as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, transaction

from huiyin.records.accounts.actions.accounts import (
    Disabled,
    Seat,
    amend_account,
    disable_account,
    enable_account,
    open_account,
)
from huiyin.records.accounts.actions.passwords import change_password, reset_password, temporary_password
from huiyin.records.accounts.models import Account
from huiyin.records.accounts.queries import (
    accounts,
    administrators,
    found_accounts,
    names,
    people,
    successors,
)
from huiyin.records.accounts.refusal import AccountRefused
from huiyin.records.ledger.models import Entry
from huiyin.records.registry.models import Firm, Neighbourhood, Partner
from records.accounts.account_rows import AT, PASSWORD, at, by, officer, opened
from records.reports.report_rows import history

pytestmark = pytest.mark.usefixtures("registry")


@contextmanager
def refused(words: str) -> Iterator[None]:
    """What stands within is refused with these words, and neither an account nor the ledger is another afterwards."""
    before = list(Account.objects.order_by("pk").values()), Entry.objects.count()
    with pytest.raises(AccountRefused) as caught, transaction.atomic():
        yield
    assert words in str(caught.value)
    assert (list(Account.objects.order_by("pk").values()), Entry.objects.count()) == before


def test_an_account_is_opened_with_what_it_may_do_and_a_password_that_is_only_kept_hashed() -> None:
    account = opened("Wu.Min", "clerk", "officer", seat=at("jingan", officer("A-1")))
    assert (account.username, account.name, account.roles) == ("wu.min", "Wu.Min的姓名", "clerk officer")
    assert (account.must_change, account.is_active, account.made_at) == (True, True, AT)
    assert account.password.startswith("argon2$")
    assert account.check_password(PASSWORD)
    assert account.may("report.import")
    assert not account.may("list.review")


def test_the_ledger_learns_neither_a_name_nor_a_password() -> None:
    account = opened("wu")
    opened("wei", "admin", seat=at("sh-bureau"))
    amend_account(by(), account.pk, "吴敏芝", ["clerk", "officer"], at("jingan", officer("A-1")))
    reset_password(by("wei"), account.pk, "Another-word-77")
    change_password(by("wu"), account.pk, "Another-word-77", "Third-word-in-use-8")
    disable_account(by("wei"), account.pk, "调离岗位")
    enable_account(by("wei"), account.pk, "Fourth-word-in-use-9")

    assert [action for action, _ in history("account", account.pk)] == [
        "account.open",
        "account.amend",
        "account.password.reset",
        "account.password.change",
        "account.disable",
        "account.enable",
    ]
    told = "".join(Entry.objects.filter(record="account").values_list("content", flat=True))
    for secret in ("的姓名", "吴敏芝", "-word-", "Hui-yin", "argon2"):
        assert secret not in told
    assert history("account", account.pk)[1][1] == {
        "renamed": True,
        "roles": "clerk officer",
        "officer": account.officer_id or Account.objects.get(pk=account.pk).officer_id,
        "was": {"roles": "clerk", "officer": None},
    }


@pytest.mark.parametrize(
    ("username", "words"),
    [
        ("w", "用户名为2至64个"),
        ("wu min", "用户名为2至64个"),
        ("w" * 65, "用户名为2至64个"),
        ("wu/min", "用户名为2至64个"),
        ("operator:wu", "用户名为2至64个"),
        # Cyrillic and Greek letters that look like w, u, o.
        ("wυ", "用户名为2至64个"),
        ("zhоu", "用户名为2至64个"),
        ("huiyin", "由系统自用"),
        ("WU", "已被使用"),
        ("ｗｕ", "已被使用"),
        (" wu ", "已被使用"),
    ],
)
def test_a_username_that_cannot_be_one_or_looks_like_anothers_is_refused(username: str, words: str) -> None:
    opened("wu")
    with refused(words):
        open_account(by(), username, "吴内勤", ["clerk"], at(), PASSWORD)


@pytest.mark.parametrize("name", ["", "  ", "长" * 41, "吴\u0000敏"])
def test_a_name_that_cannot_be_shown_is_refused(name: str) -> None:
    with refused("须填写姓名"):
        open_account(by(), "wu", name, ["clerk"], at(), PASSWORD)


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short-1", "at least 10 characters"),
        ("49302817465029", "entirely numeric"),
        ("password123", "too common"),
        ("zhang.weiguo1", "too similar to the username"),
    ],
)
def test_a_weak_password_is_refused_in_both_languages(password: str, words: str) -> None:
    with refused(words):
        open_account(by(), "zhang.weiguo", "张三", ["clerk"], at(), password)
    with refused("密码太弱："):
        open_account(by(), "zhang.weiguo", "张三", ["clerk"], at(), password)


def seat(kind: str) -> Seat:
    """A seat of a kind."""
    firm = Firm.objects.get_or_create(name="安居物业")[0].pk
    return {
        "unit": at(),
        "neighbourhood": Seat(neighbourhood_id=Neighbourhood.objects.order_by("pk")[0].pk),
        "firm": Seat(firm_id=firm),
        "partner": Seat(partner_id=Partner.objects.order_by("pk")[0].pk),
    }[kind]


@pytest.mark.parametrize(
    ("role", "fits"),
    [
        ("officer", "unit"),
        ("auditor", "unit"),
        ("admin", "unit"),
        ("property-manager", "firm"),
        ("neighbourhood-contact", "neighbourhood"),
        ("partner", "partner"),
    ],
)
def test_a_role_goes_with_one_kind_of_seat(role: str, fits: str) -> None:
    for kind in ("unit", "neighbourhood", "firm", "partner"):
        if kind == fits:
            assert opened(f"as-{kind}", role, seat=seat(kind)).may("registry.read") == (
                role in ("officer", "auditor", "admin")
            )
        else:
            with refused("与归属不符"):
                open_account(by(), f"as-{kind}", "某人", [role], seat(kind), PASSWORD)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Seat(), "须且只能归属一处"),
        (lambda: Seat(unit_id=at().unit_id, firm_id=1), "须且只能归属一处"),
        (lambda: Seat(unit_id=10**9), "归属不存在"),
        (lambda: at("jingan", 10**9), "不属于所选单位"),
        (lambda: at("minhang", officer("A-1")), "不属于所选单位"),
    ],
    ids=["none", "two", "unknown", "unknown officer", "another unit's officer"],
)
def test_a_seat_that_there_is_not_is_refused(make: Callable[[], Seat], words: str) -> None:
    given = make()
    with refused(words):
        open_account(by(), "wu", "吴内勤", ["clerk"], given, PASSWORD)


@pytest.mark.parametrize("roles", [[], ["mayor"], ["clerk", "mayor"]])
def test_a_role_that_there_is_not_is_refused(roles: list[str]) -> None:
    with refused("须选择有效的角色"):
        open_account(by(), "wu", "吴内勤", roles, at(), PASSWORD)


@pytest.mark.parametrize("role", ["admin", "auditor"])
def test_who_administers_or_audits_has_no_other_role(role: str) -> None:
    with refused("不能与其他角色兼任"):
        open_account(by(), "wu", "吴内勤", [role, "clerk"], at(), PASSWORD)


def test_an_officer_has_one_account() -> None:
    held = officer("A-1")
    opened("chen", "officer", seat=at("jingan", held))
    other = opened("lin", "officer")
    with refused("该执法人员已有账号"):
        open_account(by(), "zhu", "朱", ["officer"], at("jingan", held), PASSWORD)
    with refused("该执法人员已有账号"):
        amend_account(by(), other.pk, "林", ["officer"], at("jingan", held))


def test_the_database_itself_keeps_one_seat_and_at_least_one_role() -> None:
    account = opened("wu")
    firm = Firm.objects.create(name="安居物业")
    for change in ({"firm_id": firm.pk}, {"unit_id": None}, {"roles": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Account.objects.filter(pk=account.pk).update(**change)


def test_amending_says_what_changed_and_nothing_new_leaves_no_entry() -> None:
    account = opened("wu")
    assert amend_account(by(), account.pk, "wu的姓名", ["clerk"], at()) == []
    assert amend_account(by(), account.pk, "吴敏", ["officer"], at("minhang")) == ["roles", "unit", "name"]
    assert [action for action, _ in history("account", account.pk)] == ["account.open", "account.amend"]


def test_nobody_changes_their_own_roles_or_seat_but_their_name() -> None:
    wei = opened("wei", "admin")
    opened("qin", "admin")
    with refused("不能修改自己的角色与归属"):
        amend_account(by("wei"), wei.pk, "魏", ["team-lead"], at())
    with refused("不能修改自己的角色与归属"):
        amend_account(by("wei"), wei.pk, "魏", ["admin"], at("minhang"))
    assert amend_account(by("wei"), wei.pk, "魏", ["admin"], at()) == ["name"]


def test_somebody_who_manages_accounts_is_always_left() -> None:
    # Given two administrators of whom one is disabled
    wei, qin = opened("wei", "admin"), opened("qin", "admin")
    opened("wu")
    assert set(administrators()) == {wei, qin}
    disable_account(by("wei"), qin.pk, "调离岗位")
    # Then the other can neither be disabled nor lose the role
    with refused("至少须保留一名在用的系统管理员"):
        disable_account(by("operator:root"), wei.pk, "调离岗位")
    with refused("至少须保留一名在用的系统管理员"):
        amend_account(by("operator:root"), wei.pk, "魏", ["clerk"], at())
    # And once there is another again, it can
    enable_account(by("wei"), qin.pk, PASSWORD)
    disable_account(by("qin"), wei.pk, "调离岗位")
    assert list(administrators()) == [Account.objects.get(pk=qin.pk)]


def test_before_the_first_administrator_accounts_can_be_amended_and_disabled() -> None:
    account = opened("wu")
    amend_account(by(), account.pk, "吴", ["officer"], at())
    disable_account(by(), account.pk, "误建")
    assert not Account.objects.get(pk=account.pk).is_active


def test_disabling_names_the_officers_whose_work_goes_over() -> None:
    leaving, staying = officer("A-1"), officer("A-2")
    chen = opened("chen", "officer", seat=at("jingan", leaving))
    lin = opened("lin", "officer", seat=at("jingan", staying))
    clerk = opened("wu")
    assert disable_account(by("wei"), chen.pk, " 调离岗位 ", lin.pk) == Disabled(chen.pk, leaving, staying)
    assert history("account", chen.pk)[-1] == (
        "account.disable",
        {"disabled": "调离岗位", "successor": "lin"},
    )
    assert Account.objects.get(pk=chen.pk).disabled_at == AT
    assert disable_account(by("wei"), clerk.pk, "退休") == Disabled(clerk.pk, None, None)


def test_what_cannot_be_disabled_is_refused() -> None:
    wei = opened("wei", "admin")
    opened("qin", "admin")
    chen = opened("chen", "officer", seat=at("jingan", officer("A-1")))
    clerk, gone = opened("wu"), opened("zhao", "officer", seat=at("jingan", officer("A-2")))
    disable_account(by("wei"), gone.pk, "退休")
    with refused("停用账号须写明理由"):
        disable_account(by("wei"), chen.pk, "  ")
    with refused("不能停用自己的账号"):
        disable_account(by("wei"), wei.pk, "退休")
    with refused("该账号已停用"):
        disable_account(by("wei"), gone.pk, "退休")
    with refused("账号不存在"):
        disable_account(by("wei"), 10**9, "退休")
    for successor in (clerk.pk, gone.pk, chen.pk, 10**9):
        with refused("接手人须为在用的执法人员账号"):
            disable_account(by("wei"), chen.pk, "退休", successor)


def test_enabling_gives_a_password_that_is_changed_at_once() -> None:
    account = opened("wu")
    with refused("该账号未停用"):
        enable_account(by(), account.pk, PASSWORD)
    disable_account(by(), account.pk, "退休")
    with refused("too common"):
        enable_account(by(), account.pk, "password123")
    enable_account(by(), account.pk, "Back-again-2022")
    back = Account.objects.get(pk=account.pk)
    assert (back.is_active, back.must_change, back.check_password("Back-again-2022")) == (True, True, True)


def test_a_given_password_is_to_be_changed_and_an_own_one_is_not() -> None:
    account = opened("wu")
    change_password(by("wu"), account.pk, PASSWORD, "My-own-word-2022")
    account.refresh_from_db()
    assert (account.must_change, account.check_password("My-own-word-2022")) == (False, True)
    reset_password(by("wei"), account.pk, "Given-word-2022")
    account.refresh_from_db()
    assert (account.must_change, account.check_password("Given-word-2022")) == (True, True)


def test_what_cannot_be_ones_password_is_refused() -> None:
    account = opened("wu")
    with refused("原密码不正确"):
        change_password(by("wu"), account.pk, "wrong", "My-own-word-2022")
    with refused("新密码不能与原密码相同"):
        change_password(by("wu"), account.pk, PASSWORD, PASSWORD)
    with refused("too common"):
        change_password(by("wu"), account.pk, PASSWORD, "password123")
    with refused("自己的密码请在"):
        reset_password(by("wu"), account.pk, "Given-word-2022")


def test_a_temporary_password_is_worth_the_name_and_never_the_same() -> None:
    made = {temporary_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        groups = password.split("-")
        assert [len(group) for group in groups] == [4] * 4
        # What looks alike when it is written down is not in it.
        assert not set(password) & set("01ilo")


def test_accounts_are_listed_in_order_those_in_use_first() -> None:
    for name, unit in (("cc", "minhang"), ("bb", "jingan"), ("aa", "jingan"), ("dd", "sh-bureau")):
        opened(name, seat=at(unit))
    opened("ff", "property-manager", seat=seat("firm"))
    disable_account(by(), Account.objects.get(username="dd").pk, "退休")
    expected = sorted(
        Account.objects.filter(unit__isnull=False, disabled_at=None),
        key=lambda a: (a.unit.rank if a.unit else 0, a.username),
    )
    assert [a.username for a in accounts()] == [*(a.username for a in expected), "ff", "dd"]
    assert [a.username for a in accounts(at("jingan").unit_id)] == ["aa", "bb"]


def test_accounts_are_found_by_words_role_and_unit() -> None:
    opened("wu", "clerk")
    opened("wu2", "callback-clerk")
    opened("chen", "officer", "clerk", seat=at("minhang"))
    assert [a.username for a in found_accounts("WU")] == ["wu", "wu2"]
    assert [a.username for a in found_accounts("chen的姓")] == ["chen"]
    # A role is found whole: 'clerk' is not the end of 'callback-clerk'.
    assert sorted(a.username for a in found_accounts("", "clerk")) == ["chen", "wu"]
    assert [a.username for a in found_accounts("", "clerk", at("minhang").unit_id)] == ["chen"]
    assert list(found_accounts("", "cler.")) == []


def test_who_takes_over_is_an_officer_in_use_the_own_unit_first() -> None:
    chen = opened("chen", "officer", seat=at("minhang", officer("A-1", "minhang")))
    opened("far", "officer", seat=at("jingan", officer("A-2")))
    opened("near", "officer", seat=at("minhang", officer("A-3", "minhang")))
    gone = opened("gone", "officer", seat=at("minhang", officer("A-4", "minhang")))
    opened("wu")
    disable_account(by(), gone.pk, "退休")
    assert [a.username for a in successors(chen.pk)] == ["near", "far"]


def test_the_names_of_actors_are_known_and_programs_left_out() -> None:
    opened("wu")
    assert names({"wu", "huiyin", "operator:root"}) == {"wu": "wu的姓名"}
    assert people({"wu", "huiyin", "operator:root"}) == {"wu": "wu的姓名（静安）"}
