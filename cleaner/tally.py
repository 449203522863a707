"""What was counted: for one source or for a whole run, in numbers and in words."""

from dataclasses import dataclass, field, fields, replace
from typing import Any

from .document import NOTHING, Reason, Words
from .records import Outcome
from .render import Share


@dataclass
class Tally:
    """Counts of one or more sources; two are added with +=.

    Of the records that were `read`, `texts` were cleaned, of which `changed` lost something and `flagged` most of their
    words; `others` have no text, as blank lines have none; `rejected` ones could not be cleaned. `failed` sources could
    not be read or written to their end, `skipped` ones were done before. `lines` counts those of the cleaned texts,
    `shares` what was removed of them. Bytes are those of records, unpacked.

    For the sake of texts that come in parts there are `words` of what is shown, those `lost` as the judge counts them,
    and `strays`, the parts with bytes that are no text; machines are not told of these.
    """

    read: int = 0
    texts: int = 0
    changed: int = 0
    flagged: int = 0
    others: int = 0
    rejected: int = 0
    failed: int = 0
    skipped: int = 0
    lines: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    shares: dict[Reason, Share] = field(default_factory=dict)
    words: int = 0
    lost: Words = NOTHING
    strays: int = 0

    def add(self, data: bytes | None, outcome: Outcome, *, goes_on: bool = False) -> None:
        """Count what became of a record of these bytes; that of the end, which has none, is none.

        A part with which a text `goes_on` is no text more.
        """
        if data is None:
            return
        self.bytes_in += len(data)
        self.bytes_out += len(outcome.data or b"")
        if outcome.error is not None:
            self.rejected += 1
        elif outcome.lines is None:
            self.others += 1
        else:
            self.texts += not goes_on
            self.lines += outcome.lines
            self.changed += bool(outcome.shares)
            self.flagged += outcome.flag is not None
            self.words += outcome.words
            self.lost = Words(*map(sum, zip(self.lost, outcome.lost, strict=True)))
            self.strays += outcome.stray is not None
            self._add_shares(outcome.shares)

    def joined(self) -> "Tally":
        """Count the parts of a text as one."""
        whole = replace(self, read=1, changed=min(self.changed, 1), rejected=min(self.rejected, 1), others=0)
        whole.texts, whole.flagged = 1 - whole.rejected, int(self.lost.flag is not None)
        return whole

    def __iadd__(self, other: "Tally") -> "Tally":
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self._add_shares(other.shares)
        return self

    def _add_shares(self, shares: dict[Reason, Share]) -> None:
        for reason, share in shares.items():
            lines, words = self.shares.get(reason, Share(0, 0))
            self.shares[reason] = Share(lines + share.lines, words + share.words)

    def as_dict(self) -> dict[str, Any]:
        """Give the counts for machines."""
        shares = {reason.value: share._asdict() for reason, share in sorted(self.shares.items())}
        counts = {name: getattr(self, name) for name in COUNTS}
        return counts | {"removed": self.removed, "kept": self.lines - self.removed, "shares": shares}

    @property
    def errors(self) -> int:
        """How much could not be cleaned."""
        return self.rejected + self.failed

    @property
    def removed(self) -> int:
        """How many lines were removed."""
        return sum(share.lines for share in self.shares.values())

    @property
    def ranked(self) -> list[tuple[Reason, Share]]:
        """What was removed, most words first."""
        return sorted(self.shares.items(), key=lambda item: -item[1].words)

    @property
    def removed_words(self) -> str:
        """Say how many lines were removed, of how many, and why."""
        kinds = ", ".join(f"{share.lines:,} {reason}" for reason, share in self.ranked)
        return f"{self.removed:,} of {self.lines:,} lines ({kinds})"

    def summary(self, sources: int) -> str:
        """Say what became of so many sources."""
        texts = self.texts + self.rejected
        files = f"{sources:,} texts" if texts + self.failed == sources else f"{sources:,} files, {texts:,} texts"
        counts = f"{files}: {self.changed:,} with something to remove"
        failed = f", {self.failed:,} failed" if self.failed else ""
        skipped = f", {self.skipped:,} done before" if self.skipped else ""
        return f"{counts}{self.rejected_words}{failed}{skipped}"

    @property
    def rejected_words(self) -> str:
        """Say how many records were rejected, if any were."""
        return f", {self.rejected:,} rejected" if self.rejected else ""


COUNTS = [each.name for each in fields(Tally) if each.name not in ("shares", "words", "lost", "strays")]
