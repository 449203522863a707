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
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np

from . import context
from .arrays import Bools, Floats32, Ints
from .corpus import FOLDS, Corpus, Vocabulary
from .fitting import Lesson, Linear, fit_linear, fit_network
from .judgement import FEATURES, FIRST, FIRST_SCORE, KNOWN, OWN_NAMES, SECOND, THIRD, WORD_NAMES
from .lexicon import RAREST, Table
from .network import STEP, WEIGHT_STEP, Layers, Network, Standard
from .samples import Sample, read_news, read_pages
from .surface import hash_pairs, survey
from .synthesis import furnish, reshape
from .words import hash_words, spell

SHARES = {"wet": 1.0, "residue": 1.0, "blocks": 0.4, "news": 3.0, "made": 0.15, "clean": 0.15}
"""How much a sample of each view counts, and a made one."""
MADE = {"en": 9000, "el": 1400, "pl": 1000, "ru": 1200, "zh": 2200}
"""How many texts are made, by language."""
HOSTS = (6, 8)
"""Hosts that a word, and a pair of words, must stand on to be known."""
FUNCTION_WORDS = 100
"""How many of a language's most frequent words are never rare (jusText's lists go by frequency)."""
FIRST_EPOCHS, EPOCHS, STUDENT_EPOCHS, TEASER_EPOCHS = 4, 5, 8, 20
TRUST = 0.7
"""How much of what a network learns is what its teachers say, and not what is known."""
SAMPLED, PART = 7, 100_000
"""Of how many lines one is looked at to standardise, and how many are standardised at once."""
SIZES = (64, 32)
"""Hidden units of the second and third pass."""
LEAST, LEAST_PAIR = 8, 10
"""Steps of 1/64 below which the weight of a word, and of a pair, is not worth the time it takes to read."""
WORD_SCALE = 0.5
"""Scale of the sums of word weights, which may reach ten."""
OF_WORDS = Standard(WORD_NAMES, np.zeros(2, np.float32), np.full(2, WORD_SCALE, np.float32))


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit all passes and write the model."""
    options = _options(arguments)
    say = _Clock()
    samples = [*read_pages(options.pages), *read_news(options.news)]
    fitted = [sample for sample in samples if not sample.held_out]
    pages = [sample for sample in fitted if sample.view == "wet"]
    samples += [*furnish(pages, MADE), *reshape(pages)]
    vocabulary = Vocabulary.count(fitted, HOSTS, hash_words(_function_words()))
    say(f"{len(samples):,} samples, {len(vocabulary.words):,} words, {len(vocabulary.pairs):,} pairs")
    corpus = Corpus.build(samples, vocabulary, SHARES)
    say(f"{len(corpus.content):,} lines")
    model = _fit(corpus, say)
    header = _header([options.pages, options.news])
    for name, network in model.networks.items():
        _write(options.output / f"{name}.txt", [*header, TELLS[name], model.measured.get(name, "")], network.written())
    _write(options.output / "standard.txt", [*header, "feature, mean, scale"], model.standard.written())
    rows = _rows(vocabulary, model.weights, fitted)
    _write(options.output / "words.txt", [*header, "word or pair of words, weight in 1/64, rarity"], rows)
    say("written")


def _fit(corpus: Corpus, say: "_Clock") -> "Fitted":
    """Fit one pass after the other."""
    known, of_known = _standardised(corpus, KNOWN, (corpus.own, corpus.topic, corpus.beside()))
    weights, first, scores = _first_pass(corpus, known)
    say("first pass")
    around, of_context = _standardised(corpus, context.NAMES, (corpus.context(scores),))
    second, more = _later_pass(corpus, SECOND, np.concatenate((known, around), axis=1))
    say("second pass")
    first_score, of_first = _standardised(corpus, FIRST_SCORE, ((scores[:, None] / STEP).astype(np.float32),))
    around = _in_parts(of_context, corpus.context(more))
    inputs = np.concatenate((known, first_score, around), axis=1)
    third, last = _later_pass(corpus, THIRD, inputs)
    say("third pass")
    networks = {"first": first, "second": second, "third": third, "teaser": _teasers(corpus, inputs)}
    measured = {name: _measured(corpus, of) for name, of in (("first", scores), ("second", more), ("third", last))}
    return Fitted(weights, _joined(of_known, OF_WORDS, of_first, of_context).of(FEATURES), networks, measured)


class Fitted(NamedTuple):
    """A model: weights of words and pairs, what brings features to a size, networks; how right these are, in words."""

    weights: Floats32
    standard: Standard
    networks: dict[str, Network]
    measured: dict[str, str]


def _measured(corpus: Corpus, scores: Ints) -> str:
    """Tell what share of the held-out lines (by weight) the scores judge right, by view."""
    views = np.repeat([sample.view for sample in corpus.samples], np.diff(corpus.bounds))
    right = (scores >= 0) == (corpus.content >= 0.5)
    counted = (corpus.line_fold < 0) & (corpus.weight > 0)
    shares = {view: counted & (views == view) for view in np.unique(views).tolist()}
    told = [f"{view} {np.average(right[of], weights=corpus.weight[of]):.4f}" for view, of in shares.items() if of.any()]
    return f"held-out lines judged right: {', '.join(told)}"


TELLS = {
    "first": "first pass: log-odds for main content of a line by itself",
    "second": "second pass: the same, with what it shares with other lines and the first scores around it",
    "third": "third pass: the same, with the second scores around it",
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


def _standardised(corpus: Corpus, names: Sequence[str], blocks: Sequence[Floats32]) -> tuple[Floats32, Standard]:
    """Bring features (blocks beside each other: N × names) to a common size, as they are on lines to be fitted to."""
    inputs = np.concatenate(blocks, axis=1)
    sample = inputs[corpus.lines(lambda fold: fold >= 0)[::SAMPLED]]
    mean, spread = sample.mean(0, dtype=np.float64), sample.std(0, dtype=np.float64)
    rounded = [np.array([f"{value:.6g}" for value in of], np.float32) for of in (mean, 1 / (spread + 1e-3))]
    standard = Standard(tuple(names), *rounded)
    return _in_parts(standard, inputs), standard


def _in_parts(standard: Standard, inputs: Floats32) -> Floats32:
    """Standardise inputs where they are, a part at a time: there are too many for a copy."""
    for first in range(0, len(inputs), PART):
        inputs[first : first + PART] = standard.steps(inputs[first : first + PART]) / np.float32(STEP)
    return inputs


def _joined(*standards: Standard) -> Standard:
    names = tuple(name for standard in standards for name in standard.names)
    mean, scale = (np.concatenate([getattr(standard, of) for standard in standards]) for of in ("mean", "scale"))
    return Standard(names, mean, scale)


def _first_pass(corpus: Corpus, known: Floats32) -> tuple[Floats32, Network, Ints]:
    """Fit words and shape; return the weights of words, the network, and the scores of all lines."""
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
    layers = ((_quantised(weights[:, None]), _quantised(np.array([mean.bias], np.float32))),)
    return mean.words, Network(FIRST, layers), _steps(scores)


def _teasers(corpus: Corpus, inputs: Floats32) -> Network:
    """Fit what tells teasers from furniture, to the inputs (N × THIRD) of lines that go for one or the other."""
    labels = np.array([label for sample in corpus.samples for label in sample.labels or [""] * len(sample.lines)])
    gone = np.flatnonzero(np.isin(labels, ["teaser", "footer", "notice", "comment"]) & (corpus.line_fold >= 0))
    lesson = Lesson(inputs, (labels == "teaser").astype(np.float32), np.ones(len(inputs), np.float32))
    return Network(THIRD, _layers(lesson, gone, (), TEASER_EPOCHS, 0))


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


def _later_pass(corpus: Corpus, names: Sequence[str], inputs: Floats32) -> tuple[Network, Ints]:
    """Fit a network to inputs (N × names); return it, and the scores of all lines.

    Teachers, one to each choice of all parts but one, score the part that they have not seen. The network that is
    kept learns from what is known and from what they say together: it is as right as their mean at a part of the time.
    """
    lesson = Lesson(inputs, np.clip(corpus.content, 0, 1), corpus.weight)
    lines, scores = corpus.lines(lambda fold: fold >= 0), np.zeros(len(inputs), np.int64)
    said = np.zeros(len(inputs), np.float32)
    for part in range(FOLDS):
        teacher = Network(tuple(names), _layers(lesson, corpus.lines(_all_but(part)), SIZES, EPOCHS, part))
        said[lines] += _scores(teacher, inputs, lines) / np.float32(FOLDS * STEP)
        unseen = np.flatnonzero(corpus.line_fold == part)
        scores[unseen] = _scores(teacher, inputs, unseen)
    target = ((1 - TRUST) * lesson.target + TRUST / (1 + np.exp(-said))).astype(np.float32)
    layers = _layers(replace(lesson, target=target), lines, SIZES, STUDENT_EPOCHS, FOLDS)
    network = Network(tuple(names), layers)
    held_out = np.flatnonzero(corpus.line_fold < 0)
    scores[held_out] = _scores(network, inputs, held_out)
    return network, scores


def _scores(network: Network, inputs: Floats32, lines: Ints) -> Ints:
    """Score the given lines, a part at a time."""
    parts = [lines[first : first + PART] for first in range(0, len(lines), PART)]
    return np.concatenate([network.scores(inputs[part] * np.float32(STEP)) for part in parts])


def _all_but(part: int) -> Callable[[Ints], Bools]:
    """Choose what is not held out and not of this part."""
    return lambda fold: (fold >= 0) & (fold != part)


def _layers(lesson: Lesson, lines: Ints, sizes: Sequence[int], epochs: int, seed: int) -> Layers:
    """Fit a network to the given lines; return its layers in the steps in which they are kept."""
    layers = fit_network(lesson, lines, sizes, epochs, seed)
    return tuple((_quantised(weights), _quantised(bias)) for weights, bias in layers)


def _quantised(values: Floats32) -> Floats32:
    """Round weights or biases to the steps in which they are kept."""
    rounded: Floats32 = (np.rint(values * WEIGHT_STEP) / WEIGHT_STEP).astype(np.float32)
    return rounded


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


def _rows(vocabulary: Vocabulary, weights: Floats32, samples: Sequence[Sample]) -> Iterator[str]:
    """Write what is known about words and pairs, sorted, as far as it matters."""
    words = {word for sample in samples for word in spell("\n".join(sample.lines))}
    words |= set(_function_words())
    spelled = dict(zip(hash_words(sorted(words)).tolist(), sorted(words), strict=True))
    steps = dict(
        zip(
            [*vocabulary.words.tolist(), *vocabulary.pairs.tolist()],
            np.rint(weights * STEP).astype(int).tolist(),
            strict=True,
        )
    )
    rarity = dict(zip(vocabulary.rarity.numbers.tolist(), vocabulary.rarity.facts[:, 0].tolist(), strict=True))
    rows = []
    for number in {*vocabulary.words.tolist(), *rarity}:
        weight, rare = steps.get(number, 0), rarity.get(number, RAREST)
        if abs(weight) >= LEAST or rare < RAREST:
            rows.append((spelled[number], weight, rare))
    for number, pair in _spell_pairs(vocabulary, samples, spelled).items():
        if abs(steps[number]) >= LEAST_PAIR:
            rows.append((pair, steps[number], RAREST))
    return (f"{word}\t{weight}\t{rare}" for word, weight, rare in sorted(rows))


def _spell_pairs(vocabulary: Vocabulary, samples: Sequence[Sample], spelled: dict[int, str]) -> dict[int, str]:
    """Find the two words behind the number of each known pair."""
    known, found = Table(vocabulary.pairs, np.zeros((len(vocabulary.pairs), 0), np.int64)), dict[int, str]()
    for sample in samples:
        surface = survey([sample.lines])
        pairs = hash_pairs(surface)
        for at in np.flatnonzero(known.find(pairs)[1]).tolist():
            number = int(pairs[at])
            if number not in found:
                found[number] = f"{spelled[int(surface.word_hash[at])]} {spelled[int(surface.word_hash[at + 1])]}"
    return found


if __name__ == "__main__":
    main()
