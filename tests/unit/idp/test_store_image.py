"""A copy of the store's world: all of it, but for what outlives a world."""

from __future__ import annotations

from pathlib import Path

from cosmic_login.idp.store.image import LASTING, WORLDLY
from cosmic_login.idp.store.sqlite import SqliteStore


def test_every_table_is_a_worlds_or_lasts(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "store")
    try:
        with store.transaction() as work:
            found = work._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            assert {row[0] for row in found} == {*WORLDLY, *LASTING}
    finally:
        store.close()


def test_what_was_kept_comes_back_and_nothing_else(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "store")
    try:
        with store.transaction() as work:
            work.register_card("1", "199001262386", 1.0)
            kept = work.take_image()
        with store.transaction() as work:
            work.register_card("2", "199001262386", 2.0)
            work.forget_cards()
            work.activate_card("3", "199001262386", 3.0)
            work.put_image(kept)
            assert (work.registered_cards(), work.activated_cards()) == (["1"], [])
            work.put_image({})
            assert work.registered_cards() == []
    finally:
        store.close()
