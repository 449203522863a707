"""Removed runs one by one, as `git add -p` shows hunks: a person says of each whether it goes.

Questions and answers go through the terminal itself, so that stdin and stdout are free for texts. What was answered is
written down as soon as a text is done, and however the run ends before that.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from itertools import groupby
from pathlib import Path
from typing import IO, TextIO

from . import screen
from .decisions import KEEP, OPEN, decided, name, read, row
from .document import Cleaned
from .job import Job
from .records import Decide
from .render import column_widths, run_rows, visible
from .sources import SourceError, explained
from .targets import WRITING

TERMINAL = "/dev/tty"
ANSWERS = "ynadsq"
HELP = """\
y - remove these lines
n - keep them
a - remove these and all that follow in this text
d - keep these and all that follow in this text
s - split: ask of each line by itself
q - quit: keep these and all that was not asked yet, in every text
? - show this
"""


class Asker:
    """Asks of each run of removed lines whether it goes; of those that `file` has an answer for, no more."""

    def __init__(self, job: Job, reader: TextIO, writer: TextIO, file: IO[bytes] | None) -> None:
        self._reader, self._writer, self._file = reader, writer, file
        self._console = screen.console(writer, job.color)
        self._known = read(job.decisions) if job.decisions is not None else {}
        self._has_left = False

    def decide(self, cleaned: Cleaned, place: str) -> Cleaned:
        """Give the lines of a text the verdicts of a person; what is open when that one leaves is kept."""
        known = self._known.get(name(cleaned), [OPEN] * len(cleaned.texts))
        labels = [*known]
        try:
            self._fill(labels, decided(cleaned, known), place)
        finally:
            if self._file is not None and labels != known:
                self._file.write(row(cleaned, place, labels))
                self._file.flush()
        return decided(cleaned, [label or KEEP for label in labels] if self._has_left else labels)

    def _fill(self, labels: list[str], cleaned: Cleaned, place: str) -> None:
        """Ask for the labels that are open, as long as somebody answers."""
        pending = deque(_open_runs(cleaned, labels))
        while pending and not self._has_left:
            run = pending.popleft()
            answer = self._ask(cleaned, place, run, len(pending))
            if answer == "s":
                pending.extendleft([number] for number in reversed(run))
            elif answer == "q":
                self._has_left = True
            else:
                for number in (*run, *sum(pending, [])) if answer in "ad" else run:  # noqa: RUF017 - runs are few
                    labels[number] = KEEP if answer in "nd" else cleaned.removed_for[number] or OPEN
                if answer in "ad":
                    return

    def _ask(self, cleaned: Cleaned, place: str, run: Sequence[int], left: int) -> str:
        """Show a run, and ask until there is an answer; where nobody can answer any more, that is one too."""
        shown = screen.drawn(run_rows(cleaned, range(run[0], run[-1] + 1)), column_widths(cleaned), self._console)
        self._say(f"\n{visible(place)}\n{''.join(screen.written(shown, self._console))}")
        answers = ANSWERS if len(run) > 1 else ANSWERS.replace("s", "")
        what = f"these {len(run)} lines" if len(run) > 1 else "this line"
        while True:
            self._say(f"Remove {what}{f', {left} more to ask' if left else ''} [{','.join(answers)},?]? ")
            said = self._reader.readline()
            answer = said.strip().lower() if said else "q"
            if answer and answer in answers:
                return answer
            self._say(HELP)

    def _say(self, words: str) -> None:
        self._writer.write(words)
        self._writer.flush()


def _open_runs(cleaned: Cleaned, labels: Sequence[str]) -> Iterator[list[int]]:
    """Find the runs of lines that go for one reason and that nobody has decided upon, without their blank lines."""
    for reason, run in groupby(range(len(labels)), key=cleaned.removed_for.__getitem__):
        undecided = [number for number in run if labels[number] == OPEN and cleaned.texts[number].strip()]
        if reason is not None and undecided:
            yield undecided


@contextmanager
def asking(job: Job) -> Iterator[Decide]:
    """Open the terminal to ask on, and the file of decisions to add to."""
    try:
        reader, writer = open(TERMINAL, encoding="utf-8", errors="replace"), open(TERMINAL, "w")  # noqa: PTH123, SIM115
    except OSError:
        words = "has no terminal to ask on. To go by what was answered before, give --decisions alone"
        raise SourceError("--interactive", words) from None
    with reader, writer, _opened(job.decisions) as file:
        yield Asker(job, reader, writer, file).decide


def _opened(path: str | None) -> "nullcontext[None] | IO[bytes]":
    if path is None:
        return nullcontext()
    with explained(path, WRITING):
        return Path(path).open("ab")
