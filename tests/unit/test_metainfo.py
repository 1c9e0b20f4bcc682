"""What software centres are told: well-formed, in both languages, and the same program as the menu's entry."""

from __future__ import annotations

import configparser
import shutil
import subprocess
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
METAINFO = ROOT / "assets" / "cosmic-login.metainfo.xml"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
VALIDATOR = shutil.which("appstreamcli")


def tree() -> ET.Element:
    return ET.parse(METAINFO).getroot()  # noqa: S314 - our own file


def entry() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[method-assign, assignment]
    parser.read(ROOT / "assets" / "cosmic-login.desktop", "utf-8")
    return parser["Desktop Entry"]


@pytest.mark.skipif(VALIDATOR is None, reason="appstreamcli (appstream) is missing")
def test_it_is_valid() -> None:
    command = [str(VALIDATOR), "validate", "--no-net", str(METAINFO)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout


def test_it_is_named_after_its_id_and_leads_to_the_menus_entry() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    shared = project["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    found = tree()
    assert shared["assets/cosmic-login.metainfo.xml"] == f"share/metainfo/{found.findtext('id')}.metainfo.xml"
    assert shared["assets/cosmic-login.desktop"] == f"share/applications/{found.findtext('launchable')}"
    assert found.findtext("provides/binary") in project["project"]["scripts"]
    assert found.findtext("project_license") == project["project"]["license"]


def test_it_says_what_the_menus_entry_says() -> None:
    found, said = tree(), entry()
    assert found.findtext("name") == said["Name"]
    assert found.findtext("icon") == said["Icon"]
    assert [each.text for each in found.iter("category")] == said["Categories"].strip(";").split(";")
    assert f"{found.findtext('provides/mediatype')};" == said["MimeType"]
    summaries = {each.get(LANG, "en"): each.text for each in found.findall("summary")}
    assert summaries == {"en": said["Comment"], "sv": said["Comment[sv]"]}


@pytest.mark.parametrize("place", [".", "description", "description/ul"])
def test_every_text_is_there_in_both_languages(place: str) -> None:
    (parent,) = tree().findall(place)
    texts = [each for each in parent if each.tag in {"summary", "p", "li", "developer_name"}]
    assert texts
    assert [each.get(LANG) for each in texts] == [None, "sv"] * (len(texts) // 2)
    assert all(" ".join((each.text or "").split()) for each in texts)
