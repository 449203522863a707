"""The command `cleaner`: `main` runs it and turns whatever ends it early into a message and an exit code.

Nothing is loaded before signals are set: an interrupt ends a program that is still loading without a word.
"""

import _signal  # `signal` itself takes longer to load than all that comes before
import os
import sys

INTERRUPTED: int = 128 + _signal.SIGINT
NOBODY_READS: int = 128 + _signal.SIGPIPE


def main() -> None:
    """Run the command on the arguments of this process and exit."""
    try:
        by_shell = _signal.getsignal(_signal.SIGINT) == _signal.SIG_IGN  # shells shield their jobs in the background
        _signal.signal(_signal.SIGINT, _signal.SIG_IGN if by_shell else _signal.SIG_DFL)
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # more would cost a fifth of the start, and gain nothing
        _mend_streams()
        code = _guarded(sys.argv[1:])
        if not by_shell:
            _signal.signal(_signal.SIGINT, _signal.SIG_DFL)  # nothing is left to tidy up
    except KeyboardInterrupt:
        code = INTERRUPTED
    _leave(code)


def _guarded(arguments: list[str]) -> int:
    """Do what the arguments say; whatever ends it early becomes a message and an exit code."""
    from .display import tell
    from .run import ERROR

    try:
        code = _command(arguments)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _abandon_stdout()
        return NOBODY_READS
    except OSError as error:
        _abandon_stdout()
        tell(f"{error.filename or 'output'}: {error.strerror}. What was written there is not complete.")
    except Exception:
        from traceback import format_exc

        tell("this is a mistake in cleaner itself. Please report it with these lines:")
        for line in format_exc().splitlines():
            tell(line)
    return ERROR


def _command(arguments: list[str]) -> int:
    """Run the job that the arguments describe; typer is loaded only where there are options to parse."""
    from . import settings
    from .job import STDIN, Job
    from .run import run
    from .signals import heed

    if _is_plain(arguments) and not settings.exist():
        job: Job | int = Job(arguments[1:] or [STDIN])
    else:
        from .cli import parse

        job = parse(arguments)
    if isinstance(job, int):
        return job
    from . import judge  # noqa: F401 - what takes longest to load

    heed()
    return run(job)


def _is_plain(arguments: list[str]) -> bool:
    """Whether the arguments are `clean` and nothing but paths, with a text on stdin if there are none."""
    command, paths = arguments[:1], arguments[1:]
    given = bool(paths) or not os.isatty(0)
    return command == ["clean"] and given and not any(p.startswith("-") and p != "-" for p in paths)


def _mend_streams() -> None:
    """Put something under a closed stdin, stdout or stderr: the next file opened would get its number.

    Reading such a stdin and writing such a stdout then fails, as it should. Those that are open wait where they would
    fail for being full or empty at the moment, as some programs leave them.
    """
    for number, mode in enumerate((os.O_WRONLY, os.O_RDONLY, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, mode)
        os.set_blocking(number, True)
    sys.stdout = sys.stdout or os.fdopen(1, "w", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", closefd=False)


def _leave(code: int) -> None:
    """End this process without taking apart what the system frees at once: that would take as long as a short text."""
    import atexit

    atexit._run_exitfuncs()
    os._exit(code)


def _abandon_stdout() -> None:
    """Let what is still waiting to be written to stdout go nowhere, not fail once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


if __name__ == "__main__":
    main()
