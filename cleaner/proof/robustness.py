"""How right the judge is about texts that are written differently (see `rewriting`)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import tee

import numpy as np

from ..judge import clean_many
from ..rewriting import REWRITINGS, Written
from ..samples import Sample
from .scores import mean_over_collections, word_f1

Kept = tuple[Sample, list[tuple[Written, bool]]]
"""A sample, and its text written anew, each line with whether it is kept."""


def table(pages: Sequence[Sample], news: Sequence[Sample]) -> Iterator[str]:
    """Tell for each way of writing how right the judge is about pages and about news.

    A news text is exactly right where of each of its lines all parts are kept, or none, as they should be; lines that
    were joined with others, some of which should go and some stay, do not count.
    """
    yield "| | pages, word F1 | change | news, exactly right | change | lines of main content lost |"
    yield "|---|---|---|---|---|---|"
    before = 0.0, 0.0
    for name, rewrite in REWRITINGS.items():
        f1 = mean_f1(judged(pages, rewrite))
        exact, lost = right_and_lost(judged(news, rewrite))
        before = before if any(before) else (f1, exact)
        changes = [f"{value - was:+.3f}" for value, was in zip((f1, exact), before, strict=True)]
        yield f"| {name} | {f1:.3f} | {changes[0]} | {exact:.3f} | {changes[1]} | {lost:.4f} |"


def judged(samples: Sequence[Sample], rewrite: Callable[[Sequence[str]], Iterator[Written]]) -> Iterator[Kept]:
    """Judge samples as they are written anew."""
    written, again = tee(list(rewrite(sample.document)) for sample in samples)
    texts = clean_many("".join(f"{line.line}\n" for line in lines) for lines in again)
    for sample, lines, cleaned in zip(samples, written, texts, strict=True):
        yield sample, [(line, reason is None) for line, reason in zip(lines, cleaned.removed_for, strict=True)]


def mean_f1(judged: Iterable[Kept]) -> float:
    """Return the word F1 of what is kept of pages: their mean, and the mean over large collections."""
    kept = ((page, "\n".join(line.words for line, stays in lines if stays)) for page, lines in judged)
    return mean_over_collections((page.source, word_f1(words, page.gold)) for page, words in kept)[2]


def right_and_lost(judged: Iterable[Kept]) -> tuple[float, float]:
    """Return the share of news texts that are exactly right, and the share of lines of main content that are lost."""
    exact, lost = [], []
    for text, lines in judged:
        right = []
        for written, kept in lines:
            wanted = {text.labels[at] == "keep" for at in written.origin}
            if len(wanted) == 1:
                right.append(kept in wanted)
                lost += [not kept] if wanted == {True} else []
        exact.append(all(right))
    return float(np.mean(exact)), float(np.mean(lost))
