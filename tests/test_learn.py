"""`cleaner learn`, `cleaner memory show`, and cleaning with what was learned."""

import json
from pathlib import Path

import pytest
from command import cleaner, on_terminal
from invented import html_of, story

from cleaner import SiteMemory
from cleaner.job import By
from cleaner.sites import named

FOOTER = "The Harbour Gazette is printed on Mill Street every Thursday."
SITE = "gazette.example"
STORIES = [story(number) for number in range(40)]
TEXTS = ["\n".join([one.title, *one.paragraphs, FOOTER]) + "\n" for one in STORIES]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of texts, named after their site."""
    place = tmp_path / SITE
    place.mkdir()
    for number, text in enumerate(TEXTS):
        (place / f"{number}.txt").write_text(text)
    return place


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("memory") / "news.memory"
    memory = SiteMemory()
    memory.learn(TEXTS, site=SITE)
    memory.save(path)
    return path


def pages(path: Path) -> dict[str, int]:
    memory = SiteMemory.load(path)
    return {site: memory.known(site).pages for site in memory.sites()}


def jsonl(**told: str) -> bytes:
    return b"".join(json.dumps({"text": text, **told}).encode() + b"\n" for text in TEXTS)


def wet() -> bytes:
    head = "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://www.gazette.example/{}\r\nContent-Length: {}"
    records = (f"{head.format(at, len(text.encode()))}\r\n\r\n{text}\r\n\r\n" for at, text in enumerate(TEXTS))
    return "".join(records).encode()


def test_a_folder_is_the_site_of_its_files(folder: Path, tmp_path: Path) -> None:
    done = cleaner("learn", str(folder), "-o", str(tmp_path / "a.memory"))
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"40 pages of 1 site" in done.stderr
    assert pages(tmp_path / "a.memory") == {SITE: 40}


@pytest.mark.parametrize(
    ("arguments", "text", "sites"),
    [
        ([], jsonl(url="http://www.gazette.example/today"), {SITE: 40}),
        (["--site-field", "host"], jsonl(host=SITE), {SITE: 40}),
        (["--site", "all"], jsonl(url="http://www.gazette.example/today"), {"all": 40}),
        (["--by", "domain"], jsonl(url="https://news.gazette.co.uk/today"), {"gazette.co.uk": 40}),
        ([], wet(), {SITE: 40}),
    ],
)
def test_records_tell_their_site(tmp_path: Path, arguments: list[str], text: bytes, sites: dict[str, int]) -> None:
    assert cleaner("learn", *arguments, "-o", str(tmp_path / "a.memory"), text=text).returncode == 0
    assert pages(tmp_path / "a.memory") == sites


def test_a_table_tells_its_sites(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"text": TEXTS, "host": [SITE] * 40}), tmp_path / "pages.parquet")
    file, memory, copy = (str(tmp_path / name) for name in ("pages.parquet", "a.memory", "clean.parquet"))
    assert cleaner("learn", "--site-field", "host", file, "-o", memory).returncode == 0
    assert pages(tmp_path / "a.memory") == {SITE: 40}
    assert cleaner("clean", file, "--memory", memory, "--site-field", "host", "-o", copy).returncode == 0
    assert FOOTER not in pq.read_table(copy)["text"][0].as_py()


def test_a_page_tells_its_site_by_its_canonical_link(tmp_path: Path) -> None:
    for number, one in enumerate(STORIES[:4]):
        link = f'<link rel="canonical" href="https://gazette.example/{number}">'
        page = html_of([one.title, *one.paragraphs, FOOTER]).replace("<body>", f"<head>{link}</head><body>")
        (tmp_path / f"{number}.html").write_text(page)
    assert cleaner("learn", str(tmp_path), "-o", str(tmp_path / "a.memory")).returncode == 0
    assert pages(tmp_path / "a.memory") == {SITE: 4}


def test_texts_without_a_site_are_told_of(tmp_path: Path) -> None:
    done = cleaner("learn", "-o", str(tmp_path / "a.memory"), text=jsonl())
    assert b"40 texts tell of no site" in done.stderr


def test_a_bad_record_is_told_of_and_the_rest_is_learned(tmp_path: Path) -> None:
    done = cleaner("learn", "-o", str(tmp_path / "a.memory"), text=jsonl(url=SITE) + b'{"text": \n')
    assert done.returncode == 2
    assert b"stdin: line 41: is not a JSON object" in done.stderr
    assert pages(tmp_path / "a.memory") == {SITE: 40}


def test_clean_with_a_memory(folder: Path, saved: Path) -> None:
    done = cleaner("clean", "--memory", str(saved), "-o", str(folder.parent / "out"), str(folder))
    assert done.returncode == 0
    texts = [(folder.parent / "out" / f"{number}.txt").read_text() for number in range(40)]
    assert not [text for text in texts if FOOTER in text]


def test_the_diff_says_on_how_many_pages(saved: Path) -> None:
    done = cleaner("diff", "--memory", str(saved), "--site", SITE, text=TEXTS[0].encode())
    assert "on 40 of 40 pages of this site" in done.stdout.decode()


def test_learn_and_clean_in_one_command(folder: Path) -> None:
    done = cleaner("clean", "--learn", str(folder), "-o", str(folder.parent / "out"))
    assert done.returncode == 0
    assert FOOTER not in (folder.parent / "out" / "0.txt").read_text()


def test_stdin_cannot_be_learned_first() -> None:
    done = cleaner("clean", "--learn", text=b"One\n")
    assert done.returncode == 2
    assert b"stdin can be read once" in done.stderr


def test_memories_are_merged(tmp_path: Path, saved: Path) -> None:
    other = SiteMemory()
    other.learn(TEXTS[:3], site="herald.example")
    other.save(tmp_path / "b.memory")
    done = cleaner("learn", "--merge", str(saved), str(tmp_path / "b.memory"), "-o", str(tmp_path / "c.memory"))
    assert done.returncode == 0
    assert pages(tmp_path / "c.memory") == {SITE: 40, "herald.example": 3}


def test_what_is_in_a_memory_is_shown(saved: Path) -> None:
    assert cleaner("memory", "show", str(saved)).stdout.decode() == f"40\t1\t{SITE}\n"
    assert cleaner("memory", "show", str(saved), SITE).stdout.decode() == f"40\t100 %\t{FOOTER}\n"


def test_a_hostile_line_does_not_act_on_the_terminal(tmp_path: Path) -> None:
    memory = SiteMemory()
    memory.learn([f"{one.title}\n\x1b[2J[red]gone\x1b]0;x\x07\n" for one in STORIES], site=SITE)
    memory.save(tmp_path / "a.memory")
    code, shown = on_terminal("memory", "show", str(tmp_path / "a.memory"), SITE)
    assert code == 0
    assert "[red]gone" in shown
    assert "\x1b[2J" not in shown
    assert "\x07" not in shown


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["memory", "show", "{}", "herald.example"], "knows no site 'herald.example'. It knows: gazette.example."),
        (["clean", "--memory", "{}", "--site", "herald.example"], "knows no site 'herald.example'"),
        (["clean", "--memory", __file__], "is no memory"),
        (["clean", "--memory", "none.memory"], "no such file. Make it: cleaner learn"),
        (["learn", "--merge", __file__, "-o", "x.memory"], "is no memory"),
        (["learn", "none.txt", "-o", "x.memory"], "none.txt: no such file"),
    ],
)
def test_errors_say_what_to_do(saved: Path, tmp_path: Path, arguments: list[str], words: str) -> None:
    at = [str(tmp_path / word) if word.endswith("x.memory") else word for word in arguments]
    done = cleaner(*(word.replace("{}", str(saved)) for word in at), text=b"One\n")
    assert done.returncode == 2
    assert words in done.stderr.decode()


@pytest.mark.parametrize(
    ("told", "site"),
    [("http://[::1", "http://[::1"), ("10.0.0.1", "10.0.0.1"), ("localhost", "localhost"), ("A Name", "A Name")],
)
def test_what_is_no_url_is_a_name(told: str, site: str) -> None:
    assert named(told, By.DOMAIN).lower() == site.lower()
