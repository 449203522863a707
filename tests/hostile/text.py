"""Plain text as nobody wrote it: control bytes, line endings, encodings, lengths; by name.

`scale` is how large the large ones are: 1.0 for what it takes to break something, 0.05 for what takes no time.
"""

PROSE = "The night train to the coast was late again on Monday, and most who had waited for it went by car."


def cases(scale: float) -> dict[str, bytes]:
    """Write all texts."""
    return {name: _encoded(text) for name, text in {**_endings(), **_characters(), **_long(scale)}.items()}


def _encoded(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


def _endings() -> dict[str, str | bytes]:
    return {
        "nothing": "",
        "line feed": "\n",
        "no line feed at the end": f"{PROSE}\n{PROSE} The end",
        "CRLF": f"{PROSE}\r\n{PROSE} Twice.\r\n",
        "all endings": f"{PROSE}\r\n{PROSE} b\n{PROSE} c\r{PROSE} d\n\r\n",
        "returns only": f"{PROSE}\r" * 5,
        "separators that are none": f"1\u20282\u20293\x854\x0b5\x0c6\x1c7\x1d8\x1e9. {PROSE}\n{PROSE}\n",
        "blank lines": "\n" * 1000 + PROSE + "\n" + " \t\n" * 1000 + PROSE + "\n",
    }


def _characters() -> dict[str, str | bytes]:
    return {
        "byte-order mark": f"\ufeff{PROSE}\n",
        "byte-order mark amid": f"{PROSE}\n\ufeff{PROSE}\n",
        "Latin-1": f"Le café de l'île est ouvert.\n{PROSE}\n".encode("latin-1"),
        "no UTF-8": b"fine\n\xff\xfe\x80bad\xc0\xaflong\xed\xa0\x80half\xf4\x90\x80\x80high\n" + PROSE.encode(),
        "across reads": b"a" * 65535 + "€\n".encode() + b"b" * 131069 + "😀\n".encode(),
        "zero width": "".join(f"Acc{char}ept all cook{char}ies\n" for char in "\u200b\u200c\u200d\u2060\ufeff\u00ad"),
        "digits that are no numbers": f"\u0661\u0662 \U0001d7d8 \u00b2\u2460 \u4e00 {PROSE}\n",
        "longer in other case": "\u0130\u00df\ufb03\u1e9e" * 1000 + "\n" + PROSE + "\n",
        "one line a thousand times": f"{PROSE}\n" * 1000,
        "boilerplate only": "Home | About | Contact\nAccept all cookies\nCopyright 2024. All rights reserved.\n" * 20,
    }


def _long(scale: float) -> dict[str, str | bytes]:
    return {
        "marks": "a" + "\u0301" * int(100_000 * scale) + f"\n{PROSE}\n",
        "marks in turn": "a" + "\u0301\u0316" * int(50_000 * scale) + f"\n{PROSE}\n",
        "ligatures": "\ufdfa" * int(200_000 * scale) + "\n",
        "digits": "9" * int(100_000 * scale) + f"\n{PROSE}\n",
        "words in a line": "word " * int(2_000_000 * scale) + f"\n{PROSE}\n",
        "letters in a line": "a" * int(10_000_000 * scale) + f"\n{PROSE}\n",
        "short lines": "a\n" * int(2_000_000 * scale),
        "empty lines": "\n" * int(10_000_000 * scale),
    }


REFUSED = {
    "NUL": b"before\0behind " + PROSE.encode() + b"\n\0\0\0\n",
    "all bytes": bytes(range(256)) * 4 + b"\n",
    "UTF-16": f"\ufeff{PROSE}\n".encode("utf-16-le"),
}
"""What is no text, or not without more being known about it."""
