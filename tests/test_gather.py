"""Public collections as one table. The folders are made up; only their layout is that of the collections."""

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from invented import Story, html_of, story

from cleaner.proof import gather
from cleaner.samples import read_html, read_pages

TOLD = story(4)
LINES = ["Home", TOLD.title, *TOLD.paragraphs, "Follow us"]
HTML = html_of(LINES).replace("<html>", f"<html><head><title>{TOLD.title}</title></head>")


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())


def wcxb(folder: Path, told: Story) -> None:
    known = {"title": told.title, "main_content": told.gold, "with": [], "without": []}
    page = {"url": "https://www.valley.test/rain", "_internal": {"page_type": {"primary": "forum"}}}
    write(folder / "dev/ground-truth/0001.json", json.dumps(page | {"ground_truth": known}))
    write(folder / "dev/html/0001.html.gz", HTML)
    write(folder / "dev/ground-truth/0002.json", json.dumps(page | {"ground_truth": known}))


def articles(folder: Path, told: Story) -> None:
    known = {"articleBody": told.gold, "url": "http://valley.test/rain"}
    write(folder / "ground-truth.json", json.dumps({"abc": known, "gone": known}))
    write(folder / "html/abc.html.gz", HTML)


def daniel(folder: Path, told: Story) -> None:
    name = "20120101_www.valley.test_abc"
    write(folder / "doc_lg.json", json.dumps({name: "Polish", "20120101_gone.test_abc": "Polish"}))
    write(folder / "html" / name, HTML)
    write(folder / "reference" / name, "\n".join(f"<p>{line}</p>" for line in told.gold.split("\n")))


def cleaneval(folder: Path, told: Story) -> None:
    write(folder / "clean/1.txt", f"URL: http://www.valley.test/rain\n\n<h>{told.gold}")
    write(folder / "clean/2.txt", "no page")
    write(folder / "orig/1.html", HTML)


def dragnet(folder: Path, told: Story) -> None:
    write(folder / "Corrected/7.html.corrected.txt", told.gold.replace("\n", "\n!@#$%^&*()  COMMENTS\n", 1))
    write(folder / "HTML/7.html", HTML)


def l3s(folder: Path, told: Story) -> None:
    marked = "".join(f'<p><span class="x-nc-sel2">{line}</span></p>' for line in told.paragraphs)
    title = f'<h1 class="x-nc-sel1"><span class="x-nc-sel1">{told.title}</span></h1>'
    write(folder / "annotated/abc.html", f'{title}{marked}<p><span class="x-nc-sel4">Follow us</span></p>')
    write(folder / "original/abc.html", HTML)


COLLECTIONS = [
    (wcxb, ("wcxb", "valley.test", "", "forum", TOLD.title)),
    (articles, ("articles", "valley.test", "", "article", "")),
    (daniel, ("daniel", "valley.test", "pl", "article", "")),
    (cleaneval, ("cleaneval", "valley.test", "en", "", "")),
    (dragnet, ("dragnet", "7", "", "", "")),
    (l3s, ("l3s", "abc", "en", "article", "")),
]


@pytest.mark.parametrize(("make", "about"), COLLECTIONS, ids=lambda item: getattr(item, "__name__", ""))
def test_each_collection_is_read_as_it_comes(
    tmp_path: Path, make: Callable[[Path, Story], None], about: tuple[str, ...]
) -> None:
    make(tmp_path / "somewhere" / "below", TOLD)
    (page,) = gather.gather(tmp_path)
    assert (page.source, page.host, page.language, page.kind, page.title) == about
    assert page.html == HTML
    assert re.sub(r"\s+", " ", page.text.strip()) == re.sub(r"\s+", " ", TOLD.gold)


def test_lines_know_how_much_of_them_is_main_content() -> None:
    row = gather.row(gather.Gold("made up", "valley.test", HTML, TOLD.gold))
    assert row["wet"] == LINES
    assert row["wet_y"] == [0, *[1] * (len(LINES) - 2), 0]
    assert row["blocks"] == [TOLD.title, *LINES]
    assert {"Home", "Follow us"}.isdisjoint(row["residue"])


def test_the_table_is_what_the_model_learns_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("pyarrow", reason="pages are Parquet")
    for make, _ in COLLECTIONS:
        make(tmp_path / "collections" / make.__name__, TOLD)
    gather.main([str(tmp_path / "collections"), "-o", str(tmp_path / "pages.parquet")])
    pages = list(read_pages(tmp_path / "pages.parquet"))
    assert sorted(page.source for page in pages if page.view == "wet") == sorted(about[0] for _, about in COLLECTIONS)
    assert all(page.gold and len(page.lines) == len(page.content) for page in pages)
    assert [html for _, html in read_html(tmp_path / "pages.parquet")] == [HTML] * len(COLLECTIONS)
    assert "wcxb: 1 pages" in capsys.readouterr().err


def test_a_folder_without_collections_is_told_of(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pages are Parquet")
    with pytest.raises(SystemExit, match="holds none of the collections"):
        gather.main([str(tmp_path), "-o", str(tmp_path / "pages.parquet")])
