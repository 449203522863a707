"""Other tools, side by side."""

import logging

import pytest
from invented import html_of, pages

from cleaner.proof import peers
from cleaner.samples import Sample

PAGE = pages(1, 1)[0]


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("The rain came late this year.", True),
        ("The rain came late this year", False),
        ("The rain came late this year...", False),
        ("It rained late.", False),
        ("You have read our privacy policy today.", False),
        ("Please turn on Javascript in your browser.", False),
        ("“Was it late?” she asked him again!", True),
    ],
)
def test_c4_keeps_sentences_of_five_words(line: str, kept: bool) -> None:
    assert list(peers.c4([line])) == [line] * kept


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("The rain came late this year", True),
        ("Rain", False),
        ("THE RAIN CAME LATE", False),
        ("12 / 24", False),
        ("3 likes", False),
        ("1.2K Followers", False),
        ("3 likes of the rain", True),
        ("Sign-in to your account", False),
        ("It rained, read more...", False),
        ("There are 3 items in cart", False),
        ("She told them that there are three pages to read more", True),
        ("雨 雪", True),
    ],
)
def test_refinedweb_leaves_out_counters_and_calls(line: str, kept: bool) -> None:
    assert list(peers.refinedweb([line])) == [line] * kept


def table(rows: list[str]) -> dict[str, list[str]]:
    split = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]
    return {name: rest for name, *rest in split}


def test_tools_are_measured_side_by_side() -> None:
    texts = table(list(peers.table_of_texts([PAGE])))
    webpages = table(list(peers.table_of_pages([(PAGE, html_of(PAGE.lines))])))
    assert {*peers.TOOLS, "cleaner"} <= {*texts} & {*webpages}
    assert float(texts["cleaner"][2]) > float(texts["keeping everything"][2])
    assert float(webpages["cleaner"][2]) > 0.9


def test_what_is_not_installed_is_left_out_with_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(peers.TOOLS, "nowhere", peers.Tool("no_such_module", lambda *_: ""))
    assert "nowhere" not in peers.cleaners_of_pages()
    assert table(list(peers.table_of_texts([PAGE])))["nowhere"][0] == "not installed"


def test_a_tool_that_fails_has_kept_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Sample, html: str) -> str:
        logging.getLogger().error("heard")
        raise ValueError(html)

    monkeypatch.setattr(peers, "cleaners_of_pages", lambda: {"broken": fail})
    assert table(list(peers.table_of_pages([(PAGE, "<p>")])))["broken"] == ["0.000", "0.000", "0.000", "1"]
    assert not logging.root.manager.disable
