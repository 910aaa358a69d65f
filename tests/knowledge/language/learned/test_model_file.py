"""The weights that ship: numbers alone, of these words and rules, and telling what they are."""

from __future__ import annotations

import io
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest

from huiyin.knowledge.language import learned
from huiyin.knowledge.language.learned.features import LEARNED, fingerprint
from huiyin.knowledge.language.learned.model import OF_CODES, Model, NotForThisLexicon, shipped
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

    sums = shipped().sums(batch)
    assert (again.sums(batch) == sums).all()
    assert (again.chances(sums, batch) == shipped().chances(sums, batch)).all()
    assert (again.about, again.threshold, again.pass_some) == (
        shipped().about,
        shipped().threshold,
        shipped().pass_some,
    )


def test_the_rarer_a_code_the_more_of_its_chance_is_the_rules_own() -> None:
    batch = [signs_of("楼顶有人私自搭建阳光房。"), signs_of("居民生活垃圾不分类，干湿垃圾混投。")]
    sums = shipped().sums(batch)
    learned = 1 / (1 + np.exp(-sums[:, OF_CODES]))
    building, unsorted = LEARNED.index("illegal-construction"), LEARNED.index("waste-unsorted")

    def chances(share: float) -> np.ndarray:
        return replace(shipped(), of_rules=np.full(len(LEARNED), share, np.float32)).chances(sums, batch)

    says = [{wrong.code: wrong.confidence for wrong in signs.found} for signs in batch]
    by_rules = np.array([[said.get(code, 0.0) for code in LEARNED] for said in says])
    assert says[0]["illegal-construction"] > 0.5
    assert says[1]["waste-unsorted"] > 0.5
    assert chances(0.0) == pytest.approx(learned, abs=1e-6)
    assert chances(1.0) == pytest.approx(by_rules, abs=1e-6)
    assert chances(0.25) == pytest.approx(0.75 * learned + 0.25 * by_rules, abs=1e-6)
    assert shipped().of_rules[building] == pytest.approx(0.2)
    assert 0.5 < shipped().of_rules[unsorted] <= 0.7


def test_weights_of_another_lexicon_are_refused() -> None:
    saved = io.BytesIO()
    replace(shipped(), about={**shipped().about, "fingerprint": "0" * 16}).save(saved)

    with pytest.raises(NotForThisLexicon, match="make reader"):
        Model.load(saved.getvalue())
