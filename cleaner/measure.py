"""Measure the model on texts with known main content: `python -m cleaner.measure PAGES.parquet NEWS.jsonl`.

Prints, as Markdown, what the README says about accuracy: on the pages and texts that were held out when the model
was fitted (`--all` for every one). Other tables are printed where they are asked for (`-h` names them).

Word F1 compares the words that were kept with those of the gold text, as bags:
precision, recall and F1 a page, the mean over pages, and the mean over collections of at least 20 pages.
"""

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import numpy as np

from .document import Cleaned, Reason
from .judge import clean_many
from .proof.scores import ENOUGH, word_f1
from .samples import Sample, read_html, read_news, read_pages

WHOLE, EXTRACTOR = "keeping everything", "trafilatura"
VIEWS = {"wet": "all visible text", "residue": "what an extractor left"}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(prog="python -m cleaner.measure", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("pages", type=Path, help="pages with gold text, Parquet")
    parser.add_argument("news", type=Path, help="labelled news texts, JSONL")
    parser.add_argument("--all", action="store_true", help="measure by all texts, not only by those that were held out")
    instead = parser.add_mutually_exclusive_group()
    for name, (tables, told) in ASKED.items():
        instead.add_argument(f"--{name}", dest="tables", action="store_const", const=tables, help=f"{told}, instead")
    instead.add_argument("--curve", type=Path, metavar="FILE.svg", help="what the threshold does, drawn too, instead")
    options = parser.parse_args(arguments)
    pages = [page for page in read_pages(options.pages, views=tuple(VIEWS)) if page.held_out or options.all]
    news = [text for text in read_news(options.news) if text.held_out or options.all]
    tables = _curve if options.curve else options.tables or _accuracy
    for title, rows in tables(options, pages, news):
        print(f"\n**{title}**\n")
        for row in rows:
            print(row, flush=True)


Tables = Iterator[tuple[str, Iterator[str]]]
"""Tables with their titles, row by row."""


def _accuracy(options: argparse.Namespace, pages: Sequence[Sample], news: Sequence[Sample]) -> Tables:
    from .proof import headlines

    web = _html(options)
    yield from _tables_of_pages(pages)
    yield from _tables_of_html(web)
    yield "Headlines that stand in a line of their own", headlines.table(pages, VIEWS, web)
    yield from _tables_of_news(news)
    yield "Calibration, every text counting the same", _calibration([*pages, *news])
    yield "Flagged texts", _flagged([*pages, *news])


def _robustness(_: argparse.Namespace, pages: Sequence[Sample], news: Sequence[Sample]) -> Tables:
    from .proof import robustness

    yield "Texts written differently", robustness.table(_of_view(pages, "wet"), news)


def _curve(options: argparse.Namespace, pages: Sequence[Sample], _: Sequence[Sample]) -> Tables:
    from .proof import curve

    curves = curve.trace(pages, VIEWS)
    options.curve.write_text(curve.picture(curves), "utf-8")
    yield "What the threshold does", curve.table(curves)


def _peers(options: argparse.Namespace, pages: Sequence[Sample], _: Sequence[Sample]) -> Tables:
    from .proof import peers

    for view, what in VIEWS.items():
        yield f"Tools side by side, {what}", peers.table_of_texts(_of_view(pages, view))
    yield "Tools side by side, web pages", peers.table_of_pages(_html(options))


def _speed(options: argparse.Namespace, pages: Sequence[Sample], _: Sequence[Sample]) -> Tables:
    from .proof import speed

    texts = _of_view(pages, "wet")
    yield "Speed on texts, one core", speed.table_of_texts(texts)
    yield "Speed on web pages, one core", speed.table_of_pages(_html(options))
    yield "Commands, from start to end", speed.table_of_commands(texts)


def _sites(_: argparse.Namespace, pages: Sequence[Sample], __: Sequence[Sample]) -> Tables:
    from .proof import remembering

    rows = chain.from_iterable(remembering.row(what, _of_view(pages, view)) for view, what in VIEWS.items())
    yield "With a memory of the site", chain(remembering.HEAD, rows)


ASKED = {
    "robustness": (_robustness, "the same texts written differently"),
    "peers": (_peers, "other tools on the same texts and pages"),
    "speed": (_speed, "what cleaning costs, beside other tools"),
    "sites": (_sites, "pages of hosts with several, with a memory of these"),
}
"""Tables that are made when they are asked for, and what they tell."""


def _of_view(pages: Sequence[Sample], view: str) -> list[Sample]:
    return [page for page in pages if page.view == view]


def _html(options: argparse.Namespace) -> list[tuple[Sample, str]]:
    return [(page, html) for page, html in read_html(options.pages) if page.held_out or options.all]


def _tables_of_pages(pages: Sequence[Sample]) -> Tables:
    for view, what in VIEWS.items():
        chosen = [page for page in pages if page.view == view]
        texts = ["".join(f"{line}\n" for line in page.lines) for page in chosen]
        cleaned = [word_f1(text.text, page.gold) for text, page in zip(clean_many(texts), chosen, strict=True)]
        whole = [word_f1(text, page.gold) for text, page in zip(texts, chosen, strict=True)]
        scored = list(zip(chosen, cleaned, whole, strict=True))
        yield f"Pages, {what}, by collection", _by(scored, lambda page: page.source, mean=True)
        yield f"Pages, {what}, by language", _by(scored, lambda page: page.language)
        yield f"Pages, {what}, by kind", _by([row for row in scored if row[0].kind], lambda page: page.kind)


def _tables_of_html(pages: Sequence[tuple[Sample, str]]) -> Tables:
    """Measure the cleaning of web pages beside trafilatura alone."""
    from trafilatura import extract

    from .pages import clean_html_many

    ways = {"web pages": False, "web pages, without a second opinion (--fast)": True}
    theirs = [word_f1(extract(html, include_comments=False) or "", page.gold) for page, html in pages]
    for what, fast in ways.items():
        cleaned = clean_html_many((html for _, html in pages), fast=fast)
        ours = [word_f1(one.text, page.gold) for (page, _), one in zip(pages, cleaned, strict=True)]
        scored = [(page, mine, other) for (page, _), mine, other in zip(pages, ours, theirs, strict=True)]
        yield f"Pages, {what}, by collection", _by(scored, lambda page: page.source, mean=True, other=EXTRACTOR)
        kinds = [row for row in scored if row[0].kind]
        yield f"Pages, {what}, by kind", _by(kinds, lambda page: page.kind, other=EXTRACTOR)


Scored = tuple[Sample, tuple[float, float, float], tuple[float, float, float]]


def _by(
    scored: Sequence[Scored], key: Callable[[Sample], str], *, mean: bool = False, other: str = WHOLE
) -> Iterator[str]:
    """Average scores over the pages of each group, and over the groups that are large enough."""
    yield f"| | pages | precision | recall | F1 | F1 of {other} |"
    yield "|---|---|---|---|---|---|"
    groups = defaultdict(list)
    for page, cleaned, whole in scored:
        groups[key(page)].append((*cleaned, whole[2]))
    for name, rows in sorted(groups.items()):
        yield _row(name, len(rows), np.mean(rows, axis=0))
    large = [np.mean(rows, axis=0) for rows in groups.values() if len(rows) >= ENOUGH]
    if mean and large:
        yield _row(f"mean of collections of {ENOUGH} pages or more", len(scored), np.mean(large, axis=0))


def _row(name: str, count: int, shares: Iterable[float]) -> str:
    return f"| {name} | {count} | {' | '.join(f'{share:.3f}' for share in shares)} |"


def _cleaned(samples: Sequence[Sample]) -> Iterator[Cleaned]:
    return clean_many("".join(f"{line}\n" for line in sample.document) for sample in samples)


def _tables_of_news(news: Sequence[Sample]) -> Tables:
    removed = ([line.removed_for for line in cleaned.lines if line.text.strip()] for cleaned in _cleaned(news))
    judged = list(zip(news, removed, strict=True))
    yield "News texts, share of lines removed by what they are", _by_label(judged)
    yield "News texts, by language", _by_language(judged)


Judged = tuple[Sample, list[Reason | None]]


def _by_label(judged: Sequence[Judged]) -> Iterator[str]:
    """Tell what share of the lines of each label went, and for the right reason; furniture has four reasons."""
    yield "| | lines | removed | for the right reason |"
    yield "|---|---|---|---|"
    pairs = defaultdict(list)
    for text, removed in judged:
        for place, (label, reason) in enumerate(zip(text.labels, removed, strict=True)):
            pairs[_name(text, place, label)].append(reason)
    for name, reasons in sorted(pairs.items()):
        gone = [reason for reason in reasons if reason is not None]
        right = np.mean([_is_right(name.split(",")[0], reason) for reason in gone]) if gone else 0
        rightly = "" if name == "keep" else f"{right:.3f}"
        yield f"| {name} | {len(reasons)} | {len(gone) / len(reasons):.4f} | {rightly} |"


def _name(text: Sample, place: int, label: str) -> str:
    """Name a label; teasers by whether a heading stands above them, none, or main content follows."""
    if label != "teaser":
        return label
    inline = "keep" in text.labels[place:]
    return f"teaser, {'inline' if inline else 'bare' if text.kind == 'bare' else 'under a heading'}"


def _is_right(label: str, reason: Reason) -> bool:
    return reason == label or (label == "footer" and reason not in (Reason.TITLE, Reason.TEASER))


def _by_language(judged: Sequence[Judged]) -> Iterator[str]:
    yield "| | texts | exactly right | lines of main content lost |"
    yield "|---|---|---|---|"
    languages = defaultdict(list)
    for text, removed in judged:
        kept = [label == "keep" for label in text.labels]
        lost = sum(keep and reason is not None for keep, reason in zip(kept, removed, strict=True))
        exact = kept == [reason is None for reason in removed]
        for name in (text.language, "all"):
            languages[name].append((exact, lost, sum(kept)))
    for name, rows in sorted(languages.items(), key=lambda item: (item[0] == "all", item[0])):
        exact, lost, lines = np.sum(rows, axis=0)
        yield f"| {name} | {len(rows)} | {exact / len(rows):.3f} | {lost / lines:.4f} |"


def _calibration(samples: Sequence[Sample]) -> Iterator[str]:
    """Compare scores with how often such lines are boilerplate; every text counts the same."""
    yield "| score | share of lines that are boilerplate |"
    yield "|---|---|"
    scores, truths, weights = [], [], []
    for sample, cleaned in zip(samples, _cleaned(samples), strict=True):
        known = sample.content >= 0
        scores.append(np.array([line.score for line in cleaned.lines if line.text.strip()])[known])
        truths.append(sample.content[known] < 0.5)
        weights.append(np.full(known.sum(), 1 / max(1, known.sum())))
    score, truth, weight = map(np.concatenate, (scores, truths, weights))
    for low in np.arange(0, 1, 0.1):
        chosen = (score >= low) & (score < low + 0.1 + (low > 0.85))
        if chosen.any():
            yield f"| {low:.1f} to {low + 0.1:.1f} | {np.average(truth[chosen], weights=weight[chosen]):.3f} |"


def _flagged(samples: Sequence[Sample]) -> Iterator[str]:
    """Count the texts that are flagged, and how much main content those hold."""
    yield "| | texts | flagged | main content in those, share of lines | in the others |"
    yield "|---|---|---|---|---|"
    found: dict[tuple[str, bool], list[float]] = defaultdict(list)
    for sample, cleaned in zip(samples, _cleaned(samples), strict=True):
        found[sample.view, cleaned.flag is not None].append(
            float((sample.content >= 0.5).mean()) if sample.lines else 0.0
        )
    for view in sorted({view for view, _ in found}):
        flagged, others = found[view, True], found[view, False]
        shares = " | ".join(f"{np.mean(of):.3f}" if of else "" for of in (flagged, others))
        yield f"| {view} | {len(flagged) + len(others)} | {len(flagged)} | {shares} |"


if __name__ == "__main__":
    main()
