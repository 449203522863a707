"""The arrays that all evidence is made from."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.characters import KINDS, fold, kind, kind_of
from cleaner.surface import survey
from cleaner.words import hash_words, number_within


def words_of(*lines: str) -> list[int]:
    return [int(number) for number in survey([lines]).word_hash]


def test_words_are_the_same_whatever_their_case_accents_width_and_punctuation() -> None:
    assert words_of("Héllo, WORLD-wide ９") == words_of("«hello» world", "Wide 9")
    assert words_of("ΣΧΌΛΙΑ Σχόλιος") == words_of("σχολια ΣΧΟΛΙΟΣ")


def test_words_of_scripts_without_spaces_are_pairs() -> None:
    assert words_of("雨が降る") == words_of("雨が", "が降", "降る")
    assert words_of("字") == hash_words(["字"]).tolist()
    assert words_of("iPad字典x") == words_of("ipad", "字典", "x")


def test_korean_words_are_whole() -> None:
    assert len(words_of("관련 기사")) == 2


@pytest.mark.parametrize(
    ("char", "name"),
    [
        *[("a", "lower"), ("É", "upper"), ("ش", "letter"), ("ก", "unspaced"), ("٣", "digit"), ("\u00a0", "space")],
        *[("।", "full stop"), ("»", "quote"), ("؟", "question mark"), ("€", "money"), ("©", "rights")],
        *[("😀", "symbol"), ("\u200b", "space")],
    ],
)
def test_kinds_of_characters(char: str, name: str) -> None:
    assert kind_of(char) == name


@given(st.characters())
def test_a_character_folds_to_one_character(char: str) -> None:
    assert len(fold(char)) == 1


@given(st.lists(st.text(max_size=20), max_size=6))
def test_characters_are_counted_line_by_line(lines: list[str]) -> None:
    surface = survey([lines])
    assert surface.lines == [line.strip() for line in lines if line.strip()]
    for line, counted in zip(surface.lines, surface.kinds.tolist(), strict=True):
        assert counted == [sum(kind_of(c) == name for c in line) for name in KINDS]


def test_lines_know_their_ends_their_words_and_their_places() -> None:
    surface = survey([["(One two", "", "three!"], [], ["four"]])
    assert surface.bounds.tolist() == [0, 2, 2, 3]
    assert surface.document.tolist() == [0, 0, 2]
    assert surface.index.tolist() == [0, 1, 0]
    assert surface.apart.tolist() == [False, True, False]
    assert surface.words.tolist() == [2, 1, 1]
    assert surface.word_line.tolist() == [0, 0, 1, 2]
    assert surface.word_place.tolist() == [0, 1, 0, 0]
    assert surface.word_length.tolist() == [3, 3, 5, 4]
    assert surface.first.tolist() == [kind("bracket"), kind("lower"), kind("lower")]
    assert surface.last.tolist() == [kind("lower"), kind("exclamation mark"), kind("lower")]


def test_first_and_last_line_of_a_word_stay_within_its_document() -> None:
    surface = survey([["rain fell", "rain"], ["rain"]])
    assert surface.first_line.tolist() == [0, 0, 0, 2]
    assert surface.last_line.tolist() == [1, 0, 1, 2]


def test_lines_with_the_same_words_in_the_same_order_share_a_key() -> None:
    key = survey([["Top stories:", "TOP STORIES", "stories top"], ["top  stories"]]).key.tolist()
    assert key[0] == key[1] == key[3] != key[2]


@given(st.lists(st.lists(st.integers(0, 50), max_size=30), min_size=1, max_size=4))
def test_equal_words_of_one_document_share_a_number_and_no_others(documents: list[list[int]]) -> None:
    # hashes that fall into the same slots as often as can be
    hashes = np.array([n << 24 for document in documents for n in document], np.uint64)
    bounds = np.cumsum([0, *map(len, documents)])
    numbers = number_within(hashes, bounds).tolist()
    words = [(d, n) for d, document in enumerate(documents) for n in document]
    assert len(set(zip(words, numbers, strict=True))) == len(set(words)) == len(set(numbers))


def test_only_the_ends_of_a_very_long_line_are_looked_at() -> None:
    line = "start " + "x " * 1_000_000 + "end"
    surface = survey([[line]])
    assert surface.kinds.sum() < 5000
    assert words_of(line)[0] == words_of("start")[0]
    assert words_of(line)[-1] == words_of("end")[0]


def test_no_lines_at_all() -> None:
    assert survey([]).lines == []
    assert survey([["", " "]]).word_hash.tolist() == []
    assert survey([["—", "?!"]]).words.tolist() == [0, 0]
