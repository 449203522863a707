"""The shape of lines."""

import numpy as np
import pytest
from fixture import ALL

from cleaner.shape import LOG, NAMES, log, measure
from cleaner.surface import survey

DOCUMENTS = [fixture.text.split("\n") for fixture in ALL[::3]]


def feature(name: str, *lines: str) -> list[float]:
    return [round(value, 4) for value in measure(survey([lines]))[:, NAMES.index(name)].tolist()]


def test_every_column_has_one_name() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert measure(survey([["One line."], [], ["Two", "lines"]])).shape == (3, len(NAMES))


def test_a_line_alone_is_measured_as_in_a_batch() -> None:
    alone = [measure(survey([document])) for document in DOCUMENTS]
    assert (np.concatenate(alone) == measure(survey(DOCUMENTS))).all()
    assert (np.concatenate(alone[::-1]) == measure(survey(DOCUMENTS[::-1]))).all()


@pytest.mark.parametrize(
    ("name", "line", "value"),
    [
        ("capital words", "One two Three four", 0.5),
        ("number words", "12 May 2024 here", 0.5),
        ("long words", "lighthouse on a hill", 0.25),
        ("characters per word", "four five", 0.4),
        ("share upper", "ABcd", 0.5),
        ("bar per word", "Home | News | Sport", 0.6667),
        ("ends in full stop", "It rained.", 1),
        ("ends in full stop", "It rained", 0),
        ("begins with bullet", "• It rained", 1),
        ("log sentences", "It rained. It rained!", 1.0986),
        ("share unspaced", "雨が降る", 1),
    ],
)
def test_what_a_line_is_made_of(name: str, line: str, value: float) -> None:
    assert feature(name, line) == [value]


def test_where_a_line_stands() -> None:
    lines = ("one two", "", "three", "one two")
    assert feature("place", *lines) == [0, 0.3333, 0.6667]
    assert feature("share of words before", *lines) == [0, 0.4, 0.6]
    assert feature("repeats an earlier line", *lines) == [0, 0, 1]
    assert feature("log repeats", *lines) == [1.0986, 0.6931, 1.0986]
    assert feature("log place from end", *lines) == [0.2197, 0.1386, 0]


def test_a_line_apart_says_more_where_few_are() -> None:
    assert feature("spacing", "one", "", "two", "", "three", "four", "five") == [0, 0.5, 0.5, -0.5, -0.5]
    assert feature("spacing", "", "one", "two", "three") == [0, 0, 0]
    assert feature("spacing", "one", "", " ", "two", "\t", "three") == [0, 0, 0]


def test_logarithms_come_from_a_table_and_end_with_it() -> None:
    assert log(np.array([0, 1, 10**9])).tolist() == [0, LOG[1], LOG[-1]]
