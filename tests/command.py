"""The command as a shell runs it, for tests: its arguments and stdin in; exit code, stdout and stderr out."""

import fcntl
import os
import struct
import subprocess
import sys
import termios

COMMAND = [sys.executable, "-m", "cleaner"]
TITLE = "Night trains return to the coast after a decade"
BODY = (
    "The first night train to the coast in ten years left the capital on Friday with every berth taken, "
    "and the railway says that the summer is nearly sold out.\n"
    "\n"
    "Railway planners had dropped the night trains when cheap flights emptied their berths; now the capital "
    "wants passengers back on the rails, and the coast wants its visitors to stay longer than a weekend.\n"
)
STORY = f"{TITLE}\n\n{TITLE}\n\n{BODY}".encode()
CLEAN = f"{TITLE}\n\n{BODY}".encode()
BELOW_MENU = (
    f"Jobs in your area\nManage your subscription\nSign in to comment\nAll our newsletters\n{TITLE}\n{TITLE}\n{BODY}"
)
"""A text whose title stands so far down that its second copy goes only if somebody tells it."""


def cleaner(*arguments: str | bytes, text: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *arguments], input=text, capture_output=True, check=False, timeout=60)


def shell(line: str) -> subprocess.CompletedProcess[bytes]:
    """Run one line of bash in which `cleaner` is the command under test."""
    words = f"cleaner() {{ '{sys.executable}' -m cleaner \"$@\"; }}; {line}"
    return subprocess.run(["bash", "-c", words], capture_output=True, check=False, timeout=60)


def on_terminal(*arguments: str, width: int = 80, text: bytes | None = None) -> tuple[int, str]:
    """Run the command on a terminal `width` cells wide; stdin too is the terminal unless `text` is given."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
    stdin: int = theirs if text is None else subprocess.PIPE
    environment = dict(os.environ)  # without the COLUMNS that readline slips in below Python
    with subprocess.Popen(
        [*COMMAND, *arguments], stdin=stdin, stdout=theirs, stderr=theirs, env=environment
    ) as process:
        os.close(theirs)
        if process.stdin is not None:
            process.stdin.write(text or b"")
            process.stdin.close()
        shown = _drain(ours)
        os.close(ours)
        return process.wait(timeout=60), shown.replace("\r\n", "\n")


def dialogue(*arguments: str, keys: bytes, text: bytes = b"", end: int | None = None) -> tuple[int, str, bytes]:
    """Run the command with a terminal to ask on and pipes for its texts; `keys` are typed ahead.

    Returns its exit code, what the terminal shows and what is on stdout. With `end`, that signal is sent when all keys
    are used up.
    """
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 100, 0, 0))

    def take_terminal() -> None:
        os.setsid()
        fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)

    with subprocess.Popen(
        [*COMMAND, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=theirs, pass_fds=[theirs],
        preexec_fn=take_terminal,  # noqa: PLW1509 - there are no threads here
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        os.write(ours, keys)
        process.stdin.write(text)
        process.stdin.close()
        os.close(theirs)
        if end is not None:
            _wait_for(ours, keys.count(b"\n") + 1)
            process.send_signal(end)
        out = process.stdout.read()
        shown = _drain(ours)
        os.close(ours)
        return process.wait(timeout=60), shown.replace("\r\n", "\n"), out


def _wait_for(terminal: int, questions: int) -> None:
    """Read what a terminal shows until so many questions were asked."""
    shown = b""
    while shown.count(b"]? ") < questions:
        shown += os.read(terminal, 65536)


def _drain(terminal: int) -> str:
    """Read all that a terminal shows, up to the end of the last process on it."""
    shown = b""
    try:
        while piece := os.read(terminal, 65536):
            shown += piece
    except OSError:  # how Linux tells that nobody has the other end open any more
        pass
    return shown.decode()
