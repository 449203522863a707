"""What cleaning costs. No test looks at a clock: only at what is told."""

import sys
from pathlib import Path

import pytest
from invented import html_of, pages

from cleaner.proof import peers, speed

PAGES = pages(6, 2)


@pytest.fixture
def few_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in peers.TOOLS if name != "trafilatura"]:
        monkeypatch.delitem(peers.TOOLS, name)
    monkeypatch.setattr(speed, "ROUNDS", 1)
    monkeypatch.setattr(speed, "STARTS", 1)


def first_cells(rows: list[str]) -> list[str]:
    return [row.split("|")[1].strip() for row in rows[2:]]


@pytest.mark.usefixtures("few_tools")
def test_every_tool_has_its_row() -> None:
    assert first_cells(list(speed.table_of_texts(PAGES))) == ["cleaner, clean_many", *peers.cleaners_of_texts()]
    rows = list(speed.table_of_pages([(page, html_of(page.lines)) for page in PAGES]))
    many = ["cleaner, clean_html_many", "cleaner --fast, clean_html_many"]
    assert first_cells(rows) == [*many, "cleaner", "cleaner --fast", "trafilatura"]
    assert rows[-1].split("|")[3].strip() == "1.00"


@pytest.mark.usefixtures("few_tools")
def test_commands_are_run() -> None:
    rows = list(speed.table_of_commands(PAGES))
    assert len(rows) == 6
    assert all(float(cell) > 0 for row in rows[2:] for cell in row.split("|")[2:4])


def test_jobs_run_in_turns_and_the_median_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    clock = iter([0, 9, 0, 9, 0, 1, 0, 4, 0, 3, 0, 5, 0, 2, 0, 6])
    monkeypatch.setattr("time.process_time", lambda: next(clock))
    seconds = speed.race({"a": lambda: ran.append("a"), "b": lambda: ran.append("b")})
    assert ran == ["a", "b"] * (1 + speed.ROUNDS)
    assert seconds == {"a": 2, "b": 5}


def test_items_are_chosen_from_all() -> None:
    assert speed.spread(range(10), 5) == range(0, 10, 2)
    assert list(speed.spread(range(3), 5)) == [0, 1, 2]


def test_a_command_that_fails_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert speed.cost([sys.executable, "-c", "raise SystemExit(3)"], tmp_path / "empty").megabytes > 1
