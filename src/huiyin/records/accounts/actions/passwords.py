"""Passwords of accounts: given by somebody else, or one's own."""

from __future__ import annotations

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from huiyin.records.accounts.models import Account
from huiyin.records.accounts.refusal import AccountRefused
from huiyin.records.ledger.action import By, action, enter

# Without letters that look like digits: it is read out over the telephone.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
# What the validators of the settings find, in our words: Django's own speak of fields and of one language alone.
_WEAK = {
    "password_too_short": ("位数不够，至少10位", "it is too short, it takes at least 10 characters"),
    "password_too_common": ("过于常见", "it is too common"),
    "password_entirely_numeric": ("不能全为数字", "it is entirely numeric"),
    "password_too_similar": ("与用户名或姓名太相近", "it is too similar to the username or the name"),
}


def temporary_password() -> str:
    """A password to be read out once: sixteen signs in four groups, 79 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


def set_password(account: Account, password: str) -> None:
    """Set an account's password, without saving it. Raises :class:`AccountRefused` for one that is too weak, saying why."""
    try:
        validate_password(password, account)
    except ValidationError as error:
        said = [_WEAK[fault.code or ""] for fault in error.error_list]
        raise AccountRefused(
            "密码太弱：" + "，".join(zh for zh, _ in said),
            "weak password: " + ", ".join(en for _, en in said),
        ) from error
    account.set_password(password)


@action("account.password.reset")
def reset_password(by: By, account_id: int, password: str) -> None:
    """Give an account another password, which its person changes at the next sign-in. Its sessions end.

    Raises :class:`AccountRefused` for one's own account, whose password is changed with the present one, and for a password
    that is too weak.
    """
    account = _locked(account_id)
    if account.username == by.actor:
        raise AccountRefused(
            "自己的密码请在“修改密码”中修改", "one's own password is changed, not reset: use the page for it"
        )
    account.must_change = True
    set_password(account, password)
    account.save(update_fields=["password", "must_change"])
    enter("account", account.pk, {"password": "reset"})


@action("account.password.change")
def change_password(by: By, account_id: int, old: str, new: str) -> None:
    """Change one's own password. Its other sessions end.

    Raises :class:`AccountRefused` where the old one is wrong or the new one weak or the same.
    """
    account = _locked(account_id)
    if not account.check_password(old):
        raise AccountRefused("原密码不正确", "the present password is wrong")
    if old == new:
        raise AccountRefused("新密码不能与原密码相同", "the new password is the old one")
    account.must_change = False
    set_password(account, new)
    account.save(update_fields=["password", "must_change"])
    enter("account", account.pk, {"password": "changed"})


def _locked(account_id: int) -> Account:
    account = Account.objects.select_for_update().filter(pk=account_id).first()
    if account is None:
        raise AccountRefused("账号不存在", f"there is no account {account_id}")
    return account
