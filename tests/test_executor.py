"""What executors do with batches, without a Spark around them."""

import gzip
from collections.abc import Iterable
from typing import Any

import pytest
from command import BODY, CLEAN, STORY, TITLE

from cleaner import Reason, clean
from cleaner.site import pages_of

pa = pytest.importorskip("pyarrow")
executor = pytest.importorskip("cleaner.executor")
ALL = [*Reason]
SMILED = STORY.decode().replace("Railway", "🚂 Railway")


def rows(batches: Iterable[Any]) -> list[dict[str, Any]]:
    return [row for batch in batches for row in batch.to_pylist()]


def cleaned(texts: list[str | None], **options: Any) -> list[dict[str, Any]]:
    batch = pa.record_batch({"n": [*range(len(texts))], "body": pa.array(texts, pa.string())})
    return rows(executor.clean_rows([batch], **{"text": "body", "threshold": 0.5, "reasons": ALL} | options))


def test_what_became_of_a_text_stands_beside_it() -> None:
    (row,) = cleaned([SMILED])
    assert (row["n"], row["body"], row["cleaned"], row["flag"]) == (0, SMILED, clean(SMILED).text, None)
    told = [(SMILED[span["start"] : span["end"]], span["reason"]) for span in row["removed"]]
    assert (f"{TITLE}\n", "title") in told
    assert [text for text, _ in told] == [text for _, text, _, _ in clean(SMILED).removed]


def test_null_stays_null_and_nothing_stays_nothing() -> None:
    nothing, empty = cleaned([None, ""])
    assert [nothing[name] for name in ("cleaned", "removed", "flag")] == [None, None, None]
    assert [empty[name] for name in ("cleaned", "removed", "flag")] == ["", [], None]


def test_what_is_too_large_is_flagged_and_the_rest_is_cleaned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executor, "LARGEST", len(STORY))
    large, story = cleaned([STORY.decode() + "x", STORY.decode()])
    assert large["cleaned"] is None
    assert "is not cleaned" in large["flag"]
    assert story["cleaned"] == CLEAN.decode()


def test_a_text_that_loses_most_is_flagged_as_by_clean() -> None:
    text = "Home\nLog in\nContact us\nFollow us\n© 2024 All rights reserved\nPrivacy policy\n"
    (row,) = cleaned([text])
    assert row["flag"] == clean(text).flag is not None


def test_options_are_those_of_clean() -> None:
    for options in ({"threshold": 1}, {"reasons": ["footer"]}):
        assert cleaned([STORY.decode()], **options)[0]["removed"] == []


def test_large_batches_are_cleaned_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executor, "ROWS", 2)
    batch = pa.record_batch({"text": [STORY.decode()] * 5})
    parts = [*executor.clean_rows([batch], text="text", threshold=0.5, reasons=ALL)]
    assert [part.num_rows for part in parts] == [2, 2, 1]
    assert {row["cleaned"] for row in rows(parts)} == {CLEAN.decode()}


def test_bytes_that_are_no_text_pass_through() -> None:
    raw = STORY + b"caf\xe9 \xed\xa0\x80 and so on it goes\n"
    batch = pa.record_batch([pa.array([raw], pa.binary()).view(pa.string())], ["text"])
    (part,) = executor.clean_rows([batch], text="text", threshold=0.5, reasons=ALL)
    text = clean(raw.decode("utf-8", "surrogateescape")).text
    assert part.column("cleaned").cast(pa.binary()).to_pylist() == [text.encode("utf-8", "surrogateescape")]


def test_pages_are_folded_as_a_memory_does_it() -> None:
    batch = pa.record_batch({"text": [BODY, None, TITLE, BODY], "site": ["a", "a", "b", None]})
    pages = [page for page, _ in pages_of([BODY, TITLE])]
    assert rows(executor.fold_rows([batch])) == [
        {"site": site, "fingerprint": page.fingerprint, "lines": page.lines}
        for site, page in zip("ab", pages, strict=True)
    ]


def record(body: bytes, kind: str = "conversion", url: str = "http://Example.org:80/1", length: object = None) -> bytes:
    told = len(body) if length is None else length
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nContent-Length: {told}\r\n\r\n"
    return head.encode() + body + b"\r\n\r\n"


WET = record(b"software: a crawler", "warcinfo") + record(STORY) + record(b"short", length=7) + record(BODY.encode())


def cut(name: str, data: bytes) -> list[dict[str, Any]]:
    return rows(executor.cut_files([pa.record_batch({"path": [name], "content": pa.array([data], pa.binary())})]))


@pytest.mark.parametrize("data", [WET, gzip.compress(WET)], ids=["plain", "packed"])
def test_a_broken_record_is_told_of_and_the_next_is_read(data: bytes) -> None:
    found = cut("a.wet", data)
    assert [row["text"] for row in found] == [STORY.decode(), None, BODY]
    assert [row["site"] for row in found] == ["example.org", None, "example.org"]
    assert found[1]["error"].startswith("a.wet: record 3 is not of the length that it tells (7)")


def test_what_comes_before_a_cut_is_kept() -> None:
    members = gzip.compress(record(STORY)) + gzip.compress(record(BODY.encode()))
    found = cut("a.gz", members[:-20])
    assert found[0]["text"] == STORY.decode()
    assert found[-1]["error"].startswith("a.gz: is cut off or damaged after record 1 (")


@pytest.mark.parametrize(("url", "host"), [("http://[bad/", None), ("mailto:us", None), ("//a.b/c", "a.b")])
def test_a_site_is_the_host(url: str, host: str | None) -> None:
    assert [row["site"] for row in cut("a", record(STORY, url=url))] == [host]


def test_files_become_rows_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executor, "ROWS", 2)
    file = pa.record_batch({"path": ["a"], "content": pa.array([record(b"x") * 5], pa.binary())})
    assert [part.num_rows for part in executor.cut_files([file])] == [2, 2, 1]
