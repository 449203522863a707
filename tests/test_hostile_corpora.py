"""Plan H: many records, of which one ends its worker, or the run itself is ended.

96 to 98 for pages are in `test_hostile_html.py`, for any work in `test_workers.py`. 100, a full disk, is in
`test_in_place.py`, 101, `--max-errors`, in `test_corpora.py`, and 102, that counts add up, in each group.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command import COMMAND, cleaner
from hostile import jsonl

TRAP = """
import os, signal
from cleaner import __main__, jsonl, run
find = jsonl.find
def trap(data, *others):
    if b"poison" in data:
        os.kill(os.getpid(), signal.SIGKILL)
    return find(data, *others)
jsonl.find = trap
run.is_full = bool
__main__.main()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only here do workers begin as copies, with the trap in them")
def test_96_102_one_record_that_kills_costs_no_other(tmp_path: Path, scale: float) -> None:
    count = int(10_000 * scale)
    records = [jsonl.good(number) for number in range(count)]
    poison = json.dumps({"id": "poison", "text": jsonl.STORY}).encode() + b"\n"
    (tmp_path / "in.jsonl").write_bytes(b"".join([*records[: count // 3], poison, *records[count // 3 :]]))
    sides = ["--rejects", "bad.jsonl", "--stats-json", "stats.json"]
    command = [sys.executable, "-c", TRAP, "clean", "in.jsonl", "-o", "out.jsonl", "-j", "2", *sides]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False, timeout=120)
    assert done.returncode == 2, done.stderr.decode()
    assert (tmp_path / "out.jsonl").read_bytes() == b"".join(map(jsonl.cleaned, range(count)))
    (row,) = map(json.loads, (tmp_path / "bad.jsonl").read_bytes().splitlines())
    assert (row["record"], row["error"]) == (count // 3 + 1, "ended the process that cleaned it, twice")
    stats = json.loads((tmp_path / "stats.json").read_bytes())
    assert (stats["read"], stats["texts"], stats["rejected"]) == (count + 1, count, 1)


def test_99_a_run_that_is_killed_leaves_no_worker_and_the_next_gives_the_same(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(6):
        (tmp_path / "in" / f"{number}.jsonl").write_bytes(b"".join(map(jsonl.good, range(4000))))
    command = [*COMMAND, "clean", "in/", "-o", "out/", "-j", "2", "--resume", "-q"]
    with subprocess.Popen(command, cwd=tmp_path, start_new_session=True) as process:
        while len([*(tmp_path / "out").glob("*.jsonl")]) < 3 and process.poll() is None:
            time.sleep(0.01)
        process.kill()
        process.wait()
    assert _ends(process.pid)
    assert subprocess.run(command, cwd=tmp_path, check=False, timeout=120).returncode == 0
    assert cleaner("clean", "-q", f"{tmp_path}/in/", "-o", f"{tmp_path}/whole/").returncode == 0
    for number in range(6):
        assert (tmp_path / "out" / f"{number}.jsonl").read_bytes() == (
            tmp_path / "whole" / f"{number}.jsonl"
        ).read_bytes()


def _ends(group: int) -> bool:
    """Wait five seconds for the last process of a group."""
    for _ in range(50):
        try:
            os.killpg(group, signal.SIG_DFL)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


RECORD = "It rained on the islands again on Monday, and the ferry did not sail before noon, the harbour said."
ENDLESS = """
import os, sys
record = sys.argv[1].encode()
count = int(sys.argv[2])
for _ in range(count):
    sys.stdout.buffer.write(record * 100)
"""
WATCHED = """
import atexit, resource, sys
from cleaner import __main__
atexit.register(lambda: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr))
__main__.main()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted in other units elsewhere")
def test_103_many_records_take_no_more_memory_than_few(scale: float) -> None:
    few, many = (_peak(int(count * scale)) for count in (4_000, 12_000))
    assert many < few + 50_000


def _peak(hundreds: int) -> int:
    """Clean that many hundreds of short records out of a pipe, and return the most memory it took, in kilobytes."""
    writing = [
        sys.executable,
        "-c",
        ENDLESS,
        json.dumps({"text": RECORD}) + "\n",
        str(hundreds),
    ]
    with subprocess.Popen(writing, stdout=subprocess.PIPE) as source:
        done = subprocess.run(
            [sys.executable, "-c", WATCHED, "clean", "-q", "-j", "2"],
            stdin=source.stdout,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=True,
            timeout=3000,
        )
    return int(done.stderr)
