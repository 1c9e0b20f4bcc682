"""Cutting rows off the audit trail in a database: rows go, and the row that tells of it comes, in one transaction."""

from __future__ import annotations

from typing import Final

import psycopg

from cosmic_login.audit.cutting import Cutting, check_unmoved
from cosmic_login.audit.verify import Head
from cosmic_login.idp.store.connections import connect
from cosmic_login.idp.store.open_statements import OpenStatements
from cosmic_login.idp.store.postgres import failure_of
from cosmic_login.idp.store.table_reader import TableReader
from cosmic_login.idp.store.table_trail import head_of, lock_trail, write_head, write_rows

#: Rows deleted by one statement: few enough for the time that a statement has.
_AT_ONCE: Final = 20_000
#: The lock of who cuts; "CL" as the others.
_CUTTING: Final = 0x434C0011


class TableCutter(TableReader):
    """The trail of a database, for who may cut it too (``audit.cutting.Cuttable``)."""

    def cut(self, cutting: Cutting) -> int:
        """Do it while others write; see ``audit.cutting.Cuttable``. Raises ``database.*`` beside."""
        try:
            with connect(self._dsn, autocommit=True) as connection, connection.transaction():
                asked = OpenStatements(connection)
                asked.execute("SELECT pg_advisory_xact_lock(?)", (_CUTTING,))
                check_unmoved(head_of(asked, self._keys).cut, cutting)
                # The old rows are nobody's business any more, so the writers' lock is not wanted for long.
                for first in range(cutting.begin.rows, cutting.to.rows, _AT_ONCE):
                    last = min(first + _AT_ONCE, cutting.to.rows)
                    asked.execute("DELETE FROM audit_row WHERE seq > ? AND seq <= ?", (first, last))
                lock_trail(asked)
                return self._tell(asked, cutting)
        except psycopg.Error as error:
            raise failure_of(error) from None

    def _tell(self, asked: OpenStatements, cutting: Cutting) -> int:
        ((now,),) = asked.execute("SELECT clock_timestamp()").fetchall()  # its clock decides
        told = cutting.told(head_of(asked, self._keys).place)
        head = write_rows(asked, self._keys, [(cutting.event, told)], now)
        write_head(asked, self._keys, Head.at(head.place, cutting.cut_at(head.rows, head.cut)))
        return head.rows

    def finish_cutting(self) -> None:
        """Do nothing: what a program that died had begun is undone."""
