"""The commands: arguments in, a `Job` out. Only this room and `options.py` import typer."""

import os
from typing import Annotated, Any, Unpack

import typer

from . import __version__, settings
from .display import tell
from .job import STDIN, Format, Job, View
from .options import (
    CLEAN_EXAMPLES,
    DIFF_EXAMPLES,
    EXAMPLES,
    EXPLAIN_EXAMPLES,
    LEARN_EXAMPLES,
    REPORT_EXAMPLES,
    SHOW_EXAMPLES,
    Cleaning,
    Comparing,
    Explaining,
    Learning,
    Many,
    Paths,
    one_by_one,
)
from .plaintext import is_wide
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
        tell(f"{error.format_message().rstrip('.')}. {_elsewhere(error)}{hint}: {path} -h.")
        return ERROR
    if isinstance(job, Job) and job.verbose and found.file is not None:
        tell(f"settings of {found.file}")
    return job


def _elsewhere(error: Any) -> str:
    """Tell which commands have an option that is not one of the command that it was given to."""
    commands = typer.main.get_group(app).commands.items()
    wanted = getattr(error, "option_name", None)
    having = [f"cleaner {name}" for name, one in commands if any(wanted in each.opts for each in one.params)]
    return f"It is an option of {' and '.join(having)}. " if having else ""


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
@one_by_one
def clean(command: typer.Context, paths: Paths = None, **options: Unpack[Cleaning]) -> Job | int:
    """Remove boilerplate from texts.

    On a terminal, show what would go and why. Into a pipe, or with -o or -i, write the cleaned text: every
    line that stays is byte for byte as it was. Texts lie in files of their own, or in records of JSONL, Parquet,
    WARC or WET, packed as .gz or .zst or not.
    """
    if not paths and os.isatty(0):
        return _help(command)
    in_place, copied, check = options["in_place"], options["output"] is not None, options["check"]
    _refuse(in_place and copied, "-i and -o exclude each other")
    _refuse(check and (in_place or copied), "--check writes nothing, so leave out -i and -o")
    _refuse(options["to"] in (Format.HTML, Format.PARQUET, Format.WARC), "--to is one of wet, jsonl and text")
    _refuse(options["resume"] and not copied, "--resume goes with -o FOLDER")
    _refuse(options["backup"] is not None and not in_place, "--backup goes with -i")
    _refuse(in_place and (not paths or STDIN in paths), "-i needs files; stdin has no place")
    idle = options["interactive"] and os.isatty(1) and not (in_place or copied)
    _refuse(
        idle and options["decisions"] is None, "Say where it goes: --interactive with -i, -o, > or --decisions FILE"
    )
    return _checked(Job(paths or [STDIN], dry=check or idle, **options))


@app.command(epilog=DIFF_EXAMPLES)
@one_by_one
def diff(
    command: typer.Context,
    paths: Paths = None,
    *,
    unified: Annotated[
        bool, typer.Option("--unified", "-u", help="Show a patch that `patch` and `git apply` take.")
    ] = False,
    sides: Annotated[
        bool, typer.Option("--side-by-side", "-y", help="Show the text, and beside it what is left, in two columns.")
    ] = False,
    data: Annotated[bool, typer.Option("--json", help="Write a JSON object for each text, a line each.")] = False,
    **options: Unpack[Comparing],
) -> Job | int:
    """Show what would be removed from texts, and why; write nothing.

    Each line has its number, a - if it would go, the reason, and its text. Into a pipe it comes plain, with
    every line whole. A patch is of the file byte for byte, so that `patch -R` brings back what went.
    """
    if not paths and os.isatty(0):
        return _help(command)
    _refuse(unified + sides + data > 1, "--unified, --side-by-side and --json exclude each other")
    _refuse(data and options["export"] is not None, "--json is no picture, so leave out --export")
    wide = unified and is_wide(options["encoding"])
    _refuse(wide, f"There are no patches of {options['encoding']}. Convert the text first: iconv -t utf-8")
    view = View.PATCH if unified else View.SIDES if sides else View.DATA if data else View.INLINE
    return _checked(Job(paths or [STDIN], dry=True, diff=True, view=view, **options))


@app.command(epilog=EXPLAIN_EXAMPLES)
@one_by_one
def explain(
    place: Annotated[
        str, typer.Argument(metavar="PATH:LINE", parser=str, help="A file, none for stdin, and the number of a line.")
    ],
    **options: Unpack[Explaining],
) -> Job:
    """Show all that speaks for and against one line.

    It is shown with the lines around it, numbered as in the diff. Of records, the line of each is explained.
    """
    path, _, line = place.rpartition(":")
    _refuse(":" not in place or not line.isdecimal(), f"{place} names no line. Say which: cleaner explain story.txt:21")
    return _checked(Job([path or STDIN], dry=True, diff=True, view=View.LINE, line=int(line), **options))


@app.command(epilog=REPORT_EXAMPLES)
@one_by_one
def report(
    command: typer.Context,
    paths: Paths = None,
    *,
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FILE", parser=str, help="Write the page there, or data, to FILE.json."),
    ] = "report.html",
    **options: Unpack[Many],
) -> Job | int:
    """Write a page of HTML about what would go, and why.

    It opens in any browser, without a network: shares by reason, the lines that are removed most, and a list
    of all texts to search, each with its diff.
    """
    if not paths and os.isatty(0):
        return _help(command)
    return _checked(Job(paths or [STDIN], dry=True, report=output, **options))


@app.command(name="learn", epilog=LEARN_EXAMPLES)
@one_by_one
def learn_sites(
    command: typer.Context,
    paths: Paths = None,
    *,
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", parser=str, help="Write the memory there.")],
    merge: Annotated[bool, typer.Option("--merge", help="The files are memories: make one of them.")] = False,
    **options: Unpack[Learning],
) -> int:
    """Learn which lines stand on how many pages of a site.

    The site of a text is told by a URL: the target of a WARC record, the field `url` of a JSONL record or column of a
    table, the canonical link of a page. A file in a folder is else of the site that the folder is named after.
    """
    from . import learn

    if not paths and os.isatty(0):
        return _help(command)
    if merge:
        return learn.merge(paths or [], output, quiet=options["quiet"])
    return learn.learn(Job(paths or [STDIN], learns=True, **options), output)


@memories.command(epilog=SHOW_EXAMPLES)
def show(
    path: Annotated[str, typer.Argument(metavar="MEMORY", parser=str, help="A file that `cleaner learn` made.")],
    site: Annotated[str | None, typer.Argument(metavar="SITE", show_default=False, help="A site in it.")] = None,
) -> int:
    """Show the sites that a memory knows, or the lines of one.

    Those are shown that stand on several of its pages.
    """
    from . import learn

    return learn.show(path, site)


def _help(command: typer.Context, *, waiting: bool = False) -> int:
    """Show help where there is nothing to do; with text waiting on stdin and no command, it is an error."""
    _refuse(waiting, "There is a text on stdin, and no command for it")
    typer.echo(command.get_help())
    return DONE


def _refuse(wrong: bool, message: str) -> None:
    if wrong:
        raise USAGE_ERROR(message)


def _checked(job: Job) -> Job:
    """Refuse a job whose options contradict each other, of whatever command."""
    _refuse(not job.reasons, "--only and --keep leave nothing to remove")
    _refuse(job.picture is not None and job.export is None, "-o goes with --export svg or html. Other output: > FILE")
    _refuse(job.learns and job.memory is not None, "--learn makes a memory of its own, so leave out --memory")
    _refuse(job.learns and STDIN in job.paths, "--learn reads files twice; stdin can be read once")
    return job
