"""How the time of `clean` grows with the length of a line made to be slow: `python -m tests.hostile.growth [SIZE]`."""

import sys
import time

from cleaner import clean, clean_html

from . import redos

MOST = 2.5
"""How much longer twice the line may take, beyond the noise of short times."""


def seconds(function: object, text: str) -> float:
    """Measure the computing of one call, the least of three."""
    best = float("inf")
    for _ in range(3):
        before = time.process_time()
        function(text)  # type: ignore[operator]
        best = min(best, time.process_time() - before)
    return best


def main() -> None:
    """Print what each line takes, the slowest growth first, and how many grow too much."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    rest = "\nThe ferry to the islands sails again on Monday, the harbour said, after a week of storms.\n"
    twice = redos.lines(2 * size)
    rows = []
    for (name, line), longer in zip(redos.lines(size).items(), twice.values(), strict=True):
        for function in (clean, clean_html):
            once, more = seconds(function, line + rest), seconds(function, longer + rest)
            rows.append((more / (once + 0.02), once, more, f"{function.__name__} {name}"))
    for ratio, once, more, name in sorted(rows, reverse=True):
        print(f"{ratio:5.2f} x {once:7.3f} s {more:7.3f} s  {name!r}")
    print(f"{sum(row[0] > MOST for row in rows)} of {len(rows)} grow more than {MOST} times when doubled")


if __name__ == "__main__":
    main()
