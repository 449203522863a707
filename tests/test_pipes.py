"""Pipes and bytes: nothing is lost, added or waited for in vain. Plan E of hostile input, 64 to 78.

Elsewhere:
66 test_cli.test_a_reader_that_leaves_is_no_error_worth_a_word
67 test_cli.test_a_full_disk_and_a_closed_stdout_are_errors
68 test_cli.test_closed_streams_never_become_the_file_that_is_cleaned
73 test_laws.test_laws_on_any_text (by construction: what stays are lines of the text, and nothing asserts it again)
74 test_laws.test_a_line_ends_at_a_line_feed_only
75 test_plaintext.test_line_endings_and_odd_separators_are_untouched
76 test_sources.test_a_pipe_is_passed_on_as_it_comes (a text is judged when it is whole; records are, one by one)

78 has no test: workers write nothing, what they make comes back through a pipe, and a worker that is lost is missed.
"""

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import pytest
from command import BODY, CLEAN, COMMAND, STORY, TITLE, cleaner, shell
from hostile import text
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.display import write_whole
from cleaner.job import Job, View
from cleaner.plaintext import parts
from cleaner.run import run
from cleaner.sources import batches

MEGABYTE = 2**20


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def scale(pytestconfig: pytest.Config) -> float:
    """Say how large large inputs are, 1 for the real thing."""
    return float(pytestconfig.getoption("--hostile-scale", default=0.05))


def test_64_every_text_comes_back_byte_for_byte(scale: float) -> None:
    texts = {f"{name}.txt": data for name, data in {**text.cases(scale), **text.REFUSED}.items()}
    Path("in").mkdir()
    for name, data in texts.items():
        Path("in", name).write_bytes(data)
    done = cleaner("clean", "-q", "--threshold", "1", "-o", "out", "in")
    assert done.returncode == 2
    written = {path.name: path.read_bytes() for path in Path("out").iterdir() if path.suffix == ".txt"}
    refused = {f"{name}.txt" for name in text.REFUSED}
    assert {name for name in texts if written.get(name) != texts[name]} == refused
    assert written.keys().isdisjoint(refused)


def test_64_what_is_cleaned_of_every_text_are_its_lines_in_order(scale: float) -> None:
    texts = {f"{name}.txt": data for name, data in text.cases(scale).items()}
    for name, data in texts.items():
        Path(name).write_bytes(data)
    assert cleaner("clean", "-q", "-o", "out", *texts).returncode == 0
    for name, data in texts.items():
        lines = iter(data.split(b"\n"))
        assert all(line in lines for line in Path("out", name).read_bytes().removesuffix(b"\n").split(b"\n"))


@settings(max_examples=25)
@given(st.binary(max_size=300), st.lists(st.integers(1, 100), min_size=1))
def test_65_it_does_not_matter_in_which_pieces_a_text_comes(data: bytes, sizes: list[int]) -> None:
    ours, theirs = os.pipe()

    def feed() -> None:
        at = 0
        for number in range(len(data)):
            at += os.write(theirs, data[at : at + sizes[number % len(sizes)]])
        os.close(theirs)

    feeder = Thread(target=feed)
    feeder.start()
    for separator in (None, "ff"):
        read = [
            record.data or b""
            for batch in batches([(f"/dev/fd/{ours}", None)], Job(separator=separator))
            for record in batch
        ]
        assert separator is not None or b"".join(read) == data
    feeder.join()
    os.close(ours)


@pytest.mark.parametrize("line", ["y", json.dumps({"text": STORY.decode()})])
def test_66_a_reader_that_leaves_ends_what_has_no_end(line: str) -> None:
    Path("line").write_text(line)
    done = shell('yes "$(cat line)" | cleaner clean | head -1; echo ${PIPESTATUS[1]}')
    assert done.stdout.splitlines()[1:] == [b"141"]
    assert done.stderr == b""


def test_69_an_interrupt_amid_a_stream_leaves_whole_lines() -> None:
    line = json.dumps({"text": STORY.decode()}).encode() + b"\n"
    pipe = subprocess.PIPE
    with subprocess.Popen([*COMMAND, "clean", "--format", "jsonl"], stdin=pipe, stdout=pipe, stderr=pipe) as command:
        assert command.stdin is not None
        assert command.stdout is not None
        command.stdin.write(line * 3)
        command.stdin.flush()
        out = [command.stdout.readline() for _ in range(3)]  # they come before the end
        command.stdin.write(line[:20])
        command.stdin.flush()
        command.send_signal(signal.SIGINT)
        rest, err = command.communicate(timeout=60)
    assert (command.returncode, rest, err) == (130, b"", b"")
    assert [json.loads(one)["text"] for one in out] == [CLEAN.decode()] * 3


def test_69_nothing_is_loaded_before_an_interrupt_is_quiet() -> None:
    code = "import sys; known = {*sys.modules}; import cleaner.__main__; print(sorted({*sys.modules} - known))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    assert loaded.split() == [b"['cleaner',", b"'cleaner.__main__']"]


def test_69_an_interrupt_of_the_first_steps_is_quiet() -> None:
    code = (
        "import cleaner.__main__ as command; command._mend_streams = lambda: (_ for _ in ()).throw(KeyboardInterrupt)"
    )
    done = subprocess.run([sys.executable, "-c", f"{code}; command.main()"], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


@pytest.mark.parametrize("delay", [0, 0.03, 0.1, 0.2, 0.4])
def test_69_an_interrupt_of_a_program_that_still_loads_is_quiet(delay: float) -> None:
    code = (
        "import sys, cleaner.__main__ as command; sys.argv[1:] = ['clean', '--all']; mend = command._mend_streams;"
        "command._mend_streams = lambda: (mend(), print(flush=True)); command.main()"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code], stdin=pipe, stdout=pipe, stderr=pipe) as command:
        assert command.stdout is not None
        command.stdout.readline()
        time.sleep(delay)
        command.send_signal(signal.SIGINT)
        rest, err = command.communicate(timeout=60)
    assert command.returncode in (130, -signal.SIGINT, 0)
    assert (rest, err.replace(b"cleaner: stdin: nothing to remove\n", b"")) == (b"", b"")


def run_and_weigh(*command: str, pieces: int, piece: bytes) -> tuple[int, int, int]:
    """Run a command on so many pieces of text; return its exit code, how much came out, and its memory in MB."""
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        stdin, size, peak = process.stdin, 0, 0

        def feed() -> None:
            for _ in range(pieces):
                stdin.write(piece)
            stdin.close()

        feeder = Thread(target=feed)
        feeder.start()
        while data := process.stdout.read(MEGABYTE):
            size, peak = size + len(data), max(peak, _peak(process.pid))
        feeder.join()
    return process.returncode, size, peak // 1024


def _peak(process: int) -> int:
    """Read the most memory that a process had, in kB; what is told at its end counts that of its parent, too."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) if "VmHWM:" in status else 0


def test_70_a_line_without_an_end_passes_in_little_memory(scale: float) -> None:
    pieces = max(32, int(1024 * scale))
    code, size, memory = run_and_weigh(*COMMAND, "clean", "-j", "1", pieces=pieces, piece=b"a" * MEGABYTE)
    assert (code, size) == (2, pieces * MEGABYTE)
    assert memory < 200


def judge_at_once(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have texts of so many bytes read in parts."""
    monkeypatch.setattr("cleaner.plaintext.LARGEST", size)
    monkeypatch.setattr("cleaner.sources.LARGEST", size)
    monkeypatch.setattr("cleaner.parts.LONG", size)


def test_70_lines_around_one_that_is_too_long_are_judged(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    judge_at_once(2**12, monkeypatch)
    monkeypatch.setattr("cleaner.plaintext.READ", 2**10)
    long = b"a" * 2**13 + b"\n"
    (folder / "long.txt").write_bytes(STORY + long + BODY.encode())
    assert run(Job(["long.txt"], in_place=True)) == 2
    assert (folder / "long.txt").read_bytes() == CLEAN + long + BODY.encode()
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "cleaner: long.txt: line 8: is a line of more than 16 MB, and stays as it is."
    assert said[1] == "cleaner: long.txt: removed 2 of 10 lines (2 title)"
    assert run(Job(["long.txt"], dry=True, diff=True, view=View.PATCH)) == 2
    assert "too large for one patch" in capsys.readouterr().err


def test_70_a_part_that_is_no_text_stays_as_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    story, clean, body = (text.replace(b"\n\n", b"\n") for text in (STORY, CLEAN, BODY.encode()))
    judge_at_once(4 * len(story) // 3 + 4, monkeypatch)
    data = b"\0" * len(story) + b"\n"
    (folder / "nul.txt").write_bytes(story + data + body)
    assert run(Job(["nul.txt"], in_place=True)) == 2
    assert (folder / "nul.txt").read_bytes() == clean + data + body


@pytest.mark.parametrize(("name", "options"), [("page.html", {}), ("wide.txt", {"encoding": "utf-16"})])
def test_70_what_cannot_be_read_in_parts_is_refused(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    options: dict[str, str],
) -> None:
    judge_at_once(2**20, monkeypatch)
    (folder / name).write_bytes(b" " * 2**20)
    assert run(Job([name], **options)) == 2  # type: ignore[arg-type]
    assert "is larger than 1 MB" in capsys.readouterr().err


SMALL = "import cleaner.records as r; r.LARGEST = 2**21; from cleaner.__main__ import main; main()"


def test_71_the_memory_for_a_text_without_an_end_does_not_grow() -> None:
    line = f"{TITLE}, train after train after train, all through the night and the day that comes after it.\n".encode()
    weights = []
    for pieces in (100, 200):
        command = [sys.executable, "-c", SMALL, "clean", "-j", "1"]
        code, _, memory = run_and_weigh(*command, pieces=pieces, piece=line * 300)
        assert code == 0
        weights.append(memory)
    assert weights[1] < weights[0] + 20


def test_71_parts_lose_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    judge_at_once(12, monkeypatch)
    monkeypatch.setattr("cleaner.parts.MOST_LINES", 3)
    monkeypatch.setattr("cleaner.plaintext.READ", 5)
    for data in (b"one\ntwo\nthree\nfour\n", b"\n" * 9, b"a" * 30 + b"\nb\n" + b"c" * 13, b"a\n" + b"b" * 11 + b"\nc"):
        cut = [*parts(data[:12], io.BytesIO(data[12:]), "utf-8")]
        assert b"".join(piece for piece, _, _ in cut) == data
        assert all(piece.count(b"\n") <= 3 and len(piece) <= 12 + 5 for piece, _, _ in cut)
        above = [over.lines if over else 0 for _, over, _ in cut]
        assert above == [b"".join(piece for piece, _, _ in cut[:n]).count(b"\n") for n in range(len(cut))]
        judged = b"".join(piece for piece, _, unjudged in cut if unjudged is None)
        assert judged.split() == [line for line in data.split() if len(line) < 12]


def test_72_ten_million_empty_lines(scale: float) -> None:
    lines = int(10_000_000 * scale)
    code, size, memory = run_and_weigh(*COMMAND, "clean", "-j", "1", pieces=10, piece=b"\n" * (lines // 10))
    assert (code, size) == (0, lines // 10 * 10)
    assert memory < 200


def test_77_a_pipe_that_does_not_block_gets_everything() -> None:
    data = b"".join(b"The night train number %d to the coast was late.\n" % number for number in range(9000))
    ours, theirs = os.pipe()
    os.set_blocking(theirs, False)
    with subprocess.Popen(
        [*COMMAND, "clean", "-q", "--threshold", "1"], stdin=subprocess.PIPE, stdout=theirs
    ) as command:
        os.close(theirs)
        assert command.stdin is not None
        command.stdin.write(data)
        command.stdin.close()
        time.sleep(1)  # it has filled the pipe by now
        with os.fdopen(ours, "rb") as out:
            assert out.read() == data
    assert command.returncode == 0


def test_77_short_writes_are_followed_by_others() -> None:
    class Short(io.BytesIO):
        def write(self, data: object) -> int:
            return super().write(memoryview(data)[:3])  # type: ignore[arg-type]

    short = Short()
    write_whole(SimpleNamespace(buffer=short), STORY)  # type: ignore[arg-type]
    assert short.getvalue() == STORY
