"""The report: what is written, and what a real browser makes of it."""

import json
import re
import subprocess
from html import unescape
from pathlib import Path
from shutil import which

import pytest
from command import CLEAN, STORY, cleaner, on_terminal
from test_render import HOSTILE, gone, kept, put_together

from cleaner.document import Evidence, Reason
from cleaner.render import visible
from cleaner.report import LONGEST, report, row

BROWSER = which("chromium") or which("chromium-browser") or which("google-chrome")
EVIL = "<img src=x onerror=\"document.title='EVIL'\"></script><script>document.title='EVIL'</script><!--"


def write(path: Path, texts: int) -> Path:
    """Write a report about so many texts: each loses the line of all and one of its own."""
    with report(str(path)) as page:
        for i in range(texts):
            lines = kept(f"Story {i}\n"), gone("Sign up\n", Reason.NOTICE), gone(f"More {i}\n", Reason.TEASER)
            page.take(row(put_together(lines), f"stories/story-{i}.txt"))
    return path


def data(page: Path, name: str) -> object:
    (found,) = re.findall(
        f'<script type="application/json" id="{name}">(.*?)</script>', page.read_text("utf-8"), re.DOTALL
    )
    return json.loads(found)


def opened(page: Path, state: str = "", does: str = "") -> str:
    """Open a page in a browser, run a script in it, and return what it shows then."""
    if BROWSER is None:
        pytest.skip("no Chromium on PATH")
    page.write_text(page.read_text("utf-8").replace("</html>", f"<script>{does}</script></html>"), "utf-8")
    command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=5000", "--dump-dom"]
    run = subprocess.run(
        [*command, f"{page.as_uri()}#{state}"], capture_output=True, text=True, check=True, timeout=120
    )
    return re.sub(r"<(script|style).*?</\1>", "", run.stdout, flags=re.DOTALL)


def names(shown: str) -> list[str]:
    return re.findall(r'<span class="name">(.*?)</span>', shown)


def test_the_page_asks_nobody_for_anything(tmp_path: Path) -> None:
    page = write(tmp_path / "report.html", 2).read_text("utf-8")
    assert not re.search(r"https?:|\bsrc=|<link|@import|url\(", page)
    assert "default-src 'none'" in page


def test_lines_of_many_texts_are_counted_and_those_of_one_are_not(tmp_path: Path) -> None:
    summary = data(write(tmp_path / "report.html", 3), "summary")
    assert isinstance(summary, dict)
    line = {"texts": 3, "reason": "notice", "example": "stories/story-0.txt", "text": "Sign up", "words": 6}
    assert summary["lines"] == [line]


def test_long_lines_are_cut_and_the_table_of_the_diff_is_left_out() -> None:
    told = json.loads(row(put_together((gone("x" * 9000, Reason.NOTICE), kept("end\n"))), "a"))
    assert [len(text) for *_, text in told["rows"]][::2] == [LONGEST + 1, len("end")]
    assert told["shares"] == {"notice": [1, 1]}


@pytest.mark.parametrize(("raw", "safe"), HOSTILE)
def test_nothing_acts_on_the_eyes_of_a_reader(raw: str, safe: str) -> None:
    cleaned = put_together((gone(f"{raw} end", Reason.TITLE, Evidence(f"like {raw}", 1.0)),))
    told = row(cleaned, raw).decode()
    assert json.loads(told)["name"] == safe
    assert visible(told) == told


def test_a_browser_shows_the_texts_the_shares_and_a_diff(tmp_path: Path) -> None:
    shown = unescape(opened(write(tmp_path / "report.html", 30), "text=7"))
    assert "67 % of 180 words would go, from 30 of 30 texts." in shown
    assert "story-7.txt" in names(shown)
    assert "<span>More 7</span>" in shown
    assert "More 8" not in shown


def test_a_browser_filters_by_words_and_reason(tmp_path: Path) -> None:
    assert names(opened(write(tmp_path / "a.html", 30), "q=more+17")) == ["story-17.txt"]
    assert names(opened(write(tmp_path / "b.html", 30), "reason=footer")) == []


def test_the_keyboard_walks_through_the_texts(tmp_path: Path) -> None:
    keys = "for (const key of ['j', 'j', 'j', 'k', '/']) onkeydown(new KeyboardEvent('keydown', { key }));"
    shown = opened(write(tmp_path / "report.html", 30), does=f"{keys} document.title = document.activeElement.id")
    assert "<h3>stories/story-1.txt</h3>" in shown
    assert "<title>search</title>" in shown


def test_ten_thousand_texts_are_a_list_of_which_only_what_is_seen_is_drawn(tmp_path: Path) -> None:
    shown = opened(write(tmp_path / "report.html", 10_000), "text=9000")
    assert "10,000 texts" in shown
    assert "story-9000.txt" in names(shown)
    assert len(names(shown)) < 100


def test_a_hostile_text_stays_text(tmp_path: Path) -> None:
    name = f"{EVIL.replace('/', '')}.jsonl"
    texts = {"text": f"{STORY.decode()}\n\n{EVIL} of the night trains to the coast\n\nTop stories\n\n{EVIL}\n"}
    (tmp_path / name).write_text(json.dumps(texts) + "\n")
    page = tmp_path / "report.html"
    done = cleaner("report", "-q", "-o", str(page), str(tmp_path / name))
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert EVIL not in page.read_text("utf-8")
    shown = opened(page, "text=0")
    assert "EVIL</title>" not in shown
    assert "<img" not in shown
    assert "&lt;img src=x" in shown


def test_the_command_takes_folders_and_any_number_of_workers(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for i in range(3):
        (tmp_path / "in" / f"{i}.txt").write_bytes(STORY)
    pages = [tmp_path / f"{jobs}.html" for jobs in "12"]
    for page in pages:
        assert cleaner("report", "-j", page.stem, "-o", str(page), str(tmp_path / "in")).returncode == 0
    assert pages[0].read_bytes() == pages[1].read_bytes()
    texts = data(pages[0], "texts")
    assert isinstance(texts, list)
    assert [Path(text["name"]).name for text in texts] == ["0.txt", "1.txt", "2.txt"]


def test_a_report_never_replaces_an_input(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(b"<p>One page</p>")
    done = cleaner("report", str(tmp_path / "page.html"), "-o", str(tmp_path / "page.html"))
    assert done.returncode == 2
    assert b"is also a file of this run" in done.stderr


def test_a_run_that_cleans_reports_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("story.txt").write_bytes(STORY)
    done = cleaner("clean", "story.txt", "--report", "told.json")
    assert (done.returncode, done.stdout) == (0, CLEAN)
    told = json.loads(Path("told.json").read_bytes())
    assert told["texts"][0]["shares"] == {"title": [2, 9]}
    assert cleaner("clean", "story.txt", "-o", "out.txt", "--report", "told.html").returncode == 0
    assert data(Path("told.html"), "texts") == told["texts"]
    assert data(Path("told.html"), "summary") == told["summary"]
    assert "repeats line 1" in on_terminal("clean", "story.txt", "--report", "told.html")[1]
