"""What cleaning costs beside other tools: time on the same texts and pages in one process, start-up, memory.

Times are those of the processor, and compared as ratios, taken in turns in the same minutes: what a machine does in a
second says little about another, and not even much about itself an hour later.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, TypeVar

from ..judge import clean_many
from ..pages import clean_html_many
from ..samples import Sample
from .peers import OURS, as_page, attempt, cleaners_of_pages, cleaners_of_texts

T = TypeVar("T")
TEXTS, PAGES = 200, 50
"""Texts and pages that are timed; the slowest tools take a second for ten."""
ROUNDS = 3
"""Rounds of all tools, of which the median counts; another one before them warms up."""
STARTS = 7
"""Starts of each command, of which the median counts."""


def table_of_texts(pages: Sequence[Sample]) -> Iterator[str]:
    """Tell how fast each tool is on the lines of pages, and how much slower than ours."""
    chosen = spread(pages, TEXTS)
    megabytes = sum(len(line.encode("utf-8", "replace")) + 1 for page in chosen for line in page.lines) / 1e6
    work = {name: _each(keep, [(page,) for page in chosen]) for name, keep in cleaners_of_texts().items()}
    texts = ["".join(f"{line}\n" for line in page.lines) for page in chosen]
    jobs = {f"{OURS}, clean_many": lambda: [cleaned.text for cleaned in clean_many(texts)], **work}
    seconds = race(jobs)
    yield "| | MB a second | times as long as ours |"
    yield "|---|---|---|"
    for name, taken in seconds.items():
        yield f"| {name} | {megabytes / taken:.2f} | {taken / seconds[f'{OURS}, clean_many']:.1f} |"


def table_of_pages(pages: Sequence[tuple[Sample, str]]) -> Iterator[str]:
    """Tell how fast each tool is on web pages, and how much slower than trafilatura."""
    chosen = spread(pages, PAGES)
    html = [html for _, html in chosen]
    many = {
        f"{OURS}, clean_html_many": lambda: [cleaned.text for cleaned in clean_html_many(html)],
        f"{OURS} --fast, clean_html_many": lambda: [cleaned.text for cleaned in clean_html_many(html, fast=True)],
    }
    seconds = race(many | {name: _each(keep, chosen) for name, keep in cleaners_of_pages().items()})
    yield "| | ms a page | times as long as trafilatura |"
    yield "|---|---|---|"
    for name, taken in seconds.items():
        yield f"| {name} | {1000 * taken / len(chosen):.1f} | {taken / seconds['trafilatura']:.2f} |"


def spread(items: Sequence[T], most: int) -> Sequence[T]:
    """Choose so many items, from the first to the last."""
    return items[:: max(1, len(items) // most)][:most]


def _each(keep: Callable[..., str], pages: Sequence[tuple[Any, ...]]) -> Callable[[], object]:
    return lambda: [attempt(keep, *page) for page in pages]


def race(jobs: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Return the median seconds of each job, all of them run in turns."""
    rounds = [{name: _seconds(job) for name, job in jobs.items()} for _ in range(ROUNDS + 1)]
    return {name: median(each[name] for each in rounds[1:]) for name in jobs}


def _seconds(job: Callable[[], object]) -> float:
    start = time.process_time()
    job()
    return time.process_time() - start


class Cost(NamedTuple):
    """What a command cost: seconds until its end, and megabytes of memory at most."""

    seconds: float
    megabytes: float


WATCH = """
import resource, subprocess, sys, time
start = time.perf_counter()
subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""Tells what a command takes: from a process of its own, as the memory of the one that begins a command counts too."""


def table_of_commands(pages: Sequence[Sample]) -> Iterator[str]:
    """Tell what the command costs on a small text, and on many in a stream, beside Python alone and trafilatura."""
    small = min((page for page in pages if page.lines), key=lambda page: abs(len("".join(page.lines)) - 2000))
    chosen = spread(pages, TEXTS)
    python = [sys.executable, "-c", "pass"]
    ours = [sys.executable, "-m", "cleaner", "clean"]
    theirs = [str(Path(sys.executable).with_name("trafilatura"))]
    inputs = {
        "Python alone": (python, ""),
        "cleaner clean, a small text": (ours, "\n".join(small.lines)),
        "trafilatura, the same as a page": (theirs, as_page(small.lines)),
        f"cleaner clean -j 1, {len(chosen)} texts": (
            [*ours, "-j", "1", "--separator", "nul"],
            "\0".join("\n".join(page.lines) for page in chosen),
        ),
    }
    yield "| | ms | MB of memory |"
    yield "|---|---|---|"
    with TemporaryDirectory() as folder:
        file = Path(folder) / "input"
        for name, (command, text) in inputs.items():
            file.write_text(text, "utf-8", "replace")
            costs = [cost(command, file) for _ in range(STARTS)]
            yield f"| {name} | {1000 * median(one.seconds for one in costs):.0f} | {costs[0].megabytes:.0f} |"


def cost(command: Sequence[str], file: Path) -> Cost:
    """Run a command that reads the file from its standard input, and writes into a pipe."""
    with file.open("rb") as given:
        told = subprocess.run([sys.executable, "-c", WATCH, *command], stdin=given, stdout=subprocess.PIPE, check=True)
    seconds, size = map(float, told.stdout.split())
    return Cost(seconds, size / (1e6 if sys.platform == "darwin" else 1e3))
