"""All statements of the IdP, in one place (SQLite's dialect: ``?`` marks a value)."""

from __future__ import annotations

import sqlite3
from dataclasses import fields

from cosmic_login.core.clock import CLOCK_TOLERANCE_S
from cosmic_login.idp.store.base import (
    CodeRow,
    KeyRow,
    LoginRow,
    LoginStatus,
    OrderRow,
    OrderStatus,
    SessionRow,
    TokenRow,
)
from cosmic_login.idp.store.card_statements import CardStatements
from cosmic_login.idp.store.device_statements import DeviceStatements
from cosmic_login.idp.store.erasing import SqliteErasing
from cosmic_login.idp.store.fault_statements import SqliteFaults
from cosmic_login.idp.store.image import SqliteImages
from cosmic_login.idp.store.logout_statements import SqliteLogouts
from cosmic_login.idp.store.oidc_statements import SqliteOidc
from cosmic_login.idp.store.outages import SqliteOutages
from cosmic_login.idp.store.rows import values_of
from cosmic_login.idp.store.saml_statements import SqliteSaml
from cosmic_login.idp.store.web_statements import SqliteWeb

_KEY = "kid, alg, sealed, created, active, retired"
_SESSION = "sid, login, created, record, ended"


def _columns(row: type[LoginRow] | type[OrderRow]) -> tuple[str, str]:
    """Return a table's columns and as many marks: they have the dataclass's names and order."""
    names = [field.name for field in fields(row)]
    return ", ".join(names), ", ".join("?" * len(names))


_LOGIN, _LOGIN_MARKS = _columns(LoginRow)
_ORDER, _ORDER_MARKS = _columns(OrderRow)
_LOGIN_STATUS = _LOGIN.split(", ").index("status")
_ORDER_STATUS, _ORDER_COLLECTED = (_ORDER.split(", ").index(name) for name in ("status", "collected"))


def _login(row: tuple[str, str, str, str, str, float, float, str, str, str, int]) -> LoginRow:
    values: list[object] = list(row)
    values[_LOGIN_STATUS] = LoginStatus(str(values[_LOGIN_STATUS]))
    return LoginRow(*values)  # type: ignore[arg-type]


def _order(row: sqlite3.Row | tuple[object, ...]) -> OrderRow:
    values: list[object] = list(row)
    values[_ORDER_STATUS] = OrderStatus(str(values[_ORDER_STATUS]))
    values[_ORDER_COLLECTED] = bool(values[_ORDER_COLLECTED])
    return OrderRow(*values)  # type: ignore[arg-type]


class SqliteTransaction(
    CardStatements,
    DeviceStatements,
    SqliteOutages,
    SqliteFaults,
    SqliteImages,
    SqliteErasing,
    SqliteWeb,
    SqliteLogouts,
    SqliteSaml,
    SqliteOidc,
):
    """The statements of one open transaction; see ``store.base.Transaction`` for what each does."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        #: The logins that moved on.
        self.moved: set[str] = set()

    # -- signing keys --------------------------------------------------------------------------------------------
    def signing_keys(self) -> list[KeyRow]:
        """Return all signing keys, oldest first."""
        rows = self._db.execute(f"SELECT {_KEY} FROM signing_key ORDER BY active, kid")  # noqa: S608 - constants
        return [KeyRow(*row) for row in rows]

    def lock_keys(self) -> None:
        """Let nobody else change signing keys until this transaction ends: nobody can, beside it."""

    def add_key(self, row: KeyRow) -> None:
        """Keep a new key."""
        self._db.execute(
            f"INSERT INTO signing_key ({_KEY}) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608
            (row.kid, row.alg, row.sealed, row.created, row.active, row.retired),
        )

    def retire_key(self, kid: str, at: float) -> None:
        """Note when a key's successor takes over."""
        self._db.execute("UPDATE signing_key SET retired = ? WHERE kid = ?", (at, kid))

    def date_key(self, kid: str, created: float, active: float) -> None:
        """Give a key other times than it was made with."""
        self._db.execute("UPDATE signing_key SET created = ?, active = ? WHERE kid = ?", (created, active, kid))

    def drop_key(self, kid: str) -> None:
        """Forget a key, with its certificate."""
        self._db.execute("DELETE FROM signing_key WHERE kid = ?", (kid,))
        self._db.execute("DELETE FROM saml_certificate WHERE kid = ?", (kid,))

    # -- logins --------------------------------------------------------------------------------------------------
    def add_login(self, row: LoginRow) -> None:
        """Keep a new login."""
        self._db.execute(f"INSERT INTO login ({_LOGIN}) VALUES ({_LOGIN_MARKS})", values_of(row))  # noqa: S608

    def login_of_session(self, session: str) -> LoginRow | None:
        """Find a login by the digest of its auth_session."""
        row = self._db.execute(f"SELECT {_LOGIN} FROM login WHERE session = ?", (session,)).fetchone()  # noqa: S608
        return _login(row) if row else None

    def login(self, login: str) -> LoginRow | None:
        """Find a login by its name in the audit trail."""
        row = self._db.execute(f"SELECT {_LOGIN} FROM login WHERE login = ?", (login,)).fetchone()  # noqa: S608
        return _login(row) if row else None

    def settle_login(
        self, login: str, was: LoginStatus, now: LoginStatus, *, failure: str = "", expires: float | None = None
    ) -> bool:
        """Move a login on from the status it was in; False when another was faster."""
        done = self._db.execute(
            "UPDATE login SET status = ?, failure = ?, expires = COALESCE(?, expires) WHERE login = ? AND status = ?",
            (now.value, failure, expires, login, was.value),
        )
        self.moved.add(login)
        return done.rowcount == 1

    def renew_login(self, login: str, *, order_ref: str, expires: float, renewals: int) -> None:
        """Give an open login a new order."""
        self._db.execute(
            "UPDATE login SET order_ref = ?, expires = ?, renewals = ? WHERE login = ? AND status = 'open'",
            (order_ref, expires, renewals, login),
        )
        self.moved.add(login)

    def overdue_logins(self, at: float) -> list[LoginRow]:
        """Return logins that are open or granted and whose time is up, or has not come yet."""
        rows = self._db.execute(
            f"SELECT {_LOGIN} FROM login WHERE status IN ('open', 'granted') "  # noqa: S608
            "AND (expires <= ? OR created > ?)",
            (at, at + CLOCK_TOLERANCE_S),
        )
        return [_login(row) for row in rows.fetchall()]

    # -- orders --------------------------------------------------------------------------------------------------
    def open_logins(self, at: float, most: int) -> list[LoginRow]:
        """Return logins that are open and in time, at most so many, the newest first."""
        sql = f"SELECT {_LOGIN} FROM login WHERE status = 'open' AND expires > ? ORDER BY created DESC LIMIT ?"  # noqa: S608
        return [_login(row) for row in self._db.execute(sql, (at, most)).fetchall()]

    def open_sessions(self, since: float, most: int) -> list[SessionRow]:
        """Return sessions that began after a time and have not ended, at most so many, the newest first."""
        sql = f"SELECT {_SESSION} FROM person_session WHERE ended IS NULL AND created > ? ORDER BY created DESC LIMIT ?"  # noqa: S608
        return [SessionRow(*row) for row in self._db.execute(sql, (since, most)).fetchall()]

    def add_order(self, row: OrderRow) -> None:
        """Keep a new order."""
        self._db.execute(f"INSERT INTO login_order ({_ORDER}) VALUES ({_ORDER_MARKS})", values_of(row))  # noqa: S608

    def save_order(self, row: OrderRow) -> bool:
        """Write an order's changed columns while it is pending in the store; False when it no longer is."""
        done = self._db.execute(
            "UPDATE login_order SET status = ?, hint = ?, failure = ?, app_session = ?, person = ?, certificate = ?, "
            "challenge = ?, registration_challenge = ?, evidence = ?, ended = ?, completion = ? "
            "WHERE ref = ? AND status = 'pending'",
            (
                row.status.value, row.hint, row.failure, row.app_session, row.person, row.certificate, row.challenge,
                row.registration_challenge, row.evidence, row.ended, row.completion, row.ref,
            ),
        )  # fmt: skip
        self.moved.add(row.login)
        return done.rowcount == 1

    def _one_order(self, where: str, value: str) -> OrderRow | None:
        sql = f"SELECT {_ORDER} FROM login_order WHERE {where} = ?"  # noqa: S608 - where is one of ours
        row = self._db.execute(sql, (value,)).fetchone()
        return _order(row) if row else None

    def order(self, ref: str) -> OrderRow | None:
        """Find an order."""
        return self._one_order("ref", ref)

    def order_of_start_token(self, token: str) -> OrderRow | None:
        """Find an order by the digest of its auto-start token."""
        return self._one_order("start_token", token)

    def order_of_app_session(self, session: str) -> OrderRow | None:
        """Find an order by the digest of its app session."""
        return self._one_order("app_session", session)

    def order_of_handle(self, handle: str) -> OrderRow | None:
        """Find an order by the digest of its order reference."""
        return self._one_order("handle", handle)

    def order_of_qr_token(self, token: str) -> OrderRow | None:
        """Find an order by the digest of its QR start token."""
        return self._one_order("qr_token", token)

    def mark_collected(self, ref: str) -> bool:
        """Note that an order's end was told; False when it was before."""
        done = self._db.execute("UPDATE login_order SET collected = 1 WHERE ref = ? AND collected = 0", (ref,))
        return done.rowcount == 1

    def pending_orders_of(self, person: str, face: str) -> list[OrderRow]:
        """Return a person's pending orders with one app."""
        sql = f"SELECT {_ORDER} FROM login_order WHERE person = ? AND face = ? AND status = 'pending'"  # noqa: S608
        return [_order(row) for row in self._db.execute(sql, (person, face)).fetchall()]

    def overdue_orders(self, at: float, unstarted_hint: str) -> list[OrderRow]:
        """Return pending orders whose time is up, or has not come yet; those with ``unstarted_hint`` have less."""
        rows = self._db.execute(
            f"SELECT {_ORDER} FROM login_order WHERE status = 'pending' "  # noqa: S608
            "AND (finish_by <= ? OR created > ? OR (hint = ? AND start_by <= ?))",
            (at, at + CLOCK_TOLERANCE_S, unstarted_hint, at),
        )
        return [_order(row) for row in rows.fetchall()]

    def count_pending_orders(self) -> int:
        """Return how many orders are pending."""
        row = self._db.execute("SELECT COUNT(*) FROM login_order WHERE status = 'pending'").fetchone()
        return int(row[0])

    # -- codes, tokens, sessions ---------------------------------------------------------------------------------
    def add_code(self, row: CodeRow) -> None:
        """Keep a new code."""
        self._db.execute(
            "INSERT INTO code (code, login, expires, granted) VALUES (?, ?, ?, ?)",
            (row.code, row.login, row.expires, row.grant),
        )

    def take_code(self, code: str, keep_spent_until: float) -> CodeRow | None:
        """Take a code out so that nobody else can; its digest is remembered as spent."""
        sql = "DELETE FROM code WHERE code = ? RETURNING code, login, expires, granted"
        rows = self._db.execute(sql, (code,)).fetchall()
        if not rows:
            return None
        taken = CodeRow(*rows[0])
        self._db.execute(
            "INSERT INTO spent_code (code, login, expires) VALUES (?, ?, ?)", (code, taken.login, keep_spent_until)
        )
        return taken

    def spent_code(self, code: str) -> str | None:
        """Return the login of a code that was taken before."""
        row = self._db.execute("SELECT login FROM spent_code WHERE code = ?", (code,)).fetchone()
        return str(row[0]) if row else None

    def add_token(self, row: TokenRow) -> None:
        """Keep a new access token."""
        self._db.execute(
            "INSERT INTO token (token, login, expires, claims) VALUES (?, ?, ?, ?)",
            (row.token, row.login, row.expires, row.claims),
        )

    def token(self, token: str) -> TokenRow | None:
        """Find an access token by its digest."""
        sql = "SELECT token, login, expires, claims FROM token WHERE token = ?"
        row = self._db.execute(sql, (token,)).fetchone()
        return TokenRow(*row) if row else None

    def drop_tokens(self, login: str) -> None:
        """Revoke a login's access tokens."""
        self._db.execute("DELETE FROM token WHERE login = ?", (login,))

    def add_session(self, row: SessionRow) -> None:
        """Keep a new session."""
        self._db.execute(
            f"INSERT INTO person_session ({_SESSION}) VALUES (?, ?, ?, ?, ?)",  # noqa: S608
            (row.sid, row.login, row.created, row.record, row.ended),
        )

    def end_session(self, sid: str, at: float) -> SessionRow | None:
        """End a session; None when there is none or it has ended before."""
        rows = self._db.execute(
            f"UPDATE person_session SET ended = ? WHERE sid = ? AND ended IS NULL RETURNING {_SESSION}",  # noqa: S608
            (at, sid),
        ).fetchall()
        return SessionRow(*rows[0]) if rows else None

    def session(self, sid: str) -> SessionRow | None:
        """Find a session."""
        row = self._db.execute(f"SELECT {_SESSION} FROM person_session WHERE sid = ?", (sid,)).fetchone()  # noqa: S608
        return SessionRow(*row) if row else None

    def session_of_login(self, login: str) -> SessionRow | None:
        """Find a login's session."""
        sql = f"SELECT {_SESSION} FROM person_session WHERE login = ?"  # noqa: S608
        row = self._db.execute(sql, (login,)).fetchone()
        return SessionRow(*row) if row else None

    # -- sweeping ------------------------------------------------------------------------------------------------
    def drop_expired(self, at: float, *, keep_ended: float, session_life: float) -> None:
        """Forget what is of no more use: ``keep_ended`` seconds after its end, sessions after ``session_life``."""
        gone = at - keep_ended
        self._db.execute("DELETE FROM login WHERE status IN ('done', 'failed') AND expires <= ?", (gone,))
        self._db.execute(
            "DELETE FROM login_order WHERE status <> 'pending' AND COALESCE(ended, finish_by) < ? "
            "AND NOT EXISTS (SELECT 1 FROM login WHERE login.login = login_order.login)",
            (gone,),
        )
        for table in ("code", "spent_code", "token", "activation"):
            self._db.execute(f"DELETE FROM {table} WHERE expires <= ?", (gone,))  # noqa: S608 - the names above
        self._db.execute("DELETE FROM person_session WHERE created <= ?", (at - session_life,))
