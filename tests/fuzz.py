"""Random input against the laws, guided by what it reaches: `python tests/fuzz.py TARGET -max_total_time=600`.

The targets are `clean`, `clean_html`, `jsonl`, `gunzip`, `warc` and `memory`. To try them: `pip install atheris`; all
options behind the target are libFuzzer's. What it finds is written to `crash-…`; once mended, it becomes a case of the
tests.
"""

import io
import json
import sys
from contextlib import suppress
from tempfile import TemporaryDirectory

import atheris

with atheris.instrument_imports(include=["cleaner"]):
    from cleaner import SiteMemory, clean, clean_html
    from cleaner.charset import CompressedError
    from cleaner.document import Cleaned, Reason
    from cleaner.gunzip import Members
    from cleaner.jsonl import find
    from cleaner.records import Found, RecordError
    from cleaner.warc import cut


def check_text(data: bytes) -> None:
    """Any bytes are cleaned: lines go whole, with evidence."""
    text = data.decode("utf-8", "surrogateescape")
    cleaned = clean(text)
    assert "".join(cleaned.texts) == text
    assert cleaned.text == "".join(line.text for line in cleaned.lines if line.removed_for is None)
    assert all(line.evidence for line in cleaned.lines if line.removed_for is not None)


def check_page(data: bytes) -> None:
    """Any page is cleaned, and told of if nothing is left of its words."""
    with suppress(CompressedError):
        cleaned = clean_html(data)
        assert cleaned.text or cleaned.flag or not any(map(str.isalnum, "".join(cleaned.texts)))
        assert clean_html(data).text == cleaned.text


def check_record(data: bytes) -> None:
    """A line is refused, or all lines of its text can be cut out of it and nothing else."""
    with suppress(RecordError):
        found = find(data, "text")
        if isinstance(found, Found):
            lines = found.text.split("\n")
            whole = [f"{line}\n" for line in lines[:-1]] + [line for line in lines[-1:] if line]
            gone = Cleaned(whole, [1.0] * len(whole), [Reason.FOOTER] * len(whole), lambda _: ())
            before, after = (json.loads(line.decode("utf-8-sig")) for line in (data, found.keep(gone)))
            assert after.pop("text") == ""
            before.pop("text")
            assert repr(after) == repr(before)


def check_gzip(data: bytes) -> None:
    """Any bytes are read to an end."""
    stream = Members(io.BufferedReader(io.BytesIO(data)))
    while stream.read1() or stream.go_on():
        pass


def check_archive(data: bytes) -> None:
    """Nothing is lost between records."""
    assert b"".join(piece for pieces in cut(io.BytesIO(data)) for piece in pieces) == data


def check_memory(data: bytes) -> None:
    """Pages in parts make the memory of all, saved or not, and cleaning with it loses no line."""
    pages = data.decode("utf-8", "surrogateescape").split("\f")
    whole, rest = SiteMemory(), SiteMemory()
    whole.learn(pages[::2], site="a")
    rest.learn(pages[1::2], site="a")
    rest.merge(whole)
    whole.learn(pages[1::2], site="a")
    with TemporaryDirectory() as folder:
        whole.save(f"{folder}/memory")
        saved = SiteMemory.load(f"{folder}/memory").known("a")
    for known in (rest.known("a"), saved):
        assert (known.pages, known.keys.tolist(), known.counts.tolist()) == told(whole)
    assert "".join(clean(pages[0], site="a", memory=rest).texts) == pages[0]


def told(memory: SiteMemory) -> tuple[int, list[int], list[int]]:
    """Return what a memory knows of the site."""
    known = memory.known("a")
    return known.pages, known.keys.tolist(), known.counts.tolist()


TARGETS = {
    "clean": check_text,
    "clean_html": check_page,
    "jsonl": check_record,
    "gunzip": check_gzip,
    "warc": check_archive,
    "memory": check_memory,
}

if __name__ == "__main__":
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
