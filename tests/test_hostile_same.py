"""Plan G: the same bytes whatever the number of processes, hash seed, language, time zone, order and place.

90, cleaning twice, is measured in `test_laws.py`: it is not promised. 91 for records is in `test_corpora.py`, 92 and 93
for texts in `test_laws.py`. 95: the lowest versions in `pyproject.toml` are those that pass the tests; they are not
installed here.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from command import COMMAND, STORY
from hostile import html, jsonl, warc
from invented import story

TURKISH = "tr_TR.UTF-8"
ENVIRONMENTS = {
    "hash seed 1": {"PYTHONHASHSEED": "1"},
    "hash seed random": {"PYTHONHASHSEED": "random"},
    "C": {"LC_ALL": "C"},
    "C.UTF-8": {"LC_ALL": "C.UTF-8"},
    "Turkish": {"LC_ALL": TURKISH},
    "far east": {"TZ": "Pacific/Kiritimati"},
    "far west": {"TZ": "Pacific/Niue"},
}


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write files of all formats."""
    folder = tmp_path_factory.mktemp("same") / "in"
    folder.mkdir()
    told = [story(number) for number in range(30)]
    texts = ["\n\n".join([one.title, one.title, *one.paragraphs, "Read more: İstanbul"]) for one in told]
    records = (json.dumps({"id": number, "text": text}) for number, text in enumerate(texts))
    (folder / "a.jsonl").write_text("\n".join(records) + "\n")
    (folder / "b.html").write_text(html.page())
    (folder / "c.warc").write_bytes(warc.response() * 3)
    (folder / "d.txt").write_bytes(STORY)
    (folder / "ı İ.txt").write_bytes(STORY)
    (folder / "e.jsonl").write_bytes(jsonl.between_good_ones(jsonl.illegal(0.01)))
    return folder


def outcome(inputs: Path, out: Path, paths: list[str], *options: str, **environment: str) -> dict[str, bytes]:
    """Clean files, and return all that was written, and what was removed and rejected, by name."""
    out.mkdir()
    sides = ["--removed", f"{out}/removed", "--rejects", f"{out}/rejects", "--stats-json", f"{out}/stats"]
    command = [*COMMAND, "clean", *paths, "-o", f"{out}/texts/", *sides, *options]
    done = subprocess.run(
        command, cwd=inputs.parent, env={**os.environ, **environment}, capture_output=True, check=False, timeout=120
    )
    assert done.returncode == 2, done.stderr.decode()
    return {path.name: path.read_bytes() for path in out.rglob("*") if path.is_file() and path.name[0] != "."}


@pytest.fixture(scope="module")
def usual(inputs: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return outcome(inputs, tmp_path_factory.mktemp("usual") / "out", ["in/"], "-j", "1")


@pytest.mark.parametrize("jobs", ["2", "8"])
def test_91_any_number_of_processes(inputs: Path, usual: dict[str, bytes], tmp_path: Path, jobs: str) -> None:
    assert len(usual) == 9
    assert outcome(inputs, tmp_path / "out", ["in/"], "-j", jobs) == usual


@pytest.mark.parametrize("name", [*ENVIRONMENTS])
def test_92_93_94_any_environment(inputs: Path, usual: dict[str, bytes], tmp_path: Path, name: str) -> None:
    environment = ENVIRONMENTS[name]
    if name == "Turkish":
        environment = {**environment, "LOCPATH": make_turkish(tmp_path)}
    assert outcome(inputs, tmp_path / "out", ["in/"], "-j", "2", **environment) == usual


def make_turkish(folder: Path) -> str:
    """Make the Turkish locale, which few systems have, in a folder; return that."""
    if shutil.which("localedef") is None:
        pytest.skip("there is nothing to make locales with")
    made = subprocess.run(["localedef", "-i", "tr_TR", "-f", "UTF-8", folder / TURKISH], check=False)
    if made.returncode:
        pytest.skip("there is nothing to make Turkish of")
    return str(folder)


def test_94_any_order_and_place(inputs: Path, usual: dict[str, bytes], tmp_path: Path) -> None:
    paths = sorted((f"in/{path.name}" for path in inputs.iterdir()), reverse=True)
    shuffled = outcome(inputs, tmp_path / "out", paths, "-j", "2")
    assert shuffled.keys() == usual.keys()
    for name, data in usual.items():
        if name in ("removed", "rejects"):
            assert sorted(shuffled[name].splitlines()) == sorted(data.splitlines())
        else:
            assert shuffled[name] == data, name
