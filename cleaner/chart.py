"""One line explained: the lines around it, its verdict, and what spoke for and against it, as a chart of bars."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from .document import Cleaned, Evidence, JudgedLine, Reason
from .render import bare, column_widths, visible
from .screen import COLOURS, HEIGHT, NARROWEST, QUIET, wrapped

AROUND = 2
"""Lines shown on either side of the one that is explained."""
BAR = 20
"""Cells of the longest bar."""
STAYS = (
    "It stays as no line of its run is sure to go, or little else would be left; or it is the title that was given, its"
    " reason is left in, or it was decided so."
)
FOR, AGAINST = COLOURS[Reason.FOOTER], COLOURS[Reason.COMMENT]


def chart(  # noqa: PLR0913 - what there is, and how it is called
    cleaned: Cleaned, number: int, console: Console, *, name: str, threshold: float, above: int = 0
) -> Text:
    """Draw line `number`, from 1, explained for `console`; `name` is that of the text, of which lines stand `above`."""
    text = Text(end="").append(f"{visible(name)}:{number}\n\n", "bold")
    for i in range(max(number - AROUND, 1 + above), min(number + AROUND, above + len(cleaned.lines)) + 1):
        _draw_line(i, cleaned.lines[i - 1 - above], text, console, (i == number, *column_widths(cleaned)))
    line = cleaned.lines[number - 1 - above]
    said = (wrapped(words, console, console.width, HEIGHT) for words in _verdict(line, threshold))
    verdict = "\n".join(piece.plain for pieces in said for piece in pieces)
    text.append(f"\n{verdict}\n\n", "bold")
    _draw_bars(line.evidence, text, console)
    return text


def _draw_line(number: int, line: JudgedLine, out: Text, console: Console, widths: tuple[bool, int, int]) -> None:
    """Append a line with its verdict; the one that is explained is pointed at and shown in full height."""
    chosen, digits, tag = widths
    colour = COLOURS[line.removed_for] if line.removed_for else ""
    mark = "-" if line.removed_for else " "
    left = f"{'▸' if chosen else ' '} {number:>{digits}} {mark} {line.removed_for or '':<{tag}}  "
    room = max(NARROWEST, console.width - len(left))
    for i, piece in enumerate(wrapped(bare(line.text), console, room, HEIGHT if chosen else 1)):
        out.append(" " * len(left) if i else left, f"bold {colour}")
        out.append(f"{piece.plain}\n", "" if chosen else QUIET)


def _verdict(line: JudgedLine, threshold: float) -> list[str]:
    """Say what became of a line, and why, where that is not what its own score says."""
    what = f"removed as {line.removed_for}" if line.removed_for else "kept"
    alone = line.score >= threshold
    goes_with = "" if alone else ", together with the lines around it"
    told = f"{line.score:.2f} likely boilerplate"
    if line.removed_for:
        return [f"{what}{goes_with} · {told}"]
    return [f"{what} · {told}", *([STAYS] if alone else [])]


def _draw_bars(evidence: Sequence[Evidence], out: Text, console: Console) -> None:
    """Append a bar for each thing that spoke, strongest first; what spoke for content points to the left."""
    if not evidence:
        out.append("nothing spoke for or against it\n", QUIET)
        return
    bar = min(BAR, console.width // 5)
    room = max(NARROWEST, console.width - 2 * bar - len("    │ +0.0 "))
    width = min(room, max(cell_len(visible(item.words)) for item in evidence))
    most = max(abs(item.weight) for item in evidence)
    out.append(f"{'main content ◂':>{width + bar + 4}} ▸ boilerplate\n", QUIET)
    for words, weight in evidence:
        size = max(1, round(bar * abs(weight) / most))
        first, *more = wrapped(words, console, width, HEIGHT)
        out.append("  ").append(first).append(" " * (width - first.cell_len + 2))
        out.append(f"{'█' * size if weight < 0 else '':>{bar}}", AGAINST).append("│", QUIET)
        out.append("█" * size if weight >= 0 else "", FOR).append(f" {weight:+.1f}\n", QUIET)
        for piece in more:
            out.append("  ").append(piece).append("\n")
    out.append("\nhow much each changes the score, in log-odds\n", QUIET)
