"""What the machine refuses, as one line in both languages: which file or address, why, and what to do."""

from __future__ import annotations

import errno

_ROOM = ("磁盘已满，请腾出空间后再运行", "make room, then run it again")
_RIGHT = ("没有权限，请更正权限或换账号运行", "correct the rights, or run it as another account")
_PATH = "look at the path"
_SAID = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EACCES: _RIGHT,
    errno.EPERM: _RIGHT,
    errno.EROFS: ("磁盘只读，请另选位置", "choose another place"),
    errno.ENOENT: ("没有这个文件或文件夹，请核对路径", _PATH),
    errno.ENOTDIR: ("路径中有一段不是文件夹，请核对路径", _PATH),
    errno.EISDIR: ("这是文件夹，不是文件，请核对路径", _PATH),
    errno.EEXIST: ("已有同名文件或文件夹，请另取名称", "choose another name"),
    errno.EIO: ("磁盘读写出错，请检查磁盘", "look at the disk"),
    errno.EADDRINUSE: ("地址已被占用，请另选端口", "choose another port"),
    errno.EADDRNOTAVAIL: ("不是本机的地址，请另选地址", "choose an address of this machine"),
}
_OTHER = ("系统报错，请查明原因后再运行", "see to it, then run it again")
# How SQLite and PostgreSQL say that there is no room.
_FULL = ("disk is full", "No space left")


def disk_fault(error: OSError, place: object = None) -> str:
    """What the system refused, at which place: a file, a folder or an address; without it the one that the error names."""
    zh, advice = _SAID.get(error.errno or 0, _OTHER)
    # Of a copy the system names both; room is wanted where it goes to.
    where = str(place or ((zh, advice) == _ROOM and error.filename2) or error.filename or "")
    reason = error.strerror or str(error) or type(error).__name__
    return f"{zh}{where and '：'}{where} / {reason}{where and ': '}{where}; {advice}"


def database_fault(error: Exception) -> str:
    """Why the database does not do what it was asked."""
    reason = (str(error).strip() or type(error).__name__).splitlines()[0]
    if any(words in reason for words in _FULL):
        return (
            f"磁盘已满（{reason}）；此前接收的都已保存，请腾出空间后再运行 / "
            f"the disk is full ({reason}); what was accepted before is kept: make room, then run it again"
        )
    return (
        f"数据库拒绝了操作或无法连接（{reason}）；此前接收的都已保存，请查明原因后再运行 / "
        f"the database refused or is gone ({reason}); what was accepted before is kept, run it again"
    )
