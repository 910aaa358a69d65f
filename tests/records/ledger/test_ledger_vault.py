"""What identifies a person is kept encrypted: it opens with its own key and purpose only, and not once that is gone."""

from __future__ import annotations

import os

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from huiyin.records.ledger.vault import Unreadable, blind_index, disclose, new_key, shut, shut_each, unwrap

KEY = bytes(range(32))
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
LETTER = "来电人蒋女士，住三号楼，希望不要透露姓名。"


@given(text=TEXT, purpose=TEXT)
def test_what_was_shut_is_disclosed_unchanged(text: str, purpose: str) -> None:
    assert disclose(KEY, purpose, shut(KEY, purpose, text.encode())) == text


@given(text=TEXT)
def test_what_is_kept_is_28_bytes_longer_than_the_text(text: str) -> None:
    assert len(shut(KEY, "row", text.encode())) == 12 + len(text.encode()) + 16


@given(text=TEXT.filter(lambda text: len(text) > 3))
def test_the_text_does_not_show_in_what_is_kept(text: str) -> None:
    assert text.encode() not in shut(KEY, "row", text.encode())


def test_equal_texts_are_kept_as_different_bytes() -> None:
    assert len({shut(KEY, "row", LETTER.encode()) for _ in range(50)}) == 50


@given(texts=st.lists(TEXT, max_size=5))
def test_of_many_each_opens_with_its_own_key(texts: list[str]) -> None:
    shut_ones = shut_each("row", [text.encode() for text in texts])
    assert [disclose(unwrap(wrapped), "row", kept) for wrapped, kept in shut_ones] == texts


def test_no_two_of_many_share_a_key_or_a_nonce() -> None:
    shut_ones = shut_each("row", [LETTER.encode()] * 50)
    assert len({unwrap(wrapped) for wrapped, _ in shut_ones}) == 50
    assert len({wrapped[:12] for wrapped, _ in shut_ones} | {kept[:12] for _, kept in shut_ones}) == 100


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(Unreadable):
        disclose(bytes(32), "row", shut(KEY, "row", LETTER.encode()))


@pytest.mark.parametrize("purpose", ["", "rows", "phone", "ROW"])
def test_another_purpose_does_not_open_it(purpose: str) -> None:
    with pytest.raises(Unreadable):
        disclose(KEY, purpose, shut(KEY, "row", LETTER.encode()))


@given(bit=st.integers(0, 10_000))
def test_one_flipped_bit_anywhere_is_found(bit: int) -> None:
    kept = bytearray(shut(KEY, "row", LETTER.encode()))
    bit %= len(kept) * 8
    kept[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Unreadable):
        disclose(KEY, "row", bytes(kept))


@given(length=st.integers(0, 200))
def test_what_was_cut_short_is_found(length: int) -> None:
    kept = shut(KEY, "row", LETTER.encode())
    with pytest.raises(Unreadable):
        disclose(KEY, "row", kept[: length % len(kept)])


class TestRecordKeys:
    def test_a_wrapped_key_is_sixty_bytes_and_unwraps_to_itself(self) -> None:
        key, wrapped = new_key()
        assert (len(key), len(wrapped)) == (32, 60)
        assert unwrap(wrapped) == key
        assert key not in wrapped

    def test_every_record_has_a_key_of_its_own(self) -> None:
        made = [new_key() for _ in range(50)]
        assert len({key for key, _ in made}) == len({wrapped for _, wrapped in made}) == 50

    def test_a_wrapped_key_is_kept_as_the_database_gives_it_back(self) -> None:
        key, wrapped = new_key()
        assert unwrap(memoryview(wrapped)) == key  # type: ignore[arg-type]

    def test_without_the_installations_key_no_record_opens(self) -> None:
        _, wrapped = new_key()
        with override_settings(HUIYIN_VAULT_KEY=os.urandom(32)), pytest.raises(Unreadable):
            unwrap(wrapped)

    @pytest.mark.parametrize("left", [b"", bytes(60), b"\x00" * 11], ids=["empty", "zeros", "short"])
    def test_once_its_key_is_destroyed_a_record_is_unreadable(self, left: bytes) -> None:
        key, _ = new_key()
        kept = shut(key, "row", LETTER.encode())
        del key
        with pytest.raises(Unreadable):
            disclose(unwrap(left), "row", kept)

    def test_a_text_kept_under_a_record_is_no_wrapped_key(self) -> None:
        key, wrapped = new_key()
        with pytest.raises(Unreadable):
            unwrap(shut(key, "key", LETTER.encode()))
        with pytest.raises(Unreadable):
            disclose(key, "key", wrapped)


class TestBlindIndex:
    @given(value=TEXT, other=TEXT)
    def test_equal_values_have_equal_marks_and_only_they(self, value: str, other: str) -> None:
        assert (blind_index("phone", value.encode()) == blind_index("phone", other.encode())) == (
            value == other
        )

    def test_a_mark_is_sixteen_bytes(self) -> None:
        assert len(blind_index("phone", b"13800000000")) == 16

    def test_marks_of_different_purposes_cannot_be_compared(self) -> None:
        assert blind_index("phone", b"13800000000") != blind_index("row", b"13800000000")

    def test_without_the_key_a_mark_cannot_be_made(self) -> None:
        mark = blind_index("phone", b"13800000000")
        with override_settings(HUIYIN_INDEX_KEY=bytes(32)):
            assert blind_index("phone", b"13800000000") != mark
