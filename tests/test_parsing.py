"""Pages that break parsers."""

import pytest

from cleaner import parsing
from cleaner.parsing import parse

END = "<p>The ferry runs again.</p>"


def read(html: str) -> str:
    return " ".join(" ".join(parse(html)[0].itertext()).split())


@pytest.mark.parametrize(
    "html",
    [
        "<p>\x00The fer\x08ry runs\x0c again.\x1b</p>",
        "<p>The ferry&#8; runs&#x1b; again.&#0;</p>",
        "<p>The ferry </body></html>runs again.",
        "<!--<p>The ferry runs again.",
        "<p>The ferry <!-- closed --> runs again.",
        "<title>The ferry runs again.",
        "The ferry runs again.",
    ],
)
def test_nothing_is_lost_to_what_stops_a_parser(html: str) -> None:
    assert read(html) == "The ferry runs again."


@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "table><tr><td", "blockquote"])
def test_a_page_nested_without_end_is_read_to_the_end(tag: str) -> None:
    tree, notes = parse(f"<h1>Ferries</h1>{f'<{tag}>' * 5000}deep down{END}")
    assert " ".join(" ".join(tree.itertext()).split()) == "Ferries deep down The ferry runs again."
    assert "nested too deeply" in notes[0]


def test_depth_of_two_thousand_needs_no_mending() -> None:
    tree, notes = parse("<div>" * 2000 + "deep" + "</div>" * 2000 + END)
    assert notes == ()
    assert tree.xpath("count(//div)") == 2000


def test_a_tag_with_very_many_attributes_loses_them() -> None:
    tree, notes = parse("<p " + "".join(f"a{n}=1 " for n in range(5000)) + ">kept</p>")
    assert tree.find(".//p").attrib == {}
    assert "attributes" in notes[0]


@pytest.mark.parametrize("above", [0, 1, 3999, 4000, 4001, 7999])
@pytest.mark.parametrize("script", ["", "if (a < b) {}", "1 > 0"])
def test_such_a_tag_is_found_wherever_it_stands(above: int, script: str) -> None:
    attributes = " ".join(f"attribute-number-{number}" for number in range(600))
    data = f'<img alt="{"x" * 9000}">'
    tree, notes = parse(f"<p>{'y' * above}<script>{script}{' ' * 9000}</script>{data}<div {attributes}>{data}{END}")
    assert "attributes" in notes[0]
    assert tree.xpath("count(//div/@*)") == 0
    assert len("".join(tree.xpath("//@alt"))) == 18_000


def test_a_long_attribute_stays() -> None:
    tree, notes = parse(f"<img src='data:{'A' * 50_000}='>{END}")
    assert len(tree.find(".//img").get("src")) > 50_000
    assert notes == ()


def test_a_page_of_very_many_elements_is_read_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "MOST_ELEMENTS", 100)
    tree, notes = parse("<script>no</script>" + "<p>line</p>\n" * 200)
    assert tree.xpath("count(//*)") < 10
    assert tree.find("body/pre").text.split("\n")[:2] == ["line", "line"]
    assert "without its markup" in notes[0]


def test_no_entity_is_expanded_from_a_file() -> None:
    html = f'<!DOCTYPE r [<!ENTITY x SYSTEM "file://{__file__}">]><html><body><p>a &x; b</p></body></html>'
    assert "expanded_from" not in read(html)


@pytest.mark.parametrize("html", ["", " ", "\n", "<", "<>", "<!--", "</p>", "\ud800", "<svg><title>t</title></svg>"])
def test_odd_beginnings_have_a_body(html: str) -> None:
    assert parse(html)[0].tag == "html"
