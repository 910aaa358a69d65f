"""Programs that call the programming interface: given a token once, and revoked."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection

from django.db import IntegrityError, transaction

from huiyin.records.accounts.models import Client
from huiyin.records.accounts.refusal import ClientRefused
from huiyin.records.accounts.roles import CLIENT_RIGHTS, Right
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.registry.models import Unit

_NAME_LENGTH = 64


@action("client.open")
def open_client(by: By, name: str, unit_id: int, rights: Collection[str]) -> tuple[int, str]:
    """Give a program its token, which is shown this once and kept nowhere. Returns the client's id and the token.

    Raises :class:`ClientRefused` for a name that is empty, too long or taken, a unit that there is not, and rights that no
    program may have.
    """
    plain = " ".join(name.split())
    wanted = sorted({str(right) for right in rights})
    if not plain or len(plain) > _NAME_LENGTH or not plain.isprintable():
        raise ClientRefused(
            f"须填写名称，不超过{_NAME_LENGTH}字",
            f"a client needs a name of at most {_NAME_LENGTH} characters",
        )
    if not wanted or any(right not in CLIENT_RIGHTS for right in wanted):
        raise ClientRefused(
            "程序可有的权限为：" + "、".join(Right(right).label for right in sorted(CLIENT_RIGHTS)),
            "a program may have: " + ", ".join(sorted(CLIENT_RIGHTS)),
        )
    if not Unit.objects.filter(pk=unit_id).exists():
        raise ClientRefused("单位不存在", f"there is no unit {unit_id}")
    token = f"huiyin_{secrets.token_urlsafe(32)}"
    client = Client(
        name=plain,
        unit_id=unit_id,
        rights=" ".join(wanted),
        digest=hashlib.sha256(token.encode()).digest(),
        made_at=by.at,
        made_by=by.actor,
    )
    try:
        with transaction.atomic():
            client.save(force_insert=True)
    except IntegrityError as error:
        raise ClientRefused(f"名称“{plain}”已被使用", f"there is a client {plain!r} already") from error
    enter("client", client.pk, {"name": client.name, "unit": unit_id, "rights": wanted}, first=True)
    return client.pk, token


@action("client.revoke")
def revoke_client(by: By, client_id: int, reason: str) -> None:
    """Take a program's token back at once. Raises :class:`ClientRefused` without a reason or for one that is revoked."""
    if not reason.strip():
        raise ClientRefused("收回令牌须写明理由", "revoking a token needs its reason")
    client = Client.objects.select_for_update().filter(pk=client_id, revoked_at=None).first()
    if client is None:
        raise ClientRefused("令牌不存在或已收回", "there is no such token in use")
    client.revoked_at = by.at
    client.save(update_fields=["revoked_at"])
    enter("client", client.pk, {"revoked": reason.strip()})
