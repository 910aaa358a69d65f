"""The folder in which everything that an installation owns lives (``HUIYIN_HOME``), and its keys.

All of it is readable by the account alone. Layout::

    huiyin.sqlite3        the embedded database (absent when DATABASE_URL points elsewhere)
    files/                received files, encrypted
    seals.jsonl           the ledger's seals, exported
    outbox/               messages that wait to be fetched
    opened/               received files while they are read, for seconds
    calendar/             days off of further years, one table a year (docs/law.md)
    maps/                 base map and outlines, where somebody has put them (docs/map.md)
    locks/                who has something costly made just now
    figures/, .ticked     what those who watch the installation read
    .restoring/           what a restore has not given its place yet
    keys/                 one file a key; back it up apart from the data
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

KEY_NAMES = ("django", "ledger", "vault", "index")
KEY_BYTES = 32
DEFAULT_HOME = "huiyin-data"
# Stands in a home folder from its first use on; with it and without a key, the key was lost.
IN_USE = ".in-use"
# What an account's group and all others may do with its files: nothing.
OTHERS = 0o077


def home() -> Path:
    """The installation's folder, made when absent: ``HUIYIN_HOME``, by default ``./huiyin-data``.

    From then on whatever this process and those that it starts make, here and elsewhere, is for the account alone, whatever
    umask they were given: the database above all, whose texts lie there in clear.
    """
    os.umask(os.umask(OTHERS) | OTHERS)
    folder = Path(os.environ.get("HUIYIN_HOME") or DEFAULT_HOME).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def keys_folder() -> Path:
    """Where the keys lie: ``HUIYIN_KEYS``, by default ``keys`` in the home folder."""
    return Path(os.environ.get("HUIYIN_KEYS") or home() / "keys").absolute()


def key(name: str) -> bytes:
    """The 32 bytes of one key, made at first use.

    Two processes that start at once agree: the file is written aside and linked into place, and who comes second reads
    what the first one linked. Raises ``ValueError`` when the file is damaged, or absent from a home folder in use: a key
    is never replaced silently, since everything under it would be lost.
    """
    if name not in KEY_NAMES:
        raise ValueError(f"unknown key {name!r}")
    folder = keys_folder()
    path = folder / f"{name}.key"
    if not path.exists():
        if (home() / IN_USE).exists():
            raise ValueError(
                f"密钥文件夹中缺少 {path.name}，而已有数据用它加密，请放回原来的密钥 / "
                f"{path.name} is missing in the keys folder, but there are data under it; put it back"
            )
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside = folder / f".{name}.{os.getpid()}.{secrets.token_hex(4)}"
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(aside, path)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
        # A key lost with the power would take what it has encrypted with it.
        keep_names(folder)
    try:
        value = bytes.fromhex(path.read_text().strip())
    except ValueError:
        value = b""
    if len(value) != KEY_BYTES:
        raise ValueError(
            f"密钥文件夹中的 {path.name} 已损坏，应为 {KEY_BYTES} 字节的十六进制，请放回备份中的密钥 / "
            f"{path.name} in the keys folder is damaged: expected {KEY_BYTES} bytes in hexadecimal; "
            "put back the copy from the backup"
        )
    return value


def open_to_others() -> list[Path]:
    """Those of the home and the keys folder that others than the account can open. Within the rest nothing is reached."""
    return [
        folder for folder in (home(), keys_folder()) if folder.exists() and folder.stat().st_mode & OTHERS
    ]


def keep_names(folder: Path) -> None:
    """Force a folder's list of files to disk.

    A file that was made or renamed, its content being safe, may otherwise have lost its name after a loss of power.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
