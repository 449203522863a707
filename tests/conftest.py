"""Settings of all tests: how long an example takes says nothing about whether it is right."""

from hypothesis import settings

settings.register_profile("cleaner", deadline=None)
settings.load_profile("cleaner")
