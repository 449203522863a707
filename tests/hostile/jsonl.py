"""Records of JSON lines that are odd but legal, and such that are not; each stands between two good ones."""

import json

STORY = "The market on the quay opens at six on Saturdays, and the fish is sold out by eight, the harbour says.\n"
FURNITURE = "Accept all cookies\n"


def good(number: int) -> bytes:
    return json.dumps({"id": number, "text": STORY + FURNITURE}).encode() + b"\n"


def cleaned(number: int) -> bytes:
    return json.dumps({"id": number, "text": STORY}).encode() + b"\n"


def legal(scale: float) -> dict[str, bytes]:
    """Records with nothing to remove, which come back byte for byte."""
    n = int(100_000 * scale)
    records = {
        "surrogate alone": r'{"text":"a \ud800 b"}',
        "surrogates in wrong order": r'{"text":"\ude00\ud83d"}',
        "not a number": '{"text":"x","score":NaN}',
        "infinity": '{"text":"x","score":-Infinity}',
        "large float": '{"text":"x","v":1e999}',
        "large number": f'{{"text":"x","v":{"9" * 5000}}}',
        "numbers": '{"text":"x","a":12345678901234567890123,"b":0.10000000000000000555,"c":1.0,"d":1E5,"e":-0}',
        "a name twice": '{"text":"first","text":"second"}',
        "escapes that act": r'{"text":"\u001b[2J\u009b2J\u202e"}',
        "escaped zero": r'{"text":"a\u0000b"}',
        "other line ends": '{"text":"a\u2028b\x85c"}',
        "escaped slash": r'{"text":"a\/b \u00e9 é"}',
        "spaces": '  { "text" : "x" }  ',
        "empty text": '{"text":""}',
        "odd names": '{"__proto__":{"x":1},"__class__":"y","":0,"text":"x"}',
        "a path": '{"id":"../../../evil","url":"file:///etc/passwd","text":"x"}',
        "many names": "{" + ",".join(f'"k{i}":{i}' for i in range(n)) + ',"text":"x"}',
        "a long name": f'{{"{"k" * n}":1,"text":"x"}}',
        "a long text": f'{{"text":"{"word " * n}"}}',
        "a mark": '\ufeff{"text":"x"}',
    }
    return {name: record.encode() for name, record in records.items()}


def blank() -> dict[str, bytes]:
    """Lines that hold no record."""
    return {"empty": b"", "white": b" \t ", "return": b"\r"}


def illegal(scale: float) -> dict[str, bytes]:
    """Lines that are no record with a text."""
    n = max(int(100_000 * scale), 2000)
    return {
        "not utf-8": b'{"text":"a\xff\xfeb"}',
        "utf-16": '{"text":"x"}'.encode("utf-16"),
        "zeros": b"\0" * 512,
        "cut off": b'{"text":"abc',
        "list": b"[1,2,3]",
        "text": b'"only a text"',
        "null": b"null",
        "empty": b"{}",
        "null in place": b'{"text":null}',
        "number in place": b'{"text":42}',
        "list in place": b'{"text":["a","b"]}',
        "object in place": b'{"text":{"a":1}}',
        "other name": b'{"body":"x"}',
        "other case": b'{"Text":"x"}',
        "comma": b'{"text":"x",}',
        "single quotes": b"{'text':'x'}",
        "two": b'{"text":"a"}{"text":"b"}',
        "more behind": b'{"text":"a"} xyz',
        "a control byte": b'{"text":"a\x01b"}',
        "lists in lists": b'{"text":"x","v":' + b"[" * n + b"]" * n + b"}",
        "objects in objects": b'{"a":' * n + b"1" + b"}" * n,
        "too large": b'{"text":"' + b"a" * (2**24 + 1) + b'"}',
    }


def between_good_ones(records: dict[str, bytes]) -> bytes:
    lines = (line + b"\n" for line in records.values())
    return good(0) + b"".join(line + good(number) for number, line in enumerate(lines, 1))
