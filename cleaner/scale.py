"""What a crawl costs, reckoned from a sample of pages: `python -m cleaner.scale PAGES.parquet`.

Prints, as Markdown, what the README says about scale. One core cleans and learns the sample, all visible text, and
what Spark would move between machines is counted; a crawl of other size costs as many times more. `PAGES.parquet` is
that of `cleaner.measure`.
"""

import argparse
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from statistics import mean, median
from typing import NamedTuple

import pyarrow as pa

from .judge import clean_many
from .samples import Sample, read_pages
from .site import pages_of

CRAWL = 3_000_000_000
"""Pages of the crawl that is reckoned."""
ROUNDS = 3
"""How many times the sample is cleaned and learned; the middle one counts."""
SHARE = 0.7
"""What of the rate of a core is left on Spark; measured: 0.73, the seconds of Java among them."""
ROW = 16
"""Bytes of a shuffled row beside its columns: what Spark needs to know where each begins."""


class Cost(NamedTuple):
    """What a page costs, on the mean: bytes, seconds of a core, and bytes that Spark moves."""

    text: float
    packed: float
    lines: float
    learned: float
    clean: float
    fold: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m cleaner.scale", description=__doc__.split(":", maxsplit=1)[0])
    parser.add_argument("pages", type=Path, help="a sample of pages, Parquet")
    parser.add_argument("--crawl", type=int, default=CRAWL, help="pages of the crawl (default: %(default)s)")
    options = parser.parse_args(arguments)
    print("\n".join(table(cost(read_pages(options.pages, views=("wet",))), options.crawl)))


def cost(pages: Iterable[Sample]) -> Cost:
    """Measure what a page costs."""
    sample = [(page.group, "".join(f"{line}\n" for line in page.lines)) for page in pages]
    texts = [text for _, text in sample]
    folded = [page for page, _ in pages_of(texts)]
    rows = (len(site) + 8 + len(page.lines) + ROW for (site, _), page in zip(sample, folded, strict=True))
    return Cost(
        text=mean(len(text.encode()) for text in texts),
        packed=mean(len(pa.compress(text.encode(), "lz4", asbytes=True)) for text in texts),
        lines=mean(len(page.lines) / 8 for page in folded),
        learned=mean(rows),
        clean=_seconds(lambda: [cleaned.text for cleaned in clean_many(texts)]) / len(texts),
        fold=_seconds(lambda: [*pages_of(texts)]) / len(texts),
    )


def _seconds(work: Callable[[], object]) -> float:
    """Time some work: the middle of several rounds, in seconds of this process on a core."""
    found = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return median(found)


def table(page: Cost, crawl: int) -> Iterator[str]:
    """Write what a crawl of so many pages costs."""
    rows = (
        ("text", f"{page.text / 1e3:.1f} kB", _bytes(page.text * crawl)),
        ("cleaned, on one core", f"{page.clean * 1e3:.2f} ms", _hours(page.clean * crawl)),
        ("cleaned, on Spark", f"{page.clean / SHARE * 1e3:.2f} ms", _hours(page.clean / SHARE * crawl)),
        ("learned, on Spark", f"{page.fold / SHARE * 1e3:.2f} ms", _hours(page.fold / SHARE * crawl)),
        ("different lines", f"{page.lines:.0f}", f"{page.lines * crawl / 1e9:,.0f} billion"),
        ("shuffled to learn", f"{page.learned / 1e3:.2f} kB", _bytes(page.learned * crawl)),
        ("shuffled to clean by site", f"{page.packed / 1e3:.1f} kB", _bytes(page.packed * crawl)),
    )
    yield f"| | a page | {crawl:,} pages |"
    yield "|---|---|---|"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _bytes(size: float) -> str:
    return f"{size / 1e12:,.1f} TB"


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:,.0f} core-hours"


if __name__ == "__main__":
    main()
