"""The weights that ship: numbers alone, of these words and rules, and telling what they are."""

from __future__ import annotations

import io
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest

from huiyin.knowledge.language import learned
from huiyin.knowledge.language.learned.features import fingerprint
from huiyin.knowledge.language.learned.model import Model, NotForThisLexicon, shipped
from huiyin.knowledge.language.signs import signs_of

DATA = files(learned).joinpath("weights.npz").read_bytes()


def test_the_file_holds_arrays_of_numbers_and_nothing_else() -> None:
    with np.load(io.BytesIO(DATA), allow_pickle=False) as held:
        kinds = {held[name].dtype.kind for name in held.files}

    assert kinds == {"f", "i", "u"}
    assert len(DATA) < 4_000_000


def test_it_tells_its_version_its_texts_and_what_it_is_worth() -> None:
    about = shipped().about

    assert about["version"].startswith("linear-")
    assert about["fingerprint"] == fingerprint()
    assert set(about["labelled"]) == {"texts", "digest"}
    assert about["figures"]["development: micro F1"] > 0.5


def test_no_word_of_a_text_stands_in_what_it_tells() -> None:
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in str(shipped().about))


def test_what_is_saved_reads_the_same() -> None:
    saved = io.BytesIO()
    shipped().save(saved)
    again = Model.load(saved.getvalue())
    batch = [signs_of("楼顶有人私自搭建阳光房。"), signs_of("")]

    assert (again.sums(batch) == shipped().sums(batch)).all()
    assert (again.about, again.threshold, again.pass_some) == (
        shipped().about,
        shipped().threshold,
        shipped().pass_some,
    )


def test_weights_of_another_lexicon_are_refused() -> None:
    saved = io.BytesIO()
    replace(shipped(), about={**shipped().about, "fingerprint": "0" * 16}).save(saved)

    with pytest.raises(NotForThisLexicon, match="make reader"):
        Model.load(saved.getvalue())
