"""How much two texts have in common."""

import re
from collections import Counter

WORD = re.compile(r"[぀-ヿ㐀-鿿가-힯]|[^\W_]+")
"""A word; in kana, Han and Hangul a character."""
ENOUGH = 20
"""Pages of the smallest collection that counts."""


def word_f1(kept: str, gold: str) -> tuple[float, float, float]:
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
