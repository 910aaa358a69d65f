"""What an entry's and a seal's code covers: everything."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta, timezone

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st
from ledger_acts import AT

from huiyin.records.ledger import chain

ENTRY: dict[str, object] = {
    "record": "problem",
    "record_id": 41,
    "position": 3,
    "at": AT,
    "actor": "chen.yi",
    "door": "web",
    "action": "problem.verify",
    "cause": "report:8#1",
    "content": '{"basis":"现场核实"}',
    "previous": bytes(range(32)),
}


def test_an_entry_code_is_hmac_sha256_over_its_fields_as_json_and_the_code_before() -> None:
    fields = (
        '["problem",41,3,"2022-09-15T01:30:00.250001+00:00","chen.yi","web","problem.verify","report:8#1",'
        '"{\\"basis\\":\\"现场核实\\"}"]'
    )
    with override_settings(HUIYIN_LEDGER_KEY=b"k" * 32):
        code = chain.entry_mac(**ENTRY)  # type: ignore[arg-type]
    assert code == hmac.new(b"k" * 32, fields.encode() + bytes(range(32)), hashlib.sha256).digest()


@given(key=st.binary(min_size=1, max_size=200), contents=st.lists(st.binary(max_size=200), max_size=3))
def test_codes_under_one_key_are_hmac_sha256_each(key: bytes, contents: list[bytes]) -> None:
    assert [chain.code(key, content) for content in contents] == [
        hmac.digest(key, content, "sha256") for content in contents
    ]


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("record", "report"),
        ("record_id", 42),
        ("position", 4),
        ("at", AT + timedelta(microseconds=1)),
        ("actor", "chen.yj"),
        ("door", "cli"),
        ("action", "problem.settle"),
        ("cause", ""),
        ("content", '{"basis":"现场核实。"}'),
        ("previous", bytes(range(1, 33))),
    ],
)
def test_an_entry_code_changes_with_each_of_its_fields(field: str, other: object) -> None:
    assert chain.entry_mac(**{**ENTRY, field: other}) != chain.entry_mac(**ENTRY)  # type: ignore[arg-type]


def test_text_moved_from_one_field_to_the_next_changes_the_code() -> None:
    one = chain.entry_mac(**{**ENTRY, "actor": "ab", "door": "c"})  # type: ignore[arg-type]
    other = chain.entry_mac(**{**ENTRY, "actor": "a", "door": "bc"})  # type: ignore[arg-type]
    assert one != other


def test_without_the_key_the_code_cannot_be_made() -> None:
    code = chain.entry_mac(**ENTRY)  # type: ignore[arg-type]
    with override_settings(HUIYIN_LEDGER_KEY=bytes(32)):
        assert chain.entry_mac(**ENTRY) != code  # type: ignore[arg-type]


UNDER = [(5, b"a" * 32), (6, b"b" * 32), (9, b"c" * 32)]


@pytest.mark.parametrize(
    "other",
    [
        (3, AT, UNDER, chain.GENESIS),
        (2, AT + timedelta(microseconds=1), UNDER, chain.GENESIS),
        (2, AT, UNDER[:2], chain.GENESIS),
        (2, AT, [*UNDER, (10, b"d" * 32)], chain.GENESIS),
        (2, AT, [UNDER[1], UNDER[0], UNDER[2]], chain.GENESIS),
        (2, AT, [(4, b"a" * 32), *UNDER[1:]], chain.GENESIS),
        (2, AT, [(5, b"A" * 32), *UNDER[1:]], chain.GENESIS),
        (2, AT, UNDER, b"\x01" + bytes(31)),
    ],
    ids=["number", "moment", "one less", "one more", "order", "an id", "a code", "previous seal"],
)
def test_a_seal_code_covers_its_number_moment_entries_and_the_seal_before(
    other: tuple[int, datetime, list[tuple[int, bytes]], bytes],
) -> None:
    assert chain.seal_mac(*other) != chain.seal_mac(2, AT, UNDER, chain.GENESIS)


def test_one_moment_is_written_alike_from_every_time_zone() -> None:
    elsewhere = AT.astimezone(timezone(timedelta(hours=-5, minutes=-30)))
    assert chain.instant(elsewhere) == chain.instant(AT) == "2022-09-15T01:30:00.250001+00:00"


def test_a_whole_second_is_written_with_its_microseconds() -> None:
    assert chain.instant(AT.replace(microsecond=0)) == "2022-09-15T01:30:00.000000+00:00"


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="without time zone"):
        chain.instant(datetime(2022, 9, 15, 9, 30))


def test_canonical_text_does_not_depend_on_the_order_of_keys() -> None:
    one = chain.canonical({"b": {"y": 1, "x": [2, "三"]}, "a": None})
    assert (
        one
        == chain.canonical({"a": None, "b": {"x": [2, "三"], "y": 1}})
        == '{"a":null,"b":{"x":[2,"三"],"y":1}}'
    )


def test_what_json_cannot_hold_is_refused() -> None:
    with pytest.raises(TypeError):
        chain.canonical({"thing": object()})
