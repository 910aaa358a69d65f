"""Whether the keys of this home are those under which the database was written.

A home makes its keys at first use, whatever database it is put before. Under other keys nothing that is encrypted there can
be read, no caller and no known row be recognised, and the ledger not be verified. So the ledger's first start is entered
with a mark of each key, and every start looks at it.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping

import msgspec
from django.conf import settings

from huiyin.home import keys_folder
from huiyin.records.ledger.queries import history

RECORD = "keys"
# There is one set of them.
RECORD_ID = 1


class OtherKeys(ValueError):
    """The database was written under other keys; the message says which and what to do."""


def marks() -> dict[str, str]:
    """By what each key of this home is told from others: 16 hexadecimal digits that do not show it.

    The key of sessions is not among them: nothing that is kept depends on it.
    """
    keys: Mapping[str, bytes] = {
        "ledger": settings.HUIYIN_LEDGER_KEY,
        "vault": settings.HUIYIN_VAULT_KEY,
        "index": settings.HUIYIN_INDEX_KEY,
    }
    return {
        name: hmac.digest(key, b"huiyin: mark of this key", "sha256").hex()[:16] for name, key in keys.items()
    }


def noted() -> bool:
    """Whether the database names its keys; then they are those of this home.

    Raises :class:`OtherKeys` when they are not.
    """
    entry = history(RECORD, RECORD_ID).first()
    if entry is None:
        return False
    named, ours = msgspec.json.decode(entry.content, type=dict[str, str]), marks()
    others = ", ".join(name for name in ours if named.get(name) != ours[name])
    if others:
        raise OtherKeys(
            f"数据库是用另一套密钥写的（不符：{others}）；请用写入该数据库的 keys 文件夹替换 {keys_folder()} 后再运行 / "
            f"the database was written under other keys ({others}): replace {keys_folder()} by the keys folder of the "
            "installation that wrote it, then run this again"
        )
    return True
