"""What becomes of a record, whatever its format."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from command import BODY, CLEAN, STORY

from cleaner import Cleaned, clean
from cleaner.job import Format, Job
from cleaner.records import clean_records
from cleaner.run import run
from cleaner.sources import Record, Source

PAGE = b"<!doctype html><title>T</title><p>Page"


def record(data: bytes | None, form: Format = Format.TEXT, *, whole: bool = True) -> Record:
    return Record(Source("a", None, form, whole), 1, data)


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Any]:
    """Take the story for the text of every page; with what pages were read and cleaned."""
    asked: list[Any] = []

    def read_page(html: bytes | str, **arguments: Any) -> bytes | str:
        asked.append((html, arguments))
        return html

    def clean_pages(found: Sequence[bytes | str], **arguments: Any) -> Iterator[Cleaned]:
        asked[-1][1].update(arguments)
        return iter([clean(STORY.decode()) for _ in found])

    monkeypatch.setattr("cleaner.markup.read_page", read_page)
    monkeypatch.setattr("cleaner.pages.clean_pages", clean_pages)
    monkeypatch.chdir(tmp_path)
    return asked


def test_records_of_many_formats_are_cleaned_together(pages: list[Any]) -> None:
    line = b'{"text": "a"}'
    records = [record(STORY), record(PAGE, Format.HTML), record(None), record(line, Format.JSONL), record(b"\0")]
    outcomes = clean_records(Job(), records)
    assert [outcome.data for outcome in outcomes] == [CLEAN, CLEAN, None, line, None]
    assert [outcome.lines for outcome in outcomes] == [7, 7, None, 1, None]
    assert "NUL" in (outcomes[-1].error or "")
    assert len(pages) == 1


def test_pages_are_cleaned_with_what_the_job_says(pages: list[Any]) -> None:
    job = Job(title="T", threshold=0.9)
    clean_records(job, [record(PAGE, Format.HTML)])
    said = {"url": None, "extract": True, "titles": ["T"], "known": [None], "threshold": 0.9, "reasons": job.reasons}
    assert pages == [(PAGE, said)]


@pytest.mark.parametrize("name", ["page.html", "page"])
def test_a_page_becomes_a_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text(f"<!doctype html><article><p>{'<p>'.join(BODY.split(chr(10) * 2))}")
    assert run(Job([name], "out.txt")) == 0
    assert (tmp_path / "out.txt").read_text() == BODY


def test_a_huge_record_among_others_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.records.LARGEST", 10)
    many, one = clean_records(Job(), [record(STORY, whole=False), record(STORY)])
    assert "larger than" in (many.error or "")
    assert one.data == CLEAN
