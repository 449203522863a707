"""Members of gzip: whole ones give what they hold, damaged ones an error, and what follows is read."""

import gzip
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.gunzip import DamageError, Members

ONE, TWO = gzip.compress(b"One " * 50_000), gzip.compress(b"Two ")


def members(data: bytes) -> Members:
    return Members(io.BufferedReader(io.BytesIO(data)))


def read(data: bytes) -> tuple[list[bytes], list[Exception]]:
    """Read up to each damage, and say what is wrong at each."""
    stream = members(data)
    pieces, wrong = [stream.read()], []
    while error := stream.go_on():
        wrong.append(error)
        pieces.append(stream.read())
    return pieces, wrong


def test_a_read_gives_no_more_than_is_asked_for() -> None:
    stream = members(ONE + TWO)
    assert stream.peek()[:4] == b"One "
    assert [stream.read1(2), stream.read1(2), stream.read(6)] == [b"On", b"e ", b"One On"]
    assert stream.read() == b"e " + b"One " * 49_997 + b"Two "
    assert (stream.read1(), stream.read(), stream.peek(), stream.go_on()) == (b"", b"", b"", None)


@given(st.lists(st.binary()), st.integers(0, 9))
def test_all_members_are_read_and_zeros_between_them_are_not(texts: list[bytes], zeros: int) -> None:
    packed = b"".join(gzip.compress(text) + b"\0" * zeros for text in texts)
    assert read(packed) == ([b"".join(texts)], [])


@pytest.mark.parametrize(
    ("damaged", "words"),
    [
        (TWO[:-8] + b"\0" * 8, "incorrect data check"),
        (TWO[:-4] + b"\1" * 4, "incorrect length check"),
        (b"\x1f\x8b\x08\0" + b"\xff" * 16, "invalid"),
        (b"neither", "not gzip"),
        (b"\x1f\x8b", "not gzip"),
    ],
)
def test_what_follows_a_damage_is_read(damaged: bytes, words: str) -> None:
    pieces, wrong = read(ONE + damaged + TWO)
    assert (pieces[0], pieces[-1]) == (b"One " * 50_000, b"Two ")
    assert isinstance(wrong[0], DamageError)
    assert re.search(words, str(wrong[0]))


def test_what_is_cut_off_is_read_up_to_there() -> None:
    pieces, (error,) = read(ONE[:-20])
    assert b"".join(pieces).startswith(b"One One")
    assert isinstance(error, EOFError)


@given(st.data())
def test_any_damage_comes_to_an_end(data: st.DataObject) -> None:
    packed = bytearray(ONE[:40] + TWO * 3)
    for at in data.draw(st.lists(st.integers(0, len(packed) - 1), max_size=5)):
        packed[at] = data.draw(st.integers(0, 255))
    pieces, wrong = read(bytes(packed))
    assert len(pieces) == len(wrong) + 1 <= 20
