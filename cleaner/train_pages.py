"""Fit what judges web pages: two passes, with what the markup says of each line.

Words and the size of features are taken over from the texts. The teachers are boosted trees (LightGBM), which find more
in markup than networks do and are too slow to be kept, and networks, which err elsewhere; each leaves out a part of
the hosts and says what it thinks of that part. Each page is learned from twice: with what an extractor would keep of
it, and as if none had been asked.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from . import classes, context
from .arrays import Floats32, Ints
from .classes import PLACES, UNIT, Weights
from .corpus import FOLDS, Corpus, fold_of
from .fitting import Course, Lesson, Linear
from .judgement import KNOWN, WORD_NAMES
from .network import LARGEST, STEP, Network, Standard
from .pages import FIRST, MARKUP, SECOND
from .samples import Sample
from .teaching import AT_ONCE, STUDENT, all_but, beside, in_parts, layers, measured, scores_of, standardise, target_of

EXTRACTED = "extracted"
HOSTS = 3
"""Hosts that a class word must stand on to be known."""
DOUBT = 2.0
"""Hosts that are added to both sides, so that few say little."""
ROUNDS = 200
TREES = {
    "objective": "binary",
    "num_leaves": 31,
    "learning_rate": 0.06,
    "min_data_in_leaf": 100,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "num_threads": 2,
    "deterministic": True,
    "force_col_wise": True,
    "seed": 1,
    "verbosity": -1,
}
"""The trees; `num_threads` is fixed because sums depend on it."""
BESIDE_TREES = Course((128, 64), 8, dropped=0.4)
"""How the networks beside them are fitted."""


class FittedPages(NamedTuple):
    """The model of pages: networks, what brings markup to a size, weights of class words; how right it is."""

    networks: dict[str, Network]
    standard: Standard
    weights: tuple[Weights, Weights]
    measured: dict[str, str]

    def class_rows(self) -> Iterator[str]:
        """Write the class words with both weights, sorted."""
        near, far = self.weights
        for word in sorted({*near, *far}):
            yield f"{word}\t{near.get(word, 0)}\t{far.get(word, 0)}"


def fit_pages(corpus: Corpus, linears: Sequence[Linear], standard: Standard) -> FittedPages:
    """Fit one pass after the other; `linears` and `standard` were fitted to texts."""
    weights = {part: count(corpus.samples, part) for part in (*range(FOLDS), -1)}
    marked, of_markup = standardise(corpus, MARKUP, (_markup(corpus, weights),))
    of_text = in_parts(standard.of(KNOWN), beside(corpus.own, corpus.topic, corpus.beside()))
    words = in_parts(standard.of(WORD_NAMES), _words(corpus, linears))
    inputs = beside(of_text, words, marked)
    fast = inputs.copy()
    fast[:, FIRST.index(EXTRACTED)] = of_markup.of([EXTRACTED]).steps(np.zeros((1, 1), np.float32))[0, 0] / STEP
    told = _ask(corpus, inputs)
    first = _learn(corpus, FIRST, (inputs, fast), told)

    def with_context(known: Floats32, scores: Ints) -> Floats32:
        return beside(known, in_parts(standard.of(context.NAMES), corpus.context(scores)))

    inputs, fast = with_context(inputs, told), with_context(fast, scores_of([first], fast, np.arange(len(fast))))
    told = _ask(corpus, inputs)
    second = _learn(corpus, SECOND, (inputs, fast), told)
    measures = {"page-first": "", "page-second": measured(corpus, scores_of([second], inputs, np.arange(len(inputs))))}
    return FittedPages({"page-first": first, "page-second": second}, of_markup, weights[-1], measures)


def _ask(corpus: Corpus, inputs: Floats32) -> Ints:
    """Score each line by teachers that were fitted to the other parts; what is held out by all of them together."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        networks = [*pool.map(partial(_network, corpus, inputs), range(FOLDS))]
    said = np.zeros(len(inputs))
    for part, network in enumerate(networks):
        trees = _trees(corpus, inputs, part)
        for place, share in ((part, 2), (-1, 2 * FOLDS)):
            unseen = np.flatnonzero(corpus.line_fold == place)
            said[unseen] += np.asarray(trees.predict(inputs[unseen], raw_score=True)) / share
            said[unseen] += scores_of([network], inputs, unseen) / (STEP * share)
    return np.rint(np.clip(said, -LARGEST, LARGEST) * STEP).astype(np.int64)


def _network(corpus: Corpus, inputs: Floats32, part: int) -> Network:
    """Fit a network to all parts but one."""
    lesson = Lesson(inputs, np.clip(corpus.content, 0, 1), corpus.weight)
    return Network((), layers(lesson, corpus.lines(all_but(part)), BESIDE_TREES, part))


def _trees(corpus: Corpus, inputs: Floats32, part: int) -> Any:
    """Fit boosted trees to all parts but one."""
    import lightgbm

    lines = corpus.lines(all_but(part))
    data = lightgbm.Dataset(inputs[lines], (corpus.content[lines] >= 0.5).astype(int), weight=corpus.weight[lines])
    return lightgbm.train(TREES, data, ROUNDS)


def _learn(corpus: Corpus, names: Sequence[str], views: Sequence[Floats32], told: Ints) -> Network:
    """Fit a network to views of the same lines (N × names each): to what is known, and to what teachers told (N)."""
    target, weight = (np.tile(values, len(views)) for values in (target_of(corpus, told), corpus.weight))
    lesson = Lesson(np.concatenate(views), target, weight)
    lines = corpus.lines(lambda fold: fold >= 0)
    every = np.concatenate([lines + place * len(told) for place in range(len(views))])
    return Network(tuple(names), layers(lesson, every, STUDENT, FOLDS))


def count(samples: Sequence[Sample], part: int) -> tuple[Weights, Weights]:
    """Weigh class words near and far by the pages that are neither held out nor of this part.

    Every host counts the same for a word: by the share of main content of the lines that it stands near or above.
    """
    seen = [sample for sample in samples if fold_of(sample) not in (-1, part) and sample.view == "html"]
    usual = float(np.mean([np.clip(sample.content, 0, 1).mean() for sample in seen if sample.lines]))
    near, far = (
        _weigh(((sample.group, getattr(sample.marked, place), sample.content) for sample in seen), usual)
        for place in PLACES
    )
    return near, far


def _weigh(pages: Iterable[tuple[str, Sequence[Sequence[str]], Floats32]], usual: float) -> Weights:
    """Weigh class words, given the host, the words around each line and the share of main content of pages."""
    found: defaultdict[str, defaultdict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for host, lines, content in pages:
        for words, share in zip(lines, content.tolist(), strict=True):
            for word in set(words) if share >= 0 else ():
                found[word][host].append(share)
    known = {word: hosts for word, hosts in found.items() if len(hosts) >= HOSTS}
    return {word: _odds([float(np.mean(shares)) for shares in hosts.values()], usual) for word, hosts in known.items()}


def _odds(shares: Sequence[float], usual: float) -> int:
    """Return how much more main content there is than usual, in log-odds, given the share on each host."""
    content, rest = sum(shares) + DOUBT * usual, len(shares) - sum(shares) + DOUBT * (1 - usual)
    return round(UNIT * float(np.log(content / rest * (1 - usual) / usual)))


def _markup(corpus: Corpus, weights: Mapping[int, tuple[Weights, Weights]]) -> Floats32:
    """Return what the markup says of all lines (N × MARKUP); class words as pages of other parts weigh them."""
    parts = []
    for sample, fold in zip(corpus.samples, corpus.fold.tolist(), strict=True):
        said = classes.measure(sample.marked.near, sample.marked.far, weights[fold])
        parts.append(np.concatenate((sample.marked.features, said), axis=1))
    return np.concatenate(parts)


def _words(corpus: Corpus, linears: Sequence[Linear]) -> Floats32:
    """Return how the words of all lines weigh (N × WORD_NAMES), by what was fitted to texts of other parts."""
    out = np.zeros((len(corpus.content), 2), np.float32)
    mean = np.mean([linear.words for linear in linears], axis=0)
    for part, words in (*((part, linear.words) for part, linear in enumerate(linears)), (-1, mean)):
        lines = np.flatnonzero(corpus.line_fold == part)
        ids, place = corpus.words.of(lines)
        total = np.bincount(place, words[ids], len(lines))
        counts = np.maximum(corpus.words.count[lines], 1)
        out[lines] = np.stack((total / np.sqrt(counts), total / counts), axis=1)
    return out
