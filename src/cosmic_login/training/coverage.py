"""Which scenarios show which row of the instruction and which failure, and why some failures are shown by none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from cosmic_login.training.model import Scenario

#: Failures that nobody meets in a lesson, by the reason.
NOT_MET: Final[Mapping[str, tuple[str, ...]]] = {
    "only with a real reader or a real card, which no lesson touches": (
        "pcsc.missing", "reader.lost", "card.not_training", "vpcd.unreachable",
    ),
    "only with another identity provider than the training's": (
        "server.untrusted", "server.wrong_name", "ca_file.unusable", "idp.address", "order.in_progress",
    ),
    "the window does not let it come to that": (
        "code.malformed", "puk.malformed", "activation.expired", "phone.nothing_asked", "phone.id_unknown",
    ),
    "only on the command line": (
        "reader.unknown", "code.missing", "card.other_person", "person.unknown", "card.unknown", "method.unknown",
        "prompt.no_window", "service_id.needed", "usage.invalid", "control.refused", "control.invalid",
        "control.unknown",
        "address.in_use", "address.unavailable", "address.unknown", "address.forbidden", "output.unwritable",
        "scenario.unknown", "scenario.unreadable", "scenario.malformed", "scenario.unknown_name", "scenario.loops",
        "scenario.cannot_end", "scenario.failed", "guide.no_language", "guide.no_pdf", "guide.no_picture",
        "region.malformed", "region.unreadable",
    ),
    "in a browser, when another system logs its users in": (
        "access.loa_differs", "access.no_commission", "claims.illegal", "claims.missing", "claims.no_match",
        "link.malformed", "link.other_idp",
        "login.needed", "login.choice_needed", "session.replaced", "system.unknown", "system.address", "system.request",
        "system.signature", "system.metadata", "system.stale", "system.replayed", "web.unknown", "web.other_browser",
        "web.foreign_form", "web.told",
    ),
    "of the registration of other systems, which is done beside": (
        "system.malformed", "system.unregistered", "address.certificate", "explain.unknown",
    ),
    "of an IdP on a database, which is started beside": (
        "database.missing", "database.address", "database.unreachable", "database.refused", "database.rights",
        "database.standby", "database.no_room", "database.full", "database.busy", "database.newer", "database.damaged",
        "database.other",
    ),
    "of a reader over the network, before it is paired, or with something else at its address": (
        "reader.remote_garbled", "reader.other_protocol", "reader.desk_unable", "reader.pairing_closed",
        "reader.pairing_wrong", "reader.pairing_malformed", "reader.partner_unknown", "reader.address",
        "reader.not_shared",
    ),
    "only when the service has forgotten what it ended, which takes minutes": ("qr.unknown",),
    "only in the phone's list of e-IDs, without a login": ("enrolment.unknown",),
    "of the program and its files, before or beside a login": (
        "internal.error", "plugin.left_out", "part.failed", "card.damaged", "phone.damaged", "phone.not_started",
        "directory.malformed", "settings.malformed", "profile.readonly", "profile.place", "profile.full",
        "profile.newer", "profile.in_use", "profile.damaged", "audit.tampered", "file.unwritable", "qt.missing",
        "display.missing",
    ),
}  # fmt: skip


def by_row(scenarios: Iterable[Scenario]) -> Mapping[str, tuple[str, ...]]:
    """Return which scenarios show each row that is shown."""
    return _by(scenarios, "rows")


def by_failure(scenarios: Iterable[Scenario]) -> Mapping[str, tuple[str, ...]]:
    """Return which scenarios show each failure that is shown."""
    return _by(scenarios, "failures")


def _by(scenarios: Iterable[Scenario], member: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for scenario in scenarios:
        for name in getattr(scenario, member):
            found.setdefault(name, []).append(scenario.id)
    return {name: tuple(ids) for name, ids in found.items()}
