"""Text is cleaned once, when it lands, so that every database and every hash sees the same."""

import re
import unicodedata
from typing import Final

import msgspec

from huiyin.records.reports.landing.errors import BadValue

# C0 and C1 controls but for line feed, soft hyphen, zero-width and bidirectional controls, byte-order
# marks, annotation marks, language tags, lone surrogates. Variation selectors stay: they tell rare names
# apart.
_UNWANTED: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_LINE_ENDS: Final = re.compile("\r\n?|[\u2028\u2029]")


def tidy(text: str) -> str:
    """`text` without control, zero-width and bidirectional characters and lone surrogates, NFC, stripped.

    Line ends become line feeds and tabs become spaces. Full-width letters stay as they are (NFC, not NFKC).
    Tidying twice changes nothing.
    """
    if not text.isprintable() and _UNWANTED.search(text) is not None:
        text = _UNWANTED.sub("", _LINE_ENDS.sub("\n", text).replace("\t", " "))
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return text.strip()


def clean(text: str, limit: int) -> str:
    """`tidy(text)`, of at most `limit` characters. Raises `BadValue` when it is longer."""
    cleaned = tidy(text)
    if len(cleaned) > limit:
        raise too_long(len(cleaned), limit)
    return cleaned


def too_long(length: int, limit: int) -> BadValue:
    """The complaint about a text of `length` characters where `limit` are allowed."""
    return BadValue(
        "text.long",
        zh=f"内容有 {length} 个字符，超过上限 {limit}",
        en=f"{length} characters, more than the {limit} allowed",
        advice_zh="请缩短该单元格。",
        advice_en="Shorten this cell.",
    )


_FIRST_PHONE: Final = re.compile("[、,，;；/|\n]")
_PHONE_NOISE: Final = re.compile(r"[\s().·_\-‐-―]")
_EXTENSION: Final = re.compile(r"(?:转|ext\.?|#|分机).*$|(?<=\d{7})-\d{1,5}$", re.IGNORECASE)
_COUNTRY: Final = re.compile(r"^(?:\+|00)?86(?=1[3-9]\d{9}$|0?[1-9]\d{8,10}$)")
_PHONE: Final = re.compile(r"1[3-9]\d{9}|0(?:10|2\d|[3-9]\d{2})[2-8]\d{6,7}|[2-8]\d{6,7}|[48]00\d{7}")


def normal_phone(text: str) -> str | None:
    """The digits of the first Chinese mobile or landline number in `text`, or None.

    Country code, separators and extension are dropped; an area code is kept when it was written. A masked
    number (`138****1234`), a service number (12345) and anything else give None.
    """
    first = _FIRST_PHONE.split(unicodedata.normalize("NFKC", text).strip(), maxsplit=1)[0]
    digits = _PHONE_NOISE.sub("", _EXTENSION.sub("", first.strip()))
    national, abroad = _COUNTRY.subn("", digits)
    # Written after the country's code, an area code has no zero.
    digits = f"0{national}" if abroad and not national.startswith(("0", "1", "4", "8")) else national
    return digits if _PHONE.fullmatch(digits) and digits.isascii() else None


_canonical: Final = msgspec.json.Encoder(order="sorted")


def canonical_json(obj: object) -> str:
    """The one way of writing `obj` as JSON for hashing: sorted keys, no spaces, nothing escaped needlessly.

    Only str, bool, None, int, list and dict with str keys are allowed. Raises `TypeError` for any other type
    (floats above all: they have no one text), `ValueError` for a lone surrogate.
    """
    _check_canonical(obj)
    return _canonical.encode(obj).decode()


def _check_canonical(obj: object) -> None:
    kind = type(obj)
    if kind is dict:
        assert isinstance(obj, dict)
        for key, value in obj.items():
            if type(key) is not str:
                raise TypeError(f"canonical JSON takes str keys, not {type(key).__name__}")
            if type(value) is not str:
                _check_canonical(value)
    elif kind is list:
        assert isinstance(obj, list)
        for value in obj:
            _check_canonical(value)
    elif kind is not str and kind is not int and kind is not bool and obj is not None:
        raise TypeError(f"canonical JSON takes no {kind.__name__}")
