"""Settings of all tests: how long an example takes says nothing about whether it is right."""

import signal

from hypothesis import settings

settings.register_profile("cleaner", deadline=None)
settings.load_profile("cleaner")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # shells do that to jobs in the background, and ours inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)
