"""What the threshold does."""

import re
from pathlib import Path

import pytest
from invented import pages, write_news, write_pages
from lxml import etree

from cleaner import measure
from cleaner.proof import curve

SVG = "{http://www.w3.org/2000/svg}"


def test_a_higher_threshold_keeps_more() -> None:
    (points,) = curve.trace(pages(6, 2), {"wet": "all"}).values()
    assert [point.threshold for point in points] == list(curve.THRESHOLDS)
    recalls = [point.recall for point in points]
    assert recalls == sorted(recalls)
    assert points[-1].precision <= points[4].precision


def test_every_threshold_has_a_dot_where_it_belongs() -> None:
    points = [curve.Point(0.5, 1.0, 1.0, 1.0), curve.Point(0.9, 0.75, 0.75, 0.75)]
    drawn = etree.fromstring(curve.picture({"one <view>": points}))
    dots = [(float(dot.get("cx")), float(dot.get("cy"))) for dot in drawn.iter(f"{SVG}circle")]
    low, high = curve.MARGIN, curve.MARGIN + curve.SIDE
    assert dots == [(high, low), (low, high)]
    assert "one <view>" in [text.text for text in drawn.iter(f"{SVG}text")]


def test_the_table_and_the_picture_are_made_by_one_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("pyarrow", reason="pages are Parquet")
    write_pages(tmp_path / "pages.parquet", pages(2, 1))
    write_news(tmp_path / "news.jsonl", 2)
    data = [str(tmp_path / "pages.parquet"), str(tmp_path / "news.jsonl")]
    measure.main([*data, "--all", "--curve", str(tmp_path / "curve.svg")])
    rows = re.findall(r"^\| (0\.\d+) \|", capsys.readouterr().out, re.MULTILINE)
    assert rows == [str(threshold) for threshold in curve.THRESHOLDS]
    assert (tmp_path / "curve.svg").read_text("utf-8").startswith("<svg")
