"""The report: one page of HTML about all texts of a run, that opens anywhere and asks no network for anything.

The page itself is `report.html`; what it shows is written into it as data, a text a line, while the run goes on.
Nothing of a text is markup there: `<` is an escape, and what acts on a reader's eyes is made visible. In a file whose
name ends in .json there is nothing but the data: `{"texts": […], "summary": {…}}`.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from itertools import takewhile
from pathlib import Path
from typing import IO, Any, NamedTuple

from . import __version__
from .document import Cleaned
from .render import Row, bare, count_words, removed_shares, rows, visible
from .targets import copy

LONGEST = 500
"""Characters of a line that are shown."""
FREQUENT = 40
"""Lines in the table of what is removed most."""


class Line(NamedTuple):
    """A line that was removed: how often, for which reason, and one of the texts that it stood in."""

    texts: int
    reason: str
    example: str


def row(cleaned: Cleaned, name: str) -> bytes:
    """Write what the report shows of one text as JSON."""
    told = {
        "name": visible(name),
        "flag": cleaned.flag,
        "words": sum(map(count_words, cleaned.texts)),
        "shares": removed_shares(cleaned),
        "rows": [_shown(*row) for row in takewhile(_is_line, rows(cleaned)) if row.kind != "head"]
        if cleaned.changed
        else [],
    }
    return _escaped(told)


def _is_line(row: Row) -> bool:
    """Whether a row of the diff is not yet its table, which the page has no need of."""
    return row.kind != "kept" or row.number is not None


def _shown(kind: str, text: str, number: int | None, reason: str | None) -> tuple[str, int | None, str | None, str]:
    cut = bare(text)[:LONGEST] + "…" * (len(bare(text)) > LONGEST)
    return kind, number, reason, visible(cut)


def _escaped(value: Any) -> bytes:
    """Write JSON that can stand in a script of a page."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c").encode("utf-8", "backslashreplace")


class Report:
    """A report that is being written: the texts so far, and a count of each line that went."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._between = b"\n"
        self._lines: dict[str, Line] = {}

    def take(self, data: bytes) -> None:
        """Add the row of a text."""
        self._stream.write(self._between + data)
        self._between = b",\n"
        told = json.loads(data)
        for text, reason in {text: reason for kind, _, reason, text in told["rows"] if kind == "removed"}.items():
            if text.strip():
                last = self._lines.get(text, Line(0, reason, told["name"]))
                self._lines[text] = last._replace(texts=last.texts + 1)

    def frequent(self) -> list[dict[str, Any]]:
        """Give the lines that took the most words from the texts, those of one text alone left out."""
        found = [
            {**line._asdict(), "text": text, "words": line.texts * count_words(text)}
            for text, line in self._lines.items()
            if line.texts > 1
        ]
        return sorted(found, key=lambda line: (-line["words"], line["text"]))[:FREQUENT]


@contextmanager
def report(path: str) -> Iterator[Report]:
    """Write the page `path`; it stands whole under its name at the end, or not at all."""
    before, between, after = _frame(is_page=not path.endswith(".json"))
    with copy(Path(path)) as stream:
        stream.write(before + b"[")
        opened = Report(stream)
        yield opened
        summary = {"version": __version__, "lines": opened.frequent()}
        stream.write(b"]" + between + _escaped(summary) + after)


def _frame(*, is_page: bool) -> tuple[bytes, bytes, bytes]:
    """Give what stands before, between and behind the texts and the summary."""
    if not is_page:
        return b'{"texts": ', b',\n"summary": ', b"}\n"
    head, tail = (files(__package__) / "report.html").read_bytes().split(b"<!--data-->")
    script = b'<script type="application/json" id="%b">'
    return head + script % b"texts", b"</script>\n" + script % b"summary", b"</script>" + tail
