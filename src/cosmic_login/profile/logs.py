"""The program's log: one JSON object a line, for people who mend things. No codes, no whole personal numbers.

``log_event(logger, "card.read", reader=name, ms=12)`` is how the program logs. Whatever other packages say at level
WARNING and above is taken up as well. The log is best effort: a full disk stops no login, and the next line that can be
written tells how many are missing. (What must not be missing is in the audit trail.)
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path

from cosmic_login.core.failures import FAILURES, LoginFailure
from cosmic_login.core.redact import mask_codes, mask_numbers
from cosmic_login.core.request_id import current_request
from cosmic_login.profile.log_file import LogFile

LOG_NAME = "cosmic-login.log"
LEVELS = ("debug", "info", "warning", "error")
_OURS = "cosmic_login"
#: What stands where a value was left out.
DROPPED = "***"
_SECRET_NAME = re.compile(
    r"(?i)(^|_)(pin|puk|codes?|kod|password|passphrase|secret|token|verifier|session|jws|authorization|cookie|private_key)$"
)
#: Seconds between two lines that tell of lost ones: where every other line is lost, one each would double the log.
_TELL_EVERY_S = 10.0
_SECRET_VALUE = re.compile(r"\d{6}|\d{8}")

LogValue = None | bool | int | float | str | list["LogValue"] | dict[str, "LogValue"]


def log_event(logger: logging.Logger, event: str, /, *, level: int = logging.INFO, **fields: object) -> None:
    """Log ``event`` (a dotted name) with its fields. An exception being handled is added from level ERROR on.

    Before the log has been configured nothing happens (Python would print it).
    """
    if logger.isEnabledFor(level) and logger.hasHandlers():
        logger.log(level, event, exc_info=level >= logging.ERROR, extra={"cosmic_fields": fields}, stacklevel=2)


def configure_logging(directory: Path, level: str = "info") -> LogHandler:
    """Send the log to ``directory``/cosmic-login.log until ``close`` is called on what this returns."""
    handler = LogHandler(LogFile(directory / LOG_NAME))
    root, ours = logging.getLogger(), logging.getLogger(_OURS)
    handler.levels_before = (root.level, ours.level)
    ours.setLevel(level.upper())
    root.addHandler(handler)
    logging.captureWarnings(capture=True)
    return handler


class LogHandler(logging.Handler):
    """Writes records as JSON lines. Never raises, never prints."""

    def __init__(self, file: LogFile) -> None:
        super().__init__()
        self._file = file
        self._lost = 0
        self._told = float("-inf")  # when it was last told how many are lost
        self.levels_before = (logging.WARNING, logging.NOTSET)
        self.addFilter(lambda record: record.levelno >= logging.WARNING or record.name.split(".")[0] == _OURS)

    @property
    def path(self) -> Path:
        """The file that is written to."""
        return self._file.path

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record, and before it, once in a while, how many could not be written."""
        try:
            line = as_line(record)
            told = self._lost if record.created - self._told >= _TELL_EVERY_S else 0
            self._file.write((_lost_line(told) if told else b"") + line)
        except Exception:  # noqa: BLE001 - a log that stops the program, or prints over its output, is worse than a gap
            self._lost += 1
        else:
            if told:
                self._lost, self._told = 0, record.created

    def close(self) -> None:
        """Stop logging and put the loggers back as they were."""
        root, ours = logging.getLogger(), logging.getLogger(_OURS)
        if self in root.handlers:
            root.removeHandler(self)
            logging.captureWarnings(capture=False)
            ours.setLevel(self.levels_before[1])
        if self._lost:
            with contextlib.suppress(OSError):
                self._file.write(_lost_line(self._lost))
            self._lost = 0
        self._file.close()
        super().close()


def _lost_line(lines: int) -> bytes:
    lost = logging.LogRecord(_OURS, logging.WARNING, "", 0, "log.lost", None, None)
    lost.cosmic_fields = {"lines": lines}
    return as_line(lost)


def as_line(record: logging.LogRecord) -> bytes:
    """Return the record's line, with everything cleaned that must not be in it."""
    fields: object = getattr(record, "cosmic_fields", None)
    line: dict[str, LogValue] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": clean_text(record.getMessage()) if isinstance(fields, Mapping) else "message",
        "process": os.getpid(),
        "thread": record.threadName,
    }
    if request := current_request():
        line["request"] = clean_text(request)
    if isinstance(fields, Mapping):
        line["fields"] = {str(name): clean(str(name), value) for name, value in fields.items()}
    else:
        line["fields"] = {"text": clean_text(record.getMessage())}
    if record.exc_info and record.exc_info[0] is not None:
        line["traceback"] = clean_text(logging.Formatter().formatException(record.exc_info))
    return json.dumps(line, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def clean(name: str, value: object) -> LogValue:  # noqa: PLR0911 - one line for each kind of value
    """Return what of a field may be logged: no value of a field named like a code, no whole personal number."""
    if isinstance(value, LoginFailure):
        return value.code
    if isinstance(value, str) and value in FAILURES:
        return value
    if _SECRET_NAME.search(name):
        return DROPPED
    if isinstance(value, Enum):
        return clean(name, value.value)
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        masked = clean_text(str(value))
        return value if masked == str(value) else masked
    if isinstance(value, str | Path | date):
        text = str(value)
        return DROPPED if _SECRET_VALUE.fullmatch(text) else clean_text(text)
    if isinstance(value, Mapping):
        return {str(key): clean(str(key), item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [clean(name, item) for item in value]
    # Bytes may be a command with a code in it, and what an object's text shows we cannot know.
    return f"<{type(value).__name__}>"


def clean_text(text: str) -> str:
    """Mask personal numbers, and digits after the word PIN, PUK, kod or code, in free text."""
    return mask_codes(mask_numbers(text))
