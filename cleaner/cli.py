"""The commands: arguments in, a `Job` out. Only this room and `options.py` import typer."""

import os
from typing import Annotated, Any

import typer

from . import __version__, settings
from .display import tell
from .document import Reason
from .job import STDIN, Color, Format, Job, View
from .options import (
    CLEAN_EXAMPLES,
    DIFF_EXAMPLES,
    EXAMPLES,
    EXPLAIN_EXAMPLES,
    LEARN_EXAMPLES,
    REPORT_EXAMPLES,
    SHOW_EXAMPLES,
    All,
    ColorOption,
    Context,
    Encoding,
    Extensions,
    Fast,
    Field,
    FormatOption,
    Jobs,
    Keep,
    Learn,
    Memory,
    NoPager,
    Only,
    Paths,
    Quiet,
    Separator,
    Site,
    SiteBy,
    SiteField,
    Threshold,
    Title,
    Verbose,
)
from .patch import CONTEXT
from .run import DONE, ERROR

USAGE_ERROR: type[Any] = typer.BadParameter.__bases__[0]  # click's own, or the one inside newer typers

app = typer.Typer(
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

memories = typer.Typer(help="Look into memories of sites.", rich_markup_mode=None)
app.add_typer(memories, name="memory")


def parse(arguments: list[str]) -> Job | int:
    """Read the command's arguments; an exit code where there is no job to do, a `Job` otherwise."""
    try:
        found = settings.load()
        job: Job | int = app(arguments, prog_name="cleaner", standalone_mode=False, default_map=_defaults(found))
    except settings.SettingsError as error:
        tell(str(error))
        return ERROR
    except USAGE_ERROR as error:
        path = error.ctx.command_path if error.ctx else "cleaner"
        hint = "Clean a file with: cleaner clean FILE. All commands" if path == "cleaner" else "All options"
        tell(f"{error.format_message().rstrip('.')}. {hint}: {path} -h.")
        return ERROR
    if isinstance(job, Job) and job.verbose and found.file is not None:
        tell(f"settings of {found.file}")
    return job


def _defaults(found: settings.Settings) -> dict[str, dict[str, Any]]:
    """Give each command the settings for its options, by the names that its options have inside."""
    named = {
        name: {option.removeprefix("--"): each.name or "" for each in command.params for option in each.opts}
        for name, command in typer.main.get_group(app).commands.items()
    }
    return {
        command: {names[name]: value for name, value in found.values.items() if name in names}
        for command, names in named.items()
    }


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
    memory: Memory = None,
    learn: Learn = False,
    site: Site = None,
    site_field: SiteField = Job.site_field,
    by: SiteBy = Job.by,
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
    lines: Context = None,
    every: All = False,
    color: ColorOption = Color.AUTO,
    no_pager: NoPager = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> Job | int:
    """Remove boilerplate from texts.

    On a terminal, show what would go and why. Into a pipe, or with -o or -i, write the cleaned text: every
    line that stays is byte for byte as it was. Texts lie in files of their own, or in records of JSONL, Parquet,
    WARC or WET, packed as .gz or .zst or not.
    """
    if not paths and os.isatty(0):
        return _help(context)
    _refuse_memory(paths, memory, learn=learn)
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
        context=_context(lines, every, View.INLINE),
        color=color,
        pages=not no_pager,
        reasons=_reasons(keep, only),
        threshold=threshold,
        title=title,
        encoding=encoding,
        format=format_,
        field=field,
        separator=separator,
        fast=fast,
        memory=memory,
        learns=learn,
        site=site,
        site_field=site_field,
        by=by,
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
    memory: Memory = None,
    learn: Learn = False,
    site: Site = None,
    site_field: SiteField = Job.site_field,
    by: SiteBy = Job.by,
    unified: Annotated[
        bool, typer.Option("--unified", "-u", help="Show a patch that `patch` and `git apply` take.")
    ] = False,
    sides: Annotated[
        bool, typer.Option("--side-by-side", "-y", help="Show the text, and beside it what is left, in two columns.")
    ] = False,
    data: Annotated[bool, typer.Option("--json", help="Write a JSON object for each text, a line each.")] = False,
    jobs: Jobs = Job.jobs,
    lines: Context = None,
    every: All = False,
    color: ColorOption = Color.AUTO,
    no_pager: NoPager = False,
    verbose: Verbose = False,
) -> Job | int:
    """Show what would be removed from texts, and why; write nothing.

    Each line has its number, a - if it would go, the reason, and its text. Into a pipe it comes plain, with
    every line whole. A patch is of the file byte for byte, so that `patch -R` brings back what went.
    """
    if not paths and os.isatty(0):
        return _help(context)
    _refuse_memory(paths, memory, learn=learn)
    _refuse(unified + sides + data > 1, "--unified, --side-by-side and --json exclude each other")
    _refuse(
        unified and _is_wide(encoding), f"There are no patches of {encoding}. Convert the text first: iconv -t utf-8"
    )
    view = View.PATCH if unified else View.SIDES if sides else View.DATA if data else View.INLINE
    return Job(
        paths=paths or [STDIN],
        dry=True,
        diff=True,
        view=view,
        jobs=jobs,
        context=_context(lines, every, view),
        color=color,
        pages=not no_pager,
        reasons=_reasons(keep, only),
        threshold=threshold,
        title=title,
        encoding=encoding,
        format=format_,
        field=field,
        separator=separator,
        fast=fast,
        memory=memory,
        learns=learn,
        site=site,
        site_field=site_field,
        by=by,
        verbose=verbose,
    )


@app.command(epilog=EXPLAIN_EXAMPLES)
def explain(  # noqa: PLR0913 - each option is a parameter
    place: Annotated[
        str, typer.Argument(metavar="PATH:LINE", parser=str, help="A file, none for stdin, and the number of a line.")
    ],
    *,
    threshold: Threshold = Job.threshold,
    title: Title = None,
    encoding: Encoding = Job.encoding,
    format_: FormatOption = None,
    field: Field = Job.field,
    separator: Separator = None,
    fast: Fast = False,
    color: ColorOption = Color.AUTO,
) -> Job:
    """Show all that speaks for and against one line.

    It is shown with the lines around it, numbered as in the diff. Of records, the line of each is explained.
    """
    path, _, line = place.rpartition(":")
    _refuse(":" not in place or not line.isdecimal(), f"{place} names no line. Say which: cleaner explain story.txt:21")
    return Job(
        paths=[path or STDIN],
        dry=True,
        diff=True,
        view=View.LINE,
        line=int(line),
        threshold=threshold,
        title=title,
        encoding=encoding,
        format=format_,
        field=field,
        separator=separator,
        fast=fast,
        color=color,
    )


@app.command(epilog=REPORT_EXAMPLES)
def report(  # noqa: PLR0913 - each option is a parameter
    context: typer.Context,
    paths: Paths = None,
    *,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", parser=str, help="Write the page there.")
    ] = "report.html",
    keep: Keep = None,
    only: Only = None,
    threshold: Threshold = Job.threshold,
    encoding: Encoding = Job.encoding,
    format_: FormatOption = None,
    field: Field = Job.field,
    separator: Separator = None,
    fast: Fast = False,
    extensions: Extensions = None,
    jobs: Jobs = Job.jobs,
    quiet: Quiet = False,
) -> Job | int:
    """Write a page of HTML about what would go, and why.

    It opens in any browser, without a network: shares by reason, the lines that are removed most, and a list
    of all texts to search, each with its diff.
    """
    if not paths and os.isatty(0):
        return _help(context)
    return Job(
        paths=paths or [STDIN],
        dry=True,
        report=output,
        reasons=_reasons(keep, only),
        threshold=threshold,
        encoding=encoding,
        format=format_,
        field=field,
        separator=separator,
        fast=fast,
        extensions=tuple(extensions or ()),
        jobs=jobs,
        quiet=quiet,
    )


@app.command(name="learn", epilog=LEARN_EXAMPLES)
def learn_sites(  # noqa: PLR0913 - each option is a parameter
    context: typer.Context,
    paths: Paths = None,
    *,
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", parser=str, help="Write the memory there.")],
    merge: Annotated[bool, typer.Option("--merge", help="The files are memories: make one of them.")] = False,
    site: Site = None,
    site_field: SiteField = Job.site_field,
    by: SiteBy = Job.by,
    encoding: Encoding = Job.encoding,
    format_: FormatOption = None,
    field: Field = Job.field,
    separator: Separator = None,
    extensions: Extensions = None,
    quiet: Quiet = False,
) -> int:
    """Learn which lines stand on how many pages of a site.

    The site of a text is told by a URL: the target of a WARC record, the field `url` of a JSONL record or column of a
    table, the canonical link of a page. A file in a folder is else of the site that the folder is named after.
    """
    from . import learn

    if not paths and os.isatty(0):
        return _help(context)
    if merge:
        return learn.merge(paths or [], output, quiet=quiet)
    job = Job(
        paths=paths or [STDIN],
        learns=True,
        site=site,
        site_field=site_field,
        by=by,
        encoding=encoding,
        format=format_,
        field=field,
        separator=separator,
        extensions=tuple(extensions or ()),
        quiet=quiet,
    )
    return learn.learn(job, output)


@memories.command(epilog=SHOW_EXAMPLES)
def show(
    path: Annotated[str, typer.Argument(metavar="MEMORY", parser=str, help="A file that `cleaner learn` made.")],
    site: Annotated[str | None, typer.Argument(metavar="SITE", show_default=False, help="A site in it.")] = None,
) -> int:
    """Show the sites that a memory knows, or the lines that stand on several pages of one."""
    from . import learn

    return learn.show(path, site)


def _help(context: typer.Context, *, waiting: bool = False) -> int:
    """Show help where there is nothing to do; with text waiting on stdin and no command, it is an error."""
    _refuse(waiting, "There is a text on stdin, and no command for it")
    typer.echo(context.get_help())
    return DONE


def _refuse_memory(paths: list[str] | None, memory: str | None, *, learn: bool) -> None:
    _refuse(learn and memory is not None, "--learn makes a memory of its own, so leave out --memory")
    _refuse(learn and (not paths or STDIN in paths), "--learn reads files twice; stdin can be read once")


def _refuse(wrong: bool, message: str) -> None:
    if wrong:
        raise USAGE_ERROR(message)


def _context(lines: int | None, every: bool, view: View) -> int | None:
    """Find how many kept lines to show around what goes, None for all."""
    usual = CONTEXT if view is View.PATCH else Job.context
    return None if every else usual if lines is None else lines


def _is_wide(encoding: str) -> bool:
    """Whether a line feed is more than one byte; of an unknown encoding, reading will tell."""
    try:
        return "\n".encode(encoding) != b"\n"
    except LookupError:
        return False


def _reasons(keep: list[Reason] | None, only: list[Reason] | None) -> frozenset[Reason]:
    """Find the reasons to remove for; refuse to have none."""
    reasons = frozenset(only or Reason) - frozenset(keep or ())
    _refuse(not reasons, "--only and --keep leave nothing to remove")
    return reasons
