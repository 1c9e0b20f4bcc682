"""The prompt: which of three pictures is the person's own. No Qt here; the screen is named."""

from __future__ import annotations

import os
from dataclasses import dataclass

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.help_topic import Topic
from cosmic_login.core.prompt_kinds import PromptKind
from cosmic_login.core.prompts import Answer, Prompt

from . import texts

plugin_api = 2


@dataclass(frozen=True)
class PictureChosen(Answer):
    """The person chose this picture."""

    picture: str


@dataclass(frozen=True)
class ChoosePicture(Prompt[PictureChosen]):
    """Ask for the picture; ``wrong_before``: the one before was not it."""

    pictures: tuple[str, ...]
    wrong_before: bool = False


def from_environment(prompt: ChoosePicture) -> PictureChosen:
    """Answer without a window: the picture stands in ``PROV_ID_PICTURE``; the boat's owner needs to say nothing."""
    if prompt.wrong_before:
        raise LoginFailure("code.wrong")
    return PictureChosen(os.environ.get("PROV_ID_PICTURE", "boat"))


PICTURE = PromptKind(
    "prov_picture",
    ChoosePicture,
    texts.ABOUT,
    Topic("prov-id", texts.TOPIC_TITLE, steps=(texts.TOPIC_STEP,)),
    "prov_id.screen:PictureScreen",
    without_window=from_environment,
)
