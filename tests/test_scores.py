"""How much two texts have in common, on average."""

import pytest

from cleaner.proof import scores


def test_large_collections_count_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scores, "ENOUGH", 2)
    pages = [("large", (1.0, 0.0, 0.5))] * 3 + [("other", (0.0, 1.0, 0.5))] * 2 + [("small", (0.0, 0.0, 0.0))]
    assert scores.mean_over_collections(pages) == (0.5, 0.5, 0.5)


def test_small_collections_count_where_there_is_none_that_is_large() -> None:
    assert scores.mean_over_collections([("a", (1.0, 1.0, 1.0)), ("b", (0.0, 0.5, 0.25))]) == (0.5, 0.75, 0.625)
