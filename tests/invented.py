"""Made-up pages and news texts, for tests that need many: nothing in them was ever on a page."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import numpy as np

from cleaner.samples import Sample

PEOPLE = ("Ines Calder", "Tomas Reuel", "Ada Finch", "Bram Oyelaran", "Lucia Varga", "Otto Nystrom", "Mina Sato")
SYLLABLES = ("bel", "dor", "kim", "lun", "mar", "nes", "pol", "ras", "sul", "tev", "vin", "zar")
THINGS = ("lighthouse", "ferry", "orchard", "bridge", "library", "mill", "harbour", "railway", "quarry", "garden")
DEEDS = ("repaired", "opened", "flooded", "painted", "sold", "measured", "rebuilt", "photographed", "guarded")
TIMES = ("on Monday", "last winter", "after the storm", "before dawn", "in the spring", "for the third year")
MENU = ("Home", "About us", "Contact", "Log in", "Sign up for our newsletter", "Share this page", "Privacy policy")
FOOT = ("© 2024 All rights reserved", "Follow us", "Terms of use", "Back to top", "Advertisement")


@dataclass(frozen=True)
class Story:
    """A made-up story: its title and its paragraphs."""

    title: str
    paragraphs: list[str]

    @property
    def gold(self) -> str:
        """All main content, line by line."""
        return "\n".join([self.title, *self.paragraphs])


def story(number: int) -> Story:
    """Make up one story; the same number gives the same."""
    chance = random.Random(number)
    person, place, thing = chance.choice(PEOPLE), place_of(number), chance.choice(THINGS)
    paragraphs = [" ".join(_sentence(chance, person, place, thing) for _ in range(3)) for _ in range(5)]
    return Story(f"{thing.title()} of {place} {chance.choice(DEEDS)} {chance.choice(TIMES)}", paragraphs)


def place_of(number: int) -> str:
    """Name the place of a story: another for each below 1,728."""
    return "".join(SYLLABLES[number // 12**digit % 12] for digit in range(3)).title()


def _sentence(chance: random.Random, person: str, place: str, thing: str) -> str:
    who = chance.choice((person, f"The people of {place}", f"Mayor {chance.choice(PEOPLE)}"))
    what = chance.choice((f"the {thing}", f"the old {chance.choice(THINGS)} near {place}"))
    return f"{who} said that they had {chance.choice(DEEDS)} {what} {chance.choice(TIMES)}, as neighbours had hoped."


def pages(count: int, hosts: int) -> list[Sample]:
    """Make pages of all visible text, each with a menu above its story and a footer below."""
    made = []
    for number in range(count):
        told = story(number)
        lines = [*MENU, told.title, *told.paragraphs, *FOOT]
        known = set(told.gold.split("\n"))
        made.append(
            Sample(
                name=f"page {number}",
                group=f"host-{number % hosts}.test",
                source="made up",
                language="en",
                view="wet",
                lines=lines,
                content=np.array([line in known for line in lines], np.float32),
                kind="article",
                title=told.title,
                gold=told.gold,
            )
        )
    return made


def html_of(lines: Sequence[str]) -> str:
    """Put lines into a web page: long ones as paragraphs of an article, short ones as a menu."""
    blocks = [
        f"<p>{escape(line)}</p>" if len(line) > 60 else f'<div class="menu"><a href="/">{escape(line)}</a></div>'
        for line in lines
    ]
    return f"<html><body>{''.join(blocks)}</body></html>"


def write_pages(path: Path, samples: Sequence[Sample]) -> None:
    """Write pages as the training reads them, all three renderings alike."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [
        {
            "html": html_of(page.lines),
            "id": page.name,
            "source": page.source,
            "host": page.group,
            "lang": page.language,
            "kind": page.kind,
        }
        | {"title": page.title, "gold": page.gold}
        | dict.fromkeys(("wet", "residue", "blocks"), page.lines)
        | dict.fromkeys(("wet_y", "residue_y", "blocks_y"), page.content.tolist())
        for page in samples
    ]
    pq.write_table(pa.Table.from_pylist(rows), path)


def write_news(path: Path, count: int) -> None:
    """Write labelled news texts: a story, its title twice, a tail of headlines of other stories, a legal line."""
    rows = []
    for number in range(1000, 1000 + count):
        told = story(number)
        pairs = [(told.title, "keep"), (told.title, "title"), *((line, "keep") for line in told.paragraphs)]
        pairs += [("Top stories", "footer"), *((story(number + 500 + i).title, "teaser") for i in range(3))]
        pairs += [("© 2024 All rights reserved", "footer")]
        lines, labels = zip(*pairs, strict=True)
        row = {"id": f"news {number}", "source": "made up", "lang": "en", "style": "titles"}
        rows.append(json.dumps(row | {"lines": lines, "labels": labels}))
    path.write_text("\n".join(rows) + "\n", "utf-8")
