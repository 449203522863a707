"""The signals that end the command: they unwind it, so that it tidies up, whatever it is waiting for.

Python does what a signal calls for between two of its own steps. A signal that comes after the last step before a call
that waits, for input, a writer, a reader, a worker or an answer, would wait with it, which can be for ever. So there is
a heartbeat: it interrupts whatever waits, and Python looks at all signals before it waits on.
"""

import _signal as signal  # `signal` itself loads more than it is asked for
import atexit
import sys

BEAT = 0.5
"""Seconds from one beat to the next: as long as a signal that comes at such a moment may go unheard."""


def heed() -> None:
    """Have the signals that end a program unwind it; one that is ignored stays so."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:  # a job under nohup is shielded
            signal.signal(number, _unwind)
    signal.signal(signal.SIGALRM, _beat)
    signal.setitimer(signal.ITIMER_REAL, BEAT, BEAT)
    atexit.register(signal.setitimer, signal.ITIMER_REAL, 0)  # a beat that nobody hears any more would kill


def _unwind(number: int, _: object) -> None:
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    sys.exit(128 + number)


def _beat(_: int, __: object) -> None:
    """Do nothing: that Python was woken is enough."""
