"""A parsed page as lines: its text in reading order, one line a block, and the elements that the lines stand in.

A line breaks where a browser would begin a new one: at blocks, at `<br>`, at the rows of a table. Inline markup never
breaks it. A row of short cells is one line; where cells hold more, each is a block by itself. In `<pre>` the lines
are those that were written. Hidden text is written too: much of what is hidden is shown by a script once the page is
read (tabs, folded sections, streamed articles), and `tags` says of each line whether it is hidden.
"""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from lxml import etree

INLINE = frozenset(
    str.split(
        "a abbr acronym b bdi bdo big blink cite code data del dfn em font i img input ins kbd label mark meter nobr"
        " output picture progress q rp rt ruby s samp small source span strike strong sub sup time track tt u var wbr"
        " math mfrac mi mn mo mover mroot mrow ms mspace msqrt mstyle msub msubsup msup mtext munder munderover"
        " semantics"
    )
)
"""Elements that stand within a line; all others, unknown ones too, are blocks."""
APART = frozenset(("a", "label", "span", "time"))
"""Inline elements that pages set beside each other without a space between: two of them are never one word."""
UNREAD = frozenset(
    str.split(
        "annotation annotation-xml audio canvas datalist embed frameset iframe img input link map meta noframes object"
        " script select style svg template textarea title video"
    )
)
"""Elements that hold no text of the page."""
SPACED = frozenset(
    str.split(
        "address article aside blockquote details dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr main nav"
        " ol p pre section table ul"
    )
)
"""Blocks with a blank line above and below."""
LISTS = frozenset(("ul", "ol", "dl"))
CELLS = frozenset(("td", "th"))
HEEDED = SPACED | CELLS | {"br", "tr"}
"""Blocks that do more than end a line."""
LONGEST_CELL = 100
"""Characters of a cell; in a row with a longer one each cell is a line."""


@dataclass(slots=True)
class Boxes:
    """The elements of a page that may hold text, in the order of their start tags (B).

    `tag` is the name of each, `parent` the number of the element around it, -1 for the root, `depth` the number of
    all around it. `begin` and `end` say which lines it holds.
    """

    element: list[Any] = field(default_factory=list)
    tag: list[str] = field(default_factory=list)
    depth: list[int] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    begin: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)


class Placed(NamedTuple):
    """A line where it stands.

    `box` is the innermost element around its first character, `block` the block that it is a line of. `gap` counts
    the blank lines above it; `linked` the characters in links, `links` the links. `pieces`, where they are asked for,
    are the texts it was made of: the element, whether the text is its tail (what follows it), and the part of the text
    that is in the line.
    """

    text: str
    box: int
    block: int
    gap: int
    linked: int
    links: int
    pieces: list[tuple[Any, bool, str]]


def lay_out(tree: Any, *, pieces: bool = False) -> tuple[list[Placed], Boxes]:
    """Return the lines of a page and the elements that they stand in. Takes time in proportion to the page."""
    writer = _Writer(keeps_pieces=pieces)
    stack, parts = writer.stack, writer.parts
    walk = etree.iterwalk(tree, events=("start", "end"))
    unread = None
    for event, element in walk:
        if tail := event == "end":
            if element is not unread:
                writer.close()
            text = element.tail if stack else None
        elif (tag := element.tag) in UNREAD:
            walk.skip_subtree()
            unread, text = element, None
        else:
            writer.open(element, tag)
            text = element.text
        if text and (parts or writer.open_pre or not text.isspace()):
            writer.write(text, element, tail)
    return writer.lines, writer.boxes


class _Writer:
    """Writes lines while elements open and close.

    Of the line that is being written, `parts` are its texts, and `pieces`, `box`, `linked`, `links` as in `Placed`;
    `box` is -1 until there is something to see.
    """

    def __init__(self, *, keeps_pieces: bool) -> None:
        self.keeps_pieces = keeps_pieces
        self.lines: list[Placed] = []
        self.boxes = Boxes()
        self.stack: list[int] = []
        self.blocks = [0]
        self.rows: list[list[int]] = []
        """Of each open row, where the lines of its cells begin."""
        self.parts: list[str] = []
        self.pieces: list[tuple[Any, bool, str]] = []
        self.box = -1
        self.gap = self.linked = self.links = 0
        self.open_links = self.open_pre = self.open_lists = 0
        self.beside = False

    def open(self, element: Any, tag: str) -> None:
        boxes, stack = self.boxes, self.stack
        number = len(boxes.tag)
        if tag not in INLINE:
            self._open_block(number, tag)
        elif tag in APART:
            if self.beside and not self.open_pre:
                self.parts.append(" ")
            if tag == "a":
                self.open_links += 1
                self.links += 1
        boxes.element.append(element)
        boxes.tag.append(tag)
        boxes.depth.append(len(stack))
        boxes.parent.append(stack[-1] if stack else -1)
        boxes.begin.append(len(self.lines))
        boxes.end.append(-1)
        stack.append(number)

    def _open_block(self, number: int, tag: str) -> None:
        broken = self.end_line()
        self.blocks.append(number)
        if tag not in HEEDED:
            return
        if tag in SPACED and not (tag in LISTS and self.open_lists):
            self.gap = max(self.gap, 1)
        if tag == "br":
            self.gap = max(self.gap, not broken)
        elif tag == "pre":
            self.open_pre += 1
        elif tag in LISTS:
            self.open_lists += 1
        elif tag == "tr":
            self.rows.append([])
        elif tag in CELLS and self.rows:
            self.rows[-1].append(len(self.lines))

    def close(self) -> None:
        number, boxes = self.stack.pop(), self.boxes
        tag = boxes.tag[number]
        if tag not in INLINE:
            self.end_line()
            self.blocks.pop()
            if tag in HEEDED:
                self._close_block(number, tag)
            boxes.end[number] = len(self.lines)
            return
        boxes.end[number] = len(self.lines) + (self.box >= 0)
        if tag in APART:
            self.beside = True
            self.open_links -= tag == "a"

    def _close_block(self, number: int, tag: str) -> None:
        if tag == "pre":
            self.open_pre -= 1
        elif tag in LISTS:
            self.open_lists -= 1
        elif tag == "tr":
            self._join_cells(number, self.rows.pop())
        if tag in SPACED and not (tag in LISTS and self.open_lists):
            self.gap = max(self.gap, 1)

    def write(self, text: str, element: Any, tail: bool) -> None:
        if self.open_pre and "\n" in text:
            self._write_lines(text, element, tail)
            return
        self.beside = False
        self.parts.append(text)
        if bare := text.strip():
            if self.box < 0:
                self.box = self.stack[-1]
            if self.open_links:
                self.linked += len(" ".join(bare.split()))
            if self.keeps_pieces:
                self.pieces.append((element, tail, text))

    def _write_lines(self, text: str, element: Any, tail: bool) -> None:
        for place, line in enumerate(text.split("\n")):
            if place and not self.end_line():
                self.gap += 1
            self.write(line, element, tail)

    def end_line(self) -> bool:
        """End the line that is being written; False if there was nothing to see in it."""
        links, self.links, self.beside = self.links, self.open_links, False
        if not self.parts:
            return False
        if written := self.box >= 0:
            text = "".join(self.parts)
            text = text.rstrip() if self.open_pre else " ".join(text.split())
            linked = min(self.linked, len(text))
            self.lines.append(Placed(text, self.box, self.blocks[-1], self.gap, linked, links, self.pieces))
            self.box, self.gap, self.linked = -1, 0, 0
            if self.pieces:
                self.pieces = []
        self.parts.clear()
        return written

    def _join_cells(self, row: int, starts: list[int]) -> None:
        """Make the cells of a row one line, if they are short and none holds more than one."""
        bounds = [*starts, len(self.lines)]
        cells = self.lines[bounds[0] :]
        if len(cells) < 2 or any(end - begin > 1 for begin, end in pairwise(bounds)):
            return
        if any(len(cell.text) > LONGEST_CELL for cell in cells):
            return
        linked, links = sum(cell.linked for cell in cells), sum(cell.links for cell in cells)
        text, pieces = "\t".join(cell.text for cell in cells), [piece for cell in cells for piece in cell.pieces]
        self.lines[bounds[0] :] = [Placed(text, row, row, cells[0].gap, linked, links, pieces)]
        boxes = self.boxes
        for number in range(row + 1, len(boxes.parent)):
            boxes.begin[number], boxes.end[number] = bounds[0], bounds[0] + (boxes.end[number] > boxes.begin[number])
