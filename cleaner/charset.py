"""The bytes of a web page as text: by its byte-order mark, as UTF-8, by what it declares, by what it looks like.

A declaration is believed only as far as the text is plausible in it: pages are often saved in another encoding than
the one they were written for.
"""

import codecs
import re

COMPRESSED = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstandard", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz"}
COMPRESSED |= {b"PK\x03\x04": "zip"}
MARKS = {codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32", codecs.BOM_UTF8: "utf-8-sig"}
MARKS |= {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
"""Byte-order marks; the mark of UTF-32 begins with that of UTF-16."""
DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*+(?:["']\s*)?([\w:.-]{2,40})""", re.IGNORECASE)
READ = 4096
"""Bytes at the beginning of a page in which a declaration is looked for."""
MEANT = {"gb18030": ("gb2312", "gbk", "x-gbk", "gb_2312-80"), "cp949": ("euc-kr", "ks_c_5601-1987", "ksc5601")}
MEANT |= {"cp1252": ("iso-8859-1", "latin1", "latin-1", "ascii", "us-ascii"), "cp932": ("shift_jis", "x-sjis", "sjis")}
MEANT |= {"cp1254": ("iso-8859-9",), "cp874": ("iso-8859-11", "tis-620"), "big5hkscs": ("big5", "x-x-big5")}
"""What browsers read in place of declared encodings, because pages mean it (WHATWG Encoding Standard)."""
INSTEAD = {declared: read for read, names in MEANT.items() for declared in names}
SAMPLE = 20_000
"""Bytes of text, beyond ASCII, that an encoding is tried on."""
WEB = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874", "cp866"]
WEB += ["koi8_r", "koi8_u", "iso8859_2", "iso8859_5", "iso8859_6", "iso8859_7", "iso8859_8", "iso8859_15"]
WEB += ["gb18030", "big5hkscs", "cp932", "euc_jp", "cp949"]
"""Encodings that pages are in, if they are not in UTF-8."""
BONUS = 0.05
"""How much more disorder (0 to 1, see charset-normalizer) is forgiven the declared encoding, or else the commonest."""
SOUND = 10
"""How many characters beyond ASCII must be sound for each that is broken, if a page is to be in UTF-8."""


class CompressedError(ValueError):
    """The page is compressed, and nobody knows how large it is."""


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the text of a page, and notes on what was done. Raises CompressedError for compressed bytes."""
    for start, name in COMPRESSED.items():
        if data.startswith(start):
            raise CompressedError(f"this is {name} data, no page. Unpack it first, with a limit to its size")
    if encoding := _evident(data):
        return data.decode(encoding, "replace"), ()
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _guessed(data)


def _evident(data: bytes) -> str | None:
    """Name the encoding that the bytes themselves tell: by a mark, by their zeros, by escapes."""
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            return encoding
    even, odd = data[:READ:2].count(0), data[1:READ:2].count(0)
    if max(even, odd) > 0.1 * len(data[:READ:2]) and min(even, odd) < 0.1 * max(even, odd):
        return "utf-16-le" if odd > even else "utf-16-be"
    return "iso2022_jp" if data.isascii() and b"\x1b$B" in data else None


def _guessed(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Decode what is not UTF-8 throughout."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if sum(1 for char in text if char > "\x7f") > (SOUND + 1) * broken:
        return text, (f"{broken} characters are broken: they are not UTF-8 as the others are.",)
    declared = _declared(data)
    encoding = _likeliest(data, declared)
    named = declared or "none"
    notes = () if encoding == declared else (f"The page was read as {encoding} (declared: {named}), as it looks like.",)
    return data.decode(encoding, "replace"), notes


def _declared(data: bytes) -> str | None:
    """Return the codec of the encoding that a page declares, or None where it is none of `WEB`."""
    if not (found := DECLARED.search(data[:READ])):
        return None
    name = found[1].decode("ascii", "replace").lower()
    try:
        codec = codecs.lookup(INSTEAD.get(name, name)).name.replace("-", "_")
    except LookupError:
        return None
    return codec if codec in WEB else None


def _likeliest(data: bytes, declared: str | None) -> str:
    """Return the encoding in which the text beyond ASCII makes most sense; the declared one has a bonus."""
    from charset_normalizer import from_bytes

    parts = (part for part in re.split(rb"[<>]", data) if not part.isascii())
    doubts = {"cp1252": 1.0}
    for match in from_bytes(b" ".join(parts)[:SAMPLE], cp_isolation=WEB):
        for encoding in match.could_be_from_charset:
            doubts[encoding] = match.chaos - match.coherence / 5 - BONUS * (encoding == (declared or "cp1252"))
    return min(doubts, key=doubts.__getitem__)
