"""The database names the keys under which it is written, and a home with others is told so."""

from __future__ import annotations

import re

import msgspec
import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from ledger_acts import by
from ledger_writers import at_once, on_postgresql

from huiyin.home import keys_folder
from huiyin.records.ledger.actions import note_keys
from huiyin.records.ledger.keys import OtherKeys, marks, noted
from huiyin.records.ledger.models import Entry

KEYS = {"ledger": "HUIYIN_LEDGER_KEY", "vault": "HUIYIN_VAULT_KEY", "index": "HUIYIN_INDEX_KEY"}


def test_marks_tell_keys_apart_and_do_not_show_them() -> None:
    ours = marks()
    assert ours.keys() == KEYS.keys()
    assert all(re.fullmatch(r"[0-9a-f]{16}", mark) for mark in ours.values())
    assert len(set(ours.values())) == 3
    for name, setting in KEYS.items():
        assert ours[name] not in getattr(settings, setting).hex()
        with override_settings(**{setting: bytes(32)}):
            assert {other for other, mark in marks().items() if mark != ours[other]} == {name}


@pytest.mark.django_db
def test_keys_are_noted_once_and_found_again() -> None:
    assert not noted()
    note_keys(by())
    note_keys(by())
    assert noted()
    entry = Entry.objects.get()
    assert (entry.record, entry.record_id, entry.action) == ("keys", 1, "keys.note")
    assert msgspec.json.decode(entry.content) == marks()


@pytest.mark.django_db
@pytest.mark.parametrize("name", KEYS)
def test_another_key_is_refused_by_its_name_with_what_to_do(name: str) -> None:
    note_keys(by())
    with override_settings(**{KEYS[name]: bytes(32)}):
        for act in (noted, lambda: note_keys(by())):
            with pytest.raises(OtherKeys) as refused, transaction.atomic():
                act()
            words = str(refused.value)
            assert f"数据库是用另一套密钥写的（不符：{name}）" in words
            assert f"the database was written under other keys ({name}): replace {keys_folder()}" in words
    assert Entry.objects.count() == 1


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_of_eight_that_come_first_at_once_one_notes_the_keys() -> None:
    at_once(8, lambda _: note_keys(by()))
    assert noted()
    assert Entry.objects.count() == 1
