"""What the markup says of each line of a page: tags, links, the elements around it, and the words of their classes.

Nothing here reads the text of a line, so it holds in every language. Lengths are in characters.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, count
from typing import Any, TypeAlias

import numpy as np

from .arrays import Floats32, Ints, running, side_by_side
from .layout import INLINE, Boxes, Placed
from .shape import Columns, log

BLOCKS = ("h1", "h2", "h3", "p", "li", "dt", "dd", "tr", "td", "pre", "blockquote", "div", "button")
"""Blocks that a line stands in; others count as none of these."""
ALIKE = {"h4": "h3", "h5": "h3", "h6": "h3", "summary": "h3", "legend": "h3", "th": "td"}
ALIKE |= dict.fromkeys(("article", "body", "center", "main", "section"), "div")
ALIKE |= {"strong": "b", "em": "i", "font": "span", "kbd": "code", "samp": "code", "tt": "code"}
INSIDE = ("a", "b", "i", "span", "code", "label")
"""Inline elements around the first character of a line."""
PLACE_OF_BLOCK, PLACE_INSIDE = (
    {tag: names.index(name) for tag, name in [*zip(names, names, strict=True), *ALIKE.items()] if name in names}
    for names in (BLOCKS, INSIDE)
)
"""The place of each tag among those, with the place of what it is like."""
AROUND: tuple[str, ...] = (
    "nav",
    "header",
    "footer",
    "aside",
    "article",
    "main",
    "section",
    "form",
    "table",
    "list",
    "figure",
)
AROUND += ("blockquote", "heading", "button", "dialog", "details", "link", "body text", "hidden", "silent")
"""What stands above a line, at any distance.

"list" and "heading" are of any kind, "link" is a link around blocks, "body text" microdata's `articleBody`, "silent"
what is hidden from screen readers.
"""
BY_TAG = {name: name for name in AROUND if name not in ("list", "heading", "link", "body text", "hidden", "silent")}
BY_TAG |= {"ul": "list", "ol": "list", "dl": "list", "a": "link", "menu": "nav", "noscript": "hidden"}
BY_TAG |= {f"h{level}": "heading" for level in range(1, 7)}
BY_ROLE = {"navigation": "nav", "menu": "nav", "menubar": "nav", "tablist": "nav", "banner": "header"}
BY_ROLE |= {"contentinfo": "footer", "complementary": "aside", "search": "form", "alertdialog": "dialog"}
BY_ROLE |= {
    name: name for name in ("article", "button", "dialog", "figure", "form", "heading", "list", "main", "table")
}
BIT = {name: 1 << place for place, name in enumerate(AROUND)}
OF_TAG = {tag: BIT[name] for tag, name in BY_TAG.items()}
OF_ROLE = {role: BIT[name] for role, name in BY_ROLE.items()}
HIDDEN = BIT["hidden"]
MEANT = frozenset(("class", "id", "role", "itemprop", "style", "hidden", "aria-hidden"))
"""Attributes that are read."""
HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_A-Za-z]+")
READ, LONGEST_WORD, MOST_WORDS = 300, 24, 64
"""Characters of an attribute that are read, characters of the longest word, words that are kept of all above a line."""
PROSE = 80
"""Characters outside of links from which on a line is prose."""
LEVELS = ("block", "parent", "grandparent", "great-grandparent")
"""Elements above a line that are measured."""

OF_LEVEL = ("log lines", "log characters", "link share", "share of page", "share of prose")
NAMES = (
    *(f"block {name}" for name in BLOCKS),
    *(f"begins in {name}" for name in INSIDE),
    *(f"inside {name}" for name in AROUND),
    "blank above",
    "link share",
    "log links",
    "log depth",
    "depth below prose",
    "log siblings",
    *(f"{name} of {level}" for level in LEVELS for name in OF_LEVEL),
    "steps to prose",
    "before main element",
    "after main element",
    "log alike",
    "log characters of alike",
    "prose of alike",
    "link share of alike",
    "share of prose of alike",
)


Words: TypeAlias = Sequence[tuple[str, ...]]
"""Words of the classes, ids, roles and names of elements (B), or of lines (L)."""


@dataclass(frozen=True, eq=False)
class Outline:
    """The lines of a page (L) and its elements (B) as arrays.

    `box`, `block`, `gap`, `linked` and `links` (L) are those of `Placed`; `chars` (L) counts the characters, `prose`
    (L) those of lines that are prose. `tag`, `parent`, `depth`, `begin` and `end` (B) are those of `Boxes`.
    `around` (B) has a bit for each of `AROUND` that is an element or stands above it. `words` (B) are those of the
    element, `inner` (B) those of an inline element and the inline ones directly above it, `above` (B) those of all
    elements above it; the nearest come first.
    """

    box: Ints
    block: Ints
    gap: Ints
    linked: Ints
    links: Ints
    chars: Ints
    prose: Ints
    tag: Sequence[str]
    parent: Ints
    depth: Ints
    begin: Ints
    end: Ints
    around: Ints
    words: Words
    inner: Words
    above: Words

    @classmethod
    def draw(cls, lines: Sequence[Placed], boxes: Boxes) -> "Outline":
        """Make arrays of what `layout` found."""
        rows = [(line.box, line.block, line.gap, line.linked, line.links, len(line.text)) for line in lines]
        box, block, gap, linked, links, chars = np.fromiter(chain.from_iterable(rows), np.int64).reshape(-1, 6).T
        prose = np.where(chars - linked >= PROSE, chars - linked, 0)
        of_elements = (boxes.parent, boxes.depth, boxes.begin, boxes.end)
        parent, depth, begin, end = (np.fromiter(numbers, np.int64, len(numbers)) for numbers in of_elements)
        around, words, inner, above = _inherit(boxes, _above(set(box.tolist()), boxes.parent))
        of_boxes = (boxes.tag, parent, depth, begin, end, around, words, inner, above)
        return cls(box, block, gap, linked, links, chars, prose, *of_boxes)

    def sums(self, values: Ints) -> Ints:
        """Add up values of lines (L) in each element (B)."""
        total = running(values)
        return total[self.end] - total[self.begin]

    def near(self) -> list[tuple[str, ...]]:
        """Return the words of the elements around each line's first character, up to the parent of its block (L)."""
        parents = np.maximum(self.parent[self.block], 0)
        places = zip(self.box.tolist(), self.block.tolist(), parents.tolist(), strict=True)
        return [self.inner[box] + self.words[block] + self.words[parent] for box, block, parent in places]

    def far(self) -> list[tuple[str, ...]]:
        """Return the words of all elements above those (L)."""
        return [self.above[max(self.parent[block], 0)] for block in self.block.tolist()]


def measure(outline: Outline) -> Floats32:
    """Return what `NAMES` says of each line (L × NAMES)."""
    return side_by_side([*_tags(outline), *_links(outline), *_levels(outline), *_prose(outline), *_alike(outline)])


def _above(found: set[int], parents: Sequence[int]) -> list[int]:
    """Return the elements that were found and all above them, in their order."""
    whole = {-1}
    for box in found:
        above = box
        while above not in whole:
            whole.add(above)
            above = parents[above]
    return sorted(whole)[1:]


def _inherit(boxes: Boxes, used: Sequence[int]) -> tuple[Ints, Words, Words, Words]:
    """Return `Outline.around`, `words`, `inner` and `above`; only elements that lines begin in are looked at."""
    size = len(boxes.tag)
    nothing: tuple[str, ...] = ()
    around, words, inner, above = [0] * size, [nothing] * size, [nothing] * size, [nothing] * size
    below: dict[int, tuple[str, ...]] = {-1: nothing}
    for number in used:
        tag, parent = boxes.tag[number], boxes.parent[number]
        mine = split(tag) if "-" in tag else nothing
        bits = OF_TAG.get(tag, 0) | (around[parent] if parent >= 0 else 0)
        for name, value in boxes.element[number].items():
            if name in MEANT:
                said, meant = _meaning(name, value[:READ])
                mine += said
                bits |= meant
        words[number], around[number] = mine, bits
        if parent not in below:
            below[parent] = (words[parent] + above[parent])[:MOST_WORDS]
        above[number] = below[parent]
        if tag in INLINE:
            inner[number] = (mine + inner[parent])[:MOST_WORDS]
    return np.array(around), words, inner, above


@lru_cache(4096)
def _meaning(name: str, value: str) -> tuple[tuple[str, ...], int]:
    """Return the words of an attribute, and what it says of `AROUND`."""
    if name == "style":
        return (), HIDDEN if HIDING.search(value) else 0
    if name == "hidden":
        return (), HIDDEN
    if name == "aria-hidden":
        return (), BIT["silent"] * (value == "true")
    bits = OF_ROLE.get(value, 0) if name == "role" else BIT["body text"] * (value == "articleBody")
    return split(value), bits


def split(value: str) -> tuple[str, ...]:
    """Return the words of a class, an id or a role, in lower case.

    >>> split("post-body relatedPosts2 js_HTMLNav")
    ('post', 'body', 'related', 'posts', 'js', 'html', 'nav')
    """
    return tuple([word.lower() for word in WORD.findall(value) if 1 < len(word) <= LONGEST_WORD])


def _tags(outline: Outline) -> Columns:
    blocks = _places([outline.tag[box] for box in outline.block.tolist()], PLACE_OF_BLOCK)
    inside = _places([outline.tag[box] for box in outline.box.tolist()], PLACE_INSIDE)
    around = outline.around[outline.box]
    return [
        *(blocks == np.arange(len(BLOCKS))[:, None]),
        *(inside == np.arange(len(INSIDE))[:, None]),
        *(around >> np.arange(len(AROUND))[:, None] & 1),
    ]


def _places(tags: Sequence[str], places: Mapping[str, int]) -> Ints:
    """Return the place of each tag, or -1 where it has none."""
    return np.fromiter([places.get(tag, -1) for tag in tags], np.int64, len(tags))


def _links(outline: Outline) -> Columns:
    depth = outline.depth[outline.block]
    usual = (depth * outline.prose).sum() // max(outline.prose.sum(), 1) if outline.prose.any() else depth
    kinds = _numbered(outline.tag)
    siblings = outline.parent * (kinds.max(initial=0) + 1) + kinds
    mine, sorted_ = siblings[outline.block], np.sort(siblings)
    times = sorted_.searchsorted(mine, "right") - sorted_.searchsorted(mine)
    return [
        np.minimum(outline.gap, 1),
        outline.linked / outline.chars,
        log(outline.links),
        log(depth) / 3,
        np.clip((depth - usual) / 8, -2, 2),
        log(times) / 3,
    ]


def _numbered(things: Sequence[Any]) -> Ints:
    """Give equal things equal numbers, from 0 in the order they come."""
    numbers: defaultdict[Any, int] = defaultdict(count().__next__)
    return np.fromiter(map(numbers.__getitem__, things), np.int64, len(things))


def _levels(outline: Outline) -> Columns:
    """How large the elements above a line are, what share of them is links, and what they hold of the page."""
    chars, linked, prose = (outline.sums(values) for values in (outline.chars, outline.linked, outline.prose))
    levels = [outline.block]
    for _ in LEVELS[1:]:
        levels.append(np.maximum(outline.parent[levels[-1]], 0))
    boxes = np.array(levels)
    of_levels = (
        log((outline.end - outline.begin)[boxes]) / 5,
        log(chars[boxes]) / 8,
        (linked / np.maximum(chars, 1))[boxes],
        (chars / max(outline.chars.sum(), 1))[boxes],
        (prose / max(outline.prose.sum(), 1))[boxes],
    )
    return [of_level[level] for level in range(len(LEVELS)) for of_level in of_levels]


def _prose(outline: Outline) -> Columns:
    """How far up from a line half of the page's prose is held; whether it stands before or after the main element.

    The main element is the smallest that holds more than half of the prose.
    """
    place = np.arange(len(outline.block))
    half = np.flatnonzero(2 * outline.sums(outline.prose) > outline.prose.sum())
    reached = np.zeros(len(place), np.int64)
    for box in half:
        reached[outline.begin[box] : outline.end[box]] = outline.depth[box]
    main = half[-1] if len(half) else 0
    steps = np.clip(outline.depth[outline.block] - reached, 0, 12)
    return [steps / 6, place < outline.begin[main], place >= outline.end[main]]


def _alike(outline: Outline) -> Columns:
    """How many lines stand in blocks of the same tag and classes, below a parent of the same, and how long they are."""
    tag, words = outline.tag, outline.words
    blocks, parents = outline.block, np.maximum(outline.parent[outline.block], 0)
    pairs = zip(blocks.tolist(), parents.tolist(), strict=True)
    group = _numbered([(tag[box], words[box], tag[parent], words[parent]) for box, parent in pairs])
    times, chars, linked, prose = (
        np.bincount(group, values)[group].astype(np.int64)
        for values in (np.ones(len(group)), outline.chars, outline.linked, outline.prose)
    )
    return [
        log(times) / 5,
        log(chars // times) / 6,
        prose / chars,
        linked / chars,
        prose / max(outline.prose.sum(), 1),
    ]
