"""How much two texts have in common."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import TypeAlias

import numpy as np

Scores: TypeAlias = tuple[float, float, float]
"""Precision, recall and F1."""

WORD = re.compile(r"[぀-ヿ㐀-鿿가-힯]|[^\W_]+")
"""A word; in kana, Han and Hangul a character."""
ENOUGH = 20
"""Pages of the smallest collection that counts."""


def word_f1(kept: str, gold: str) -> Scores:
    """Return precision, recall and F1 of the words of one text against another (bags of lower-case words).

    >>> word_f1("one two two", "two two three")
    (0.6666666666666666, 0.6666666666666666, 0.6666666666666666)
    """
    left, right = Counter(WORD.findall(kept.lower())), Counter(WORD.findall(gold.lower()))
    if not left or not right:
        return (float(not left and not right),) * 3
    common = (left & right).total()
    precision, recall = common / left.total(), common / right.total()
    return precision, recall, 2 * precision * recall / (precision + recall) if common else 0.0


def mean_over_collections(scored: Iterable[tuple[str, Scores]]) -> Scores:
    """Average the scores of pages, each with its collection, over each collection, and over those that are large.

    Where none is large enough, all count.
    """
    groups = defaultdict(list)
    for source, scores in scored:
        groups[source].append(scores)
    large = [of for of in groups.values() if len(of) >= ENOUGH] or list(groups.values())
    precision, recall, f1 = np.mean([np.mean(of, axis=0) for of in large], axis=0).tolist()
    return precision, recall, f1
