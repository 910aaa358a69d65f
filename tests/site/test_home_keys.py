"""The installation's keys: made once, readable by the owner alone, never replaced."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import huiyin
from huiyin.home import IN_USE, KEY_NAMES, home, key, keys_folder

SOURCE = str(Path(huiyin.__file__).parents[1])


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIYIN_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("HUIYIN_KEYS", raising=False)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


class TestFirstUse:
    @pytest.mark.parametrize("name", KEY_NAMES)
    def test_a_key_is_32_bytes_and_kept_as_a_line_of_hexadecimal(self, name: str) -> None:
        value = key(name)
        assert len(value) == 32
        assert (keys_folder() / f"{name}.key").read_text() == value.hex() + "\n"

    def test_each_key_is_another(self) -> None:
        assert len({key(name) for name in KEY_NAMES}) == len(KEY_NAMES)

    def test_a_key_stays_the_same(self) -> None:
        assert key("vault") == key("vault")

    def test_two_installations_have_different_keys(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        one = key("vault")
        monkeypatch.setenv("HUIYIN_HOME", str(tmp_path / "other"))
        assert key("vault") != one

    @pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
    def test_only_the_owner_can_read_whatever_the_umask(self, mask: int) -> None:
        before = os.umask(mask)
        try:
            key("vault")
        finally:
            os.umask(before)
        assert mode(keys_folder() / "vault.key") == 0o600
        assert mode(keys_folder()) == 0o700

    def test_nothing_else_is_left_in_the_folder(self) -> None:
        key("vault")
        assert [path.name for path in keys_folder().iterdir()] == ["vault.key"]

    def test_keys_can_lie_apart_from_the_data(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HUIYIN_KEYS", str(tmp_path / "apart"))
        key("ledger")
        assert [path.name for path in (tmp_path / "apart").iterdir()] == ["ledger.key"]
        assert not (tmp_path / "home" / "keys").exists()

    def test_an_unknown_name_is_refused_and_makes_nothing(self) -> None:
        with pytest.raises(ValueError, match="unknown key 'voult'"):
            key("voult")
        assert not keys_folder().exists()

    def test_without_a_setting_the_home_is_a_folder_beside(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HUIYIN_HOME", "")
        monkeypatch.chdir(tmp_path)
        assert home() == tmp_path / "huiyin-data"
        assert home().is_dir()


# The disk is slow for a file, for each process a little slower: all have found no key before the first puts its own in
# place, and each reads what stands there before the next one comes.
RACER = """
import os, stat, sys, time
pause = 0.4 + 0.05 * int(sys.argv[1])
os.fsync = lambda descriptor: time.sleep(pause if stat.S_ISREG(os.fstat(descriptor).st_mode) else 0)
from huiyin.home import KEY_NAMES, key
print("ready", flush=True)
sys.stdin.readline()
print(" ".join(key(name).hex() for name in KEY_NAMES), flush=True)
"""


def test_eight_processes_that_start_at_once_agree_on_every_key() -> None:
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", RACER, str(number)],
            env={**os.environ, "PYTHONPATH": SOURCE},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(8)
    ]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("\n")
        racer.stdin.flush()
    told = {racer.communicate(timeout=30)[0] for racer in racers}
    assert told == {" ".join(key(name).hex() for name in KEY_NAMES) + "\n"}
    assert sorted(path.name for path in keys_folder().iterdir()) == sorted(
        f"{name}.key" for name in KEY_NAMES
    )


class TestDamage:
    @pytest.mark.parametrize(
        "damaged",
        [b"", b"\n", b"ab" * 31, b"ab" * 33, b"zz" * 32, b"ab" * 31 + b"a", bytes(32), b"\xff\xfe" * 32],
        ids=["empty", "blank", "too short", "too long", "no hexadecimal", "half a byte", "zeros", "no text"],
    )
    def test_a_damaged_key_is_refused_by_name_and_left_as_it_is(self, damaged: bytes) -> None:
        key("vault")
        path = keys_folder() / "vault.key"
        path.write_bytes(damaged)
        with pytest.raises(ValueError, match=r"vault\.key in the keys folder is damaged"):
            key("vault")
        assert path.read_bytes() == damaged

    def test_the_refusal_does_not_show_what_is_left_of_the_key(self) -> None:
        key("vault")
        (keys_folder() / "vault.key").write_text("c0ffee" * 10)
        with pytest.raises(ValueError) as refused:
            key("vault")
        assert "c0ffee" not in str(refused.value)

    def test_the_other_keys_can_still_be_read(self) -> None:
        ledger = key("ledger")
        key("vault")
        (keys_folder() / "vault.key").write_text("")
        assert key("ledger") == ledger

    def test_a_key_put_back_from_the_backup_is_read_again(self) -> None:
        value = key("vault")
        path = keys_folder() / "vault.key"
        path.write_text("")
        path.write_text(value.hex())
        assert key("vault") == value


def test_a_key_lost_from_a_home_in_use_is_refused_and_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a home in use whose vault key was lost
    monkeypatch.setenv("HUIYIN_HOME", str(tmp_path))
    key("vault")
    (tmp_path / IN_USE).touch()
    (tmp_path / "keys" / "vault.key").unlink()

    # when / then
    with pytest.raises(ValueError, match=r"vault\.key is missing"):
        key("vault")
    assert not (tmp_path / "keys" / "vault.key").exists()
