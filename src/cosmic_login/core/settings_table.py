"""The one table of settings: the parser, the writer, the command line, the dialog and the manual are made from it.

Labels and ``about`` are Swedish source texts (context ``Settings``). Types and defaults stand in ``Settings``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from cosmic_login.core.failures import QT_TRANSLATE_NOOP
from cosmic_login.core.settings import Settings
from cosmic_login.core.settings_kinds import Address, Choice, Contacts, Desk, FileName, Flag, Kind, Number, Value


@dataclass(frozen=True)
class Setting:
    """One row. ``section`` is the table of the file and the group of the dialog."""

    section: str
    name: str
    kind: Kind
    label: str
    about: str

    @property
    def key(self) -> str:
        """Section and name with a dot."""
        return f"{self.section}.{self.name}"

    @property
    def default(self) -> Value:
        """What holds when the file does not say."""
        return self.of(Settings())

    def of(self, settings: Settings) -> Value:
        """Return this setting's value."""
        return cast("Value", getattr(settings, self.name))


#: The texts of ``CONTACTS``, so that they are found for translation.
_CONTACTS = (
    QT_TRANSLATE_NOOP("Settings", "IT-kontaktperson"),
    QT_TRANSLATE_NOOP("Settings", "IT-support"),
    QT_TRANSLATE_NOOP("Settings", "anknytning 141 41"),
)
_AS_SYSTEM = QT_TRANSLATE_NOOP("Settings", "Som systemet")

#: Sections in the order of the dialog, with their headings.
SECTIONS = {
    "appearance": QT_TRANSLATE_NOOP("Settings", "Utseende"),
    "login": QT_TRANSLATE_NOOP("Settings", "Inloggning"),
    "session": QT_TRANSLATE_NOOP("Settings", "Kort och lås"),
    "help": QT_TRANSLATE_NOOP("Settings", "Kontakter"),
}

SETTINGS: tuple[Setting, ...] = (
    Setting(
        "appearance", "language",
        Choice({"sv": QT_TRANSLATE_NOOP("Settings", "Svenska"), "en": QT_TRANSLATE_NOOP("Settings", "Engelska"),
                "system": _AS_SYSTEM}),
        QT_TRANSLATE_NOOP("Settings", "Språk"),
        QT_TRANSLATE_NOOP("Settings", "Språket i fönstren och på kommandoraden."),
    ),
    Setting(
        "appearance", "theme",
        Choice({"system": _AS_SYSTEM, "light": QT_TRANSLATE_NOOP("Settings", "Ljust"),
                "dark": QT_TRANSLATE_NOOP("Settings", "Mörkt"),
                "high-contrast": QT_TRANSLATE_NOOP("Settings", "Hög kontrast")}),
        QT_TRANSLATE_NOOP("Settings", "Färger"),
        QT_TRANSLATE_NOOP("Settings", "Fönstrens färger."),
    ),
    Setting(
        "appearance", "text_scale", Number(1.0, 3.0, "gånger", whole=False, optional=True),
        QT_TRANSLATE_NOOP("Settings", "Textstorlek"),
        QT_TRANSLATE_NOOP("Settings", "Hur stor texten är, i förhållande till den vanliga storleken."),
    ),
    Setting(
        "appearance", "reduced_motion",
        Choice({"system": _AS_SYSTEM, "on": QT_TRANSLATE_NOOP("Settings", "Inga rörelser"),
                "off": QT_TRANSLATE_NOOP("Settings", "Rörelser visas")}),
        QT_TRANSLATE_NOOP("Settings", "Rörelser"),
        QT_TRANSLATE_NOOP("Settings", "Om något får röra sig i fönstren."),
    ),
    Setting(
        "login", "idp_url", Address(),
        QT_TRANSLATE_NOOP("Settings", "Identifieringstjänstens adress"),
        QT_TRANSLATE_NOOP("Settings", "Gäller från nästa inloggning. Tom: den inbyggda tjänsten."),
    ),
    Setting(
        "login", "idp_ca", FileName(),
        QT_TRANSLATE_NOOP("Settings", "Betrodd utfärdare (PEM-fil)"),
        QT_TRANSLATE_NOOP("Settings", "Certifikat att lita på när adressen börjar med https. Tom: systemets."),
    ),
    Setting(
        "login", "reader_from", Desk(),
        QT_TRANSLATE_NOOP("Settings", "Läsaren på din egen dator"),
        QT_TRANSLATE_NOOP("Settings", "För Cosmic i en fjärrsession (Citrix): adressen som visas där läsaren delas. "
                          "Gäller genast."),
    ),
    Setting(
        "login", "manner",
        Choice({"safe": QT_TRANSLATE_NOOP("Settings", "Säkert"),
                "true-to-life": QT_TRANSLATE_NOOP("Settings", "Verklighetstroget")}),
        QT_TRANSLATE_NOOP("Settings", "Sätt"),
        QT_TRANSLATE_NOOP("Settings", "Säkert: väntar och förklarar. Verklighetstroget: som i verkligheten, också när "
                          "det hänger sig."),
    ),
    Setting(
        "login", "starting_over_s", Number(0, 600, "sekunder", optional=True),
        QT_TRANSLATE_NOOP("Settings", "Omstart efter fel (sekunder)"),
        QT_TRANSLATE_NOOP("Settings", "Hur länge Försök igen tar. Efter sättet: 2 sekunder, eller 60 "
                          "verklighetstroget."),
    ),
    Setting(
        "login", "show_keypad", Flag(),
        QT_TRANSLATE_NOOP("Settings", "Visa knappsats på skärmen"),
        QT_TRANSLATE_NOOP("Settings", "Siffror att trycka på i fönstret SITHS eID, för mus och pekskärm."),
    ),
    Setting(
        "login", "shuffle_keypad", Flag(),
        QT_TRANSLATE_NOOP("Settings", "Blanda siffrorna på skärmens knappsats"),
        QT_TRANSLATE_NOOP("Settings", "Skyddar koden mot den som ser var du trycker."),
    ),
    Setting(
        "login", "practice_code", Flag(),
        QT_TRANSLATE_NOOP("Settings", "Visa övningskortets kod"),
        QT_TRANSLATE_NOOP("Settings", "En ruta där koden ska skrivas, så länge koden inte har bytts. Aldrig för ett "
                          "riktigt kort."),
    ),
    Setting(
        "session", "card_removal",
        Choice({"ignore": QT_TRANSLATE_NOOP("Settings", "Inget händer"),
                "lock": QT_TRANSLATE_NOOP("Settings", "Cosmic låses"),
                "log-out": QT_TRANSLATE_NOOP("Settings", "Du loggas ut")}),
        QT_TRANSLATE_NOOP("Settings", "När kortet tas ut"),
        QT_TRANSLATE_NOOP("Settings", "Vad som händer när kortet tas ut medan du är inloggad."),
    ),
    Setting(
        "session", "removal_countdown_s", Number(0, 300, "sekunder"),
        QT_TRANSLATE_NOOP("Settings", "Betänketid när kortet tas ut (sekunder)"),
        QT_TRANSLATE_NOOP("Settings", "Så länge kan kortet sättas tillbaka innan Cosmic låses eller loggar ut."),
    ),
    Setting(
        "session", "idle_minutes", Number(0, 480, "minuter"),
        QT_TRANSLATE_NOOP("Settings", "Lås efter (minuter)"),
        QT_TRANSLATE_NOOP("Settings", "Hur länge Cosmic får stå orört innan det låses. 0: låses aldrig av sig självt."),
    ),
    Setting(
        "help", "contacts", Contacts(),
        QT_TRANSLATE_NOOP("Settings", "Vem man frågar"),
        QT_TRANSLATE_NOOP("Settings", "Visas i hjälpen, i den här ordningen."),
    ),
)  # fmt: skip

#: The table by name.
BY_NAME = {row.name: row for row in SETTINGS}
