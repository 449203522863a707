"""A file in place holds its old bytes or its new ones, whole, whatever happens. Plan D of hostile input, 38 to 63.

Elsewhere:
50 test_cli.test_a_full_disk_leaves_the_old_file_and_no_half_of_the_new
52 test_targets.test_a_symbolic_link_stays_and_its_target_changes
53 test_targets.test_a_hard_link_is_refused
56 test_targets.test_a_file_that_changed_since_it_was_read_is_left_alone
57 test_cli.test_in_place_cleans_the_files_and_leaves_the_others_alone
61 test_cli.test_a_file_is_never_fed_to_itself
62 test_targets.test_a_write_that_lies_about_its_length_is_noticed
"""

import errno
import io
import os
import random
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from command import CLEAN, COMMAND, STORY, cleaner
from hostile import names

from cleaner.job import Job
from cleaner.run import run

KILLS = int(os.environ.get("CLEANER_KILLS", "25"))
"""How often 47 kills the command; 200 by hand."""
CALLS = ("open", "stat", "fstat", "fchown", "fchmod", "listxattr", "fsync", "close", "replace", "unlink")
NOBODY = 65534


@pytest.fixture(autouse=True)
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "story.txt"
    path.write_bytes(STORY)
    return path


def left() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


class Faults:
    """Counts calls of the system, and lets the one that is `due` fail."""

    def __init__(self, failure: BaseException) -> None:
        self.failure, self.due, self.calls = failure, -1, 0

    def strike(self) -> None:
        self.calls += 1
        if self.calls - 1 == self.due:
            raise self.failure

    def before(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def struck(*arguments: Any, **named: Any) -> Any:
            self.strike()
            return call(*arguments, **named)

        return struck


@contextmanager
def failing(faults: Faults) -> Iterator[None]:
    """Let calls of the system fail inside, writes to files that are opened anew among them."""

    class File(io.FileIO):
        def write(self, data: Any) -> int:
            faults.strike()
            return super().write(data)

    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, faults.before(getattr(os, name)))
        patch.setattr(os, "fdopen", lambda handle, mode: io.BufferedWriter(File(handle, mode)))
        yield


FAILURES = {
    "EIO": (OSError(errno.EIO, "Input/output error"), 2),
    "ENOSPC": (OSError(errno.ENOSPC, "No space left on device"), 2),
    "EPERM": (OSError(errno.EPERM, "Operation not permitted"), 2),
    "SIGINT": (KeyboardInterrupt(), 130),
    "SIGTERM": (SystemExit(143), 143),
}


@pytest.mark.parametrize("backup", [None, ".orig"])
@pytest.mark.parametrize(("failure", "code"), FAILURES.values(), ids=FAILURES)
def test_38_to_46_and_48_whichever_call_fails_the_file_is_old_or_new(
    story: Path, failure: BaseException, code: int, backup: str | None
) -> None:
    job = Job(["story.txt"], in_place=True, backup=backup, quiet=True)
    assert run(job) == 0
    faults, most, codes = Faults(failure), 1, set()
    while faults.due < most:
        Path("story.txt.orig").unlink(missing_ok=True)
        story.write_bytes(STORY)
        faults.due, faults.calls = faults.due + 1, 0
        with failing(faults):
            ended = _exit_code(job)
        most = max(most, faults.calls)
        codes.add(ended)
        assert story.read_bytes() in ([CLEAN] if ended == 0 else [STORY, CLEAN])
        assert set(left()) <= {"story.txt", "story.txt.orig"}
    assert most > 10
    assert codes == {0, code}


def _exit_code(job: Job) -> int:
    try:
        return run(job)
    except KeyboardInterrupt:
        return 130
    except SystemExit as end:
        return int(str(end.code))


SERVER = """
import os, sys
from cleaner.job import Job
from cleaner.run import run
run(Job(["story.txt"], check=True, dry=True, quiet=True))
for line in sys.stdin:
    child = os.fork()
    if not child:
        os._exit(run(Job(["story.txt"], in_place=True, quiet=True)))
    print(child, flush=True)
    os.waitpid(child, 0)
    print("gone", flush=True)
"""
"""Cleans in place, each time it is asked, in a process that need not be started from nothing."""


def test_47_two_hundred_kills(story: Path) -> None:
    chance, longest = random.Random(47), 0.0
    with subprocess.Popen(
        [sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        for number in range(KILLS + 1):
            story.write_bytes(STORY)
            began = time.monotonic()
            print(file=server.stdin, flush=True)
            child = int(server.stdout.readline())
            if number:
                time.sleep(chance.uniform(0, longest))
                with suppress(ProcessLookupError):  # it was quick
                    os.kill(child, signal.SIGKILL)
            assert server.stdout.readline() == "gone\n"
            longest = longest or time.monotonic() - began
            assert story.read_bytes() in ([STORY, CLEAN] if number else [CLEAN])
            assert all(name == "story.txt" or name.startswith(".cleaner-") for name in left())
            for name in left()[:-1]:
                Path(name).unlink()
        server.stdin.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
def test_49_a_disk_that_fills_up(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], capture_output=True, check=False
    ).returncode:
        pytest.skip("no mounts here")
    try:
        old = STORY + b"".join(b"%d trains went to the coast, and each was full.\n" % i for i in range(900))
        (disk / "story.txt").write_bytes(old)
        done = cleaner("clean", "-i", "disk/story.txt")
        assert (done.returncode, [path.name for path in disk.iterdir()]) == (2, ["story.txt"])
        assert b"the disk is full" in done.stderr
        assert (disk / "story.txt").read_bytes() == old
    finally:
        subprocess.run(["umount", disk], check=True)


@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_51_mode_owner_and_attributes_stay(story: Path, mode: int) -> None:
    story.chmod(mode)
    if os.geteuid() == 0:
        os.chown(story, NOBODY, NOBODY)
    try:
        os.setxattr(story, "user.from", b"example.org")
    except (OSError, AttributeError):
        pytest.skip("no extended attributes here")
    before = story.stat()
    assert cleaner("clean", "-i", "story.txt").returncode == 0
    after = story.stat()
    assert story.read_bytes() == CLEAN
    assert (stat.S_IMODE(after.st_mode), after.st_uid, after.st_gid) == (mode, before.st_uid, before.st_gid)
    assert os.getxattr(story, "user.from") == b"example.org"


@pytest.mark.parametrize("sealed", ["file", "folder"])
def test_54_what_is_read_only_is_left_alone(sealed: str) -> None:
    with TemporaryDirectory() as name, _as_nobody(name):
        folder = Path(name, "folder")
        folder.mkdir()
        file = folder / "story.txt"
        file.write_bytes(STORY)
        place = file if sealed == "file" else folder
        place.chmod(place.stat().st_mode & 0o555)
        assert run(Job([str(file)], in_place=True, quiet=True)) == 2
        assert ([path.name for path in folder.iterdir()], file.read_bytes()) == (["story.txt"], STORY)
        folder.chmod(0o700)


@contextmanager
def _as_nobody(folder: str) -> Iterator[None]:
    """Be somebody whom permissions hold for, and who has that folder."""
    if os.geteuid() != 0:
        yield
        return
    os.chown(folder, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.mark.parametrize("options", [["-i"], ["-i", "--backup", ".orig"]])
def test_55_what_is_no_file_is_refused_and_the_others_are_done(story: Path, options: list[str]) -> None:
    odd = names.write_odd(Path())
    done = cleaner("clean", *options, *odd, "story.txt")
    assert (done.returncode, story.read_bytes()) == (2, CLEAN)
    for name, words in odd.items():
        assert f"cleaner: {name}: " in done.stderr.decode()
        assert words in done.stderr.decode()
    assert not Path("nowhere.txt").exists()
    assert Path("fifo.txt").is_fifo()


def test_55_a_folder_with_pipes_and_devices_is_walked_past_them(story: Path) -> None:
    Path("in").mkdir()
    names.write_odd(Path("in"))
    story.rename("in/story.txt")
    done = cleaner("clean", "-o", "out", "in")
    assert sorted(path.name for path in Path("out").iterdir()) == [".cleaner-done.jsonl", "story.txt"]
    assert done.returncode == 2  # for links that lead nowhere
    assert b"fifo" not in done.stderr


@pytest.mark.parametrize("jobs", ["1", "8"])
def test_58_a_file_named_twice_or_by_a_link_is_cleaned_once(story: Path, jobs: str) -> None:
    Path("link.txt").symlink_to("story.txt")
    done = cleaner("clean", "-i", "-j", jobs, "story.txt", "./story.txt", "link.txt", "story.txt")
    assert (done.returncode, story.read_bytes()) == (0, CLEAN)
    assert Path("link.txt").is_symlink()
    assert done.stderr.count(b"removed 2 of 7 lines") == 1


def test_59_a_copy_of_a_tree_never_feeds_itself(story: Path) -> None:
    Path("in").mkdir()
    story.rename("in/story.txt")
    assert b"lies inside in" in cleaner("clean", "-o", "in/out", "in").stderr
    for _ in range(2):
        assert cleaner("clean", "-o", "out", "in").returncode == 0
        assert Path("out/story.txt").read_bytes() == CLEAN
        assert sorted(path.name for path in Path("out").iterdir()) == [".cleaner-done.jsonl", "story.txt"]


@pytest.mark.parametrize("name", names.NAMES.values(), ids=list(names.NAMES))
def test_60_any_name_can_be_cleaned_in_place(name: bytes) -> None:
    path = Path(os.fsdecode(b"./" + name))
    path.write_bytes(STORY)
    assert run(Job([str(Path.cwd() / path)], in_place=True, quiet=True)) == 0
    assert path.read_bytes() == CLEAN
    assert sorted(left()) == sorted(["story.txt", path.name])


def test_63_of_two_runs_at_once_one_wins_whole(story: Path) -> None:
    runs = [subprocess.Popen([*COMMAND, "clean", "-q", "-i", "story.txt"], stderr=subprocess.PIPE) for _ in range(4)]
    for one in runs:
        _, said = one.communicate(timeout=60)
        assert one.returncode == 0 or b"was changed by someone else" in said
    assert (left(), story.read_bytes()) == (["story.txt"], CLEAN)
