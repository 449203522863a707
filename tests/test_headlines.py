"""How often headlines stay is counted right."""

from dataclasses import replace

from command import BELOW_MENU, BODY, TITLE
from invented import html_of, pages

from cleaner.proof.headlines import HEAD, table
from cleaner.samples import Sample

PAGE = Sample("page", "host.example", "made up", "en", "wet", title=TITLE)


def test_headlines_that_stay_are_counted_where_there_is_one() -> None:
    menu = ["Home", "About us", "Log in", TITLE, "Privacy policy", "Contact us", "Sign up", "Log out"]
    lines = [BELOW_MENU.splitlines(), menu, BODY.splitlines()]
    given = [replace(PAGE, lines=[line for line in of if line]) for of in lines]
    web = [(page, html_of(page.lines)) for page in pages(2, 1)]
    rows = [*table([*given, replace(PAGE, lines=[TITLE], title="")], {"wet": "text", "residue": "other"}, web)]
    assert tuple(rows[:2]) == HEAD
    assert rows[2] == "| text | 2 | 0.500 | 1.000 |"
    assert rows[3] == "| other | 0 | – | – |"
    assert rows[4] == "| web pages | 2 | 0.000 | 1.000 |"  # the title is a link of the menu there
