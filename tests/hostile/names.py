"""Names that act on a terminal, a shell or an option parser, and files that are none."""

import os
from pathlib import Path

NAMES = {
    "dash": b"-n",
    "option": b"--in-place",
    "stdin": b"-",
    "spaces": b" before and behind ",
    "line feed": b"new\nline.txt",
    "tab": b"tab\t.txt",
    "escapes": b"esc\x1b[2J\x1b]52;c;eA==\x07.txt",
    "C1": b"c1\xc2\x9b2J.txt",
    "no UTF-8": b"bad\xff\xfe.txt",
    "right to left": "rlo\u202etxt.exe".encode(),
    "rich markup": b"[bold]x[red].txt",
    "rich mistake": b"[",  # closes nothing, opens nothing
    "emoji by name": b":smile:.txt",
    "wildcards": b"glob*?[a].txt",
    "shell": b"$(touch owned).txt",
    "quotes": b"quote'\".txt",
    "backslash": b"back\\slash.txt",
    "longest": b"n" * 251 + b".txt",
    "composed": "nfc \u00e9.txt".encode(),
    "decomposed": "nfc e\u0301.txt".encode(),
    "hidden": b".hidden.txt",
    "no ending": b"no_ending",
    "packed by name only": b"a.txt.gz",
    "a line number": b"story.txt:3",
}


def write(folder: Path, text: bytes) -> list[bytes]:
    """Write the same text under every name, and return the names."""
    for name in NAMES.values():
        Path(os.fsdecode(os.path.join(os.fsencode(folder), name))).write_bytes(text)  # noqa: PTH118 - bytes
    return [*NAMES.values()]


def write_odd(folder: Path) -> dict[str, str]:
    """Write what is named like a text and is no file, and return a word of what is to be said of each."""
    (folder / "folder.txt").mkdir()
    os.mkfifo(folder / "fifo.txt")
    for name, target in {"self.txt": "self.txt", "dangling.txt": "nowhere.txt", "device.txt": "/dev/zero"}.items():
        (folder / name).symlink_to(target)
    return {
        "folder.txt": "is a folder",
        "fifo.txt": "not a regular file",
        "self.txt": "Too many levels of symbolic links",
        "dangling.txt": "no such file",
        "device.txt": "not a regular file",
    }
