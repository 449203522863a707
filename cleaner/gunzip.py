"""Unpacking of gzip, member by member: one that is damaged costs what is around the damage, and the next is read.

Python's own reader ends at the first damage, and an archive of the web has a member for each of its records.
"""

import re
import zlib
from collections.abc import Generator, Iterator
from io import BufferedIOBase, BufferedReader
from sys import maxsize

READ, UNPACKED = 2**15, 2**17
"""Bytes read at once, and the most that are unpacked of them at once."""
FORMAT = 16 + zlib.MAX_WBITS
"""What zlib calls gzip."""
MARK = rb"\x1f\x8b\x08[\0-\x1f]"
"""How a member begins: its mark, the one way to pack, and flags of which the upper three are never set."""
SHORT_OF_MARK = 3
"""Bytes that may be the beginning of a mark."""


class DamageError(OSError):
    """What is wrong at one place; behind it there may be more."""


class Members(BufferedIOBase):
    """What the members of `packed` hold, one after the other, without zeros between them.

    It ends where something is damaged or cut off, too: then `wrong` is a DamageError or EOFError, and reading on gives
    what follows.
    """

    def __init__(self, packed: BufferedReader) -> None:
        self._pieces = _unpacked(packed)
        self._ahead = b""
        self.wrong: Exception | None = None

    def peek(self, _: int = 0) -> bytes:
        """Return what comes next, without going on; nothing at the end."""
        if not self._ahead and self.wrong is None:
            piece = next(self._pieces, b"")
            if isinstance(piece, Exception):
                self.wrong = piece
            else:
                self._ahead = piece
        return self._ahead

    def read1(self, size: int = UNPACKED) -> bytes:
        """Return some bytes, `size` at most; none at the end."""
        data = self.peek()[:size]
        self._ahead = self._ahead[size:]
        return data

    def read(self, size: int | None = -1) -> bytes:
        """Return so many bytes, or all, as far as there are any."""
        left = maxsize if size is None or size < 0 else size
        data = bytearray()
        while left > len(data) and (piece := self.read1(min(UNPACKED, left - len(data)))):
            data += piece
        return bytes(data)

    def go_on(self) -> Exception | None:
        """Return what is wrong, if that is why this ended; the next read gives what follows."""
        wrong, self.wrong = self.wrong, None
        return wrong


def _unpacked(packed: BufferedReader) -> Iterator[bytes | Exception]:
    """Unpack all members, and say what is wrong with them where it is."""
    rest = packed.read1(READ)
    while rest:
        found = re.search(MARK, rest)
        more = b"" if found else packed.read1(READ)
        start = found.start() if found else len(rest) - SHORT_OF_MARK if more else len(rest)
        if rest[: max(start, 0)].strip(b"\0"):
            yield DamageError("it holds what is not gzip")
        rest = rest[max(start, 0) :] + more
        if found:
            rest = (yield from _member(packed, rest)) or packed.read1(READ)


def _member(packed: BufferedReader, rest: bytes) -> Generator[bytes | Exception, None, bytes]:
    """Unpack the member that `rest` begins with, and return what was read behind it."""
    member, own = zlib.decompressobj(FORMAT), 1
    while not member.eof:
        rest = rest or packed.read1(READ)
        try:
            data = member.decompress(rest, UNPACKED)
        except zlib.error as error:
            yield DamageError(str(error).rpartition(": ")[2])
            return rest[own:]
        if data:
            yield data
        elif not rest:
            yield EOFError()
            return b""
        rest, own = member.unconsumed_tail, 0
    return member.unused_data
