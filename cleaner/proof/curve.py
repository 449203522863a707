"""What the threshold does: precision and recall of what is kept, as a table and as a picture."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import chain
from typing import NamedTuple

import numpy as np

from ..judge import clean_many
from ..samples import Sample
from .scores import mean_over_collections, word_f1

THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
NAMED = ((0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95), (0.1, 0.95))
"""Thresholds that are written beside their dots in each curve: the others would stand in each other's way."""
COLOURS = ("#0072b2", "#d55e00")
"""Blue and vermilion, which all people can tell apart (Okabe and Ito)."""
SIDE, MARGIN = 420, 60
"""Pixels of the picture's square, and around it."""
LEAST = 0.75
"""Precision and recall in the corner of the picture."""


class Point(NamedTuple):
    """What is kept at a threshold: word precision, recall and F1 against the gold text of pages."""

    threshold: float
    precision: float
    recall: float
    f1: float


Curves = dict[str, list[Point]]
"""Points by the name of the view, from the lowest threshold."""


def trace(pages: Sequence[Sample], views: dict[str, str]) -> Curves:
    """Clean pages at each threshold; `views` names the renderings."""
    return {
        name: [_point([page for page in pages if page.view == view], threshold) for threshold in THRESHOLDS]
        for view, name in views.items()
    }


def _point(pages: Sequence[Sample], threshold: float) -> Point:
    texts = clean_many(("".join(f"{line}\n" for line in page.lines) for page in pages), threshold=threshold)
    scored = ((page.source, word_f1(cleaned.text, page.gold)) for page, cleaned in zip(pages, texts, strict=True))
    return Point(threshold, *mean_over_collections(scored))


def table(curves: Curves) -> Iterator[str]:
    """Tell what is kept at each threshold."""
    names = [f"{name}: {what}" for name in curves for what in ("precision", "recall", "F1")]
    yield f"| threshold | {' | '.join(names)} |"
    yield "|---" * (1 + len(names)) + "|"
    for points in zip(*curves.values(), strict=True):
        values = chain.from_iterable(point[1:] for point in points)
        yield f"| {points[0].threshold} | {' | '.join(f'{value:.3f}' for value in values)} |"


def picture(curves: Curves) -> str:
    """Draw precision over recall, as SVG, with a dot for each threshold."""
    size = SIDE + 2 * MARGIN
    font = 'font-family="sans-serif" font-size="12"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" {font}>'
    title = "<title>Word precision over recall of what is kept, by threshold</title>"
    paper = f'<rect width="{size}" height="{size}" fill="white"/>'
    lines = chain.from_iterable(_curve(row, name, points) for row, (name, points) in enumerate(curves.items()))
    return "\n".join([head, title, paper, *_axes(), *lines, "</svg>", ""])


def _axes() -> Iterator[str]:
    for value in np.arange(LEAST, 1.01, 0.05):
        x, y = _place(value, value)
        yield f'<path d="M{x} {MARGIN}v{SIDE}M{MARGIN} {y}h{SIDE}" stroke="#ddd"/>'
        yield f'<text x="{x}" y="{SIDE + MARGIN + 18}" text-anchor="middle">{value:.2f}</text>'
        yield f'<text x="{MARGIN - 8}" y="{y + 4}" text-anchor="end">{value:.2f}</text>'
    yield f'<text x="{MARGIN + SIDE / 2}" y="{SIDE + MARGIN + 40}" text-anchor="middle">recall of words</text>'
    yield f'<text x="{MARGIN}" y="{MARGIN - 16}" text-anchor="middle">precision of words</text>'


def _curve(row: int, name: str, points: Sequence[Point]) -> Iterator[str]:
    colour = COLOURS[row]
    places = [_place(point.recall, point.precision) for point in points]
    path = " ".join(f"{x},{y}" for x, y in places)
    yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
    for point, (x, y) in zip(points, places, strict=True):
        yield f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>'
        if point.threshold in NAMED[row]:
            yield f'<text x="{x + 6}" y="{y - 6 + 20 * row}" fill="{colour}" font-size="10">{point.threshold}</text>'
    yield f'<text x="{MARGIN + 12}" y="{MARGIN + SIDE - 34 + 18 * row}" fill="{colour}">{escape(name)}</text>'


def _place(recall: float, precision: float) -> tuple[float, float]:
    """Return the place in the picture, in pixels from the upper left corner."""
    scale = SIDE / (1 - LEAST)
    return round(MARGIN + (recall - LEAST) * scale, 1), round(MARGIN + (1 - precision) * scale, 1)
