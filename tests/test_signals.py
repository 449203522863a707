"""A signal ends a wait for input at whatever moment it comes."""

import subprocess
import sys

from cleaner.signals import Input

WAITING = """
import os, signal
from cleaner import signals

signals.heed()
signal.signal(signal.SIGALRM, signal.getsignal(signal.SIGTERM))
reader, writer = os.pipe()
ended = 0
for moment in range(2000):
    given = signals.Input(reader, closefd=False)
    buffer = bytearray(8)
    try:
        signal.setitimer(signal.ITIMER_REAL, (moment % 100 + 1) / 2e6)
        given.readinto(buffer)
    except SystemExit:
        ended += 1
print(ended)
"""


def test_a_signal_is_heard_at_any_moment_before_a_read() -> None:
    done = subprocess.run([sys.executable, "-c", WAITING], capture_output=True, check=True, timeout=60)
    assert done.stdout.strip() == b"2000"


def test_input_reads_what_a_file_reads() -> None:
    with Input(__file__) as given, open(__file__, "rb") as plain:  # noqa: PTH123 - what it is compared to
        assert given.read() == plain.read()
