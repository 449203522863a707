"""The evidence: what each kind of it weighs, and what it says."""

from collections import Counter

import numpy as np
import pytest

from cleaner import Reason, clean, judgement, pages
from cleaner.evidence import GROUPS, groups, weigh
from cleaner.judgement import FEATURES, Judgement, Lines
from cleaner.lexicon import Lexicon, written

BODY = [
    "Fishermen of Port Ellery found the lost lighthouse bell on Sunday, tangled in a net ten miles off the coast.",
    "The bell had hung in the lighthouse of Port Ellery until a storm in 1911. Its loss was mourned for years.",
    "Mayor Ines Calder said the bell would be cleaned and hung where every fisherman of the port can hear it.",
]
TAIL = [
    "A volcano in the south Pacific threw ash over eleven villages.",
    "Parliament postponed its vote on pensions again.",
    "Bakers expect cheaper butter as farms produce more milk.",
]
LINES = ["Lost bell found in a net", "Lost bell found in a net", *BODY, "Top stories", *TAIL]
HEADING = LINES.index("Top stories")


@pytest.fixture(scope="module")
def weights() -> dict[str, list[float]]:
    return {group: of_lines.tolist() for group, of_lines in weigh(Judgement(Lines.of([LINES]))).items()}


def test_every_feature_belongs_to_one_kind_of_evidence() -> None:
    counted = Counter(name for names in GROUPS.values() for name in names)
    assert set(counted.values()) == {1}
    assert set(counted) <= {*FEATURES}
    assert {*FEATURES} - set(counted) == {"first score", "score at +0"}


def test_every_feature_of_markup_belongs_to_one_kind_of_evidence() -> None:
    counted = Counter(name for names in groups(pages.SECOND).values() for name in names)
    assert set(counted.values()) == {1}
    assert {*pages.SECOND} - set(counted) == {"score at +0"}


def test_every_kind_of_evidence_weighs_every_line(weights: dict[str, list[float]]) -> None:
    assert set(weights) == set(GROUPS)
    assert all(len(of_lines) == len(LINES) and np.isfinite(of_lines).all() for of_lines in weights.values())


def test_a_repeated_title_speaks_against_a_line(weights: dict[str, list[float]]) -> None:
    assert weights["title"][1] > 0.5
    strongest = clean("\n".join(LINES)).lines[1]
    assert strongest.removed_for is Reason.TITLE
    said = {evidence.words: evidence.weight for evidence in strongest.evidence}
    assert said["repeats line 1"] == weights["title"][1]


def test_a_heading_speaks_against_itself_and_what_stands_below_it(weights: dict[str, list[float]]) -> None:
    assert weights["phrase"][HEADING] > 0
    judged = clean("\n".join(LINES)).lines
    assert "says ‘top stories’, like site furniture" in [evidence.words for evidence in judged[HEADING].evidence]
    below = judged[HEADING + 1].evidence
    assert [evidence.weight > 0 for evidence in below if evidence.words == "below ‘Top stories’"] == [True]


def test_paragraphs_are_kept_for_what_they_are(weights: dict[str, list[float]]) -> None:
    assert max(weights["form"][2:HEADING]) < 0
    assert max(weights["title"][2:HEADING]) < 0.1
    for line in clean("\n".join(LINES)).lines[2:HEADING]:
        assert line.removed_for is None
        assert line.evidence[0].weight < 0


def test_evidence_is_sorted_by_its_weight_and_alike_in_any_batch() -> None:
    for line in clean("\n".join(LINES)).lines:
        sizes = [abs(evidence.weight) for evidence in line.evidence]
        assert sizes == sorted(sizes, reverse=True)
    alone = weigh(Judgement(Lines.of([LINES])))
    together = weigh(Judgement(Lines.of([["Home", "About us"], LINES, TAIL])))
    for group, of_lines in alone.items():
        assert (together[group][2 : 2 + len(LINES)] == of_lines).all()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Deals here, deals of today, and here too", "says ‘deals of’"),
        ("Deals here and deals there, and here", "says ‘here’"),
        ("字典字", "says ‘字典字’"),
    ],
)
def test_a_pair_that_is_loud_is_named_whole(line: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"deals": 18, "of": 24, "here": -80, "deals of": -180, "字典": -80, "字典 典字": -180}
    rows = [b"", b""]
    for words, weight in known.items():
        rows[" " in words] += f"{written(words, weight)}\n".encode()
    monkeypatch.setattr(judgement, "lexicon", lambda: Lexicon.read(*rows))
    found = [evidence.words for evidence in clean("\n".join([*BODY, line, *TAIL])).lines[len(BODY)].evidence]
    assert [words for words in found if words.startswith("says")] == [said]
