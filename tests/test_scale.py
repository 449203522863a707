"""What a crawl costs is reckoned from what its pages cost."""

from pathlib import Path

import pytest
from invented import pages, write_pages

from cleaner import scale
from cleaner.samples import Sample
from cleaner.scale import Cost, cost, table


def cells(page: Cost, crawl: int) -> dict[str, list[str]]:
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in table(page, crawl)]
    return {name: numbers for name, *numbers in rows}


def test_a_page_costs_the_mean_of_the_sample() -> None:
    long = Sample("1", "a.test", "made up", "en", lines=["Home", "Rain fell on the hills.", "home!", "2024", "1999"])
    short = Sample("2", "b.test", "made up", "en", lines=["Snö"])
    found = cost([long, short])
    assert found.text == (len("Home\nRain fell on the hills.\nhome!\n2024\n1999\n") + len("Snö\n".encode())) / 2
    assert found.lines == (2 + 1) / 2  # folded, two lines are equal, and two have no letter
    assert found.learned == len("a.test") + 8 + scale.ROW + 8 * found.lines
    assert found.fold > 0
    assert found.clean > 0


def test_a_crawl_costs_as_many_times_more() -> None:
    page = Cost(text=2e3, packed=1e3, lines=50, learned=400, clean=0.0036, fold=0.00036)
    found = cells(page, 10**9)
    assert found["text"] == ["2.0 kB", "2.0 TB"]
    assert found["cleaned, on one core"] == ["3.60 ms", "1,000 core-hours"]
    assert found["cleaned, on Spark"][1] == f"{1000 / scale.SHARE:,.0f} core-hours"
    assert found["different lines"] == ["50", "50 billion"]
    assert found["shuffled to learn"] == ["0.40 kB", "0.4 TB"]
    assert found["shuffled to clean by site"] == ["1.0 kB", "1.0 TB"]


def test_the_command_prints_the_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_pages(tmp_path / "pages.parquet", pages(3, hosts=2))
    scale.main([str(tmp_path / "pages.parquet"), "--crawl", "1000"])
    assert capsys.readouterr().out.startswith("| | a page | 1,000 pages |\n|---|---|---|\n| text | 1.")
