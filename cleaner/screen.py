"""The diff on a terminal: the rows of `render.py` in colour, each text cut or wrapped inside its own column.

What is drawn, here and in `columns.py` and `chart.py`, are `Text` objects, and rich gets nothing else: in a plain
string it would read markup, emoji names and numbers where the text has only characters.
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

# Six hues and a grey of middling lightness: their contrast to black and to white is 4.5 : 1, or rounds to it. What
# terminals make of "dim" is too faint on some.
COLOURS = {
    Reason.TITLE: "color(163)",
    Reason.NAVIGATION: "color(63)",
    Reason.TEASER: "color(98)",
    Reason.NOTICE: "color(28)",
    Reason.COMMENT: "color(29)",
    Reason.FOOTER: "color(130)",
}
QUIET = "color(243)"
STYLES = {
    "name": "bold",
    "kept": "",
    "removed": "strike",
    "why": QUIET,
    "note": QUIET,
    "beside": QUIET,
    "head": QUIET,
    "table": "",
}
PATCH_STYLES = {"name": "bold", "place": "color(63)", "-": "color(163)", "+": "color(28)", " ": ""}
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
        opened.width = columns(PIPE)
    return opened


def columns(usual: int) -> int:
    """Tell how wide a screen is that nobody looks at: as COLUMNS says, or as is usual."""
    said = os.environ.get("COLUMNS", "")
    return int(said) if said.isdecimal() and int(said) else usual


def paragraph(text: str, console: Console) -> str:
    """Write one line of plain words for `console`, broken between words at its edge."""
    with console.capture() as capture:
        console.print(Text(visible(text)))
    return capture.get()


def written(drawn: Iterable[Text], console: Console) -> Iterator[str]:
    """Write what was drawn for `console` as it takes it."""
    for text in drawn:
        with console.capture() as capture:
            console.print(text, soft_wrap=True, end="")
        yield capture.get()


def inline(cleaned: Cleaned, console: Console, **layout: Any) -> Iterator[Text]:
    """Draw the diff for `console`, cut to its width, in texts of many rows each; `layout` is passed on to `rows`."""
    return drawn(rows(cleaned, **layout), column_widths(cleaned, layout.get("above")), console)


def drawn(laid_out: Iterable[Row], widths: tuple[int, int], console: Console) -> Iterator[Text]:
    """Draw rows, behind columns of these widths."""
    left = iter(laid_out)
    while chunk := list(islice(left, 200)):
        text = Text(end="")
        for row in chunk:
            _draw(row, gutter(row, widths), text, console)
        yield text


def _draw(row: Row, left: tuple[str, str], out: Text, console: Console) -> None:
    """Append one row to `out`: the number quiet, mark and tag in the colour of the reason, then the text."""
    colour = COLOURS[row.reason] if row.reason and row.kind != "why" else ""
    style = f"{STYLES[row.kind]} {colour if row.kind == 'removed' else ''}"
    indent = sum(map(len, left))
    out.append(left[0], QUIET).append(left[1], f"bold {colour}")
    pieces = wrapped(
        bare(row.text), console, max(NARROWEST, console.width - indent), 1 if row.kind in ("kept", "beside") else HEIGHT
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


def patched(pieces: Iterable[Piece]) -> Iterator[Text]:
    """Draw a patch in colours, and harmless; every line is whole."""
    for piece in pieces:
        text = Text(end="")
        for line in piece.data.decode("utf-8", "surrogateescape").removesuffix("\n").split("\n"):
            text.append(f"{visible(line)}\n", PATCH_STYLES[piece.kind])
        yield text
