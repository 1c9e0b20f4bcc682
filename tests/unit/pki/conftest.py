from __future__ import annotations

from collections.abc import Iterator

import pytest

from cosmic_login.core.clock import ManualClock
from cosmic_login.pki import TrainingPki
from cosmic_login.profile import Profile


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def profile() -> Iterator[Profile]:
    opened = Profile.temporary()
    yield opened
    opened.discard()


@pytest.fixture
def pki(profile: Profile, clock: ManualClock) -> TrainingPki:
    return TrainingPki.open(profile, clock)
