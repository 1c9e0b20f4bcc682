"""``cosmic-login``: runs one subcommand, or the window, and turns whatever happens into one line and an exit status.

The line goes to standard error; with ``--json`` it is an object on standard output instead. ``run.exit_status`` has
the statuses.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import io
import os
import signal
import sys
import threading
import types
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

from cosmic_login.core.ending import ending_signals
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.redact import hide
from cosmic_login.run import output
from cosmic_login.run.context import CliContext
from cosmic_login.run.exit_status import HUNG_UP, INTERRUPTED, NOT_DONE, PIPE, TERMINATED, exit_status

_LOGGER = "cosmic_login.cli"
#: What writing to a full disk, a closed or a broken output comes to.
_LOST = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with ``argv`` (default: the process's) and return the exit status."""
    _have_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal of another encoding is no reason to fail
    context = CliContext()
    words = sys.argv[1:] if argv is None else argv
    output.begin()
    hide(words)  # a code that was typed in the wrong place is in no log and no file
    try:
        arguments = None
        if words:  # the window alone needs no grammar before its first paint
            from cosmic_login.cli.options import parse, wanted_language

            context = CliContext(lang_option=wanted_language(words))  # a mistake is told in it too
            context, arguments = parse(words)
            context.words = tuple(words)
        with _guarded(context):
            status = _run(arguments, context)
            sys.stdout.flush()
    except LoginFailure as failure:
        context.log_failure(failure)
        _tell(context, words, failure)
        return exit_status(failure)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _forget_output()
        return PIPE
    except SystemExit as leaving:  # --help and --version have printed something too
        status = leaving.code if isinstance(leaving.code, int) else 0
        return status if _written(context) else NOT_DONE
    except Exception as error:  # noqa: BLE001 - the contract: one line, the rest in the log
        return _defect(context, words, error)
    finally:
        with contextlib.suppress(KeyboardInterrupt):
            context.close()
    return status


def _defect(context: CliContext, words: Sequence[str], error: Exception) -> int:
    if _tell_lost_output(context, error):
        return NOT_DONE
    failure = _missing_qt(error)
    if failure is None:
        failure = _internal(context, error)
    else:
        context.log_failure(failure)
    _tell(context, words, failure)
    return exit_status(failure)


def _tell(context: CliContext, words: Sequence[str], failure: LoginFailure) -> None:
    """Tell who asked: a person by a line, a program by the one object it waits for."""
    if output.is_wanted(words) and not output.is_written():
        context.print_failure_as_json(failure)
    else:
        context.print_failure(failure)


def _run(arguments: argparse.Namespace | None, context: CliContext) -> int:
    if arguments is None:
        from cosmic_login.desktop.login_window import run_window

        return int(run_window(context))
    return int(arguments.func(arguments, context))


@contextlib.contextmanager
def _guarded(context: CliContext) -> Iterator[None]:
    """Have SIGTERM and SIGHUP clean up like an exit, and errors in threads and call-backs logged, not printed."""

    def stray(error: BaseException | None) -> None:
        if isinstance(error, Exception):
            _print_internal(context, error)

    def stray_in_thread(args: threading.ExceptHookArgs) -> None:
        stray(args.exc_value)

    def stray_in_callback(_kind: type[BaseException], error: BaseException, _where: types.TracebackType | None) -> None:
        stray(error)

    hooks = threading.excepthook, sys.excepthook, sys.unraisablehook
    threading.excepthook, sys.excepthook = stray_in_thread, stray_in_callback
    sys.unraisablehook = lambda unraisable: _keep_traceback(context, unraisable.exc_value)
    caught: list[signal.Signals] = []
    if threading.current_thread() is threading.main_thread():
        caught += [number for number in ending_signals() if signal.getsignal(number) is signal.SIG_DFL]  # SIGINT is not
    for number in caught:
        signal.signal(number, _end)
    try:
        yield
    finally:
        threading.excepthook, sys.excepthook, sys.unraisablehook = hooks
        for number in caught:
            signal.signal(number, signal.SIG_DFL)


def _end(number: int, _frame: types.FrameType | None) -> NoReturn:
    raise SystemExit(TERMINATED if number == signal.SIGTERM else HUNG_UP)


def _print_internal(context: CliContext, error: BaseException) -> None:
    context.print_failure(_internal(context, error))


def _internal(context: CliContext, error: BaseException) -> LoginFailure:
    return LoginFailure("internal.error", f"{type(error).__name__}, {_keep_traceback(context, error)}")


def _keep_traceback(context: CliContext, error: BaseException | None) -> str:
    """Write the traceback, masked, to the profile's log, or else to a file of its own; return where it is."""
    if error is None:
        return "no log"
    with contextlib.suppress(Exception):
        context.profile  # noqa: B018 - opens the log when it is not open yet
    log = context.log_path
    import logging

    from cosmic_login.profile.logs import as_line, log_event

    if log is not None:
        try:
            raise error
        except BaseException:  # noqa: BLE001 - made the one being handled, for the log
            log_event(logging.getLogger(_LOGGER), "internal.error", level=logging.ERROR)
        return str(log)
    record = logging.LogRecord(
        _LOGGER, logging.ERROR, "", 0, "internal.error", None, (type(error), error, error.__traceback__)
    )
    import tempfile

    try:
        descriptor, name = tempfile.mkstemp(prefix="cosmic-login-", suffix=".log")
        with os.fdopen(descriptor, "wb") as file:
            file.write(as_line(record))
    except OSError:
        return "no log could be written"
    return str(Path(name))


class _Closed(io.TextIOBase):
    """Standard output of a program that was started without one: nothing can be written."""

    def write(self, _text: str, /) -> int:
        """Raise ``OSError``."""
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))


def _have_streams() -> None:
    """Stand in for streams that were closed before the program began, which Python leaves out."""
    if sys.stdout is None:
        sys.stdout = _Closed()
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - open to the end of the program


def _written(context: CliContext) -> bool:
    """Whether all that was printed is written; says so when it is not."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_output()
        return False
    except OSError as error:
        return not _tell_lost_output(context, error)
    return True


def _tell_lost_output(context: CliContext, error: Exception) -> bool:
    """Say in a line that the output could not be written, if that happened: files have failures of their own."""
    if not isinstance(error, OSError) or error.filename is not None or error.errno not in _LOST:
        return False
    _forget_output()
    failure = LoginFailure("output.unwritable", f"standard output: {error.strerror}")
    context.report(failure)
    return True


def _missing_qt(error: Exception) -> LoginFailure | None:
    """Return the failure when Qt, or a library that it stands on, is not there."""
    if not isinstance(error, ImportError) or (error.name or "").partition(".")[0] not in {"PySide6", "shiboken6"}:
        return None
    return LoginFailure("qt.missing", str(error))


def _forget_output() -> None:
    """Give Python's flush at exit somewhere to go."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
