"""Templates are compiled once in a process, and never taken for one another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment

from cosmic_login.idp.pages.render import Pages


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the templates that are compiled."""
    names: list[str] = []
    compiling = Environment.compile

    def noted(self: Environment, source: str, name: str, *more: Any, **named: Any) -> Any:
        names.append(name)
        return compiling(self, source, name, *more, **named)

    monkeypatch.setattr(Environment, "compile", noted)
    return names


def package(root: Path, name: str, text: str) -> str:
    """Write a package with one template, whose name others have too."""
    (root / name / "templates").mkdir(parents=True, exist_ok=True)
    (root / name / "__init__.py").touch()
    (root / name / "templates" / "notice.html").write_text(text, encoding="utf-8")
    return name


def shown(of: str, who: str = "<Anna>") -> str:
    """Return what another IdP, or another door, shows of it."""
    return bytes(Pages(package=of).page("notice.html", {"who": who}).body).decode()


def test_what_was_compiled_serves_every_door_and_every_idp(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counted: list[str]
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    hall, desk = package(tmp_path, "of_the_hall", "Hej {{ who }}"), package(tmp_path, "of_the_desk", "Hejdå {{ who }}")
    assert [shown(hall), shown(desk), shown(hall, "Bo"), shown(desk, "Bo")] == [
        "Hej &lt;Anna&gt;",
        "Hejdå &lt;Anna&gt;",
        "Hej Bo",
        "Hejdå Bo",
    ]
    assert counted == ["notice.html", "notice.html"]
    package(tmp_path, hall, "God morgon {{ who }}")
    assert shown(hall) == "God morgon &lt;Anna&gt;"
    assert counted == ["notice.html"] * 3
