"""What is longer than the screen, in a pager: as git does it, with `PAGER` or less."""

import os
import shlex
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from shutil import get_terminal_size

DEFAULT = "less"
SETTINGS = {"LESS": "FRX", "LV": "-c"}
"""What less and lv need to show colours, and to leave short texts on the screen; a person's own settings go first."""


class Pager:
    """Holds back what is written until it is more than a screen, and then starts the pager.

    `write` is what writes to the terminal where no pager is needed, or there is none.
    """

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._write = write
        self._held: list[bytes] | None = []
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def runs(self) -> bool:
        """Whether the pager has the screen."""
        return self._process is not None

    def write(self, data: bytes) -> None:
        """Show `data`; raises BrokenPipeError where the reader has left the pager."""
        if self._held is None:
            self._pass_on(data)
            return
        self._held.append(data)
        if _rows(self._held) >= get_terminal_size().lines:
            self._process = _start()
            self.flush()

    def flush(self) -> None:
        """Show what is held back."""
        held, self._held = self._held or [], None
        for data in held:
            self._pass_on(data)

    def _pass_on(self, data: bytes) -> None:
        if self._process is None or self._process.stdin is None:
            self._write(data)
        else:
            self._process.stdin.write(data)
            self._process.stdin.flush()

    def close(self) -> None:
        """Show the rest and wait until the reader has left."""
        if self._process is None:
            self.flush()
            return
        with suppress(BrokenPipeError):
            self._process.communicate()
        while self._process.poll() is None:
            with suppress(KeyboardInterrupt):  # it is meant for the pager
                self._process.wait()


@contextmanager
def paging(write: Callable[[bytes], None]) -> Iterator[Pager]:
    """Open a pager; a reader who leaves it has seen enough, and that ends what is done inside."""
    pager = Pager(write)
    try:
        yield pager
    except (BrokenPipeError, KeyboardInterrupt):
        if not pager.runs:
            raise
    finally:
        pager.close()


def _rows(pieces: list[bytes]) -> int:
    return sum(piece.count(b"\n") for piece in pieces)


def _start() -> subprocess.Popen[bytes] | None:
    """Start the pager that is wanted, None where there is none."""
    command = shlex.split(os.environ.get("PAGER", DEFAULT))
    if not command or command == ["cat"]:
        return None
    try:
        return subprocess.Popen(command, stdin=subprocess.PIPE, env={**SETTINGS, **os.environ})
    except OSError:
        return None
