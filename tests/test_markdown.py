"""What was kept, as Markdown."""

from cleaner.markdown import to_markdown
from cleaner.markup import read_page

PAGE = """<nav><a href=/>Home</a></nav>
<h1>Bread</h1><p>Take <b>good</b> flour from <a href="/mill">the mill</a>.</p>
<ul><li>flour<li>water<ul><li>warm</ul></ul><ol><li>mix<li>bake</ol>
<table><tr><th>Flour<th>Water<tr><td>500 g<td>350 ml</table>
<pre>bake(
    230)</pre>
<h2>Comments</h2><p>Nice!<br>Thanks</p>"""


def markdown(html: str, *removed: str) -> str:
    page = read_page(html, extract=False)
    return to_markdown(page, [line.strip() not in removed for line in page.lines if line.strip()])


def test_headings_lists_links_tables_and_code_are_kept() -> None:
    assert markdown(PAGE, "Home", "Comments", "Nice!", "Thanks") == (
        "# Bread\n\nTake **good** flour from [the mill](/mill).\n\n- flour\n- water\n  - warm\n\n1. mix\n2. bake\n\n"
        "| Flour | Water |\n| --- | --- |\n| 500 g | 350 ml |\n\n```\nbake(\n    230)\n```\n"
    )


def test_lines_of_one_block_are_kept_apart() -> None:
    assert markdown("<p>keep<br>drop<br>keep too</p><div>drop<p>inside</p>after</div>", "drop").split() == [
        "keep",
        "keep",
        "too",
        "inside",
        "after",
    ]
    assert markdown("<pre>one\ndrop\ntwo</pre>", "drop") == "```\none\ntwo\n```\n"


def test_rows_and_items_that_go_leave_nothing_behind() -> None:
    assert markdown(PAGE.replace("<ul>", "<ul><li>drop"), "drop", "500 g\t350 ml").count("drop") == 0
    assert markdown("<table><tr><td>a<td>b<tr><td>c<td></table>", "c").count("|\n") == 3
    assert markdown("<p>gone</p><ul><li>gone</ul>", "gone") == ""


def test_a_table_for_layout_is_no_table() -> None:
    html = "<table><tr><td>menu<br>a<br>b<br>c<td><table><tr><td>x<td>y</table><p>text</p></table>"
    assert markdown(html, "menu", "a", "b", "c") == "|  |  |\n| --- | --- |\n| x | y |\n\ntext\n"


def test_the_page_itself_stays_as_it_is() -> None:
    page = read_page(PAGE, extract=False)
    first = to_markdown(page, [False] * len(page.features))
    assert first == ""
    assert "Bread" in to_markdown(page, [True] * len(page.features))


def test_what_nests_too_deeply_comes_as_lines() -> None:
    assert markdown("<b><i>" * 1000 + "deep down") == "deep down\n"
