"""Makes the profile beside this file: ``make.py COSMIC-LOGIN PROFILE-DIR``, with the program of that age.

The program of commit 64dde93 was used once; a later one would prove nothing. Kept to show what is in the profile and
in which order it came there. What the program itself then says of it is written to ``said.json``.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CODE, NEW_CODE, WRONG, PHONE_CODE = "123456", "246802", "999999", "739146"
#: Where a person has moved the window to; the program corrects it and keeps it when it ends.
PLACE = {"x": 37, "y": 51, "width": 740, "height": 690, "maximised": False}

DIRECTORY = """\
[organisations.provbygd]
organisation_id = "2120000555"
name = "Provbygds kommun (övning)"

[persons.olle]
personal_number = "196607113146"
given_name = "Olle"
family_name = "Provsson"

[[persons.olle.service_ids]]
hsa_id = "TSTNMT2321000057-9001"
organisation = "rjl"
title = "Läkare"

[[persons.olle.service_ids]]
hsa_id = "TSTNMT2321000057-9002"
organisation = "provbygd"
title = "Skolläkare"

[cards.olle-1]
person = "olle"
key_type = "ec256"
signing_pair = true
"""

SETTINGS = {
    "appearance.language": "en",
    "appearance.theme": "dark",
    "appearance.text_scale": "1.5",
    "appearance.reduced_motion": "on",
    "login.manner": "true-to-life",
    "login.starting_over_s": "3",
    "login.show_keypad": "true",
    "login.shuffle_keypad": "true",
    "session.card_removal": "log-out",
    "session.removal_countdown_s": "25",
    "session.idle_minutes": "45",
    "help.contacts": "Kim på avdelningen: 010-000 00 01; Övningsstöd: anknytning 99; Jouren",
}


class Program:
    """The program on one profile."""

    def __init__(self, program: str, profile: Path) -> None:
        self._command = [program, "--profile", str(profile)]

    def run(self, *arguments: str, status: int = 0, **environment: str) -> str:
        """Run it to its end, which has to be the expected one, and return what it printed."""
        done = subprocess.run(
            [*self._command, *arguments],
            env=self._environment(environment),
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=120,
        )
        if done.returncode != status:
            raise SystemExit(f"{arguments}: {done.returncode} {done.stdout} {done.stderr}")
        return done.stdout

    def json(self, *arguments: str, status: int = 0, **environment: str) -> Any:
        """Return what it printed as JSON."""
        return json.loads(self.run(*arguments, "--json", status=status, **environment))

    def login(self, person: str, *arguments: str, code: str = CODE, failure: str = "") -> None:
        """Log in, or fail as expected."""
        found = self.json(
            "login", "--person", person, "--code-env", "CODE", *arguments, status=bool(failure), CODE=code
        )
        if found.get("failure", {}).get("code", "") != failure:
            raise SystemExit(f"{person} {arguments}: {found}")

    def window(self, window_file: Path) -> None:
        """Open the window and end it as the system does at shutdown; it writes its place."""
        window_file.write_text(json.dumps(PLACE), encoding="utf-8")
        written = window_file.stat().st_mtime_ns
        process = subprocess.Popen(self._command, env=self._environment({}))
        log = window_file.parent / "log" / "cosmic-login.log"
        before = log.read_bytes().count(b"window.started")
        while log.read_bytes().count(b"window.started") == before and process.poll() is None:
            pass
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        if window_file.stat().st_mtime_ns == written:
            raise SystemExit("the window's place was not kept")

    @staticmethod
    def _environment(extra: dict[str, str]) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COSMIC_")}
        return {**kept, "QT_QPA_PLATFORM": "offscreen", **extra}


def live(program: Program, profile: Path) -> None:
    """Use the program as a ward does in a week."""
    profile.mkdir(mode=0o700)
    (profile / "directory.toml").write_text(DIRECTORY, encoding="utf-8")
    for name, value in SETTINGS.items():
        program.run("settings", "set", name, value)
    # Cards: used, registered at first login, with a wrong try, blocked, unblocked, with new codes.
    program.login("anna")
    program.login("farid")
    program.login("farid")
    program.login("bo", "--service-id", "TSTNMT2321000057-2002")
    program.login("bo", code=WRONG, failure="code.wrong")
    program.login("bo", failure="service_id.needed")
    program.login("bo", code=WRONG, failure="code.wrong")
    program.login("olle", "--service-id", "TSTNMT2321000057-9002")
    program.login("anna", "--method", "siths-md")
    program.login("karin", "--method", "siths-md")
    for person, failure in (
        ("david", "certificate.revoked"),
        ("cecilia", "certificate.expired"),
        ("eva", "code.blocked"),
    ):
        program.login(person, failure=failure)
    program.run("card", "change-code", "greta-1", "--code-env", "OLD", "--new-code-env", "NEW", OLD=CODE, NEW=NEW_CODE)
    program.login("greta", code=NEW_CODE)
    program.login("greta", code=CODE, failure="code.wrong")
    program.run("card", "unblock", "eva-1", "--puk-env", "PUK", "--new-code-env", "NEW", PUK="12345678", NEW=NEW_CODE)
    program.login("eva", code=NEW_CODE)
    program.run("card", "fetch-signing", "anna-1", "--code-env", "CODE", CODE=CODE)
    reserve = program.json("card", "issue-reserve", "maj", "--days", "20")
    program.login("maj", "--card", reserve["card"], failure="access.card_not_activated")
    program.run("card", "activate", reserve["card"], "--code-env", "CODE", CODE=reserve.get("code", CODE))
    program.login("maj", "--card", reserve["card"], code=reserve.get("code", CODE))
    program.login("lars", "--service-id", "TSTNMT2321000057-1112")
    program.run("card", "revoke", "lars-1", "--reason", "stolen")
    program.login("lars", failure="certificate.revoked")
    # Phones: one that works in both apps, with a wrong try in one; one with a blocked app.
    anna, bo = ("--phone", "anna"), ("--phone", "Bos telefon")
    program.login("anna", "--method", "siths-other-device", *anna, code=PHONE_CODE)
    program.login("anna", "--method", "bankid", *anna, code=PHONE_CODE)
    program.login("anna", "--method", "bankid", *anna, code=WRONG, failure="phone.code_wrong")
    choice = ("--service-id", "TSTNMT2321000057-1002")
    program.login("bo", "--method", "bankid", *bo, *choice, code=PHONE_CODE)
    program.login("bo", "--method", "siths-other-device", *bo, *choice, code=PHONE_CODE)
    for failure in ("phone.code_wrong", "phone.code_wrong", "phone.code_blocked"):
        program.login("bo", "--method", "siths-other-device", *bo, code=WRONG, failure=failure)
    program.window(profile / "window.json")


def main() -> None:
    """Make the profile, and write down what the program says of it."""
    profile = Path(sys.argv[2])
    program = Program(sys.argv[1], profile)
    live(program, profile)
    said = {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "settings": program.json("settings", "show"),
        "cards": program.json("card", "list"),
        "phones": program.json("phone", "list"),
        "audit": program.json("audit", "show"),
        "doctor": program.json("doctor"),
        "window": json.loads((profile / "window.json").read_bytes()),
    }
    (HERE / "said.json").write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
