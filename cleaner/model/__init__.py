"""What was fitted, as text that a person can review; `README.md` beside it says how."""

from pathlib import Path

FOLDER = Path(__file__).parent


def read(name: str) -> str:
    """Return the rows of the file of that name, without the comments above them."""
    return without_comments((FOLDER / f"{name}.txt").read_bytes().decode())


def without_comments(text: str) -> str:
    """Return the rows of a file of a model."""
    start = 0
    while text.startswith("#", start):
        start = text.index("\n", start) + 1
    return text[start:]
