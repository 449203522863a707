"""The diff as a picture: whole, harmless, and the same as on the terminal."""

import re
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from command import STORY as TEXT
from command import TITLE, cleaner
from test_render import HOSTILE, gone, put_together

from cleaner.document import Cleaned, Evidence, Reason
from cleaner.job import Export
from cleaner.picture import Picture
from cleaner.screen import inline

MARKUP = ["<script>alert(1)</script>", "</text></svg>", "]]>&amp;", "[link=http://x.test]l[/link]", "\ufffe\uffff"]


def pictured(cleaned: Cleaned, form: Export, name: str | None = None) -> str:
    picture = Picture()
    picture.add(inline(cleaned, picture.console, name=name))
    return picture.written(form).decode()


def texts(shown: str) -> str:
    """Read what a picture says, without its markup."""
    return unescape(re.sub(r"<[^>]*>", "", shown)).replace("\xa0", " ")


@pytest.mark.parametrize("form", Export)
@pytest.mark.parametrize("raw", [raw for raw, _ in HOSTILE] + MARKUP)
def test_a_text_is_text_in_a_picture(raw: str, form: Export) -> None:
    cleaned = put_together((gone(f"{raw} end", Reason.TITLE, Evidence(f"like {raw}", 1.0)),))
    harmless = put_together((gone("x end", Reason.TITLE, Evidence("like x", 1.0)),))
    shown, usual = pictured(cleaned, form, raw), pictured(harmless, form, "x")
    assert set(re.findall(r"<[^\s>]+", shown)) == set(re.findall(r"<[^\s>]+", usual))
    assert "http" not in shown.replace("http://www.w3.org/2000/svg", "").replace("http://x.test", "")
    assert all(char == "\n" or char.isprintable() or char == "\xa0" for char in shown)
    if form is Export.SVG:
        ElementTree.fromstring(shown)


@pytest.mark.parametrize(("raw", "safe"), HOSTILE)
def test_what_acts_on_a_reader_is_made_visible(raw: str, safe: str) -> None:
    cleaned = put_together((gone(f"{raw} end", Reason.TITLE, Evidence(f"like {raw}", 1.0)),))
    assert texts(pictured(cleaned, Export.HTML, raw)).count(safe) == 3


def test_wide_letters_are_not_pressed_into_one_cell() -> None:
    shown = pictured(put_together((gone("川の水位\n", Reason.TITLE),)), Export.SVG)
    assert "textLength" not in next(line for line in shown.split("<text") if "川" in line)


@pytest.mark.parametrize("arguments", [["diff"], ["diff", "-y"], ["diff", "-u"], ["explain"]])
def test_every_view_has_a_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    Path("story.txt").write_bytes(TEXT)
    place = "story.txt:3" if arguments == ["explain"] else "story.txt"
    done = cleaner(*arguments, place, "--export", "svg", "-o", "story.svg")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"cleaner: story.svg: written.\n")
    assert TITLE[:30] in texts(Path("story.svg").read_text("utf-8"))
    page = cleaner(*arguments, place, "--export", "html").stdout.decode()
    assert page.startswith("<!doctype html>")
    assert TITLE[:30] in texts(page)


def test_several_texts_are_in_one_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("one.txt", "two.txt"):
        Path(name).write_bytes(TEXT)
    done = cleaner("diff", "one.txt", "two.txt", "nope.txt", "--export", "html")
    assert done.returncode == 2
    assert done.stdout.count(b"<!doctype") == done.stdout.count(b"one.txt") == done.stdout.count(b"two.txt") == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-o", "x.svg"], b"-o goes with --export"),
        (["--json", "--export", "svg"], b"leave out --export"),
        (["--export", "svg", "-o", "story.txt"], b"is also a file of this run"),
    ],
)
def test_pictures_that_make_no_sense_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: bytes
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("story.txt").write_bytes(TEXT)
    done = cleaner("diff", "story.txt", *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert words in done.stderr
    assert Path("story.txt").read_bytes() == TEXT
