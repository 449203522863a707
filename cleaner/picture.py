"""The diff as a picture: what a terminal shows, as SVG or as a page of HTML, by rich's own export.

It opens without a network, has no links and no scripts, and what came from a text is text in it. The page is as dark or
as light as its reader likes; the SVG brings a dark window of its own.
"""

import io
import re
from collections.abc import Iterable
from html import unescape

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from .job import Export
from .screen import columns

WIDTH = 100
"""Cells of a row; COLUMNS overrides."""
NIGHT = TerminalTheme((12, 12, 12), (217, 217, 217), [(217, 217, 217)] * 8)
"""The window of a picture; our own colours do not ask a theme."""
# Marks around each span keep Arabic on both sides of a bar from changing places across it.
PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>cleaner</title>
<style>
:root {{ color-scheme: light dark }}
pre {{ font: 14px/1.4 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace }}
span::before, span::after {{ content: "\\200e" }}
{stylesheet}
</style>
<pre>{code}</pre>
</html>
"""
WINDOW = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font: {char_height}px/{line_height}px "Fira Code", "DejaVu Sans Mono", monospace }}
.{unique_id}-title {{ font: bold 18px sans-serif }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
EMPTY = re.compile(r"<text [^<>]*+>\n</text>")
STRETCHED = re.compile(r' textLength="[\d.]+"([^>]*>)([^<]*)')
NO_XML = dict.fromkeys((0xFFFE, 0xFFFF), "\ufffd")


class Picture:
    """A picture that texts are drawn into, one below the other."""

    def __init__(self) -> None:
        self.console = Console(
            file=io.StringIO(), record=True, width=columns(WIDTH), height=50, force_terminal=True, color_system="256",
            no_color=False, highlight=False, markup=False, emoji=False, legacy_windows=False,
        )  # fmt: skip
        self.is_empty = True

    def add(self, drawn: Iterable[Text]) -> None:
        """Draw texts below those that are there."""
        for text in drawn:
            self.console.print(text, soft_wrap=True, end="")
            self.is_empty = False

    def written(self, form: Export) -> bytes:
        """Write the picture as a file of this format."""
        if form is Export.HTML:
            shown = self.console.export_html(theme=NIGHT, code_format=PAGE)
        else:
            shown = self.console.export_svg(title="cleaner", theme=NIGHT, code_format=WINDOW, unique_id="cleaner")
            shown = STRETCHED.sub(_unstretched, EMPTY.sub("", shown))
        return shown.translate(NO_XML).encode()


def _unstretched(found: re.Match[str]) -> str:
    """Leave the width of a text to its letters if they may be wide: rich would press two cells into one."""
    return found[0] if unescape(found[2]).replace("\xa0", " ").isascii() else found[1] + found[2]
