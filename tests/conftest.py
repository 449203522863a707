"""Settings of all tests: how long an example takes says nothing about whether it is right."""

import signal

import pytest
from hypothesis import settings

settings.register_profile("cleaner", deadline=None)
settings.load_profile("cleaner")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # shells do that to jobs in the background, and ours inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    words = "size of hostile input, 1 for the size at which it breaks others (default: %(default)s)"
    parser.addoption("--hostile-scale", type=float, default=0.05, help=words)


@pytest.fixture(scope="session")
def scale(request: pytest.FixtureRequest) -> float:
    """How large hostile input is, against the size at which it breaks others."""
    return float(request.config.getoption("--hostile-scale"))
