"""Training on made-up pages and news: the same data gives the same files, and what is held out is left alone."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import pages, write_news, write_pages

from cleaner import fitting, judgement, teaching, train, train_pages
from cleaner import pages as web
from cleaner.corpus import FOLDS, fold_of
from cleaner.fitting import Course
from cleaner.judgement import FIRST, SECOND, THIRD, Judgement, Lines
from cleaner.lexicon import Lexicon
from cleaner.model import without_comments
from cleaner.network import Network, Standard, read_network, read_standard
from cleaner.recall import SITE
from cleaner.samples import Sample, read_news, read_pages
from cleaner.surface import survey
from cleaner.words import hash_words, spell

pytest.importorskip("pyarrow", reason="pages are Parquet")
pytest.importorskip("lightgbm", reason="the teachers of web pages are boosted trees")
PAGES, HOSTS, TEXTS = 72, 24, 40
NAMES = {"first": FIRST, "second": SECOND, "third": THIRD, "teaser": THIRD}
NAMES |= {"page-first": web.FIRST, "page-second": web.SECOND, "site": SITE}
HELD_OUT = "quagmire"


def read(folder: Path) -> list[Sample]:
    return [*read_pages(folder / "pages.parquet"), *read_news(folder / "news.jsonl")]


def contents(model: Path) -> dict[str, list[str]]:
    """Read the files of a model without their comments."""
    files = {path.name: path.read_text("utf-8").splitlines() for path in model.iterdir()}
    return {name: [row for row in rows if not row.startswith("#")] for name, rows in files.items()}


class Trained:
    """Trains in a folder, with amounts small enough for a test; `saved` lists arrays written on the way."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.saved = folder, list[object]()
        monkeypatch.setattr(train, "MADE", {"en": 30})
        monkeypatch.setattr(train, "HOSTS", (2, 2))
        for module in (teaching, train_pages):
            monkeypatch.setattr(module, "STUDENT", Course((8, 4), 20))
        monkeypatch.setattr(teaching, "TEACHERS", (Course((8, 4), 10), Course((8, 4), 10, dropped=0.2)))
        monkeypatch.setattr(train_pages, "ROUNDS", 5)
        monkeypatch.setattr(fitting, "BATCH", 128)
        monkeypatch.setattr(np, "savez", lambda *arguments, **_: self.saved.append(arguments))
        write_news(folder / "news.jsonl", TEXTS)

    def __call__(self, samples: list[Sample], name: str) -> Path:
        write_pages(self.folder / "pages.parquet", samples)
        model = self.folder / name
        train.main([str(self.folder / "pages.parquet"), str(self.folder / "news.jsonl"), "-o", str(model)])
        return model


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trained]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield Trained(tmp_path_factory.mktemp("train"), monkeypatch)


@pytest.fixture(scope="module")
def model(trained: Trained) -> Path:
    return trained(pages(PAGES, HOSTS), "model")


def networks(model: Path) -> dict[str, Network]:
    return {name: read_network(rows(model, name).decode()) for name in NAMES}


def rows(model: Path, name: str) -> bytes:
    return without_comments((model / f"{name}.txt").read_bytes())


def standard(model: Path) -> Standard:
    return read_standard(rows(model, "standard").decode())


def words(model: Path) -> Lexicon:
    return Lexicon.read(rows(model, "words"), rows(model, "pairs"))


def test_the_made_up_pages_fall_into_every_part() -> None:
    assert {fold_of(sample) for sample in pages(PAGES, HOSTS)} == set(range(FOLDS))


def test_training_twice_gives_the_same_files(trained: Trained, model: Path) -> None:
    again = trained(pages(PAGES, HOSTS), "again")
    assert {path.name for path in model.iterdir()} == {
        *(f"{name}.txt" for name in NAMES),
        "standard.txt",
        "words.txt",
        "pairs.txt",
        "classes.txt",
    }
    for path in model.iterdir():
        assert path.read_bytes() == (again / path.name).read_bytes(), path.name


def test_training_writes_nothing_but_the_model(trained: Trained, model: Path) -> None:
    assert contents(model)
    assert trained.saved == []


def test_a_fitted_model_names_what_the_rooms_emit(model: Path) -> None:
    assert {name: network.names for name, network in networks(model).items()} == NAMES


@pytest.mark.parametrize(("name", "right"), [("first", 0.9), ("second", 0.97), ("third", 0.97)])
def test_a_fitted_model_parts_furniture_from_prose(
    trained: Trained, model: Path, monkeypatch: pytest.MonkeyPatch, name: str, right: float
) -> None:
    fitted, lexicon = networks(model), words(model)
    monkeypatch.setattr(judgement, "network", fitted.__getitem__)
    monkeypatch.setattr(judgement, "standard", standard(model).of)
    monkeypatch.setattr(judgement, "lexicon", lambda: lexicon)
    samples = [sample for sample in read(trained.folder) if sample.view in ("wet", "news")]
    judged = Judgement(Lines.of([sample.lines for sample in samples]))
    scores = {"first": judged.first, "second": judged.second, "third": judged.third}[name]
    content = np.concatenate([sample.content for sample in samples]) > 0.5
    assert ((scores > 0) == content).mean() > right
    assert ((scores > 0) == content)[~content].mean() > right - 0.15


def test_a_fitted_model_tells_teasers_from_furniture(
    trained: Trained, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fitted, lexicon = networks(model), words(model)
    monkeypatch.setattr(judgement, "network", fitted.__getitem__)
    monkeypatch.setattr(judgement, "standard", standard(model).of)
    monkeypatch.setattr(judgement, "lexicon", lambda: lexicon)
    samples = [sample for sample in read(trained.folder) if sample.view == "news"]
    scores = fitted["teaser"].scores(*Judgement(Lines.of([sample.lines for sample in samples])).third_inputs)
    labels = np.array([label for sample in samples for label in sample.labels])
    assert (scores[labels == "teaser"] > 0).mean() > 0.85
    assert (scores[labels == "footer"] <= 0).mean() > 0.85


def test_what_is_held_out_changes_nothing(trained: Trained, model: Path) -> None:
    """Other words, as many of them, on the held-out pages: the same model to the last digit."""
    known = {sample.name: sample.held_out for sample in read(trained.folder) if sample.view == "wet"}
    assert 0 < sum(known.values()) < len(known) / 2
    changed = [
        replace(page, lines=[" ".join([HELD_OUT] * len(spell(line))) for line in page.lines])
        if known[page.name]
        else page
        for page in pages(PAGES, HOSTS)
    ]
    other = contents(trained(changed, "other"))
    assert other == contents(model)
    assert not any(HELD_OUT in row for rows in other.values() for row in rows)


def test_pages_that_are_not_held_out_do_change_the_model(trained: Trained, model: Path) -> None:
    changed = [
        replace(page, lines=[line.replace("Log in", "Quagmire") for line in page.lines]) for page in pages(PAGES, HOSTS)
    ]
    other = contents(trained(changed, "changed"))
    assert other["third.txt"] != contents(model)["third.txt"]
    assert any(row.endswith(f" {HELD_OUT}") for row in other["words.txt"])


@given(st.one_of(st.text(max_size=60), st.text("aB é9字典雨ไทย-'\u0301ｱﾞﬁİß", max_size=40)))
def test_words_are_spelled_as_they_are_numbered(text: str) -> None:
    assert hash_words(spell(text)).tolist() == survey([[text]]).word_hash.tolist()
