"""Where texts come from and where they go: stdin, files, folders of text files; stdout, copies, in place.

A text is decoded so that every byte can be written back: what is no text travels as lone surrogates
(`surrogateescape`), line endings are not touched, and a byte-order mark is set aside while the text is
judged. A file is replaced whole or not at all.
"""

import codecs
import errno
import os
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

STDIN = "-"
BYTE_ORDER_MARK = "\ufeff"
READING = {
    errno.ENOENT: "no such file. Check the name, or pass the text on stdin",
    errno.EACCES: "may not be read. Check its permissions (chmod u+r), or read it as its owner",
    errno.EISDIR: "is a folder. Name the files in it, or add -o FOLDER for cleaned copies of its .txt files",
    errno.EBADF: "is closed. Name a file, or pass the text through a pipe",
}
WRITING = {
    errno.ENOENT: "cannot be written, its folder does not exist. Make the folder first (mkdir -p)",
    errno.EEXIST: "is a file, and several copies need a folder. Name another -o",
    errno.EACCES: "may not be written. Check its permissions and its folder's, or write elsewhere with -o",
    errno.EROFS: "may not be written, the disk is read-only. Write elsewhere with -o",
    errno.ENOSPC: "cannot be written, the disk is full. Free some space, or write elsewhere with -o",
}


class SourceError(Exception):
    """Something a person has to mend: which file, what is wrong with it, and what to do."""

    def __init__(self, path: str | Path, words: str) -> None:
        super().__init__(f"{called(str(path))}: {words}.")


@dataclass(frozen=True)
class Source:
    """A text as it was read.

    `path` is as it was given, "-" for stdin. `text` is without the byte-order mark; `mark` is that mark, or
    empty. `encoding` is the codec that reads and writes the text. `stray` counts the bytes that are no text
    in it. `status` is the file's at the moment of reading.
    """

    path: str
    text: str
    mark: str
    encoding: str
    stray: int
    status: os.stat_result

    def encode(self, text: str) -> bytes:
        """Give the bytes of `text`, some or all lines of this source, as they stood in it."""
        return (self.mark + text).encode(self.encoding, "surrogateescape")


def called(path: str) -> str:
    """Name a path in a message."""
    return "stdin" if path == STDIN else path


def read(path: str, encoding: str = "utf-8") -> Source:
    """Read the text at `path`, "-" for stdin.

    Raises SourceError for what cannot be read, for bytes that are no text, for a text that `encoding` could
    not write back byte for byte, and for a file that is also this command's own output.
    """
    file = 0 if path == STDIN else path
    with _explained(path, READING), open(file, "rb", closefd=path != STDIN) as stream:
        status = os.fstat(stream.fileno())
        data = b"" if _is_stdout(status) else stream.read()
    if _is_stdout(status):
        raise SourceError(path, "is also the output. Write to another file, or clean it in place with -i")
    codec = _codec(path, encoding, data)
    text = _decode(path, codec, data)
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    stray = len(text) - len(text.encode("utf-8", "ignore").decode("utf-8"))
    return Source(path, text.removeprefix(mark), mark, codec, stray, status)


def _is_stdout(status: os.stat_result) -> bool:
    return stat.S_ISREG(status.st_mode) and os.path.samestat(status, os.fstat(1))


def _codec(path: str, encoding: str, data: bytes) -> str:
    """Find the codec for `data`, one that leaves the byte-order mark in the text."""
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        words = f"cannot be read as {encoding}, which is no known encoding. Try utf-8, utf-16 or cp1252"
        raise SourceError(path, words) from None
    if name in ("utf-16", "utf-32"):
        return f"{name}-be" if data.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)) else f"{name}-le"
    if name == "utf-8" and data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise SourceError(path, "looks like UTF-16. If it is, add --encoding utf-16")
    return "utf-8" if name == "utf-8-sig" else name


def _decode(path: str, codec: str, data: bytes) -> str:
    """Decode `data`; SourceError where it is no text, or would not come back byte for byte."""
    try:
        text = data.decode(codec, "surrogateescape")
        faithful = codec == "utf-8" or text.encode(codec, "surrogateescape") == data
    except (UnicodeError, LookupError):
        raise SourceError(path, f"is not {codec}. Leave --encoding out, or name another") from None
    if "\0" in text:
        raise SourceError(path, "is not a text, it holds NUL bytes. If it is UTF-16, add --encoding utf-16")
    if not faithful:
        words = f"would not come back from {codec} as it was. Convert it first: iconv -f {codec} -t utf-8"
        raise SourceError(path, words)
    return text


def destinations(paths: Sequence[str], output: str | None) -> list[tuple[str, Path | None]]:
    """Pair each input with the file its cleaned copy goes to, None where no `output` is given.

    `output` is a file for one input; it is a folder if it is one, ends in a slash, or has several inputs. A
    folder among the inputs stands for the .txt files in it, and the folder for the copies is made. Raises
    SourceError, before anything is written, if two copies would share a name or one would replace an input.
    """
    if output is None:
        return [(path, None) for path in paths]
    if len(paths) == 1 and not output.endswith("/") and not any(Path(p).is_dir() for p in (*paths, output)):
        return _without_clashes([(paths[0], Path(output))])
    pairs = _without_clashes([(path, Path(output, Path(path).name)) for path in _files(paths)])
    with _explained(output, WRITING):
        Path(output).mkdir(parents=True, exist_ok=True)
    return [*pairs]


def _files(paths: Sequence[str]) -> Iterator[str]:
    """Put the .txt files of a folder, sorted by name, in the folder's place."""
    for path in paths:
        if path == STDIN:
            raise SourceError(path, "has no name for its copy in a folder. Give -o a file, and one input")
        if not Path(path).is_dir():
            yield path
        elif found := sorted(str(file) for file in Path(path).glob("*.txt")):
            yield from found
        else:
            raise SourceError(path, "holds no .txt files. Name the files in it that are to be cleaned")


def _without_clashes(pairs: Sequence[tuple[str, Path]]) -> list[tuple[str, Path | None]]:
    inputs = {Path(path).resolve() for path, _ in pairs if path != STDIN}
    taken: dict[Path, str] = {}
    for path, copy in pairs:
        place = copy.resolve()
        if place in inputs:
            raise SourceError(copy, "is an input too. Clean it in place with -i, or name another -o")
        if place in taken:
            raise SourceError(copy, f"would hold both {taken[place]} and {path}. Clean one of them apart")
        taken[place] = path
    return [*pairs]


def write_whole(stream: TextIO, data: bytes) -> None:
    """Write all of `data` to the bytes below `stream`: unbuffered, one write may take only a part."""
    rest = memoryview(data)
    while rest:
        rest = rest[stream.buffer.write(rest) :]
    stream.buffer.flush()


def write_stdout(data: bytes) -> None:
    """Write all of `data` to stdout now; raises OSError, with "stdout" as its file, where it cannot."""
    try:
        write_whole(sys.stdout, data)
    except OSError as error:
        raise OSError(error.errno, error.strerror, "stdout") from error


def write_copy(path: Path, data: bytes) -> None:
    """Write `data` to the file `path`, new or in place of an old one; raises SourceError where it cannot."""
    with _explained(path, WRITING):
        target = path.resolve()
        if target.exists():
            _put(target, data, like=target, old=target.stat())
        else:
            _put(target, data)


def replace(source: Source, data: bytes, backup: str | None = None) -> None:
    """Give the file of `source` the bytes `data`, first copying it to its name with the suffix `backup`.

    A symbolic link stays and its target changes; owner, mode and extended attributes stay. Raises
    SourceError, and leaves the file as it was, where anything fails or it is no longer what was read.
    """
    with _explained(source.path, WRITING):
        target = Path(source.path).resolve()
        if backup is not None:
            _refuse_odd(target, source.status)
            spare = target.with_name(target.name + backup)
            if spare.exists():
                raise SourceError(spare, "exists already. Move it away, or choose another --backup SUFFIX")
            _put(spare, source.encode(source.text), like=target)
        _put(target, data, like=target, old=source.status)


def _put(target: Path, data: bytes, like: Path | None = None, old: os.stat_result | None = None) -> None:
    """Write `data` beside `target` and rename it into place; whatever fails, `target` is untouched.

    The new file gets owner, mode and attributes of the file `like`. Where `old` is given, `target` must still
    be the file it describes.
    """
    if old is not None:
        _refuse_odd(target, old)
    beside = target.with_name(f".cleaner-{os.urandom(8).hex()}.tmp")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if like is None else 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            if like is not None:
                _wear(handle, like)
            os.fsync(handle)
            if os.fstat(handle).st_size != len(data):
                raise OSError(errno.EIO, "Not all of it was written")
        if old is not None and _identity(target.stat()) != _identity(old):
            raise SourceError(target, "was changed by someone else meanwhile. It was left so; run this again")
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    _sync_folder(target.parent)


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


@contextmanager
def _explained(path: str | Path, remedies: Mapping[int, str]) -> Iterator[None]:
    """Turn an OSError about `path` into a SourceError that says what to do."""
    try:
        yield
    except OSError as error:
        words = remedies.get(error.errno or 0) or f"{error.strerror}. Check the name and the disk"
        raise SourceError(path, words) from error
