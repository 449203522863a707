"""A saved web page as lines, with what its markup says of each of them. Pure reading: nothing is judged here.

A page is parsed once. `layout` writes its text as lines, `tags` measures where they stand; what an extractor would
keep, what structured data calls the article and what the page calls its title are matched with the lines.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from . import tags
from .alignment import paired, words_of
from .arrays import Floats, Floats32, side_by_side
from .charset import decode
from .layout import Boxes, Placed, lay_out
from .metadata import TAG, About, about, prose
from .parsing import parse
from .shape import Columns

OF_CONTENT = ("extracted", "in structured data", "is title", "in title", "is site")
NAMES = (*tags.NAMES, *OF_CONTENT)
"""What `Page.features` says of each line."""
LITTLE = 300
"""Characters outside links below which a page shows next to nothing."""
SHOWN = 0.5
"""Share of the words of structured data; if the page shows fewer of them, its text lacks the article."""
PART_OF_TITLE = 8
"""Characters from which on a line may be a part of the title."""
MOST_ELEMENTS, MOST_SIBLINGS = 30_000, 4000
"""Elements of a page, and of one element, above which no extractor is asked: it would take minutes."""
SIGNS = re.compile(r"[^\w\s]+")
MOST_SIGNS = 2000
"""Signs without a letter between them above which no extractor is asked: to sort accents takes it minutes."""
NO_TEXT = "The page holds no text: either it is empty, or its text comes from scripts, which are not run."


@dataclass(frozen=True, eq=False)
class Page:
    """A page as it was read.

    `lines` is its text, each line with its line feed, blank ones between blocks. For each that is not blank (L),
    `features` are what `NAMES` says of it (L × NAMES), `near` the words of the classes, ids and roles of the
    elements it stands in, and `far` those of all elements above. `title` and `site` are what the page calls itself,
    `tree` is the parsed page. `notes` say what was out of the ordinary.
    """

    lines: list[str]
    features: Floats32
    near: list[tuple[str, ...]]
    far: list[tuple[str, ...]]
    title: str | None
    site: str | None
    notes: tuple[str, ...]
    tree: Any


def read_page(html: str | bytes, *, url: str | None = None, extract: bool = True) -> Page:
    """Read a page; without `extract` no extractor is asked, and the feature "extracted" is 0 throughout.

    Any text and any bytes are read. Raises `charset.CompressedError` for bytes that have to be unpacked first.
    """
    text, notes = decode(html) if isinstance(html, bytes) else (html, ())
    tree, mended = parse(text, methods=extract)
    said = about(tree)
    placed, boxes, added = _text(tree, said)
    outline = tags.Outline.draw(placed, boxes)
    extracted, passed_over = _extracted(tree, outline, placed, url) if extract else ("", ())
    features = np.hstack((tags.measure(outline), side_by_side(_content(placed, extracted, said))))
    return Page(
        lines=_spaced(placed),
        features=features,
        near=outline.near(),
        far=outline.far(),
        title=said.title,
        site=said.site,
        notes=(*notes, *mended, *added, *passed_over),
        tree=tree,
    )


def _text(tree: Any, said: About) -> tuple[list[Placed], Boxes, tuple[str, ...]]:
    """Lay out a page; where its text lacks what its data holds, that is added at the end of the tree before."""
    placed, boxes = lay_out(tree)
    if (texts := said.bodies) and not _shows(placed, said.body):
        note = "The page does not show the text of its structured data (JSON-LD): that was read as well."
    elif sum(len(line.text) - line.linked for line in placed) < LITTLE and (texts := prose(tree)):
        note = "The page shows next to no text without JavaScript: the long texts in its data were read."
    else:
        return placed, boxes, () if placed else (NO_TEXT,)
    article, _ = parse(f'<article itemprop="articleBody">{"<hr>".join(map(_marked_up, texts))}</article>')
    tree.append(article.find("body"))
    return *lay_out(tree), (note,)


def _marked_up(text: str) -> str:
    """Return a text of structured data as HTML, which it may be already."""
    return text if TAG.search(text) else "".join(f"<p>{escape(part)}" for part in text.split("\n"))


def _shows(placed: Sequence[Placed], text: str) -> bool:
    """Whether a text stands in the lines, most of it."""
    words = words_of(text)
    return _share([words], " ".join(line.text for line in placed))[0] >= SHOWN if words else True


def _spaced(placed: Sequence[Placed]) -> list[str]:
    """Return the lines as they are read, with blank ones between blocks."""
    lines = [line for found in placed for line in (*["\n"] * found.gap, f"{found.text}\n")]
    return lines[placed[0].gap :] if placed else lines


def _extracted(
    tree: Any, outline: tags.Outline, placed: Sequence[Placed], url: str | None
) -> tuple[str, tuple[str, ...]]:
    """Return what an extractor would keep of a page, or why it was not asked."""
    if _is_too_large(outline, placed):
        return "", ("The page is too large for an extractor: its markup alone was read.",)
    import trafilatura

    return trafilatura.extract(tree, url=url, include_comments=False, fast=True) or "", ()


def _is_too_large(outline: tags.Outline, placed: Sequence[Placed]) -> bool:
    """Whether an extractor would take minutes."""
    siblings = int(np.bincount(outline.parent + 1).max(initial=0))
    signs = [len(run) for line in placed if len(line.text) > MOST_SIGNS for run in SIGNS.findall(line.text)]
    return len(outline.parent) > MOST_ELEMENTS or siblings > MOST_SIBLINGS or max(signs, default=0) > MOST_SIGNS


def _content(placed: Sequence[Placed], extracted: str, said: About) -> Columns:
    """Match lines with what an extractor keeps, with structured data and with titles."""
    words = [words_of(line.text) for line in placed] if extracted or said.body else [[]] * len(placed)
    texts = [line.text.lower() for line in placed]
    titles, site = [title.lower() for title in said.titles], (said.site or "").lower()
    all_titles = "\n".join(titles)
    return [
        _share(words, extracted),
        _share(words, said.body),
        np.array([text in titles for text in texts]),
        np.array([len(text) >= PART_OF_TITLE and text in all_titles for text in texts]),
        np.array([text == site for text in texts]),
    ]


def _share(lines: Sequence[Sequence[str]], text: str) -> Floats:
    """Return for each line, a list of words, the share that stands in `text` (L)."""
    others = words_of(text)
    return paired(lines, others) if others else np.zeros(len(lines))
