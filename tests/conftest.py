"""Settings of all tests: how long an example takes says nothing about whether it is right."""

import signal

import pytest
from hypothesis import settings

settings.register_profile("cleaner", deadline=None)
settings.load_profile("cleaner")

for number in (signal.SIGINT, signal.SIGHUP):
    if signal.getsignal(number) is signal.SIG_IGN:  # shells and nohup do that to jobs, and those of tests inherit it
        signal.signal(number, signal.default_int_handler if number is signal.SIGINT else signal.SIG_DFL)


def pytest_addoption(parser: pytest.Parser) -> None:
    words = "size of hostile input, 1 for the size at which it breaks others (default: %(default)s)"
    parser.addoption("--hostile-scale", type=float, default=0.05, help=words)


@pytest.fixture(scope="session")
def scale(request: pytest.FixtureRequest) -> float:
    """How large hostile input is, against the size at which it breaks others."""
    return float(request.config.getoption("--hostile-scale"))
