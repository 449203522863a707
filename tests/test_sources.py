"""Reading texts and writing them: every byte comes back, a file is the old one or the new one, whole."""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.sources import SourceError, destinations, read, replace, write_copy

OLD = "Rain ends drought\nRain ends drought\nÀ first line — in a year.\n".encode()
NEW = b"Rain ends drought\n"


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_bytes(OLD)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@given(st.binary().filter(lambda data: b"\0" not in data and data[:2] not in (b"\xff\xfe", b"\xfe\xff")))
def test_any_bytes_without_nul_come_back(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(data)
    source = read(str(path))
    assert source.encode(source.text) == data


@pytest.mark.parametrize(
    "data",
    [b"a\r\nb\rc\n", b"no end", b"", b"\x0b\x0c\x1c\xc2\x85\xe2\x80\xa8\n", b"\n\n\n", b"\xef\xbb\xbf"],
)
def test_line_endings_and_odd_separators_are_untouched(story: Path, data: bytes) -> None:
    story.write_bytes(data)
    source = read(str(story))
    assert source.encode(source.text) == data


def test_the_byte_order_mark_is_hidden_from_the_text_and_comes_back(story: Path) -> None:
    story.write_bytes(b"\xef\xbb\xbfRain\n")
    source = read(str(story))
    assert source.text == "Rain\n"
    assert source.encode("x") == b"\xef\xbb\xbfx"


def test_stray_bytes_are_counted(story: Path) -> None:
    story.write_bytes(b"caf\xe9 na\xefve \xff and caf\xc3\xa9\n")
    assert read(str(story)).stray == 3
    story.write_bytes("café 👩\n".encode())
    assert read(str(story)).stray == 0


@pytest.mark.parametrize(
    "encoding",
    ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "cp1252", "latin-1", "gb18030", "shift_jis"],
)
def test_other_encodings_are_read_and_written_back(story: Path, encoding: str) -> None:
    text = "Rain\r\nagain\n" if encoding in ("cp1252", "latin-1") else "雨 Rain\r\nまた\n"
    data = text.encode(encoding)
    story.write_bytes(data)
    source = read(str(story), encoding)
    assert source.text == text
    assert source.encode(source.text) == data


def test_utf_16_of_the_other_byte_order_keeps_it(story: Path) -> None:
    data = b"\xfe\xff" + "Rain\nyes\n".encode("utf-16-be")
    story.write_bytes(data)
    source = read(str(story), "utf-16")
    assert source.text == "Rain\nyes\n"
    assert source.encode("Rain\n") == b"\xfe\xff" + "Rain\n".encode("utf-16-be")


@pytest.mark.parametrize(
    ("data", "encoding", "words"),
    [
        (b"GIF89a\0\0", "utf-8", "NUL bytes"),
        ("Rain\n".encode("utf-16"), "utf-8", "--encoding utf-16"),
        ("雨雨".encode("utf-16"), "utf-8", "--encoding utf-16"),
        ("Rain\n".encode("utf-16-le"), "utf-8", "--encoding utf-16"),
        ("Rain\n".encode("utf-32"), "utf-8", "--encoding utf-16"),
        (b"odd", "utf-16", "is not utf-16-le"),
        (b"\x1b$B$\"$\"\x1b$B\x1b(B\n", "iso2022_jp", "would not come back"),
        (b"x", "klingon", "no known encoding"),
        (b"x", "rot13", "is not rot-13"),
        (b"a\0b", "latin-1", "NUL bytes"),
    ],
)  # fmt: skip
def test_what_is_no_text_is_refused_with_advice(story: Path, data: bytes, encoding: str, words: str) -> None:
    story.write_bytes(data)
    with pytest.raises(SourceError, match=rf"story\.txt: .*{words}"):
        read(str(story), encoding)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_and_read_only_files_are_refused(story: Path) -> None:
    source = read(str(story))
    story.chmod(0o444)
    with pytest.raises(SourceError, match="may not be written"):
        replace(source, NEW)
    story.chmod(0)
    with pytest.raises(SourceError, match="may not be read"):
        read(str(story))


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        read(str(tmp_path / "nope"))
    with pytest.raises(SourceError, match="is a folder"):
        read(str(tmp_path))


def test_replacing_keeps_the_mode_and_leaves_nothing_beside(story: Path) -> None:
    story.chmod(0o604)
    replace(read(str(story)), NEW)
    assert story.read_bytes() == NEW
    assert stat.S_IMODE(story.stat().st_mode) == 0o604
    assert names(story.parent) == ["story.txt"]


def test_replacing_keeps_extended_attributes(story: Path) -> None:
    try:
        os.setxattr(story, "user.from", b"example.org")
    except (OSError, AttributeError):
        pytest.skip("no extended attributes here")
    replace(read(str(story)), NEW)
    assert os.getxattr(story, "user.from") == b"example.org"


def test_a_symbolic_link_stays_and_its_target_changes(story: Path) -> None:
    folder = story.parent / "links"
    folder.mkdir()
    link = folder / "link.txt"
    link.symlink_to("../story.txt")
    replace(read(str(link)), NEW, ".orig")
    assert link.is_symlink()
    assert story.read_bytes() == NEW
    assert names(folder) == ["link.txt"]
    assert (story.parent / "story.txt.orig").read_bytes() == OLD


def test_a_name_of_the_greatest_length_can_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 255)
    path.write_bytes(OLD)
    replace(read(str(path)), NEW)
    assert path.read_bytes() == NEW


def test_a_hard_link_is_refused(story: Path) -> None:
    (story.parent / "other.txt").hardlink_to(story)
    with pytest.raises(SourceError, match="hard links"):
        replace(read(str(story)), NEW)
    assert story.read_bytes() == OLD


def test_a_fifo_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    with pytest.raises(SourceError, match="not a regular file"):
        write_copy(fifo, NEW)
    assert stat.S_ISFIFO(fifo.stat().st_mode)


def test_a_backup_holds_the_old_bytes_and_mode(story: Path) -> None:
    story.chmod(0o600)
    replace(read(str(story)), NEW, ".orig")
    backup = story.parent / "story.txt.orig"
    assert (story.read_bytes(), backup.read_bytes()) == (NEW, OLD)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_a_backup_never_goes_over_a_file(story: Path) -> None:
    backup = story.parent / "story.txt.orig"
    backup.write_bytes(b"precious")
    with pytest.raises(SourceError, match="exists already"):
        replace(read(str(story)), NEW, ".orig")
    assert (story.read_bytes(), backup.read_bytes()) == (OLD, b"precious")


@pytest.mark.parametrize("change", [lambda p: p.write_bytes(OLD + b"more"), lambda p: os.utime(p, ns=(1, 1))])
def test_a_file_that_changed_since_it_was_read_is_left_alone(story: Path, change: Callable[[Path], None]) -> None:
    source = read(str(story))
    change(story)
    now = story.read_bytes()
    with pytest.raises(SourceError, match="changed by someone else"):
        replace(source, NEW)
    assert story.read_bytes() == now
    assert names(story.parent) == ["story.txt"]


@pytest.mark.parametrize("call", ["open", "fchmod", "fsync", "replace"])
@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "No space left"), KeyboardInterrupt(), SystemExit(143)])
def test_whatever_fails_the_old_file_stays_and_nothing_is_left_beside(
    story: Path, monkeypatch: pytest.MonkeyPatch, call: str, failure: BaseException
) -> None:
    source = read(str(story))

    def fail(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(SourceError if isinstance(failure, OSError) else type(failure)):
        replace(source, NEW)
    monkeypatch.undo()
    assert story.read_bytes() == OLD
    assert names(story.parent) == ["story.txt"]


def test_a_write_that_lies_about_its_length_is_noticed(story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = read(str(story))
    honest = os.fsync

    def truncate(handle: int) -> None:
        os.ftruncate(handle, 3)
        honest(handle)

    monkeypatch.setattr(os, "fsync", truncate)
    with pytest.raises(SourceError, match="Not all of it was written"):
        replace(source, NEW)
    assert story.read_bytes() == OLD


def test_a_disk_that_cannot_sync_folders_is_no_reason_to_fail(story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = read(str(story))
    honest = os.fsync

    def only_files(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "no")
        honest(handle)

    monkeypatch.setattr(os, "fsync", only_files)
    replace(source, NEW)
    assert story.read_bytes() == NEW


def test_a_copy_goes_to_a_new_file_or_over_an_old_one(story: Path) -> None:
    copy = story.parent / "copy.txt"
    write_copy(copy, OLD)
    copy.chmod(0o640)
    write_copy(copy, NEW)
    assert copy.read_bytes() == NEW
    assert stat.S_IMODE(copy.stat().st_mode) == 0o640


def test_a_new_copy_obeys_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_copy(tmp_path / "copy", NEW)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "copy").stat().st_mode) == 0o640


def test_destinations_of_one_input(story: Path) -> None:
    folder = story.parent
    assert destinations([str(story)], None) == [(str(story), None)]
    assert destinations(["-"], str(folder / "out.txt")) == [("-", folder / "out.txt")]
    assert destinations([str(story)], f"{folder}/new/") == [(str(story), folder / "new" / "story.txt")]
    assert (folder / "new").is_dir()
    assert destinations([str(story)], str(folder / "new")) == [(str(story), folder / "new" / "story.txt")]


def test_destinations_of_several_inputs_are_in_a_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert destinations(["a.txt", "d/b.txt"], str(out)) == [
        ("a.txt", out / "a.txt"),
        ("d/b.txt", out / "b.txt"),
    ]


def test_a_folder_stands_for_its_text_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c.html"):
        (tmp_path / name).write_bytes(OLD)
    out = tmp_path / "out"
    assert destinations([str(tmp_path)], str(out)) == [
        (str(tmp_path / "a.txt"), out / "a.txt"),
        (str(tmp_path / "b.txt"), out / "b.txt"),
    ]


@pytest.mark.parametrize(
    ("paths", "output", "words"),
    [
        (["a.txt", "d/a.txt"], "out", "would hold both a.txt and d/a.txt"),
        (["a.txt"], "a.txt", "is an input too"),
        (["a.txt"], "./d/../a.txt", "is an input too"),
        (["a.txt", "b.txt"], ".", "is an input too"),
        (["d"], "d", "is an input too"),
        (["-", "a.txt"], "out", "stdin: has no name"),
        (["e"], "out", "holds no .txt files"),
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
        destinations(paths, output)
    assert names(tmp_path) == ["a.txt", "b.txt", "c.txt", "d", "e"]
