"""The tables, in SQL that SQLite and PostgreSQL both read (types apart)."""

from __future__ import annotations

from collections.abc import Mapping

from cosmic_login.idp.store.card_statements import ACTIVATION_TABLE
from cosmic_login.idp.store.fault_statements import FAULT_TABLES
from cosmic_login.idp.store.logout_statements import LOGOUT_TABLES
from cosmic_login.idp.store.oidc_statements import OIDC_TABLES
from cosmic_login.idp.store.outages import OUTAGE_TABLE, PERSONAL_OUTAGE
from cosmic_login.idp.store.saml_statements import SAML_TABLES
from cosmic_login.idp.store.trail import TRAIL_TABLE
from cosmic_login.idp.store.web_statements import WEB_TABLES

#: Version of the tables. A program refuses a store of a newer version than it knows.
SCHEMA_VERSION = 11

#: Version 1. What came later is in ``CHANGES``: a new store passes through all versions, so that there is one way.
TABLES = (
    "CREATE TABLE store_version (version INTEGER NOT NULL)",
    """CREATE TABLE signing_key (
        kid TEXT PRIMARY KEY, alg TEXT NOT NULL, sealed BLOB NOT NULL,
        created REAL NOT NULL, active REAL NOT NULL, retired REAL)""",
    """CREATE TABLE login (
        login TEXT PRIMARY KEY, session TEXT NOT NULL UNIQUE, order_ref TEXT NOT NULL, client_id TEXT NOT NULL,
        method TEXT NOT NULL, created REAL NOT NULL, expires REAL NOT NULL, request TEXT NOT NULL,
        status TEXT NOT NULL, failure TEXT NOT NULL)""",
    "CREATE INDEX login_time ON login (status, expires)",
    """CREATE TABLE login_order (
        ref TEXT PRIMARY KEY, login TEXT NOT NULL, client_id TEXT NOT NULL, start_token TEXT NOT NULL UNIQUE,
        created REAL NOT NULL, start_by REAL NOT NULL, finish_by REAL NOT NULL, status TEXT NOT NULL,
        hint TEXT NOT NULL, failure TEXT NOT NULL, app_session TEXT UNIQUE, person TEXT NOT NULL,
        certificate BLOB NOT NULL, challenge TEXT NOT NULL, registration_challenge TEXT NOT NULL,
        evidence TEXT NOT NULL)""",
    "CREATE INDEX login_order_person ON login_order (person, status)",
    "CREATE INDEX login_order_time ON login_order (status, finish_by)",
    "CREATE TABLE code (code TEXT PRIMARY KEY, login TEXT NOT NULL, expires REAL NOT NULL, granted TEXT NOT NULL)",
    "CREATE TABLE spent_code (code TEXT PRIMARY KEY, login TEXT NOT NULL, expires REAL NOT NULL)",
    "CREATE TABLE token (token TEXT PRIMARY KEY, login TEXT NOT NULL, expires REAL NOT NULL, claims TEXT NOT NULL)",
    "CREATE INDEX token_login ON token (login)",
    """CREATE TABLE person_session (
        sid TEXT PRIMARY KEY, login TEXT NOT NULL UNIQUE, created REAL NOT NULL, record TEXT NOT NULL, ended REAL)""",
    """CREATE TABLE registration (
        card_number TEXT NOT NULL, person TEXT NOT NULL, registered REAL NOT NULL,
        PRIMARY KEY (card_number, person))""",
)

#: What each version adds to the one before it.
CHANGES: Mapping[int, tuple[str, ...]] = {
    2: (OUTAGE_TABLE,),
    # Phones: relying parties, QR codes, identities on phones.
    3: (
        "ALTER TABLE login ADD COLUMN renewals INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE login_order ADD COLUMN face TEXT NOT NULL DEFAULT 'siths'",
        "ALTER TABLE login_order ADD COLUMN kind TEXT NOT NULL DEFAULT 'auth'",
        "ALTER TABLE login_order ADD COLUMN rp TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE login_order ADD COLUMN rp_id TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE login_order ADD COLUMN handle TEXT",
        "ALTER TABLE login_order ADD COLUMN qr_token TEXT",
        "ALTER TABLE login_order ADD COLUMN details TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE login_order ADD COLUMN ended REAL",
        "ALTER TABLE login_order ADD COLUMN collected INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE login_order ADD COLUMN completion TEXT NOT NULL DEFAULT ''",
        "CREATE UNIQUE INDEX login_order_handle ON login_order (handle)",
        "CREATE UNIQUE INDEX login_order_qr ON login_order (qr_token)",
        """CREATE TABLE enrolment (
            device TEXT PRIMARY KEY, face TEXT NOT NULL, person TEXT NOT NULL, name TEXT NOT NULL,
            token TEXT NOT NULL UNIQUE, certificate BLOB NOT NULL, serial TEXT NOT NULL,
            since REAL NOT NULL, until REAL NOT NULL, removed REAL)""",
        "CREATE INDEX enrolment_person ON enrolment (person, face)",
        """CREATE TABLE activation (
            code TEXT PRIMARY KEY, face TEXT NOT NULL, person TEXT NOT NULL, expires REAL NOT NULL)""",
    ),
    4: (ACTIVATION_TABLE,),
    5: (TRAIL_TABLE,),
    # Logins in a browser, for other systems.
    6: WEB_TABLES,
    # OpenID Connect for them.
    7: OIDC_TABLES,
    # SAML, and log-outs in a browser.
    8: (*SAML_TABLES, *LOGOUT_TABLES),
    # Faults to order.
    9: FAULT_TABLES,
    # What is over is found by its time: looking for it costs the same however much is kept.
    10: (
        "CREATE INDEX login_order_over ON login_order ((COALESCE(ended, finish_by)))",
        "CREATE INDEX sso_session_over ON sso_session ((COALESCE(ended, expires)))",
        "CREATE INDEX person_session_time ON person_session (created)",
        "CREATE INDEX code_time ON code (expires)",
        "CREATE INDEX spent_code_time ON spent_code (expires)",
        "CREATE INDEX token_time ON token (expires)",
        "CREATE INDEX web_logout_time ON web_logout (expires)",
    ),
    # Outages of one person.
    11: PERSONAL_OUTAGE,
}
