"""Plan C: time in proportion to the text, by the form of every pattern and on lines made to be slow.

32: how times grow is printed by `python -m tests.hostile.growth`; here the lines have to come back. 37: there are no
rules of users.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from itertools import pairwise, product
from re import _compiler, _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import pytest
from hostile import redos

import cleaner
from cleaner import clean, clean_many
from cleaner.render import plain

REST = "The ferry to the islands sails again on Monday, the harbour said, after a week of storms.\n"
ENDLESS = 100
"""Repeats from which on a pattern may repeat for ever."""
CHARACTERS = [*map(chr, [*range(0x500), *range(0x2000, 0x3100), 0x4E2D, 0xAC00])]
BYTES = [bytes([number]) for number in range(256)]
EXEMPT = {
    r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_A-Za-z]+": "where the look ahead fails, one letter less is enough",
}
OPTIONAL = (_constants.MAX_REPEAT, _constants.MIN_REPEAT)
POSSESSIVE = (_constants.POSSESSIVE_REPEAT, _constants.ATOMIC_GROUP)
Item = tuple[Any, Any]


def test_32_lines_made_to_be_slow_come_back(scale: float) -> None:
    texts = [f"{line}\n{REST}" for line in redos.lines(int(200_000 * scale)).values()]
    for text, cleaned in zip(texts, clean_many(texts), strict=True):
        assert "".join(cleaned.texts) == text
        assert cleaned.text or cleaned.flag


@pytest.mark.parametrize("marks", ["\u0301", "\u0301\u0316", "\ufdfa", "\u0130\u00df\ufb03\u1e9e"])
def test_33_what_grows_when_it_is_normalised(marks: str, scale: float) -> None:
    text = f"a{marks * int(200_000 * scale)}\n{REST}"
    assert "".join(clean(text).texts) == text


@pytest.mark.parametrize("digits", ["9" * 100_000, "\u0661\u0662 \U0001d7d8\U0001d7d9 \u00b2\u2460 \u4e00", "1e999"])
def test_34_digits_that_are_no_number(digits: str) -> None:
    assert "".join(clean(f"{digits}\n{REST}{digits}").texts) == f"{digits}\n{REST}{digits}"


def test_35_equal_lines_in_the_diff(scale: float) -> None:
    count = int(200_000 * scale)
    shown = "".join(plain(clean(REST * count), name=None, context=None, verbose=False))
    assert shown.count("The ferry to the islands") >= count


def test_36_no_pattern_of_the_package_can_take_quadratic_time() -> None:
    found = {pattern.pattern: pattern for pattern in patterns()}
    assert len(found) > 15
    wrong = {repr(text): said for text, pattern in found.items() if text not in EXEMPT and (said := faults(pattern))}
    assert wrong == {}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (r"\s+$", "begins with a repeat"),
        (r"<[^>]+>", "may begin anew"),
        (r"^(?:\s*\w+\s*\|?)+$", "repeat in a repeat"),
        (r"^x\s*=\s*['\"]?\s*y", "two repeats"),
        (r"^x.*\d{4}.*y", "two repeats"),
        (r"^(a+)+$", "repeat in a repeat"),
        (rb"<a[^<>]*>", ""),
        (r"^\w+$", ""),
        (r"\w+", ""),
        (r"x\s*+y?\s*z", ""),
    ],
)
def test_36_the_judge_of_patterns_is_right(text: str | bytes, fault: str) -> None:
    assert fault in (faults(re.compile(text)) or "nothing")
    assert bool(fault) == bool(faults(re.compile(text)))


def patterns() -> Iterator[re.Pattern[Any]]:
    """Find all patterns that stand in a module of the package."""
    for module in pkgutil.walk_packages(cleaner.__path__, "cleaner."):
        if not module.name.endswith(("__main__", ".spark")):
            for value in vars(importlib.import_module(module.name)).values():
                if isinstance(value, re.Pattern):
                    yield value


def faults(pattern: re.Pattern[Any]) -> str | None:
    """Say why a search for a pattern could take more than linear time; None if it cannot."""
    tree = _parser.parse(pattern.pattern, pattern.flags)
    return next(filter(None, (fault_of(path, pattern, tree.state) for path in paths(tree))), None)


def fault_of(path: list[Item], pattern: re.Pattern[Any], state: Any) -> str | None:
    """Judge one way through a pattern: items one after the other."""

    def signs(item: Item) -> set[Any]:
        """Find all characters that an item may match, one by one."""
        if item[0] in (*OPTIONAL, _constants.POSSESSIVE_REPEAT):
            return {sign for way in paths(item[1][2]) for inner in way for sign in signs(inner)}
        if item[0] in (_constants.AT, _constants.ASSERT, _constants.ASSERT_NOT):
            return set()
        of_one = _compiler.compile(_parser.SubPattern(state, [item]), pattern.flags)
        return {
            sign for sign in (BYTES if isinstance(pattern.pattern, bytes) else CHARACTERS) if of_one.fullmatch(sign)
        }

    endless = [at for at, item in enumerate(path) if item[0] in OPTIONAL and item[1][1] > ENDLESS]
    failing = [at for at in endless if any(_is_needed(item) for item in path[at + 1 :])]
    for at in endless:
        if any(inner[0] in OPTIONAL and inner[1][1] > ENDLESS for way in paths(path[at][1][2]) for inner in way):
            return "repeat in a repeat"
    for one, other in pairwise(endless):
        shared = signs(path[one]) & signs(path[other])
        if (
            shared
            and other in failing
            and all(signs(item) & shared for item in path[one + 1 : other + 1] if _is_needed(item))
        ):
            return "two repeats of the same, one after the other"
    if path and path[0][0] is _constants.AT:
        return None
    for at in failing[:1]:
        if at == 0:
            return "begins with a repeat, and what follows may fail"
        if all(signs(item) & signs(path[at]) for item in path[:at] if _is_needed(item)):
            return "may begin anew within its own repeat"
    return None


def _is_needed(item: Item) -> bool:
    """Whether an item has to match something."""
    return item[0] not in (*OPTIONAL, _constants.POSSESSIVE_REPEAT) or item[1][0] > 0


def paths(tree: Any) -> list[list[Item]]:
    """Lay out a pattern as all ways through its alternatives, groups opened."""
    ways: list[list[Item]] = [[]]
    for kind, value in tree:
        if kind is _constants.SUBPATTERN:
            inner = paths(value[3])
        elif kind is _constants.BRANCH:
            inner = [way for branch in value[1] for way in paths(branch)]
        elif kind in OPTIONAL and value[1] <= 1:
            inner = [[], *paths(value[2])]
        else:
            inner = [[(kind, value)]]
        ways = [[*way, *more] for way, more in product(ways, inner)]
    return ways
