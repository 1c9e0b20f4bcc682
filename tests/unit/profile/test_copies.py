"""Copies of a profile: whole, by the same keys, and without what was under way."""

from __future__ import annotations

from pathlib import Path

import pytest

from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile import Profile, copies


@pytest.fixture
def home(tmp_path: Path) -> Profile:
    made = Profile.open(tmp_path / "home")
    made.directory_file.write_text("# people\n")
    (made.pki_dir / "authorities.sealed").write_bytes(b"keys")
    (made.pki_dir / ".lock").write_bytes(b"")
    (made.cards_dir / "anna-1.card").write_bytes(b"card")
    made.snapshots_dir.mkdir()
    (made.snapshots_dir / ".shipped.snapshot").write_bytes(b"as shipped")
    (made.snapshots_dir / "monday.snapshot").write_bytes(b"of one's own")
    return made


def files(profile: Profile, *folders: Path) -> set[str]:
    return {path.name for folder in folders for path in (profile.root / folder.name).iterdir()}


def test_an_environment_has_keys_people_and_the_shipped_world(home: Profile) -> None:
    copies.make_environment(home, "class-7")
    assert copies.environments_of(home) == ["class-7"]
    made = home.open_environment("class-7")
    assert made.vault.unseal(home.vault.seal(b"x", "label"), "label") == b"x"
    assert made.directory_file.read_text() == "# people\n"
    assert files(made, made.pki_dir, made.cards_dir, made.snapshots_dir) == {"authorities.sealed", ".shipped.snapshot"}
    copies.remove_environment(home, "class-7")
    assert copies.environments_of(home) == []


def test_what_cannot_be_made_whole_is_not_there(home: Profile) -> None:
    copies.make_environment(home, "class-7")
    with pytest.raises(LoginFailure):
        copies.make_environment(home, "class-7")
    assert [path.name for path in home.environments_dir.iterdir()] == ["class-7"]


def test_a_scratch_copy_has_the_cards_and_goes_with_those_that_were_left(home: Profile) -> None:
    left = home.root / "shipped-of-one-that-was-killed"
    left.mkdir()
    with copies.scratch_copy(home) as made:
        assert not left.exists()
        assert files(made, made.pki_dir, made.cards_dir) == {"authorities.sealed", "anna-1.card"}
        assert made.vault.unseal(home.vault.seal(b"x", "label"), "label") == b"x"
    assert not made.root.exists()
