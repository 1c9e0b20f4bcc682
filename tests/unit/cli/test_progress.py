"""What is being done is shown on a terminal, and nowhere else."""

from __future__ import annotations

import io

import pytest

from cosmic_login.run.progress import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "term", "shown"),
    [(Terminal(), "xterm", True), (Terminal(), "dumb", False), (io.StringIO(), "xterm", False)],
)
def test_a_line_is_shown_on_a_terminal_and_taken_away(
    stream: io.StringIO, term: str, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("TERM", term)
    monkeypatch.setenv("COLUMNS", "20")
    with progress() as show:
        show("one")
        show("a line that is longer than the terminal is wide")
    erased = "\r\x1b[K"
    assert stream.getvalue() == (f"{erased}one{erased}a line that is long{erased}" if shown else "")
