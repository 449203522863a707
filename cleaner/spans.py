"""What was removed, as data: a row for each line, or spans beside the text that others may apply or refuse."""

import json
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from .document import Cleaned, Reason

PREFIX = "cleaner__"
"""What the names of attributes begin with; dolma parts the names of attributes by two underscores."""


def rows(cleaned: Cleaned, source: str, name: str | int, above: int = 0) -> bytes:
    """Write a JSON line for each removed line: its source, the id of its record, its number, text, reason and score.

    The text is whole, with its ending; putting the lines back at their numbers gives the input again. There are so many
    lines `above`.
    """
    told: list[dict[str, Any]] = [
        {"source": source, "id": name, "line": above + number, "text": text, "reason": reason, "score": round(score, 4)}
        for number, text, score, reason in cleaned.removed
    ]
    return b"".join(map(line, told))


def line(row: dict[str, Any]) -> bytes:
    """Write a row as a JSON line; what is no character in it, as an escape."""
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def attributes(cleaned: Cleaned) -> str:
    """Write in JSON the spans of removed lines: by reason, `[start, end, score]`.

    That is how dolma writes the attributes of a document.
    """
    found: dict[str, list[list[float]]] = {}
    for start, end, reason, score in spans(cleaned):
        found.setdefault(f"{PREFIX}{reason}", []).append([start, end, score])
    return json.dumps(found)


def spans(cleaned: Cleaned) -> Iterator[tuple[int, int, Reason, float]]:
    """Give the span of each removed line: where it begins and ends, from 0, in code points; its reason and score."""
    ends = [*accumulate(map(len, cleaned.texts))]
    for number, text, score, reason in cleaned.removed:
        yield ends[number - 1] - len(text), ends[number - 1], reason, round(score, 4)
