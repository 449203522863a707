"""Public collections of pages with gold text as one table: `python -m cleaner.proof.gather FOLDER -o PAGES.parquet`.

FOLDER holds what was checked out or unpacked, each collection somewhere below it, as it comes:

- WCXB: `ground-truth/0001.json` beside `html/0001.html.gz`
- article-extraction-benchmark: `ground-truth.json` beside `html/ID.html.gz`
- DAnIEL, as in waddle: `doc_lg.json` beside `html/DAY_HOST_ID` and `reference/DAY_HOST_ID`
- CleanEval: `orig/1.html` beside `clean/1.txt`
- Dragnet: `HTML/1.html` beside `Corrected/1.html.corrected.txt`
- L3S-GN1: `original/ID.html` beside `annotated/ID.html`

The columns are those of "Train it on your own texts" in the README. What share of a line belongs to the main content
is found by putting its words side by side with those of the gold text.
"""

import argparse
import gzip
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ..alignment import align
from ..charset import decode
from ..markup import read_page
from ..parsing import parse

TAG = re.compile(r"<[^<>]*>")
ADDRESS = re.compile(r"^\s*+URL:[ \t]*+(\S++)[^\n]*+\n")
COMMENTS = re.compile(r"^!@#\$%\^&\*\(\).*$", re.MULTILINE)
"""The line between the text and the comments of a gold text of Dragnet."""
MAIN = ("x-nc-sel1", "x-nc-sel2", "x-nc-sel3")
"""Classes of headlines, texts and what belongs to them in L3S-GN1; `x-nc-sel4` is related, `x-nc-sel5` comments."""
LANGUAGES = {"Chinese": "zh", "English": "en", "Greek": "el", "Polish": "pl", "Russian": "ru"}
ROWS = 100
"""Pages of a row group."""


class Gold(NamedTuple):
    """A page of a collection, with its main content as text. What is not known is empty."""

    source: str
    host: str
    html: str
    text: str
    language: str = ""
    kind: str = ""
    title: str = ""


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(
        prog="python -m cleaner.proof.gather", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="what holds the collections")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the table, Parquet")
    options = parser.parse_args(arguments)
    found = Counter[str]()
    _write(options.output, _rows(gather(options.folder), found))
    if not found:
        raise SystemExit(f"{options.folder}: holds none of the collections. `-h` names them, and their files.")
    print("\n".join(f"{source}: {pages} pages" for source, pages in found.items()), file=sys.stderr)


def gather(folder: Path) -> Iterator[Gold]:
    """Read all collections that are found in a folder."""
    for name, read in READERS.items():
        for found in sorted(folder.rglob(name)):
            yield from read(found)


def wcxb(folder: Path) -> Iterator[Gold]:
    """Read the pages whose gold texts are in `folder`, one file each."""
    for path in sorted(folder.glob("*.json")):
        page, html = json.loads(path.read_text("utf-8")), folder.with_name("html") / f"{path.stem}.html.gz"
        if html.exists():
            known, kind = page["ground_truth"], page.get("_internal", {}).get("page_type", {}).get("primary") or ""
            yield Gold("wcxb", host_of(page["url"]), _html(html), known["main_content"], "", kind, known["title"] or "")


def articles(path: Path) -> Iterator[Gold]:
    """Read the pages of article-extraction-benchmark, whose gold texts are all in one file."""
    for name, known in json.loads(path.read_text("utf-8")).items():
        html = path.with_name("html") / f"{name}.html.gz"
        if html.exists():
            yield Gold("articles", host_of(known["url"]), _html(html), known["articleBody"], kind="article")


def daniel(path: Path) -> Iterator[Gold]:
    """Read the pages of DAnIEL, of which one file tells the languages."""
    for name, language in sorted(json.loads(path.read_text("utf-8")).items()):
        html, gold = (path.with_name(folder) / name for folder in ("html", "reference"))
        if html.exists() and gold.exists():
            host = name.split("_")[1].removeprefix("www.")
            yield Gold("daniel", host, _html(html), TAG.sub("", _text(gold)), LANGUAGES.get(language, ""), "article")


def cleaneval(folder: Path) -> Iterator[Gold]:
    """Read the pages whose gold texts are in `folder`: the address first, then text in which blocks are marked."""
    for path, html in _pairs(folder, folder.with_name("orig"), ".html"):
        text = _text(path)
        address = ADDRESS.match(text)
        host = host_of(address[1]) if address else html.stem
        yield Gold("cleaneval", host, _html(html), TAG.sub("", text[address.end() :] if address else text), "en")


def dragnet(folder: Path) -> Iterator[Gold]:
    """Read the pages whose gold texts are in `folder`; comments count."""
    for path, html in _pairs(folder, folder.with_name("HTML"), ".html"):
        yield Gold("dragnet", html.stem, _html(html), COMMENTS.sub("", _text(path)))


def l3s(folder: Path) -> Iterator[Gold]:
    """Read the pages that are marked up in `folder`."""
    for path in sorted(folder.glob("*.html")):
        html = folder.with_name("original") / path.name
        if html.exists():
            tree, _ = parse(_html(path))
            parts = [element for element in tree.iter() if set((element.get("class") or "").split()) & {*MAIN}]
            text = "\n".join(part.text or "" for part in parts if not len(part))
            yield Gold("l3s", path.stem, _html(html), text, "en", "article")


READERS: dict[str, Callable[[Path], Iterator[Gold]]] = {
    "ground-truth": wcxb,
    "ground-truth.json": articles,
    "doc_lg.json": daniel,
    "clean": cleaneval,
    "Corrected": dragnet,
    "annotated": l3s,
}
"""How each collection is read, by the name of the file or folder that tells which it is."""


def host_of(url: str) -> str:
    """Name the site of an address.

    >>> host_of("https://www.valley.test/rain")
    'valley.test'
    """
    return (urlsplit(url).hostname or url).removeprefix("www.")


def _pairs(golds: Path, pages: Path, suffix: str) -> Iterator[tuple[Path, Path]]:
    """Pair gold texts with their pages, which share the name up to the first dot."""
    for path in sorted(golds.glob("*.txt")):
        page = pages / (path.name.split(".")[0].removesuffix("-cleaned") + suffix)
        if page.exists():
            yield path, page


def _html(path: Path) -> str:
    data = path.read_bytes()
    return decode(gzip.decompress(data) if path.suffix == ".gz" else data)[0]


def _text(path: Path) -> str:
    return decode(path.read_bytes())[0]


def _rows(pages: Iterable[Gold], found: Counter[str]) -> Iterator[dict[str, Any]]:
    """Make rows of pages, and count those of each collection."""
    for page in pages:
        found[page.source] += 1
        yield row(page)


def row(page: Gold) -> dict[str, Any]:
    """Make a row of the table: the page, its three renderings, and how much of each line is main content."""
    from trafilatura import extract

    read = read_page(page.html, extract=False)
    visible = _lines("\n".join(read.lines))
    views = {
        "wet": visible,
        "blocks": [*_lines(read.title or ""), *visible],
        "residue": _lines(extract(page.html, favor_recall=True) or ""),
    }
    about = {"source": page.source, "host": page.host, "lang": page.language, "kind": page.kind, "title": page.title}
    name = hashlib.sha256(page.html.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    shares = {f"{view}_y": align(lines, page.text).tolist() for view, lines in views.items()}
    return {"id": name, **about, "gold": page.text, "html": page.html, **views, **shares}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _write(path: Path, rows: Iterator[dict[str, Any]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    texts, lines, shares = pa.string(), pa.list_(pa.string()), pa.list_(pa.float32())
    names = ("id", "source", "host", "lang", "kind", "title", "gold", "html")
    schema = pa.schema([(name, texts) for name in names])
    for view in ("wet", "blocks", "residue"):
        schema = schema.append(pa.field(view, lines)).append(pa.field(f"{view}_y", shares))
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        while batch := list(islice(rows, ROWS)):
            writer.write_table(pa.Table.from_pylist(batch, schema))


if __name__ == "__main__":
    main()
