"""The options that more than one command has: their spelling, and what help says of them; the examples of help."""

from typing import Annotated

import typer

from .document import Reason
from .job import By, Color, Format, Job
from .patch import CONTEXT

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
    int | None,
    typer.Option(
        "--context",
        metavar="N",
        min=0,
        show_default=False,
        help=f"Kept lines shown at each end of a long run; by itself {Job.context}, of a patch {CONTEXT}.",
    ),
]
All = Annotated[bool, typer.Option("--all", help="Show every kept line.")]
ColorOption = Annotated[
    Color,
    typer.Option("--color", help="When to colour; by itself on a terminal, and as NO_COLOR and FORCE_COLOR say."),
]
NoPager = Annotated[
    bool, typer.Option("--no-pager", help="Do not show what is longer than the screen through PAGER, or less.")
]
Memory = Annotated[
    str | None,
    typer.Option(metavar="FILE", parser=str, help="Weigh what a memory of sites knows (`cleaner learn`)."),
]
Learn = Annotated[
    bool, typer.Option("--learn", help="Learn the sites from these files first, then clean them: no memory is kept.")
]
Site = Annotated[str | None, typer.Option(metavar="NAME", help="The site of all texts.")]
SiteField = Annotated[
    str, typer.Option(metavar="NAME", help="Field of a JSONL record, or column of a table, with its URL or site.")
]
SiteBy = Annotated[By, typer.Option("--by", help="What of a URL is the site: its host, or the domain of that.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="Show all evidence for each removed line, with its weight.")
]
