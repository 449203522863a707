"""Which files are read and where their copies go."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from cleaner.folders import destinations
from cleaner.job import Job
from cleaner.sources import SourceError

OLD = b"Rain ends drought\n"


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_bytes(OLD)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def plan(paths: Sequence[str], output: str | None, **options: Any) -> list[tuple[str, Path | None]]:
    return [(path, copy) for path, copy in destinations(Job(paths, output, **options))]


def test_destinations_of_one_input(story: Path) -> None:
    folder = story.parent
    assert plan([str(story)], None) == [(str(story), None)]
    assert plan(["-"], str(folder / "out.txt")) == [("-", folder / "out.txt")]
    assert plan([str(story)], f"{folder}/new/") == [(str(story), folder / "new" / "story.txt")]
    assert (folder / "new").is_dir()
    assert plan([str(story)], str(folder / "new")) == [(str(story), folder / "new" / "story.txt")]


def test_destinations_of_several_inputs_are_in_a_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert plan(["a.txt", "d/b.txt"], str(out)) == [
        ("a.txt", out / "a.txt"),
        ("d/b.txt", out / "b.txt"),
    ]


def test_a_folder_stands_for_its_text_files(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    (pages / "deep" / "er").mkdir(parents=True)
    (pages / ".git").mkdir()
    for name in (
        "b.txt",
        "a.jsonl.gz",
        "c.jpg",
        ".hidden.txt",
        ".git/d.txt",
        "deep/er/a.txt",
        "deep/x.htm",
        "w.warc.gz",
    ):
        (pages / name).write_bytes(OLD)
    out = tmp_path / "out"
    copies = ["a.jsonl.gz", "b.txt", "w.warc.wet.gz", "deep/x.txt", "deep/er/a.txt"]
    assert [copy for _, copy in plan([str(pages)], str(out))] == [out / name for name in copies]
    assert (out / "deep" / "er").is_dir()
    assert plan([str(pages)], str(out), extensions=[".jpg"]) == [(str(pages / "c.jpg"), out / "c.jpg")]


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "a.txt").write_bytes(OLD)
    (pages / "loop").symlink_to(pages)
    assert len(plan([str(pages)], str(tmp_path / "out"))) == 1


def test_patterns_stand_for_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "deep").mkdir()
    for name in ("b.txt", "deep/a.txt", "what?.txt"):
        (tmp_path / name).write_bytes(OLD)
    assert [path for path, _ in plan(["**/*.txt"], None)] == ["b.txt", "deep/a.txt", "what?.txt"]
    assert [path for path, _ in plan(["what?.txt"], None)] == ["what?.txt"]
    with pytest.raises(SourceError, match="fits no file"):
        plan(["*.md"], None)


def test_a_copy_of_a_tree_inside_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(OLD)
    with pytest.raises(SourceError, match="lies inside"):
        plan([str(tmp_path)], str(tmp_path / "out"))
    assert names(tmp_path) == ["a.txt"]


@pytest.mark.parametrize(
    ("paths", "output", "words"),
    [
        (["a.txt", "d/a.txt"], "out", "would hold both a.txt and d/a.txt"),
        (["a.txt"], "a.txt", "is an input too"),
        (["a.txt"], "./d/../a.txt", "is an input too"),
        (["a.txt", "b.txt"], ".", "is an input too"),
        (["d"], "d", "is an input too"),
        (["-", "a.txt"], "out", "stdin: has no name"),
        (["e"], "out", "holds no files to clean"),
        (["a.txt", "b.txt"], "c.txt", "is a file, and several copies need a folder"),
    ],
)
def test_destinations_that_cannot_be_are_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, paths: list[str], output: str, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("d", "e"):
        (tmp_path / folder).mkdir()
    for name in ("a.txt", "b.txt", "c.txt", "d/a.txt"):
        (tmp_path / name).write_bytes(OLD)
    with pytest.raises(SourceError, match=words):
        plan(paths, output)
    assert names(tmp_path) == ["a.txt", "b.txt", "c.txt", "d", "e"]
