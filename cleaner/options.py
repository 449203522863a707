"""The options of the commands: their spelling, and what help says of them; the examples of help.

Each is declared once. The options of a command are a dictionary whose keys are fields of `Job`, which has their
defaults.
"""

from collections.abc import Callable
from inspect import Parameter, Signature, signature
from typing import Annotated, Any, TypedDict, get_args, get_type_hints

import typer

from .document import Reason
from .job import By, Color, Export, Format, Job

EXAMPLES = """\b
Examples:
  cleaner clean story.txt                show what would go, and why
  cleaner clean < story.txt > clean.txt  clean a text
  cleaner COMMAND -h                     all options
"""
CLEAN_EXAMPLES = """\b
Examples:
  cleaner clean < story.txt > clean.txt
  curl -s URL | trafilatura | cleaner clean --diff > clean.txt
  cleaner clean -i --backup .orig stories/*.txt
  cleaner clean --check --only title *.txt
  cleaner clean pages.jsonl.zst -o clean.jsonl.zst --removed gone.jsonl
  cleaner clean pages/ -o cleaned/ --resume

\b
Exit code: 0 done; 1 --check found something; 2 something could not be read,
judged or written, and the rest is done all the same.
"""
DIFF_EXAMPLES = """\b
Examples:
  cleaner diff story.txt
  trafilatura < page.html | cleaner diff
  cleaner diff --side-by-side story.txt
  cleaner diff --unified story.txt > clean.patch && patch -p1 < clean.patch
  cleaner diff -v story.txt | grep -A4 footer
  cleaner diff --json pages/*.txt | jq 'select(.flag)'
"""

EXPLAIN_EXAMPLES = """\b
Examples:
  cleaner explain story.txt:21
  trafilatura < page.html | cleaner explain :3
"""

REPORT_EXAMPLES = """\b
Examples:
  cleaner report stories/ -o report.html
  zcat *.jsonl.gz | cleaner report --format jsonl
"""

LEARN_EXAMPLES = """\b
Examples:
  cleaner learn saved/ -o news.memory && cleaner clean saved/ --memory news.memory -o texts/
  zcat pages.jsonl.gz | cleaner learn --site-field host -o news.memory
  cat *.wet | cleaner learn --by domain -o crawl.memory
  cleaner learn --merge monday.memory tuesday.memory -o week.memory
"""

SHOW_EXAMPLES = """\b
Examples:
  cleaner memory show news.memory | head
  cleaner memory show news.memory example.org | grep -i cookie
"""

# `parser=str` lets a file name through that is not UTF-8.
Paths = Annotated[
    list[str] | None,
    typer.Argument(metavar="PATH", parser=str, show_default=False, help="Files, patterns, folders; - or none: stdin."),
]
ColorOption = Annotated[
    Color,
    typer.Option("--color", help="When to colour; auto: on a terminal, and as NO_COLOR and FORCE_COLOR say."),
]


class Finding(TypedDict):
    """How texts lie in files, and of which site they are."""

    encoding: Annotated[
        str, typer.Option(metavar="NAME", help="Encoding of the texts, read and written: utf-16, cp1252, big5.")
    ]
    format: Annotated[
        Format | None, typer.Option(help="How texts lie in the files. By default, told by name, or by how they begin.")
    ]
    field: Annotated[
        str,
        typer.Option(metavar="NAME", help="Field of a JSONL record, or column of a table, that holds the text: a.b."),
    ]
    separator: Annotated[
        str | None,
        typer.Option(
            metavar="nul|ff|LINE",
            help="What ends each text in a file of many: NUL, form feed, or a line that says just this.",
        ),
    ]
    site: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The site that all texts are of, where memories of sites are made or used."),
    ]
    site_field: Annotated[
        str, typer.Option(metavar="NAME", help="Field of a JSONL record, or column of a table, with its URL or site.")
    ]
    by: Annotated[By, typer.Option("--by", help="What of a URL is the site: its host, or the domain of that.")]


class Learning(Finding):
    """All options of `cleaner learn`, besides what it makes."""

    extensions: Annotated[
        list[str] | None,
        typer.Option("--ext", metavar=".EXT", help="In folders, take only files with this ending. Repeatable."),
    ]
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")]


class Reading(Finding):
    """How texts are read and judged."""

    keep: Annotated[
        list[Reason] | None,
        typer.Option(metavar="REASON", help=f"Leave these lines in: {', '.join(Reason)}. Repeatable."),
    ]
    only: Annotated[
        list[Reason] | None, typer.Option(metavar="REASON", help="Remove these lines and no others. Repeatable.")
    ]
    threshold: Annotated[
        float,
        typer.Option(metavar="0..1", min=0, max=1, help="Remove what is boilerplate with this probability or more."),
    ]
    decisions: Annotated[
        str | None,
        typer.Option(metavar="FILE", parser=str, help="Go by what was decided there, with clean --interactive."),
    ]
    memory: Annotated[
        str | None,
        typer.Option(metavar="FILE", parser=str, help="Weigh what a memory of sites knows (`cleaner learn`)."),
    ]
    learns: Annotated[
        bool,
        typer.Option("--learn", help="Learn the sites from these files first, then clean them: no memory is kept."),
    ]
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="The title, if you know it; otherwise it is found.")]
    title_field: Annotated[
        str | None, typer.Option(metavar="NAME", help="Field of a JSONL record, or column of a table, with its title.")
    ]
    fast: Annotated[
        bool,
        typer.Option("--fast", help="Judge HTML without the second opinion of an extractor, in a third of the time."),
    ]


class Many(Reading, Learning):
    """How a run over many texts goes."""

    jobs: Annotated[
        int, typer.Option("--jobs", "-j", metavar="N", min=0, help="How many processes clean; 0: one for each core.")
    ]


class Showing(Many):
    """How what would go is shown."""

    context: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=0,
            show_default=False,
            help="Kept lines shown at each end of a long run. By default 1, in a patch 3.",
        ),
    ]
    all: Annotated[bool, typer.Option("--all", help="Show every kept line.")]
    color: ColorOption
    no_pager: Annotated[
        bool, typer.Option("--no-pager", help="Do not show what is longer than the screen through PAGER, or less.")
    ]
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Show all evidence for each removed line, with its weight.")
    ]


class Picturing(TypedDict):
    """The diff as a picture."""

    export: Annotated[
        Export | None, typer.Option(help="Make a picture of it, with what the terminal would show; COLUMNS wide.")
    ]
    picture: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", parser=str, help="With --export: write the picture there."),
    ]


class Explaining(Picturing, Reading):
    """All options of `cleaner explain`."""

    color: ColorOption


class Comparing(Picturing, Showing):
    """The options of `cleaner diff`, but for those that say what is shown."""


class Writing(TypedDict):
    """Where what is cleaned goes, and what is kept beside it."""

    diff: Annotated[
        bool | None,
        typer.Option(
            "--diff/--no-diff",
            show_default=False,
            help="Show the diff (on stderr if stdout carries the text), or never. By default, on a terminal.",
        ),
    ]
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE|FOLDER", parser=str, help="Write the cleaned text there."),
    ]
    in_place: Annotated[bool, typer.Option("--in-place", "-i", help="Clean the files themselves.")]
    backup: Annotated[
        str | None, typer.Option(metavar="SUFFIX", help="With -i: keep the old file under its name + SUFFIX.")
    ]
    raw: Annotated[
        bool, typer.Option("--raw", help="Write the text to a terminal as to a pipe: every byte, and no diff.")
    ]
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if anything would be removed.")]
    interactive: Annotated[
        bool, typer.Option("--interactive", help="Ask of each run of lines whether it goes; --decisions keeps that.")
    ]
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Write what is kept of HTML as Markdown: headings, lists, links, tables.")
    ]
    to: Annotated[
        Format | None,
        typer.Option(
            metavar="wet|jsonl|text", help="What to make of WARC and WET. By default, as -o is named, or WET."
        ),
    ]
    resume: Annotated[
        bool, typer.Option("--resume", help="Leave copies in the folder that are done and whose files are unchanged.")
    ]
    annotate: Annotated[
        bool,
        typer.Option(
            "--annotate", help="Remove nothing; add to each record of JSONL or Parquet the spans of what would go."
        ),
    ]
    removed: Annotated[
        str | None, typer.Option(metavar="FILE", parser=str, help="Keep the removed lines there, as JSONL.")
    ]
    rejects: Annotated[
        str | None,
        typer.Option(metavar="FILE", parser=str, help="Keep records that cannot be cleaned there, as JSONL."),
    ]
    stats: Annotated[
        str | None, typer.Option("--stats-json", metavar="FILE", parser=str, help="Write the counts of the run there.")
    ]
    report: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", parser=str, help="Write a page about what went, as `cleaner report` does, or .json."
        ),
    ]
    strict: Annotated[bool, typer.Option("--strict", help="End with the first record that cannot be cleaned.")]
    max_errors: Annotated[
        int | None, typer.Option(metavar="N", min=0, help="End when more than so many records could not be cleaned.")
    ]


class Cleaning(Writing, Showing):
    """All options of `cleaner clean`."""


def one_by_one(command: Callable[..., Any]) -> Callable[..., Any]:
    """Show typer the `**options` of a command, a dictionary with known keys, as parameters with their defaults."""
    *own, rest = signature(command).parameters.values()
    (options,) = get_args(get_type_hints(command, include_extras=True)[rest.name])
    added = [
        Parameter(name, Parameter.KEYWORD_ONLY, default=Job._field_defaults[name], annotation=kind)
        for name, kind in get_type_hints(options, include_extras=True).items()
    ]
    command.__signature__ = Signature([*own, *added])  # type: ignore[attr-defined]
    return command
