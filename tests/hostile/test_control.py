"""Every route of the control API with any JSON, and any bytes: refused by name, or done; never an answer of 500."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.routing import Mount, Route

from cosmic_login.core.failures import FAILURES
from cosmic_login.idp.endpoints.control.routes import control_routes
from cosmic_login.idp.outages import TARGETS
from cosmic_login.idp.server.application import build_app
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.profile import Profile

from .grammar import HOSTILE

SOAKING = "COSMIC_SOAK" in os.environ
pytestmark = [pytest.mark.soak] if SOAKING else []
EXAMPLES = settings(max_examples=10_000 if SOAKING else 60, deadline=None, derandomize=not SOAKING, database=None)

TEXTS = st.sampled_from((*HOSTILE, *TARGETS, *("siths.out_of_service", "order.expired"))) | st.text(max_size=30)
NUMBERS = st.integers() | st.integers(min_value=10**300, max_value=10**310) | st.floats() | st.booleans() | st.none()
VALUES = st.recursive(
    TEXTS | NUMBERS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3)
)
NAMES = st.sampled_from(("target", "failure", "orders", "seconds", "person", "face"))
BODIES = st.dictionaries(NAMES | TEXTS, VALUES, max_size=5) | st.dictionaries(NAMES, VALUES, max_size=5) | VALUES


@pytest.fixture(scope="module")
def idp(tmp_path_factory: pytest.TempPathFactory, cosmic_profile_template: Path) -> Iterator[EmbeddedIdp]:
    root = tmp_path_factory.mktemp("hostile") / "profile"
    shutil.copytree(cosmic_profile_template, root)
    with EmbeddedIdp.start(Profile.open(root)) as running:
        yield running


@pytest.fixture(scope="module")
def operator(idp: EmbeddedIdp) -> Iterator[httpx2.Client]:
    headers = {"authorization": f"Bearer {idp.provider.services.control_token}"}
    with httpx2.Client(base_url=idp.base_url, headers=headers, trust_env=False, verify=False, timeout=30) as http:
        yield http


@pytest.fixture(scope="module")
def routes(idp: EmbeddedIdp) -> list[tuple[str, str]]:
    """Return method and path of every route, from the application itself."""
    return [(min(route.methods or ()), route.path) for route in control_routes(idp.provider)]


def judged(answer: httpx2.Response, sent: object) -> None:
    assert answer.status_code in {200, 400, 404, 405, 413, 415}, (answer.status_code, answer.text, sent)
    if answer.status_code == 200:
        return
    told = answer.json()
    named = told["failure"] if isinstance(told.get("failure"), str) else told.get("error", "")
    assert named != "internal.error", (told, sent)
    assert named in FAILURES or "error" in told, (told, sent)
    if answer.status_code == 400 and told.get("errorCode") == "invalidParameters":
        assert named == "control.invalid"


@EXAMPLES
@given(data=st.data())
def test_every_route_with_any_json(data: st.DataObject, operator: httpx2.Client, routes: list[tuple[str, str]]) -> None:
    method, path = data.draw(st.sampled_from(routes))
    place = quote(data.draw(TEXTS), safe="", errors="surrogatepass")[:2000] or "x"
    body: Any = data.draw(BODIES)
    content = json.dumps(body).encode()
    answer = operator.request(
        method,
        f"/control{re.sub('{[a-z]+}', lambda _: place, path)}",
        content=content,
        headers={"content-type": "application/json"},
    )
    judged(answer, (method, path, place, body))


@EXAMPLES
@given(data=st.data())
def test_every_route_with_any_bytes(
    data: st.DataObject, operator: httpx2.Client, routes: list[tuple[str, str]]
) -> None:
    method, path = data.draw(st.sampled_from(routes))
    kind = data.draw(st.sampled_from(("application/json", "application/json; charset=utf-16", "text/plain", "")))
    content = data.draw(st.binary(max_size=200))
    headers = {"content-type": kind} if kind else {}
    answer = operator.request(method, f"/control{re.sub('{[a-z]+}', 'x', path)}", content=content, headers=headers)
    judged(answer, (method, path, kind, content))


def test_the_routes_are_all_there_are(idp: EmbeddedIdp, routes: list[tuple[str, str]]) -> None:
    mounted = [each for each in build_app(idp.provider.services).routes if isinstance(each, Mount)]
    (control,) = (each for each in mounted if each.path == "/control")
    assert {each.path for each in control.routes if isinstance(each, Route)} == {path for _, path in routes}
