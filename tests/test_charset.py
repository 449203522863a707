"""The bytes of pages as text."""

import codecs
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.charset import CompressedError, decode

POLISH = (
    "Rzeka podniosła się w nocy o dwa metry i prom już nie pływa. Mieszkańcy czekają na wiadomość, kiedy woda opadnie,"
    " a władze gminy mówią, że będzie to możliwe najwcześniej we środę. Szkoła jest zamknięta, część dzieci śpi jeszcze"
    " u krewnych. Straż pożarna wywozi śmieci i błoto, które zostały na ulicach. "
)
RUSSIAN = "Река поднялась за ночь на два метра, и паром больше не ходит. Жители ждут. " * 4
GREEK = "Το ποτάμι ανέβηκε δύο μέτρα τη νύχτα και το πλοίο δεν περνά πια. Οι κάτοικοι περιμένουν. " * 4
CHINESE = "河水一夜之间上涨了两米，渡船已经停航，居民们正在等待消息。" * 6
JAPANESE = "川の水位は一晩で二メートル上がり、渡し船は止まっています。住民は知らせを待っています。" * 6


def page(text: str, charset: str | None) -> str:
    declaration = f'<meta charset="{charset}">' if charset else ""
    return f"<html><head>{declaration}<title>A page</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (POLISH, "iso8859-2"),
        (POLISH, "cp1250"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (GREEK, "cp1253"),
        (CHINESE, "gb18030"),
        (CHINESE.replace("个", ""), "utf-8"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
    ],
)
@pytest.mark.parametrize("declared", ["right", "utf-8", "iso-8859-1", "no-such-charset", None])
def test_text_is_read_whatever_is_declared(text: str, encoding: str, declared: str | None) -> None:
    written = page(text, encoding if declared == "right" else declared)
    assert decode(written.encode(encoding))[0] == written


def test_a_declared_encoding_stands_for_what_browsers_read() -> None:
    written = page("“Yes”, she said – and it was 5 € at the café.", "ISO-8859-1")
    assert decode(written.encode("cp1252")) == (written, ())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_beats_the_declaration(encoding: str) -> None:
    assert decode(page(RUSSIAN, "iso-8859-1").encode(encoding)) == (page(RUSSIAN, "iso-8859-1"), ())


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "iso2022_jp"])
def test_encodings_that_bytes_give_away(encoding: str) -> None:
    assert decode(page(JAPANESE, "utf-8").encode(encoding)) == (page(JAPANESE, "utf-8"), ())


def test_a_few_broken_bytes_do_not_make_another_encoding() -> None:
    text, notes = decode(page(RUSSIAN, None).encode() + b"\xff\xfe caf\xe9")
    assert RUSSIAN in text
    assert notes


def test_what_was_guessed_is_said() -> None:
    _, notes = decode(page(RUSSIAN, "iso-8859-1").encode("cp1251"))
    assert "cp1251" in notes[0]
    assert "cp1252" in notes[0]


def test_compressed_bytes_are_refused() -> None:
    with pytest.raises(CompressedError, match="gzip"):
        decode(gzip.compress(b"<p>text</p>"))


@given(
    st.binary(max_size=300), st.sampled_from([b"", codecs.BOM_UTF16_LE, codecs.BOM_UTF32_BE, b'<meta charset="hz">'])
)
def test_any_bytes_are_read(data: bytes, start: bytes) -> None:
    try:
        assert isinstance(decode(start + data)[0], str)
    except CompressedError:
        assert not start
