"""Plain text in bytes: decoded so that every byte can be written back.

What is no text travels as lone surrogates (`surrogateescape`), line endings are not touched, and a byte-order
mark and a separator are set aside while the text is judged. A long text is read in the parts that it is judged in.
"""

import codecs
from collections.abc import Iterator
from io import BufferedIOBase
from itertools import groupby

from .document import Cleaned
from .parts import Above, below, cut, is_long
from .records import LARGEST, Found, RecordError

BYTE_ORDER_MARK = "\ufeff"
SEPARATORS = {"nul": b"\0", "ff": b"\f"}
"""Separators with a name; every other one is a line of its own."""
MOST_LINES = 2**17
"""Lines of a text that is read whole: what is known about each takes memory."""
READ = 2**20
"""Bytes read at once of what is not read whole."""
TOO_LONG = f"is a line of more than {LARGEST >> 20} MB, and stays as it is"


def find(data: bytes, encoding: str = "utf-8", separator: str | None = None) -> Found:
    """Find the text in `data`, with the `separator` behind it if it has one.

    Raises RecordError for bytes that are no text, and for a text that `encoding` could not write back byte for byte.
    """
    body = data[: len(data) - _tail(data, separator)]
    codec = codec_of(encoding, body)
    text = _decode(codec, body)
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""

    def keep(cleaned: Cleaned) -> bytes:
        return (mark + cleaned.text).encode(codec, "surrogateescape") + data[len(body) :]

    return Found(text.removeprefix(mark), keep, stray=_stray(text, codec))


def _stray(text: str, codec: str) -> str | None:
    """Say how many bytes are no text, if any are."""
    count = 0 if text.isascii() else len(text) - len(text.encode("utf-8", "ignore").decode("utf-8"))
    which = "1 byte is" if count == 1 else f"{count:,} bytes are"
    return f"{which} not {codec.upper()}" if count else None


def _tail(data: bytes, separator: str | None) -> int:
    """Measure the separator at the end of `data`."""
    if separator is None:
        return 0
    if separator in SEPARATORS:
        return int(data.endswith(SEPARATORS[separator]))
    last = data[data.rfind(b"\n", 0, -1) + 1 :]
    return len(last) if is_separator(last, separator) else 0


def is_separator(line: bytes, separator: str) -> bool:
    """Tell whether a line says nothing but `separator`."""
    return line.rstrip(b"\r\n") == separator.encode("utf-8", "surrogateescape")


def comes_in_parts(head: bytes, encoding: str, *, whole: bool) -> bool:
    """Tell whether a text that begins like that is read in parts: a long one, and if it is wanted `whole`, a huge one.

    Cut in bytes, only UTF-8 is cut where its text would be.
    """
    if len(head) == LARGEST or head.count(b"\n") > MOST_LINES:
        return True
    try:
        return not whole and codec_of(encoding, head) == "utf-8" and is_long(_decode("utf-8", head))
    except RecordError:
        return False


def parts(head: bytes, stream: BufferedIOBase, encoding: str) -> Iterator[tuple[bytes, Above | None, str | None]]:
    """Cut a text, of which `head` is read, into parts, each with what stands above it.

    A line that is too long to be judged comes in pieces, the first with the words that say why, the others with empty
    ones.
    """
    codec, above = _cutting(encoding, head), None
    mark = codecs.BOM_UTF8 if codec == "utf-8" and head.startswith(codecs.BOM_UTF8) else b""
    for is_judged, pieces in groupby(_pieces(head[len(mark) :], stream), lambda piece: piece[1] is None):
        if is_judged:
            for text, over, _ in cut((data.decode(codec, "surrogateescape") for data, _ in pieces), above):
                yield mark + text.encode(codec, "surrogateescape"), over, None
                mark, above = b"", below(text, over)
        else:
            for data, unjudged in pieces:
                yield mark + data, above, unjudged
                mark, above = b"", below("\n" * data.count(b"\n"), above)


def _cutting(encoding: str, head: bytes) -> str:
    """Choose a codec to cut a text with: one that every byte passes through."""
    try:
        return "utf-8" if codec_of(encoding, head) == "utf-8" else "latin-1"
    except RecordError:
        return "latin-1"


def _pieces(head: bytes, stream: BufferedIOBase) -> Iterator[tuple[bytes, str | None]]:
    """Give what can be judged in pieces of whole lines, and a line that is too long in pieces with words."""
    rest, is_inside = head, False
    while True:
        if end := (rest.find(b"\n") if is_inside else rest.rfind(b"\n")) + 1:
            yield rest[:end], "" if is_inside else None
            rest, is_inside = rest[end:], False
        elif is_inside or len(rest) >= LARGEST:
            yield rest, "" if is_inside else TOO_LONG
            rest, is_inside = b"", True
        if not (data := stream.read(READ)):
            break
        rest += data
    if rest:
        yield rest, "" if is_inside else None


def is_wide(encoding: str) -> bool:
    """Whether a line feed is more than one byte; of an unknown encoding, reading will tell."""
    try:
        return "\n".encode(encoding) != b"\n"
    except LookupError:
        return False


def codec_of(encoding: str, data: bytes) -> str:
    """Find the codec for `data`, one that leaves the byte-order mark in the text."""
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        words = f"cannot be read as {encoding}, which is no known encoding. Try utf-8, utf-16 or cp1252"
        raise RecordError(words) from None
    if name in ("utf-16", "utf-32"):
        return f"{name}-be" if data.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)) else f"{name}-le"
    if name == "utf-8" and data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise RecordError("looks like UTF-16. If it is, add --encoding utf-16")
    return "utf-8" if name == "utf-8-sig" else name


def _decode(codec: str, data: bytes) -> str:
    """Decode `data`; RecordError where it is no text, or would not come back byte for byte."""
    try:
        text = data.decode(codec, "surrogateescape")
        faithful = codec == "utf-8" or text.encode(codec, "surrogateescape") == data
    except (UnicodeError, LookupError):
        raise RecordError(f"is not {codec}. Leave --encoding out, or name another") from None
    if "\0" in text:
        raise RecordError("is not a text, it holds NUL bytes. If it is UTF-16, add --encoding utf-16")
    if not faithful:
        words = f"would not come back from {codec} as it was. Convert it first: iconv -f {codec} -t utf-8"
        raise RecordError(words)
    return text
