"""Tables that are odd and can be cleaned, and such that cannot."""

from pathlib import Path
from typing import Any

from .jsonl import FURNITURE, STORY

TEXTS = [STORY + FURNITURE] * 50


def good(scale: float) -> dict[str, tuple[Any, dict[str, Any]]]:
    """Tables that can be cleaned, and how they are written."""
    import pyarrow as pa

    text = pa.array(TEXTS)
    return {
        "usual": (pa.table({"id": list(range(50)), "text": text}), {}),
        "nulls": (pa.table({"text": pa.array([None, "", STORY, None], pa.string())}), {}),
        "large strings": (pa.table({"text": text.cast(pa.large_string())}), {}),
        "a dictionary": (pa.table({"text": text.dictionary_encode()}), {}),
        "no rows": (pa.table({"text": pa.array([], pa.string())}), {}),
        "many groups": (pa.table({"text": TEXTS * 20, "k": list(range(1000))}), {"row_group_size": 10}),
        "equal values": (pa.table({"text": ["a" * 1_000_000] * int(300 * scale)}), {"compression": "zstd"}),
        "metadata": (pa.table({"text": text}).replace_schema_metadata({b"k": b"v\xff"}), {}),
    }


def bad() -> dict[str, tuple[Any, str]]:
    """Tables without a column of texts, and a word on that."""
    import pyarrow as pa

    return {
        "nothing but nulls": (pa.table({"text": pa.nulls(5)}), "null"),
        "numbers": (pa.table({"text": [1, 2, 3]}), "int64"),
        "bytes": (pa.table({"text": pa.array([b"ok", b"\xff\xfe\0"], pa.binary())}), "binary"),
        "lists": (pa.table({"text": pa.array([["a", "b"], [], None])}), "list"),
        "inside a struct": (pa.table({"d": pa.array([{"text": "a"}, None])}), "no column 'text' among: d"),
        "other name": (pa.table({"body": TEXTS}), "no column 'text' among: body"),
        "a name twice": (pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["text", "text"]), "several"),
    }


def damaged(whole: bytes) -> dict[str, bytes]:
    """What is left of a table when something happened to its file."""
    return {
        "cut off": whole[:-10],
        "other bytes": whole[:60] + bytes(byte ^ 0xFF for byte in whole[60:100]) + whole[100:],
        "length of the footer": whole[:-8] + b"\xff\xff\xff\x7f" + whole[-4:],
        "nothing": b"",
        "zeros": b"\0" * 512,
    }


def write(folder: Path, scale: float) -> bytes:
    """Write all tables into a folder, and return the bytes of the usual one."""
    import pyarrow.parquet as pq

    for name, (table, options) in good(scale).items():
        pq.write_table(table, folder / f"{name}.parquet", **options)
    for name, (table, _) in bad().items():
        pq.write_table(table, folder / f"{name}.parquet")
    return (folder / "usual.parquet").read_bytes()
