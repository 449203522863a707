"""The diff side by side: the text as it came, and beside it the text that is left; where a line goes, why.

Reads the rows of `render.py` and draws them as `screen.py` does, each text wrapped inside its own column.
"""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from rich.console import Console
from rich.text import Text

from .document import Cleaned
from .render import Row, bare, column_widths, gutter, rows, visible
from .screen import COLOURS, HEIGHT, NARROWEST, QUIET, STYLES, wrapped

BAR = " │ "
WHOLE = 10_000
"""Rows that one text may fill in a pipe."""


def side_by_side(cleaned: Cleaned, console: Console, **layout: Any) -> Iterator[Text]:
    """Draw the diff for `console` in two columns of its width; `layout` is passed on to `rows`."""
    widths = column_widths(cleaned, layout.get("above"))
    indent = widths[0] + len(" - ")
    width = max(NARROWEST, (console.width - indent - len(BAR)) // 2)
    for group in _groups(rows(cleaned, **layout)):
        text = Text(end="")
        if group[0].number is None:
            _draw_across(group[0], widths, text)
        else:
            left = [cell for row in group for cell in _left(row, console, indent, width)]
            right = [cell for row in group for cell in _right(row, console, width)]
            _draw(left, right, indent + width, text)
        yield text


def _groups(laid_out: Iterator[Row]) -> Iterator[list[Row]]:
    """Gather what stands side by side: removed lines, and why they went. Every other row is alone."""
    group: list[Row] = []
    for row in laid_out:
        if group and row.kind != "why" and not _goes_on(group[-1], row):
            yield group
            group = []
        group.append(row)
    yield group


def _goes_on(last: Row, row: Row) -> bool:
    """Whether a line went for the same reason as the one before; nobody asks why a blank line went."""
    return row.kind == last.kind == "removed" and row.reason == last.reason and bool(last.text.strip())


def _draw_across(row: Row, widths: tuple[int, int], out: Text) -> None:
    left = (" " * (widths[0] + len(" - ")), "") if row.kind == "note" else gutter(row, widths)
    out.append(left[0], QUIET).append(left[1], f"bold {COLOURS[row.reason] if row.reason else ''}")
    out.append(f"{visible(row.text)}\n", STYLES[row.kind])


def _draw(left: Sequence[Text], right: Sequence[Text], width: int, out: Text) -> None:
    """Append two columns to `out`, the left one filled up to `width` cells."""
    for one, other in zip_longest(left, right):
        cell = one or Text()
        out.append(cell).append(" " * (width - cell.cell_len)).append(BAR if other else BAR.rstrip(), QUIET)
        out.append(other or Text()).append("\n")


def _left(row: Row, console: Console, indent: int, width: int) -> Iterator[Text]:
    """Give the cells of a line as it came: its number, a - if it goes, its text."""
    if row.kind == "why":
        return
    colour = COLOURS[row.reason] if row.reason else ""
    style = f"{STYLES[row.kind]} {colour if row.kind == 'removed' else ''}"
    for i, piece in enumerate(_wrapped(row.text, console, width)):
        number = f"{'' if i else row.number or '':>{indent - 3}}"
        mark = " - " if row.kind == "removed" and not i else "   "
        yield Text().append(number, QUIET).append(mark, f"bold {colour}").append(piece.plain, style)


def _right(row: Row, console: Console, width: int) -> Iterator[Text]:
    """Give the cells of what is left of a line: the line, or why it is not there."""
    if row.kind == "why":
        tag = f"{row.reason}  " if row.reason else ""
        for i, piece in enumerate(_wrapped(row.text.removeprefix("└ "), console, width - len(tag))):
            colour = f"bold {COLOURS[row.reason]}" if row.reason else ""
            yield Text().append(" " * len(tag) if i else tag, colour).append(piece.plain, STYLES["why"])
    elif row.kind == "kept":
        yield from _wrapped(row.text, console, width)


def _wrapped(text: str, console: Console, width: int) -> list[Text]:
    return wrapped(bare(text), console, width, HEIGHT if console.is_terminal else WHOLE)
