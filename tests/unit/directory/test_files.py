"""A user's own file: how it adds, replaces and is refused, by file, line and reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cosmic_login.core.failures import LoginFailure
from cosmic_login.directory import Directory
from cosmic_login.profile import Profile

PERSON = """\
[persons.olle]
personal_number = "196607113146"
given_name = "Olle"
family_name = "Provsson"
"""

WORLD = f"""\
replace_default = true

[organisations.egen]
organisation_id = "2321000057"
name = "Region Jönköpings län"
own_region = true

{PERSON}
[[persons.olle.service_ids]]
hsa_id = "TSTNMT2321000057-9001"
organisation = "egen"

[cards.olle-1]
person = "olle"
"""


@pytest.fixture
def profile() -> Iterator[Profile]:
    opened = Profile.temporary()
    yield opened
    opened.discard()


def test_an_own_file_adds_to_the_shipped_one(profile: Profile) -> None:
    profile.directory_file.write_text(PERSON + '[cards.olle-1]\nperson = "olle"\ntries = 5\n', "utf-8")
    directory = Directory.load(profile)
    assert directory.person("olle").name == "Olle Provsson"
    assert directory.card("olle-1").tries == 5
    assert directory.person("olle").service_ids == ()
    assert "anna" in directory.persons


def test_the_same_key_takes_the_place_of_the_shipped_entry(profile: Profile) -> None:
    profile.directory_file.write_text('[cards.anna-1]\nperson = "anna"\nrevoked = true\ncode = "246810"\n', "utf-8")
    directory = Directory.load(profile)
    assert directory.card("anna-1").revoked
    assert directory.card("anna-1").code == "246810"
    assert [spec.card for spec in directory.cards_of("anna")] == ["anna-1"]


def test_replace_default_leaves_only_the_own_world(profile: Profile) -> None:
    profile.directory_file.write_text(WORLD, "utf-8")
    directory = Directory.load(profile)
    assert list(directory.persons) == ["olle"]
    assert list(directory.organisations) == ["2321000057"]
    assert directory.person("olle").service_ids[0].own_region


def test_an_extra_file_comes_last(profile: Profile, tmp_path: Path) -> None:
    profile.directory_file.write_text(WORLD, "utf-8")
    extra = tmp_path / "more.toml"
    extra.write_text('[cards.olle-2]\nperson = "olle"\nkey_type = "ec256"\n', "utf-8")
    assert [spec.card for spec in Directory.load(profile, extra).cards_of("olle")] == ["olle-1", "olle-2"]
    assert Directory.load(None, extra=None).persons.keys() >= {"anna"}


def test_without_an_own_file_the_shipped_one_stands_alone(profile: Profile) -> None:
    assert Directory.load(profile).persons == Directory.load().persons


def refusal(tmp_path: Path, content: str | bytes) -> tuple[int, str]:
    """Return line and reason for which the file is refused."""
    path = tmp_path / "own.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(LoginFailure) as caught:
        Directory.load(None, path)
    assert caught.value.code == "directory.malformed"
    assert caught.value.detail.startswith(f"{path}:")
    line, _, reason = caught.value.detail.removeprefix(f"{path}:").partition(": ")
    return int(line), reason


def changed(old: str, new: str) -> str:
    assert WORLD.count(old) == 1, old
    return WORLD.replace(old, new)


CARD = 'person = "olle"\n'
CASES: list[tuple[str, str | bytes, int, str]] = [
    # what is wrong, the file, the line, a part of the reason
    ("not TOML", "[persons.x\n", 1, "not TOML"),
    ("not TOML further down", WORLD + "what?\n", 19, "not TOML"),
    ("a text without end", WORLD + 'code = "12', 19, "not TOML"),
    ("the same key twice", WORLD + 'person = "bo"\n', 19, "not TOML"),
    ("the same table twice", WORLD + "[cards.olle-1]\n", 19, "not TOML"),
    ("not UTF-8", b'# ok\n[persons.x]\ngiven_name = "\xe5"\n', 3, "not UTF-8"),
    ("nested too deeply", "a = " + "[" * 9000 + "]" * 9000, 1, "not TOML"),
    ("an unknown section", WORLD + "\n[people.x]\n", 20, "people: unknown key; known here: cards, organisations"),
    ("an unknown key of a card", WORLD + "pin = 1\n", 19, "cards.olle-1.pin: unknown key"),
    ("an unknown key of a person", changed("given_name", "first_name = 1\ngiven_name"), 10, "unknown key"),
    ("an unknown key of a service ID", changed('organisation = "egen"', 'organisation = "egen"\nunit = "x"'),
     16, "unit: unknown key"),
    ("an unknown key of an organisation", changed("own_region", "owner = 1\nown_region"), 6, "owner: unknown key"),
    ("a section that is no table", "persons = 5\n", 1, "persons: must be a table"),
    ("a person that is no table", "\n[persons]\nx = 5\n", 3, "persons.x: must be a table"),
    ("service IDs that are no tables", PERSON + "service_ids = [1]\n", 5, "must be an array of tables"),
    ("service IDs that are no array", PERSON + "service_ids = 1\n", 5, "must be an array of tables"),
    ("a bad key", "[persons.Å]\n"[:9] + '"Å"]\n', 1, "a key is"),
    ("a key like a number", '[persons."1966 07"]\n', 1, "a key is"),
    ("replace_default is no flag", 'replace_default = "yes"\n', 1, "must be true or false"),
    ("a missing number", changed('personal_number = "196607113146"\n', ""),
     8, "persons.olle.personal_number: is missing"),
    ("a number of the wrong type", changed('"196607113146"', "196607113146"), 9, "must be text"),
    ("ten digits", changed("196607113146", "6607113146"), 9, "must be 12 digits"),
    ("other digits", changed("196607113146", "19660711314٦"), 9, "must be 12 digits"),
    ("a bad check digit", changed("196607113146", "196607113147"), 9, "check digit"),
    ("a number that is not published", changed("196607113146", "190001010008"), 9, "not among the published"),
    ("an empty name", changed('"Olle"', '""'), 10, "printable"),
    ("a name with a line break", changed('"Olle"', '"O\\nlle"'), 10, "printable"),
    ("a name that is too long", changed('"Olle"', f'"{"O" * 65}"'), 10, "longer than 64"),
    ("names that are too long together", changed('"Olle"', f'"{"O" * 60}"'), 11, "69 bytes in UTF-8"),
    ("names of few characters and many bytes", changed('"Olle"', f'"{"å" * 40}"'), 11, "89 bytes in UTF-8"),
    ("one byte too many", changed('"Olle"', f'"{"å" * 28}"'), 11, "65 bytes in UTF-8"),
    ("an HSA-id of a real person's form", changed("TSTNMT2321000057-9001", "SE2321000057-9001"), 14, "must be TSTNMT"),
    ("an HSA-id with a letter too many", changed("57-9001", "57-9001å"), 14, "must be TSTNMT"),
    ("an HSA-id that is too long", changed("57-9001", "57-" + "9" * 15), 14, "31 characters"),
    ("an HSA-id with a wrong organisation", changed("TSTNMT2321000057", "TSTNMT2321000058"), 14, "check digit"),
    ("an organisation that is not there", changed('organisation = "egen"', 'organisation = "annan"'),
     15, "no organisation"),
    ("an organisation number too short", changed('"2321000057"', '"232100005"'), 4, "ten digits"),
    ("an organisation number that is wrong", changed('"2321000057"', '"2321000058"'), 4, "check digit"),
    ("no own region", changed("own_region = true", "own_region = false"), 1, "own_region"),
    ("two own regions", WORLD + '[organisations.x]\norganisation_id = "2321000040"\nname = "X"\nown_region = true\n',
     22, "already"),
    ("two organisations of one number", WORLD + '[organisations.x]\norganisation_id = "2321000057"\nname = "X"\n', 20,
     "another organisation"),
    ("two people of one number", WORLD + PERSON.replace("olle", "pelle"), 20, "another person"),
    ("an HSA-id twice",
     WORLD + '[[persons.olle.service_ids]]\nhsa_id = "TSTNMT2321000057-9001"\norganisation = "egen"\n',
     20, "stands twice"),
    ("a card of nobody", changed(CARD, 'person = "pelle"\n'), 18, "no person"),
    ("a card without person", changed(CARD, "tries = 3\n"), 17, "cards.olle-1.person: is missing"),
    ("a code of five digits", WORLD + 'code = "12345"\n', 19, "six digits"),
    ("a code that is a number", WORLD + "code = 123456\n", 19, "must be text"),
    ("a signature code with a letter", WORLD + 'signature_code = "12345x"\n', 19, "six digits"),
    ("a PUK of six digits", WORLD + 'puk = "123456"\n', 19, "eight digits"),
    ("a level there is none of", WORLD + "loa = 4\n", 19, "from 2 to 3"),
    ("a level that is true", WORLD + "loa = true\n", 19, "must be a whole number"),
    ("a kind of key there is none of", WORLD + 'key_type = "rsa1024"\n', 19, "must be one of rsa2048, ec256"),
    ("no tries", WORLD + "tries = 0\n", 19, "from 1 to 15"),
    ("too many PUK tries", WORLD + "puk_tries = 16\n", 19, "from 1 to 15"),
    ("a flag that is a number", WORLD + "revoked = 1\n", 19, "must be true or false"),
    ("an end before the beginning", WORLD + "valid_from_days = 10\nvalid_days = 5\n", 20, "later than valid_from_days"),
    ("a card for a hundred years", WORLD + "valid_days = 36500\n", 19, "from -2000 to 3600"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "line", "reason"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_wrong_file_is_refused_with_line_and_reason(
    tmp_path: Path, content: str | bytes, line: int, reason: str
) -> None:
    found, said = refusal(tmp_path, content)
    assert reason in said
    assert found == line


def test_complaints_name_the_file_and_repeat_no_code_or_number(tmp_path: Path) -> None:
    secrets = {"196607113147": '"196607113146"', "9876543": '"Olle"'}
    for secret, old in secrets.items():
        _, said = refusal(tmp_path, changed(old, f'"{secret}"') + 'code = "9876543"\n')
        assert secret not in said
    for content in (
        f"{WORLD}[cards.olle-1.196607113146]\n",
        "[persons.196607113146]\nx = 1\n",
        "[a]\n[a.196607113146]\n",
    ):
        assert "196607113146" not in refusal(tmp_path, content)[1]


def test_an_error_across_files_names_the_file_it_is_in(profile: Profile, tmp_path: Path) -> None:
    profile.directory_file.write_text('\n[cards.new-1]\nperson = "olle"\n', "utf-8")
    extra = tmp_path / "fine.toml"
    extra.write_text("", "utf-8")
    with pytest.raises(LoginFailure) as caught:
        Directory.load(profile, extra)
    assert caught.value.detail.startswith(f"{profile.directory_file}:3: ")


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(LoginFailure) as caught:
        Directory.load(None, tmp_path / "none.toml")
    assert (caught.value.code, "no such file" in caught.value.detail) == ("directory.malformed", True)


def test_a_folder_in_its_place_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(LoginFailure) as caught:
        Directory.load(None, tmp_path)
    assert caught.value.code == "profile.damaged"
    assert str(tmp_path) in caught.value.detail
