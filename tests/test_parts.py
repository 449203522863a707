"""Long texts in parts: cut by what they say alone, judged as one, and shown as one."""

import io
import json
import random
import re
from pathlib import Path

import pytest
from command import BODY, TITLE
from fixture import ALL
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Cleaned, clean, clean_many, parts
from cleaner.document import split_lines
from cleaner.job import Format, Job, View
from cleaner.parts import Above, Part, cut
from cleaner.plaintext import parts as read_parts
from cleaner.run import run

TEXTS = st.text("ab\n\r", max_size=200)
LONG_TEXT = "".join(random.Random(5).choice(ALL).text + "\n" for _ in range(40))


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Call texts long that are not, so that small ones are cut."""
    monkeypatch.setattr("cleaner.parts.LONG", 4096)
    monkeypatch.setattr("cleaner.parts.MOST_LINES", 64)


def is_line(text: str) -> bool:
    return len(split_lines(text)) == 1


@settings(max_examples=300)
@given(TEXTS, st.integers(1, 30), st.integers(1, 9), st.data())
def test_parts_lose_nothing_however_a_text_comes(text: str, long: int, lines: int, data: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("cleaner.parts.LONG", long)
        patched.setattr("cleaner.parts.MOST_LINES", lines)
        whole = [*cut([text])]
        assert "".join(part.text for part in whole) == text
        assert [part.is_last for part in whole] == [False] * (len(whole) - 1) + [True]
        assert all(not parts.is_long(part.text) or is_line(part.text) for part in whole)
        assert all([*cut([part.text])] == [Part(part.text, None, is_last=True)] for part in whole)
        assert len(whole) == 1 or all(part.text.endswith("\n") for part in whole[:-1])
        for number, part in enumerate(whole[1:], 1):
            assert part.above is not None
            assert part.above.lines == sum(before.text.count("\n") for before in whole[:number])
        places = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=5)))
        pieces = [text[a:b] for a, b in zip([0, *places], [*places, len(text)], strict=True)]
        assert [*cut(pieces)] == whole
        read = read_parts(text.encode(), io.BytesIO(), "utf-8")
        assert [(data.decode(), above) for data, above, _ in read] == [part[:2] for part in whole if text]


def test_a_text_is_cut_at_a_blank_line_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.parts.LONG", 20)
    assert next(part.text for part in cut(["One\nTwo two\n\nThree\nFour\nFive\n"])) == "One\nTwo two\n"
    assert next(part.text for part in cut(["One\r\nTwo two\r\n\r\nThree\r\nFour\r\n"])) == "One\r\nTwo two\r\n"


def test_the_opening_holds_the_lines_that_may_be_the_title(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.parts.LONG", 120)
    menu = "Home\n\nNews\nOne ship sails\nTwo ships sail\nMore\nThree ships sail\n"
    _, second, *_ = cut([menu + "Four ships sail\n" * 9])
    assert second.above == Above(8, menu)


@pytest.mark.usefixtures("short")
def test_a_title_is_known_in_every_part() -> None:
    days = "".join(
        f"On day {day} the night train {day + 7} left the capital, full to the last berth.\n" for day in range(99)
    )
    cleaned = clean(f"{TITLE}\n\n{days}\n{TITLE}\n\n{BODY}")
    title, again = (line for line in cleaned.lines if line.text == f"{TITLE}\n")
    assert title.removed_for is None
    assert "repeats line 1" in {item.words for item in again.evidence}


def removed(cleaned: Cleaned) -> list[tuple[int, str]]:
    return [(number, reason) for number, reason in enumerate(cleaned.removed_for, 1) if reason]


@pytest.mark.usefixtures("short")
def test_every_way_to_a_text_gives_the_same_verdicts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, copy, gone = str(tmp_path / "a.txt"), tmp_path / "b", tmp_path / "gone"
    Path(path).write_text(LONG_TEXT, newline="")
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": LONG_TEXT}) + "\n")
    cleaned = clean(LONG_TEXT)
    expected = removed(cleaned)
    assert len([*cut([LONG_TEXT])]) > 5
    assert removed([*clean_many(["", LONG_TEXT, "One\n"])][1]) == expected

    run(Job([path], output=str(copy), removed=str(gone)))
    assert copy.read_text() == cleaned.text
    assert [(row["line"], row["reason"]) for row in map(json.loads, gone.read_text().splitlines())] == expected
    run(Job([str(tmp_path / "a.jsonl")], output=str(copy), format=Format.JSONL))
    assert json.loads(copy.read_text())["text"] == cleaned.text

    capsys.readouterr()
    run(Job([path], dry=True, diff=True, all=True))
    shown = re.findall(r"^ *(\d+) -", capsys.readouterr().out, re.MULTILINE)
    assert [*map(int, shown)] == [number for number, _ in expected]
    run(Job([path], dry=True, diff=True, view=View.DATA))
    (told,) = map(json.loads, capsys.readouterr().out.splitlines())
    spans = [(span["lines"], span["reason"]) for span in told["spans"] if span["reason"]]
    assert [(line, reason) for (a, b), reason in spans for line in range(a, b + 1)] == expected


@pytest.mark.usefixtures("short")
def test_a_text_in_parts_looks_like_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(tmp_path / "a.txt")
    Path(path).write_text(LONG_TEXT, newline="")
    cleaned = clean(LONG_TEXT)
    assert run(Job([path], dry=True, diff=True)) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown.count(path) == 1 == sum(row.split() == ["lines", "words", "share"] for row in shown)
    lines = sum(reason is not None for reason in cleaned.removed_for)
    assert shown[-1].split()[:2] == ["total", str(lines)]
    stats = tmp_path / "stats"
    assert run(Job([path], output=str(tmp_path / "b"), stats=str(stats))) == 0
    told = json.loads(stats.read_text())
    assert (told["read"], told["texts"], told["changed"], told["rejected"]) == (1, 1, 1, 0)
    assert (told["lines"], told["removed"]) == (len(cleaned.texts), lines)


@pytest.mark.usefixtures("short")
def test_a_long_text_that_loses_most_of_its_words_is_flagged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "Sign up for our newsletter\nShare this\nAdvertisement\n" * 50
    (tmp_path / "a.txt").write_text(text)
    flag = clean(text).flag
    assert flag is not None
    assert run(Job([str(tmp_path / "a.txt")], output=str(tmp_path / "b"))) == 0
    assert f"a.txt: warning: {flag}" in capsys.readouterr().err
