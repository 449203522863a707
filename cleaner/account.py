"""What became of a text, as data: one JSON object with the spans that stay and go, their scores and the evidence."""

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from itertools import accumulate, groupby, pairwise
from typing import Any

from . import __version__, model
from .document import Cleaned

DIGITS = 16
"""Hex digits of the model's digest; more than enough to tell two models apart."""


def account(cleaned: Cleaned, path: str, name: str | int, data: bytes, encoding: str = "utf-8") -> dict[str, Any]:
    """Tell what became of the text of the record `name`, with these bytes, of the source `path`.

    `bytes` are those of the text in `encoding`, behind a byte-order mark if it has one, and in UTF-8 where the text
    was found in a page or a record.
    """
    return {
        "path": path,
        "id": name,
        "sha256": sha256(data).hexdigest(),
        "cleaner": __version__,
        "model": model_digest(),
        "flag": cleaned.flag,
        "spans": list(_spans(cleaned, encoding)),
    }


@cache
def model_digest() -> str:
    """Tell one model from another."""
    files = sorted(model.FOLDER.glob("*.txt"), key=lambda file: file.name)
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:DIGITS]


def _spans(cleaned: Cleaned, encoding: str) -> Iterator[dict[str, Any]]:
    """Tell of each run of lines with one verdict: where it lies, why it goes, how sure that is."""
    characters = [0, *accumulate(len(text) for text in cleaned.texts)]
    sizes = [0, *accumulate(len(text.encode(encoding, "replace")) for text in cleaned.texts)]
    starts = [0]
    for _, run in groupby(cleaned.removed_for):
        starts.append(starts[-1] + sum(1 for _ in run))
    for start, stop in pairwise(starts):
        lines = cleaned.lines[start:stop]
        reason = lines[0].removed_for
        told = enumerate(lines, start + 1) if reason is not None else ()
        yield {
            "reason": reason,
            "lines": [start + 1, stop],
            "characters": [characters[start], characters[stop]],
            "bytes": [sizes[start], sizes[stop]],
            "scores": [round(line.score, 4) for line in lines],
            "evidence": [
                {"line": number, "words": words, "weight": round(weight, 2)}
                for number, line in told
                if line.text.strip()
                for words, weight in line.evidence
            ],
        }
