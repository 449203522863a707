"""What was fitted, as text that a person can review; `README.md` beside it says how."""

from functools import cache
from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).parent
DIGITS = 16
"""Hex digits of the digest; more than enough to tell two models apart."""


def read(name: str) -> str:
    """Return the rows of the file of that name, without the comments above them."""
    return without_comments((FOLDER / f"{name}.txt").read_bytes().decode())


def without_comments(text: str) -> str:
    """Return the rows of a file of a model."""
    while text.startswith("#"):
        text = text[text.index("\n") + 1 :]
    return text


@cache
def digest() -> str:
    """Tell one model from another."""
    files = sorted(FOLDER.glob("*.txt"), key=lambda file: file.name)
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:DIGITS]
