"""A `Cleaned` as views for people: the inline diff, the table of what went, single lines made safe to show.

Decides nothing. The diff is laid out once, as rows of the same four columns (line number, gutter mark, tag,
text): `plain` writes them for pipes and files, with every text whole, `screen.py` for a terminal. Nothing
that came from outside is shown without having passed through `visible`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby, islice, pairwise
from typing import Any, Literal, NamedTuple

from .document import Cleaned, Evidence, JudgedLine, Reason

ASKED = 20  # lines of a span that are asked for the plainest reason
WIDEST = len("1000000"), len(Reason.NAVIGATION)  # cells of number and tag
LONG = 40  # lines from which on a diff says at its head too how much goes
SHOWN = 12  # lines at each end of a long run that are shown where somebody decides upon it
INVISIBLE = {"Cc", "Cf", "Zl", "Zp", "Cs", "Co"}
REPEATS, SAYS, PHRASE = "repeats ", "says ", "like site furniture"  # how evidence begins, and that of phrases ends
JOINERS = "\u200c\u200d"  # they shape the letters and emoji beside them
SELECTORS = "[\U000e0100-\U000e01ef]"  # rare glyphs are chosen by them; a row of them can carry any bytes
UNSPACED = "([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])"  # kana and Han: words in themselves


class Row(NamedTuple):
    """One row of the diff; `text` is as it came in and still has to pass through `visible`.

    `number` is the line's number in the input, from 1; the rows that are no lines of the input have None. The first
    row that says why lines were removed has their reason.
    """

    kind: Literal["name", "kept", "removed", "why", "note", "beside", "head", "table"]
    text: str
    number: int | None = None
    reason: Reason | None = None


class Share(NamedTuple):
    """How much of a text: `lines`, blank ones included, and `words`."""

    lines: int
    words: int


def visible(text: str) -> str:
    r"""Return `text` as one line that cannot act on a terminal: what is invisible in it becomes visible.

    >>> visible("bold \x1b[1m, a line\n, a mark \u202e, a byte \udc9b")
    'bold ␛[1m, a line␊, a mark <U+202E>, a byte \\x9b'
    """
    text = re.sub(SELECTORS, lambda found: _named(found[0]), text)
    if text.replace("\xa0", " ").isprintable():  # the one unprintable character that is everywhere
        return text
    return "".join(char if char.isprintable() else _picture(char) for char in text.expandtabs(4))


@cache
def _picture(char: str) -> str:
    """Draw one character that Python calls unprintable; spaces and letters newer than Python stay."""
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    hidden = unicodedata.category(char) in INVISIBLE and char not in JOINERS
    return _named(char) if hidden else char


def _named(char: str) -> str:
    return f"<U+{ord(char):04X}>"


def removed_shares(cleaned: Cleaned) -> dict[Reason, Share]:
    """Count what was removed for each reason, most words first; a reason that removed nothing is absent."""
    verdicts = [*zip(cleaned.texts, cleaned.removed_for, strict=True)]
    texts = ((reason, [text for text, removed_for in verdicts if removed_for is reason]) for reason in Reason)
    shares = {reason: Share(len(lines), count_words("".join(lines))) for reason, lines in texts if lines}
    return dict(sorted(shares.items(), key=lambda item: -item[1].words))


def count_words(text: str) -> int:
    """Count words: runs of anything but space, and each Han character or kana for itself.

    >>> count_words("two words"), count_words("雨が降る。")
    (2, 5)
    """
    spaced = text if text.isascii() else " ".join(re.split(UNSPACED, text))
    return len(spaced.split())


def rows(
    cleaned: Cleaned,
    *,
    name: str | None = None,
    context: int | None = 1,
    verbose: bool = False,
    above: int | None = None,
) -> Iterator[Row]:
    """Lay out the diff of `cleaned`, headed by `name` where it has one, with the table at its end.

    A long text says at its head, too, how much of it goes. Of a part of a text, with so many lines `above`, there are
    only the lines: nobody knows the total yet.

    `context` is how many lines that are not blank stay at each end of a long kept run, None for all of
    them. The last words of a span (run of lines removed for one reason) are followed by why it went; with
    `verbose` each of its lines is followed by its score and by all evidence with its weight.
    """
    if name is not None:
        yield Row("name", name)
    if above is not None:
        yield from _line_rows(cleaned, context, above, verbose=verbose)
        return
    shares, of = removed_shares(cleaned), words_of(cleaned)
    if shares and len(cleaned.texts) > LONG:
        yield Row("head", _in_all(shares, of))
    yield from _line_rows(cleaned, context, 0, verbose=verbose)
    yield from table_rows(shares, of)


def words_of(cleaned: Cleaned) -> int:
    """Count the words of a text, of which `removed_shares` are shares."""
    return sum(map(count_words, cleaned.texts))


def _line_rows(cleaned: Cleaned, context: int | None, above: int, *, verbose: bool) -> Iterator[Row]:
    numbered = enumerate(cleaned.lines, 1 + above)
    for reason, group in groupby(numbered, key=lambda pair: pair[1].removed_for):
        span = list(group)
        if reason is None:
            yield from _kept_rows(span, context)
        else:
            yield from _removed_rows(span, reason, verbose=verbose)


def _in_all(shares: Mapping[Reason, Share], of: int) -> str:
    """Say how much goes, and for which reasons, for those who begin to read."""
    lines, words = (sum(amounts) for amounts in zip(*shares.values(), strict=True))
    return f"what goes: {lines:,} {_plural('line', lines)}, {percent(words, of)} of the words; {', '.join(shares)}"


def _kept_rows(span: Sequence[tuple[int, JudgedLine]], context: int | None) -> Iterator[Row]:
    hidden = _fold(span, context)
    yield from (Row("kept", line.text, number) for number, line in span[: hidden.start])
    if hidden:
        yield Row("note", f"… {len(hidden):,} {_plural('line', len(hidden))} kept …")
    yield from (Row("kept", line.text, number) for number, line in span[hidden.stop :])


def _fold(span: Sequence[tuple[int, JudgedLine]], context: int | None) -> range:
    """Choose the lines of a kept run to fold away: those between its ends, or where it is short its longest gap.

    Folding one or two would save no room.
    """
    if context is None:
        return range(0)
    full = [i for i, (_, line) in enumerate(span) if line.text.strip()]
    if not context:
        hidden = range(len(span))
    elif len(full) > 2 * context:
        hidden = range(full[context - 1] + 1, full[-context])
    else:
        hidden = max((range(low + 1, high) for low, high in pairwise([-1, *full, len(span)])), key=len)
    return hidden if len(hidden) > 2 else range(0)


def _removed_rows(span: Sequence[tuple[int, JudgedLine]], reason: Reason, *, verbose: bool) -> Iterator[Row]:
    last = max((number for number, line in span if _is_full(line)), default=None)
    for number, line in span:
        yield Row("removed", line.text, number, reason)
        if verbose and _is_full(line):
            yield Row("why", f"└ {line.score:.2f} likely boilerplate", reason=reason)
            yield from (Row("why", f"  {weight:+.1f} {words}") for words, weight in line.evidence)
        elif number == last and (why := _why([line for _, line in span])):
            yield Row("why", f"└ {why}", reason=reason)


def run_rows(cleaned: Cleaned, run: range, around: int = 2) -> Iterator[Row]:
    """Lay out a run of lines removed for one reason (places, from 0) between the lines beside it, with why it went."""
    numbered = [*enumerate(cleaned.lines, 1)]
    reason = cleaned.removed_for[run.start]
    assert reason is not None
    removed = [*_removed_rows(numbered[run.start : run.stop], reason, verbose=False)]
    hidden = len(run) - 2 * SHOWN
    yield from _beside(numbered[max(run.start - around, 0) : run.start])
    yield from removed if hidden <= 0 else removed[:SHOWN]
    if hidden > 0:
        yield Row("note", f"… {hidden:,} more {_plural('line', hidden)} …")
        yield from removed[SHOWN + hidden :]
    yield from _beside(numbered[run.stop : run.stop + around])


def _beside(span: Sequence[tuple[int, JudgedLine]]) -> Iterator[Row]:
    return (Row("beside", line.text, number, line.removed_for) for number, line in span)


def _is_full(line: JudgedLine) -> bool:
    return bool(line.text.strip())


def _why(span: Sequence[JudgedLine]) -> str:
    """Say why a span went: two things that speak for it, in its plainest line, first of all what can be seen.

    Of a title, what it repeats is enough.
    """
    found = [line.evidence for line in islice(filter(_is_full, span), ASKED)]
    repeats = [item.words for items in found for item in items if item.words.startswith(REPEATS)]
    if span[0].removed_for is Reason.TITLE and repeats:
        return repeats[0]
    reasons = [[item for item in items if item.weight > 0] for items in found]
    plainest = max(reasons, key=lambda items: items[0].weight if items else 0.0, default=[])
    return "; ".join(item.words for item in sorted(_once(plainest), key=_is_vague)[:2])


def _once(found: Sequence[Evidence]) -> list[Evidence]:
    """Leave out words that a line says if they are, or there is, a phrase that it says."""
    says = [item for item in found if item.words.startswith(SAYS)]
    loudest = max(says, key=lambda item: PHRASE in item.words, default=None)
    return [item for item in found if item not in says or item is loudest]


def _is_vague(item: Evidence) -> bool:
    """Whether a thing neither quotes the text nor points to a line of it."""
    return "‘" not in item.words and "line " not in item.words


def table_rows(shares: Mapping[Reason, Share], of: int) -> Iterator[Row]:
    """Give the table of what was removed, by reason and in all, with the share of the words, `of` of them."""
    if not shares:
        yield Row("note", "nothing to remove")
        return
    yield Row("kept", "")
    yield Row("head", f"{'lines':>6} {'words':>7} {'share':>6}")
    for reason, share in shares.items():
        yield Row("table", _table_text(share, of), reason=reason)
    total = Share(sum(s.lines for s in shares.values()), sum(s.words for s in shares.values()))
    yield Row("table", _table_text(total, of))


def _table_text(share: Share, of: int) -> str:
    return f"{share.lines:>6,} {share.words:>7,} {percent(share.words, of):>6}"


def percent(part: int, whole: int) -> str:
    """Write a share as a whole number of per cent, never rounding something to nothing.

    >>> percent(1, 3), percent(1, 1000), percent(999, 1000)
    ('33 %', '<1 %', '>99 %')
    """
    share = 100 * part / max(whole, 1)
    if 0 < share < 1:
        return "<1 %"
    return ">99 %" if 99 < share < 100 else f"{share:.0f} %"


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"


def plain(cleaned: Cleaned, **layout: Any) -> Iterator[str]:
    """Write the diff as plain lines, every text whole; `layout` is passed on to `rows`."""
    return written(rows(cleaned, **layout), column_widths(cleaned, layout.get("above")))


def written(laid_out: Iterable[Row], widths: tuple[int, int]) -> Iterator[str]:
    """Write rows as plain lines, behind columns of these widths."""
    for row in laid_out:
        text = visible(bare(row.text))
        left = "".join(gutter(row, widths))
        yield f"{left if text else left.rstrip()}{text}\n"


def column_widths(cleaned: Cleaned, above: int | None = None) -> tuple[int, int]:
    """Measure the columns of number and tag, in cells; a part of a text, with lines `above`, has the widest."""
    if above is not None:
        return WIDEST
    tags = {line.removed_for for line in cleaned.lines if line.removed_for is not None}
    return max(4, len(str(len(cleaned.lines)))), max((len(tag) for tag in tags), default=0)


def gutter(row: Row, widths: tuple[int, int]) -> tuple[str, str]:
    """Write the columns left of the text: number, and mark with tag; both empty for the name of a text."""
    if row.kind == "name":
        return "", ""
    tag = "" if row.kind == "why" or not row.text.strip() else row.reason or ("total" if row.kind == "table" else "")
    mark = "-" if row.kind == "removed" else " "
    return f"{row.number or '':>{widths[0]}}", f" {mark} {tag:<{widths[1]}}  "


def bare(line: str) -> str:
    """Take the ending off a line."""
    return line.removesuffix("\n").removesuffix("\r") if line.endswith("\n") else line
