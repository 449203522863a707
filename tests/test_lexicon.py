"""Words, pairs of words, what they weigh and how rare they are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.lexicon import RAREST, Lexicon, Table, written
from cleaner.surface import hash_pairs, survey

KNOWN = {"rain": (64, 3), "cookies": (-128, 5), "字典": (-7, 6), "we use": (-32, 7), "rain fell": (10, 7)}
KNOWN |= {"字典 典字": (4, 7)}
ROWS = {words: f"{written(words, *facts)}\n" for words, facts in KNOWN.items()}
LEXICON = Lexicon.read(
    *("".join(row for words, row in ROWS.items() if (" " in words) is pair).encode() for pair in (False, True))
)
NUMBERS = st.one_of(st.integers(0, 2**64 - 1), st.integers(0, 60), st.integers(2**64 - 60, 2**64 - 1))


def weights(*lines: str) -> list[int]:
    found = LEXICON.look_up(survey([lines]))
    weighed: list[int] = (found.word + found.pair).tolist()
    return weighed


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Rain", [64]),
        ("RAIN, rain!", [64, 64]),
        ("rain fell", [74, 0]),  # a pair weighs where it begins
        ("fell rain", [0, 64]),
        ("We use cookies", [-32, 0, -128]),
        ("rains", [0]),
        ("字典", [-7]),
        ("字典字", [-3, 0]),
    ],
)
def test_words_and_pairs_weigh(line: str, expected: list[int]) -> None:
    assert weights(line) == expected


def test_a_pair_does_not_reach_over_the_end_of_a_line() -> None:
    assert weights("we", "use") == [0, 0]
    assert weights("sun and rain", "fell") == [0, 0, 64, 0]


def test_unknown_words_are_rare() -> None:
    assert LEXICON.look_up(survey([["rain zyx cookies 字典"]])).rarity.tolist() == [3, RAREST, 5, 6]


def test_the_last_word_of_a_line_opens_no_pair() -> None:
    pairs = hash_pairs(survey([["one two", "three", "one two"]])).tolist()
    assert [number == 0 for number in pairs] == [False, True, True, False, True]
    assert pairs[0] == pairs[3]


@given(st.sets(NUMBERS, min_size=1, max_size=60), st.lists(NUMBERS, max_size=30))
def test_a_table_finds_what_a_dictionary_finds(numbers: set[int], more: list[int]) -> None:
    known = {number: place for place, number in enumerate(sorted(numbers))}
    sought = [*more, *numbers]
    found = Table(np.array(sorted(numbers), np.uint64)).find(np.array(sought, np.uint64))
    assert found.tolist() == [known.get(number, len(numbers)) for number in sought]
