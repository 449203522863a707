"""Archives with records that are cut off, or are not what they tell; each with how many pages can be read."""

import gzip

from .html import MAIN, page

PAGE = page(MAIN).encode()


def response(
    body: bytes = PAGE, length: object = None, more: str = "", http: str = "", uri: str = "http://a.b/"
) -> bytes:
    content = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{http}\r\n".encode() + body
    header = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{len(content)}>\r\nWARC-Target-URI: {uri}\r\n"
        f"Content-Type: application/http; msgtype=response\r\n{more}"
        f"Content-Length: {len(content) if length is None else length}\r\n\r\n"
    )
    return header.encode() + content + b"\r\n\r\n"


def archives(scale: float) -> dict[str, tuple[bytes, int, bool]]:
    """Archives by name: bytes, how many pages can be read, whether something is wrong."""
    good = response()
    pack = gzip.compress
    return {
        "good.warc": (good * 3, 3, False),
        "good.warc.gz": (pack(good) * 3, 3, False),
        "one member.warc.gz": (pack(good * 3), 3, False),
        "empty.warc.gz": (b"", 0, False),
        "cut off.warc": (good + good[:-200], 1, True),
        "cut off.warc.gz": (pack(good) + pack(good)[:-30], 1, True),
        "bad member.warc.gz": (pack(good) + b"\x1f\x8b\x08nothing" + pack(good), 2, True),
        "damaged member.warc.gz": (pack(good) + pack(good)[:60] + b"\xff" * 60 + pack(good) * 2, 3, True),
        "short.warc": (response(length=50) + good, 1, True),
        "long.warc": (response(length=100_000) + good, 1, True),
        "negative.warc": (response(length=-5) + good, 1, True),
        "huge.warc": (response(length=2**62) + good, 1, True),
        "no length.warc": (good.replace(b"Content-Length", b"X-Length") + good, 1, True),
        "many headers.warc": (response(more="X-A: b\r\n" * int(200_000 * scale)) + good, 1, True),
        "long header.warc": (response(more=f"X-A: {'b' * int(5_000_000 * scale)}\r\n") + good, 1, True),
        "no records between.warc": (good + b"no record\r\n" * int(2_000_000 * scale) + b"\r\n" + good, 2, True),
        "packed page.warc": (response(pack(PAGE), http="Content-Encoding: gzip\r\n"), 1, False),
        "bomb.warc": (response(pack(b"a" * 2**27), http="Content-Encoding: gzip\r\n") + good, 1, True),
        "bad chunks.warc": (response(b"ZZ\r\nabc", http="Transfer-Encoding: chunked\r\n") + good, 1, True),
        "paths.warc": (response(uri="file:///../../../evil") + response(uri="http://x/\x1b[2J%2e%2e/"), 2, False),
    }
