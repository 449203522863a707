"""The laws that hold for every text: on all fixtures, and on arbitrary strings."""

import os
import subprocess
import sys

import pytest
from fixture import ALL, Fixture
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Cleaned, Evidence, JudgedLine, Reason, clean, clean_many
from cleaner.document import drop_gaps, split_lines

# Texts from the pieces that real ones are made of, so that removals happen, and arbitrary ones.
PIECES = [
    "Rain ends drought",
    "Top stories",
    "Partner news",
    "---",
    "",
    " ",
    "\t",
    "Read also: A new bridge opens in town",
]
PIECES += [
    "The first rain in a year fell on Monday, farmers in the valley said, and they danced in the road.",
    "© 2024",
]
PIECES += [
    "Farmers said the rain was late, but it would save half of the valley's maize. It fell for an hour.",
    "雨が降る",
]
LINES = st.one_of(st.sampled_from(PIECES), st.text(max_size=30))
TEXTS = st.one_of(
    st.text(),
    st.lists(st.tuples(LINES, st.sampled_from(["\n", "\r\n", "\n\n", "\r", "\u2028", "\x0b", "\x85"]))).map(
        lambda rows: "".join(line + ending for line, ending in rows)
    ),
    st.binary().map(lambda raw: raw.decode("utf-8", "surrogateescape")),
)
FIXTURES = pytest.mark.parametrize("fixture", ALL, ids=lambda fixture: fixture.name)


def check_laws(text: str) -> None:
    cleaned = clean(text)
    assert "".join(line.text for line in cleaned.lines) == text
    assert all("\n" not in line.text[:-1] for line in cleaned.lines)
    assert cleaned.text == "".join(line.text for line in cleaned.lines if line.removed_for is None)
    for line in cleaned.lines:
        assert 0 <= line.score <= 1
        assert line.removed_for is None or line.evidence
        assert line.removed_for is None or line.score >= 0.5


def verdicts(cleaned: Cleaned) -> list[tuple[JudgedLine, tuple[Evidence, ...]]]:
    return [(line, line.evidence) for line in cleaned.lines]


@FIXTURES
def test_laws_on_fixtures(fixture: Fixture) -> None:
    check_laws(fixture.text)


@given(TEXTS)
def test_laws_on_any_text(text: str) -> None:
    check_laws(text)


@given(st.text())
def test_splitting_loses_nothing(text: str) -> None:
    lines = split_lines(text)
    assert "".join(lines) == text
    assert all(line.endswith("\n") for line in lines[:-1])


def test_a_line_ends_at_a_line_feed_only() -> None:
    assert split_lines("a\rb\x0bc\u2028d\x85e\r\nf") == ["a\rb\x0bc\u2028d\x85e\r\n", "f"]


def test_a_removed_line_cannot_be_without_evidence() -> None:
    with pytest.raises(ValueError, match="needs evidence"):
        JudgedLine("Top stories\n", 0.9, Reason.FOOTER, lambda: ()).evidence  # noqa: B018
    found = (Evidence("opens a tail", 2.0),)
    assert JudgedLine("Top stories\n", 0.9, Reason.FOOTER, lambda: found).evidence == found
    assert JudgedLine("Rain fell.\n", 0.1, None, lambda: ()).evidence == ()


def test_the_answer_does_not_depend_on_the_batch() -> None:
    texts = [fixture.text for fixture in ALL]
    alone = [verdicts(clean(text)) for text in texts]
    assert [verdicts(cleaned) for cleaned in clean_many(texts)] == alone
    assert [verdicts(cleaned) for cleaned in clean_many(reversed(texts))] == alone[::-1]


@settings(max_examples=50)
@given(st.lists(TEXTS, max_size=5))
def test_the_answer_does_not_depend_on_the_batch_for_any_text(texts: list[str]) -> None:
    assert [verdicts(cleaned) for cleaned in clean_many(texts)] == [verdicts(clean(text)) for text in texts]


def test_many_texts_are_read_as_they_are_needed() -> None:
    read = []

    def texts() -> object:
        for number in range(10_000):
            read.append(number)
            yield f"Text {number}\n"

    next(clean_many(texts()))  # type: ignore[arg-type]
    assert len(read) < 1000


@pytest.mark.parametrize("environment", [{"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2"}, {"LC_ALL": "C"}])
def test_the_answer_does_not_depend_on_hash_seed_or_locale(environment: dict[str, str]) -> None:
    program = (
        "import sys; sys.path.insert(0, 'tests'); from fixture import ALL; from cleaner import clean; import hashlib;"
        "said = repr([(line, line.evidence) for f in ALL for line in clean(f.text).lines]);"
        "print(hashlib.sha256(said.encode('utf-8', 'surrogateescape')).hexdigest())"
    )
    root = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120
    run = [
        subprocess.run(
            [sys.executable, "-c", program], cwd=root, env=env, capture_output=True, text=True, check=True
        ).stdout
        for env in (dict(os.environ), dict(os.environ) | environment)
    ]
    assert run[0] == run[1] != ""


def test_cleaning_twice_is_nearly_always_cleaning_once() -> None:
    once = [clean(fixture.text).text for fixture in ALL if not fixture.known_failure]
    again = [cleaned.text for cleaned in clean_many(once)]
    changed = sum(first != second for first, second in zip(once, again, strict=True))
    assert changed <= 0.08 * len(once)


@pytest.mark.parametrize(
    ("removed", "kept"),
    [
        ("A| |x| |B", "A| |B"),  # one gap stays, the other goes
        ("A|x| |B", "A| |B"),
        ("A| |x|B", "A| |B"),
        ("A|x|B", "A|B"),
        ("A|x| |x|B", "A| |B"),  # two blocks are not glued together
        ("A| | |x| |B", "A| | |B"),
        ("A| | |B", "A| | |B"),
        ("A| |x| ", "A"),  # nothing hangs over the end
        (" |x| |A", "A"),
        ("A| |B| ", "A| |B| "),
        (" | ", " | "),
    ],
)
def test_blank_lines_belong_to_what_they_separate(removed: str, kept: str) -> None:
    lines = removed.split("|")
    verdicts = drop_gaps([Reason.FOOTER if x == "x" else None for x in lines], [x == " " for x in lines])
    assert "|".join(line for line, verdict in zip(lines, verdicts, strict=True) if verdict is None) == kept


def test_a_text_that_would_lose_most_of_its_words_is_flagged() -> None:
    assert clean("Sign up for our newsletter\nShare this\nAdvertisement\n").flag == "loses 100 % of its words"
    assert clean("The first rain in a year fell on Monday.\n").flag is None


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "a ",
        "a\n",
        " ",
        "\n",
        "字",
        "\u0301\u0316",
        "9",
        "Top stories\n",
        "<",
        ".",
        "\\",
        "x" * 5000 + "\n",
    ],
)
def test_long_repetition_is_no_trouble(piece: str) -> None:
    check_laws(piece * (200_000 // len(piece)))
