"""What was fitted, as text that a person can review; `README.md` beside it says how."""

from pathlib import Path

FOLDER = Path(__file__).parent


def read(name: str) -> str:
    """Return the rows of the file of that name, without the comments above them."""
    return read_bytes(name).decode()


def read_bytes(name: str) -> bytes:
    """Return the rows of the file of that name as they are stored, in UTF-8."""
    return without_comments((FOLDER / f"{name}.txt").read_bytes())


def without_comments(rows: bytes) -> bytes:
    """Return the rows of a file of a model."""
    start = 0
    while rows.startswith(b"#", start):
        start = rows.index(b"\n", start) + 1
    return rows[start:]
