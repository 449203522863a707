"""Plain text in bytes: every byte comes back, and what is no text is refused with advice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.document import Cleaned, split_lines
from cleaner.plaintext import find
from cleaner.records import Found, RecordError


def written(found: Found, kept: int | None = None) -> bytes:
    """Write a text again with its first lines, None for all of them."""
    lines = split_lines(found.text)[:kept]
    return found.keep(Cleaned(lines, [0.0] * len(lines), [None] * len(lines), lambda _: ()))


@given(st.binary().filter(lambda data: b"\0" not in data and data[:2] not in (b"\xff\xfe", b"\xfe\xff")))
def test_any_bytes_without_nul_come_back(data: bytes) -> None:
    assert written(find(data)) == data


@pytest.mark.parametrize(
    "data",
    [b"a\r\nb\rc\n", b"no end", b"", b"\x0b\x0c\x1c\xc2\x85\xe2\x80\xa8\n", b"\n\n\n", b"\xef\xbb\xbf"],
)
def test_line_endings_and_odd_separators_are_untouched(data: bytes) -> None:
    found = find(data)
    assert written(found) == data


def test_the_byte_order_mark_is_hidden_from_the_text_and_comes_back() -> None:
    found = find(b"\xef\xbb\xbfRain\nagain\n")
    assert found.text == "Rain\nagain\n"
    assert written(found, 1) == b"\xef\xbb\xbfRain\n"


def test_stray_bytes_are_counted() -> None:
    assert find(b"caf\xe9 na\xefve \xff and caf\xc3\xa9\n").stray == "3 bytes are not UTF-8"
    assert find(b"caf\xe9\n").stray == "1 byte is not UTF-8"
    assert find("café 👩\n".encode()).stray is None


@pytest.mark.parametrize(
    "encoding",
    ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "cp1252", "latin-1", "gb18030", "shift_jis"],
)
def test_other_encodings_are_read_and_written_back(encoding: str) -> None:
    text = "Rain\r\nagain\n" if encoding in ("cp1252", "latin-1") else "雨 Rain\r\nまた\n"
    data = text.encode(encoding)
    found = find(data, encoding)
    assert found.text == text
    assert written(found) == data


def test_utf_16_of_the_other_byte_order_keeps_it() -> None:
    data = b"\xfe\xff" + "Rain\nyes\n".encode("utf-16-be")
    found = find(data, "utf-16")
    assert found.text == "Rain\nyes\n"
    assert written(found, 1) == b"\xfe\xff" + "Rain\n".encode("utf-16-be")


@pytest.mark.parametrize(
    ("data", "encoding", "words"),
    [
        (b"GIF89a\0\0", "utf-8", "NUL bytes"),
        ("Rain\n".encode("utf-16"), "utf-8", "--encoding utf-16"),
        ("雨雨".encode("utf-16"), "utf-8", "--encoding utf-16"),
        ("Rain\n".encode("utf-16-le"), "utf-8", "--encoding utf-16"),
        ("Rain\n".encode("utf-32"), "utf-8", "--encoding utf-16"),
        (b"odd", "utf-16", "is not utf-16-le"),
        (b"\x1b$B$\"$\"\x1b$B\x1b(B\n", "iso2022_jp", "would not come back"),
        (b"x", "klingon", "no known encoding"),
        (b"x", "rot13", "is not rot-13"),
        (b"a\0b", "latin-1", "NUL bytes"),
    ],
)  # fmt: skip
def test_what_is_no_text_is_refused_with_advice(data: bytes, encoding: str, words: str) -> None:
    with pytest.raises(RecordError, match=words):
        find(data, encoding)


@pytest.mark.parametrize(
    ("data", "separator", "text"),
    [
        (b"Rain\n\0", "nul", "Rain\n"),
        (b"Rain\n\f", "ff", "Rain\n"),
        (b"Rain\n-----\r\n", "-----", "Rain\n"),
        (b"-----\n", "-----", ""),
        (b"Rain ----", "----", "Rain ----"),
        (b"Rain", "nul", "Rain"),
    ],
)
def test_a_separator_is_no_part_of_the_text_and_stays(data: bytes, separator: str, text: str) -> None:
    found = find(data, separator=separator)
    assert found.text == text
    assert written(found) == data
