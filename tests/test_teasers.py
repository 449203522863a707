"""What a line shares with the rest of its document."""

import numpy as np
import pytest
from fixture import ALL
from hypothesis import given
from hypothesis import strategies as st

from cleaner.lexicon import RAREST, lexicon
from cleaner.surface import survey
from cleaner.teasers import AHEAD, NAMES, measure

DOCUMENTS = [fixture.text.split("\n") for fixture in ALL[::3]]
WORDS = st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=6), min_size=1, max_size=9)
ARTICLE = [
    "The ferry from Varn to Tarrow sank in the harbour of Varn at dawn",
    "The harbour master of Varn said that the ferry sank in a storm",
    "A storm had reached Tarrow at dawn, the master of the ferry said",
    "At dawn the ferry to Tarrow sank, said the harbour master of Varn",
    "In Varn the storm had reached the harbour, and the ferry sank at dawn",
]
ALIEN = [
    "Parliament postpones another vote about pensions for nurses",
    "Volcano throws ash over eleven southern villages",
    "Chess champion resigns after nine hours against computer",
    "Bakers expect cheaper butter because milk production grows",
]


def topic(lines: list[str], rare: int = RAREST) -> dict[str, list[float]]:
    """Measure one document whose words are all equally rare."""
    surface = survey([lines])
    found = measure(surface, np.full(len(surface.word_hash), rare))
    return dict(zip(NAMES, np.round(found.astype(float), 4).T.tolist(), strict=True))


def test_words_are_known_from_before_and_after() -> None:
    found = topic(["alpha beta gamma delta", "alpha beta epsilon zeta", "alpha zeta"])
    assert found["known before"] == [0, 0.5, 1]
    assert found["known after"] == [0.5, 0.5, 0]
    assert found["from first line"] == [1, 0.5, 0.5]
    assert found["from second line"] == [0, 0.5, 0.5]


def test_only_rare_words_count_as_rare() -> None:
    lines = ["alpha beta", "alpha gamma"]
    assert topic(lines, 8)["rare known before"] == [0, 0.5]
    assert topic(lines, 1)["rare known before"] == [0.5, 0.5]  # nothing to divide
    assert topic(lines, 1)["known before"] == [0, 0.5]


def test_a_word_in_the_same_long_line_only_is_not_known_from_long_lines() -> None:
    long = "one two three four five six seven eight nine ten eleven twelve"
    assert topic([long, "one two apples pears"])["all words in long lines"] == [0, 0.5]


def test_names_and_numbers_are_known_from_before() -> None:
    found = topic(["She met Ada in 1911", "Then Ada left", "Then Tomas left"])
    assert found["names known before"] == [0, 1, 0]
    assert found["log names"] == [1.0986, 0.6931, 0.6931]


def known_from(lines: list[list[str]], begin: int, end: int) -> float:
    """Count, in plain steps, what share of the words of some lines stands above them."""
    words = [word for line in lines[begin:end] for word in line]
    above = {word for line in lines[:begin] for word in line}
    return sum(word in above for word in words) / len(words)


@given(WORDS)
def test_tails_are_known_as_far_as_their_words_stand_above(lines: list[list[str]]) -> None:
    found = topic([" ".join(line) for line in lines])
    for name, reach in (("tail known", len(lines)), *((f"next {n} known", n) for n in AHEAD)):
        plain = [known_from(lines, i, i + reach) for i in range(len(lines))]
        assert found[name] == pytest.approx(plain, abs=1e-4)


def test_the_tail_begins_where_words_become_unknown() -> None:
    found = topic(ARTICLE + ALIEN)
    cut = len(ARTICLE)
    assert found["from cut"] == [-1, -0.8, -0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6]
    assert [value > 0 for value in found["cut"]] == [False] * cut + [True] * len(ALIEN)
    assert found["rest"][cut] == max(found["rest"][2:])
    assert topic(ARTICLE)["rest"][2] < 0


def test_a_line_alone_is_measured_as_in_a_batch() -> None:
    surfaces = [survey([document]) for document in DOCUMENTS]
    alone = [measure(surface, lexicon().look_up(surface).rarity) for surface in surfaces]
    together = survey(DOCUMENTS)
    assert (np.concatenate(alone) == measure(together, lexicon().look_up(together).rarity)).all()
    assert alone[0].shape[1] == len(NAMES) == len(set(NAMES))
