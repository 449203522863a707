"""What people decided about lines: a label for each, kept in a file that later runs go by and the training reads.

The file is JSON lines, a row for each text that somebody went through: `id`, the SHA-256 of the text in UTF-8;
`source`; `lang`, which nobody is asked for; `lines`; and `labels`, for each line `keep`, the reason for which it goes,
or nothing where that is left to the judge. That is how labelled texts lie in NEWS.jsonl too. Of several rows about a
text the last one counts.
"""

import errno
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from hashlib import sha256
from pathlib import Path

from .document import Cleaned, Evidence, Reason, drop_gaps
from .render import bare
from .sources import SourceError, explained
from .spans import line

KEEP, OPEN = "keep", ""
LABELS = (KEEP, OPEN, *Reason)
BY_HAND = Evidence("decided by hand", 0.0)
REMEDIES = {errno.ENOENT: "no such file. Write it first: cleaner clean --interactive --decisions FILE"}
Labels = Sequence[str]
"""A label for each line of a text."""


@lru_cache(1)
def read(path: str) -> Mapping[str, Labels]:
    """Read the labels of texts by their id; raises SourceError for what was not written here."""
    with explained(path, REMEDIES):
        rows = Path(path).read_bytes().splitlines()  # of bytes, so that U+2028 ends none
    found = {}
    for number, row in enumerate(rows, 1):
        try:
            told = json.loads(row)
            found[told["id"]] = [LABELS[LABELS.index(label)] for label in told["labels"]]
        except (ValueError, TypeError, KeyError):
            words = (
                f"holds no decisions in line {number:,}. Take that line out, or name a file that --interactive wrote"
            )
            raise SourceError(path, words) from None
    return found


def row(cleaned: Cleaned, source: str, labels: Labels) -> bytes:
    """Write what was decided about the lines of a text."""
    lines = [bare(text) for text in cleaned.texts]
    return line({"id": name(cleaned), "source": source, "lang": "", "lines": lines, "labels": labels})


def name(cleaned: Cleaned) -> str:
    """Name a text by what it says, however it lies in a file."""
    return sha256("".join(cleaned.texts).encode("utf-8", "surrogatepass")).hexdigest()


def replay(path: str, cleaned: Cleaned, _: str) -> Cleaned:
    """Give the lines of a text the verdicts that a file has for them."""
    labels = read(path).get(name(cleaned))
    return cleaned if labels is None else decided(cleaned, labels)


def decided(cleaned: Cleaned, labels: Labels) -> Cleaned:
    """Give the lines of a text the verdicts of their labels; blank lines go with what is around them."""
    blank = [not text.strip() for text in cleaned.texts]
    verdicts = [
        None if empty or label == KEEP else Reason(label) if label else reason
        for empty, label, reason in zip(blank, labels, cleaned.removed_for, strict=True)
    ]
    explain = partial(_explain, cleaned, labels)
    given = Cleaned(cleaned.texts, cleaned.scores, drop_gaps(verdicts, blank), explain, cleaned.lost)
    given.flag = cleaned.flag
    return given


def _explain(cleaned: Cleaned, labels: Labels, number: int) -> tuple[Evidence, ...]:
    """Tell what the judge says of a line, and whether it had a say."""
    found = cleaned.lines[number].evidence
    return (*found, BY_HAND) if labels[number] else found
