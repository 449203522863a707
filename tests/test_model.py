"""The model that is shipped: it names what the rooms emit, it is text, it is small, it is exact."""

import re
import string
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from cleaner import model, pages
from cleaner.document import Reason
from cleaner.footers import phrases
from cleaner.judgement import FEATURES, FIRST, SECOND, THIRD, Judgement, Lines
from cleaner.lexicon import RAREST, Lexicon, lexicon, written
from cleaner.network import BRIGHTEST, REACH, STEP, WEIGHT_STEP, network, standard
from cleaner.recall import MEMORY, SITE
from cleaner.words import hash_words

MODEL = Path(str(files("cleaner"))) / "model"
NAMES = {"first": FIRST, "second": SECOND, "third": THIRD, "teaser": THIRD}
NAMES |= {"page-first": pages.FIRST, "page-second": pages.SECOND, "site": SITE}
NETWORKS = pytest.mark.parametrize("name", NAMES)
TEMPLATES = {"byline", "rubric", "suffix", "heading", "heading start", "heading end", "pointer", "site", "ruler"}
TEMPLATES |= {"footer", "notice", "comment"}


def rows(name: str) -> list[list[str]]:
    text = (MODEL / name).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]


def facts(name: str) -> Iterator[tuple[str, int, int]]:
    """Return each word or pair of the lexicon, its weight and its rarity."""
    for row in model.read(name).splitlines():
        weight, rarity, words = row.split(maxsplit=2)
        yield words, int(weight), int(rarity)


@NETWORKS
def test_a_network_names_exactly_what_the_rooms_emit(name: str) -> None:
    assert network(name).names == NAMES[name]
    assert len(set(NAMES[name])) == len(NAMES[name])


def test_the_rooms_emit_a_column_for_every_name() -> None:
    judgement = Judgement(Lines.of([["Rain ends drought", "It rained."], [], ["Home"]]))
    passes = (judgement.first_inputs, judgement.second_inputs, judgement.third_inputs)
    for inputs, names in zip(passes, (FIRST, SECOND, THIRD), strict=True):
        assert np.concatenate(inputs, axis=1).shape == (3, len(names))


@NETWORKS
def test_a_network_is_written_as_it_was_read(name: str) -> None:
    text = (MODEL / f"{name}.txt").read_text("utf-8")
    assert [row for row in text.splitlines() if not row.startswith("#")] == list(network(name).written())
    assert text.startswith("# fitted by python -m cleaner.train")
    assert re.search(r"SHA-256 [0-9a-f]{64}", text)


@NETWORKS
def test_a_network_is_exact_in_single_precision(name: str) -> None:
    """Whole steps below 2**24 are exact, so no sum may reach that many, whatever the line."""
    most = np.full(len(network(name).names), float(REACH))
    for weights, bias in network(name).layers:
        sums = most @ np.abs(weights.astype(float)) + np.abs(bias)
        assert sums.max() * STEP * WEIGHT_STEP < 2**24
        most = np.full(weights.shape[1], float(BRIGHTEST))


def test_the_standard_is_finite_and_of_all_features() -> None:
    found = standard((*FEATURES, *pages.MARKUP))
    assert sorted(row[0] for row in rows("standard.txt")) == sorted((*FEATURES, *pages.MARKUP, *MEMORY))
    assert np.isfinite(found.mean).all()
    assert np.isfinite(found.scale).all()
    assert (found.scale > 0).all()


def test_the_model_is_small_and_all_text() -> None:
    found = [path for path in MODEL.iterdir() if path.is_file()]
    assert {path.suffix for path in found} == {".txt", ".md", ".py"}
    assert sum(path.stat().st_size for path in found) < 2_000_000
    for path in found:
        assert "\0" not in path.read_text("utf-8")


@pytest.mark.parametrize(("name", "size"), [("words", 1), ("pairs", 2)])
def test_every_row_of_the_lexicon_is_about_one_word_or_two(name: str, size: int) -> None:
    known = list(facts(name))
    words = [word for word, _, _ in known]
    assert words == sorted(words)
    assert len(set(words)) == len(words) > 1000
    assert {len(word.split(" ")) for word in words} == {size}
    assert all(abs(weight) < 64 * 64 for _, weight, _ in known)
    assert all(0 <= rarity <= RAREST for _, _, rarity in known)
    assert model.read(name) == "".join(f"{written(*row)}\n" for row in known)


def test_no_word_of_the_lexicon_is_lost_when_it_is_read() -> None:
    read: Lexicon = lexicon()
    for table, name in ((read.words, "words"), (read.pairs, "pairs")):
        assert len(table.numbers) == len(list(facts(name)))
        assert (np.diff(table.numbers.astype(float)) >= 0).all()
        assert len(np.unique(table.numbers)) == len(table.numbers)


def test_a_word_of_the_lexicon_weighs_what_its_row_says() -> None:
    known = {word: (weight, rarity) for word, weight, rarity in facts("words")}
    places = lexicon().words.find(hash_words(list(known)))
    assert list(zip(lexicon().weight[places], lexicon().rarity[places], strict=True)) == list(known.values())


def test_every_template_can_be_filled_in() -> None:
    templates = rows("templates.txt")
    kinds = {(language, what) for language, what, _ in templates}
    assert {what for _, what in kinds} == TEMPLATES
    assert all(re.fullmatch("([a-z]{2})?", language) for language, _ in kinds)
    assert all(("", what) in kinds or ("en", what) in kinds for what in TEMPLATES)
    for _, _, words in templates:
        assert {field for _, field, _, _ in string.Formatter().parse(words) if field is not None} <= set("ymdhinswt")
        assert words.strip()


def test_every_phrase_has_a_reason_and_words() -> None:
    found = rows("phrases.txt")
    assert len(found) == len(phrases())
    assert {reason for reason, _, _ in found} <= {reason.value for reason in Reason}
    assert all(words.strip() and words == words.lower() for _, words, _ in found)
    assert {follows for _, _, follows in found} == {"", "stories"}
