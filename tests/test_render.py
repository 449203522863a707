"""The diff: its rows, its plain form for pipes, its form on a terminal of a given width."""

import io
import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import Color
from rich.console import Console

from cleaner.document import Cleaned, Evidence, JudgedLine, Reason
from cleaner.render import Share, percent, plain, removed_shares, rows, visible
from cleaner.screen import COLOURS, PATCH_STYLES, QUIET, inline, written

REPEATS = Evidence("repeats line 1", 3.0)
TAIL = Evidence("after the heading ‘Top stories’", 2.0)
STRANGER = Evidence("shares no name with the article", 1.0)
PROSE = Evidence("ends like a sentence", -0.5)


def kept(text: str) -> JudgedLine:
    return JudgedLine(text, 0.1, None, lambda: ())


def gone(text: str, reason: Reason, *evidence: Evidence) -> JudgedLine:
    return JudgedLine(text, 0.9, reason, lambda: evidence or (REPEATS,))


def put_together(lines: Sequence[JudgedLine]) -> Cleaned:
    texts, scores = [line.text for line in lines], [line.score for line in lines]
    return Cleaned(texts, scores, [line.removed_for for line in lines], lambda number: lines[number].evidence)


STORY = put_together(
    (
        kept("Rain ends drought\n"),
        gone("Rain ends drought\n", Reason.TITLE),
        *(kept(f"Paragraph {i} of the story.\n") for i in range(3, 13)),
        gone("\n", Reason.FOOTER, Evidence("beside removed lines", 9.0)),
        gone("Top stories\n", Reason.FOOTER, TAIL, STRANGER, PROSE),
        gone("A tiger escaped\n", Reason.TEASER, STRANGER, PROSE),
    )
)


def on_screen(cleaned: Cleaned, width: int, *, colour: bool = False, **layout: object) -> list[str]:
    """Show the diff on a terminal `width` cells wide; without `colour`, as the bare characters."""
    console = Console(
        file=io.StringIO(), width=width, force_terminal=colour, color_system="256" if colour else None,
        highlight=False, markup=False, emoji=False,
    )  # fmt: skip
    return "".join(written(inline(cleaned, console, **layout), console)).splitlines()


def test_plain_diff_of_a_story() -> None:
    assert "".join(plain(STORY, name="story.txt")) == (
        "story.txt\n"
        "   1           Rain ends drought\n"
        "   2 - title   Rain ends drought\n"
        "               └ repeats line 1\n"
        "   3           Paragraph 3 of the story.\n"
        "               … 8 lines kept …\n"
        "  12           Paragraph 12 of the story.\n"
        "  13 -\n"
        "  14 - footer  Top stories\n"
        "               └ after the heading ‘Top stories’; shares no name with the article\n"
        "  15 - teaser  A tiger escaped\n"
        "               └ shares no name with the article\n"
        "\n"
        "                lines   words  share\n"
        "       title        1       3    5 %\n"
        "       teaser       1       3    5 %\n"
        "       footer       2       2    3 %\n"
        "       total        4       8   13 %\n"
    )


def test_a_long_text_says_first_how_much_goes() -> None:
    paragraphs = [kept(f"Paragraph {i} of the story.\n") for i in range(60)]
    cleaned = put_together([*paragraphs, gone("Top stories\n", Reason.FOOTER), gone("Rain\n", Reason.TEASER)])
    first = "".join(plain(cleaned, name="x")).splitlines()[1]
    assert first.strip() == "what goes: 2 lines, <1 % of the words; footer, teaser"
    assert "what goes" not in "".join(plain(put_together(paragraphs)))


def test_terminal_and_pipe_show_the_same_where_there_is_room() -> None:
    assert [line.rstrip() for line in on_screen(STORY, 100)] == "".join(plain(STORY)).splitlines()


@pytest.mark.parametrize(
    ("context", "shown"),
    [(0, []), (1, [3, 12]), (2, [3, 4, 11, 12]), (4, list(range(3, 13))), (None, list(range(3, 13)))],
)
def test_context_is_the_number_of_lines_at_each_end_of_a_kept_run(context: int | None, shown: list[int]) -> None:
    inner = [row.number for row in rows(STORY, context=context) if row.kind == "kept" and (row.number or 0) > 2]
    assert inner == shown


def test_a_fold_counts_all_the_lines_it_hides() -> None:
    for context in range(5):
        laid_out = list(rows(STORY, context=context))
        numbered = sum(row.number is not None for row in laid_out)
        hidden = [int(found[1]) for row in laid_out if (found := re.match(r"… (\d+) lines? kept …", row.text))]
        assert numbered + sum(hidden) == len(STORY.lines)


def test_blank_lines_do_not_use_up_the_context() -> None:
    spaced = put_together([kept(text) for text in ["\n", "a\n", *["\n", "b\n"] * 5, "\n", "c\n", "\n"]])
    assert [row.text for row in rows(spaced)][:6] == [
        "\n",
        "a\n",
        "… 11 lines kept …",
        "c\n",
        "\n",
        "nothing to remove",
    ]


def test_a_flood_of_blank_lines_is_folded() -> None:
    spaced = put_together([kept(text) for text in ["a\n", *["\n"] * 500, "b\n"]])
    assert [row.text for row in rows(spaced)][:3] == ["a\n", "… 500 lines kept …", "b\n"]


def test_verbose_shows_all_evidence_with_its_weight() -> None:
    shown = "".join(plain(STORY, verbose=True))
    assert "0.90 likely boilerplate" in shown
    assert "+2.0 after the heading ‘Top stories’" in shown
    assert "-0.5 ends like a sentence" in shown
    assert "beside removed lines" not in shown


def test_shares_count_lines_and_words_of_each_reason() -> None:
    assert removed_shares(STORY) == {
        Reason.TITLE: Share(1, 3), Reason.TEASER: Share(1, 3), Reason.FOOTER: Share(2, 2),
    }  # fmt: skip


def test_words_are_counted_in_scripts_without_spaces() -> None:
    cleaned = put_together((kept("雨が降る\n"), gone("虎が逃げた\n", Reason.TEASER)))
    assert removed_shares(cleaned)[Reason.TEASER].words == 5
    assert "56 %" in "".join(plain(cleaned))


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_share_is_never_rounded_to_none_or_all(part: int, more: int) -> None:
    whole = part + more
    assert (percent(part, whole) == "0 %") == (part == 0)
    assert percent(part, whole) != "100 %"


def test_nothing_removed_says_so_and_an_empty_text_shows() -> None:
    assert "".join(plain(put_together((kept("One line."),)))) == "   1     One line.\n         nothing to remove\n"
    assert "".join(plain(put_together(()))) == "         nothing to remove\n"


@pytest.mark.parametrize("width", [40, 60, 80, 160])
def test_every_row_fits_the_screen_and_leaves_the_gutter_clean(width: int) -> None:
    long = "雨が降り続き、川の水位が上がり rain and more rain " * 80
    lines = (kept(long + "\n"), gone(long + "\n", Reason.NAVIGATION), gone("x" * 9000, Reason.NOTICE))
    shown = on_screen(put_together(lines), width)
    assert max(map(cell_len, shown)) <= width
    diff = shown[: next(i for i, row in enumerate(shown) if "share" in row) - 1]
    assert all(re.match(r"(   \d [ -] [a-z ]{10}| {17})  \S", row) for row in diff)
    cut = [row for row in shown if row.rstrip().endswith("…")]
    assert len(cut) == 3


def test_a_kept_line_fills_one_row_and_a_removed_one_at_most_three() -> None:
    words = "word " * 200
    shown = on_screen(put_together((kept(words + "\n"), gone(words + "\n", Reason.TITLE))), 60)
    assert [row[:4].strip() for row in shown][:5] == ["1", "2", "", "", ""]
    assert shown[4].strip() == "└ repeats line 1"


def test_a_line_is_marked_as_cut_only_if_it_is() -> None:
    for width in range(30, 60):
        assert "…" not in on_screen(put_together((kept("x" * (width - 9) + "\n"),)), width)[0]
        assert "…" in on_screen(put_together((kept("x" * (width - 8) + "\n"),)), width)[0]


def test_removed_text_is_struck_in_the_colour_of_its_tag_and_kept_text_is_plain() -> None:
    shown = on_screen(STORY, 100, colour=True)
    assert "\x1b[1;38;5;163m - title   \x1b[0m\x1b[9;38;5;163mRain ends drought\x1b[0m" in shown[1]
    assert shown[0].endswith("\x1b[0mRain ends drought")


def test_every_reason_has_its_own_colour() -> None:
    styles = set()
    for reason in Reason:
        found = re.search(r"38;5;(\d+)m - ", on_screen(put_together((gone("x\n", reason),)), 60, colour=True)[0])
        assert found
        styles.add(found[1])
    assert len(styles) == len(Reason)


@pytest.mark.parametrize(
    "text", ["[bold]b[/bold]", "[/nope]", "[link=http://x.test]l[/link]", ":smile:", "3.14 'x' True"]
)
def test_markup_and_highlights_in_a_text_are_text(text: str) -> None:
    shown = on_screen(put_together((kept(text + "\n"), gone(text + "\n", Reason.TITLE))), 80, colour=True)
    assert all(text in row for row in shown[:2])
    assert "\x1b]8" not in "".join(shown)


HOSTILE = [
    ("\x1b[2J", "␛[2J"), ("\x9b2J", "<U+009B>2J"), ("\x07\x08\x00", "␇␈␀"), ("\x7f", "␡"), ("a\rb", "a␍b"),
    ("\u202eabc", "<U+202E>abc"), ("\u2066x\u2069", "<U+2066>x<U+2069>"), ("\u200b", "<U+200B>"),
    ("\u2028\u2029\x85", "<U+2028><U+2029><U+0085>"), ("\U000e0041", "<U+E0041>"), ("\ue000", "<U+E000>"),
    ("\udc9b\udcff", "\\x9b\\xff"), ("\ud800", "<U+D800>"), ("\ufeff", "<U+FEFF>"), ("a\nb", "a␊b"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "safe"), HOSTILE)
def test_what_acts_on_a_terminal_is_made_visible(raw: str, safe: str) -> None:
    assert visible(raw) == safe
    cleaned = put_together((gone(f"{raw} end", Reason.TITLE, Evidence(f"like {raw}", 1.0)),))
    for shown in ("".join(plain(cleaned, name=raw)), "\n".join(on_screen(cleaned, 80, name=raw))):
        assert shown.count(safe) == 3
        assert all(char == "\n" or visible(char) == char for char in shown)


@pytest.mark.parametrize(
    "text", ["plain", "naïve 雨 مطر", "no\xa0break", "👩\u200d👧 ☔\ufe0f", "ک\u200cه", "全\u3000角"]
)
def test_ordinary_text_is_shown_as_it_is(text: str) -> None:
    assert visible(text) == text


@given(st.text())
def test_visible_text_is_one_harmless_line_and_stays_so(text: str) -> None:
    shown = visible(text)
    shown.encode()
    assert "\n" not in shown
    assert "\x1b" not in shown
    assert visible(shown) == shown


def test_the_ending_of_a_line_is_not_shown_but_a_stray_return_is() -> None:
    shown = "".join(plain(put_together((kept("one\r\n"), kept("two\r\r\n"), kept("three\r")))))
    assert [line[9:] for line in shown.splitlines()[:3]] == ["one", "two␍", "three␍"]


def test_a_line_of_megabytes_is_cut_without_being_read_through() -> None:
    shown = on_screen(put_together((gone("\x1b" * 3_000_000, Reason.NOTICE),)), 60)
    assert [row.count("␛") for row in shown[:3]] == [45, 45, 44]


@pytest.mark.parametrize("colour", [*COLOURS.values(), QUIET, *filter(None, PATCH_STYLES.values())])
def test_colours_can_be_read_on_black_and_on_white(colour: str) -> None:
    if colour == "bold":
        return
    parts = [value / 255 for value in Color.parse(colour).get_truecolor()]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))  # WCAG 2
    assert round(min((luminance + 0.05) / 0.05, 1.05 / (luminance + 0.05)), 1) >= 4.5
