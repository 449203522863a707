"""The signals that end the command, heard while it waits for input too.

Python does what a signal calls for between two of its own steps. A signal that comes after the last step before a read
would wait for that read to end, which in a pipe nobody writes to is never. So the wait is for input and signals alike.
"""

import os
import signal
import sys
from io import FileIO
from select import POLLIN, poll
from typing import Any

_heard: list[int] = []


def heed() -> None:
    """Have the signals that end a program unwind it, so that it tidies up; one that is ignored stays so."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:  # a job under nohup is shielded
            signal.signal(number, _unwind)
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    _heard.append(reader)


def _unwind(number: int, _: object) -> None:
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    sys.exit(128 + number)


class Input(FileIO):
    """A file, pipe or terminal, by path or number, whose waiting ends with a signal that `heed` was called for."""

    def readinto(self, buffer: Any) -> int | None:
        """Read what there is into a buffer, once there is something; return its bytes, 0 at the end."""
        if _heard:
            self._wait()
        return super().readinto(buffer)

    def _wait(self) -> None:
        waiting = poll()
        for number in (self.fileno(), *_heard):
            waiting.register(number, POLLIN)
        while self.fileno() not in (ready := dict(waiting.poll())):
            os.read(next(iter(ready)), 4096)  # after this step Python unwinds, if the signal was for this process
