"""Three hundred full disks: at every write of what people and trainers do; told as such, and nothing is lost by it."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest

from cosmic_login.app import World
from cosmic_login.cli.main import main
from cosmic_login.core.failures import FAILURES
from cosmic_login.profile import Profile
from tests.soak.campaign import SHARE, Campaign
from tests.soak.full_disk import full_disk

TRIES = 3
CODES = {"COSMIC_LOGIN_CODE": "123456", "COSMIC_LOGIN_NEW_CODE": "135790", "COSMIC_LOGIN_PUK": "12345678"}
LOGIN = ("login", "--person", "anna", "--json")


@dataclass(frozen=True)
class Deed:
    """Something one does. ``again``: what may be said when it is done once more, beside that it is done."""

    words: Sequence[str]
    before: Sequence[Sequence[str]] = ()
    again: Sequence[str] = ()
    codes: Mapping[str, str] = field(default_factory=lambda: CODES)

    @property
    def name(self) -> str:
        return " ".join(self.words)


_ACTIVATE = ("phone", "activate", "--phone", "A", "--person", "anna", "--json")
DEEDS = (
    Deed(LOGIN),
    Deed(("login", "--person", "farid", "--json")),  # a card that the IdP does not know yet
    Deed(("login", "--person", "anna", "--method", "bankid", "--json")),
    Deed(("login", "--person", "anna", "--method", "siths-other-device", "--json"), before=(_ACTIVATE,)),
    Deed(("login", "--person", "anna", "--method", "siths-md", "--json")),
    Deed(_ACTIVATE, again=("enrolment.exists", "phone.activated")),
    Deed(
        ("phone", "remove", "--phone", "A", "--json"), before=(_ACTIVATE,), again=("enrolment.unknown", "phone.no_id")
    ),
    Deed(("settings", "set", "appearance.language", "en")),
    Deed(("card", "issue", "anna-1", "--json")),
    Deed(("card", "change-code", "anna-1"), again=("code.wrong",)),
    Deed(("card", "unblock", "anna-1")),
    Deed(("card", "revoke", "bo-1", "--json")),
    Deed(("card", "issue-reserve", "karin", "--json")),
    Deed(("control", "outage", "bankid", "--json")),
    Deed(("rp", "issue", "Testtjänsten", "--out", "disk/rp", "--json"), again=("file.unwritable",)),
    Deed(("audit", "export", "--output", "disk/out.jsonl"), before=(LOGIN,)),
    Deed(("idp",)),
)


class _Over(threading.Event):
    """A server's wait for its end, which is there at once."""

    def wait(self, _timeout: float | None = None) -> bool:
        return True


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Stand in a directory of the test's own, where ``idp`` ends as soon as it serves."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("cosmic_login.cli.idp.threading", SimpleNamespace(Event=_Over))
    monkeypatch.setattr("sys.stdin", io.StringIO())
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield tmp_path
    for number, handler in before.items():
        signal.signal(number, handler)


def said(root: Path, words: Sequence[str], codes: Mapping[str, str] = CODES) -> tuple[int, str]:
    """Run a command in this process; return its status, and how its failure is called."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", errors="backslashreplace") for _ in range(2))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in codes.items():
            patch.setenv(name, value)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main(["--profile", str(root), *words])
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode("utf-8"))
    assert "Traceback" not in texts[1], texts[1]
    return status, "" if status == 0 else _code(*texts)


def _code(out: str, err: str) -> str:
    with contextlib.suppress(ValueError, KeyError, TypeError):
        return str(json.loads(out)["failure"]["code"])
    return next((line.partition(":")[0] for line in err.splitlines() if line.partition(":")[0] in FAILURES), err)


def one_point(run: Campaign, template: Path, root: Path, deed: Deed, n: int, *, stays: bool) -> bool:
    """Meet one full disk and see what is left; say whether it came to that."""
    shutil.rmtree(root.parent, ignore_errors=True)
    shutil.copytree(template, root)
    here = (deed.name, n, stays)
    with full_disk(root.parent, n, stays=stays) as disk:
        status, code = said(root, deed.words, deed.codes)
    if not disk.met:
        assert status == 0, (*here, code)
        return False
    # What can be done without, a line of the log for one, is done without. A card that cannot write says 6581.
    assert status == 0 or code in {"profile.full", "card.refused", "file.unwritable"}, (*here, code)
    run.counts[code or "done all the same"] += 1
    whole(root, here)
    status, code = said(root, deed.words, deed.codes)
    assert status == 0 or code in deed.again, (*here, "again", code)
    whole(root, here)
    return True


def whole(root: Path, here: object) -> None:
    """See that the profile opens, the trail is whole and true, no try is lost, and nothing lies about."""
    world = World(Profile.open(root))
    try:
        verdict = world.audit.verify()
        assert verdict.ok, (here, verdict)
        rows = list(world.audit.records())
        asked = {row.login for row in rows if row.event == "login.attempted"}
        assert {row.login for row in rows if row.event == "login.succeeded"} <= asked, here
        for card in ("anna-1", "bo-1", "farid-1"):
            assert world.cards.summary(card).tries_left >= TRIES - 1, (here, card)
    finally:
        world.close()
    assert [path.name for path in root.rglob("*.new")] == [], here


def prepared(deed: Deed, template: Path, folder: Path) -> Path:
    """Return a profile on which everything was done that comes before."""
    if not deed.before:
        return template
    made = folder / "prepared"
    shutil.rmtree(made, ignore_errors=True)
    shutil.copytree(template, made)
    for words in deed.before:
        assert said(made, words) == (0, ""), words
    return made


def campaign(run: Campaign, template: Path, place: Path, deeds: Sequence[Deed], step: int = 1) -> None:
    """Go through all points of these, or each ``step``-th from a random one on."""
    for deed in deeds:
        ready = prepared(deed, template, place)
        for stays in (False, True):
            n = 1 + run.random.randrange(step)
            while not run.over and one_point(run, ready, place / "disk" / "profile", deed, n, stays=stays):
                run.done += 1
                n += step
        run.counts[deed.words[0]] += 1
        run.tell()


def test_full_disks(cosmic_profile_template: Path, place: Path) -> None:
    campaign(Campaign.short("full_disk", 1000), cosmic_profile_template, place, DEEDS[:1], 25)


@pytest.mark.soak
def test_three_hundred_full_disks(cosmic_profile_template: Path, place: Path) -> None:
    run = Campaign("full_disk", 10_000)  # there are some two thousand, and a share of them is wanted
    deeds = run.random.sample(DEEDS, len(DEEDS))
    campaign(run, cosmic_profile_template, place, deeds, max(1, round(6 / SHARE)))
    run.size = run.done
    run.tell()
