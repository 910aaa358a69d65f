"""``huiyin user``: accounts from the command line."""

from __future__ import annotations

import re
import subprocess

import pytest

from doors.cli.homes import Home, on_sqlite

pytestmark = on_sqlite
ADD = ("user", "add", "--password", "Hui-yin-2022-x")


@pytest.fixture(scope="module")
def two_accounts(with_compounds: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with an administrator and a clerk of 静安; not to be changed."""
    home = with_compounds.copy(tmp_path_factory.mktemp("accounts") / "home")
    home.done(*ADD, "wei", "--admin", "--name", "魏管理")
    home.done(*ADD, "wu", "--role", "clerk", "--role", "officer", "--unit", "jingan", "--name", "吴内勤")
    return home


@pytest.fixture
def accounts(two_accounts: Home, tmp_path: object) -> Home:
    """A home of its own with an administrator and a clerk."""
    return two_accounts.copy(tmp_path / "home")  # type: ignore[operator]


def test_accounts_are_listed_in_order_with_what_they_are(two_accounts: Home) -> None:
    assert two_accounts.done("user", "list", "--json").lines == [
        {
            "user": "wei",
            "name": "魏管理",
            "roles": ["admin"],
            "belongs_to": "上海市城市管理行政执法局",
            "disabled": False,
        },
        {
            "user": "wu",
            "name": "吴内勤",
            "roles": ["clerk", "officer"],
            "belongs_to": "静安区城管执法局",
            "disabled": False,
        },
    ]
    assert two_accounts.done("user", "list").out == (
        "wei\t魏管理\tadmin\t上海市城市管理行政执法局\nwu\t吴内勤\tclerk officer\t静安区城管执法局\n"
    )


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("wu", "--role", "clerk"), 3, "已被使用"),
        (("zhu",), 2, "say what the account is for"),
        (("zhu", "--role", "mayor"), 3, "须选择有效的角色"),
        (("zhu", "--admin", "--role", "clerk"), 3, "不能与其他角色兼任"),
        (("zhu", "--role", "partner"), 3, "与归属不符"),
        (("zhu", "--role", "clerk", "--unit", "nowhere"), 2, "there is no unit 'nowhere'"),
    ],
)
def test_what_cannot_be_an_account_is_refused(
    two_accounts: Home, arguments: tuple[str, ...], code: int, words: str
) -> None:
    two_accounts.run(*ADD, *arguments).failed(code, words)
    assert two_accounts.sql("SELECT count(*) FROM accounts_account") == [(2,)]


def test_a_password_is_reset_to_one_that_is_printed_once_and_kept_nowhere(accounts: Home) -> None:
    ((before,),) = accounts.sql("SELECT password FROM accounts_account WHERE username = 'wu'")
    out = accounts.done("user", "reset-password", "WU").out
    found = re.fullmatch(
        r"wu 的临时密码（只显示这一次，登录后须修改）：([a-z2-9]{4}(-[a-z2-9]{4}){3})\n", out
    )
    assert found is not None
    ((after, must_change),) = accounts.sql(
        "SELECT password, must_change FROM accounts_account WHERE username = 'wu'"
    )
    assert (after != before, must_change) == (True, 1)
    again = accounts.done("user", "reset-password", "wu", "--json").facts
    assert (again["user"], len(again["password"])) == ("wu", 19)
    entries = accounts.sql("SELECT content FROM ledger_entry WHERE action = 'account.password.reset'")
    assert entries == [('{"password":"reset"}',)] * 2
    accounts.run("user", "reset-password", "nobody").failed(2, "there is no account 'nobody'")


def test_a_reset_ends_a_lock_out(accounts: Home) -> None:
    accounts.sql(
        "INSERT INTO axes_accessattempt (user_agent, ip_address, username, http_accept, path_info, attempt_time, get_data, "
        "post_data, failures_since_start) VALUES ('', '203.0.113.5', 'wu', '', '', '2022-09-15', '', '', 5), "
        "('', '203.0.113.5', 'wei', '', '', '2022-09-15', '', '', 2)"
    )
    accounts.done("user", "reset-password", "wu")
    assert accounts.sql("SELECT username FROM axes_accessattempt") == [("wei",)]


def test_an_account_is_disabled_with_a_reason_and_the_last_administrator_never(accounts: Home) -> None:
    accounts.run("user", "disable", "wei", "--reason", "调离").failed(3, "至少须保留一名在用的系统管理员")
    accounts.run("user", "disable", "wu", "--reason", " ").failed(3, "须写明理由")
    accounts.run("user", "disable", "wu", "--reason", "调离", "--successor", "wei").failed(
        3, "接手人须为在用的执法人员账号"
    )
    accounts.run("user", "disable", "wu", "--reason", "调离", "--successor", "nobody").failed(
        2, "there is no account 'nobody'"
    )
    assert accounts.done("user", "disable", "wu", "--reason", "调离").out == "已停用账号 wu\n"
    assert "wu（停用）\t" in accounts.done("user", "list").out
    accounts.run("user", "disable", "wu", "--reason", "调离").failed(3, "该账号已停用")
    assert accounts.done("check", "--json").facts["breaches"] == 0


def test_roles_are_shown_and_set(accounts: Home) -> None:
    roles = {line["role"]: line for line in accounts.done("user", "roles", "--json").lines}
    assert len(roles) == 14
    assert roles["partner"] == {"role": "partner", "name": "协同单位", "rights": ["problem.read"]}
    assert accounts.done("user", "roles", "wu").out == "wu\tclerk officer\n"
    facts = accounts.done("user", "roles", "wu", "--role", "callback-clerk", "--json").facts
    assert facts == {
        "user": "wu",
        "roles": ["callback-clerk"],
        "rights": ["problem.read", "report.identify", "report.read", "report.reply"],
    }
    accounts.run("user", "roles", "wei", "--role", "clerk").failed(3, "至少须保留一名在用的系统管理员")
    accounts.run("user", "roles", "--role", "clerk").failed(2, "say whose roles")
    ((unit,),) = accounts.sql(
        "SELECT u.code FROM accounts_account a JOIN registry_unit u ON u.id = a.unit_id WHERE a.username = 'wu'"
    )
    assert unit == "jingan"


def test_a_password_is_asked_for_and_not_shown(two_accounts: Home) -> None:
    done = subprocess.run(
        two_accounts.command("user", "add", "zhu", "--role", "clerk"),
        env=two_accounts.environment,
        input="12345\n12345\n",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 3
    assert "密码太弱：" in done.stderr
    assert "12345" not in done.stdout
