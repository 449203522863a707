"""The diff on a terminal: the rows of `render.py` in colour, each text cut or wrapped inside its own column.

Only this room and `columns.py` import rich, and rich gets nothing but `Text` objects: in a plain string it would read
markup, emoji names and numbers where the text has only characters.
"""

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TextIO

from rich.console import Console
from rich.text import Text

from .document import Cleaned, Reason
from .job import Color
from .patch import Piece
from .render import Row, bare, column_widths, gutter, rows, visible

# Six hues of middling lightness, none nearer than 3.6 : 1 in contrast to black or to white.
COLOURS = {
    Reason.TITLE: "color(162)",
    Reason.NAVIGATION: "color(32)",
    Reason.TEASER: "color(134)",
    Reason.NOTICE: "color(100)",
    Reason.COMMENT: "color(30)",
    Reason.FOOTER: "color(166)",
}
STYLES = {"name": "bold", "kept": "", "removed": "strike", "why": "dim", "note": "dim", "table": ""}
PATCH_STYLES = {"name": "bold", "place": "color(30)", "-": "color(162)", "+": "color(32)", " ": ""}
PIPE = 130
"""Cells of a row in a pipe, as of `diff -y`; COLUMNS overrides."""
HEIGHT = 3  # rows of the screen that a removed line or a note may fill; a kept line fills one
NARROWEST = 20  # cells; on a screen with less room for the text its rows run over the edge


def console(stream: TextIO, color: Color = Color.AUTO) -> Console:
    """Open a console on `stream` that shows every character for itself.

    By itself it has colours on a terminal, but for NO_COLOR, and elsewhere with FORCE_COLOR.
    """
    forced = True if color is Color.ALWAYS else None
    colourless = {Color.ALWAYS: False, Color.NEVER: True}.get(color)
    opened = Console(
        file=stream, force_terminal=forced, no_color=colourless, highlight=False, markup=False, emoji=False
    )
    if not stream.isatty():
        opened.width = int(os.environ.get("COLUMNS", PIPE))
    return opened


def paragraph(text: str, console: Console) -> str:
    """Write one line of plain words for `console`, broken between words at its edge."""
    with console.capture() as capture:
        console.print(Text(visible(text)))
    return capture.get()


def styled(cleaned: Cleaned, console: Console, **layout: Any) -> Iterator[str]:
    """Write the diff for `console`, in its colours and cut to its width, as strings of many rows each.

    `layout` is passed on to `rows`.
    """
    widths = column_widths(cleaned)
    laid_out = rows(cleaned, **layout)
    while chunk := list(islice(laid_out, 200)):
        text = Text(end="")
        for row in chunk:
            _draw(row, gutter(row, widths), text, console)
        with console.capture() as capture:
            console.print(text, soft_wrap=True, end="")
        yield capture.get()


def _draw(row: Row, left: tuple[str, str], out: Text, console: Console) -> None:
    """Append one row to `out`: the number quiet, mark and tag in the colour of the reason, then the text."""
    colour = COLOURS[row.reason] if row.reason and row.kind != "why" else ""
    style = f"{STYLES[row.kind]} {colour if row.kind == 'removed' else ''}"
    indent = sum(map(len, left))
    out.append(left[0], "dim").append(left[1], f"bold {colour}")
    pieces = wrapped(
        bare(row.text), console, max(NARROWEST, console.width - indent), 1 if row.kind == "kept" else HEIGHT
    )
    for i, piece in enumerate(pieces):
        out.append(f"\n{'':{indent}}" if i else "").append(piece.plain, style)
    out.append("\n")


def wrapped(text: str, console: Console, width: int, height: int) -> list[Text]:
    """Wrap `text` to at most `height` pieces of `width` cells, the last ending in … where more follows."""
    reach = 4 * width * height  # a bound on the work for a line of megabytes; four characters to a cell
    shown = Text(visible(text[:reach]) + "…" * (len(text) > reach))
    one_row = height == 1 or shown.cell_len <= width
    pieces = [shown] if one_row else list(shown.wrap(console, width, overflow="fold"))
    if len(pieces) > height:
        pieces[height - 1 :] = [Text(f"{pieces[height - 1].plain.rstrip()}…")]
    pieces[-1].truncate(width, overflow="ellipsis")
    return pieces


def patched(pieces: Iterable[Piece], console: Console) -> Iterator[str]:
    """Write a patch for `console`, in colours and harmless; every line is whole."""
    for piece in pieces:
        text = Text(end="")
        for line in piece.data.decode("utf-8", "surrogateescape").removesuffix("\n").split("\n"):
            text.append(f"{visible(line)}\n", PATCH_STYLES[piece.kind])
        with console.capture() as capture:
            console.print(text, soft_wrap=True, end="")
        yield capture.get()
