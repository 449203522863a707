"""The kin of a line, and what the scores of an earlier pass say of it."""

import numpy as np
import pytest
from fixture import ALL

from cleaner import clean
from cleaner.context import LIMIT
from cleaner.kin import NAMES, Kin, find, joined
from cleaner.shape import LOG
from cleaner.surface import survey

DOCUMENTS = [fixture.text.split("\n") for fixture in ALL[1::4]]


SHAPE, FIRST_WORD = range(2)


@pytest.mark.parametrize(
    ("kind", "one", "other", "same"),
    [
        (SHAPE, "Posted by Ann, 3 May 2019", "Posted by Walter, 14 June 2021", True),
        (SHAPE, "Harbour", "Lighthouse", True),
        (SHAPE, "Σαμ", "Άννα", True),
        (SHAPE, "海港", "灯塔", True),
        (SHAPE, "Harbour", "Harbour.", False),
        (SHAPE, "Harbour", "the Harbour", False),
        (SHAPE, "Harbour", "Harbour and bell and net and fish", False),
        (SHAPE, "Tide 1", "Tide one", False),
        (FIRST_WORD, "By Ann", "BY WALTER AND ANN", True),
        (FIRST_WORD, "- By Ann", "By Ann", True),
        (FIRST_WORD, "***", "—", True),
        (FIRST_WORD, "By Ann", "Bye", False),
    ],
)
def test_kin_has_the_same_shape_or_the_same_first_word(kind: int, one: str, other: str, same: bool) -> None:
    numbers = find(survey([[one, "* Quite another line, it is !", other]]))[kind]
    assert (numbers[0] == numbers[2]) == same
    assert numbers[1] not in numbers[[0, 2]]


def test_lines_of_two_documents_are_no_kin() -> None:
    numbers = find(survey([["By Ann", "By Bob"], ["By Ann", "By Eve"]]))
    assert (numbers[:, :2] == numbers[:, :1]).all()
    assert (numbers[:, 2:] == numbers[:, 2:3]).all()
    assert not (numbers[:, :2] == numbers[:, 2:]).any()
    apart = joined([numbers, numbers[:, :0], numbers])
    assert not np.intersect1d(apart[:, :4], apart[:, 4:]).size
    assert ((apart[:, :4, None] == apart[:, None, :4]) == (numbers[:, :, None] == numbers[:, None, :])).all()


def test_a_line_hears_of_the_others_and_not_of_itself() -> None:
    score = np.array([LIMIT, LIMIT, -LIMIT, 0])
    found = Kin(np.array([[7, 7, 7, 2], [1, 2, 3, 4]]), np.array([3, 1, 3, 5])).measure(score)
    by_lines, by_words, others = found[:, :3].T
    assert by_lines.tolist() == [0.5, 0.5, 1, 0.5]
    assert by_words.tolist() == [0.25, 0.5, 1, 0.5]
    assert others.tolist() == LOG[[2, 2, 2, 0]].tolist()
    assert found[:, 3].tolist() == [1, 1, 0, 0.5], "alone, it stands for itself"
    assert found[:, 5].tolist() == [0] * 4


def test_lines_without_words_weigh_nothing_by_words() -> None:
    found = Kin(np.array([[1, 1]]), np.array([0, 0])).measure(np.array([LIMIT, LIMIT]))
    assert found.tolist() == [[1, 1, found[0, 2]]] * 2


def test_nothing_leaks_from_one_document_into_another() -> None:
    chance = np.random.default_rng(5)
    surfaces = [survey([document]) for document in DOCUMENTS]
    scores = [chance.integers(-LIMIT, LIMIT + 1, len(surface.lines)) for surface in surfaces]
    together = survey(DOCUMENTS)
    alone = [Kin(find(surface), surface.words).measure(score) for surface, score in zip(surfaces, scores, strict=True)]
    assert (np.concatenate(alone) == Kin(find(together), together.words).measure(np.concatenate(scores))).all()
    assert alone[0].shape[1] == len(NAMES)


def test_a_line_is_kin_of_another() -> None:
    kin = Kin(np.array([[0, 1, 1], [0, 1, 2]]), np.ones(3, np.int64))
    assert [kin.is_shared(line) for line in range(3)] == [False, True, True]


def test_evidence_speaks_of_kin_only_where_there_is_some() -> None:
    lonely = clean("The bell\n\nFishermen found it in a net, they said.\n\n© 2019 Port news. All rights reserved.\n")
    assert not any("lines like it" in one.words for line in lonely.lines for one in line.evidence)
    menu = clean("Home\nNews\nSport\nTravel\nLetters\n\n" + " ".join(["Fishermen found it in a net, they said."] * 3))
    assert "lines like it are boilerplate" in {one.words for line in menu.lines for one in line.evidence}
