"""``scenario guide``: real pictures, a page that axe-core finds right, and a PDF that outloud finds right.

One program makes it for a region that is not the shipped one; everything here looks at what it made.
"""

from __future__ import annotations

import base64
import itertools
import json
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
import pytest
from PySide6.QtGui import QImage

from cosmic_login.run.exit_status import INTERRUPTED
from cosmic_login.training.guide.content import content
from tests.e2e import browser, warm
from tests.e2e.program import command, environment, run

ROOT = Path(__file__).resolve().parents[2]
REGION = ROOT / "docs" / "guide" / "exempelskog.toml"
TIMEOUT_S = 300
pytestmark = pytest.mark.timeout(TIMEOUT_S + 60)


class Made(NamedTuple):
    """What the program made."""

    page: Path
    pdf: Path
    html: str


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Make the guide once, in a folder that is not there yet."""
    folder = tmp_path_factory.mktemp("guide") / "a" / "b"
    words = command(None, "scenario", "guide", "--region", str(REGION), "--language", "sv", "--pdf", "--json")
    piped = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with warm.start([*words, "--output", str(folder)], environment(), **piped) as process:
        out, err = process.communicate(timeout=TIMEOUT_S)
    said = [line for line in err.splitlines() if "propagateSizeHints" not in line]  # the offscreen platform's own
    assert (process.returncode, said) == (0, [])
    files = [folder / "exempelskog.sv.html", folder / "exempelskog.sv.pdf"]
    assert json.loads(out) == {"files": [str(path) for path in files]}
    assert sorted(folder.iterdir()) == files  # nothing half-written, nothing beside
    return Made(files[0], files[1], files[0].read_text("utf-8"))


def pictures(html: str) -> dict[str, bytes]:
    """Return the pictures by their descriptions."""
    found = re.findall(r'<img src="data:image/png;base64,([^"]+)" width="(\d+)" height="(\d+)" alt="([^"]+)">', html)
    return {alt: base64.b64decode(data) for data, _width, _height, alt in found}


def test_every_picture_is_there_with_numbers_on_what_they_stand_on(made: Made) -> None:
    there = pictures(made.html)
    assert set(there) == {each.alt.sv for each in content().pictures.values() if each.alt.sv in made.html}
    assert len(there) >= 20
    for alt, png in there.items():
        image = QImage.fromData(png)
        assert min(image.width(), image.height()) > 600, alt
        assert image.colorCount() > 3, "there is nothing in it"
    legends = {
        found[1]: re.findall(r"<li>([^<]+)</li>", figure)
        for figure in re.findall(r"<figure>.*?</figure>", made.html, re.DOTALL)
        if (found := re.search(r'alt="([^"]+)"', figure)) is not None
    }
    for picture in content().pictures.values():
        assert len(legends[picture.alt.sv]) == len(picture.parts), picture.id
    assert legends[content().pictures["code"].alt.sv] == ["Legitimeringskod, sex siffror", "Legitimera"]
    assert len(made.html) < 2_000_000


def test_it_is_the_regions_own(made: Made) -> None:
    assert "Region Exempelskog" in made.html
    assert "08-465 004 20" in made.html
    assert "Jönköping" not in re.sub(r"base64,[^\"]+", "", made.html)
    assert "141 41" not in made.html


@pytest.mark.skipif(bool(browser.missing()), reason=browser.missing())
@pytest.mark.parametrize("which", ["made", "jonkoping.en.html"])
def test_axe_finds_nothing_wrong_with_the_page(made: Made, which: str, tmp_path: Path) -> None:
    path = made.page if which == "made" else ROOT / "docs" / "guide" / which
    found = browser.axe(path, tmp_path)
    assert found["violations"] == []
    assert found["passes"] > 30
    # Of numbers in circles it cannot tell what is behind them; nothing else is left open.
    left = {(rule, *nodes[1:]) for rule, rows in found["incomplete"] for nodes in rows}
    assert left <= {("color-contrast", "pseudoContent")}


@pytest.mark.skipif(bool(browser.missing()), reason=browser.missing())
def test_axe_finds_what_is_wrong_when_something_is(made: Made, tmp_path: Path) -> None:
    worse = tmp_path / "worse.html"
    worse.write_text(re.sub(r' alt="[^"]+"', "", made.html).replace('lang="sv"', ""), "utf-8")
    assert {rule for rule, _nodes in browser.axe(worse, tmp_path)["violations"]} >= {"html-has-lang", "image-alt"}


def outloud(path: Path, folder: Path, *only: str) -> list[tuple[str, str]]:
    """Return rule and severity of everything that another checker of PDF/UA finds, by all its rules or by some."""
    report = folder / "report.json"
    subprocess.run(
        [
            Path(sys.executable).with_name("outloud"),
            "--quiet",
            "--fail-on",
            "never",
            "--json",
            str(report),
            *(f"--only={rule}" for rule in only),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=TIMEOUT_S,
    )
    return [(row["rule"], row["severity"]) for row in findings(json.loads(report.read_text("utf-8")))]


def findings(report: Any) -> Iterator[dict[str, Any]]:
    if isinstance(report, dict):
        if {"rule", "severity", "message"} <= report.keys():
            yield report
        for value in report.values():
            yield from findings(value)
    elif isinstance(report, list):
        for value in report:
            yield from findings(value)


def test_the_pdf_is_accessible(made: Made, tmp_path: Path) -> None:
    """Nothing is left but that a table is painted in another order than it is read in, which no rule forbids."""
    assert {rule for rule, _severity in outloud(made.pdf, tmp_path)} <= {"ORD-001"}
    with pikepdf.open(made.pdf) as document:
        root = document.Root
        assert str(root.Lang) == "sv"
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Logga in i Cosmic med tjänste-id – Region Exempelskog"
        tags = list(elements(root.StructTreeRoot.K[0]))
        kinds = Counter(str(tag.S) for tag in tags)
        images = pictures(made.html)
        assert [str(tag.Alt) for tag in tags if tag.S == "/Figure"] == re.findall(r'alt="([^"]+)"', made.html)
        assert kinds["/Figure"] >= len(images)
        headings = [int(str(tag.S)[2:]) for tag in tags if re.fullmatch("/H[1-6]", str(tag.S))]
        assert headings[0] == 1
        assert headings.count(1) == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(headings))
        assert kinds["/TH"] == 3
        assert all("/Headers" in tag.A for tag in tags if tag.S == "/TD")
        assert len(document.open_outline().root) > 0
        numbers = [page.Contents.read_bytes().count(b"/Type /Pagination") for page in document.pages]
        assert numbers == [1] * len(document.pages)


def elements(tag: Any) -> Iterator[Any]:
    """Return the elements of the structure in their order."""
    yield tag
    for kid in tag.get("/K", ()):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from elements(kid)


def test_the_checker_finds_what_is_wrong_when_something_is(made: Made, tmp_path: Path) -> None:
    worse = tmp_path / "worse.pdf"
    with pikepdf.open(made.pdf) as document:
        del document.Root.Lang
        figure = next(tag for tag in elements(document.Root.StructTreeRoot.K[0]) if tag.S == "/Figure")
        del figure.Alt
        document.save(worse)
    wrong = {("DOC-013", "error"), ("FIG-001", "error")}
    assert set(outloud(worse, tmp_path, *(rule for rule, _severity in wrong))) == wrong


def test_whoever_has_had_enough_of_it_gets_nothing(tmp_path: Path) -> None:
    words = command(None, "scenario", "guide", "--output", str(tmp_path / "out"))
    with warm.start(words, environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Bilder ur övningen ")
        process.stdout.readline()  # the first lesson has been played
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=TIMEOUT_S)
    assert process.returncode == INTERRUPTED
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(
    ("write", "arguments", "failure"),
    [
        ("name = 1\n", ("--region", "region.toml"), "region.malformed: "),
        ("", ("--region", "none.toml"), "region.unreadable: "),
        ('languages = ["sv"]\nname.sv = "R"\n', ("--region", "region.toml", "--language", "en"), "guide.no_language: "),
        ("", ("--output", "region.toml"), "file.unwritable: "),
    ],
)
def test_what_cannot_be_made_is_said_at_once_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: str, arguments: tuple[str, ...], failure: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("region.toml").write_text(write, "utf-8")
    done = run(None, "scenario", "guide", *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(failure)
    assert [path.name for path in tmp_path.iterdir()] == ["region.toml"]
