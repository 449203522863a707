"""The command as a shell sees it: real processes, pipes, terminals, signals, exit codes."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from command import BODY, CLEAN, COMMAND, STORY, TITLE, cleaner, on_terminal, shell
from invented import story

from cleaner import __version__
from cleaner.cli import parse
from cleaner.document import Reason
from cleaner.job import Job


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder that holds a story to clean and a text with nothing to remove."""
    monkeypatch.chdir(tmp_path)
    for variable in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TTY_COMPATIBLE"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("PYTHONUTF8", "1")
    (tmp_path / "story.txt").write_bytes(STORY)
    (tmp_path / "pure.txt").write_bytes(BODY.encode())
    return tmp_path


def bare(shown: str) -> str:
    """Take the colours out of what a terminal was sent."""
    return re.sub(r"\x1b\[[\d;]*m", "", shown)


# Pipes


@pytest.mark.parametrize("arguments", [["story.txt"], ["-"], []])
def test_a_pipe_gets_the_cleaned_text_and_nothing_else(arguments: list[str]) -> None:
    done = cleaner("clean", *arguments, text=STORY)
    assert (done.returncode, done.stdout) == (0, CLEAN)
    name = b"story.txt" if arguments == ["story.txt"] else b"stdin"
    assert done.stderr == b"cleaner: " + name + b": removed 2 of 7 lines (2 title)\n"


def test_a_run_with_options_does_what_one_without_does() -> None:
    plain, parsed = cleaner("clean", "story.txt"), cleaner("clean", "--threshold", "0.5", "story.txt")
    assert (plain.returncode, plain.stdout, plain.stderr) == (parsed.returncode, parsed.stdout, parsed.stderr)
    assert parse(["clean", "story.txt"]) == Job(["story.txt"])


def test_several_texts_come_one_after_another() -> None:
    done = cleaner("clean", "story.txt", "-", "pure.txt", text=b"No end of line")
    assert done.stdout == CLEAN + b"No end of line" + BODY.encode()
    assert done.stderr.splitlines()[-1] == b"cleaner: 3 texts: 1 with something to remove"


def test_a_text_without_boilerplate_comes_back_byte_for_byte() -> None:
    for text in (
        b"",
        b"\n",
        b"\xef\xbb\xbf" + BODY.encode(),
        BODY.replace("\n", "\r\n").encode(),
        b"caf\xe9 \xff\n",
    ):
        assert cleaner("clean", text=text).stdout == text


def test_line_endings_and_the_byte_order_mark_stay() -> None:
    text = b"\xef\xbb\xbf" + STORY.replace(b"\n", b"\r\n")
    assert cleaner("clean", text=text).stdout == b"\xef\xbb\xbf" + CLEAN.replace(b"\n", b"\r\n")


def test_bytes_that_are_no_text_pass_through_with_a_warning() -> None:
    odd = STORY + b"Caf\xe9, one more word \xff about the night trains to the coast.\n"
    done = cleaner("clean", text=odd)
    assert done.stdout == CLEAN + odd[len(STORY) :]
    assert b"warning: 2 bytes are not UTF-8, left as they are." in done.stderr


def test_other_encodings_are_read_and_written() -> None:
    done = cleaner("clean", "--encoding", "utf-16", text=STORY.decode().encode("utf-16"))
    assert done.stdout == CLEAN.decode().encode("utf-16")


def test_quiet_says_nothing_but_errors() -> None:
    assert cleaner("clean", "-q", text=STORY + b"\xff").stderr == b""
    assert b"no such file" in cleaner("clean", "-q", "nope").stderr


def test_a_pipe_loads_no_rich_and_nothing_of_the_html_side() -> None:
    code = (
        "import atexit, sys, cleaner.__main__ as command\n"
        "sys.argv = ['cleaner', *sys.argv[1:]]\n"
        "loaded = lambda: {name.partition('.')[0] for name in sys.modules}\n"
        "atexit.register(lambda: print(*loaded(), file=sys.stderr))\n"
        "command.main()"
    )
    for arguments in (["clean"], ["clean", "--diff", "-q"], ["diff"]):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], input=STORY, capture_output=True, check=True, timeout=60
        )
        loaded = set(done.stderr.decode().splitlines()[-1].split())
        assert "cleaner" in loaded
        assert not loaded & {
            "rich",
            "pygments",
            "trafilatura",
            "lxml",
            "justext",
            "pyarrow",
            "multiprocessing",
            "fastwarc",
            "json",
        }
        assert ("typer" in loaded) == (arguments != ["clean"])


# Choosing what to remove


def test_keep_and_only_choose_the_reasons() -> None:
    assert cleaner("clean", "--keep", "title", text=STORY).stdout == STORY
    assert cleaner("clean", "--only", "footer", "--only", "teaser", text=STORY).stdout == STORY
    assert cleaner("clean", "--only", "title", text=STORY).stdout == CLEAN
    job = parse(["clean", "--only", "title", "--only", "footer", "--keep", "footer", "x"])
    assert isinstance(job, Job)
    assert job.reasons == {Reason.TITLE}


def test_threshold_and_title_reach_the_judge() -> None:
    assert cleaner("clean", "--threshold", "1", text=STORY).stdout == STORY
    once = f"{TITLE}\n\n{BODY}".encode()
    assert cleaner("clean", "--title", TITLE, text=once).stdout in (once, BODY.encode())


# The diff


def test_diff_into_a_pipe_is_plain_and_whole(folder: Path) -> None:
    done = cleaner("diff", "story.txt")
    shown = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    assert shown.startswith(f"story.txt\n   1          {TITLE}\n")
    assert f"\n   3 - title  {TITLE}\n" in shown
    assert BODY.splitlines()[0] in shown
    assert "\x1b" not in shown
    assert (folder / "story.txt").read_bytes() == STORY


def test_diff_beside_the_text_goes_to_stderr() -> None:
    done = cleaner("clean", "--diff", text=STORY)
    assert done.stdout == CLEAN
    assert f"   3 - title  {TITLE}\n" in done.stderr.decode()


def test_verbose_shows_the_evidence() -> None:
    assert re.search(r"\n +\+\d+\.\d .+\n", cleaner("diff", "-v", "story.txt").stdout.decode())


def test_a_terminal_shows_the_diff_and_how_to_go_on(folder: Path) -> None:
    code, shown = on_terminal("clean", "story.txt")
    assert code == 0
    assert f"\x1b[9;38;5;163m{TITLE}\x1b[0m" in shown
    assert f"   3 - title  {TITLE}\n" in bare(shown)
    summary = " ".join(bare(shown).split("\n\n")[-1].split())
    assert summary.startswith("story.txt: would remove 2 of 7 lines (2 title). Nothing is written yet")
    assert (folder / "story.txt").read_bytes() == STORY


def test_a_terminal_without_colour_still_tells_what_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    _, shown = on_terminal("diff", "story.txt")
    assert "38;5" not in shown
    assert f"   3 - title  {TITLE}\n" in bare(shown)


@pytest.mark.parametrize("width", [60, 80, 160])
def test_kept_lines_are_cut_to_the_terminal(width: int) -> None:
    _, shown = on_terminal("clean", "story.txt", width=width)
    rows = bare(shown).splitlines()
    assert max(map(len, rows)) <= width
    assert all(re.match(r".{4} [ -] ", row) for row in rows[1:7])


def test_no_diff_shows_the_cleaned_text_on_a_terminal() -> None:
    _, shown = on_terminal("clean", "--no-diff", "-q", "story.txt")
    assert shown == CLEAN.decode()


def test_nothing_from_outside_acts_on_a_terminal(folder: Path) -> None:
    hostile = "\x1b]52;c;aGk=\x07 \x9b2J \u202e [bold]x[/bold] [/nope] :smile:"
    name = "\x1b[2J[bold]\u202e.txt"
    (folder / name).write_text(f"{TITLE}\n{hostile}\n{TITLE}\n{BODY}{hostile}\n")
    for arguments in (["clean"], ["diff", "--all", "-v"], ["clean", "--no-diff"], ["clean", "--check"]):
        _, shown = on_terminal(*arguments, name)
        assert not set(bare(shown)) & set("\x1b\x07\x9b\u202e")
        assert "␛[2J[bold]<U+202E>.txt" in bare(shown)
    for arguments in (["clean", "--title", "x", "--"], ["clean", "-i"], ["clean", "-o", name], ["diff"]):
        stderr = cleaner(*arguments, "no\x1b[2J such\n.txt").stderr.decode()
        assert "no␛[2J such␊.txt: no such file" in stderr
        assert "\x1b" not in stderr


def test_a_terminal_with_nothing_on_stdin_gets_help() -> None:
    for arguments in ([], ["clean"], ["diff"], ["clean", "-i"]):
        code, shown = on_terminal(*arguments)
        assert code == 0
        assert shown.startswith(f"Usage: cleaner {arguments[0] if arguments else ''}".rstrip())


def test_a_text_on_stdin_is_shown_on_a_terminal() -> None:
    code, shown = on_terminal("clean", text=STORY)
    assert code == 0
    assert f"   3 - title  {TITLE}\n" in bare(shown)


# Files


def test_in_place_cleans_the_files_and_leaves_the_others_alone(folder: Path) -> None:
    pure = folder / "pure.txt"
    os.utime(pure, ns=(1, 1))
    done = cleaner("clean", "-i", "--backup", ".orig", "story.txt", "pure.txt")
    assert (done.returncode, done.stdout) == (0, b"")
    assert (folder / "story.txt").read_bytes() == CLEAN
    assert (folder / "story.txt.orig").read_bytes() == STORY
    assert pure.stat().st_mtime_ns == 1
    assert not (folder / "pure.txt.orig").exists()
    assert b"cleaner: story.txt: removed 2 of 7 lines (2 title)\n" in done.stderr


def test_in_place_shows_the_diff_when_asked(folder: Path) -> None:
    done = cleaner("clean", "-i", "--diff", "story.txt")
    assert f"   3 - title  {TITLE}\n" in done.stdout.decode()
    assert (folder / "story.txt").read_bytes() == CLEAN


def test_output_to_a_file_and_to_a_folder(folder: Path) -> None:
    assert cleaner("clean", "-o", "out.txt", "story.txt").stdout == b""
    assert (folder / "out.txt").read_bytes() == CLEAN
    assert cleaner("clean", "-o", "out", "story.txt", "pure.txt").returncode == 0
    assert (folder / "out" / "story.txt").read_bytes() == CLEAN
    assert (folder / "out" / "pure.txt").read_bytes() == BODY.encode()
    assert cleaner("clean", "-o", "../all/", ".").returncode == 0
    assert (folder.parent / "all" / "story.txt").read_bytes() == CLEAN


def test_a_name_that_is_not_utf_8_is_no_obstacle(folder: Path) -> None:
    name = os.fsencode(folder) + b"/caf\xe9.txt"
    Path(os.fsdecode(name)).write_bytes(STORY)
    done = cleaner("clean", "--check", name)
    assert done.returncode == 1
    assert b"caf\\xe9.txt: would remove" in done.stderr
    cleaner("clean", "-o", name + b".out", name)
    assert Path(os.fsdecode(name + b".out")).read_bytes() == CLEAN


def test_dashes_can_start_a_name(folder: Path) -> None:
    (folder / "-n").write_bytes(STORY)
    (folder / "-").write_bytes(STORY)
    assert cleaner("clean", "--", "-n").stdout == CLEAN
    assert cleaner("clean", "./-", text=b"not this").stdout == CLEAN


def test_check_writes_nothing_and_tells_by_its_exit_code(folder: Path) -> None:
    found, none = (
        cleaner("clean", "--check", "story.txt", "pure.txt"),
        cleaner("clean", "--check", "pure.txt"),
    )
    assert (found.returncode, found.stdout) == (1, b"")
    assert b"story.txt: would remove 2 of 7 lines" in found.stderr
    assert (none.returncode, none.stdout) == (0, b"")
    assert (folder / "story.txt").read_bytes() == STORY
    assert cleaner("clean", "--check", "story.txt", "nope.txt").returncode == 2


# What goes wrong


def test_one_bad_file_does_not_stop_the_others(folder: Path) -> None:
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0\0\x10JFIF\0")
    done = cleaner("clean", "nope.txt", "photo.jpg", ".", "story.txt")
    assert (done.returncode, done.stdout) == (2, CLEAN)
    assert done.stderr.decode().splitlines() == [
        "cleaner: nope.txt: no such file. Check the name, or pass the text on stdin.",
        "cleaner: photo.jpg: is not a text, it holds NUL bytes. If it is UTF-16, add --encoding utf-16.",
        ("cleaner: .: is a folder. Name the files in it, or add -o FOLDER for cleaned copies of its files."),
        "cleaner: story.txt: removed 2 of 7 lines (2 title)",
        "cleaner: 4 texts: 1 with something to remove, 3 failed",
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["story.txt"], "No such command 'story.txt'. Clean a file with: cleaner clean FILE"),
        ([], "There is a text on stdin, and no command for it"),
        (["clean", "--nope"], "No such option"),
        (["clean", "-i"], "-i needs files"),
        (["clean", "-i", "-o", "x", "story.txt"], "-i and -o exclude each other"),
        (["clean", "--check", "-i", "story.txt"], "leave out -i and -o"),
        (["clean", "--backup", ".b", "story.txt"], "--backup goes with -i"),
        (["clean", "--only", "title", "--keep", "title", "story.txt"], "leave nothing to remove"),
        (["clean", "--only", "titel", "story.txt"], "'titel'"),
        (["clean", "--threshold", "2", "story.txt"], "'--threshold'"),
        (["clean", "--encoding", "klingon", "story.txt"], "no known encoding"),
        (["clean", "-o", "no/such/folder.txt", "story.txt"], "its folder does not exist"),
        (["clean", "-o", "story.txt", "story.txt"], "is an input too"),
    ],
)
def test_wrong_arguments_are_one_line_of_advice(folder: Path, arguments: Sequence[str], words: str) -> None:
    done = cleaner(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert words in done.stderr.decode()
    assert len(done.stderr.splitlines()) == 1
    assert sorted(path.name for path in folder.iterdir()) == ["pure.txt", "story.txt"]
    assert (folder / "story.txt").read_bytes() == STORY


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("command", ["clean", "diff --all"])
def test_a_reader_that_leaves_is_no_error_worth_a_word(folder: Path, command: str, unbuffered: str) -> None:
    lines = (f"The night train number {i} to the coast left with {i % 97} free berths.\n" for i in range(5000))
    (folder / "big.txt").write_text("".join(lines))
    words = f"PYTHONUNBUFFERED={unbuffered} cleaner {command} big.txt"
    done = shell(f"{words} | head -1; echo ${{PIPESTATUS[0]}}")
    assert done.stdout.splitlines()[1:] == [b"141"]
    assert done.stderr == b""


@pytest.mark.parametrize("command", ["clean story.txt", "clean --threshold 0.5 story.txt", "diff story.txt"])
def test_a_full_disk_and_a_closed_stdout_are_errors(command: str) -> None:
    for target, words in ((">/dev/full", b"No space left"), (">&-", b"Bad file descriptor")):
        done = shell(f"cleaner {command} {target}")
        assert done.returncode == 2
        assert done.stderr.startswith(b"cleaner: stdout: " + words)
        assert len(done.stderr.splitlines()) == 1


def test_closed_streams_never_become_the_file_that_is_cleaned(folder: Path) -> None:
    done = shell("cleaner clean -i story.txt <&- >&- 2>&-")
    assert done.returncode == 0
    assert (folder / "story.txt").read_bytes() == CLEAN
    closed = shell("cleaner clean <&-")
    assert (closed.returncode, closed.stdout) == (2, b"")
    assert b"stdin: is closed" in closed.stderr


def test_a_full_disk_leaves_the_old_file_and_no_half_of_the_new(folder: Path) -> None:
    told = story(1)
    long = "\n\n".join([told.title, told.title, *told.paragraphs]).encode()
    for options in ("-i", "-i --backup .orig", "-o new.txt"):
        (folder / "story.txt").write_bytes(long)
        done = shell(f"ulimit -f 1; cleaner clean {options} story.txt")
        assert done.returncode == 2
        assert b"File too large" in done.stderr
        assert (folder / "story.txt").read_bytes() == long
        assert sorted(path.name for path in folder.iterdir()) == ["pure.txt", "story.txt"]


@pytest.mark.parametrize("redirection", [">> story.txt", "< story.txt >> story.txt", "1<> story.txt"])
def test_a_file_is_never_fed_to_itself(folder: Path, redirection: str) -> None:
    path = "" if "<" in redirection[:1] and ">>" in redirection else "story.txt"
    done = shell(f"cleaner clean {path} {redirection}")
    assert done.returncode == 2
    assert b"is also the output" in done.stderr
    assert (folder / "story.txt").read_bytes() == STORY


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_quietly(number: int, code: int) -> None:
    os.mkfifo("slow.txt")
    pipe = subprocess.PIPE
    command = subprocess.Popen([*COMMAND, "clean", "slow.txt"], stdout=pipe, stderr=pipe)
    with command as process, Path("slow.txt").open("wb") as feed:  # opens when the command comes to read it
        feed.write(b"Rain\n")
        feed.flush()
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (code, b"", b"")


@pytest.mark.skipif(sys.platform != "linux", reason="only here do workers begin as copies, with the mistake in them")
def test_a_mistake_of_ours_costs_no_other_record() -> None:
    code = (
        "import cleaner.judge, cleaner.__main__ as command\n"
        "clean_many = cleaner.judge.clean_many\n"
        "def broken(texts, **more):\n"
        "    texts = [*texts]\n"
        "    assert 'odd' not in texts, 'boom'\n"
        "    return clean_many(texts, **more)\n"
        "cleaner.judge.clean_many = broken\n"
        "command.main()"
    )
    texts = ["Rain", "odd", "Sun"]
    records = b"".join(json.dumps({"text": text}).encode() + b"\n" for text in texts)
    command = [sys.executable, "-c", code, "clean", "--format", "jsonl", "-j", "1"]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, input=records, env=environment, capture_output=True, check=False, timeout=60)
    assert done.returncode == 2
    assert [json.loads(line)["text"] for line in done.stdout.splitlines()] == ["Rain", "Sun"]
    assert b"stdin: line 2: cannot be cleaned, by a mistake in cleaner (AssertionError: boom)" in done.stderr


def test_a_mistake_of_ours_is_told_without_raw_bytes() -> None:
    code = (
        "import sys, cleaner.run, cleaner.__main__ as command\n"
        "def broken(*_, **__): raise RuntimeError('boom \\x1b[2J')\n"
        "cleaner.run.destinations = broken\n"
        "sys.argv = ['cleaner', 'clean', 'story.txt']\n"
        "command.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=60)
    assert done.returncode == 2
    assert b"this is a mistake in cleaner itself" in done.stderr
    assert "RuntimeError: boom ␛[2J" in done.stderr.decode()
    assert b"\x1b" not in done.stderr


# Help


def test_version() -> None:
    assert cleaner("--version").stdout.decode() == f"cleaner {__version__}\n"


@pytest.mark.parametrize("command", [[], ["clean"], ["diff"], ["explain"], ["report"]])
def test_help_teaches_with_examples(command: list[str]) -> None:
    short, long = cleaner(*command, "-h"), cleaner(*command, "--help")
    assert short.stdout == long.stdout
    assert short.returncode == 0
    assert len(re.findall(r"^ {4}.*cleaner \w+", short.stdout.decode(), re.MULTILINE)) >= 2


def test_an_option_of_another_command_is_pointed_to() -> None:
    done = cleaner("clean", "--json", "story.txt")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"It is an option of cleaner diff. All options: cleaner clean -h." in done.stderr
    assert b"It is an option" not in cleaner("clean", "--nonsense", "story.txt").stderr


def test_markdown_is_made_of_html_alone(folder: Path) -> None:
    done = cleaner("clean", "--markdown", "story.txt", "-o", "story.md")
    assert (done.returncode, (folder / "story.md").exists()) == (2, False)
    assert b"Leave out --markdown, or add --format html" in done.stderr


def test_a_dry_run_looks_through_folders(folder: Path) -> None:
    done = cleaner("diff", "--json", str(folder))
    assert (done.returncode, done.stdout.count(b'"path"')) == (0, 2)
    assert cleaner("clean", "--check", str(folder)).returncode == 1
    assert b"is a folder" in cleaner("clean", str(folder)).stderr
