"""A page from a mold is the page that the template makes, for every login."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from jinja2 import Environment

from cosmic_login.idp.pages.molds import Molds

TEMPLATE = Environment(autoescape=True).from_string(
    '<form action="{{ address }}"><b>{{ system }}</b>{% if here %}<a href="{{ here }}?x=1">{{ left }}</a>{% endif %}'
    '{% if "lab" in ways %}<a href="{{ ways.lab }}">{% endif %}{{ address }}{{ ways.app }}</form>'
)
MINE = ("address", "here", "left", "ways")


class Rendered:
    """Renders, and counts."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, values: Mapping[str, object]) -> str:
        self.times += 1
        return TEMPLATE.render(values)


def values_of(number: int, **changed: object) -> dict[str, object]:
    usual = {
        "address": f"/login/<{number}>&'\"",
        "here": f"/login/{number}",
        "left": f"{number} sekunder kvar",
        "ways": {"app": f"cosmic-login:siths-eid?token={number}&idp=x"},
        "system": "Journalen & <co>",
    }
    return usual | changed


@pytest.fixture
def molds() -> Molds:
    return Molds()


def test_each_login_gets_its_own_page_and_the_template_is_used_once(molds: Molds) -> None:
    render = Rendered()
    for number in range(5):
        page = molds.page(("order", "sv"), values_of(number), MINE, render)
        assert page == TEMPLATE.render(values_of(number))
    assert render.times == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"here": ""},
        {"system": "Schemat"},
        {"ways": {}},
        {"ways": {"app": "a", "lab": "https://lab?<>"}},
        {"left": 0},
        {"left": 17},
        {"address": ""},
    ],
)
def test_what_changes_the_page_makes_another(molds: Molds, changed: dict[str, object]) -> None:
    render = Rendered()
    molds.page(("order", "sv"), values_of(1), MINE, render)
    for number in (2, 3):
        values = values_of(number, **changed)
        assert molds.page(("order", "sv"), values, MINE, render) == TEMPLATE.render(values)
    assert molds.page(("order", "sv"), values_of(4), MINE, render) == TEMPLATE.render(values_of(4))


def test_another_template_or_language_is_another_page(molds: Molds) -> None:
    render = Rendered()
    for key in (("order", "sv"), ("order", "en"), ("start", "sv"), ("order", "sv")):
        molds.page(key, values_of(1), MINE, render)
    assert render.times == 3


def test_a_text_that_looks_like_a_mark_of_another_is_only_a_text(molds: Molds) -> None:
    other = Molds()
    stolen = other.page(("x",), {"address": "a"}, ("address",), lambda marked: str(marked["address"])[:-1] + "{}")
    values = values_of(1, system=stolen, address=stolen)
    assert molds.page(("order", "sv"), values, MINE, TEMPLATE.render) == TEMPLATE.render(values)


def test_no_more_than_some_are_remembered(molds: Molds) -> None:
    render = Rendered()
    for number in range(300):
        molds.page(("order", "sv"), values_of(1, system=str(number)), MINE, render)
    assert render.times == 300
    molds.page(("order", "sv"), values_of(1, system="299"), MINE, render)
    assert render.times == 300
    molds.page(("order", "sv"), values_of(1, system="0"), MINE, render)
    assert render.times == 301
