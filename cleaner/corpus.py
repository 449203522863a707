"""All lines to learn from as arrays, document after document, with the features that the judge makes."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from . import context, kin, teasers
from .arrays import Bools, Floats32, Hashes, Ints, Small
from .fitting import Words
from .judgement import Lines, choose
from .lexicon import RAREST, Table
from .samples import Sample
from .surface import Surface, hash_pairs, survey

FOLDS = 4
"""Parts that the samples fall into, whole groups together: what is fitted to three is tried on the fourth."""
UNREAD = 38
"""Of 256 samples, how many are learned from as if they were in an unknown language."""
FREQUENT = 2
"""The rarity of words so frequent that they are known in any language (see `train.FUNCTION_WORDS`)."""
CHUNK = 256
"""Documents whose features are made at once."""


def chunks(samples: Sequence[Sample]) -> Iterator[Sequence[Sample]]:
    """Cut samples into chunks."""
    return (samples[i : i + CHUNK] for i in range(0, len(samples), CHUNK))


def fold_of(sample: Sample) -> int:
    """Return the part of a sample, or -1 where it is held out."""
    return -1 if sample.held_out else sha256(f"fold {sample.group}".encode()).digest()[0] % FOLDS


ByGroup: TypeAlias = defaultdict[str, list[Hashes]]
"""Numbers of words, or of pairs, by the group of the samples that they stand in."""


@dataclass(frozen=True)
class Vocabulary:
    """Words and pairs that stand on enough hosts; and the words of known rarity, with their rarities in that order."""

    words: Table
    pairs: Table
    rated: Table
    rarity: Small

    @classmethod
    def count(cls, samples: Sequence[Sample], hosts: tuple[int, int], frequent: Hashes) -> "Vocabulary":
        """Count words and pairs by host; `hosts` says on how many a word and a pair must stand.

        `frequent` are function words of any language, which are not rare wherever they stand.
        """
        words: ByGroup = defaultdict(list)
        pairs: ByGroup = defaultdict(list)
        languages: defaultdict[str, ByGroup] = defaultdict(lambda: defaultdict(list))
        for sample in samples:
            surface = survey([sample.lines])
            known = np.unique(surface.word_hash)
            words[sample.group].append(known)
            pairs[sample.group].append(np.unique(hash_pairs(surface)))
            if sample.view in ("wet", "news"):
                languages[sample.language][sample.group].append(known)
        return cls(_common(words, hosts[0]), _common(pairs, hosts[1]), *_rarity(languages, frequent))


def _common(by_group: ByGroup, least: int) -> Table:
    """Return the numbers that stand in at least so many groups."""
    found, groups = _groups(by_group)
    return Table(found[(groups >= least) & (found != 0)])


def _groups(by_group: ByGroup) -> tuple[Hashes, Ints]:
    """Return all numbers, sorted, and in how many groups each stands."""
    return np.unique(np.concatenate([np.unique(np.concatenate(of)) for of in by_group.values()]), return_counts=True)


def _rarity(languages: dict[str, ByGroup], frequent: Hashes) -> tuple[Table, Small]:
    """Tell how rare words are, last the unknown: minus the binary logarithm of the largest share of hosts."""
    numbers, shares = [], []
    for by_group in languages.values():
        found, groups = _groups(by_group)
        often = groups >= 3
        numbers.append(found[often])
        shares.append((groups[often] - 0.5) / len(by_group))
    joined, share = np.concatenate([*numbers, frequent]), np.concatenate([*shares, np.full(len(frequent), 0.25)])
    unique, where = np.unique(joined, return_inverse=True)
    greatest = np.zeros(len(unique))
    np.maximum.at(greatest, where, share)
    rarity = np.minimum(np.rint(-np.log2(greatest)), RAREST).astype(np.int16)
    everywhere = np.isin(unique, frequent)
    return Table(unique), np.append(np.where(everywhere, np.minimum(rarity, 2), rarity), np.int16(RAREST))


@dataclass(frozen=True)
class Corpus:
    """N lines of D samples. `bounds` (D + 1) says where each sample begins; `fold` (D) its part, -1 held out.

    `own` and `topic` (N × names) are the features of single lines; `words` their known words, `kin` (kinds × N) the
    numbers of their kin. `content` (N) is the share of main content of a line, `weight` (N) how much it counts: nothing
    where the share is not known.
    """

    samples: Sequence[Sample]
    bounds: Ints
    fold: Ints
    own: Floats32
    topic: Floats32
    words: Words
    kin: Ints
    content: Floats32
    weight: Floats32

    @classmethod
    def build(cls, samples: Sequence[Sample], vocabulary: Vocabulary, shares: dict[str, float]) -> "Corpus":
        """Make the features of all samples; `shares` says how much a sample of each view counts."""
        own, topic, ids, known, count, alike = [], [], [], [], [], []
        for chunk in chunks(samples):
            lines = Lines.of([sample.document for sample in chunk])
            own.append(lines.own)
            unread = np.array([is_unread(sample) for sample in chunk])[lines.surface.document][lines.surface.word_line]
            topic.append(teasers.measure(lines.surface, rarity_of(vocabulary, lines.surface, unread)))
            of_words, per_line = _ids(vocabulary, lines.surface, unread)
            ids.append(of_words)
            known.append(per_line)
            count.append(lines.surface.words)
            alike.append(lines.kin.numbers)
        content = np.concatenate([sample.content for sample in samples])
        bounds = np.cumsum([0, *(len(sample.lines) for sample in samples)])
        words = Words(
            np.concatenate(ids),
            np.concatenate(([0], np.cumsum(np.concatenate(known)))),
            np.concatenate(count),
            len(vocabulary.words) + len(vocabulary.pairs),
        )
        weight = _weights(samples, words.count, content, bounds, shares)
        fold = np.array([fold_of(sample) for sample in samples])
        return cls(
            samples, bounds, fold, np.concatenate(own), np.concatenate(topic), words, kin.joined(alike), content, weight
        )

    @cached_property
    def line_fold(self) -> Ints:
        """The part of each line (N)."""
        return np.repeat(self.fold, np.diff(self.bounds))

    def lines(self, folds: Callable[[Ints], Bools]) -> Ints:
        """Return the lines whose part is among the chosen ones, and whose content is known."""
        return np.flatnonzero(folds(self.line_fold) & (self.weight > 0))

    def beside(self) -> Floats32:
        """Return what the lines beside each line are like (N × context.BESIDE)."""
        return self._by_chunk(
            lambda frame, part: context.beside(frame, choose(context.SEEN, self.own[part], self.topic[part]))
        )

    def context(self, score: Ints) -> Floats32:
        """Return what stands around each line, given the scores of all (N × context.NAMES)."""
        return self._by_chunk(lambda frame, part: context.Around(frame).measure(score[part]))

    def of_kin(self, score: Ints) -> Floats32:
        """Return what the scores of all lines say of the kin of each (N × kin.NAMES)."""
        return kin.Kin(self.kin, self.words.count).measure(score)

    def _by_chunk(self, measure: Callable[[Surface, slice], Floats32]) -> Floats32:
        parts = []
        for first in range(0, len(self.samples), CHUNK):
            bounds = self.bounds[first : first + CHUNK + 1]
            part = slice(bounds[0], bounds[-1])
            parts.append(measure(_frame(bounds - bounds[0], self.words.count[part]), part))
        return np.concatenate(parts)


def is_unread(sample: Sample) -> bool:
    """Tell whether a sample is learned from as if it were in an unknown language.

    Its words are hidden, but for the most frequent ones: so the networks learn to judge by shape and repetition
    where words say nothing.
    """
    return not sample.held_out and sha256(f"unread {sample.name}".encode()).digest()[0] < UNREAD


def rarity_of(vocabulary: Vocabulary, surface: Surface, unread: Bools) -> Small:
    """Return the rarity of each word (W); of unread ones (W) only whether they are among the most frequent."""
    rarity = vocabulary.rarity[vocabulary.rated.find(surface.word_hash)]
    return np.where(unread & (rarity > FREQUENT), np.int16(RAREST), rarity)


def _frame(bounds: Ints, words: Ints) -> Surface:
    """Return lines as far as their context needs them: no text, no words."""
    none, kinds, numbers = np.zeros(0, np.int64), np.zeros(0, np.uint8), np.zeros(0, np.uint64)
    no = np.zeros(0, bool)
    return Surface([""] * len(words), bounds, none, kinds, kinds, no, words, numbers, numbers, kinds, none)


def _ids(vocabulary: Vocabulary, surface: Surface, unread: Bools) -> tuple[NDArray[np.int32], Ints]:
    """Return the places in the vocabulary of all known words and pairs, line after line, and how many a line has.

    Words that are unread (W) are not known.
    """
    found = []
    for table, sought in ((vocabulary.words, surface.word_hash), (vocabulary.pairs, hash_pairs(surface))):
        at = table.find(sought)
        found.append(np.where((at < len(table)) & ~unread, at, -1))
    found[1][found[1] >= 0] += len(vocabulary.words)
    both = np.stack(found, axis=1).ravel()
    return both[both >= 0].astype(np.int32), surface.per_line((found[0] >= 0) + (found[1] >= 0).astype(np.int64))


def _weights(
    samples: Sequence[Sample], words: Ints, content: Floats32, bounds: Ints, shares: dict[str, float]
) -> Floats32:
    """Weigh lines by the root of their words, so that the lines of a sample weigh its share together; mean 1."""
    weight = np.sqrt(words + 1.0) * (content >= 0)
    total = np.add.reduceat(weight, bounds[:-1])
    share = np.array([shares[_view(sample)] for sample in samples])
    weight *= np.repeat(share / np.maximum(total, 1e-6), np.diff(bounds))
    limited: Floats32 = np.minimum(weight / weight.mean(), 20).astype(np.float32)
    return limited


def _view(sample: Sample) -> str:
    """Name what a sample counts as: its view, or how it was made."""
    if sample.source != "made":
        return sample.view
    return sample.kind if sample.kind in ("clean", "rewritten") else "made"
