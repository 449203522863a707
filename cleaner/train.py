"""Fit the model: `python -m cleaner.train PAGES.parquet NEWS.jsonl -o cleaner/model`.

Reads pages with gold text and labelled news texts (the README says in what form), makes texts from the main content
of pages, and fits the three passes one after the other. Every pass is fitted in parts: what it says of a page comes
from the parts that have not seen the page's host, so that the next pass learns from scores like those it will meet.
The networks that are kept learn from the networks of the parts.
The same data gives the same files.
"""

import argparse
import hashlib
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np

from . import context, kin
from .arrays import Floats32, Ints
from .corpus import FOLDS, Corpus, Vocabulary
from .fitting import Course, Lesson, Linear, fit_linear
from .judgement import FIRST, FIRST_SCORE, KNOWN, OWN_NAMES, SECOND, THIRD, WORD_NAMES
from .lexicon import RAREST, Table, written
from .network import STEP, Network, Standard, one_thread
from .samples import Sample, lay_out, read_decisions, read_html, read_news, read_pages
from .surface import hash_pairs, survey
from .synthesis import furnish, reshape, rewrite, sign, space
from .teaching import beside, in_parts, layers, measured, quantised, standardise, teach
from .train_pages import FittedPages, fit_pages
from .train_site import FittedSite, fit_site
from .words import hash_words, spell

SHARES = {
    "wet": 1.0,
    "residue": 1.0,
    "blocks": 0.4,
    "news": 3.0,
    "decided": 3.0,
    "made": 0.15,
    "clean": 0.15,
    "rewritten": 0.3,
    "html": 1.0,
}
"""How much a sample of each view counts, and a made one."""
MADE = {"en": 9000, "el": 1400, "pl": 1000, "ru": 1200, "zh": 2200}
"""How many texts are made, by language."""
HOSTS = (6, 8)
"""Hosts that a word, and a pair of words, must stand on to be known."""
FUNCTION_WORDS = 100
"""How many of a language's most frequent words are never rare (jusText's lists go by frequency)."""
FIRST_EPOCHS = 4
TEASERS = Course((8,), 20)
"""How what tells teasers from furniture is fitted; without hidden units it errs twice as often on held-out texts."""
LEAST, LEAST_PAIR = 8, 10
"""Steps of 1/64 below which the weight of a word, and of a pair, is not worth the time it takes to read."""
WORD_SCALE = 0.5
"""Scale of the sums of word weights, which may reach ten."""
OF_WORDS = Standard(WORD_NAMES, np.zeros(2, np.float32), np.full(2, WORD_SCALE, np.float32))


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit all passes and write the model."""
    options = _options(arguments)
    options.output.mkdir(parents=True, exist_ok=True)
    with one_thread(), ProcessPoolExecutor(1) as meanwhile:  # sums by several threads depend on how many there are
        _train(options, meanwhile.submit(_read_web, options.pages))


def _train(options: argparse.Namespace, web_pages: "Future[list[Sample]]") -> None:
    """Fit all passes and write the model; web pages are read meanwhile, by another process."""
    say = _Clock()
    samples = [*read_pages(options.pages), *read_news(options.news)]
    samples += [sample for path in options.decisions for sample in read_decisions(path)]
    fitted = [sample for sample in samples if not sample.held_out]
    pages = [sample for sample in fitted if sample.view == "wet"]
    samples += space([*furnish(pages, MADE), *reshape(pages), *rewrite(fitted), *sign(fitted)])
    vocabulary = Vocabulary.count(fitted, HOSTS, hash_words(_function_words()))
    say(f"{len(samples):,} samples, {len(vocabulary.words):,} words, {len(vocabulary.pairs):,} pairs")
    corpus = Corpus.build(samples, vocabulary, SHARES)
    say(f"{len(corpus.content):,} lines")
    texts = _fit(corpus, say)
    site = fit_site(corpus.samples, np.split(texts.scores, corpus.bounds[1:-1]), texts.standard)
    say("memory of sites")
    corpus = Corpus.build(web_pages.result(), vocabulary, SHARES)
    say(f"{len(corpus.content):,} lines of web pages")
    web = fit_pages(corpus, texts.linears, texts.standard)
    say("web pages")
    _save(options, texts, web, site, _lexicon(vocabulary, texts.weights, fitted))
    say("written")


def _save(
    options: argparse.Namespace, texts: "Fitted", web: FittedPages, site: FittedSite, lexicon: dict[str, Iterator[str]]
) -> None:
    """Write the model."""
    header = _header([options.pages, options.news, *options.decisions])
    for name, network in {**texts.networks, **web.networks, "site": site.network}.items():
        told = {**texts.measured, **web.measured, "site": site.measured}.get(name, "")
        _write(options.output / f"{name}.txt", [*header, TELLS[name], told], network.written())
    standard = Standard.joined(texts.standard, web.standard, site.standard)
    _write(options.output / "standard.txt", [*header, "feature, mean, scale"], standard.written())
    for name, rows in lexicon.items():
        _write(options.output / f"{name}.txt", [*header, TELLS[name]], rows)
    classes = [*header, "class word, weight near a line, weight far above, in 1/64"]
    _write(options.output / "classes.txt", classes, web.class_rows())


def _read_web(path: Path) -> list[Sample]:
    return [lay_out(*page) for page in read_html(path)]


def _fit(corpus: Corpus, say: "_Clock") -> "Fitted":
    """Fit one pass after the other."""
    known, of_known = standardise(corpus, KNOWN, (corpus.own, corpus.topic, corpus.beside()))
    linears, first, scores = _first_pass(corpus, known)
    say("first pass")
    named = (*context.NAMES, *kin.NAMES)
    around, of_context = standardise(corpus, named, (corpus.context(scores), corpus.of_kin(scores)))
    second, more = teach(corpus, SECOND, beside(known, around))
    say("second pass")
    first_score, of_first = standardise(corpus, FIRST_SCORE, ((scores[:, None] / STEP).astype(np.float32),))
    around = in_parts(of_context, beside(corpus.context(more), corpus.of_kin(more)))
    inputs = beside(known, first_score, around)
    third, last = teach(corpus, THIRD, inputs)
    say("third pass")
    networks = {"first": first, "second": second, "third": third, "teaser": _teasers(corpus, inputs)}
    told = {name: measured(corpus, of) for name, of in (("first", scores), ("second", more), ("third", last))}
    standard = Standard.joined(of_known, OF_WORDS, of_first, of_context)
    return Fitted(linears, standard, networks, told, more)


class Fitted(NamedTuple):
    """A model: a linear scorer of words a part, what brings features to a size, networks; how right these are.

    `scores` are those of the second pass for all lines, by networks that have not seen them: what is fitted to those of
    the third leans on them more than holds on other hosts.
    """

    linears: list[Linear]
    standard: Standard
    networks: dict[str, Network]
    measured: dict[str, str]
    scores: Ints

    @property
    def weights(self) -> Floats32:
        """The weights of words and pairs."""
        mean: Floats32 = np.mean([linear.words for linear in self.linears], axis=0)
        return mean


TELLS = {
    "words": "weight in 1/64, rarity, word",
    "pairs": "weight in 1/64, the rarity of an unknown word, two words",
    "first": "first pass: log-odds for main content of a line by itself",
    "second": "second pass: the same, with what it shares with other lines and the first scores around it",
    "third": "third pass: the same, with the second scores around it",
    "page-first": "first pass of web pages: log-odds for main content of a line by itself, with its markup",
    "page-second": "second pass of web pages: the same, with the first scores around it",
    "site": "after all others, where there is a memory of the site: the same, with what that knows of lines",
    "teaser": "log-odds that a line that goes is about something else, not furniture",
}
"""What each network tells."""


class _Clock:
    """Says what is done, and after how many seconds."""

    def __init__(self) -> None:
        self.start = time.monotonic()

    def __call__(self, what: str) -> None:
        print(f"{time.monotonic() - self.start:6.0f} s  {what}", file=sys.stderr, flush=True)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m cleaner.train", description="Fit the model to texts with known main content."
    )
    parser.add_argument("pages", type=Path, help="pages with gold text, Parquet")
    parser.add_argument("news", type=Path, help="labelled news texts, JSONL")
    parser.add_argument(
        "--decisions", type=Path, action="append", default=[], help="what cleaner clean --interactive kept, JSONL"
    )
    parser.add_argument("-o", "--output", type=Path, required=True, help="folder of the model")
    return parser.parse_args(arguments)


def _header(paths: Sequence[Path]) -> list[str]:
    """Say what the model was fitted to: how, the digest of the data, and the day on which they were last changed."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    changed = datetime.fromtimestamp(max(path.stat().st_mtime for path in paths), UTC)
    command = "fitted by python -m cleaner.train PAGES NEWS"
    return [f"{command} on data of {changed:%Y-%m-%d} with SHA-256 {digest.hexdigest()}"]


def _write(path: Path, comments: Iterable[str], rows: Iterable[str]) -> None:
    path.write_text(
        "".join(f"{row}\n" for row in (*(f"# {comment}" for comment in comments if comment), *rows)), "utf-8"
    )


def _first_pass(corpus: Corpus, known: Floats32) -> tuple[list[Linear], Network, Ints]:
    """Fit words and shape; return what was fitted to the parts, the network, and the scores of all lines."""
    lesson = Lesson(known[:, : len(OWN_NAMES)], np.clip(corpus.content, 0, 1), corpus.weight)
    parts = []
    scores = np.zeros(len(corpus.content), np.float32)
    for part in range(FOLDS):
        linear = fit_linear(lesson, corpus.words, _Batches(corpus, part), FIRST_EPOCHS)
        unseen = np.flatnonzero(corpus.line_fold == part)
        scores[unseen] = linear.scores(lesson.inputs, corpus.words, unseen)
        parts.append(linear)
    mean = Linear(*(np.mean([getattr(part, name) for part in parts], axis=0) for name in ("words", "features", "bias")))
    held_out = np.flatnonzero(corpus.line_fold < 0)
    scores[held_out] = mean.scores(lesson.inputs, corpus.words, held_out)
    weights = mean.features.copy()
    weights[-2:] /= WORD_SCALE
    bias = np.array([mean.bias], np.float32)
    return parts, Network(FIRST, ((quantised(weights[:, None]), quantised(bias)),)), _steps(scores)


def _teasers(corpus: Corpus, inputs: Floats32) -> Network:
    """Fit what tells teasers from furniture, to the inputs (N × THIRD) of lines that go for one or the other."""
    labels = np.array([label for sample in corpus.samples for label in sample.labels or [""] * len(sample.lines)])
    gone = np.flatnonzero(np.isin(labels, ["teaser", "footer", "notice", "comment"]) & (corpus.line_fold >= 0))
    lesson = Lesson(inputs, (labels == "teaser").astype(np.float32), np.ones(len(inputs), np.float32))
    return Network(THIRD, layers(lesson, gone, TEASERS, 0))


class _Batches:
    """The lines of an epoch, all parts but one, in batches of whole samples drawn at random."""

    SIZE = 96

    def __init__(self, corpus: Corpus, part: int) -> None:
        self.corpus, self.part = corpus, part

    def __call__(self, epoch: int) -> list[Ints]:
        corpus = self.corpus
        chosen = np.flatnonzero((corpus.fold >= 0) & (corpus.fold != self.part))
        chosen = np.random.default_rng([self.part, epoch]).permutation(chosen)
        groups = [chosen[i : i + self.SIZE] for i in range(0, len(chosen), self.SIZE)]
        return [np.concatenate([np.arange(*corpus.bounds[d : d + 2]) for d in group]) for group in groups]


def _steps(scores: Floats32) -> Ints:
    return np.rint(np.clip(scores, -16, 16) * STEP).astype(np.int64)


def _function_words() -> list[str]:
    """Read the most frequent words of every language that jusText knows; its code is not loaded."""
    spec = find_spec("justext")
    if spec is None or spec.origin is None:
        raise SystemExit("cleaner.train: the word lists of jusText are missing: pip install justext")
    lists = [
        path.read_text("utf-8").split("\n") for path in sorted((Path(spec.origin).parent / "stoplists").glob("*.txt"))
    ]
    return sorted({word for words in lists for text in words[:FUNCTION_WORDS] for word in spell(text)})


def _lexicon(vocabulary: Vocabulary, weights: Floats32, samples: Sequence[Sample]) -> dict[str, Iterator[str]]:
    """Write what is known about words and about pairs of words, as rows; `weights` are those of both."""
    spelled = _spelled(samples)
    return {
        "words": _word_rows(vocabulary, weights, spelled),
        "pairs": _pair_rows(vocabulary, weights, samples, spelled),
    }


def _word_rows(vocabulary: Vocabulary, weights: Floats32, spelled: dict[int, str]) -> Iterator[str]:
    """Write what is known about words, sorted, as far as it matters."""
    steps = _by_number(vocabulary.words, weights)
    rarity = dict(zip(vocabulary.rated.numbers.tolist(), vocabulary.rarity[:-1].tolist(), strict=True))
    for word, number in sorted((spelled[number], number) for number in {*steps, *rarity}):
        weight, rare = steps.get(number, 0), rarity.get(number, RAREST)
        if abs(weight) >= LEAST or rare < RAREST:
            yield written(word, weight, rare)


def _pair_rows(
    vocabulary: Vocabulary, weights: Floats32, samples: Sequence[Sample], spelled: dict[int, str]
) -> Iterator[str]:
    """Write what is known about pairs of words, sorted, as far as it matters."""
    steps = _by_number(vocabulary.pairs, weights[len(vocabulary.words) :])
    for pair, number in sorted((pair, number) for number, pair in _spell_pairs(vocabulary, samples, spelled).items()):
        if abs(steps[number]) >= LEAST_PAIR:
            yield written(pair, steps[number])


def _by_number(table: Table, weights: Floats32) -> dict[int, int]:
    """Return the weight, in steps, of each number of a table (N, or more behind them)."""
    steps = np.rint(weights[: len(table)] * STEP).astype(int).tolist()
    return dict(zip(table.numbers.tolist(), steps, strict=True))


def _spelled(samples: Sequence[Sample]) -> dict[int, str]:
    """Find the words behind their numbers."""
    words = {word for sample in samples for word in spell("\n".join(sample.lines))} | set(_function_words())
    return dict(zip(hash_words(sorted(words)).tolist(), sorted(words), strict=True))


def _spell_pairs(vocabulary: Vocabulary, samples: Sequence[Sample], spelled: dict[int, str]) -> dict[int, str]:
    """Find the two words behind the number of each known pair."""
    found = dict[int, str]()
    for sample in samples:
        surface = survey([sample.lines])
        pairs = hash_pairs(surface)
        for at in np.flatnonzero(vocabulary.pairs.find(pairs) < len(vocabulary.pairs)).tolist():
            number = int(pairs[at])
            if number not in found:
                found[number] = f"{spelled[int(surface.word_hash[at])]} {spelled[int(surface.word_hash[at + 1])]}"
    return found


if __name__ == "__main__":
    main()
