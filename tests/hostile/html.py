"""Pages that break parsers and extractors, or take them very long; each holds the same short article, `ARTICLE`."""

import gzip
from collections.abc import Callable

ARTICLE = [
    f"The keeper of the {thing} at Ellery said on Monday that it will stay open for visitors until the end of {month}."
    for thing, month in zip(
        ("lighthouse", "old mill", "museum", "tower", "town hall", "garden"),
        ("March", "April", "May", "June", "July", "August"),
        strict=True,
    )
]
TITLE = "Ellery keeps its doors open for visitors"
MAIN = f"<main><article><h1>{TITLE}</h1>{''.join(f'<p>{line}</p>' for line in ARTICLE)}</article></main>"


def page(body: str = MAIN, head: str = "") -> str:
    named = f'<meta charset="utf-8"><title>{TITLE}</title>'
    return f'<!doctype html><html lang="en"><head>{named}{head}</head><body>{body}</body></html>'


def nested(tag: str, depth: int, inner: str = MAIN) -> str:
    return f"<{tag}>" * depth + inner + f"</{tag}>" * depth


def linked(data: str) -> str:
    return page(head=f'<script type="application/ld+json">{data}</script>')


def broken() -> dict[str, str | bytes]:
    """Pages that are odd in themselves, at any size; the article is to be found in each."""
    raw = page().encode()
    return {
        "normal": page(),
        "control reference": page(MAIN.replace("Monday", "Monday&#8;", 1)),
        "control references": page(
            f"<p>&#27;[2J &#x1b;]52;c;eA==&#7; &#155; &#0; &#xD800; &#x110000; &#xFFFE;</p>{MAIN}"
        ),
        "control bytes": raw.replace(b"Monday", b"Mon\0day\x08\x1b", 1),
        "depth 252": page(nested("div", 245)),
        "depth 260 around": page(nested("div", 260)),
        "depth 260 before": page(nested("div", 260, "x") + MAIN),
        "depth 2000": page(nested("div", 2000)),
        "tables in tables": page("<table><tr><td>" * 60 + MAIN + "</table>" * 60),
        "no end of a comment": page(f"{MAIN}<!-- and so on"),
        "no end of a title": f"<title>{TITLE}{MAIN}",
        "no end of an attribute": page(f'{MAIN}<a href="and so on'),
        "closed in the middle": page(f"</body></html>{MAIN}"),
        "entity from a file": f'<!DOCTYPE r [<!ENTITY x SYSTEM "file://{__file__}">]>' + page(f"<p>&x;</p>{MAIN}"),
        "entities of entities": "<!DOCTYPE r [<!ENTITY a 'ha'>"
        + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefghi", "bcdefghij", strict=True))
        + "]>"
        + page(f"<p>&j;</p>{MAIN}"),
        "zeros between": b"\0".join(bytes([byte]) for byte in raw),
        "utf-16 without a mark": page().encode("utf-16-le"),
        "utf-16": page().encode("utf-16"),
        "utf-32": page().encode("utf-32"),
        "unknown charset": raw.replace(b"utf-8", b"x-none-such"),
        "charset utf-7": raw.replace(b"utf-8", b"utf-7"),
        "bytes of no encoding": raw.replace(b"Monday", b"Mon\xff\xfe\xc0\xafday\xed\xa0\x80", 1),
        "confused types": linked('{"@type": [null, 1, {}], "articleBody": [[{}], null, 7], "publisher": {"name": {}}}'),
        "base of nowhere": page(head=f'<base href="http://[::1/{"%" * 1000}">'),
        "cells without end": page(
            f'<table><tr><td colspan="1000000000" rowspan="1000000000">x</td></tr></table>{MAIN}'
        ),
    }


LARGE: dict[str, tuple[int, Callable[[int], str]]] = {
    # what is repeated how often at full scale
    "div in div": (100_000, lambda n: page(nested("div", n))),
    "span in span": (100_000, lambda n: page(nested("span", n, "x") + MAIN)),
    "b without end": (100_000, lambda n: page("<b>" * n + MAIN)),
    "all without end": (20_000, lambda n: page("<div><p><i><ul><li>" * n + MAIN)),
    "list in list": (20_000, lambda n: page("<ul><li>" * n + MAIN + "</li></ul>" * n)),
    "table in table": (5_000, lambda n: page("<table><tr><td>" * n + MAIN)),
    "form in form": (10_000, lambda n: page("<form><table><form>" * n + MAIN)),
    "links in wrong order": (5_000, lambda n: page("<a><b><p><i></a>" * n + MAIN)),
    "svg and math": (20_000, lambda n: page("<svg>" + "<g>" * n + "</svg><math>" + "<mrow>" * n + "</math>" + MAIN)),
    "paragraphs": (300_000, lambda n: page(MAIN + "<p>x y z</p>" * n)),
    "long paragraphs": (100_000, lambda n: page(MAIN + f"<p>{ARTICLE[0]}</p>" * n)),
    "breaks": (1_000_000, lambda n: page(MAIN + "a<br>" * n)),
    "items": (200_000, lambda n: page(f"{MAIN}<ul>" + "<li>one of many</li>" * n)),
    "divs": (100_000, lambda n: page(MAIN + "".join(f"<div>line {i}</div>" for i in range(n)))),
    "bold and italic": (200_000, lambda n: page(f"{MAIN}<p>" + "<b>a</b> <i>b</i> " * n)),
    "bold": (20_000, lambda n: page(f"{MAIN}<p>" + "<b>a</b> " * n)),
    "footnotes": (20_000, lambda n: page(f"{MAIN}<p>" + "a<sup>1</sup>" * n)),
    "text and div": (20_000, lambda n: page(MAIN + "<div>" + "text<div>x</div>" * n)),
    "links": (200_000, lambda n: page(MAIN + "".join(f'<a href="/{i}">link {i}</a> ' for i in range(n)))),
    "cells": (200_000, lambda n: page(f"{MAIN}<table><tr>" + "<td>c</td>" * n)),
    "rows": (100_000, lambda n: page(f"{MAIN}<table>" + "<tr><td>a</td><td>b</td></tr>" * n)),
    "tables": (50_000, lambda n: page(MAIN + "<table><tr><td>x</td></tr></table>" * n)),
    "images": (100_000, lambda n: page('<img src="a.jpg">' * n + MAIN)),
    "options": (100_000, lambda n: page("<select>" + "<option>o" * n + "</select>" + MAIN)),
    "frames": (50_000, lambda n: page("<iframe></iframe>" * n + MAIN)),
    "preformatted": (500_000, lambda n: page(f"{MAIN}<pre>" + "x\n" * n)),
    "blank lines": (5_000_000, lambda n: page(f"{MAIN}<pre>" + "\n" * n)),
    "white space": (500_000, lambda n: page("<p>a" + " \n\t" * n + "b</p>" + MAIN)),
    "no-break spaces": (500_000, lambda n: page("<p>a" + "\xa0" * n + "b</p>" + MAIN)),
    "words": (4_000_000, lambda n: page(f"{MAIN}<p>" + "word " * n)),
    "one word": (10_000_000, lambda n: page(f"{MAIN}<p>" + "a" * n)),
    "accents": (100_000, lambda n: page("<p>a" + "\u0301\u0316" * n + "</p>" + MAIN)),
    "ampersands": (500_000, lambda n: page("<p>" + "&amp;" * n + "</p>" + MAIN)),
    "brackets": (1_000_000, lambda n: page("<" * n + MAIN)),
    "comments": (300_000, lambda n: page("<!---->" * n + MAIN)),
    "comments without end": (300_000, lambda n: page("<!--" * n + MAIN)),
    "scripts": (200_000, lambda n: page(f"{MAIN}<script>" + "var a=1;" * n)),
    "tags called html": (100_000, lambda n: "<html " * n + MAIN),
    "spaces in a tag": (100_000, lambda n: "<html " + " " * n + "\n<body>" + MAIN),
    "slashes in a doctype": (200_000, lambda n: "<!DOCTYPE html" + "/" * n + "\n<html><body>" + MAIN),
    "words in a doctype": (500_000, lambda n: "<!DOCTYPE " + "x " * n + "><html><body>" + MAIN),
    "attributes": (100_000, lambda n: page("<div " + " ".join(f'a{i}="{i}"' for i in range(n)) + f">{MAIN}</div>")),
    "a long attribute": (10_000_000, lambda n: page(f'<div class="{"c" * n}">{MAIN}</div>')),
    "classes": (200_000, lambda n: page(f'<div class="{"comment " * n}">{MAIN}</div>')),
    "a long name": (1_000_000, lambda n: page("<" + "x" * n + ">" + MAIN)),
    "lists of lists in data": (100_000, lambda n: linked("[" * n)),
    "objects in objects in data": (20_000, lambda n: linked('{"@type":"Article","author":' * n)),
    "a long headline in data": (5_000_000, lambda n: linked(f'{{"@type":"Article","headline":"{"x" * n}"}}')),
    "authors in data": (20_000, lambda n: linked('{"@type":"Article",' + '"author":' * n)),
    "authors": (50_000, lambda n: page(head='<meta name="author" content="A B">' * n)),
    "a long author": (50_000, lambda n: page(head=f'<meta name="author" content="{"by and " * n}">')),
    "an author of brackets": (50_000, lambda n: page(head=f'<meta name="author" content="{"[" * n}">')),
    "a long title": (50_000, lambda n: page(head=f"<title>{'a - b | ' * n}</title>")),
    "a long address": (100_000, lambda n: page(head=f'<link rel="canonical" href="http://{"a." * n}com">')),
    "dates": (50_000, lambda n: page("<p>" + "2020-01-01 1/2/2021 " * n + "</p>" + MAIN)),
    "formulas": (50_000, lambda n: page("<p>" + "\\(" * n + "</p>" + MAIN)),
    "images in one": (50_000, lambda n: page(f'<img src="{"a" * n}.jpg" srcset="{"b 1x," * n}">{MAIN}')),
}


def large(scale: float) -> dict[str, str]:
    """Pages whose size is all that is wrong with them."""
    return {name: write(max(int(count * scale), 1)) for name, (count, write) in LARGE.items()}


def packed(scale: float) -> dict[str, bytes]:
    """Pages that are packed, and no pages as they are."""
    bomb = gzip.compress(b"<p>" + b"a" * int(200_000_000 * scale), 9)
    return {"gzip": gzip.compress(page().encode()), "bomb": bomb, "zip": b"PK\3\4" + page().encode()}


def without_text() -> dict[str, str]:
    """Pages that have nothing to show."""
    return {
        "empty": "",
        "tags": "<p>" * 1000,
        "frames": "<frameset>" + "<frame src=x>" * 1000,
        "scripts": "<script>1</script>",
    }
