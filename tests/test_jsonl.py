"""JSON lines: only lines of the text leave a record, and every other byte stays."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.document import Cleaned, Reason, split_lines
from cleaner.jsonl import find
from cleaner.records import Found, RecordError

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def located(line: str | bytes, field: str = "text") -> Found:
    found = find(line if isinstance(line, bytes) else line.encode(), field)
    assert isinstance(found, Found)
    return found


def without(found: Found, *gone: int) -> bytes:
    """Write a record without those lines of its text, counted from 0."""
    lines = split_lines(found.text)
    removed = [Reason.FOOTER if number in gone else None for number in range(len(lines))]
    return found.keep(Cleaned(lines, [0.0] * len(lines), removed, lambda _: ()))


@given(st.dictionaries(st.text(), VALUES), st.text(), st.booleans(), st.data())
def test_what_stays_is_what_json_says_and_the_rest_is_untouched(
    others: dict[str, Any], text: str, escaped: bool, data: st.DataObject
) -> None:
    line = json.dumps({**others, "text": text}, ensure_ascii=escaped).encode("utf-8", "backslashreplace") + b"\n"
    found = located(line)
    assert found.text == text
    assert without(found) == line
    count = len(split_lines(text))
    gone = data.draw(st.sets(st.integers(0, max(count - 1, 0)), max_size=count))
    after = json.loads(without(found, *gone))
    assert after.pop("text") == "".join(line for n, line in enumerate(split_lines(text)) if n not in gone)
    assert after == {name: value for name, value in others.items() if name != "text"}


@pytest.mark.parametrize(
    ("line", "after"),
    [
        (r'{"text":"a\nb\n","n":1E5}', r'{"text":"b\n","n":1E5}'),
        (r' { "n" : -0.0, "text" : "a\u000ab\/\u00e9" } ', r' { "n" : -0.0, "text" : "b\/\u00e9" } '),
        (r'{"text":"\\na\\\nb"}', r'{"text":"b"}'),
        (r'{"text":"x","text":"a\nb"}', r'{"text":"x","text":"b"}'),
        ('\ufeff{"text":"a\\nb"}\r\n', '\ufeff{"text":"b"}\r\n'),
        (r'{"text":"a\n\ud800"}', r'{"text":"\ud800"}'),
        (r'{"text":"a"}', r'{"text":""}'),
        (r'{"v":NaN,"w":1e999,"text":"a\n"}', r'{"v":NaN,"w":1e999,"text":""}'),
        (f'{{"v":{"9" * 5000},"text":"a\\nb"}}', f'{{"v":{"9" * 5000},"text":"b"}}'),
    ],
)
def test_the_first_line_is_cut_out_of_the_bytes(line: str, after: str) -> None:
    assert without(located(line), 0) == after.encode()


def test_a_dotted_path_leads_into_objects() -> None:
    line = '{"text": "no", "page": {"text": "a\\nb", "n": 1}, "z": 0}'
    assert without(located(line, "page.text"), 0) == line.replace("a\\n", "").encode()


def test_blank_lines_hold_no_record() -> None:
    lines = [b"\n", b"  \r\n", b"", b"\xef\xbb\xbf\n"]
    assert [find(line, "text") for line in lines] == lines


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("[1, 2]", "is not a JSON object"),
        ("'text'", "is not a JSON object"),
        ('{"text": "abc', "Unterminated string"),
        ('{"text": "x",}', "character 14"),
        ('{"text" "x"}', "Expecting :"),
        ('{"text": "x"}{"text": "y"}', "more than one JSON object"),
        ('{"text": "a\tb"}', "Invalid control character"),
        ('{"text": ' + "[" * 100_000, "nested too deeply"),
        ("\0\0\0", "is not a JSON object"),
        ("{}", "its fields are: none"),
        ('{"body": "x", "id": 1}', r"has no field 'text'.*--field; its fields are: body, id"),
        ('{"text": null}', "has null in the field 'text'"),
        ('{"text": 42}', "has a number"),
        ('{"text": ["a"]}', "has a list"),
        (b'{"text": "a\xff"}', "is not UTF-8"),
    ],
)
def test_what_is_no_record_is_refused_with_the_reason(line: str | bytes, words: str) -> None:
    with pytest.raises(RecordError, match=words):
        located(line)


def test_a_path_that_leads_nowhere_is_refused() -> None:
    for field, words in (("a.b.c", "has a text in the place of an object"), ("a.c", "has no field 'c'")):
        with pytest.raises(RecordError, match=words):
            located('{"a": {"b": "x"}}', field)


def test_the_name_of_a_record_is_its_id() -> None:
    lines = ('{"id": "a/b", "text": ""}', '{"id": 12, "text": ""}', '{"id": [1], "text": ""}', '{"text": ""}')
    assert [located(line).name for line in lines] == ["a/b", 12, None, None]
