"""The tests with a screen share one, on one worker; those of what is built share that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cosmic_login.idp.provider import keys as provider_keys
from tests.e2e.desktop import Screen, missing_parts
from tests.e2e.installing import Environment, build, link_others
from tests.kept_keys import kept_signing_key


@pytest.fixture(scope="session", autouse=True)
def kept_signing_keys(kept: None) -> Iterator[None]:
    """Have the IdPs of lessons' profiles take keys that are kept: making them was a tenth of what lessons compute."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(provider_keys, "generate", kept_signing_key)
        yield


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """Give a screen with a window manager and a keyboard."""
    if reason := missing_parts():
        pytest.skip(reason)
    with Screen(tmp_path_factory.mktemp("home")) as made:
        yield made


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Build the sdist, and the wheel from the sdist."""
    return build(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="session")
def others(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a directory with what is installed here, but for this project."""
    return link_others(tmp_path_factory.mktemp("others"))


@pytest.fixture(scope="session")
def from_wheel(made: dict[str, Path], others: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Give an environment with the wheel."""
    place = Environment(tmp_path_factory.mktemp("wheel"), others)
    place.install(made["wheel"])
    return place
