"""What was decided about lines: replayed in every run, and learned from."""

import json
from pathlib import Path

import numpy as np
import pytest
from command import CLEAN, STORY, TITLE, cleaner
from test_render import gone, kept, put_together

from cleaner.corpus import Corpus, Vocabulary
from cleaner.decisions import BY_HAND, decided, name, row
from cleaner.document import Reason
from cleaner.samples import Sample, read_decisions
from cleaner.train import SHARES
from cleaner.words import hash_words

TEXT = put_together((kept("One\n"), kept("\n"), gone("Two\n", Reason.TITLE), gone("\n", Reason.TITLE), kept("Three")))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work beside a story whose second title somebody wants to stay."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "story.txt").write_bytes(STORY)
    lines = STORY.decode().splitlines(keepends=True)
    story = put_together([kept(line) for line in lines])
    (tmp_path / "decisions.jsonl").write_bytes(row(story, "story.txt", ["", "", "keep", *[""] * 4]))
    return tmp_path


def test_lines_go_and_stay_as_was_decided_and_blank_ones_go_with_them() -> None:
    assert decided(TEXT, ["", "", "keep", "", ""]).text == "One\n\nTwo\n\nThree"
    assert decided(TEXT, ["", "", "title", "", "footer"]).text == "One\n"
    assert decided(TEXT, [""] * 5).text == TEXT.text
    assert [line.evidence[-1] == BY_HAND for line in decided(TEXT, ["", "", "title", "", ""]).lines[2:4]] == [
        True,
        False,
    ]


def test_a_text_is_known_by_what_it_says() -> None:
    assert name(TEXT) == name(decided(TEXT, ["keep"] * 5)) != name(put_together((kept("One\n"),)))


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_every_command_goes_by_what_was_decided(jobs: str) -> None:
    assert cleaner("clean", "-j", jobs, "story.txt").stdout == CLEAN
    assert cleaner("clean", "-j", jobs, "--decisions", "decisions.jsonl", "story.txt").stdout == STORY
    assert b"nothing to remove" in cleaner("diff", "--decisions", "decisions.jsonl", text=STORY).stdout
    assert b"It stays as" in cleaner("explain", "--decisions", "decisions.jsonl", "story.txt:3").stdout
    record = json.dumps({"text": STORY.decode(), "n": 1}).encode() + b"\n"
    told = cleaner("clean", "--format", "jsonl", "--decisions", "decisions.jsonl", text=record)
    assert told.stdout == record


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, b"decisions.jsonl: no such file. Write it first"),
        (b"{}\n", b"holds no decisions in line 1"),
        (b'{"id": "x", "labels": ["kepe"]}\n', b"line 1"),
    ],
)
def test_a_file_that_is_none_is_told_of(folder: Path, text: bytes | None, words: bytes) -> None:
    file = folder / "decisions.jsonl"
    file.unlink() if text is None else file.write_bytes(text)
    done = cleaner("clean", "-i", "--decisions", "decisions.jsonl", "story.txt")
    assert (done.returncode, Path("story.txt").read_bytes()) == (2, STORY)
    assert words in done.stderr


def test_other_decisions_are_another_job(folder: Path) -> None:
    texts = folder / "texts"
    texts.mkdir()
    (folder / "story.txt").rename(texts / "story.txt")
    assert cleaner("clean", "texts", "-o", "out").returncode == 0
    cleaner("clean", "texts", "-o", "out", "--resume", "--decisions", "decisions.jsonl")
    assert Path("out/story.txt").read_bytes() == STORY


def test_what_was_decided_is_learned_and_what_was_left_open_is_not() -> None:
    (sample,) = read_decisions(Path("decisions.jsonl"))
    assert [sample.content[sample.lines.index(TITLE) + i] for i in (0, 1, 2)] == [-1, 1, -1]
    assert not sample.held_out
    other = Sample("other", "host", "made up", "en", "news", ["A line of a text"], np.ones(1, np.float32))
    vocabulary = Vocabulary.count([other, sample], (1, 1), hash_words(["the"]))
    corpus = Corpus.build([other, sample], vocabulary, SHARES)
    assert np.flatnonzero(corpus.weight).tolist() == [0, 2]
    assert corpus.content[2] == 1


def test_the_last_row_about_a_text_counts(folder: Path) -> None:
    again = row(put_together([kept(line) for line in STORY.decode().splitlines(keepends=True)]), "x", ["keep"] * 7)
    with (folder / "decisions.jsonl").open("ab") as file:
        file.write(again)
    (sample,) = read_decisions(folder / "decisions.jsonl")
    assert (sample.content == 1).all()
