"""How somebody answers who knows the code and has no wishes: for programs that log in without a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cosmic_login.core.prompt_kinds import answer_without_window
from cosmic_login.core.prompts import (
    Answer,
    CardChosen,
    ChooseCard,
    ChooseServiceId,
    CodeEntered,
    ConfirmCertificate,
    Confirmed,
    EnterCode,
    InsertCard,
    Prompt,
    Seen,
    ServiceIdChosen,
)
from cosmic_login.core.secret import Code


def plain_answer(
    prompt: Prompt[Any], next_code: Callable[[], Code], *, reader: str = "", service_id: str = ""
) -> Answer | None:
    """Return the answer to one prompt, or None to leave it standing until a card is put in.

    ``next_code`` gives the code when it is asked for. Of several cards the one in ``reader`` is chosen, of several
    service IDs ``service_id``, and the first of either where none is named. What is shown has been seen.
    """
    match prompt:
        case EnterCode():
            return CodeEntered(next_code())
        case ChooseCard():
            return CardChosen(reader or prompt.choices[0].reader)
        case ChooseServiceId():
            return ServiceIdChosen(service_id or prompt.choices[0].hsa_id)
        case ConfirmCertificate():
            return Confirmed()
        case InsertCard():
            return None
    return answer_without_window(prompt) or Seen()
