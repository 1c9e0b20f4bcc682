"""The file for the support: diagnosis, log, versions, settings and audit verdict in one zip, and no secrets.

What is put in passes the same cleaning as the log does, whatever it was before: no value of a field named like a code,
no whole personal number, no credentials in an address, no name of the user's home directory.
"""

from __future__ import annotations

import io
import json
import platform
import re
import zipfile
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cosmic_login.core.diagnosis import Finding, Translate, as_text, swedish
from cosmic_login.core.failures import QT_TRANSLATE_NOOP, LoginFailure
from cosmic_login.core.redact import mask_codes, mask_numbers
from cosmic_login.diagnosis.checks import run_checks
from cosmic_login.diagnosis.system import versions
from cosmic_login.profile.files import read_bytes, write_atomic
from cosmic_login.profile.logs import DROPPED, LOG_NAME, clean

if TYPE_CHECKING:
    from cosmic_login.diagnosis.case import Case

README = QT_TRANSLATE_NOOP(
    "Diagnosis",
    "Underlag till supporten från Cosmic-inloggningen. Här finns diagnosen, programmets logg, versioner, "
    "inställningar, katalogens innehåll utan personnummer samt åtkomstloggens tillstånd. Koder, nycklar, hela "
    "personnummer och inloggningsuppgifter i adresser är borttagna.",
)
#: How many failed logins of the audit trail are named.
FAILURES_SHOWN = 50
_USER_PART = re.compile(r"(?<=://)[^/@\s\"']+@")
_QUERY = re.compile(r"(https?://[^\s\"'?#]+)[?#][^\s\"']*")
_TOKEN = re.compile(r"\beyJ[\w-]{8,}(?:\.[\w-]*)+")


def save_support_file(
    path: Path, case: Case, translate: Translate = swedish, findings: Sequence[Finding] | None = None
) -> None:
    """Write the zip whole or not at all. Blocks. Raises ``LoginFailure`` ``file.unwritable``.

    ``findings`` are those of a diagnosis that has just been made; without them it is made now.
    """
    data = support_file(case, translate, findings)
    try:
        write_atomic(path, data)
    except LoginFailure as failure:
        raise LoginFailure("file.unwritable", failure.detail) from failure


def support_file(case: Case, translate: Translate = swedish, findings: Sequence[Finding] | None = None) -> bytes:
    """Return the zip's bytes. A part that cannot be read is told in its place; the others follow."""
    made = list(run_checks(case)) if findings is None else findings
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _members(case, made, translate):
            archive.writestr(name, scrubbed(text).encode("utf-8", "backslashreplace"))
    return buffer.getvalue()


def _members(case: Case, findings: Sequence[Finding], translate: Translate) -> Iterator[tuple[str, str]]:
    yield "README.txt", translate("Diagnosis", README) + "\n"
    yield "diagnosis.txt", as_text(findings, translate)
    yield "diagnosis.json", _json([finding.members(translate) for finding in findings])
    about = {"python": platform.python_version(), "system": platform.platform(), "machine": platform.machine()}
    yield "versions.json", _json({**versions(), **about, "idp": case.idp_url or "embedded"})
    for name, part in (("settings.json", _settings), ("directory.json", _directory), ("audit.json", _audit)):
        try:
            yield name, part(case)
        except LoginFailure as failure:
            yield f"{name}.missing.txt", f"{failure.code}: {failure.detail}\n"
    try:
        yield from _log_files(case)
    except LoginFailure as failure:
        yield "log.missing.txt", f"{failure.code}: {failure.detail}\n"


def scrubbed(text: str) -> str:
    """Return ``text`` without tokens, credentials of addresses, whole personal numbers and the home directory."""
    text = _QUERY.sub(r"\1", _USER_PART.sub("", _TOKEN.sub(DROPPED, text)))
    home = str(Path.home())
    if len(home) > 1:
        text = re.sub(rf"{re.escape(home)}(?=[/\\\s\"',:;)]|$)", "~", text)
    return mask_codes(mask_numbers(text))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _settings(case: Case) -> str:
    """Return the settings as they are understood: no comments, and nothing the program does not know."""
    from cosmic_login.profile.settings import read_settings

    return _json(read_settings(case.profile.settings_file)._asdict())


def _directory(case: Case) -> str:
    """Return keys and kinds only: no names, no personal numbers, no codes."""
    from cosmic_login.directory.directory import Directory

    directory = Directory.load(case.profile)
    return _json(
        {
            "own_file": case.profile.directory_file.exists(),
            "organisations": [
                {"name": organisation.name, "own_region": organisation.own_region}
                for organisation in directory.organisations.values()
            ],
            "persons": {
                person.key: {
                    "service_ids": [service_id.hsa_id for service_id in person.service_ids],
                    "cards": {
                        card.card: {
                            "kind": card.kind,
                            "key_type": card.key_type,
                            "loa": card.loa,
                            "reserve": card.reserve,
                            "registered": card.registered,
                            "revoked": card.revoked,
                            "blocked": card.blocked,
                            "foreign_issuer": card.foreign_issuer,
                            "valid_from_days": card.valid_from_days,
                            "valid_days": card.valid_days,
                        }
                        for card in person.cards
                    },
                }
                for person in directory.persons.values()
            },
        }
    )


def _audit(case: Case) -> str:
    """Return the verdict, how many rows of each event, and the last failures without names."""
    from cosmic_login.audit.redact import masked

    verdict = case.trail.verify()
    failed: deque[dict[str, object]] = deque(maxlen=FAILURES_SHOWN)
    events: dict[str, int] = {}
    try:
        for record in case.trail.records():
            events[record.event] = events.get(record.event, 0) + 1
            if record.reason:
                shown = masked(record).members()
                kept = ("seq", "time", "event", "login", "person", "method", "loa", "reason", "source")
                failed.append({name: shown[name] for name in kept})
    except LoginFailure:
        pass  # damaged from here on: the verdict says so
    found = {"ok": verdict.ok, "records": verdict.records, "row": verdict.row, "problem": verdict.problem}
    return _json({"verification": found, "events": events, "last_failures": list(failed)})


def _log_files(case: Case) -> Iterator[tuple[str, str]]:
    folder = case.profile.log_dir
    names = [path.name for path in folder.glob(f"{LOG_NAME}*") if path.is_file()]
    for name in sorted(names):
        raw = read_bytes(folder / name)
        if raw is not None:
            yield f"log/{name}", "".join(f"{_log_line(line)}\n" for line in raw.decode("utf-8", "replace").splitlines())


def _log_line(line: str) -> str:
    """Clean a line once more, member by member, so that it stays JSON; what is none is cleaned as text later."""
    try:
        members = json.loads(line)
    except ValueError:
        return line
    if not isinstance(members, dict):
        return line
    return json.dumps({str(key): clean(str(key), value) for key, value in members.items()}, ensure_ascii=False)
