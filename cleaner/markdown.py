"""The lines of a page that were kept, as Markdown: with their headings, lists, links, tables and code.

A copy of the page is pruned to the elements that hold kept lines, and markdownify (the extra `markdown`) writes it.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from lxml.etree import strip_elements, tostring
from lxml.html import HtmlElement

from .layout import CELLS, UNREAD, Placed, lay_out
from .markup import Page

TEXTLESS = frozenset(("br", "hr", "td", "th"))
"""Elements that say something without any text."""
PARTS_OF_TABLE = frozenset(("table", "tbody", "thead", "tfoot", "tr", "td", "th"))
LINES_OF_CELL = 3
"""Lines that a cell holds at most; a table with a longer one is there for its layout."""


def to_markdown(page: Page, kept: Sequence[bool]) -> str:
    """Return what is kept of a page as Markdown; `kept` says so for each line that is not blank (L).

    What is nested too deeply for the writer comes as plain lines.
    """
    from markdownify import MarkdownConverter

    writer = MarkdownConverter(heading_style="ATX", bullets="-", autolinks=False)
    try:
        text = writer.convert(tostring(prune(page.tree, kept), encoding="unicode", method="html"))
    except RecursionError:
        lines = (line for line in page.lines if line.strip())
        text = "\n".join(line for line, keep in zip(lines, kept, strict=True) if keep)
    return f"{text.strip()}\n" if text.strip() else ""


def prune(tree: Any, kept: Sequence[bool]) -> Any:
    """Return a copy of a page that holds nothing but the lines that are kept, in their elements."""
    tree = deepcopy(tree)
    strip_elements(tree, *UNREAD, "img", with_tail=False)
    lines, boxes = lay_out(tree, pieces=True)
    _cut(lines, kept)
    stays = [line for line, keep in zip(lines, kept, strict=True) if keep]
    _dissolve_layout([boxes.element[line.block] for line in stays])
    for element in reversed(list(tree.iter())[1:]):
        if element.tag not in TEXTLESS and _is_bare(element):
            HtmlElement.drop_tree(element)  # which may have no methods of its own
    return tree


def _is_bare(element: Any) -> bool:
    texts = element.itertext() if element.tag == "tr" or not len(element) else ["full"]
    return not any(text.strip() for text in texts)


def _cut(lines: Sequence[Placed], kept: Sequence[bool]) -> None:
    """Take out of the tree the texts of lines that are not kept."""
    parts: defaultdict[tuple[Any, bool], list[tuple[str, bool]]] = defaultdict(list)
    for line, keep in zip(lines, kept, strict=True):
        for element, tail, part in line.pieces:
            parts[element, tail].append((part, keep))
    for (element, tail), found in parts.items():
        if not all(keep for _, keep in found):
            setattr(element, "tail" if tail else "text", "\n".join(part for part, keep in found if keep))


def _dissolve_layout(blocks: Sequence[Any]) -> None:
    """Make plain blocks of tables for layout: those around others, with many lines in a cell, with a cell a row."""
    cells = Counter(cell for block in blocks for cell in (block, *block.iterancestors()) if cell.tag in CELLS)
    tables_of = {cell: [*cell.iterancestors("table")] for cell in cells}
    layout = {table for cell, lines in cells.items() for table in tables_of[cell][:1] if lines > LINES_OF_CELL}
    layout |= {table for tables in tables_of.values() for table in tables[1:]}
    rows = Counter(cell.getparent() for cell in cells)
    lists = {tables[0] for tables in tables_of.values() if tables}
    layout |= lists - {table for row, width in rows.items() if width > 1 for table in row.iterancestors("table")}
    parts = [part for table in layout for part in table.iter(*PARTS_OF_TABLE)]
    for part in [part for part in parts if next(part.iterancestors("table"), None) in layout] + [*layout]:
        part.tag = "div"
