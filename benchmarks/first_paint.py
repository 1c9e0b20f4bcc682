"""First paint and memory of the window, against a bare QDialog, each in its own process, taken in turns.

Prints ratios of medians, and of processor time the median of the rounds' ratios, which other work on the machine
moves less. Aims: 1.15 for the time from process start to first paint, 1.7 to the start screen, 1.25 for memory at the
first paint.
Run: ``python benchmarks/first_paint.py [rounds] [-- ARGUMENTS]``; with arguments the program is started with those too,
and told as a multiple of its bare start (a lesson: ``-- scenario play NAME``, aim 1.5).
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

AIM_TIME, AIM_START_SCREEN, AIM_MEMORY = 1.15, 1.7, 1.25
HOME = tempfile.mkdtemp(prefix="cosmic-bench-")  # the measured program ends before it makes anything here

_REPORT = """
import os, time, json
def report():
    with open("/proc/self/statm") as file:
        resident = int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    ms = (time.clock_gettime(time.CLOCK_MONOTONIC) - BEGUN) * 1000
    cpu = time.process_time() * 1000
    os.write(1, json.dumps({"ms": ms, "cpu": cpu, "mb": resident / 1e6}).encode())
    os._exit(0)
"""
_DIALOG = """
from PySide6.QtWidgets import QApplication, QDialog
class Dialog(QDialog):
    def paintEvent(self, event):
        super().paintEvent(event)
        report()
app = QApplication([])
dialog = Dialog()
dialog.resize(960, 680)
dialog.show()
app.exec()
"""
_WINDOW = """
from cosmic_login.gui.shell.application import LoginApplication
from cosmic_login.testing.gallery.told_ports import ToldPorts
app = LoginApplication(ToldPorts())
app.window.{signal}.connect(report)
app.run()
"""
# The program as people start it: command line, window, readers, IdP. The signal is caught without changing the order
# in which things are imported.
_PROGRAM = """
import cosmic_login.gui.shell.main_window as window
begin = window.MainWindow.__init__
def noted(self, *arguments, **named):
    begin(self, *arguments, **named)
    self.{signal}.connect(report)
window.MainWindow.__init__ = noted
from cosmic_login.cli.main import main
main({arguments!r})
"""


def measure(program: str) -> dict[str, float]:
    """Run one program until its first paint."""
    source = "import sys\nBEGUN = float(sys.argv[1])\n" + _REPORT + program
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "COSMIC_LOGIN_HOME": HOME}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled, as PySide6 is
    done = subprocess.run(
        # The begin is taken here: the interpreter's own start belongs to what a person waits for.
        [sys.executable, "-c", source, str(time.clock_gettime(time.CLOCK_MONOTONIC))],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def main() -> None:
    """Measure and print one JSON object."""
    at = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    own, arguments = sys.argv[1:at], sys.argv[at + 1 :]
    rounds = int(own[0]) if own else 15
    # What a person can read and press comes one turn of the loop after the empty shell; it is told too.
    programs = {
        "dialog": _DIALOG,
        "first_paint": _WINDOW.format(signal="painted"),
        "start_screen": _WINDOW.format(signal="furnished"),
        "program": _PROGRAM.format(signal="painted", arguments=[]),
        "program_start_screen": _PROGRAM.format(signal="furnished", arguments=[]),
    }
    if arguments:
        programs["with_arguments"] = _PROGRAM.format(signal="painted", arguments=arguments)
    taken: dict[str, list[dict[str, float]]] = {name: [] for name in programs}
    for i in range(rounds + 1):
        for name, program in programs.items():
            figures = measure(program)
            if i:  # the first round warms the page cache
                taken[name].append(figures)

    def median(name: str, figure: str) -> float:
        return statistics.median(one[figure] for one in taken[name])

    result: dict[str, float] = {"rounds": rounds, "dialog_ms": round(median("dialog", "ms"), 1)}
    for name in ("first_paint", "start_screen", "program", "program_start_screen"):
        for figure, word in (("ms", "time"), ("mb", "memory")):
            result[f"{name}_{word}_ratio"] = round(median(name, figure) / median("dialog", figure), 3)
        paired = [one["cpu"] / bare["cpu"] for one, bare in zip(taken[name], taken["dialog"], strict=True)]
        result[f"{name}_cpu_ratio"] = round(statistics.median(paired), 3)
    if arguments:
        result["with_arguments_to_program_ratio"] = round(median("with_arguments", "ms") / median("program", "ms"), 3)
    aims = {"aim_time": AIM_TIME, "aim_start_screen": AIM_START_SCREEN, "aim_memory": AIM_MEMORY}
    print(json.dumps({**result, **aims}))
    shutil.rmtree(HOME, ignore_errors=True)


if __name__ == "__main__":
    main()
