r"""WARC and WET: records are cut out of web archives, their texts or pages found, and WET, JSON lines or text written.

The cutting is done here, because the libraries end without a word at a record that is cut off or has a wrong length,
and at what follows it. What is no record is one all the same, up to where the next begins, and rejected.
What HTTP made of a page (chunks, packing, character set) is read by fastwarc.

>>> [piece[:24] for pieces in cut(BytesIO(b"WARC/1.0\r\nContent-Length: 2\r\n\r\nhi\r\n\r\n" * 2)) for piece in pieces]
[b'WARC/1.0\r\nContent-Length', b'WARC/1.0\r\nContent-Length']
"""

import json
import re
from base64 import b32encode
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha1
from io import BufferedIOBase, BytesIO
from typing import TYPE_CHECKING, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from .document import Cleaned
from .job import Format, Told
from .records import Found, RecordError
from .spans import attributes, line

if TYPE_CHECKING:
    from .markup import Page

READ = 2**18
LARGEST = 2**28
"""Bytes that a record may have; a greater length is taken for a mistake."""
UNKNOWN = 2**22
"""Bytes of what is no record after which it is cut, and need not be looked through again."""
PAGE = 2**26
"""Bytes that a page may have when it is unpacked."""
GAP = b"\r\n\r\n"
BEGINS = re.compile(rb"\r\n(?=WARC/1\.)")
LENGTH = re.compile(rb"(?im)^(content-length:[ \t]*)(\d{1,18})(?=\r?$)")
DIGEST = re.compile(rb"(?im)^(warc-(?:block|payload)-digest:[ \t]*)[^\r\n]+")
TRAFFIC = {"request", "response", "resource", "revisit", "continuation"}
"""Records of what a crawler sent and got, which have no place among texts."""
IS_HTML = ("text/html", "application/xhtml+xml")


class Entry(NamedTuple):
    """A record: its header as it is written, without the empty line; the fields in it, by lower-case name; its body."""

    header: bytes
    fields: dict[str, str]
    body: bytes


def cut(stream: BufferedIOBase) -> Iterator[list[bytes]]:
    """Cut a stream into records, those that each read completes."""
    rest = bytearray()
    while data := stream.read1(READ):
        rest += data
        if pieces := [*_taken(rest, is_end=False)]:
            yield pieces
    if pieces := [*_taken(rest, is_end=True)]:
        yield pieces


def _taken(rest: bytearray, *, is_end: bool) -> Iterator[bytes]:
    """Take the complete records off the beginning of `rest`."""
    while rest and (end := _end(rest, is_end=is_end)):
        yield bytes(rest[:end])
        del rest[:end]


def _end(rest: bytearray, *, is_end: bool) -> int | None:
    """Find where the first record ends; None where more has to be read to know."""
    header = rest.find(GAP)
    length = LENGTH.search(rest, 0, header) if header >= 0 else None
    if length is not None and int(length[2]) <= LARGEST:
        end = header + len(GAP) + int(length[2])
        if rest[end : end + len(GAP)] == GAP:
            return end + len(GAP)
        if len(rest) < end + len(GAP) and not is_end:
            return None
    elif header < 0 and len(rest) < READ and not is_end:
        return None
    following = BEGINS.search(rest, 1)
    if following is None and (is_end or len(rest) > UNKNOWN):
        return len(rest)
    return following.end() if following else None


def find(data: bytes, written: Format, read_page: Callable[[bytes | str, str | None], "Page"]) -> Found | bytes:
    """Find the text of a WET record, or the page of a response, which `read_page` reads, given its URL.

    The record is `written` as WET, JSONL or text. For a record without a text, what is written in its place.
    Raises RecordError for what is no record, and for a page that cannot be read.
    """
    entry = _entry(data)
    kind, url = entry.fields.get("warc-type"), entry.fields.get("warc-target-uri")
    if kind == "conversion":
        text = entry.body.decode("utf-8", "surrogateescape")
        name = entry.fields.get("warc-record-id")
        return Found(text, _writer(entry, written, data), name, annotate=partial(_annotated, entry), told=Told(url))
    if kind == "response" and (page := _page(data)) is not None:
        converted = _converted(entry)
        annotate = partial(_annotated, converted)
        name = converted.fields["warc-record-id"]
        writer = _writer(converted, written)
        return Found("", writer, name, page=read_page(page, url), annotate=annotate, told=Told(url))
    return data if written is Format.WET and kind not in TRAFFIC else b""


def read_wet(data: bytes) -> dict[str, str | None] | None:
    """Read what a record of WET tells of its text, as `_told`, and the text; None for one that has no text.

    Raises RecordError for what is no record.
    """
    entry = _entry(data)
    if entry.fields.get("warc-type") != "conversion":
        return None
    return {**_told(entry), "text": entry.body.decode("utf-8", "surrogateescape")}


def _entry(data: bytes) -> Entry:
    header, _, body = data.partition(GAP)
    lines = header.decode("utf-8", "surrogateescape").split("\r\n")
    if not lines[0].startswith("WARC/"):
        raise RecordError("is no WARC record")
    fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    length = fields.get("content-length", "")
    if not (length.isdecimal() and body.endswith(GAP) and len(body) - len(GAP) == int(length[:18])):
        raise RecordError(
            f"is not of the length that it tells ({length[:20] or 'none'}); the archive is cut off or damaged"
        )
    return Entry(header, fields, body[: -len(GAP)])


def _page(data: bytes) -> bytes | str | None:
    """Read the HTML page that a response holds; None where it holds something else."""
    try:
        from fastwarc.warc import ArchiveIterator
    except ImportError:
        raise RecordError("is a response of a server. To read that: pip install 'boilerstrip[warc]'") from None
    try:
        record = next(ArchiveIterator(BytesIO(data), auto_decode="all"))
        if (record.http_content_type or "").lower() not in IS_HTML:
            return None
        page: bytes = record.reader.read(PAGE + 1)
    except (OSError, StopIteration, ValueError) as error:
        raise RecordError(f"holds a page that cannot be read ({error})") from None
    if len(page) > PAGE:
        raise RecordError(f"holds a page of more than {PAGE >> 20} MB")
    return _decoded(page, record.http_charset)


def _decoded(page: bytes, charset: str | None) -> bytes | str:
    """Decode a page as the server says; where it says nothing, or that is wrong, the page itself may tell."""
    try:
        return page.decode(charset) if charset else page
    except (LookupError, UnicodeError):
        return page


def _converted(response: Entry) -> Entry:
    """Make the header of the record that holds the text of a page, always the same for the same response."""
    told = response.fields
    fields = {
        "WARC-Type": "conversion",
        "WARC-Target-URI": told.get("warc-target-uri", ""),
        "WARC-Date": told.get("warc-date", ""),
        "WARC-Record-ID": f"<{uuid5(NAMESPACE_URL, told.get('warc-record-id', '')).urn}>",
        "WARC-Refers-To": told.get("warc-record-id", ""),
        "WARC-Block-Digest": "sha1:",
        "Content-Type": "text/plain",
        "Content-Length": "0",
    }
    lines = ["WARC/1.0", *(f"{name}: {value}" for name, value in fields.items() if value)]
    header = "\r\n".join(lines).encode("utf-8", "surrogateescape")
    return Entry(header, {name.lower(): value for name, value in fields.items()}, b"")


def _writer(entry: Entry, written: Format, data: bytes | None = None) -> Callable[[Cleaned], bytes]:
    """Choose how a record is written; one of WET that keeps all its lines is left as it came, `data`."""

    def wet(cleaned: Cleaned) -> bytes:
        return data if data is not None and not cleaned.changed else _as_wet(entry, cleaned)

    def text(cleaned: Cleaned) -> bytes:
        return _bytes(cleaned) + b"\f"

    def jsonl(cleaned: Cleaned) -> bytes:
        return _as_jsonl(entry, cleaned)

    return {Format.TEXT: text, Format.JSONL: jsonl}.get(written, wet)


def _bytes(cleaned: Cleaned) -> bytes:
    return cleaned.text.encode("utf-8", "surrogateescape")


def _as_wet(entry: Entry, cleaned: Cleaned) -> bytes:
    body = _bytes(cleaned)
    digest = b"sha1:" + b32encode(sha1(body, usedforsecurity=False).digest())
    header = LENGTH.sub(rb"\g<1>%d" % len(body), entry.header, count=1)
    return DIGEST.sub(rb"\g<1>" + digest, header) + GAP + body + GAP


def _as_jsonl(entry: Entry, cleaned: Cleaned) -> bytes:
    return line({**_told(entry), "text": cleaned.text})


def _annotated(entry: Entry, cleaned: Cleaned) -> bytes:
    return line({**_told(entry), "text": "".join(cleaned.texts), "attributes": json.loads(attributes(cleaned))})


def _told(entry: Entry) -> dict[str, str | None]:
    """Give what a record tells of its text, by the names that are usual in JSON lines."""
    names = {"id": "warc-record-id", "url": "warc-target-uri", "date": "warc-date"}
    return {name: entry.fields.get(field) for name, field in names.items()}
