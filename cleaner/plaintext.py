"""Plain text in bytes: decoded so that every byte can be written back.

What is no text travels as lone surrogates (`surrogateescape`), line endings are not touched, and a byte-order
mark and a separator are set aside while the text is judged. What is too large to be one text is cut into parts.
"""

import codecs
from collections.abc import Iterator
from io import BufferedIOBase

from .document import MOST_LINES, Cleaned
from .records import LARGEST, Found, RecordError

BYTE_ORDER_MARK = "\ufeff"
SEPARATORS = {"nul": b"\0", "ff": b"\f"}
"""Separators with a name; every other one is a line of its own."""
READ = 2**18
"""Bytes read at once of a line that is larger than that."""
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


def is_too_large(data: bytes) -> bool:
    """Tell whether a text that begins like that is to be read in parts."""
    return len(data) == LARGEST or data.count(b"\n") > MOST_LINES


def parts(head: bytes, stream: BufferedIOBase) -> Iterator[tuple[bytes, str | None]]:
    """Cut a text, of which `head` is read, into parts of whole lines that can be judged.

    A line that is too long for that comes in pieces, the first with the words that say why they are not to be judged,
    the others with empty ones.
    """
    rest, is_long = head, False
    while part := rest + stream.read(READ if is_long else LARGEST - len(rest)):
        end = part.find(b"\n") + 1 if is_long else _end(part)
        yield part[: end or len(part)], "" if is_long else None if end else TOO_LONG
        rest, is_long = part[end:] if end else b"", not end


def _end(part: bytes) -> int:
    """Find where the last whole line ends of those that can be judged together; 0 if the first does not end."""
    if part.count(b"\n") > MOST_LINES:
        return len(part) - len(part.split(b"\n", MOST_LINES)[-1])
    return len(part) if len(part) < LARGEST else part.rfind(b"\n") + 1


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
