"""Accounts: their schema is that of the README, and their spans are those of the text."""

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from command import STORY, cleaner
from fixture import FOLDER
from test_render import STORY as JUDGED

from cleaner.account import account

README = (FOLDER.parent / "README.md").read_text("utf-8")
TEXT = STORY + "\nTop stories\nÄrger im Café, 雨\n".encode() + b"Caf\xe9 \xff"


def schema(value: Any) -> Any:
    """Reduce a value to its form: the types and names in it."""
    if isinstance(value, dict):
        return {key: schema(item) for key, item in value.items()}
    if isinstance(value, list):
        forms = [schema(item) for item in value]
        return [max(forms, key=repr)] if forms else []
    return type(value).__name__


def test_the_schema_is_that_of_the_readme() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", README, re.DOTALL)
    told = account(JUDGED, "story.txt", 1, b"")
    assert schema(json.loads(example)) == schema(json.loads(json.dumps(told)))
    for span in told["spans"]:
        assert set(span) == set(json.loads(example)["spans"][0])
    assert [bool(span["evidence"]) for span in told["spans"]] == [False, True, False, True, True]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_spans_cover_the_text_in_lines_characters_and_bytes(tmp_path: Path, mark: bytes) -> None:
    (tmp_path / "story.txt").write_bytes(mark + TEXT)
    done = cleaner("diff", "--json", str(tmp_path / "story.txt"))
    told = json.loads(done.stdout)
    assert told["sha256"] == sha256(mark + TEXT).hexdigest()
    text = TEXT.decode("utf-8", "surrogateescape")
    kept = [span for span in told["spans"] if span["reason"] is None]
    clean = cleaner("clean", str(tmp_path / "story.txt")).stdout
    assert mark + b"".join(TEXT[slice(*span["bytes"])] for span in kept) == clean
    joined = "".join(text[slice(*span["characters"])] for span in kept)
    assert mark + joined.encode("utf-8", "surrogateescape") == clean
    assert [span["lines"][0] for span in told["spans"][1:]] == [span["lines"][1] + 1 for span in told["spans"][:-1]]
    assert all(len(span["scores"]) == span["lines"][1] - span["lines"][0] + 1 for span in told["spans"])


def test_records_have_an_object_each_whatever_the_number_of_workers() -> None:
    records = b"".join(json.dumps({"id": f"n{i}", "text": STORY.decode()}).encode() + b"\n" for i in range(3))
    one, many = (cleaner("diff", "--json", "-j", jobs, text=records) for jobs in "12")
    assert one.stdout == many.stdout
    assert [json.loads(line)["id"] for line in one.stdout.splitlines()] == ["n0", "n1", "n2"]
    assert one.stderr == b""


def test_bytes_are_those_of_the_encoding(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_bytes(STORY.decode().encode("utf-16"))
    told = json.loads(cleaner("diff", "--json", "--encoding", "utf-16", str(tmp_path / "story.txt")).stdout)
    assert told["spans"][-1]["bytes"][1] == 2 * told["spans"][-1]["characters"][1] == 2 * len(STORY)
