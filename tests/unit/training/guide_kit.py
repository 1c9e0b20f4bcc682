"""A guide without a window: pictures that nobody took."""

from __future__ import annotations

from functools import partial

from cosmic_login.training.guide.compose import Guide, compose, wanted
from cosmic_login.training.guide.content import content
from cosmic_login.training.guide.model import GuideRegion, TakenPicture
from cosmic_login.training.guide.region import parse
from cosmic_login.translations import translate

SMALLEST = '[name]\nsv = "Region Prov"\nen = "Region Test"\n'


def region(text: str = SMALLEST) -> GuideRegion:
    """Return what a region's file says."""
    return parse("prov.toml", text.encode())


def guide(of: GuideRegion, language: str = "sv") -> Guide:
    """Return the guide of a region."""
    return compose(content(), of, language, partial(translate, language))


def shots(of: Guide) -> dict[str, TakenPicture]:
    """Return a picture for each that the guide wants."""
    return {each.id: TakenPicture(b"PNG", 10, 20, ("Det <första>",)) for each in wanted(of, content())}
