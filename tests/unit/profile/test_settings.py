"""The settings file: what is taken, what is refused by line, and what is left of it after saving."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosmic_login.core.contact import Contact
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.settings import Settings
from cosmic_login.core.settings_kinds import Choice, Contacts, Flag, Number, Value, shown
from cosmic_login.core.settings_table import BY_NAME, SETTINGS, Setting
from cosmic_login.profile import Profile
from cosmic_login.profile.settings import change, load, read_leniently, save
from cosmic_login.profile.settings_file import document, edited, parse


@pytest.fixture
def profile() -> Iterator[Profile]:
    opened = Profile.temporary()
    yield opened
    opened.discard()


def write(profile: Profile, text: str) -> None:
    profile.settings_file.write_text(text, "utf-8")


def refusal(text: str | bytes) -> str:
    with pytest.raises(LoginFailure) as caught:
        parse("settings.toml", text.encode() if isinstance(text, str) else text)
    assert caught.value.code == "settings.malformed"
    return caught.value.detail


ADDRESSES = {
    "idp_url": ["https://idp.example.se", "http://127.0.0.1:8080/sökväg", "http://[::1]:1"],
    "reader_from": ["reader://desk.example.se", "reader://192.0.2.7:9743", "reader://[::1]:1/"],
}


def values_of(row: Setting) -> st.SearchStrategy[Value]:
    """Return what the row allows."""
    line = st.text(st.characters(exclude_categories=("C", "Zl", "Zp", "Zs")), min_size=1, max_size=20)
    match row.kind:
        case Choice(options):
            return st.sampled_from(list(options))
        case Flag():
            return st.booleans()
        case Number(low, high, whole=whole, optional=optional):
            number = st.integers(int(low), int(high)) if whole else st.floats(low, high)
            return st.one_of(number, st.none()) if optional else number
        case Contacts():
            return st.lists(st.builds(Contact, line, st.one_of(st.just(""), line)), max_size=8).map(tuple)
    addresses = ADDRESSES.get(row.name)
    return st.sampled_from(["", *addresses]) if addresses else st.one_of(st.just(""), line)


some_settings = st.builds(Settings, **{row.name: values_of(row) for row in SETTINGS})


def test_table_and_settings_name_the_same_things() -> None:
    assert [row.name for row in SETTINGS] == list(Settings._fields)
    assert len(BY_NAME) == len(SETTINGS)
    for row in SETTINGS:
        assert row.kind.trouble(row.default) == ""


def test_without_a_file_the_defaults_hold(profile: Profile) -> None:
    settings = load(profile)
    assert settings == Settings()
    assert [contact.name for contact in settings.contacts] == ["IT-kontaktperson", "IT-support"]
    assert settings.contacts[1].phone == "anknytning 141 41"
    assert not profile.settings_file.exists()


@pytest.mark.parametrize(
    ("manner", "own", "seconds"),
    [("safe", None, 2), ("true-to-life", None, 60), ("true-to-life", 5, 5), ("safe", 0, 0)],
)
def test_starting_over_follows_the_manner_unless_it_is_set(manner: str, own: int | None, seconds: float) -> None:
    settings = Settings().changed("manner", manner).changed("starting_over_s", own)
    assert settings.limits["starting_over"] == seconds


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('\n[appearance]\ntheme = "pink"', "settings.toml:3: appearance.theme: must be one of system, light, dark"),
        ("[appearance]\ntheme = 1", "settings.toml:2: appearance.theme: must be one of"),
        ("[appearance]\ntext_scale = 4", "settings.toml:2: appearance.text_scale: must be from 1 to 3"),
        ("[appearance]\ntext_scale = nan", "settings.toml:2: appearance.text_scale: must be from 1 to 3"),
        ('[appearance]\n# size\ntext_scale = "1.5"', "settings.toml:3: appearance.text_scale: must be a number"),
        ("[session]\nidle_minutes = 1.5", "settings.toml:2: session.idle_minutes: must be a whole number"),
        ("[session]\nidle_minutes = true", "settings.toml:2: session.idle_minutes: must be a whole number"),
        ("[session]\nidle_minutes = -1", "settings.toml:2: session.idle_minutes: must be from 0 to 480"),
        ("[session]\ntheme = 'dark'", "settings.toml:2: session.theme: unknown key; known here: card_removal, "),
        ("[login]\nshuffle_keypad = 1", "settings.toml:2: login.shuffle_keypad: must be true or false"),
        ('[login]\nidp_url = "http://idp.example.se"', "settings.toml:2: login.idp_url: must be https for another"),
        ('[login]\nidp_url = "ftp://127.0.0.1"', "settings.toml:2: login.idp_url: must be an address with https"),
        ('[login]\nidp_url = "https://h:99999"', "settings.toml:2: login.idp_url: must be an address with https"),
        ('[login]\nidp_ca = "a\\nb"', "settings.toml:2: login.idp_ca: must be one line of printable text"),
        ('[help]\ncontacts = "IT"', "settings.toml:2: help.contacts: must be an array of"),
        ('[help]\ncontacts = [{phone = "1"}]', "settings.toml:2: help.contacts: must be an array of"),
        ('[help]\ncontacts = [{name = "", phone = "1"}]', "settings.toml:2: help.contacts: must have a name"),
        ("[help]\ncontacts = [{name = 3}]", "settings.toml:2: help.contacts: must have a name"),
        ("x = 1", "settings.toml:1: x: unknown; known here: appearance, login, session, help"),
        ("\nlogin = 1", "settings.toml:2: login: must be a table: [login]"),
        ("[login]\nmanner = ", "settings.toml:2: not TOML"),
        ("[login]\n[login]\n", "settings.toml:2: not TOML"),
        (b"[login]\nmanner = '\xff'", "settings.toml:2: not UTF-8"),
    ],
)
def test_refusals_name_line_and_reason(text: str | bytes, reason: str) -> None:
    assert refusal(text).startswith(reason)


def test_a_refusal_does_not_repeat_what_was_written() -> None:
    assert "135790" not in refusal("[login]\nidp_url = '135790'")
    assert "135790" not in refusal("[login]\n135790 = 1")
    assert "135790" not in refusal("[login]\nmanner = 135790x")


def test_reading_leniently_gives_defaults_and_the_failure(profile: Profile) -> None:
    write(profile, "[login]\nmanner = 3\n")
    settings, failure = read_leniently(profile.settings_file)
    assert settings == Settings()
    assert failure is not None
    assert failure.code == "settings.malformed"
    assert failure.detail.startswith("settings.toml:2: ")


@given(some_settings)
def test_every_allowed_value_survives_a_whole_document(settings: Settings) -> None:
    assert parse("", document(settings).encode("utf-8")) == settings


@given(some_settings, some_settings)
def test_editing_one_document_into_another_never_says_anything_else(old: Settings, new: Settings) -> None:
    text = edited(document(old), old, new)
    assert text is None or parse("", text.encode("utf-8")) == new


@given(some_settings)
def test_what_is_shown_can_be_typed_again(settings: Settings) -> None:
    for row in SETTINGS:
        value = row.of(settings)
        if not isinstance(row.kind, Contacts):  # a name may have the colon in it that parts it from the number
            assert row.kind.read(shown(value)) == value


def test_saving_keeps_what_a_person_wrote(profile: Profile) -> None:
    write(
        profile,
        """\
# our ward
[session]   # what happens here
  idle_minutes = 5 # the head nurse wants this
[appearance]
text_scale = 1.5
[help]
contacts = [
  { name = "Anna" }, # upstairs
]
# the end
""",
    )
    old = load(profile)
    save(profile, old._replace(idle_minutes=7, theme="dark", text_scale=None, manner="true-to-life"))
    text = profile.settings_file.read_text("utf-8")
    assert (
        text
        == """\
# our ward
[session]   # what happens here
  idle_minutes = 7 # the head nurse wants this
[appearance]
theme = "dark"
# text_scale = 1.5
[help]
contacts = [
  { name = "Anna" }, # upstairs
]
# the end

[login]
manner = "true-to-life"
"""
    )
    assert load(profile).contacts == (Contact("Anna"),)


@pytest.mark.parametrize(
    "text",
    [
        "session.idle_minutes = 5",
        "session = { idle_minutes = 5 } # all of it",
        '["session"]\n"idle_minutes" = 5',
        "[session]",
        "[session]\r\nidle_minutes = 5\r\n",
        "",
    ],
)
def test_saving_works_however_the_file_is_written(profile: Profile, text: str) -> None:
    profile.settings_file.write_bytes(text.encode())
    settings = load(profile)._replace(idle_minutes=9, card_removal="log-out", contacts=())
    save(profile, settings)
    assert load(profile) == settings


def test_a_broken_file_is_kept_before_it_is_replaced(profile: Profile) -> None:
    for text in ("[login\n", "[login]\nmanner = 1\n"):
        write(profile, text)
        save(profile, Settings().changed("theme", "dark"))
        assert load(profile).theme == "dark"
    kept = [profile.root / f"settings.toml.broken-{number}" for number in (1, 2)]
    assert [path.read_text("utf-8") for path in kept] == ["[login\n", "[login]\nmanner = 1\n"]


def test_a_wrong_value_is_not_written(profile: Profile) -> None:
    save(profile, Settings())
    before = profile.settings_file.read_bytes()
    with pytest.raises(LoginFailure, match=r"settings\.malformed"):
        save(profile, Settings().changed("idle_minutes", 1000))
    assert profile.settings_file.read_bytes() == before


def test_a_new_file_explains_everything(profile: Profile) -> None:
    save(profile, Settings().changed("theme", "dark"))
    text = profile.settings_file.read_text("utf-8")
    assert tomllib.loads(text) == {"appearance": {"theme": "dark"}, "login": {}, "session": {}, "help": {}}
    for row in SETTINGS:
        assert f"{row.name} = " in text
        assert row.about in text


def test_a_full_disk_keeps_the_old_file(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    save(profile, Settings())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(LoginFailure) as caught:
        save(profile, Settings().changed("theme", "dark"))
    assert caught.value.code == "profile.full"
    monkeypatch.undo()
    assert load(profile) == Settings()


def test_a_change_by_another_program_is_not_lost(profile: Profile) -> None:
    change(profile, lambda settings: settings.changed("theme", "dark"))
    assert change(profile, lambda settings: settings.changed("idle_minutes", 3)).theme == "dark"
    assert load(profile).idle_minutes == 3
