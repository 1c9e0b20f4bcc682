"""The table of times (`core/time_table.py`) is whole: no clock is asked and no time kept without a row."""

from __future__ import annotations

import ast
import sqlite3
from pathlib import Path

import pytest

from cosmic_login.core.time_table import RULES, STORED, USES
from cosmic_login.idp.store.sqlite import SqliteStore
from tests.unit.time_uses import SOURCE, by_file, uses

HELP = "give it a row in core/time_table.py, with what becomes of it when the clock is set or the machine sleeps"
#: Modules whose dataclasses are written to the disk as they are.
KEPT = ("cards/virtual/state.py", "phone/state.py", "audit/record.py")


def test_every_file_that_has_to_do_with_time_has_a_row_that_says_how() -> None:
    told = {use.file: use.uses for use in USES}
    assert len(told) == len(USES), "a file stands twice"
    found = by_file()
    assert {file: sorted(kinds) for file, kinds in found.items() if told.get(file) != kinds} == {}, HELP
    assert set(told) - set(found) == set(), "these have nothing to do with time any more"


def test_every_column_that_holds_a_time_has_a_row(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "idp.sqlite")
    store.close()
    database = sqlite3.connect(tmp_path / "idp.sqlite")
    tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    columns = {
        f"{table}.{name}"
        for table in tables
        for _, name, kind, *_ in database.execute(f"PRAGMA table_info({table})")
        if kind == "REAL"
    }
    database.close()
    assert len(columns) > 15
    assert columns == {row.name for row in STORED if row.name.partition(".")[0] in tables}, HELP


def test_every_field_of_a_file_that_holds_a_time_has_a_row() -> None:
    fields = {
        f"{kind.name}.{field.target.id}"
        for file in KEPT
        for kind in ast.walk(ast.parse((SOURCE / file).read_text("utf-8")))
        if isinstance(kind, ast.ClassDef)
        for field in kind.body
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and {"float", "datetime"} & {name.id for name in ast.walk(field.annotation) if isinstance(name, ast.Name)}
    }
    assert len(fields) >= 5
    assert fields == {row.name for row in STORED if row.name.partition(".")[0][0].isupper()}, HELP


def test_every_rule_is_used_and_says_what_happens() -> None:
    assert {row.rule for row in (*STORED, *USES)} == set(RULES)
    for name, rule in RULES.items():
        assert rule.about
        said = [rule.a_little, rule.back, rule.ahead, rule.asleep]
        assert all(said) or name == "seam", name


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("QTimer(self)", {"timer"}),
        ("QTimer.singleShot(0, call)", set()),
        ("QTimer.singleShot(250, call)", {"timer"}),
        ("loop.call_later(3, call)", {"timer"}),
        ("await asyncio.sleep(1)", {"sleep"}),
        ("time.sleep(1)", {"sleep"}),
        ("datetime.now(UTC)", {"now"}),
        ("self._clock.now().timestamp()", {"now"}),
        ("time.time()", {"now"}),
        ("time.monotonic()", {"monotonic"}),
        ("event.wait()", set()),
        ("event.wait(3)", {"timeout"}),
        ("thread.join(_GRACE)", {"timeout"}),
        ('", ".join(names)', set()),
        ("lock.acquire(timeout=0)", set()),
        ("lock.acquire(timeout=5)", {"timeout"}),
        ("Deadline.after(5, clock)", {"deadline"}),
    ],
)
def test_what_counts_as_having_to_do_with_time(line: str, found: set[str], tmp_path: Path) -> None:
    file = tmp_path / "some.py"
    file.write_text(f"async def some():\n    {line}\n")
    assert uses(file) == found
