"""The trainer's panel in the real program, by assistive technology alone."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.desktop import Screen, started, until
from tests.e2e.test_atspi import bus, check_names, reader

__all__ = ["bus"]


def test_the_panel_says_what_everything_is_and_how_it_stands(
    screen: Screen, cosmic_profile: Path, bus: dict[str, str]
) -> None:
    with reader(screen, bus) as reads, started(screen, cosmic_profile, "--trainer", env=bus):
        switch = reads.node("BankID")
        assert (switch["role"], "checked" in switch["states"]) == ("check box", True)
        check_names(reads.showing())
        reads.press("BankID")
        until(lambda: "checked" not in reads.node("BankID")["states"], "BankID is out of service")
        lesson = next(node for node in reads.showing() if node["role"] == "list item")
        assert lesson["name"].startswith("Logga in med SITHS-kort. R1")
        reads.press("Börja om övningen")
        assert "Det går inte att ångra" in reads.hear("Det går inte att ångra")
        reads.press("Ja, börja om")
        assert "tjänster: 1" in reads.hear("Övningen börjar om")
        until(lambda: "checked" in reads.node("BankID")["states"], "BankID serves again")
