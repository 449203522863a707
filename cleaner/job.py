"""What one run of the command has to do: the one value that the options become and all rooms of a run read."""

import sys
from collections.abc import Sequence
from enum import StrEnum
from math import inf
from typing import NamedTuple

from .document import Reason

STDIN = "-"


class Format(StrEnum):
    """How texts lie in a source."""

    TEXT = "text"
    HTML = "html"
    JSONL = "jsonl"
    PARQUET = "parquet"
    WARC = "warc"
    WET = "wet"


class View(StrEnum):
    """How what would go is shown."""

    INLINE = "inline"
    SIDES = "side-by-side"
    PATCH = "unified"
    DATA = "json"
    LINE = "line"


class Export(StrEnum):
    """What a picture of the diff is."""

    SVG = "svg"
    HTML = "html"


class By(StrEnum):
    """What a site is: all pages of a host, or of all hosts that were registered as one."""

    HOST = "host"
    DOMAIN = "domain"


class Color(StrEnum):
    """When the diff is coloured."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class Told(NamedTuple):
    """What a record tells beside its text, or the fields that tell it: its URL or site, and its title."""

    site: str | None = None
    title: str | None = None


UNTOLD = Told()


class Job(NamedTuple):
    """What one run has to do; the defaults are those of `cleaner clean`.

    What is cleaned of each of `paths` goes to `output`, over its own file (`in_place`, with the old one kept
    under the suffix `backup`), or to stdout; nowhere if the run is `dry`, and a `check` is a dry run that
    tells by its exit code. `diff` says whether to show the diff; None leaves that to where stdout goes.
    It is shown as one of the `view`s; `context` is the number of kept lines at each end of a long run, or around
    the hunks of a patch, None to leave that to the view; `all` shows all of them. `line` is the number of the one line
    to explain. It has `color` by itself on a terminal. There, what is longer than the screen goes through a pager, or
    `no_pager`. For an `export` it is drawn into the file `picture`, None for stdout. What is cleaned is
    shown on a terminal with nothing in it that could act, or `raw`, byte for byte.

    Lines go for the reasons among `only`, by default for all, but for those among `keep`; what a person has decided
    goes before. The file `decisions` holds that; an `interactive` run asks, and adds to it.

    `format` is that of all sources, None to find it for each by name or content; `field` is the dotted path to
    the text of a JSONL record, or the column of a table, and `title_field` to its title, if it tells one, or else all
    have the same `title`; `separator` parts one file of plain text into many texts. Web
    pages are read without a second opinion if the run is to be `fast`, and are written as Markdown or as text. Of
    folders, files with these `extensions` are cleaned, by default all of a known format. `to` is the format that is
    made of archives, None to find it by the name of the output, or WET. With `resume`, copies that are done are left.
    `jobs` is how many processes clean, 0 for one a core.

    With `annotate` nothing is removed, and each record gets the spans of what would be. `removed`, `rejects` and
    `stats` are files for the lines that were removed, the records that could not be cleaned, and the counts of the
    run; `report` is the page that shows it. A `strict` run ends with the first such record, every run with one more
    than `max_errors`, None for any number.

    What a `memory` knows of a text's site is weighed too. The site is `site` for all texts, or else what a record
    tells, in JSONL and tables in its `site_field`; it is told `by` host or domain. If the run `learns`, the memory is
    made from its files first.
    """

    paths: Sequence[str] = (STDIN,)
    output: str | None = None
    in_place: bool = False
    backup: str | None = None
    dry: bool = False
    check: bool = False
    diff: bool | None = None
    view: View = View.INLINE
    context: int | None = None
    all: bool = False
    line: int = 0
    export: Export | None = None
    picture: str | None = None
    color: Color = Color.AUTO
    no_pager: bool = False
    raw: bool = False
    keep: Sequence[Reason] | None = None
    only: Sequence[Reason] | None = None
    interactive: bool = False
    decisions: str | None = None
    threshold: float = 0.5
    title: str | None = None
    title_field: str | None = None
    encoding: str = "utf-8"
    format: Format | None = None
    field: str = "text"
    separator: str | None = None
    fast: bool = False
    markdown: bool = False
    extensions: Sequence[str] | None = None
    to: Format | None = None
    resume: bool = False
    jobs: int = 0
    annotate: bool = False
    removed: str | None = None
    rejects: str | None = None
    stats: str | None = None
    report: str | None = None
    memory: str | None = None
    learns: bool = False
    site: str | None = None
    site_field: str = "url"
    by: By = By.HOST
    strict: bool = False
    max_errors: int | None = None
    quiet: bool = False
    verbose: bool = False

    @property
    def reasons(self) -> frozenset[Reason]:
        """The reasons to remove lines for."""
        return frozenset(self.only or Reason) - frozenset(self.keep or ())

    @property
    def errors_allowed(self) -> float:
        """How many records, and sources, may fail."""
        return 0 if self.strict else inf if self.max_errors is None else self.max_errors

    @property
    def asks_for_sites(self) -> bool:
        """Whether it matters which site a text is of."""
        return self.learns or self.memory is not None

    @property
    def told_in(self) -> Told:
        """The fields that tell of a record what matters."""
        return Told(self.site_field if self.asks_for_sites else None, self.title_field)

    @property
    def needs_whole(self) -> bool:
        """Whether something is wanted of each text that cannot be made of its parts one after another."""
        by_hand = self.interactive or self.decisions is not None
        return by_hand or self.learns or self.tells or self.view in (View.PATCH, View.LINE)

    @property
    def writes_files(self) -> bool:
        """Whether what is cleaned goes to files."""
        return self.in_place or self.output is not None

    @property
    def tells(self) -> bool:
        """Whether an account of each text is wanted, as data."""
        return self.view is View.DATA or self.report is not None

    @property
    def shows_diff(self) -> bool:
        """Whether the diff is shown: when asked for, and on a terminal that has nothing else to show."""
        if self.view is View.DATA or (self.report is not None and self.dry):
            return False
        if self.diff is not None:
            return self.diff
        elsewhere = self.interactive or self.writes_files or self.dry or self.raw
        return self.verbose or (sys.stdout.isatty() and not elsewhere)

    @property
    def prints_text(self) -> bool:
        """Whether stdout carries what is cleaned; a terminal carries the diff in its place."""
        return not (self.writes_files or self.dry or (self.shows_diff and sys.stdout.isatty()))
