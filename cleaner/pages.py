"""Web pages: the door `clean_html`. The same judge as for texts, with what the markup knows of each line."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, repeat
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from . import classes, context, markup
from .arrays import Floats32, Ints
from .charset import CompressedError
from .document import Cleaned, Reason
from .judge import Asked, lines_of, settle
from .judgement import KNOWN, WORD_NAMES, Judgement
from .network import Network, network, standard
from .wrapping import each_line

if TYPE_CHECKING:
    from .site import Known, SiteMemory

BATCH, BATCH_SIZE = 32, 2**23
"""Pages that are judged at once, and their bytes or characters: with more, trees would take much memory and little less
time."""
_Given: TypeAlias = tuple[str | bytes, str | None, str | None, str | None]
"""A page, its address, its title and its site."""
MARKUP = (*markup.NAMES, *classes.NAMES)
FIRST = (*KNOWN, *WORD_NAMES, *MARKUP)
SECOND = (*FIRST, *context.NAMES)


@dataclass(frozen=True, eq=False)
class PageJudgement(Judgement):
    """The scores of the lines of web pages, in two passes; `markup` (L × MARKUP) is what that says of each line."""

    markup: Floats32

    @cached_property
    def first_inputs(self) -> tuple[Floats32, ...]:
        """The inputs of the first pass, as `FIRST` names them."""
        return *self.known, self.words, standard(MARKUP).steps(self.markup)

    @cached_property
    def first(self) -> Ints:
        """The scores of the first pass."""
        return network("page-first").scores(*self.first_inputs)

    @cached_property
    def second_inputs(self) -> tuple[Floats32, ...]:
        """The inputs of the second pass, as `SECOND` names them."""
        return *self.first_inputs, standard(context.NAMES).steps(self.around(self.first))

    @cached_property
    def second(self) -> Ints:
        """The scores of the second pass."""
        return network("page-second").scores(*self.second_inputs)

    @property
    def scores(self) -> Ints:
        """The scores that decide."""
        return self.second

    @property
    def passes(self) -> Sequence[tuple[Network, tuple[Floats32, ...]]]:
        """The network and the inputs of each pass."""
        return [(network("page-first"), self.first_inputs), (network("page-second"), self.second_inputs)]

    def marked(self, name: str) -> Floats32:
        """Return one feature of markup (L)."""
        return self.markup[:, MARKUP.index(name)]


def clean_html(  # noqa: PLR0913 - each is an option of the command
    html: str | bytes,
    *,
    url: str | None = None,
    title: str | None = None,
    site: str | None = None,
    memory: "SiteMemory | None" = None,
    threshold: float = 0.5,
    reasons: frozenset[Reason] = frozenset(Reason),
    fast: bool = False,
) -> Cleaned:
    """Judge every line of the visible text of a page and return it with its verdicts.

    `url` is where the page is from, if known. With `fast` no extractor is asked for a second opinion. The other
    arguments are those of `clean`. What was out of the ordinary about the page is said in `Cleaned.flag`. Raises
    `charset.CompressedError` for bytes that must be unpacked first; nothing else, whatever the page.
    """
    page = markup.read_page(html, url=url, extract=not fast)
    known = memory.known(site) if memory else None
    return next(clean_pages([page], titles=[title], known=[known], threshold=threshold, reasons=reasons))


def clean_html_many(  # noqa: PLR0913 - each is an option of the command
    pages: Iterable[str | bytes],
    *,
    urls: Iterable[str | None] = (),
    titles: Iterable[str | None] = (),
    sites: Iterable[str | None] = (),
    memory: "SiteMemory | None" = None,
    threshold: float = 0.5,
    reasons: frozenset[Reason] = frozenset(Reason),
    fast: bool = False,
) -> Iterator[Cleaned]:
    """Judge many pages, lazily and in order; each answer is what `clean_html` gives for that page alone, in less time.

    `urls`, `titles` and `sites` go along with the pages, as far as they reach. The other arguments are those of
    `clean_html`. For bytes that must be unpacked first there is an answer without lines, and its flag says so.
    """
    along = (chain(some, repeat(None)) for some in (urls, titles, sites))
    given = zip(pages, *along, strict=False)
    while batch := _take(given):
        yield from clean_pages(
            [_read(html, url, fast=fast) for html, url, _, _ in batch],
            titles=[title for _, _, title, _ in batch],
            known=[memory.known(site) if memory else None for *_, site in batch],
            threshold=threshold,
            reasons=reasons,
        )


def _take(given: Iterator[_Given]) -> list[_Given]:
    """Take the pages of one batch, with what goes along with them."""
    batch: list[_Given] = []
    size = 0
    for one in given:
        batch.append(one)
        size += len(one[0])
        if len(batch) >= BATCH or size >= BATCH_SIZE:
            break
    return batch


def _read(html: str | bytes, url: str | None, *, fast: bool) -> markup.Page:
    """Read a page; in the place of one that must be unpacked first, one without lines and a note on it."""
    try:
        return markup.read_page(html, url=url, extract=not fast)
    except CompressedError as error:
        return replace(markup.read_page("", extract=False), notes=(f"Cannot be read: {error}.",))


def clean_pages(
    pages: Sequence[markup.Page],
    *,
    titles: Sequence[str | None],
    known: Sequence["Known | None"],
    threshold: float,
    reasons: frozenset[Reason],
) -> Iterator[Cleaned]:
    """Judge pages that were read already, all at once: that takes less time than one by one, and comes to the same.

    `known` is what is known of the site of each; the rest is as in `clean_html`. A line that is what a page calls
    itself is its title, too. Measured on held-out pages whose collection leaves headlines out: they stay on 133 of 148,
    without it on 123, at 0.0001 of word F1.
    """
    asked = [
        Asked(each_line(page.lines), of, marked=markup_of(page)).naming(page.title).under(title)
        for page, title, of in zip(pages, titles, known, strict=True)
    ]
    for page, cleaned in zip(pages, settle(asked, judge_pages, threshold, reasons), strict=True):
        cleaned.flag = " ".join([*page.notes, *([cleaned.flag] if cleaned.flag else [])]) or None
        yield cleaned


def judge_pages(asked: Sequence[Asked]) -> Judgement:
    """Score the lines of pages, each below its lead, of which no markup tells."""
    lead = np.zeros((1, len(MARKUP)), np.float32)
    marked = [block for one in asked for block in (lead[: len(one.lead)], one.marked)]
    return PageJudgement(lines_of(asked), np.concatenate(marked))


def markup_of(page: markup.Page) -> Floats32:
    """Return what the markup says of the lines of a page (L × MARKUP)."""
    return np.concatenate((page.features, classes.measure(page.near, page.far, classes.class_weights())), axis=1)
