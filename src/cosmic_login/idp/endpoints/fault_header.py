"""A fault that a test's own request brings along, where the operator allows that (``idp --faults-by-header``)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from starlette.requests import Request

from cosmic_login.idp.faults import FAULT_HEADER, Fault, NoFault, suited
from cosmic_login.profile.logs import log_event

if TYPE_CHECKING:
    from cosmic_login.core.answer_faults import ProtocolName
    from cosmic_login.idp.settings import IdpSettings

_log = logging.getLogger(__name__)
#: The header of an answer that says why the fault is none.
REFUSED_HEADER: Final = "Cosmic-Fault-Refused"


def brought_fault(request: Request, protocol: ProtocolName, settings: IdpSettings) -> str:
    """Return the fault that a request brings, written; empty when it brings none, or may not.

    Raises ``NoFault`` for a header that is wrong.
    """
    headers = request.headers.getlist(FAULT_HEADER)
    if not headers:
        return ""
    if not settings.faults_by_header:
        log_event(_log, "fault.not_heeded", level=logging.WARNING, path=request.url.path)
        return ""
    if len(headers) > 1:
        raise NoFault(FAULT_HEADER, "it is given twice.", "given once")
    return str(suited(Fault.read(headers[0]), protocol))
