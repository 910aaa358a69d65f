import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.records.reports.landing.cleaning import canonical_json, clean, normal_phone, tidy
from huiyin.records.reports.landing.errors import BadValue

ANY_TEXT = st.text(st.characters())  # surrogates and control characters included
NASTY = st.text(
    st.sampled_from("张 \u3000\t\r\n\x00\x0b\x7f\x85\xad\u200b\u202e\u2028\ufeff\ud800\udfff\u0301e\uf900😀")
)


@given(ANY_TEXT | NASTY)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text, 10_000)
    assert clean(once, 10_000) == once


@given(ANY_TEXT | NASTY)
def test_cleaning_leaves_no_control_character_and_no_surrogate(text: str) -> None:
    cleaned = clean(text, 10_000)
    assert not {unicodedata.category(letter) for letter in cleaned.replace("\n", "")} & {"Cc", "Cs"}
    assert not set(cleaned) & set("\u200b\u200e\u202e\u2066\ufeff")
    assert cleaned == unicodedata.normalize("NFC", cleaned)
    assert cleaned == cleaned.strip()


@pytest.mark.parametrize(
    ("received", "kept"),
    [
        ("\ufeff三号楼\x00顶层", "三号楼顶层"),
        ("楼道\ud83d堆物", "楼道堆物"),
        ("一层\t二层\r\n三层\r四层", "一层 二层\n三层\n四层"),
        ("\u202e倒\u202c写", "倒写"),
        ("\u3000ＡＢ弄（１２号）\u3000", "ＡＢ弄（１２号）"),
        ("e\u0301", "é"),
        ("=CMD|' /C calc'!A0", "=CMD|' /C calc'!A0"),
        ("葛\U000e0100飾", "葛\U000e0100飾"),
    ],
)
def test_cleaning_keeps_what_was_meant(received: str, kept: str) -> None:
    assert clean(received, 100) == kept


def test_text_over_the_limit_is_refused_in_both_languages() -> None:
    assert clean(" " * 50 + "绿化带" + "\x00" * 50, 3) == "绿化带"
    with pytest.raises(BadValue) as refused:
        clean("绿化带被", 3)
    assert (refused.value.code, refused.value.zh) == ("text.long", "内容有 4 个字符，超过上限 3")
    assert refused.value.en == "4 characters, more than the 3 allowed"


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("13812345678", "13812345678"),
        ("+86 138-1234-5678", "13812345678"),
        ("00861 3812345678", "13812345678"),
        ("８６１３８１２３４５６７８", "13812345678"),
        ("021-64123456转801", "02164123456"),
        ("(021) 6412 3456", "02164123456"),
        ("0571-87654321-12", "057187654321"),
        ("+86-21-64123456", "02164123456"),
        ("64123456", "64123456"),
        ("86123456", "86123456"),
        ("400-820-1234", "4008201234"),
        ("13812345678、13912345678", "13812345678"),
        ("138****1234", None),
        ("1**********", None),
        ("12345", None),
        ("23812345678", None),
        ("1381234567", None),
        ("不详", None),
        ("", None),
    ],
)
def test_telephone_number_comes_down_to_its_digits(written: str, digits: str | None) -> None:
    assert normal_phone(written) == digits


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
)


@given(st.dictionaries(st.text(max_size=4), PLAIN), st.randoms())
def test_canonical_json_does_not_depend_on_the_order_of_keys(obj: dict[str, object], random: object) -> None:
    shuffled = list(obj.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert canonical_json(dict(shuffled)) == canonical_json(obj)


@given(PLAIN)
def test_canonical_json_is_what_any_writer_of_sorted_compact_json_gives(obj: object) -> None:
    assert canonical_json(obj) == json.dumps(obj, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@pytest.mark.parametrize("obj", [1.0, {"a": [float("nan")]}, {1: "a"}, ("a",), b"a", {"a": {"b": {2}}}])
def test_canonical_json_refuses_what_has_no_single_text(obj: object) -> None:
    with pytest.raises(TypeError, match="canonical JSON takes"):
        canonical_json(obj)


def test_canonical_json_refuses_a_lone_surrogate() -> None:
    with pytest.raises(ValueError, match="surrogates not allowed"):
        canonical_json({"text": "\ud800"})


def test_tidy_reads_a_long_clean_text_unchanged() -> None:
    text = "居民反映楼上敲墙，声音很大。" * 1000
    assert tidy(text) is text
