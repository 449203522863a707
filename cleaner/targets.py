"""Where what was cleaned goes: stdout, copies, files in place, packed as their names say.

A file is replaced whole or not at all: it is written beside its place and renamed.
"""

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BufferedWriter
from pathlib import Path
from typing import IO, cast

from .job import Format
from .sources import Source, SourceError, explained, real, zstd

WRITING = {
    errno.ENOENT: "cannot be written, its folder does not exist. Make the folder first (mkdir -p)",
    errno.EEXIST: "is a file, and several copies need a folder. Name another -o",
    errno.EACCES: "may not be written. Check its permissions and its folder's, or write elsewhere with -o",
    errno.EROFS: "may not be written, the disk is read-only. Write elsewhere with -o",
    errno.ENOSPC: "cannot be written, the disk is full. Free some space, or write elsewhere with -o",
}
LEVEL = 4
"""How hard gzip packs, 1 to 9: twice as fast as 6 for a twentieth more bytes."""
PACKED = 2**17
"""Bytes that are packed as .zst at once; record by record that takes a fifth more time."""


@contextmanager
def copy(path: Path, form: Format | None = None) -> Iterator[IO[bytes]]:
    """Write the file `path`, new or in place of an old one; raises SourceError where it cannot.

    Each write is one record: those of the format WET are packed one by one, as readers of archives expect it.
    """
    with explained(path, WRITING):
        target = real(path)
        like = target if target.exists() else None
        with (
            _beside(target, like, like.stat() if like else None) as file,
            _packed(path, path.suffix, file, form) as stream,
        ):
            yield stream


@contextmanager
def in_place(source: Source, backup: str | None, is_wanted: Callable[[], bool]) -> Iterator[IO[bytes]]:
    """Write the file of `source` anew, if at the end it `is_wanted`, first copying it to its name with `backup`.

    A symbolic link stays and its target changes; owner, mode and extended attributes stay. Raises
    SourceError, and leaves the file as it was, where anything fails or it is no longer what was read.
    """
    with explained(source.path, WRITING):
        target = real(source.path)
        with (
            _beside(target, target, source.status, is_wanted, backup) as file,
            _packed(target, source.packing, file, source.written) as stream,
        ):
            yield stream


class _Members:
    """A file in which each write becomes a gzip member of its own."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, data: bytes) -> None:
        """Pack and write one record."""
        import gzip

        if data:
            self._file.write(gzip.compress(data, LEVEL, mtime=0))


@contextmanager
def _packed(path: Path, packing: str, file: IO[bytes], form: Format | None) -> Iterator[IO[bytes]]:
    """Pack what goes into the `file` for `path`: a copy as its name says, a file in place as it was."""
    if packing == ".gz" and form is Format.WET:
        yield cast("IO[bytes]", _Members(file))
    elif packing == ".gz":
        import gzip

        with gzip.GzipFile("", "wb", LEVEL, file, mtime=0) as packed:
            yield cast("IO[bytes]", packed)
    elif packing == ".zst":
        library = zstd(path)
        packed = library.open(file, "wb", options={library.CompressionParameter.checksum_flag: 1})
        with BufferedWriter(packed, PACKED) as gathered:
            yield cast("IO[bytes]", gathered)
    else:
        yield file


@contextmanager
def _beside(
    target: Path,
    like: Path | None = None,
    old: os.stat_result | None = None,
    is_wanted: Callable[[], bool] = lambda: True,
    backup: str | None = None,
) -> Iterator[IO[bytes]]:
    """Write a file beside `target` and rename it into place if it `is_wanted`; whatever fails, `target` is untouched.

    The new file gets owner, mode and attributes of the file `like`. Where `old` is given, `target` must still
    be the file it describes.
    """
    if old is not None:
        _refuse_odd(target, old)
    beside = target.with_name(f".cleaner-{os.urandom(8).hex()}.tmp")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if like is None else 0o600)
        with os.fdopen(handle, "wb") as file:
            yield cast("IO[bytes]", file)
            if not is_wanted():
                return
            file.flush()
            if like is not None:
                _wear(handle, like)
            os.fsync(handle)
            if os.fstat(handle).st_size != file.tell():
                raise OSError(errno.EIO, "Not all of it was written")
        if backup is not None:
            _keep_old(target, backup)
        if old is not None and _identity(target.stat()) != _identity(old):
            raise SourceError(target, "was changed by someone else meanwhile. It was left so; run this again")
        beside.replace(target)
    finally:
        with suppress(OSError):  # it is not there any more, or what went wrong before is to be told of
            beside.unlink()
    _sync_folder(target.parent)


def _keep_old(target: Path, backup: str) -> None:
    """Copy a file to its name with the suffix `backup`."""
    from shutil import copyfileobj

    spare = target.with_name(target.name + backup)
    if spare.exists():
        raise SourceError(spare, "exists already. Move it away, or choose another --backup SUFFIX")
    with target.open("rb") as old, _beside(spare, like=target) as file:
        copyfileobj(old, file)


def _refuse_odd(target: Path, status: os.stat_result) -> None:
    """Refuse to replace what a rename would not replace rightly."""
    if not stat.S_ISREG(status.st_mode):
        raise SourceError(target, "is not a regular file. Send the text there with > instead")
    if status.st_nlink > 1:
        words = "has other names (hard links), which would keep the old text. Write to another file with -o"
        raise SourceError(target, words)
    if not os.access(target, os.W_OK):
        raise OSError(errno.EACCES, "It is read-only")


def _wear(handle: int, like: Path) -> None:
    """Give a new file the owner, mode and extended attributes of the file `like`, as far as allowed."""
    status = like.stat()
    with suppress(PermissionError):
        os.fchown(handle, status.st_uid, status.st_gid)
    os.fchmod(handle, stat.S_IMODE(status.st_mode))
    with suppress(OSError, AttributeError):  # not every system or disk has extended attributes
        for name in os.listxattr(like):
            os.setxattr(handle, name, os.getxattr(like, name))


def _identity(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _sync_folder(folder: Path) -> None:
    """Make a rename survive a power cut; where a disk cannot promise that, the new file still stands."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
