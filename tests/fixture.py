"""The project's own fixtures: `label<TAB>line`, one file a case; a blank line of the text is an empty line."""

from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent.parent / "fixtures"


class Fixture(NamedTuple):
    """A text with the label of each of its lines: `keep`, `blank`, or the reason for which the line goes.

    `known_failure` says why the judge does not get this text right yet, or is empty.
    """

    name: str
    lines: tuple[str, ...]
    labels: tuple[str, ...]
    known_failure: str

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)


def read(path: Path) -> Fixture:
    rows = path.read_text("utf-8").removesuffix("\n").split("\n")
    comments = [row for row in rows if row.startswith("# ")]
    pairs = [row.split("\t", 1) if row else ["blank", ""] for row in rows[len(comments) :]]
    labels, lines = zip(*pairs, strict=True) if pairs else ((), ())
    failure = "".join(row.removeprefix("# known failure: ") for row in comments if row.startswith("# known failure: "))
    return Fixture(str(path.relative_to(FOLDER)), lines, labels, failure)


ALL = [read(path) for path in sorted(FOLDER.rglob("*.tsv"))]
