"""Which files a run reads, and where the copy of each goes: files, globs, folders mirrored below another folder."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from .job import STDIN, Format, Job
from .sources import ENDINGS, PACKINGS, SourceError, explained, format_of

WILD = set("*?")


class Pair(NamedTuple):
    """An input of a run and the file that its cleaned copy goes to, None for no copy."""

    path: str
    copy: Path | None


def destinations(job: Job) -> list[Pair]:
    """Pair each input with its copy.

    The output is a file for one input; it is a folder if it is one, ends in a slash, or has several inputs. A
    folder among the inputs stands for the files in and below it whose names tell that they can be cleaned, and is
    mirrored. The folders for the copies are made. Raises SourceError, before anything is written, if two copies would
    share a name or one would replace an input.
    """
    pairs = _paired(job)
    for beside in filter(None, (job.removed, job.rejects, job.stats, job.report)):
        place = Path(beside).resolve()
        if any(place in (Path(path).resolve(), copy and copy.resolve()) for path, copy in pairs):
            raise SourceError(beside, "is also a file of this run. Name another")
    return pairs


def readable(job: Job) -> list[str]:
    """Name the files of a run, those of folders among them."""
    return [file for path in _expanded(job.paths) for file in _files(path, job)]


def _paired(job: Job) -> list[Pair]:
    paths = [*_expanded(job.paths)] if job.report is None else readable(job)
    if job.output is None:
        return [Pair(path, None) for path in paths]
    output = job.output
    if len(paths) == 1 and not output.endswith("/") and not any(Path(p).is_dir() for p in (*paths, output)):
        return _without_clashes([Pair(paths[0], Path(output))])
    pairs = _without_clashes([*_mirrored(paths, Path(output), job)])
    from .targets import WRITING

    with explained(output, WRITING):
        for folder in dict.fromkeys([Path(output), *(copy.parent for _, copy in pairs if copy)]):
            folder.mkdir(parents=True, exist_ok=True)
    return pairs


def _expanded(paths: Iterable[str]) -> Iterator[str]:
    """Put the files that a pattern fits in its place, sorted."""
    for path in paths:
        if not WILD & set(path) or os.path.lexists(path):
            yield path
            continue
        from glob import glob

        found = sorted(glob(path, recursive=True))  # noqa: PTH207 - `Path.glob` takes no absolute pattern
        if not found:
            raise SourceError(path, "fits no file. Check the pattern; ** stands for any folders")
        yield from found


def _mirrored(paths: Sequence[str], output: Path, job: Job) -> Iterator[Pair]:
    """Pair files with copies below `output`, those of a folder at the same place below it as in the folder."""
    for path in paths:
        if path == STDIN:
            raise SourceError(path, "has no name for its copy in a folder. Give -o a file, and one input")
        if not Path(path).is_dir():
            yield Pair(path, output / copy_name(Path(path).name, job.to))
            continue
        if Path(path).resolve() in output.resolve().parents:
            raise SourceError(output, f"lies inside {path}, and would be cleaned with it next time. Name another -o")
        for file in _files(path, job):
            yield Pair(file, output / copy_name(str(Path(file).relative_to(path)), job.to))


def _files(path: str, job: Job) -> Iterator[str]:
    """Find the files to clean in and below a folder; a file is itself."""
    if path == STDIN or not Path(path).is_dir():
        yield path
        return
    names = [*_names(path, job.extensions)]
    yield from (str(Path(path, name)) for name in names)
    if not names:
        kinds = ", ".join(job.extensions) or "text, HTML, JSONL, Parquet, WARC or WET"
        raise SourceError(path, f"holds no files to clean ({kinds} by name). Name them, or their --ext")


def _names(folder: str, extensions: Sequence[str]) -> Iterator[str]:
    """Find the files in and below `folder` that can be cleaned, sorted; not hidden ones, nor what links lead to."""
    for path, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        inner = Path(path).relative_to(folder)
        for name in sorted(files):
            fits = name.lower().endswith(tuple(extensions)) if extensions else format_of(name) is not None
            if fits and not name.startswith("."):
                yield str(inner / name)


def copy_name(name: str, to: Format | None = None) -> str:
    """Name the copy of a file: as the file, unless what is cleaned is another format.

    >>> copy_name("a/page.html"), copy_name("CC-MAIN.warc.gz"), copy_name("story.txt")
    ('a/page.txt', 'CC-MAIN.warc.wet.gz', 'story.txt')
    """
    form = format_of(name)
    packing = Path(name).suffix if Path(name).suffix in PACKINGS else ""
    stem = name.removesuffix(packing)
    if form is Format.HTML:
        return str(Path(stem).with_suffix(".txt"))
    if form is Format.WARC or (form is Format.WET and to not in (None, form)):
        return f"{stem}{ENDINGS[to or Format.WET][0]}{packing}"
    return name


def _without_clashes(pairs: Sequence[Pair]) -> list[Pair]:
    resolved = cache(Path.resolve)
    inputs = {_place(Path(path), resolved) for path, _ in pairs if path != STDIN}
    taken: dict[Path, str] = {}
    for path, copy in pairs:
        assert copy is not None
        place = _place(copy, resolved)
        if place in inputs:
            raise SourceError(copy, "is an input too. Clean it in place with -i, or name another -o")
        if place in taken:
            raise SourceError(copy, f"would hold both {taken[place]} and {path}. Clean one of them apart")
        taken[place] = path
    return [*pairs]


def _place(file: Path, resolved: Callable[[Path], Path]) -> Path:
    """Tell where a file is, whatever it is called by."""
    return file.resolve() if file.is_symlink() else resolved(file.parent) / file.name
