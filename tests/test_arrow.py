"""Arrow batches: the column of texts is cleaned, and all else stays."""

from typing import Any

import pytest
from command import BELOW_MENU, BODY, CLEAN, STORY, TITLE
from invented import story

from cleaner import Reason, SiteMemory, clean, clean_batches, clean_many

pa = pytest.importorskip("pyarrow")
TEXTS = [STORY.decode(), None, BODY, ""]
CLEANED = [CLEAN.decode(), None, BODY, ""]


def batch(kind: Any = None, name: str = "text") -> Any:
    schema = pa.schema({"n": pa.int8(), name: kind or pa.string(), "l": pa.list_(pa.int64())}, {"who": "us"})
    return pa.record_batch([pa.array([1, 2, 3, 4]), pa.array(TEXTS, kind), pa.array([[1], [], None, [2]])], schema)


@pytest.mark.parametrize("kind", ["string", "large_string", "string_view", "dictionary"])
def test_the_column_is_cleaned_and_keeps_its_type(kind: str) -> None:
    before = batch(pa.dictionary(pa.int8(), pa.string()) if kind == "dictionary" else getattr(pa, kind)())
    (after,) = clean_batches([before])
    assert after.schema.equals(before.schema, check_metadata=True)
    assert after.column("text").to_pylist() == CLEANED
    assert after.drop_columns("text").equals(before.drop_columns("text"))


def test_batches_are_cleaned_lazily_and_in_order() -> None:
    cleaned = clean_batches(iter([batch(), batch().slice(2), batch().slice(4)]))
    assert next(cleaned).num_rows == 4
    assert [after.column("text").to_pylist() for after in cleaned] == [CLEANED[2:], []]


def test_column_threshold_and_reasons_are_chosen() -> None:
    options: list[dict[str, Any]] = [{"threshold": 1}, {"reasons": frozenset({Reason.FOOTER})}]
    for option in options:
        (after,) = clean_batches([batch(name="body")], text="body", **option)
        assert after.column("body").to_pylist() == TEXTS


def test_what_is_no_column_of_texts_is_refused() -> None:
    for name, words in (("body", "has no column 'body' among: n, text, l"), ("n", "has int8 in the column 'n'")):
        with pytest.raises(ValueError, match=words):
            next(clean_batches([batch()], text=name))
    twice = pa.record_batch([pa.array(["a"]), pa.array(["b"])], ["text", "text"])
    with pytest.raises(ValueError, match="several columns"):
        next(clean_batches([twice]))


def test_bytes_that_are_no_text_pass_through() -> None:
    raw = [b"caf\xe9 \xed\xa0\x80 and so on it goes", None]
    before = pa.record_batch([pa.array(raw, pa.binary()).view(pa.string())], ["text"])
    (after,) = clean_batches([before])
    assert after.column("text").cast(pa.binary()).to_pylist() == raw


def test_titles_may_stand_in_a_column() -> None:
    titles = [TITLE, None]
    (after,) = clean_batches([pa.record_batch({"of": titles, "text": [BELOW_MENU] * 2})], title="of")
    assert after.column("text").to_pylist() == [clean(BELOW_MENU, title=title).text for title in titles]


def test_a_memory_is_asked_for_the_site_of_each_row() -> None:
    pages = [
        (f"{story(n).gold}\n{'It is late by the harbour clock, as ever' * (n % 2)}\n", "ab"[n % 2]) for n in range(12)
    ]
    memory = SiteMemory()
    for text, site in pages:
        memory.learn([text], site=site)
    sites = [None, None, *(site for _, site in pages[2:])]
    table = pa.record_batch({"text": [text for text, _ in pages], "host": sites})
    (after,) = clean_batches([table], site="host", memory=memory)
    known = clean_many((text for text, _ in pages), sites=sites, memory=memory)
    assert after.column("text").to_pylist() == [one.text for one in known]
    assert after.column("text").to_pylist() != [one.text for one in clean_many(text for text, _ in pages)]
