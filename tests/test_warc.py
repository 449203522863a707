"""Archives: records are cut, cleaned and written; what is none is told of, and the next one is read."""

import gzip
import io
import json
from pathlib import Path

import pytest
from command import BODY, CLEAN, STORY, cleaner

from cleaner.job import Format, Job
from cleaner.markup import Page, read_page
from cleaner.records import Found, RecordError
from cleaner.run import run
from cleaner.warc import GAP, cut, find

HEADER = (
    "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: http://example.org/{number}\r\n"
    "WARC-Record-ID: <urn:uuid:0000{number}>\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n{more}Content-Length: {length}"
)
DIGEST = "WARC-Block-Digest: sha1:OLD\r\n"
HTTP = "Content-Type: application/http; msgtype=response\r\n"
CAFE = "The café at the harbour opened again on Monday, after a year of repairs."
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=latin-1\r\n\r\n<html><p>" + CAFE.encode("latin-1")
IMAGE = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n<html>"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def record(kind: str, body: bytes, number: int = 0, more: str = "", length: object = None) -> bytes:
    told = len(body) if length is None else length
    return HEADER.format(kind=kind, number=number, more=more, length=told).encode() + GAP + body + GAP


INFO = record("warcinfo", b"software: a crawler")
WET = INFO + record("conversion", STORY, 1, DIGEST) + record("conversion", BODY.encode(), 2)
WARC = INFO + record("request", b"GET /") + record("response", PAGE, 3, HTTP) + record("response", IMAGE, 4, HTTP)


def pieces(data: bytes) -> list[bytes]:
    return [piece for pieces in cut(io.BytesIO(data)) for piece in pieces]


def as_page(page: bytes | str, url: str | None) -> Page:
    return read_page(page, url=url)


@pytest.mark.parametrize("size", [1, 50, 2**18])
def test_records_are_cut_whatever_a_read_gives(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr("cleaner.warc.READ", size)
    found = pieces(WET)
    assert b"".join(found) == WET
    assert len(found) == 3


@pytest.mark.parametrize("length", [5, 10_000, -5, 2**62, "", "x"])
def test_a_wrong_length_costs_one_record(length: object) -> None:
    bad = record("conversion", BODY.encode(), length=length)
    found = pieces(bad + WET)
    assert found == [bad, *pieces(WET)]
    with pytest.raises(RecordError, match="not of the length that it tells"):
        find(bad, Format.WET, as_page)


def test_what_is_cut_off_or_no_record_is_refused() -> None:
    good = record("conversion", b"Rain\n")
    for data, words in (
        (good[:-9], "cut off"),
        (good.replace(b"WARC/", b"HTTP/"), "is no WARC record"),
        (b"\0", "no WARC"),
    ):
        with pytest.raises(RecordError, match=words):
            find(data, Format.WET, as_page)


def test_a_wet_record_that_changes_has_its_length_and_digest_changed() -> None:
    done = cleaner("clean", text=WET)
    assert done.returncode == 0
    assert pieces(done.stdout)[0] == INFO
    assert pieces(done.stdout)[2] == pieces(WET)[2]
    warc = pytest.importorskip("fastwarc.warc")
    read = warc.ArchiveIterator(io.BytesIO(done.stdout), verify_digests=False)
    changed = [(dict(one.headers), one.reader.read(), one.verify_block_digest()) for one in read][1]
    assert changed[1] == CLEAN
    assert changed[0]["Content-Length"] == str(len(CLEAN))
    assert changed[0]["WARC-Block-Digest"] != "sha1:OLD"


def test_packed_wet_has_a_member_for_each_record(folder: Path) -> None:
    (folder / "in.warc.wet.gz").write_bytes(b"".join(map(gzip.compress, pieces(WET))))
    assert cleaner("clean", "in.warc.wet.gz", "-o", "out.warc.wet.gz").returncode == 0
    assert cleaner("clean", "-i", "in.warc.wet.gz").returncode == 0
    data = (folder / "out.warc.wet.gz").read_bytes()
    assert (folder / "in.warc.wet.gz").read_bytes() == data
    assert gzip.decompress(data) == cleaner("clean", text=WET).stdout
    assert data.count(b"\x1f\x8b\x08\x00\x00\x00\x00\x00") == 3


@pytest.mark.parametrize("arguments", [["--to", "jsonl"], ["-o", "out.jsonl"]])
def test_an_archive_becomes_json_lines(folder: Path, arguments: list[str]) -> None:
    done = cleaner("clean", *arguments, text=WET)
    lines = ((folder / "out.jsonl").read_bytes() if arguments[0] == "-o" else done.stdout).splitlines()
    assert [json.loads(line) for line in lines] == [
        {"id": f"<urn:uuid:0000{n}>", "url": f"http://example.org/{n}", "date": "2026-01-01T00:00:00Z", "text": text}
        for n, text in ((1, CLEAN.decode()), (2, BODY))
    ]


def test_an_archive_becomes_texts_parted_by_form_feeds() -> None:
    texts = cleaner("clean", "--to", "text", text=WET).stdout
    assert texts == CLEAN + b"\f" + BODY.encode() + b"\f"
    assert cleaner("clean", "--separator", "ff", text=texts).stdout == texts


def test_pages_become_wet_always_the_same(folder: Path) -> None:
    pytest.importorskip("fastwarc")
    (folder / "in.warc").write_bytes(WARC)
    for name in ("one.wet", "two.wet"):
        assert run(Job(["in.warc"], name, jobs=1)) == 0
    wet = (folder / "one.wet").read_bytes()
    assert (folder / "two.wet").read_bytes() == wet
    info, text = pieces(wet)
    assert info == INFO
    assert b"WARC-Type: conversion\r\nWARC-Target-URI: http://example.org/3\r\n" in text
    assert b"WARC-Refers-To: <urn:uuid:00003>\r\n" in text
    found = find(text, Format.WET, as_page)
    assert isinstance(found, Found)
    assert found.text == f"{CAFE}\n"


@pytest.mark.parametrize(
    ("http", "words"),
    [
        (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nabc",
            "cannot be read",
        ),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>" + b"x" * 100, "of more than 0 MB"),
    ],
)
def test_pages_that_cannot_be_read_are_refused(monkeypatch: pytest.MonkeyPatch, http: bytes, words: str) -> None:
    pytest.importorskip("fastwarc")
    monkeypatch.setattr("cleaner.warc.PAGE", 50)
    with pytest.raises(RecordError, match=words):
        find(record("response", http, 5, HTTP), Format.WET, as_page)


def test_pages_are_not_replaced_by_text(folder: Path) -> None:
    for name, data in (("in.warc", INFO), ("in.html", b"<html>")):
        (folder / name).write_bytes(data)
        assert cleaner("clean", "-i", name).returncode == 2
        assert (folder / name).read_bytes() == data


def test_text_of_wet_that_is_not_utf_8_passes_through() -> None:
    data = record("conversion", b"Caf\xe9\n")
    assert cleaner("clean", text=data).stdout == data
