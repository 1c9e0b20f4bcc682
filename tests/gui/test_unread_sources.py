"""What PySide6 reads when a module is imported: no source of ours, and those of others as before."""

from __future__ import annotations

import importlib
import inspect
import sys
from pathlib import Path
from types import ModuleType

import pytest

import cosmic_login
from cosmic_login.ui import unread_sources


@pytest.mark.parametrize(("package", "read"), [("cosmic_login", False), ("elsewhere", True)])
def test_the_sources_of_our_own_modules_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str, *, read: bool
) -> None:
    seen: list[str] = []
    getsource = inspect.getsource

    def noted(module: ModuleType) -> str:
        seen.append(module.__name__)
        return getsource(module)

    monkeypatch.setattr(inspect, "getsource", noted)
    monkeypatch.setattr(cosmic_login, "__path__", [*cosmic_login.__path__, str(tmp_path / "cosmic_login")])
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / package).mkdir()
    (tmp_path / package / "plain.py").write_text("import sys\n", "utf-8")
    importlib.invalidate_caches()
    name = f"{package}.plain"
    try:
        exec(f"from {name} import sys", {})  # noqa: S102 - the statement is what PySide6 listens to
    finally:
        for each in (name, *(["elsewhere"] if read else [])):
            sys.modules.pop(each, None)
        vars(cosmic_login).pop("plain", None)
    assert (name in seen) is read


def test_a_switch_that_works_in_another_way_is_left_alone() -> None:
    unread_sources.spare_reading(None)
    other = ModuleType("feature")
    unread_sources.spare_reading(other)
    assert not hasattr(other, "_mod_uses_pyside")
