"""What the words of classes say."""

from cleaner.classes import NAMES, UNIT, class_weights, measure

NEAR, FAR = {"article": UNIT, "menu": -2 * UNIT}, {"footer": -UNIT}


def said(near: tuple[str, ...], far: tuple[str, ...]) -> dict[str, float]:
    return dict(zip(NAMES, measure([near], [far], (NEAR, FAR))[0].tolist(), strict=True))


def test_known_words_weigh_and_unknown_ones_do_not() -> None:
    found = said(("article", "menu", "zyx"), ("footer",))
    assert found["mean near class words"] == -0.5
    assert found["most for near class words"] == 1
    assert found["most against near class words"] == -2
    assert found["mean far class words"] == -1
    assert found["most for far class words"] == 0


def test_words_near_do_not_count_as_far() -> None:
    assert set(said(("zyx",), ("menu",)).values()) == {0}
    assert set(said((), ()).values()) == {0}


def test_a_page_without_lines_has_no_rows() -> None:
    assert measure([], [], (NEAR, FAR)).shape == (0, len(NAMES))


def test_the_model_knows_common_words_of_classes() -> None:
    near, far = class_weights()
    assert near["footer"] < 0
    assert far["footer"] < 0
    assert near["article"] > near["sidebar"]
