"""How right the judge is about texts written differently."""

from collections.abc import Iterator, Sequence

import pytest
from invented import pages, story

from cleaner.proof import robustness
from cleaner.rewriting import REWRITINGS, Written
from cleaner.samples import Sample, labelled


def news(number: int) -> Sample:
    told = story(number)
    pairs = [(told.title, "keep"), *((line, "keep") for line in told.paragraphs), ("Top stories", "footer")]
    return labelled(Sample(f"n{number}", f"n{number}", "made up", "en"), pairs, held_out=True)


def test_the_table_has_a_row_for_each_way_of_writing() -> None:
    rows = list(robustness.table(pages(4, 2), [news(1), news(2)]))
    assert len(rows) == 2 + len(REWRITINGS)
    (first,) = [row for row in rows if row.startswith("| as it is |")]
    assert first.split("|")[3].strip() == "+0.000"
    values = {row.split("|")[1].strip(): float(row.split("|")[2]) for row in rows[2:]}
    assert all(0.5 < value <= 1 for value in values.values())


def test_parts_of_a_line_are_right_or_wrong_as_the_line_is() -> None:
    text = labelled(Sample("a", "a", "made up", "en"), [("One", "keep"), ("Two", "footer")], held_out=True)
    kept = Written("One", (0,), "One"), Written("Two", (1,), "Two"), Written("One Two", (0, 1), "One Two"), Written("")
    assert robustness.right_and_lost([(text, list(zip(kept, (True, False, True, True), strict=True)))]) == (1.0, 0.0)
    assert robustness.right_and_lost([(text, list(zip(kept, (True, True, True, True), strict=True)))]) == (0.0, 0.0)
    assert robustness.right_and_lost([(text, list(zip(kept, (False, False, False, True), strict=True)))]) == (0.0, 1.0)


def test_pages_are_measured_by_the_words_of_what_was_kept() -> None:
    def halves(lines: Sequence[str]) -> Iterator[Written]:
        for at, line in enumerate(lines):
            yield Written("☃", (at,), line)

    page = pages(1, 1)[0]
    judged = [(line, line.words in page.gold.split("\n")) for line in halves(page.lines)]
    assert robustness.mean_f1([(page, judged)]) == pytest.approx(1)
