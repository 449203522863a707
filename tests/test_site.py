import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import SiteMemory
from cleaner.site import PAGES, MemoryFileError, Page, fold, pages_of

FOOTER = "Harbour Gazette · Contact us"
ARTICLES = [
    "The ferry was late again on Monday, for the third time this month.",
    "A bakery on Mill Street gives its bread away after six in the evening.",
    "Two owls have moved into the tower of the town hall, and nobody minds.",
    "The library stays open until ten from the first of next month on.",
]
TEXTS = [f"{article}\n{FOOTER}\n" for article in ARTICLES]

lines = st.sampled_from(["Menu", "menu!", "Contact us", "Page 1", "Page 22", "", "---", "字典", "One", "Two", "Three"])
texts = st.lists(lines, max_size=12).map("\n".join)
learned = st.lists(st.tuples(st.sampled_from("ab"), texts), max_size=30)


def memory(pages: list[tuple[str, str]]) -> SiteMemory:
    made = SiteMemory()
    for site, text in pages:
        made.learn([text], site=site)
    return made


def joined(*parts: SiteMemory) -> SiteMemory:
    whole = SiteMemory()
    for part in parts:
        whole.merge(part)
    return whole


def told(one: SiteMemory) -> dict[str, tuple[object, ...]]:
    found = {site: one.known(site) for site in one.sites()}
    return {site: (known.pages, known.keys.tolist(), known.counts.tolist()) for site, known in found.items()}


def pages_with(one: SiteMemory, line: str, site: str = "gazette.example") -> int:
    return int(one.known(site).holding(fold([line])[0])[0])


def test_pages_that_hold_a_line_are_counted() -> None:
    one = SiteMemory()
    one.learn(TEXTS, site="gazette.example")
    assert one.known("gazette.example").pages == 4
    assert pages_with(one, FOOTER) == 4
    assert pages_with(one, ARTICLES[0]) == 0  # on one page, which is no news


def test_a_line_counts_once_a_page() -> None:
    one = SiteMemory()
    one.learn([f"{text}{FOOTER}\n{FOOTER}\n" for text in TEXTS], site="gazette.example")
    assert pages_with(one, FOOTER) == 4


@pytest.mark.parametrize(
    ("line", "same"),
    [
        ("Read more!", "READ MORE"),
        ("12 comments", "3 comments"),
        ("Café  —  Menü", "cafe menu"),
        ("11.01.2012 | Home", "09.12.2031, home"),
    ],
)
def test_lines_are_compared_folded(line: str, same: str) -> None:
    keys, _ = fold([line, same])
    assert keys[0] == keys[1]


@pytest.mark.parametrize(("line", "other"), [("Page 1 2", "Page 12"), ("ab", "ba"), ("One", "Two"), ("a 1", "1 a")])
def test_other_lines_have_other_keys(line: str, other: str) -> None:
    keys, _ = fold([line, other])
    assert keys[0] != keys[1]


def test_what_has_no_letter_has_no_key() -> None:
    assert fold(["---", "• • •", "$350.00", "12. 3. 2024"])[0].tolist() == [0] * 4


@given(st.lists(st.text(st.characters(exclude_characters="\n")).map(str.strip), min_size=1))
def test_a_line_has_the_key_that_it_has_alone(several: list[str]) -> None:
    assert fold(several)[0].tolist() == [int(fold([line])[0][0]) for line in several]


def test_pages_that_are_nearly_the_same_count_once() -> None:
    paragraphs = "\n".join(f"{word} is what this paragraph of the page is all about." for word in "ABCDEFGHIJKL")
    one = SiteMemory()
    one.learn([f"{paragraphs}\n{time}\n" for time in ("now", "an hour ago", "1 h")], site="gazette.example")
    assert one.known("gazette.example").pages == 1


def test_an_unknown_site_is_known_by_no_page() -> None:
    assert SiteMemory().known("elsewhere.example").pages == 0
    assert memory([("a", "One")]).known(None).pages == 0


@given(learned, learned, learned)
def test_merge_is_associative_and_commutative(
    one: list[tuple[str, str]], two: list[tuple[str, str]], three: list[tuple[str, str]]
) -> None:
    a, b, c = memory(one), memory(two), memory(three)
    assert told(joined(joined(a, b), c)) == told(joined(a, joined(b, c))) == told(joined(c, b, a))


@given(learned, st.randoms(use_true_random=False), st.integers(1, 5))
def test_parts_in_any_order_make_the_same_memory(pages: list[tuple[str, str]], random: Random, parts: int) -> None:
    whole = told(memory(pages))
    random.shuffle(pages)
    assert told(joined(*(memory(pages[part::parts]) for part in range(parts)))) == whole


def test_merge_with_itself_adds_nothing() -> None:
    one = SiteMemory()
    one.learn(TEXTS, site="gazette.example")
    assert told(joined(one, one)) == told(one)


def test_of_a_giant_site_the_same_pages_stay_in_any_order() -> None:
    random = np.random.default_rng(3)
    pages = [
        Page(int(number), np.sort(random.integers(1, 50, 5)).astype("<u8").tobytes())
        for number in random.permutation(5 * PAGES)
    ]
    one, two, three = SiteMemory(), SiteMemory(), SiteMemory()
    one.add("a", pages)
    two.add("a", pages[: 3 * PAGES])
    three.add("a", reversed(pages[3 * PAGES :]))
    three.merge(two)
    assert one.known("a").pages == PAGES
    assert told(one) == told(three)


def test_pages_folded_elsewhere_make_the_same_memory() -> None:
    one, two = SiteMemory(), SiteMemory()
    one.learn(TEXTS, site="gazette.example")
    two.add("gazette.example", (page for page, _ in pages_of(TEXTS)), clear=TEXTS)
    assert told(one) == told(two)
    assert one.lines("gazette.example") == two.lines("gazette.example") == [(4, FOOTER)]


@given(learned)
def test_a_memory_comes_back_from_its_file(
    tmp_path_factory: pytest.TempPathFactory, pages: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("memory") / "of all.memory"
    one = memory(pages)
    one.save(path)
    assert told(SiteMemory.load(path)) == told(one)
    assert told(joined(SiteMemory.load(path), one)) == told(one)


def test_a_loaded_memory_learns_on_and_its_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.memory"
    memory([("gazette.example", text) for text in TEXTS[:3]]).save(path)
    before = path.read_bytes()
    one = SiteMemory.load(path)
    one.learn(TEXTS[3:], site="gazette.example")
    assert pages_with(one, FOOTER) == 4
    assert path.read_bytes() == before
    one.save(path)
    assert pages_with(SiteMemory.load(path), FOOTER) == 4
    assert [file.name for file in tmp_path.iterdir()] == ["a.memory"]


def test_what_a_person_reads_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.memory"
    memory([("gazette.example", text) for text in TEXTS]).save(path)
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("SELECT pages, text FROM line").fetchall() == [(4, FOOTER)]


def test_a_million_lines_take_less_than_60_mb(tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    one = SiteMemory()
    for site in range(100):
        keys = np.sort(random.integers(1, 2**63, (100, 100), np.uint64)).astype("<u8")
        one.add(f"{site}.example", [Page(int(page[0]) >> 1, page.tobytes()) for page in keys])
    one.save(tmp_path / "a.memory")
    assert (tmp_path / "a.memory").stat().st_size < 60e6


@pytest.mark.parametrize("content", [b"", b"no memory at all" * 100])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.memory").write_bytes(content)
    with pytest.raises(MemoryFileError, match="is no memory"):
        SiteMemory.load(tmp_path / "a.memory")


def test_another_version_is_refused(tmp_path: Path) -> None:
    memory([("a", "One")]).save(tmp_path / "a.memory")
    with closing(sqlite3.connect(tmp_path / "a.memory")) as file:
        file.execute("PRAGMA user_version = 99")
    with pytest.raises(MemoryFileError, match="of version 99"):
        SiteMemory.load(tmp_path / "a.memory")


def test_a_missing_file_is_an_oserror(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        SiteMemory.load(tmp_path / "none.memory")


def test_lines_that_are_no_text_are_saved(tmp_path: Path) -> None:
    one = SiteMemory()
    one.learn(["\udcad fell on the hills\n", "\udcad fell on the hills\nand on the coast\n"], site="gazette.example")
    one.save(tmp_path / "a.memory")
    assert SiteMemory.load(tmp_path / "a.memory").lines("gazette.example") == [(2, "? fell on the hills")]
