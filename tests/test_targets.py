"""Writing files: a file is the old one or the new one, whole."""

import errno
import gzip
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner.job import Job
from cleaner.sources import Source, SourceError, batches
from cleaner.targets import copy, in_place

OLD = "Rain ends drought\nRain ends drought\nÀ first line — in a year.\n".encode()
NEW = b"Rain ends drought\n"


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_bytes(OLD)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def read(path: str) -> Source:
    ((first, *_),) = batches([(path, None)], Job())
    return first.source


def replace(source: Source, data: bytes, backup: str | None = None) -> None:
    with in_place(source, backup, lambda: True) as stream:
        stream.write(data)


def write_copy(path: Path, data: bytes) -> None:
    with copy(path) as stream:
        stream.write(data)


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


@pytest.mark.parametrize("name", ["packed.txt", "packed.jsonl.gz"])
def test_a_file_in_place_stays_packed_as_it_was_whatever_its_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(OLD))
    replace(read(str(path)), NEW)
    assert gzip.decompress(path.read_bytes()) == NEW


def test_what_is_not_wanted_in_the_end_leaves_the_file_and_no_backup(story: Path) -> None:
    with in_place(read(str(story)), ".orig", lambda: False) as stream:
        stream.write(NEW)
    assert story.read_bytes() == OLD
    assert names(story.parent) == ["story.txt"]


@pytest.mark.parametrize(("ending", "unpack"), [(".gz", "gzip"), (".zst", "backports.zstd")])
def test_copies_are_packed_as_their_names_say_and_always_alike(tmp_path: Path, ending: str, unpack: str) -> None:
    room = pytest.importorskip(unpack)
    packed = set()
    for path in (tmp_path / f"one{ending}", tmp_path / f"two{ending}"):
        with copy(path) as stream:
            stream.write(OLD)
            stream.write(NEW)
        packed.add(path.read_bytes())
    assert [room.decompress(data) for data in packed] == [OLD + NEW]
