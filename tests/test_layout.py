"""Pages as lines."""

import pytest

from cleaner.layout import Placed, lay_out
from cleaner.parsing import parse


def lines(html: str) -> list[Placed]:
    return lay_out(parse(html)[0])[0]


def texts(html: str) -> list[str]:
    return [line.text for line in lines(html)]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<p>One <b>b</b>lock with <a href=x>a <i>link</i></a>,\n and   spaces</p>",
            ["One block with a link, and spaces"],
        ),
        ("<div>above<p>inside</p>below</div>", ["above", "inside", "below"]),
        ("<p>one<br>two<br/><br>three</p>", ["one", "two", "three"]),
        ("<ul><li>one<li><a href=x>two</a><ul><li>three</ul></ul>", ["one", "two", "three"]),
        ("<p>a picture <img src=x> within a <wbr>line</p>", ["a picture within a line"]),
        ("<p>x<script>var y</script><style>p{}</style><template>t</template><svg><title>t</title></svg>z", ["xz"]),
        ("<select><option>one<option>two</select><textarea>draft</textarea><p>shown</p>", ["shown"]),
        ("<pre>def f():\n    return 1\n\n\nf()  \n</pre>", ["def f():", "    return 1", "f()"]),
        ("<table><tr><th>Year<th>Rain<tr><td>1999<td>12 mm</table>", ["Year\tRain", "1999\t12 mm"]),
        ("<table><tr><td>menu<br>more<td>text</table>", ["menu", "more", "text"]),
        (f"<table><tr><td>menu<td>{'word ' * 30}</table>", ["menu", ("word " * 30).strip()]),
        ("<dl><dt>name<dd>value</dl>", ["name", "value"]),
        ("<a href=x>Home</a><a href=y>News</a>", ["Home News"]),
        ("<span>Price</span><span>5</span><b>l</b>itres", ["Price 5litres"]),
        ("<p>unclosed <b>every <i>where<p>next <div>and on", ["unclosed every where", "next", "and on"]),
        ("<x-card>own</x-card><x-card>elements</x-card>", ["own", "elements"]),
        ("<p>the sum <math><mi>a</mi><mo>+</mo><mi>b</mi><annotation>a+b</annotation></math> is", ["the sum a+b is"]),
        ("<p>河水<br>上涨</p>", ["河水", "上涨"]),
        ("no markup at all", ["no markup at all"]),
        ("", []),
    ],
)
def test_a_block_is_a_line(html: str, expected: list[str]) -> None:
    assert texts(html) == expected


def test_links_are_counted_in_characters() -> None:
    (line,) = lines("<p>See <a href=a>the  map</a> or <a href=b>ask</a>.</p>")
    assert (line.links, line.linked) == (2, len("the map") + len("ask"))


def test_a_link_around_blocks_links_all_of_them() -> None:
    assert [(line.links, line.linked) for line in lines("<a href=x><h3>Head</h3><p>Text</p></a><p>free</p>")] == [
        (1, 4),
        (1, 4),
        (0, 0),
    ]


def test_blank_lines_stand_between_blocks_but_not_in_lists() -> None:
    gaps = [line.gap for line in lines("<h1>a</h1><p>b</p><ul><li>c<li>d<ul><li>e</ul></ul><p>f<br><br>g<div>h</div>")]
    assert gaps == [1, 1, 1, 0, 0, 1, 1, 1]


def test_boxes_hold_their_lines() -> None:
    html = "<div id=a><p>1</p><table><tr><td>2<td>3</table></div><div id=b><i></i>4</div>"
    placed, boxes = lay_out(parse(html)[0])
    spans = {
        element.get("id") or element.tag: span
        for element, *span in zip(boxes.element, boxes.begin, boxes.end, strict=True)
    }
    assert (spans["a"], spans["b"], spans["tr"], spans["td"], spans["i"]) == ([0, 2], [2, 3], [1, 2], [1, 2], [2, 2])
    for number, line in enumerate(placed):
        assert boxes.begin[line.box] <= number < boxes.end[line.box]


def test_pieces_say_where_texts_come_from() -> None:
    tree, _ = parse("<p>one <b>two</b> three</p>")
    (line,) = lay_out(tree, pieces=True)[0]
    assert lay_out(tree)[0][0].pieces == []
    assert [(element.tag, tail, part) for element, tail, part in line.pieces] == [
        ("p", False, "one "),
        ("b", False, "two"),
        ("b", True, " three"),
    ]
