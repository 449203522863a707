"""Why a line stays or goes, in words: what the score would be without one kind of evidence.

The networks weigh all features of a line together. To tell what one kind of evidence did, its features are set to
what they are on average, and the line is scored again: the difference is what the evidence weighs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, pairwise, starmap

import numpy as np

from . import context, footers, kin, shape, teasers, titles
from .arrays import Floats, Floats32, Ints
from .characters import kind, kind_of
from .document import Evidence
from .judgement import WORD_NAMES, Judgement
from .network import STEP, Network, standard
from .words import spell

OF_SCORES = ("score at +0", "first score")
"""A line's own scores, from the pass before and the one before that: what they stand for is taken apart further."""
PLACE = shape.NAMES[shape.NAMES.index("log place") : shape.NAMES.index("log repeats")]
REPEATS = shape.NAMES[shape.NAMES.index("log repeats") : shape.NAMES.index("spacing")]
SPACING = shape.NAMES[shape.NAMES.index("spacing") :]
FORM = shape.NAMES[: shape.NAMES.index("log place")]
AROUND = tuple(name for name in (*context.NAMES, *context.BESIDE) if name not in OF_SCORES)
GROUPS = {
    "title": titles.NAMES,
    "phrase": footers.NAMES,
    "words": WORD_NAMES,
    "topic": teasers.NAMES,
    "form": FORM,
    "place": PLACE,
    "repeats": REPEATS,
    "spacing": SPACING,
    "neighbours": AROUND,
    "kin": kin.NAMES,
}
"""The kinds of evidence, and the features that each is made of."""
LINKS, EXTRACTED, CLASSES = "link", "extracted", "class words"
"""What the names of features of markup hold, by the kind of evidence that they are."""
MEMORY = "on the site"
"""What the names of features of memory end in."""
WORTH_SAYING = 0.2
"""Log-odds below which evidence is not mentioned, unless there is no other."""
SPOKEN = 3
"""Words that are named when words speak."""
SHORT = 5
"""Words of a short line."""
ABOVE = 30
"""Lines above in which the heading of a line is looked for."""
BLOCK = 2048
"""Lines whose evidence is weighed at once: of a long text, the first screen need not wait for the last line."""
COLON = kind("colon")


def groups(names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the kinds of evidence, with the features that each is made of; the rest is of memory, or of markup."""
    told = {*chain.from_iterable(GROUPS.values()), *OF_SCORES}
    memory = {"memory": tuple(name for name in names if name.endswith(MEMORY))}
    known = {**GROUPS, **(memory if memory["memory"] else {})}
    marked = [name for name in names if name not in told and not name.endswith(MEMORY)]
    if not marked:
        return known
    classes = tuple(name for name in marked if CLASSES in name)
    links = tuple(name for name in marked if LINKS in name and name not in classes)
    rest = tuple(name for name in marked if name not in (*classes, *links, EXTRACTED))
    return {**known, "extractor": (EXTRACTED,), "classes": classes, "links": links, "markup": rest}


def weigh(judgement: Judgement, lines: Ints | slice = slice(None)) -> dict[str, Floats]:
    """Return what each of `GROUPS` adds to the log-odds for boilerplate of some lines, in log-odds (L each).

    The mean of what it takes away where it is left out and what it adds where it stands alone: things that say the
    same would each seem to weigh nothing if they were only left out.
    """
    passes = [
        (fitted, np.concatenate([block[lines] for block in inputs], axis=1)) for fitted, inputs in judgement.passes
    ]
    everything = {*chain.from_iterable(fitted.names for fitted, _ in passes)} - {*OF_SCORES}
    nothing = _score(passes, everything)
    weights = {}
    for group, names in groups(sorted(everything)).items():
        without, alone = _score(passes, {*names}), _score(passes, everything - {*names})
        weights[group] = (without - judgement.scores[lines] + nothing - alone) / (2 * STEP)
    return weights


def _score(passes: Sequence[tuple[Network, Floats32]], names: set[str]) -> Ints:
    """Score lines anew with some features set to what they are on average (in `train.py`), which is zero.

    A line's own scores from earlier passes change too; those around it stay, or are left out with their neighbours.
    """
    scores: list[Ints] = []
    for fitted, inputs in passes:
        changed = inputs.copy()
        changed[:, [name in names for name in fitted.names]] = 0
        for name, score in zip(OF_SCORES, reversed(scores), strict=False):
            if name not in fitted.names:
                continue
            steps = standard((name,)).steps((score[:, None] / STEP).astype(np.float32))
            changed[:, fitted.names.index(name)] = steps[:, 0]
        scores.append(fitted.scores(changed))
    return scores[-1]


@dataclass(frozen=True, eq=False)
class Explainer:
    """Says what spoke about the lines of one document; `numbers` are their numbers in the text, from 1.

    A line that stands before the text (a title that was given) has the number 0.
    """

    judgement: Judgement
    numbers: Sequence[int]

    def evidence(self, line: int) -> tuple[Evidence, ...]:
        """Return the evidence about one line, strongest first, as far as it is worth saying.

        Which line it repeats is always said, as that is what a reason says, too; and that it claims rights.
        """
        lines, weighed = self._weights(line // BLOCK, bool(self.judgement.scores[line] < 0))
        place = int(np.searchsorted(lines, line))
        weights = {group: float(of_lines[place]) for group, of_lines in weighed.items()}
        said = [(self._say(group, line, weight > 0), group, weight) for group, weight in weights.items()]
        said = sorted((one for one in said if one[0]), key=lambda one: -abs(one[2]))
        always = ("title", "phrase") if self._claims_rights(line) else ("title",)
        worth = [one for one in said if abs(one[2]) >= WORTH_SAYING or one[1] in always]
        return tuple(Evidence(words, weight) for words, _, weight in worth or said[:1])

    @cached_property
    def _weights(self) -> Callable[[int, bool], tuple[Ints, dict[str, Floats]]]:
        """Weighs lines of a block, by its number: those against which the scores speak, or the others.

        Nobody asks why most lines stay, and who reads on has no need of the blocks before.
        """

        @lru_cache(2)
        def weighed(block: int, against: bool) -> tuple[Ints, dict[str, Floats]]:
            first = block * BLOCK
            lines = first + np.flatnonzero((self.judgement.scores[first : first + BLOCK] < 0) == against)
            return lines, weigh(self.judgement, lines)

        return weighed

    @cached_property
    def _known(self) -> teasers.Known:
        lines = self.judgement.lines
        stands = teasers.Standing.of(lines.surface)
        return teasers.known(lines.surface, stands, teasers.weigh(lines.known_words.rarity))

    def _say(self, group: str, line: int, against: bool) -> str:
        """Put one kind of evidence into words; nothing where there is nothing to say."""
        say = {
            "title": self._title,
            "phrase": self._phrase,
            "words": self._words,
            "topic": self._topic,
            "form": self._form,
            "place": self._place,
            "repeats": self._repeats,
            "spacing": self._spacing,
            "neighbours": self._neighbours,
            "kin": self._kin,
            "extractor": self._extractor,
            "classes": self._classes,
            "links": self._links,
            "markup": self._markup,
            "memory": self._memory,
        }[group]
        return say(line, against)

    def _title(self, line: int, _: bool) -> str:
        way = int(self.judgement.lines.way[line])
        if way == titles.NONE:
            return ""
        number = self.numbers[int(self.judgement.lines.repeats[line])]
        return (
            "repeats {}",
            "repeats {} with an addition",
            "repeats {} without its addition",
            "repeats {}, cut short",
            "repeats {} but for a letter",
        )[way].format(f"line {number}" if number else "the title")

    def _phrase(self, line: int, against: bool) -> str:
        lines = self.judgement.lines
        phrase = int(lines.phrase[line])
        if phrase < 0 and self._claims_rights(line):
            return f"begins with {lines.surface.lines[line][0]}"
        said = f"says ‘{footers.phrases()[phrase].text}’" if phrase >= 0 else ""
        return f"{said}, like site furniture" if said and against else said

    def _claims_rights(self, line: int) -> bool:
        return bool(footers.claims_rights(self.judgement.lines.surface)[line])

    def _words(self, line: int, against: bool) -> str:
        """Name the words, and pairs of words, that weigh most on one side, and not much less than the first."""
        surface, known = self.judgement.lines.surface, self.judgement.lines.known_words
        begin, end = surface.word_start[line : line + 2].tolist()
        words = spell(surface.lines[line])
        weights = np.concatenate((known.word[begin:end], known.pair[begin:end])) * (-1 if against else 1)
        spelled = [*words, *starmap(_joined, pairwise(words))]
        loud = [at for at in np.argsort(-weights, kind="stable").tolist() if 2 * weights[at] > weights.max()]
        said = list(dict.fromkeys(spelled[at] for at in loud if weights[at] > 0))[:SPOKEN]
        return f"says {', '.join(f'‘{word}’' for word in said)}" if said else ""

    def _topic(self, line: int, _: bool) -> str:
        weight, before = int(self._known.weight[0, line]), int(self._known.before[0, line])
        if not weight:
            return ""
        return (
            f"shares {100 * before // weight} % of its telling words with the text above"
            if before
            else "shares no telling word with the text above"
        )

    def _form(self, line: int, against: bool) -> str:
        short = against and self.judgement.lines.surface.words[line] <= SHORT
        return "short, and no sentence" if short else "its length and punctuation"

    def _place(self, line: int, _: bool) -> str:
        surface = self.judgement.lines.surface
        share = surface.index[line] / len(surface.lines)
        return "near the end" if share > 2 / 3 else "near the start" if share < 1 / 3 else "in the middle"

    def _repeats(self, line: int, _: bool) -> str:
        times = int(self.judgement.lines.surface.repeats[0][line])
        return f"stands {times} times in the text" if times > 1 else ""

    def _spacing(self, line: int, _: bool) -> str:
        apart = self.judgement.lines.surface.apart
        said = "below a blank line" if apart[line] else "no blank line above it"
        return said if apart.any() else ""

    def _neighbours(self, line: int, against: bool) -> str:
        if not against:
            return "main content around it"
        heading = self._heading(line)
        return f"below ‘{self.judgement.lines.surface.lines[heading]}’" if heading >= 0 else "boilerplate around it"

    def _kin(self, line: int, against: bool) -> str:
        if not self.judgement.lines.kin.is_shared(line):
            return ""
        return "lines like it are boilerplate" if against else "lines like it are main content"

    def _extractor(self, line: int, against: bool) -> str:
        if against:
            return "an extractor leaves it out"
        return "an extractor keeps it" if self._marked(EXTRACTED, line) >= 0.5 else ""

    def _classes(self, _: int, against: bool) -> str:
        return "classes of furniture around it" if against else "classes of main content around it"

    def _links(self, line: int, against: bool) -> str:
        if not against:
            return "few links in it and around it"
        return f"links make {100 * self._marked('link share', line):.0f} % of it"

    def _markup(self, _line: int, _against: bool) -> str:
        return "its place in the page"

    def _memory(self, line: int, against: bool) -> str:
        """Tell on how many pages the line stands; where few hold it, that speaks of what is around it."""
        held, pages = self.judgement.on_site(line)
        if held > 1:
            return f"on {held:,} of {pages:,} pages of this site"
        return "among lines of other pages of this site" if against else "on no other page of this site"

    def _marked(self, name: str, line: int) -> float:
        marked: Floats32 = self.judgement.marked(name)
        return float(marked[line])

    def _heading(self, line: int) -> int:
        """Return the nearest heading above in the same run of boilerplate, or -1."""
        surface, scores = self.judgement.lines.surface, self.judgement.scores
        for above in range(line - 1, max(line - 1 - ABOVE, -1), -1):
            if scores[above] >= 0:
                break
            if surface.words[above] <= SHORT and (
                self.judgement.lines.phrase[above] >= 0 or surface.last[above] == COLON
            ):
                return above
        return -1


def _joined(first: str, second: str) -> str:
    """Join two words as they stand in a text; in scripts without spaces the second begins within the first."""
    return first + second[1:] if kind_of(first[0]) == "unspaced" else f"{first} {second}"
