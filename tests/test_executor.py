"""What executors do with batches, without a Spark around them."""

import gzip
from collections.abc import Iterable
from typing import Any

import pytest
from command import BELOW_MENU, BODY, CLEAN, STORY, TITLE
from invented import story

from cleaner import Reason, SiteMemory, clean, clean_many
from cleaner.site import pages_of

pa = pytest.importorskip("pyarrow")
executor = pytest.importorskip("cleaner.executor")
ALL = [*Reason]
MOTTO = "The harbour has its own clock, and whoever is late by it is late for good\n"
OF_SITES = [
    {"site": "abc"[number % 3], "text": f"{story(number).gold}\n{MOTTO if number % 3 == 0 else ''}"}
    for number in range(150)
]
BESIDE = zip(("site", "text", *executor.KNOWN), [pa.string()] * 3 + [pa.int32(), pa.binary(), pa.binary()], strict=True)
NOTHING = dict.fromkeys(executor.KNOWN)
SMILED = STORY.decode().replace("Railway", "🚂 Railway")


def rows(batches: Iterable[Any]) -> list[dict[str, Any]]:
    return [row for batch in batches for row in batch.to_pylist()]


def cleaned(texts: list[str | None], **options: Any) -> list[dict[str, Any]]:
    batch = pa.record_batch({"n": [*range(len(texts))], "body": pa.array(texts, pa.string())})
    return rows(
        executor.clean_rows(
            [batch], **{"text": "body", "title": None, "site": None, "threshold": 0.5, "reasons": ALL} | options
        )
    )


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


def test_titles_may_stand_in_a_column() -> None:
    titles = [TITLE, None]
    batch = pa.record_batch({"of": titles, "text": [BELOW_MENU] * 2})
    found = rows(executor.clean_rows([batch], text="text", title="of", site=None, threshold=0.5, reasons=ALL))
    assert [row["cleaned"] for row in found] == [clean(BELOW_MENU, title=title).text for title in titles]


def test_large_batches_are_cleaned_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executor, "ROWS", 2)
    batch = pa.record_batch({"text": [STORY.decode()] * 5})
    parts = [*executor.clean_rows([batch], text="text", title=None, site=None, threshold=0.5, reasons=ALL)]
    assert [part.num_rows for part in parts] == [2, 2, 1]
    assert {row["cleaned"] for row in rows(parts)} == {CLEAN.decode()}


def test_bytes_that_are_no_text_pass_through() -> None:
    raw = STORY + b"caf\xe9 \xed\xa0\x80 and so on it goes\n"
    batch = pa.record_batch([pa.array([raw], pa.binary()).view(pa.string())], ["text"])
    (part,) = executor.clean_rows([batch], text="text", title=None, site=None, threshold=0.5, reasons=ALL)
    text = clean(raw.decode("utf-8", "surrogateescape")).text
    assert part.column("cleaned").cast(pa.binary()).to_pylist() == [text.encode("utf-8", "surrogateescape")]


def test_pages_are_folded_as_a_memory_does_it() -> None:
    batch = pa.record_batch({"text": [BODY, None, TITLE, BODY], "site": ["a", "a", "b", None]})
    pages = [page for page, _ in pages_of([BODY, TITLE])]
    assert rows(executor.fold_rows([batch])) == [
        {"site": site, "fingerprint": page.fingerprint, "lines": page.lines}
        for site, page in zip("ab", pages, strict=True)
    ]


def known_of(pages: Iterable[tuple[str | None, str]]) -> SiteMemory:
    memory = SiteMemory()
    for site, text in pages:
        if site is not None:
            memory.learn([text], site=site)
    return memory


def beside(memory: SiteMemory, site: str) -> dict[str, Any]:
    return dict(zip(executor.KNOWN, (site, *executor.packed(memory.known(site))), strict=True))


def test_sites_are_counted_whatever_the_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executor, "ROWS", 2)
    folded = pa.Table.from_batches(executor.fold_rows([pa.RecordBatch.from_pylist(OF_SITES)])).sort_by("site")
    memory = known_of((page["site"], page["text"]) for page in OF_SITES)
    assert rows(executor.count_rows(folded.to_batches(max_chunksize=5))) == [beside(memory, site) for site in "abc"]


def test_what_is_known_of_a_site_is_weighed() -> None:
    pages = [(page["site"], page["text"]) for page in OF_SITES]
    memory = known_of(pages)
    given = [{**page, **(beside(memory, page["site"]) if page["site"] in ("a", "b") else NOTHING)} for page in OF_SITES]
    batch = pa.RecordBatch.from_pylist(given, schema=pa.schema([*BESIDE]))
    found = rows(executor.clean_rows([batch], text="text", title=None, site="site", threshold=0.5, reasons=ALL))
    sites = [site if site in ("a", "b") else None for site, _ in pages]
    expected = [one.text for one in clean_many((text for _, text in pages), sites=sites, memory=memory)]
    assert [row["cleaned"] for row in found] == expected
    assert [row["cleaned"] for row in found] != [clean(text).text for _, text in pages]
    assert [*found[0]] == ["site", "text", "cleaned", "removed", "flag"]


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


def test_a_site_is_the_host_as_the_command_names_it() -> None:
    crawl = (
        record(STORY, url="https://www.a.test:8080/x?y") + record(STORY, url="http://b.a.test/") + record(STORY, url="")
    )
    assert [row["site"] for row in cut("a", crawl)] == ["a.test", "b.a.test", None]


def test_files_become_rows_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executor, "ROWS", 2)
    file = pa.record_batch({"path": ["a"], "content": pa.array([record(b"x") * 5], pa.binary())})
    assert [part.num_rows for part in executor.cut_files([file])] == [2, 2, 1]
