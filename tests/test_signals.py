"""A signal ends the command even if it comes right before a call that waits for ever."""

import subprocess
import sys

import pytest

WAITING = """
import ctypes, os, select, signal, sys
from functools import partial
from operator import call
from cleaner import signals

reader, writer = os.pipe()
os.mkfifo(sys.argv[2])
child = os.fork() or os.execvp("sleep", ["sleep", "60"])
polled = select.poll()
polled.register(reader, select.POLLIN)
waits = {
    "opening": partial(os.open, sys.argv[2], os.O_RDONLY),
    "reading": partial(os.read, reader, 1),
    "writing": partial(os.write, writer, bytes(2**20)),
    "polling": polled.poll,
    "a child": partial(os.waitpid, child, 0),
}
signals.heed()
try:
    # no step of Python lies between the two
    list(map(call, [partial(ctypes.CDLL(None).kill, os.getpid(), signal.SIGTERM), waits[sys.argv[1]]]))
finally:
    os.kill(child, signal.SIGKILL)
"""


@pytest.mark.parametrize("wait", ["opening", "reading", "writing", "polling", "a child"])
def test_a_signal_right_before_a_wait_ends_it(wait: str, tmp_path: object) -> None:
    command = [sys.executable, "-c", WAITING, wait, f"{tmp_path}/fifo"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=20)
    assert (done.returncode, done.stderr) == (143, b"")
