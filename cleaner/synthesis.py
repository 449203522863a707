"""Made texts to learn from: the main content of one page, furnished with what is known not to belong to it.

A title repeats in some variant, teasers come from other pages of the same language, furniture from
`model/templates.txt`. The labels are right by construction, and no made text holds a sentence that was not on some
page.
"""

import random
import re
import textwrap
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

import numpy as np

from . import model
from .rewriting import Written, by_sentence, in_lower_case, misread, without_marks
from .samples import BYLINES, PARAGRAPH, Sample, labelled

ENOUGH = 700
"""Characters of an article; in scripts without spaces a third of them."""
SENTENCE = re.compile(r"(?<=[.!?。！？])[\"”’»]?\s*(?=\S)")
REWRITTEN = {"wet": 0.25, "residue": 0.25, "news": 0.5}
"""How many texts of each view are learned from in another shape too."""
SIGNED = {"wet": 0.3, "residue": 0.3, "blocks": 0.2}
"""How many pages of each view are learned from with other bylines too."""
DOUBTFUL = 0.4
"""How often a blank line stands where main content ends, though none stands below."""
STYLES = ("none", "none", "none", "prose", "prose", "titles", "titles", "bare", "bare", "bare", "bare", "double")

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Article:
    """Main content: `lines`, a `title` (the first line, or empty), `sentences` that could be teasers elsewhere."""

    sample: Sample
    title: str
    lines: list[str]
    sentences: list[str]


def furnish(pages: Iterable[Sample], amounts: dict[str, int], seed: int = 7) -> Iterator[Sample]:
    """Make `amounts[language]` texts from the gold text of pages that are not held out."""
    chance = random.Random(seed)
    by_language = defaultdict(list)
    for article in filter(None, map(_article, pages)):
        by_language[article.sample.language].append(article)
    for language, amount in amounts.items():
        articles = by_language[language]
        for number in range(amount if len(articles) > 1 else 0):
            yield _Desk(articles[number % len(articles)], articles, chance).text(f"{language}-{number}")


def reshape(pages: Iterable[Sample], seed: int = 8) -> Iterator[Sample]:
    """Make texts that are main content from end to end, from the gold text of pages: whole, and in two other shapes.

    A part of it, hard-wrapped lines, verse, a list, a table, a log, talk, other case: nothing of them must go.
    """
    chance = random.Random(seed)
    for page in pages:
        lines = [line.strip() for line in page.gold.split("\n") if line.strip()]
        if lines:
            for number, shape in enumerate((list, *chance.sample(SHAPES, 2))):
                pairs = [(line, "keep") for line in shape(_part(lines, chance) if number else lines)]
                origin = Sample(f"clean-{page.name}-{number}", page.group, "made", page.language, kind="clean")
                yield labelled(origin, pairs, held_out=False)


def rewrite(samples: Iterable[Sample], seed: int = 9) -> Iterator[Sample]:
    """Write some texts anew, as they reach a cleaner that is not the first: what is known of their lines stays true."""
    chance = random.Random(seed)
    for sample in samples:
        if sample.view in REWRITTEN and chance.random() < REWRITTEN[sample.view]:
            yield _written(sample, chance.choice((by_sentence, in_lower_case, without_marks, misread)))


def sign(samples: Iterable[Sample], seed: int = 10) -> Iterator[Sample]:
    """Put bylines and datelines above the first paragraph of some pages, in the place of lines that may be some.

    They are main content, which most collections deny; above a whole page's text nothing else would teach it.
    """
    chance = random.Random(seed)
    for sample in samples:
        if chance.random() < SIGNED.get(sample.view, 0):
            paragraphs = (len(line) >= PARAGRAPH for line in sample.lines)
            first = next((at for at, long in enumerate(paragraphs) if long and sample.content[at] >= 0.5), 0)
            above = [at for at in range(first) if at < first - BYLINES or sample.content[at] >= 0]
            if above:
                yield _signed(sample, above, first, chance)


def _signed(sample: Sample, above: list[int], first: int, chance: random.Random) -> Sample:
    """Put one to three bylines between the lines of a page that stay `above`, and the `first` paragraph."""
    desk = _Desk(Article(sample, "", sample.lines, []), [], chance)
    bylines = list(dict.fromkeys(desk.any("byline") for _ in range(chance.choice((1, 1, 2, 2, 3)))))
    rest = range(first, len(sample.lines))
    return replace(
        sample,
        name=f"signed-{sample.name}",
        source="made",
        kind="rewritten",
        lines=[*(sample.lines[at] for at in above), *bylines, *sample.lines[first:]],
        content=np.concatenate((sample.content[above], np.ones(len(bylines)), sample.content[rest]), dtype=np.float32),
    )


def space(samples: Iterable[Sample], seed: int = 11) -> Iterator[Sample]:
    """Put blank lines into made texts: nowhere, between all lines, between paragraphs, anywhere.

    In some they stand between the lines of the main content alone, as they do where a page was made into a text; by the
    others the judge learns not to rely on that.
    """
    chance = random.Random(seed)
    for sample in samples:
        ways = SPACINGS + (_around_content, _around_content) * (sample.kind in STYLES)
        yield replace(sample, apart=frozenset(chance.choice(ways)(sample, chance)))


def _nowhere(_: Sample, __: random.Random) -> Iterable[int]:
    return ()


def _everywhere(sample: Sample, _: random.Random) -> Iterable[int]:
    return range(1, len(sample.lines))


def _anywhere(sample: Sample, chance: random.Random) -> Iterable[int]:
    share = chance.choice((0.1, 0.3, 0.6))
    return (at for at in range(1, len(sample.lines)) if chance.random() < share)


def _around_paragraphs(sample: Sample, _: random.Random) -> Iterable[int]:
    pairs = enumerate(pairwise(sample.lines), 1)
    return (at for at, pair in pairs if max(map(len, pair)) >= PARAGRAPH)


def _around_content(sample: Sample, chance: random.Random) -> Iterable[int]:
    """Above main content, but for bylines and a list that stand close; where it is broken off, if chance will."""
    top, begin, size = (chance.choice(of) for of in ((0, 0, 4), range(len(sample.lines)), (0, 0, 2, 4, 8)))
    close = {*range(1, top), *range(begin, begin + size)}
    for at, (before, label) in enumerate(pairwise(sample.labels), 1):
        wanted = label == "keep" or (before == "keep" and chance.random() < DOUBTFUL)
        if wanted and at not in close:
            yield at


SPACINGS: tuple[Callable[[Sample, random.Random], Iterable[int]], ...] = (
    *(_nowhere, _nowhere, _nowhere),
    *(_everywhere, _everywhere),
    _around_paragraphs,
    _anywhere,
)


def _written(sample: Sample, way: Callable[[list[str]], Iterator[Written]]) -> Sample:
    """Write a text anew; every line of it is made from one line."""
    written = [line for line in way(sample.lines) if line.line.strip()]
    origin = [line.origin[0] for line in written]
    return replace(
        sample,
        name=f"rewritten-{sample.name}",
        source="made",
        kind="rewritten",
        lines=[line.line for line in written],
        content=sample.content[origin],
        labels=[sample.labels[at] for at in origin] if sample.labels else [],
    )


def _part(lines: list[str], chance: random.Random) -> list[str]:
    """Take some lines that follow each other."""
    begin = chance.randrange(len(lines))
    return lines[begin : begin + chance.randint(3, 30)]


def _wrap(lines: list[str], columns: tuple[int, ...] = (72, 60, 80, 40)) -> list[str]:
    width = columns[len(lines) % len(columns)]
    return [part for line in lines for part in textwrap.wrap(line, width)]


def _verse(lines: list[str]) -> list[str]:
    words = " ".join(lines).split()[:150]
    cuts = [0, *(i for i in range(3, len(words)) if words[i - 1][-1:] in ",.;" or i % 6 == 5), len(words)]
    return [" ".join(words[low:high]) for low, high in pairwise(cuts)]


def _numbered(pattern: str) -> Callable[[list[str]], list[str]]:
    """Put something before every line; `{n}` stands for its number, `{h}` and `{m}` for a time, `{w}` for a name."""

    def shape(lines: list[str]) -> list[str]:
        names = [word for word in " ".join(lines).split() if word[:1].isupper()][:2] or ["A", "B"]
        parts = [
            pattern.format(n=i + 1, h=8 + i // 6, m=(7 * i) % 60, w=names[i % len(names)]) for i in range(len(lines))
        ]
        return [part + line[:160] for part, line in zip(parts, lines, strict=True)]

    return shape


def _joined(mark: str) -> Callable[[list[str]], list[str]]:
    """Make rows of a table: a few words to a cell, the cells divided by `mark`."""

    def shape(lines: list[str]) -> list[str]:
        words = " ".join(lines).split()[:160]
        return [mark.join(words[i : i + 4]) for i in range(0, len(words), 4)]

    return shape


SHAPES: tuple[Callable[[list[str]], list[str]], ...] = (
    list,
    list,
    list,
    _wrap,
    _wrap,
    _verse,
    _verse,
    *map(_numbered, ("- ", "{n}. ", "[ ] ", "{h:02}:{m:02} ", "[{h:02}:{m:02}] {w}: ", "{w}: ", "    ", "> ")),
    *map(_joined, (" | ", ", ", "\t", ": ")),
    lambda lines: [line.upper() for line in lines],
    lambda lines: [line.lower() for line in lines],
    lambda lines: [" ".join(line.split()[:4]) for line in lines],
)


def _article(page: Sample) -> Article | None:
    """Take the main content of a page, if there is enough of it."""
    lines = [line.strip() for line in page.gold.split("\n") if line.strip()]
    dense = page.language in ("zh", "ja", "th")
    if not 3 <= len(lines) <= 150 or sum(map(len, lines)) < ENOUGH / (3 if dense else 1):
        return None
    title = page.title.strip() if _is_headline(page.title.strip(), dense) else ""
    if title and _bare(title) != _bare(lines[0]):
        lines = [title, *lines]
    title = lines[0] if _is_headline(lines[0], dense) else ""
    longest, shortest = (90, 14) if dense else (260, 30)
    sentences = [part.strip() for line in lines[1:] for part in SENTENCE.split(line)[:2]]
    return Article(page, title, lines, [part for part in sentences if shortest <= len(part) <= longest])


def _is_headline(line: str, dense: bool) -> bool:
    return 8 <= len(line) <= 140 and not line.endswith((".", "。", ":")) and (dense or 3 <= len(line.split()) <= 20)


def _bare(line: str) -> str:
    return re.sub(r"\W", "", line.lower())


@cache
def _templates() -> dict[tuple[str, str], list[str]]:
    """Read the templates by language and by what they are; those without a language stand under the empty one."""
    found = defaultdict(list)
    for row in model.read("templates").splitlines():
        language, what, words = row.split("\t")
        found[language, what].append(words)
    return found


class _Desk:
    """Where one text is put together: its article, the others of its language, and chance."""

    def __init__(self, article: Article, others: list[Article], chance: random.Random) -> None:
        self.article, self.others, self.chance = article, others, chance

    def text(self, name: str) -> Sample:
        """Put one text together."""
        lines = list(self.article.lines)
        if len(lines) > 12 and self._happens(0.5):
            lines = lines[: self.chance.randint(6, len(lines))]
        pairs = [(line, "keep") for line in lines]
        if self.article.title and self._happens(0.75):
            self._repeat_title(pairs)
        if len(pairs) > 6 and self._happens(0.3):
            self._point_elsewhere(pairs)
        style = self.chance.choice(STYLES)
        sample = self.article.sample
        origin = Sample(f"made-{name}", sample.group, "made", sample.language, kind=style)
        return labelled(origin, pairs + self._tail(style), held_out=False)

    def _happens(self, probability: float) -> bool:
        return self.chance.random() < probability

    def any(self, what: str) -> str:
        """Draw a template of the article's language or of none, else an English one, and fill it in."""
        language = self.article.sample.language
        known = _templates()
        drawn = self.chance.choice([*known[language, what], *known["", what]] or known["en", what])
        site = self.chance.choice(known["", "site"])
        word = self.chance.choice(re.findall(r"[^\W\d_]{2,12}", " ".join(self.article.lines)[:3000]) or ["news"])
        numbers = {"y": (2005, 2026), "m": (10, 12), "d": (10, 28), "h": (10, 23), "i": (10, 59), "n": (0, 120)}
        filled = {letter: self.chance.randint(*limits) for letter, limits in numbers.items()}
        return drawn.format(**filled, s=site, w=word, t=self.article.title)

    def _heading(self) -> str:
        """Draw the heading of a tail, in some dress."""
        if self.article.sample.language == "en" and self._happens(0.5):
            heading = f"{self.any('heading start')} {self.any('heading end')}"
        else:
            heading = self.any("heading")
        heading = self.chance.choice(
            (heading, heading, heading, heading.upper(), heading.title(), heading.capitalize())
        )
        before = self.chance.choice(("", "", "", "", "\u00a0", "• ", "» "))
        return before + heading + self.chance.choice(("", "", "", ":", ":", " »", " >", "…"))

    def _repeat_title(self, pairs: Pairs) -> None:
        """Let the title stand a second time: at once, after a byline or two, or below the first paragraph."""
        repeat = (self._variant(), "title")
        bylines = [(self.any("byline"), "keep") for _ in range(self.chance.choice((0, 0, 0, 1, 1, 2)))]
        if not bylines and len(pairs) > 3 and self._happens(0.25):
            pairs.insert(2, repeat)
        else:
            pairs[1:1] = [*bylines, repeat]
        if self._happens(0.12):
            pairs.insert(0, (self.any("rubric"), "keep"))

    def _variant(self) -> str:
        title = self.article.title
        variants = [
            title,
            title,
            title.upper(),
            self.any("suffix"),
            title.replace('"', "'").replace("’", "'"),
            f"“{title}”",
        ]
        if len(title) > 30:
            end = self.chance.randint(len(title) // 2, len(title) - 4)
            whole = title[:end].rsplit(" ", 1)[0]
            variants += [title[:end].rstrip() + "…", f"{whole} ...", f"{whole}…"]
        return self.chance.choice(variants)

    def _point_elsewhere(self, pairs: Pairs) -> None:
        """Put a line or two between the paragraphs that point to another text."""
        for teaser, _ in self._teasers("titles" if self._happens(0.7) else "prose", self.chance.choice((1, 1, 2))):
            colon = self.chance.choice(
                ("：", ":", "： ") if self.article.sample.language == "zh" else (": ", ": ", " : ", " - ")
            )
            pairs.insert(self.chance.randint(4, len(pairs)), (self.any("pointer") + colon + teaser, "teaser"))

    def _tail(self, style: str) -> Pairs:
        """Draw what stands below the article."""
        heads = {"bare": [""], "prose": ["prose"], "titles": ["titles"], "double": ["prose", "titles"]}.get(style, [])
        tail: Pairs = []
        for kind in heads:
            if kind:
                tail.append((self._heading(), "footer"))
            tail += self._teasers(
                kind or self.chance.choice(("titles", "prose")), self.chance.randint(2 if kind else 3, 8)
            )
        if tail and self._happens(0.3):
            tail.append((self._heading(), "footer"))
        if self._happens(0.5):
            legal = [
                (self.any(what), what)
                for what in self.chance.choices(("footer", "footer", "notice", "comment"), k=self.chance.randint(1, 3))
            ]
            tail = [*tail, *legal] if self._happens(0.6) else [*legal, *tail]
        if tail and self._happens(0.3):
            tail.append((self.any("ruler"), "footer"))
        return tail

    def _teasers(self, kind: str, amount: int) -> Pairs:
        """Draw headlines or sentences of other texts, half the time of the same collection where there are some."""
        near = self.article.sample
        drawn = self.chance.sample(self.others, min(len(self.others), 40))
        drawn = [other for other in drawn if other.sample.group != near.group]
        if self._happens(0.5):
            drawn.sort(key=lambda other: other.sample.source != near.source)
        teasers: dict[str, str] = {}
        for other in drawn:
            sentence = self.chance.choice(other.sentences) if other.sentences else ""
            teaser = (other.title if kind == "titles" else "") or sentence
            if teaser and len(teasers) < amount:
                teasers[teaser] = "teaser"
        return list(teasers.items())
