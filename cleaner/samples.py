"""Documents to learn from and to measure by: pages with gold text, labelled news texts.

The two files are described in the README ("Train it on your own texts"). A quarter of the texts and the pages of
some 15 % of the hosts are held out by a hash of their name: they are measured by, never fitted to.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from .arrays import Floats32, Ints
from .surface import survey
from .titles import NONE, WITHOUT, title_of

VIEWS = ("wet", "residue", "blocks")
"""The three renderings of a page: all text as a crawl has it, what an extractor leaves, all text in block layout."""

PARAGRAPH, BYLINES = 80, 3
"""Characters from which on a line is a paragraph, and how many lines above the first one a byline may stand."""
HEADLINE, FAR = 8, 40
"""How many lines above the first paragraph its headline may stand; farther up, it is the last that is the title.

Of a web page, where the markup tells of headlines, none is looked for so far up."""


class Markup(NamedTuple):
    """What the markup of a page says of its lines (L): `markup.Page.features`, `near` and `far`."""

    features: Floats32
    near: list[tuple[str, ...]]
    far: list[tuple[str, ...]]


@dataclass(frozen=True)
class Sample:
    """A document with what is known about its lines.

    `lines` are not blank. `content` (one per line) is the share of the line's words that belong to the main
    content, or -1 where that is not known. `labels` (one per line) is `keep` or a reason, where lines are labelled.
    `group` is what must not be torn apart between fitting and measuring: a host, a text. `gold` is the
    main content; `markup` is there where the lines are those of a web page. A blank line stands above the lines whose
    places are `apart`.
    """

    name: str
    group: str
    source: str
    language: str
    view: str = ""
    lines: list[str] = field(default_factory=list)
    content: Floats32 = field(default_factory=lambda: np.zeros(0, np.float32))
    held_out: bool = False
    kind: str = ""
    title: str = ""
    gold: str = ""
    labels: list[str] = field(default_factory=list)
    markup: Markup | None = None
    apart: frozenset[int] = frozenset()

    @property
    def document(self) -> list[str]:
        """The lines, with blank ones above those that are `apart`."""
        return [part for at, line in enumerate(self.lines) for part in (("", line) if at in self.apart else (line,))]

    @property
    def marked(self) -> Markup:
        """The markup of a web page; raises ValueError for another text."""
        if self.markup is None:
            raise ValueError(f"{self.name} is no web page")
        return self.markup


def read_pages(path: Path, *, views: tuple[str, ...] = VIEWS) -> Iterator[Sample]:
    """Read pages from a Parquet file, each once per view."""
    import pyarrow.parquet as pq

    columns = ["id", "source", "host", "lang", "kind", "title", "gold", *views, *(f"{view}_y" for view in views)]
    for batch in pq.ParquetFile(path).iter_batches(200, columns=columns):
        for row in batch.to_pylist():
            for view in views:
                yield _page(row, view)


def _page(row: dict[str, Any], view: str) -> Sample:
    pairs = [(line, share) for line, share in zip(row[view], row[f"{view}_y"], strict=True) if line.strip()]
    lines = [line for line, _ in pairs]
    return Sample(
        name=row["id"],
        group=row["host"],
        source=row["source"],
        language=row["lang"] or "en",
        view=view,
        lines=lines,
        content=_corrected(lines, np.array([share for _, share in pairs], np.float32), row["title"] or "", FAR),
        held_out=hashlib.sha256(row["host"].encode()).digest()[1] < 38,
        kind=row["kind"] or "",
        title=row["title"] or "",
        gold=row["gold"],
    )


def read_html(path: Path) -> Iterator[tuple[Sample, str]]:
    """Read the web pages of a Parquet file; the samples have no lines yet (`lay_out`)."""
    import pyarrow.parquet as pq

    columns = ["id", "source", "host", "lang", "kind", "title", "gold", "html"]
    for batch in pq.ParquetFile(path).iter_batches(50, columns=columns):
        for row in batch.to_pylist():
            yield _page({**row, "html": [], "html_y": []}, "html"), row["html"]


def lay_out(page: Sample, html: str) -> Sample:
    """Give a web page its lines, as `markup.read_page` has them, and align them with the gold text."""
    from .alignment import align
    from .markup import read_page

    read = read_page(html)
    lines = [line for line in read.lines if line.strip()]
    content = _corrected(lines, align(lines, page.gold), page.title, HEADLINE)
    markup = Markup(read.features, read.near, read.far)
    return replace(page, lines=lines, content=content, markup=markup, apart=_apart(read.lines))


def _apart(lines: Sequence[str]) -> frozenset[int]:
    """Tell which of the lines that are not blank stand below a blank one: their places among those."""
    above = [False, *(not line.strip() for line in lines)]
    full = [blank for blank, line in zip(above, lines, strict=False) if line.strip()]
    return frozenset(place for place, blank in enumerate(full) if blank)


def _corrected(lines: Sequence[str], content: Floats32, title: str, reach: int) -> Floats32:
    """Correct what an alignment with the gold text says of short lines above the first paragraph.

    Bylines and datelines stand there, and belong to the text; most collections call them boilerplate, so that of the
    last few nothing is known. The headline belongs to it too, whatever a collection says, up to `reach` lines above.
    """
    long = np.array([len(line) >= PARAGRAPH for line in lines], bool)
    paragraphs = np.flatnonzero(long & (content >= 0.5))
    if not len(paragraphs):
        return content
    first = int(paragraphs[0])
    above = np.arange(len(lines)) - first
    doubtful = (above < 0) & (above >= -BYLINES) & ~long & (content < 0.5)
    known = np.where(doubtful, np.float32(-1), content)
    for headline, copies, is_title in _headlines(lines, first, title, reach):
        if content[headline] < 0.5 and (is_title or content[copies].max() >= 0.5):
            known[headline], known[copies] = 1, 0
    return known


def _headlines(lines: Sequence[str], first: int, title: str, reach: int) -> Iterator[tuple[int, Ints, bool]]:
    """Find the headline above the first paragraph, with its copies above it, and whether it is the title of the page.

    If none is, it is a copy of a line far above, such as the site makes of the title.
    """
    given = [title] if title.strip() else []
    repeats, way = (found[len(given) :] for found in title_of(survey([given + list(lines)])))
    repeats, here = repeats - len(given), np.arange(len(lines))
    above = np.isin(way, (0, WITHOUT)) & (here < first) & (here >= first - reach)
    titles, near = np.flatnonzero(above & (repeats < 0)), here >= first - HEADLINE
    copied = np.flatnonzero(above & near & (here - repeats > BYLINES))
    for headline in [*titles[near[titles]][:1], *titles[-1:], *copied[:1]][:1]:
        copies = (way < NONE) & (repeats == repeats[headline]) | (here == repeats[headline])
        yield int(headline), np.flatnonzero(copies & (here < headline)), bool(repeats[headline] < 0)


def read_news(path: Path) -> Iterator[Sample]:
    """Read labelled texts from a JSONL file."""
    for row in map(json.loads, path.read_text("utf-8").splitlines()):
        origin = Sample(row["id"], row["id"], row["source"], row["lang"], kind=row["style"])
        held_out = hashlib.sha256(row["id"].encode()).digest()[0] < 64
        yield labelled(origin, list(zip(row["lines"], row["labels"], strict=True)), held_out=held_out)


def read_decisions(path: Path) -> Iterator[Sample]:
    """Read what people decided about lines (`decisions.py`); about the lines that they left open nothing is known."""
    rows = {row["id"]: row for row in map(json.loads, path.read_bytes().splitlines())}
    for row in rows.values():
        origin = Sample(row["id"], row["id"], row["source"], row["lang"])
        sample = labelled(origin, list(zip(row["lines"], row["labels"], strict=True)), held_out=False)
        known = np.array([label != "" for label in sample.labels], bool)
        if known.any():
            yield replace(sample, view="decided", content=np.where(known, sample.content, np.float32(-1)))


def labelled(origin: Sample, pairs: list[tuple[str, str]], *, held_out: bool) -> Sample:
    """Give `origin` lines with their labels; blank lines are left out, and told of."""
    apart = _apart([line for line, _ in pairs])
    pairs = [(line, label) for line, label in pairs if line.strip()]
    labels = [label for _, label in pairs]
    return replace(
        origin,
        view="news",
        lines=[line for line, _ in pairs],
        content=np.array([label == "keep" for label in labels], np.float32),
        held_out=held_out,
        labels=labels,
        apart=apart,
    )
