"""The command `cleaner`: `main` runs it and turns whatever ends it early into a message and an exit code."""

import os
import signal
import sys
import traceback
from typing import NoReturn

from .render import visible
from .run import ERROR, Job, run, tell

INTERRUPTED, NOBODY_READS, TERMINATED = 128 + signal.SIGINT, 128 + signal.SIGPIPE, 128 + signal.SIGTERM


def main() -> NoReturn:
    """Run the command on the arguments of this process and exit."""
    _fill_closed_streams()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))  # an exit unwinds, and unwinding tidies up
    sys.exit(_guarded(sys.argv[1:]))


def _guarded(arguments: list[str]) -> int:
    """Do what the arguments say; whatever ends it becomes an exit code, and a message unless it is no news."""
    try:
        return _command(arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _abandon_stdout()
        return NOBODY_READS
    except OSError as error:
        _abandon_stdout()
        tell(f"{error.filename or 'output'}: {error.strerror}. What was written there is not complete.")
    except Exception:  # noqa: BLE001
        tell("this is a mistake in cleaner itself. Please report it with these lines:")
        for line in traceback.format_exc().splitlines():
            tell(line)
    return ERROR


def _command(arguments: list[str]) -> int:
    """Run the job that the arguments describe; typer is loaded only where there is something to parse."""
    if arguments[:1] == ["clean"] and _are_paths(arguments[1:]):
        return run(Job(arguments[1:]))
    from .cli import parse  # noqa: PLC0415 - typer takes longer to load than a small text to clean

    job = parse(arguments)
    return job if isinstance(job, int) else run(job)


def _are_paths(arguments: list[str]) -> bool:
    return bool(arguments) and not any(argument.startswith("-") and argument != "-" for argument in arguments)
