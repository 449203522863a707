"""What stands around a line."""

import numpy as np
from fixture import ALL

from cleaner.arrays import Ints
from cleaner.context import BESIDE, FAR, LIMIT, NAMES, SEEN, UNIT, Around, beside
from cleaner.shape import LOG
from cleaner.surface import survey

DOCUMENTS = [fixture.text.split("\n") for fixture in ALL[::3]]
TEXT = ["word " * 10, "word " * 5, "word " * 5]


def context(scores: Ints, *documents: list[str]) -> dict[str, list[float]]:
    """Measure documents whose lines have these scores; the features of line i are all i."""
    surface = survey(documents)
    features = np.tile(np.arange(len(scores), dtype=np.float32)[:, None], len(SEEN))
    found = np.concatenate((Around(surface).measure(scores), beside(surface, features)), axis=1)
    return dict(zip((*NAMES, *BESIDE), np.round(found.astype(float), 4).T.tolist(), strict=True))


def test_beyond_the_edges_of_a_document_there_is_boilerplate_and_no_feature() -> None:
    found = context(np.array([64, 128, 192]), TEXT)
    assert found["score at +0"] == [1, 2, 3]
    assert found["score at +1"] == [2, 3, -3]
    assert found["score at -2"] == [-3, -3, 1]
    assert found["score at -6"] == [-3, -3, -3]
    assert found["log words at +1"] == [1, 2, 0]
    assert found["log words at -2"] == [0, 0, 0]


def test_main_content_is_counted_in_words() -> None:
    sure = context(np.full(3, LIMIT), TEXT)
    assert sure["share of main content before"] == [0, 0.5, 0.75]
    assert sure["share of main content after"] == [0.5, 0.25, 0]
    assert sure["main content of document"] == [1, 1, 1]
    assert sure["main content from -10 to +0"] == [0, 1, 1]
    mixed = context(np.array([LIMIT, -LIMIT, LIMIT]), TEXT)
    assert mixed["main content of document"] == [0.75] * 3
    assert mixed["main content from -3 to +0"] == [0, 1, 0.6667]
    assert mixed["main content from +1 to +4"] == [0.5, 1, 0]
    nothing = context(np.full(3, -LIMIT), TEXT)
    assert nothing["share of main content before"] == [0, 0, 0]


def test_distance_counts_lines_to_sure_prose() -> None:
    long, short = "word " * 10, "word"
    found = context(np.array([UNIT, -UNIT, UNIT, UNIT]), [long, short, short, long])
    assert found["log distance to main content above"] == [round(float(LOG[n]), 4) for n in (FAR, 1, 2, 3)]
    assert found["log distance to main content below"] == [round(float(LOG[n]), 4) for n in (3, 2, 1, FAR)]


def test_nothing_leaks_from_one_document_into_another() -> None:
    chance = np.random.default_rng(3)
    surfaces = [survey([document]) for document in DOCUMENTS]
    scores = [chance.integers(-LIMIT, LIMIT + 1, len(surface.lines)) for surface in surfaces]
    features = [chance.normal(size=(len(score), len(SEEN))).astype(np.float32) for score in scores]
    together = survey(DOCUMENTS)
    alone = [Around(surface).measure(score) for surface, score in zip(surfaces, scores, strict=True)]
    assert (np.concatenate(alone) == Around(together).measure(np.concatenate(scores))).all()
    alone = [beside(*of_one) for of_one in zip(surfaces, features, strict=True)]
    assert (np.concatenate(alone) == beside(together, np.concatenate(features))).all()
