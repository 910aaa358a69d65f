"""Texts as they are shown to people: without the numbers and addresses that lead to a person.

What is hidden is hidden character by character, so that every position in a text stays what it was: the spans of a reading
mark the same words before and after.
"""

from __future__ import annotations

import re

# As typed in either width or any script, and as said: 〇 and 零, 幺 for one on the telephone, 两 for two, the capitals of
# bank notes, and those in circles and brackets.
_DIGIT = r"[\d〇○零一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖⓪①-⑨⑴-⑼⒈-⒐⓵-⓽❶-❾➀-➈➊-➒⁰¹²³⁴-⁹₀-₉]"
# What people put between the digits of one number: up to three blanks, hyphens or dots, or what is not to be seen at all.
_GAP = r"[\s\-‐-―－﹣~～_.．·•・‧\u200b-\u200f\u2060\ufeff\u00ad]{0,3}"
# Telephone, identity and account numbers begin at seven digits.
_NUMBER = rf"{_DIGIT}(?:{_GAP}{_DIGIT}){{6,}}(?:{_GAP}[XxＸｘ](?![A-Za-z]))?"
_MAIL = r"[A-Za-z0-9._%+\-]{1,64}[@＠][A-Za-z0-9\-]{1,63}(?:[.．][A-Za-z0-9\-]{1,63})+"
_HIDDEN = re.compile(rf"(?P<mail>{_MAIL})|(?P<number>{_NUMBER})")
# A day, alone or with the hour behind it: at most ten digits, one fewer than a mobile telephone has.
_DAY = re.compile(
    r"(?:19|20)\d\d(?P<mark>[-－.．])(?:0?[1-9]|1[0-2])(?P=mark)(?:0?[1-9]|[12]\d|3[01])(?:\s+(?:[01]\d|2[0-3]))?"
)
_ONE = re.compile(_DIGIT)
_MAIL_NAME = re.compile(r"[^@＠]")
FIRST, LAST = 3, 2


def masked(text: str) -> str:
    """``text``, of the same length, with long numbers hidden but for their first three and last two digits.

    Long are those of seven digits and more, also with blanks, hyphens or dots in them, in full width or in Chinese numerals;
    a date is none. Of an e-mail address its first letter and its domain stay.
    """
    return _HIDDEN.sub(_hide, text)


def restored(edited: str, original: str) -> str:
    """``edited``, which somebody made of ``masked(original)``, with what was hidden put back wherever its stars still stand."""
    for found in _HIDDEN.finditer(original):
        edited = edited.replace(_hide(found), found[0], 1)
    return edited


def _hide(found: re.Match[str]) -> str:
    whole = found[0]
    if found["mail"]:
        return whole[0] + _MAIL_NAME.sub("*", whole[1:].partition("@")[0].partition("＠")[0]) + _domain(whole)
    if _DAY.fullmatch(whole):
        return whole
    at = [one.start() for one in _ONE.finditer(whole)]
    if whole[-1] in "XxＸｘ":
        at.append(len(whole) - 1)
    hidden = set(at[FIRST:-LAST])
    return "".join("*" if index in hidden else char for index, char in enumerate(whole))


def _domain(mail: str) -> str:
    return mail[max(mail.find("@"), mail.find("＠")) :]
