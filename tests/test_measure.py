"""The tables that the README quotes."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest
from invented import pages, write_news, write_pages

from cleaner import measure
from cleaner.document import Cleaned, Reason, split_lines
from cleaner.proof.scores import word_f1
from cleaner.samples import Sample, labelled

REASONS = {"T": Reason.TITLE, "F": Reason.FOOTER, "B": Reason.TEASER, "N": Reason.NOTICE}


def judged(texts: Iterable[str]) -> Iterator[Cleaned]:
    """Stand in for the judge: a line goes that begins with `-` and a letter for the reason; `?` scores 0.35."""
    for text in texts:
        lines = split_lines(text)
        removed = [REASONS[line[1]] if line.startswith("-") else None for line in lines]
        scores = [{"-": 0.95, "?": 0.35}.get(line[0], 0.05) for line in lines]
        yield Cleaned(lines, scores, removed, lambda _: ())


@pytest.fixture
def known_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "clean_many", judged)


KNOWN = pytest.mark.usefixtures("known_judge")


def text(name: str, pairs: list[tuple[str, str]], kind: str = "prose", language: str = "en") -> Sample:
    return labelled(Sample(name, name, "made up", language, kind=kind), pairs, held_out=True)


def cells(rows: Iterable[str]) -> dict[str, list[str]]:
    """Read a table: cells by the first of their row, without the heading."""
    split = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    return {name: rest for name, *rest in split[2:]}


NEWS = [
    text(
        "a", [("Title", "keep"), ("-T Title", "title"), ("Prose.", "keep"), ("-F Top", "footer"), ("-B El", "teaser")]
    ),
    text("b", [("-T Lost", "keep"), ("Prose.", "keep"), ("Else", "teaser"), ("-T Odd", "teaser")], "bare", "pl"),
    text("c", [("Prose.", "keep"), ("-B See", "teaser"), ("More.", "keep"), ("-N Share", "footer")]),
]


@pytest.mark.parametrize(
    ("kept", "gold", "expected"),
    [
        ("one two two", "two two three", (2 / 3, 2 / 3, 2 / 3)),
        ("ONE, two!", "one two", (1, 1, 1)),
        ("one", "one two", (1, 0.5, 2 / 3)),
        ("one two three four", "one", (0.25, 1, 0.4)),
        ("one", "two", (0, 0, 0)),
        ("", "two", (0, 0, 0)),
        ("two", "", (0, 0, 0)),
        ("", "…", (1, 1, 1)),
        ("雨が", "雨", (0.5, 1, 2 / 3)),
        ("snake_case", "snake case", (1, 1, 1)),
    ],
)
def test_words_are_compared_as_bags(kept: str, gold: str, expected: tuple[float, float, float]) -> None:
    assert word_f1(kept, gold) == pytest.approx(expected)


@KNOWN
def test_news_are_counted_by_what_lines_are() -> None:
    tables = dict(measure._tables_of_news(NEWS))
    assert cells(tables["News texts, share of lines removed by what they are"]) == {
        "footer": ["2", "1.0000", "1.000"],
        "keep": ["6", "0.1667", ""],
        "teaser, bare": ["2", "0.5000", "0.000"],
        "teaser, inline": ["1", "1.0000", "1.000"],
        "teaser, under a heading": ["1", "1.0000", "1.000"],
        "title": ["1", "1.0000", "1.000"],
    }


@KNOWN
def test_news_are_exactly_right_or_not() -> None:
    tables = dict(measure._tables_of_news(NEWS))
    rows = cells(tables["News texts, by language"])
    assert rows == {"en": ["2", "1.000", "0.0000"], "pl": ["1", "0.000", "0.5000"], "all": ["3", "0.667", "0.1667"]}
    assert list(rows)[-1] == "all"


def page(name: str, lines: list[str], gold: str, **about: str) -> Sample:
    content = np.array([line in gold for line in lines], np.float32)
    about = {"source": "made up", "language": "en", "view": "wet", "kind": "article"} | about
    return Sample(name, name, lines=lines, content=content, gold=gold, **about)  # type: ignore[arg-type]


@KNOWN
def test_pages_are_averaged_beside_keeping_everything() -> None:
    given = [
        page("a", ["one two", "-F one"], "one two"),
        page("b", ["one two", "three four"], "one two", language="pl"),
        page("c", ["one"], "one", view="residue", kind=""),
    ]
    tables = {title: cells(rows) for title, rows in measure._tables_of_pages(given)}
    assert tables["Pages, all visible text, by language"] == {
        "en": ["1", "1.000", "1.000", "1.000", "0.667"],
        "pl": ["1", "0.500", "1.000", "0.667", "0.667"],
    }
    assert tables["Pages, all visible text, by collection"] == {"made up": ["2", "0.750", "1.000", "0.833", "0.667"]}
    assert tables["Pages, what an extractor left, by kind"] == {}
    assert tables["Pages, what an extractor left, by language"] == {"en": ["1", "1.000", "1.000", "1.000", "1.000"]}


@KNOWN
def test_a_mean_over_collections_counts_the_large_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "ENOUGH", 2)
    given = [page(name, ["one"], "one", source="large") for name in "ab"]
    given.append(page("c", ["one two"], "one", source="small"))
    rows = cells(dict(measure._tables_of_pages(given))["Pages, all visible text, by collection"])
    assert rows["mean of collections of 2 pages or more"] == ["3", "1.000", "1.000", "1.000", "1.000"]
    assert rows["small"] == ["1", "0.500", "1.000", "0.667", "0.667"]


@KNOWN
def test_scores_are_compared_with_what_is_true() -> None:
    given = text("a", [("One.", "keep"), ("?Two", "keep"), ("?Three", "footer"), ("-F Four", "footer")])
    rows = cells(measure._calibration([given]))
    assert [rows[name] for name in ("0.0 to 0.1", "0.3 to 0.4", "0.9 to 1.0")] == [["0.000"], ["0.500"], ["1.000"]]


def test_all_tables_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("pyarrow", reason="pages are Parquet")
    write_pages(tmp_path / "pages.parquet", pages(6, 3))
    write_news(tmp_path / "news.jsonl", 12)
    measure.main([str(tmp_path / "pages.parquet"), str(tmp_path / "news.jsonl"), "--all"])
    printed = capsys.readouterr().out
    assert "hard-wrapped" not in printed
    for title in ("by collection", "by language", "Headlines", "by what they are", "Calibration", "Flagged texts"):
        assert re.search(rf"\*\*[^*]*{title}[^*]*\*\*\n\n\|.*\|\n\|[-|]+\|\n\|", printed), title
    assert "| en | 12 |" in printed
    assert "| made up | 6 |" in printed


def test_what_a_memory_adds_is_measured_when_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("pyarrow", reason="pages are Parquet")
    write_pages(tmp_path / "pages.parquet", pages(9, 2))  # one host has five, the other four
    write_news(tmp_path / "news.jsonl", 2)
    measure.main([str(tmp_path / "pages.parquet"), str(tmp_path / "news.jsonl"), "--all", "--sites"])
    printed = capsys.readouterr().out
    assert re.search(r"\| all visible text \| 5 \| [01]\.\d{3} \|", printed)
    assert printed.count("\n|") == 4


def test_texts_written_differently_are_measured_when_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pyarrow", reason="pages are Parquet")
    write_pages(tmp_path / "pages.parquet", pages(2, 1))
    write_news(tmp_path / "news.jsonl", 2)
    measure.main([str(tmp_path / "pages.parquet"), str(tmp_path / "news.jsonl"), "--all", "--robustness"])
    printed = capsys.readouterr().out
    assert "| hard-wrapped at 72 columns |" in printed
    assert "by collection" not in printed
