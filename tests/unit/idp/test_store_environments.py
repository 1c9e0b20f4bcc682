"""Environments in one database: tables of their own, and one trail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.store.postgres import PostgresStore, forget_environment
from cosmic_login.idp.store.table_reader import TableReader
from cosmic_login.idp.store.table_trail import TableTrail
from tests.postgres import Server, missing, server

KEY = b"k" * 32


@pytest.fixture(scope="module")
def own_server() -> Iterator[Server]:
    assert not missing(), missing()
    with server() as running:
        yield running


def test_tables_are_apart_and_the_trail_is_one(own_server: Server) -> None:
    dsn = own_server.new_database()

    def opened(environment: str) -> tuple[PostgresStore, TableTrail]:
        trail = TableTrail(KEY, ManualClock(), environment)
        return PostgresStore(dsn, trail, environment), trail

    home, home_trail = opened("")
    one, one_trail = opened("class-7")
    with closing(home), closing(one):
        for store, trail, number in ((home, home_trail, "1"), (one, one_trail, "2")):
            with store.transaction() as work:
                work.register_card(number, "199001262386", 1.0)
                trail.append("card.registered")
        for store, number in ((home, "1"), (one, "2")):
            with store.transaction() as work:
                assert work.registered_cards() == [number]
                work.put_image(work.take_image())
                assert work.registered_cards() == [number]
        reader = TableReader(dsn, KEY)
        assert [row.extra.get("environment", "") for row in reader.records()] == ["", "class-7"]
        rows, place = reader.follow(None, 1)
        assert ([row.seq for row in rows], place.rows) == ([2], 2)
        assert reader.follow(place, 5) == ([], place)
    again, _ = opened("class-7")  # the tables are there, and brought up to date once
    again.close()
    forget_environment(dsn, "class-7")
    found = own_server.rows(dsn, "SELECT count(*) FROM information_schema.schemata WHERE schema_name = 'env_class_7'")
    assert found == [(0,)]
