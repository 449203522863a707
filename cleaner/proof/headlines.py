"""How often the headline of a page stays, where it is known and stands in a line of its own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..document import Cleaned
from ..judge import clean_many
from ..pages import clean_html_many
from ..samples import Sample

HEAD = ("| | pages | headline stays | the same, title given |", "|---|---|---|---|")


def table(pages: Sequence[Sample], views: Mapping[str, str], web: Sequence[tuple[Sample, str]]) -> Iterator[str]:
    """Tell what share of headlines stays in views of pages, and of web pages: if it is found, and if it is given."""
    yield from HEAD
    for view, what in views.items():
        named = [page for page in pages if page.view == view and page.title]
        texts, titles = ["".join(f"{line}\n" for line in page.lines) for page in named], [page.title for page in named]
        yield _row(what, titles, clean_many(texts), clean_many(texts, titles=titles))
    html, titles = [html for page, html in web if page.title], [page.title for page, _ in web if page.title]
    yield _row("web pages", titles, clean_html_many(html), clean_html_many(html, titles=titles))


def _row(what: str, titles: Sequence[str], found: Iterable[Cleaned], given: Iterable[Cleaned]) -> str:
    pairs = [[_stays(title, one) for one in both] for title, *both in zip(titles, found, given, strict=True)]
    stays = [pair for pair in pairs if None not in pair]
    shares = [f"{sum(map(bool, of)) / len(stays):.3f}" for of in zip(*stays, strict=True)] or ["–", "–"]
    return f"| {what} | {len(stays)} | {' | '.join(shares)} |"


def _stays(title: str, cleaned: Cleaned) -> bool | None:
    """Tell whether a line that is the title stays; None where there is none."""
    lines = zip(cleaned.texts, cleaned.removed_for, strict=True)
    removed_for = [reason for text, reason in lines if text.strip().casefold() == title.strip().casefold()]
    return None in removed_for if removed_for else None
