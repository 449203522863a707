"""The options of the command: arguments in, a `Job` out. The only room that imports typer."""

import os
from typing import Annotated, Any

import typer

from . import __version__
from .display import tell
from .document import Reason
from .job import STDIN, Format, Job
from .run import DONE, ERROR

USAGE_ERROR: type[Any] = typer.BadParameter.__bases__[0]  # click's own, or the one inside newer typers

app = typer.Typer(
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

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
"""
DIFF_EXAMPLES = """\b
Examples:
  cleaner diff story.txt
  trafilatura < page.html | cleaner diff
  cleaner diff --all story.txt | less -S
  cleaner diff -v story.txt | grep -A4 footer
"""

# `parser=str` lets a file name through that is not UTF-8.
Paths = Annotated[
    list[str] | None,
    typer.Argument(metavar="PATH", parser=str, show_default=False, help="Files, patterns, folders; - or none: stdin."),
]
Keep = Annotated[
    list[Reason] | None,
    typer.Option("--keep", metavar="REASON", help=f"Leave these lines in: {', '.join(Reason)}. Repeatable."),
]
Only = Annotated[
    list[Reason] | None,
    typer.Option("--only", metavar="REASON", help="Remove these lines and no others. Repeatable."),
]
Threshold = Annotated[
    float,
    typer.Option(metavar="0..1", min=0, max=1, help="Remove what is boilerplate with this probability or more."),
]
Title = Annotated[str | None, typer.Option(metavar="TEXT", help="The title, if you know it; otherwise it is found.")]
Encoding = Annotated[
    str, typer.Option(metavar="NAME", help="Encoding of the texts, read and written: utf-16, cp1252, big5.")
]
FormatOption = Annotated[
    Format | None,
    typer.Option("--format", help="How texts lie in the files. By itself: by name, or by how they begin."),
]
Field = Annotated[
    str, typer.Option(metavar="NAME", help="Field of a JSONL record, or column of a table, that holds the text: a.b.")
]
Separator = Annotated[
    str | None,
    typer.Option(metavar="nul|ff|LINE", help="What ends each of many texts in one: NUL, form feed, or such a line."),
]
Fast = Annotated[
    bool,
    typer.Option("--fast", help="Judge HTML without asking an extractor for a second opinion: in a third of the time."),
]
Extensions = Annotated[
    list[str] | None,
    typer.Option("--ext", metavar=".EXT", help="Of folders, clean files with this ending. Repeatable."),
]
Jobs = Annotated[
    int, typer.Option("--jobs", "-j", metavar="N", min=0, help="How many processes clean; 0: one for each core.")
]
Context = Annotated[
    int, typer.Option("--context", metavar="N", min=0, help="Kept lines shown at each end of a long run.")
]
All = Annotated[bool, typer.Option("--all", help="Show every kept line.")]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="Show all evidence for each removed line, with its weight.")
]


def parse(arguments: list[str]) -> Job | int:
    """Read the command's arguments; an exit code where there is no job to do, a `Job` otherwise."""
    try:
        job: Job | int = app(arguments, prog_name="cleaner", standalone_mode=False)
    except USAGE_ERROR as error:
        path = error.ctx.command_path if error.ctx else "cleaner"
        hint = "Clean a file with: cleaner clean FILE. All commands" if path == "cleaner" else "All options"
        tell(f"{error.format_message().rstrip('.')}. {hint}: {path} -h.")
        return ERROR
    return job


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cleaner {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True, epilog=EXAMPLES)
def cleaner(
    context: typer.Context,
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> int:
    """Remove duplicated titles, site footers and unrelated teasers from scraped text, and show why."""
    if context.invoked_subcommand is None:
        return _help(context, waiting=not os.isatty(0))
    return DONE


@app.command(epilog=CLEAN_EXAMPLES)
def clean(  # noqa: PLR0913 - each option is a parameter
    context: typer.Context,
    paths: Paths = None,
    *,
    diff: Annotated[
        bool | None,
        typer.Option(
            "--diff/--no-diff",
            show_default=False,
            help="Show the diff (on stderr if stdout carries the text) or never. By itself: on a terminal.",
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE|FOLDER", parser=str, help="Write the cleaned text there."),
    ] = None,
    in_place: Annotated[bool, typer.Option("--in-place", "-i", help="Clean the files themselves.")] = False,
    backup: Annotated[
        str | None, typer.Option(metavar="SUFFIX", help="With -i: keep the old file under its name + SUFFIX.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if anything would be removed.")] = False,
    keep: Keep = None,
    only: Only = None,
    threshold: Threshold = Job.threshold,
    title: Title = None,
    encoding: Encoding = Job.encoding,
    format_: FormatOption = None,
    field: Field = Job.field,
    separator: Separator = None,
    fast: Fast = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Write what is kept of HTML as Markdown: headings, lists, links, tables.")
    ] = False,
    extensions: Extensions = None,
    to: Annotated[
        Format | None,
        typer.Option(metavar="wet|jsonl|text", help="What to make of WARC and WET; by itself as -o is named, or WET."),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Leave copies in the folder that are done and whose files are unchanged.")
    ] = False,
    jobs: Jobs = Job.jobs,
    annotate: Annotated[
        bool, typer.Option("--annotate", help="Remove nothing; add to each JSONL record the spans of what would go.")
    ] = False,
    removed: Annotated[
        str | None, typer.Option(metavar="FILE", parser=str, help="Keep the removed lines there, as JSONL.")
    ] = None,
    rejects: Annotated[
        str | None,
        typer.Option(metavar="FILE", parser=str, help="Keep records that cannot be cleaned there, as JSONL."),
    ] = None,
    stats: Annotated[
        str | None, typer.Option("--stats-json", metavar="FILE", parser=str, help="Write the counts of the run there.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="End with the first record that cannot be cleaned.")] = False,
    lines: Context = 1,
    every: All = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,
    verbose: Verbose = False,
) -> Job | int:
    """Remove boilerplate from texts.

    On a terminal, show what would go and why. Into a pipe, or with -o or -i, write the cleaned text: every
    line that stays is byte for byte as it was. Texts lie in files of their own, or in records of JSONL, Parquet,
    WARC or WET, packed as .gz or .zst or not.
    """
    if not paths and os.isatty(0):
        return _help(context)
    _refuse(in_place and output is not None, "-i and -o exclude each other")
    _refuse(check and (in_place or output is not None), "--check writes nothing, so leave out -i and -o")
    _refuse(to in (Format.HTML, Format.PARQUET, Format.WARC), "--to is one of wet, jsonl and text")
    _refuse(resume and output is None, "--resume goes with -o FOLDER")
    _refuse(backup is not None and not in_place, "--backup goes with -i")
    _refuse(in_place and (not paths or STDIN in paths), "-i needs files; stdin has no place")
    return Job(
        paths=paths or [STDIN],
        output=output,
        in_place=in_place,
        backup=backup,
        dry=check,
        to=to,
        resume=resume,
        jobs=jobs,
        annotate=annotate,
        removed=removed,
        rejects=rejects,
        stats=stats,
        strict=strict,
        check=check,
        diff=diff,
        context=None if every else lines,
        reasons=_reasons(keep, only),
        threshold=threshold,
        title=title,
        encoding=encoding,
        format=format_,
        field=field,
        separator=separator,
        fast=fast,
        markdown=markdown,
        extensions=tuple(extensions or ()),
        quiet=quiet,
        verbose=verbose,
    )


@app.command(epilog=DIFF_EXAMPLES)
def diff(  # noqa: PLR0913 - each option is a parameter
    context: typer.Context,
    paths: Paths = None,
    *,
    keep: Keep = None,
    only: Only = None,
    threshold: Threshold = Job.threshold,
    title: Title = None,
    encoding: Encoding = Job.encoding,
    format_: FormatOption = None,
    field: Field = Job.field,
    separator: Separator = None,
    fast: Fast = False,
    lines: Context = 1,
    every: All = False,
    verbose: Verbose = False,
) -> Job | int:
    """Show what would be removed from texts, and why; write nothing.

    Each line has its number, a - if it would go, the reason, and its text. Into a pipe it comes plain, with
    every line whole.
    """
    if not paths and os.isatty(0):
        return _help(context)
    return Job(
        paths=paths or [STDIN],
        dry=True,
        diff=True,
        context=None if every else lines,
        reasons=_reasons(keep, only),
        threshold=threshold,
        title=title,
        encoding=encoding,
        format=format_,
        field=field,
        separator=separator,
        fast=fast,
        verbose=verbose,
    )


def _help(context: typer.Context, *, waiting: bool = False) -> int:
    """Show help where there is nothing to do; with text waiting on stdin and no command, it is an error."""
    _refuse(waiting, "There is a text on stdin, and no command for it")
    typer.echo(context.get_help())
    return DONE


def _refuse(wrong: bool, message: str) -> None:
    if wrong:
        raise USAGE_ERROR(message)


def _reasons(keep: list[Reason] | None, only: list[Reason] | None) -> frozenset[Reason]:
    """Find the reasons to remove for; refuse to have none."""
    reasons = frozenset(only or Reason) - frozenset(keep or ())
    _refuse(not reasons, "--only and --keep leave nothing to remove")
    return reasons
