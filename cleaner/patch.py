"""What goes from a file as a patch: a unified diff that `patch` and `git apply` take, byte for byte."""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Literal, NamedTuple

from .document import Cleaned

CONTEXT = 3
"""Lines around a change, as in every unified diff."""
MARK = "\ufeff".encode()
ODD = re.compile(rb'[\x00-\x1f\x7f"\\]')


class Piece(NamedTuple):
    """One line of a patch and what it says: a file name, the place of a hunk, or a line that stays, goes or comes."""

    kind: Literal["name", "place", " ", "-", "+"]
    data: bytes


def patch(cleaned: Cleaned, data: bytes | None, name: bytes, context: int | None = CONTEXT) -> Iterator[Piece]:
    """Write what is removed from a file called `name` that holds `data`; nothing where nothing is removed.

    A byte-order mark stays in front, whichever line it stood in. Without `data` the patch is of the text itself, in
    UTF-8. `context` lines are shown around a change, None for all.
    """
    if not cleaned.changed:
        return
    lines = _edits(cleaned, data)
    yield Piece("name", b"--- " + _quoted(b"a/" + name))
    yield Piece("name", b"+++ " + _quoted(b"b/" + name))
    before = [0, *accumulate(line.kind != "+" for line in lines)]
    after = [0, *accumulate(line.kind != "-" for line in lines)]
    for hunk in _hunks(lines, len(lines) if context is None else context):
        places = [_place(counts[hunk.start], counts[hunk.stop]) for counts in (before, after)]
        yield Piece("place", b"@@ -%b +%b @@\n" % (places[0], places[1]))
        yield from map(_whole, lines[hunk.start : hunk.stop])


def _edits(cleaned: Cleaned, data: bytes | None) -> list[Piece]:
    """List the lines that stay and go; the one that the byte-order mark moves to goes and comes again."""
    texts = [text.encode("utf-8", "backslashreplace") for text in cleaned.texts] if data is None else _split(data)
    gone = [reason is not None for reason in cleaned.removed_for]
    edits = [Piece("-" if away else " ", text) for text, away in zip(texts, gone, strict=True)]
    if gone[0] and texts[0].startswith(MARK):
        first = [*gone, False].index(False)
        moved = [Piece("-", text) for text in texts[first : first + 1]]
        edits[first : first + 1] = [*moved, Piece("+", MARK + b"".join(texts[first : first + 1]))]
    return edits


def _split(data: bytes) -> list[bytes]:
    """Cut bytes behind each line feed and nowhere else."""
    *lines, last = data.split(b"\n")
    return [line + b"\n" for line in lines] + [last] * bool(last)


def _hunks(lines: Sequence[Piece], context: int) -> Iterator[range]:
    """Find the runs of lines around changes; those that touch are one."""
    start = stop = 0
    for i in (i for i, line in enumerate(lines) if line.kind != " "):
        if stop and i - context > stop:
            yield range(start, stop)
        if not stop or i - context > stop:
            start = max(i - context, 0)
        stop = min(i + context + 1, len(lines))
    yield range(start, stop)


def _place(start: int, stop: int) -> bytes:
    """Write where a hunk lies; one without lines lies behind the line before it."""
    count = stop - start
    return b"%d,%d" % (start + 1 if count else start, count)


def _whole(piece: Piece) -> Piece:
    """Write a line with its sign; a line feed that is not there has to be denied."""
    end = b"" if piece.data.endswith(b"\n") else b"\n\\ No newline at end of file\n"
    return piece._replace(data=piece.kind.encode() + piece.data + end)


def _quoted(name: bytes) -> bytes:
    """Write a file name as git does: with a tab behind spaces, in quotes if a character could not stand there."""
    if ODD.search(name):
        return b'"%b"\n' % ODD.sub(lambda found: b"\\%03o" % found[0][0], name)
    return name + (b"\t\n" if b" " in name else b"\n")
