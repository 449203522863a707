"""Every fixture: the lines that should go have gone, all others stayed, character for character."""

import pytest
from fixture import ALL, Fixture

from cleaner import clean


def case(fixture: Fixture) -> object:
    marks = pytest.mark.xfail(reason=fixture.known_failure) if fixture.known_failure else ()
    return pytest.param(fixture, id=fixture.name, marks=marks)


@pytest.mark.parametrize("fixture", [case(fixture) for fixture in ALL])
def test_fixture_is_cleaned_right(fixture: Fixture) -> None:
    verdicts = clean(fixture.text).lines
    got = [
        (line, label == "keep" or label, verdict.removed_for is None)
        for line, label, verdict in zip(fixture.lines, fixture.labels, verdicts, strict=True)
        if label != "blank"
    ]
    assert [row for row in got if (row[1] is True) != row[2]] == []


def test_there_are_enough_fixtures_of_every_kind() -> None:
    kinds = [fixture.name.split("/")[0] for fixture in ALL]
    assert sum(fixture.name.startswith("negative/") and not fixture.known_failure for fixture in ALL) >= 20
    assert len(kinds) >= 50


def test_every_label_is_known() -> None:
    labels = {label for fixture in ALL for label in fixture.labels}
    assert labels == {"keep", "blank", "title", "navigation", "teaser", "notice", "comment", "footer"}


def test_negative_fixtures_come_back_untouched() -> None:
    for fixture in ALL:
        if fixture.name.startswith("negative/") and not fixture.known_failure:
            assert clean(fixture.text).text == fixture.text, fixture.name
