"""Words of lines that belong to another text."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import alignment
from cleaner.alignment import align, paired

words = st.lists(st.sampled_from("abcd"), max_size=12)


def longest(words: list[str], others: list[str]) -> int:
    """The length of the longest common subsequence, from the textbook."""
    row = [0] * (len(others) + 1)
    for word in words:
        row = [0, *row]
        for place, other in enumerate(others, 1):
            row[place] = row[place] + 1 if word == other else max(row[place - 1], row[place + 1])
        row.pop()
    return row[-1]


@pytest.mark.parametrize("block", [3, 4096])
@given(words, words)
def test_as_many_words_are_paired_as_can_be(block: int, first: list[str], second: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alignment, "BLOCK", block)
        found = paired([[word] for word in first], second)
    chosen = [word for word, share in zip(first, found, strict=True) if share]
    assert len(chosen) == longest(first, second) == longest(chosen, second)


@given(words, words)
def test_of_long_texts_those_that_are_paired_stand_in_both_in_order(first: list[str], second: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alignment, "MOST_PAIRS", 6)
        patch.setattr(alignment, "RUN", 2)
        found = paired([[word] for word in first], second)
    chosen = [word for word, share in zip(first, found, strict=True) if share]
    assert longest(chosen, second) == len(chosen)


def test_long_texts_are_paired_between_what_both_say_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [[f"{letter}{number}" for letter in "abcdefg"] + ["night"] for number in range(50)]
    text = [word for line in (*lines[:20], *lines[30:]) for word in line]
    stands = [True] * 20 + [False] * 10 + [True] * 20
    assert (paired(lines, text) > 0.5).tolist() == stands
    monkeypatch.setattr(alignment, "MOST_PAIRS", 2000)
    assert (paired(lines, text) > 0.5).tolist() == stands
    assert paired([["said"]] * 50, ["said"] * 50).tolist() == [0.0] * 50


def test_each_line_has_the_share_of_its_words_in_the_text() -> None:
    lines = ["Menu", "The river rose", "—", "by two metres overnight here", "Contact us"]
    shares = align(lines, "The river rose by two metres overnight.")
    assert shares.dtype == np.float32
    assert shares.tolist() == pytest.approx([0, 1, -1, 0.8, 0])


def test_words_of_a_stray_line_are_free_for_others() -> None:
    lines = ["the boats and the nets of the harbour", "of the sea", "They sang of the sea"]
    assert align(lines, "They sang of the sea")[2] == 1


def test_of_equal_lines_the_last_is_paired() -> None:
    assert align(["High water", "Search", "High water", "It rose."], "High water\nIt rose.").tolist() == [0, 0, 1, 1]


def test_scripts_without_spaces_are_aligned_by_character() -> None:
    assert align(["首页 新闻", "河水昨夜上涨"], "河水昨夜上涨两米").tolist() == [0, 1]


def test_no_lines_and_no_text() -> None:
    assert align([], "text").tolist() == []
    assert align(["line", ""], "").tolist() == [0, -1]
