"""Another distribution adds a reader service and a way to log in; nothing of ours knows of it."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.program import login, run

DISTRIBUTION = Path(__file__).parents[1] / "data" / "plugin_distribution"
WITH = {"PYTHONPATH": str(DISTRIBUTION)}


def test_another_makers_way_to_log_in_works_with_its_reader(cosmic_profile: Path) -> None:
    found = login(cosmic_profile, "anna", "--method", "presence", "--reader", "Extra tray", **WITH)
    assert found["method"] == "presence"
    assert found["identity"]["name"] == "Extra Testsson"
    assert found["card"]["reader"] == "Extra tray"
    assert "working" in [step["prompt"] for step in found["steps"]]


def test_our_way_to_log_in_meets_another_makers_reader(cosmic_profile: Path) -> None:
    alien = login(cosmic_profile, "anna", "--reader", "Extra tray", **WITH)
    assert alien["failure"]["code"] == "card.other_kind"
    assert "identity" in login(cosmic_profile, "anna", "--reader", "Virtuell läsare 1", **WITH)


def test_the_command_line_talks_to_a_card_in_another_makers_reader(cosmic_profile: Path) -> None:
    shown = run(cosmic_profile, "card", "show", "--reader", "Extra tray", env=WITH)
    assert (shown.returncode, shown.stderr.split(":")[0]) == (1, "card.other_kind")


def test_without_the_distribution_there_is_neither(cosmic_profile: Path) -> None:
    assert login(cosmic_profile, "anna", "--method", "presence")["failure"]["code"] == "method.unknown"
    shown = run(cosmic_profile, "card", "show", "--reader", "Extra tray")
    assert (shown.returncode, shown.stderr.split(":")[0]) == (1, "reader.unknown")
