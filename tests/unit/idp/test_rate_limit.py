"""So many at once for each address, so many more per second, and addresses without end."""

from __future__ import annotations

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.endpoints import ratelimit
from cosmic_login.idp.endpoints.ratelimit import RateLimit


def test_each_address_has_its_own_and_is_told_when_to_come_again() -> None:
    clock = ManualClock()
    limit = RateLimit(clock, burst=2, per_second=0.1)
    assert [limit.wait("a") for _ in range(3)] == [0, 0, 10]
    assert limit.wait("b") == 0
    clock.advance(9.5)
    assert limit.wait("a") == 1
    clock.advance(0.5)
    assert [limit.wait("a"), limit.wait("a")] == [0, 10]
    clock.advance(1000)
    assert [limit.wait("a") for _ in range(3)] == [0, 0, 10], "no more is saved up than fits"


def test_addresses_without_end_do_not_let_one_that_is_out_start_anew() -> None:
    clock = ManualClock()
    limit = RateLimit(clock, burst=1, per_second=0.1)
    for number in range(ratelimit._MAX_ADDRESSES - 1):
        limit.wait(f"old {number}")
    clock.advance(10)
    assert [limit.wait("out"), limit.wait("out")] == [0, 10]
    assert limit.wait("new") == 0  # the old ones, whose buckets are full, are forgotten for it
    assert limit.wait("out") == 10
    assert limit.wait("old 0") == 0


def test_when_all_are_out_the_first_is_forgotten() -> None:
    limit = RateLimit(ManualClock(), burst=1, per_second=0.1)
    for number in range(ratelimit._MAX_ADDRESSES + 1):
        assert limit.wait(f"each {number}") == 0
    assert limit.wait("each 2") == 10
    assert limit.wait("each 0") == 0
