"""Other tools on the same texts and pages: `pip install 'boilerstrip[peers]'`; what is not installed is left out.

Tools that want HTML are given a text as a page with a paragraph a line. The rules for lines of C4 and of RefinedWeb are
written here from what was published about them: Raffel et al. 2020, section 2.2, and Penedo et al. 2023, table G.2.
"""

import logging
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from html import escape
from importlib.util import find_spec
from typing import Any, NamedTuple, TypeAlias

from ..judge import clean
from ..pages import clean_html
from ..samples import Sample
from .scores import mean_over_collections, word_f1

OURS = "cleaner"
LANGUAGES = {"en": "English", "el": "Greek", "pl": "Polish", "ru": "Russian"}
"""The word lists of jusText; other languages are judged without one."""
SENTENCE_END = (".", "!", "?", '"')
C4_WORDS = 5
"""Words of the shortest line that C4 keeps."""
POLICY = re.compile(
    r"javascript|terms of use|privacy policy|cookie policy|uses cookies|use of cookies|use cookies", re.I
)
NUMBERS = re.compile(r"[\W\d]+")
COUNTED = "like|share|comment|retweet|repost|quote|bookmark|upvote|downvote|download|view|follower"
COUNTER = re.compile(rf"^[\d.,]+[km]? ({COUNTED})s?", re.I)
CALL = re.compile(r"^sign-in|read more(\.\.\.|…)?$|items in cart", re.I)
CALL_WORDS = 10
"""Words of the longest line that RefinedWeb looks at for a call to act."""

Peer: TypeAlias = Callable[[Sample, str], str]
"""Takes a page and its HTML, or a text as HTML; returns what is kept as text."""
Rules: TypeAlias = Callable[[Iterable[str]], Iterator[str]]
"""Takes lines, returns those that stay."""


class Tool(NamedTuple):
    """Another tool: the module that must be installed, and how it is called."""

    module: str
    keep: Peer


def _trafilatura(_: Sample, html: str, *, precision: bool = False, recall: bool = False) -> str:
    from trafilatura import extract

    return extract(html, include_comments=False, favor_precision=precision, favor_recall=recall) or ""


def _justext(page: Sample, html: str) -> str:
    import justext

    words = justext.get_stoplist(LANGUAGES[page.language]) if page.language in LANGUAGES else frozenset()
    without = {} if words else {"stopwords_low": 0, "stopwords_high": 0}
    paragraphs = justext.justext(html.encode("utf-8", "replace"), words, encoding="utf-8", **without)
    return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)


def _boilerpy3(_: Sample, html: str) -> str:
    from boilerpy3.extractors import ArticleExtractor

    return str(ArticleExtractor(raise_on_failure=False).get_content(html))


def _readability(_: Sample, html: str) -> str:
    from lxml.html import fromstring
    from readability import Document

    return "\n".join(fromstring(Document(html).summary()).itertext())


def _resiliparse(_: Sample, html: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(html, main_content=True))


def _newspaper(_: Sample, html: str) -> str:
    from newspaper import Article

    article = Article("http://page.test/", fetch_images=False)  # it would look for each on the network
    article.download(input_html=html)
    article.parse()
    return str(article.text)


def _chromerag(_: Sample, html: str) -> str:
    from chromerag import ChromeRAG

    return str(ChromeRAG().extract(html).markdown)


def _turbohtml(_: Sample, html: str) -> str:
    from turbohtml import parse

    return str(parse(html).main_text() or "")


TOOLS = {
    "trafilatura": Tool("trafilatura", _trafilatura),
    "trafilatura, precision": Tool("trafilatura", partial(_trafilatura, precision=True)),
    "trafilatura, recall": Tool("trafilatura", partial(_trafilatura, recall=True)),
    "readability-lxml": Tool("readability", _readability),
    "resiliparse": Tool("resiliparse", _resiliparse),
    "newspaper4k": Tool("newspaper", _newspaper),
    "chromerag": Tool("chromerag", _chromerag),
    "turbohtml": Tool("turbohtml", _turbohtml),
    "jusText": Tool("justext", _justext),
    "boilerpy3": Tool("boilerpy3", _boilerpy3),
}


def c4(lines: Iterable[str]) -> Iterator[str]:
    """Keep the lines that C4 keeps: sentences of five words or more, without words of policies."""
    for line in lines:
        sentence = line.endswith(SENTENCE_END) and not line.endswith("...")
        if sentence and len(line.split()) >= C4_WORDS and not POLICY.search(line):
            yield line


def refinedweb(lines: Iterable[str]) -> Iterator[str]:
    """Keep the lines that RefinedWeb keeps."""
    for line in lines:
        words = len(line.split())
        upper, letters = (sum(map(test, line)) for test in (str.isupper, str.isalpha))
        counts = NUMBERS.fullmatch(line) or COUNTER.fullmatch(line.strip())
        calls = words <= CALL_WORDS and CALL.search(line.strip())
        if words > 1 and 2 * upper <= letters and not counts and not calls:
            yield line


def as_page(lines: Iterable[str]) -> str:
    """Make a page of a text, with a paragraph for each line."""
    return f"<html><body>{''.join(f'<p>{escape(line)}</p>' for line in lines)}</body></html>"


def cleaners_of_texts() -> dict[str, Callable[[Sample], str]]:
    """Return what keeps the main content of the lines of a page, by the name of the tool; ours is the first."""
    rules: dict[str, Rules] = {"rules of C4": c4, "rules of RefinedWeb": refinedweb, "keeping everything": iter}
    return {
        OURS: lambda page: clean("".join(f"{line}\n" for line in page.lines)).text,
        **{name: partial(_by_rules, keep) for name, keep in rules.items()},
        **{name: partial(_of_lines, tool.keep) for name, tool in TOOLS.items() if find_spec(tool.module)},
    }


def _by_rules(keep: Rules, page: Sample) -> str:
    return "\n".join(keep(page.lines))


def _of_lines(keep: Peer, page: Sample) -> str:
    return keep(page, as_page(page.lines))


def cleaners_of_pages() -> dict[str, Peer]:
    """Return what keeps the main content of a web page, by the name of the tool; ours are the first."""
    return {
        OURS: lambda _, html: clean_html(html).text,
        f"{OURS} --fast": lambda _, html: clean_html(html, fast=True).text,
        **{name: tool.keep for name, tool in TOOLS.items() if find_spec(tool.module)},
    }


def table_of_texts(pages: Sequence[Sample]) -> Iterator[str]:
    """Tell how right each tool is about the lines of pages."""
    return _table(cleaners_of_texts(), [(page,) for page in pages])


def table_of_pages(pages: Sequence[tuple[Sample, str]]) -> Iterator[str]:
    """Tell how right each tool is about web pages."""
    return _table(cleaners_of_pages(), pages)


def _table(cleaners: dict[str, Callable[..., str]], pages: Sequence[tuple[Any, ...]]) -> Iterator[str]:
    yield "| | precision | recall | F1 | failures |"
    yield "|---|---|---|---|---|"
    for name, keep in cleaners.items():
        kept = [(page[0], attempt(keep, *page)) for page in pages]
        shares = mean_over_collections((page.source, word_f1(text or "", page.gold)) for page, text in kept)
        failures = sum(text is None for _, text in kept)
        yield f"| {name} | {' | '.join(f'{share:.3f}' for share in shares)} | {failures} |"
    missing = [name for name, tool in TOOLS.items() if not find_spec(tool.module)]
    yield from [f"| {name} | not installed | | | |" for name in missing]


def attempt(keep: Callable[..., str], *page: object) -> str | None:
    """Return what a tool keeps, or None where it fails; what it has to say otherwise is not heard."""
    logging.disable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return keep(*page)
    except Exception:
        return None
    finally:
        logging.disable(logging.NOTSET)
