"""What must always hold of accounts and no constraint can say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from huiyin.records.accounts.models import Account, Client
from huiyin.records.accounts.roles import ALONE, CLIENT_RIGHTS, OUTSIDE, Role
from huiyin.records.ledger.invariants import invariant


@invariant("account.roles", "账号的角色有效，与归属相符，系统管理员与审计员不兼任其他角色")
def roles_fit(now: datetime) -> Iterator[tuple[str, str]]:
    """Accounts with a role that there is not, or that does not go with what they belong to or with the others."""
    for account in Account.objects.order_by("pk"):
        roles = account.roles.split()
        for role in roles:
            if role not in Role.values:
                yield f"account:{account.username}", f"there is no role {role}"
            elif getattr(account, f"{(seat := OUTSIDE.get(Role(role), 'unit'))}_id") is None:
                yield f"account:{account.username}", f"it is {role} and belongs to no {seat}"
            elif role in ALONE and len(roles) > 1:
                yield f"account:{account.username}", f"it is {role}, which goes with no other role"


@invariant("client.rights", "接口令牌的权限不超出程序可有的范围")
def client_rights_fit(now: datetime) -> Iterator[tuple[str, str]]:
    """Clients with a right that no program may have."""
    for client in Client.objects.order_by("pk"):
        for right in client.rights.split():
            if right not in CLIENT_RIGHTS:
                yield f"client:{client.name}", f"no program may have the right {right}"
