"""The pages are whole in English: every message has its translation, and each translation its places to fill."""

from __future__ import annotations

import re

from wording import said, translations

PLACES = re.compile(r"%\(\w+\)[sd]")


def test_every_message_of_the_pages_has_its_english() -> None:
    assert sorted(said() - translations().keys()) == []


def test_translations_keep_the_places_to_fill() -> None:
    wrong = [
        (zh, en)
        for zh, english in translations().items()
        for en in english
        if sorted(set(PLACES.findall(zh))) != sorted(set(PLACES.findall(en)))
    ]
    assert wrong == []


def test_no_translation_is_empty_or_still_chinese() -> None:
    wrong = [
        zh for zh, english in translations().items() for en in english if not en or re.search("[一-鿿]", en)
    ]
    # The switch names each language in itself, and the product keeps its own name.
    assert sorted(set(wrong) - {"中文"}) == []
