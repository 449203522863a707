"""Packed streams that are whole, cut off, damaged, or unpack to very much; each with the lines that can be read."""

import gzip
import zlib
from functools import cache
from typing import NamedTuple

from .jsonl import good

LINES = b"".join(map(good, range(100)))


class Packed(NamedTuple):
    """A stream, how many of its lines can be read, and a word on what is wrong with it."""

    data: bytes
    lines: int
    wrong: str = ""


def pack(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def of_one_letter(count: int) -> bytes:
    """Pack so many letters without having them all at once."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    pieces = [packer.compress(b"a" * 2**20) for _ in range(count >> 20)]
    return b"".join([*pieces, packer.compress(b"a" * (count % 2**20)), packer.flush()])


@cache
def gzips(scale: float) -> dict[str, Packed]:
    one = pack(LINES)
    return {
        "whole": Packed(one, 100),
        "members": Packed(one * 5, 500),
        "cut off": Packed(one[:-20], -1, "ends early"),
        "wrong sum": Packed(one[:-8] + b"\0" * 4 + one[-4:] + one, 100, "is damaged"),
        "damage in the middle": Packed(one + one[:99] + b"\xff" * 50 + one[149:] + one, 200, "is damaged"),
        "no member in the middle": Packed(one + b"\x1f\x8b\x08nothing" + one, 200, "is damaged"),
        "more behind": Packed(one + b"MORE" * 10, 100, "is damaged"),
        "zeros behind": Packed(one + b"\0" * 512, 100),
        "beginning alone": Packed(one[:10], 0, "ends early"),
        "nothing": Packed(b"", 0),
        "not packed": Packed(LINES, 100),
        "empty members": Packed(pack(b"") * int(50_000 * scale) + one, 100),
        "large record": Packed(
            pack(good(0)) + pack(b'{"text":"') + of_one_letter(int(2e7 + 3e8 * scale)) + pack(b'"}\n') + one, 101
        ),
    }
