"""Every text of the phone's window. Swedish is the source (context ``Phone``)."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from cosmic_login.core.failures import QT_TRANSLATE_NOOP, LoginFailure

# -- the device ----------------------------------------------------------------------------------------------------
TITLE = QT_TRANSLATE_NOOP("Phone", "Telefon")
MARK = QT_TRANSLATE_NOOP("Phone", "Övningstelefon")
BACK = QT_TRANSLATE_NOOP("Phone", "&Tillbaka")
HOME = QT_TRANSLATE_NOOP("Phone", "He&m")
STATUS = QT_TRANSLATE_NOOP("Phone", "Klockan {time}. {signs}.")
NETWORKS = {
    "on": QT_TRANSLATE_NOOP("Phone", "Nät finns"),
    "slow": QT_TRANSLATE_NOOP("Phone", "Långsamt nät"),
    "off": QT_TRANSLATE_NOOP("Phone", "Inget nät"),
}
CLOCK_WRONG = QT_TRANSLATE_NOOP("Phone", "klockan går fel")
CAMERA_OFF = QT_TRANSLATE_NOOP("Phone", "kameran är avstängd")
BATTERY_LOW = QT_TRANSLATE_NOOP("Phone", "batteriet är nästan slut")

# -- home ----------------------------------------------------------------------------------------------------------
APPS = {"siths": QT_TRANSLATE_NOOP("Phone", "SITHS eID"), "bankid": QT_TRANSLATE_NOOP("Phone", "BankID")}
SETTINGS = QT_TRANSLATE_NOOP("Phone", "Inställningar")
HOME_HEADING = QT_TRANSLATE_NOOP("Phone", "Hemskärm")
HOME_HINT = QT_TRANSLATE_NOOP("Phone", "Öppna den app som du loggar in med.")
DAY = QT_TRANSLATE_NOOP("Phone", "dddd d MMMM")
NOT_INSTALLED = QT_TRANSLATE_NOOP("Phone", "Inte installerad")
REQUEST_OPEN = QT_TRANSLATE_NOOP("Phone", "Begäran väntar")

# -- installing ----------------------------------------------------------------------------------------------------
INSTALL_ABOUT = {
    "siths": QT_TRANSLATE_NOOP(
        "Phone", "Med appen legitimerar du dig i tjänsten med telefonen i stället för med SITHS-kortet."
    ),
    "bankid": QT_TRANSLATE_NOOP(
        "Phone", "Med appen legitimerar du dig som privatperson. I vården är den en reservväg när kortet saknas."
    ),
}
INSTALL_HEADING = QT_TRANSLATE_NOOP("Phone", "Installera {app}")
INSTALL = QT_TRANSLATE_NOOP("Phone", "&Installera")
INSTALL_NEXT = QT_TRANSLATE_NOOP("Phone", "Appen är gratis. Efteråt hämtar du en e-legitimation till den.")

# -- an app --------------------------------------------------------------------------------------------------------
SCAN = QT_TRANSLATE_NOOP("Phone", "&Skanna QR-kod")
SCAN_SUB = QT_TRANSLATE_NOOP("Phone", "Den visas där du loggar in")
RESUME = QT_TRANSLATE_NOOP("Phone", "&Fortsätt")
RESUME_SUB = QT_TRANSLATE_NOOP("Phone", "{party} väntar på svar")
NO_ID_HEADING = {
    "siths": QT_TRANSLATE_NOOP("Phone", "Hämta SITHS eID"),
    "bankid": QT_TRANSLATE_NOOP("Phone", "Lägg till ett BankID"),
}
NO_ID = {
    "siths": QT_TRANSLATE_NOOP(
        "Phone", "Det finns inget SITHS eID i telefonen än. Du hämtar det med en QR-kod från Mina sidor."
    ),
    "bankid": QT_TRANSLATE_NOOP("Phone", "Det finns inget BankID i telefonen än. Du får en QR-kod från banken."),
}
ADD_ID = {
    "siths": QT_TRANSLATE_NOOP("Phone", "&Hämta SITHS eID"),
    "bankid": QT_TRANSLATE_NOOP("Phone", "&Lägg till BankID"),
}
IDS = {
    "siths": QT_TRANSLATE_NOOP("Phone", "SITHS eID i telefonen"),
    "bankid": QT_TRANSLATE_NOOP("Phone", "BankID i telefonen"),
}
ID_STATES = {
    "ok": QT_TRANSLATE_NOOP("Phone", "Gäller till {date}"),
    "blocked": QT_TRANSLATE_NOOP("Phone", "Spärrad: fel kod för många gånger"),
    "expired": QT_TRANSLATE_NOOP("Phone", "För gammal: gällde till {date}"),
}
ELSEWHERE = QT_TRANSLATE_NOOP("Phone", "På andra telefoner")
ELSEWHERE_SUB = QT_TRANSLATE_NOOP("Phone", "Aktiverat {date}")
NO_NAME = QT_TRANSLATE_NOOP("Phone", "Telefon utan namn")
READY = QT_TRANSLATE_NOOP("Phone", "Klar att användas")
NONE_USABLE = {
    "siths": QT_TRANSLATE_NOOP("Phone", "Inget SITHS eID i telefonen går att använda. Hämta ett nytt."),
    "bankid": QT_TRANSLATE_NOOP("Phone", "Inget BankID i telefonen går att använda. Hämta ett nytt hos banken."),
}
WAITING_HEADING = QT_TRANSLATE_NOOP("Phone", "Väntar på dig")
KINDS = {
    "auth": QT_TRANSLATE_NOOP("Phone", "Legitimering"),
    "sign": QT_TRANSLATE_NOOP("Phone", "Underskrift"),
    "payment": QT_TRANSLATE_NOOP("Phone", "Betalning"),
    "phone_auth": QT_TRANSLATE_NOOP("Phone", "Legitimering i telefonsamtal"),
    "phone_sign": QT_TRANSLATE_NOOP("Phone", "Underskrift i telefonsamtal"),
}

# -- the camera ----------------------------------------------------------------------------------------------------
VIEWFINDER = QT_TRANSLATE_NOOP("Phone", "Kamerans bild")
SCAN_HEADING = QT_TRANSLATE_NOOP("Phone", "Skanna QR-kod")
SCAN_ORDER = QT_TRANSLATE_NOOP("Phone", "Kameran ser datorns skärm. Visa QR-koden i inloggningsfönstret.")
SCAN_ACTIVATION = QT_TRANSLATE_NOOP("Phone", "Kameran ser datorns skärm. Visa QR-koden som du har fått.")
LOOKING = QT_TRANSLATE_NOOP("Phone", "Letar efter en QR-kod…")
LOOKING_AT = QT_TRANSLATE_NOOP("Phone", "Letar på skärm {number} av {count}…")
READ = QT_TRANSLATE_NOOP("Phone", "QR-koden är läst.")
NOTHING_SEEN = QT_TRANSLATE_NOOP(
    "Phone",
    "Ser ingen QR-kod. Se till att hela koden syns på skärmen och att inget annat fönster täcker den, inte heller "
    "telefonen. Förstora den om den är liten.",
)
BLIND = QT_TRANSLATE_NOOP(
    "Phone",
    "Här får program inte se skärmen (till exempel under Wayland). Ta en skärmbild av QR-koden och välj den som bild, "
    "eller kopiera den och klistra in.",
)
TAKE_PICTURE = QT_TRANSLATE_NOOP("Phone", "Ta en bild av &skärmen")
READY_TO_TAKE = QT_TRANSLATE_NOOP(
    "Phone", "Ta en bild när hela QR-koden syns. Datorn kan fråga om telefonen får se skärmen."
)
TAKING = QT_TRANSLATE_NOOP("Phone", "Väntar på bilden…")
TAKING_REFUSED = QT_TRANSLATE_NOOP(
    "Phone", "Telefonen fick inte se skärmen. Ta en ny bild och tillåt det, eller välj en skärmbild av QR-koden."
)
TAKING_FAILED = QT_TRANSLATE_NOOP(
    "Phone", "Datorn kunde inte ta någon bild. Försök igen, eller välj en skärmbild av QR-koden."
)
DARK = QT_TRANSLATE_NOOP(
    "Phone", "Kameran får bara en tom bild av skärmen. Ta en skärmbild av QR-koden och välj den, eller klistra in."
)
REFUSED = QT_TRANSLATE_NOOP(
    "Phone",
    "Appen får inte använda kameran. Tillåt kameran i telefonens inställningar, eller välj en bild av QR-koden.",
)
OTHER_APP = {
    "siths": QT_TRANSLATE_NOOP("Phone", "Det är en QR-kod för SITHS eID. Gå hem och öppna den appen."),
    "bankid": QT_TRANSLATE_NOOP("Phone", "Det är en QR-kod för BankID. Gå hem och öppna den appen."),
}
WANTED_ORDER = QT_TRANSLATE_NOOP("Phone", "Det är en QR-kod för att hämta en e-legitimation, inte för att logga in.")
WANTED_ACTIVATION = QT_TRANSLATE_NOOP(
    "Phone", "Det är en QR-kod för att logga in, inte för att hämta en e-legitimation."
)
STRANGE = QT_TRANSLATE_NOOP("Phone", "Ser en QR-kod, men den är till något annat.")
CHOOSE_PICTURE = QT_TRANSLATE_NOOP("Phone", "Välj en &bild…")
PASTE = QT_TRANSLATE_NOOP("Phone", "&Klistra in")
PICTURES = QT_TRANSLATE_NOOP("Phone", "Bilder")
ALL_FILES = QT_TRANSLATE_NOOP("Phone", "Alla filer")
NO_CODE_IN_PICTURE = QT_TRANSLATE_NOOP("Phone", "Det finns ingen QR-kod i bilden.")
SEVERAL_CODES = QT_TRANSLATE_NOOP("Phone", "Flera QR-koder syns samtidigt. Låt bara den kod synas som ska läsas av.")
NOTHING_COPIED = QT_TRANSLATE_NOOP("Phone", "Det finns ingen bild att klistra in. Kopiera en bild av QR-koden först.")
NO_PICTURE = QT_TRANSLATE_NOOP("Phone", "Filen är ingen bild som går att läsa.")

# -- adding an ID --------------------------------------------------------------------------------------------------
ADD_STEPS = {
    "siths": QT_TRANSLATE_NOOP(
        "Phone",
        "Logga in på Mina sidor med ditt SITHS-kort och begär ett mobilt SITHS eID. Skanna QR-koden inom 15 minuter.",
    ),
    "bankid": QT_TRANSLATE_NOOP("Phone", "Beställ BankID hos banken. Skanna QR-koden inom 15 minuter."),
}
FETCH_HEADING = QT_TRANSLATE_NOOP("Phone", "För övningsledaren")
FETCH_HINT = QT_TRANSLATE_NOOP("Phone", "Hämta direkt åt någon, utan att skanna:")
FETCHING = QT_TRANSLATE_NOOP("Phone", "Hämtar en kod för aktivering…")
NEW_CODE_HEADING = {
    "siths": QT_TRANSLATE_NOOP("Phone", "Välj legitimeringskod"),
    "bankid": QT_TRANSLATE_NOOP("Phone", "Välj säkerhetskod"),
}
NEW_CODE = QT_TRANSLATE_NOOP("Phone", "Sex siffror som du kommer ihåg och ingen annan kan gissa.")
NEW_LABEL = QT_TRANSLATE_NOOP("Phone", "&Ny kod")
NEW_NAME = QT_TRANSLATE_NOOP("Phone", "Ny kod, sex siffror")
AGAIN_LABEL = QT_TRANSLATE_NOOP("Phone", "Koden en &gång till")
AGAIN_NAME = QT_TRANSLATE_NOOP("Phone", "Koden en gång till, sex siffror")
DIFFERENT = QT_TRANSLATE_NOOP("Phone", "Koderna är olika. Skriv båda igen.")
EASY = QT_TRANSLATE_NOOP("Phone", "Koden är lätt att gissa. Välj hellre en annan.")
ACTIVATE = QT_TRANSLATE_NOOP("Phone", "&Aktivera")
ACTIVATING = QT_TRANSLATE_NOOP("Phone", "Skapar nycklar och aktiverar…")
ACTIVATED_HEADING = {
    "siths": QT_TRANSLATE_NOOP("Phone", "Ditt SITHS eID är klart"),
    "bankid": QT_TRANSLATE_NOOP("Phone", "Ditt BankID är klart"),
}
ACTIVATED = QT_TRANSLATE_NOOP("Phone", "{holder} kan nu legitimera sig med telefonen. Gäller till {date}.")

# -- what is asked -------------------------------------------------------------------------------------------------
OPENING = QT_TRANSLATE_NOOP("Phone", "Hämtar begäran…")
ASKED_HEADING = {
    "auth": QT_TRANSLATE_NOOP("Phone", "Legitimera dig"),
    "sign": QT_TRANSLATE_NOOP("Phone", "Skriv under"),
    "payment": QT_TRANSLATE_NOOP("Phone", "Godkänn betalning"),
    "phone_auth": QT_TRANSLATE_NOOP("Phone", "Legitimera dig i samtalet"),
    "phone_sign": QT_TRANSLATE_NOOP("Phone", "Skriv under i samtalet"),
}
ASKED_BY = {
    "auth": QT_TRANSLATE_NOOP("Phone", "hos {party}"),
    "sign": QT_TRANSLATE_NOOP("Phone", "hos {party}"),
    "payment": QT_TRANSLATE_NOOP("Phone", "till {party}"),
    "phone_auth": QT_TRANSLATE_NOOP("Phone", "hos {party}"),
    "phone_sign": QT_TRANSLATE_NOOP("Phone", "hos {party}"),
}
PARTY = QT_TRANSLATE_NOOP("Phone", "{party} ({organisation})")
HOLDER = QT_TRANSLATE_NOOP("Phone", "Du svarar som {holder}.")
CALLS = {
    "user": QT_TRANSLATE_NOOP("Phone", "Du ringde upp {party}. Avbryt om det inte stämmer."),
    "RP": QT_TRANSLATE_NOOP(
        "Phone", "{party} säger sig ha ringt upp dig. Avbryt om du inte är säker på vem du talar med."
    ),
}
RECIPIENT = QT_TRANSLATE_NOOP("Phone", "Mottagare")
AMOUNT = QT_TRANSLATE_NOOP("Phone", "Belopp")
RISK = QT_TRANSLATE_NOOP("Phone", "Läs noga: {warning}")
THE_TEXT = QT_TRANSLATE_NOOP("Phone", "Text att läsa")
CODE_LABEL = {
    "siths": QT_TRANSLATE_NOOP("Phone", "&Legitimeringskod"),
    "bankid": QT_TRANSLATE_NOOP("Phone", "&Säkerhetskod"),
}
CODE_NAME = {
    "siths": QT_TRANSLATE_NOOP("Phone", "Legitimeringskod, sex siffror"),
    "bankid": QT_TRANSLATE_NOOP("Phone", "Säkerhetskod, sex siffror"),
}
PRACTICE_CODE = QT_TRANSLATE_NOOP("Phone", "Övningskod")
CODE_ABOUT = QT_TRANSLATE_NOOP("Phone", "Siffrorna visas inte och läses inte upp.")
NOT_A_CODE = QT_TRANSLATE_NOOP("Phone", "Koden är sex siffror.")
DIGITS = QT_TRANSLATE_NOOP("Phone", "%n av 6 siffror")
WRONG_CODE = QT_TRANSLATE_NOOP("Phone", "Fel kod. %n försök kvar.")
TRIES_LEFT = QT_TRANSLATE_NOOP("Phone", "%n försök kvar.")
LAST_TRY = QT_TRANSLATE_NOOP(
    "Phone", "Det är sista försöket. Blir det fel spärras e-legitimationen i telefonen. Är du osäker: avbryt."
)
TIME_LEFT = QT_TRANSLATE_NOOP("Phone", "Svara inom {time}")
CONFIRM = {
    "auth": QT_TRANSLATE_NOOP("Phone", "L&egitimera"),
    "sign": QT_TRANSLATE_NOOP("Phone", "Skriv &under"),
    "payment": QT_TRANSLATE_NOOP("Phone", "&Godkänn"),
    "phone_auth": QT_TRANSLATE_NOOP("Phone", "L&egitimera"),
    "phone_sign": QT_TRANSLATE_NOOP("Phone", "Skriv &under"),
}
DECLINE = QT_TRANSLATE_NOOP("Phone", "&Avbryt")
DECLINE_ABOUT = QT_TRANSLATE_NOOP("Phone", "Säger nej till begäran.")
SENDING = QT_TRANSLATE_NOOP("Phone", "Skickar svaret…")
DECLINING = QT_TRANSLATE_NOOP("Phone", "Säger nej…")
CANCEL = QT_TRANSLATE_NOOP("Phone", "&Avbryt")

# -- outcomes ------------------------------------------------------------------------------------------------------
ANSWERED_HEADING = {
    "auth": QT_TRANSLATE_NOOP("Phone", "Legitimeringen är klar"),
    "sign": QT_TRANSLATE_NOOP("Phone", "Underskriften är klar"),
    "payment": QT_TRANSLATE_NOOP("Phone", "Betalningen är godkänd"),
    "phone_auth": QT_TRANSLATE_NOOP("Phone", "Legitimeringen är klar"),
    "phone_sign": QT_TRANSLATE_NOOP("Phone", "Underskriften är klar"),
}
ANSWERED = QT_TRANSLATE_NOOP("Phone", "Fortsätt där du började. Det går vidare av sig självt där.")
DECLINED_HEADING = QT_TRANSLATE_NOOP("Phone", "Du har sagt nej")
DECLINED = QT_TRANSLATE_NOOP("Phone", "{party} får veta att du avbröt. Ingenting har skickats om dig.")
FAILURE_CODE = QT_TRANSLATE_NOOP("Phone", "Felkod {code}")
AGAIN = QT_TRANSLATE_NOOP("Phone", "&Försök igen")
DONE = QT_TRANSLATE_NOOP("Phone", "&Klar")
CLOSE = QT_TRANSLATE_NOOP("Phone", "&Stäng")

# -- one ID --------------------------------------------------------------------------------------------------------
ID_FIELDS = {
    "device": QT_TRANSLATE_NOOP("Phone", "Telefonens namn"),
    "since": QT_TRANSLATE_NOOP("Phone", "Aktiverat"),
    "until": QT_TRANSLATE_NOOP("Phone", "Gäller till"),
    "tries": QT_TRANSLATE_NOOP("Phone", "Försök kvar"),
}
REMOVE = QT_TRANSLATE_NOOP("Phone", "Ta &bort")
REMOVE_SURE = QT_TRANSLATE_NOOP("Phone", "Ta bort {holder} ur telefonen? Det går inte att ångra.")
REMOVE_OTHER = QT_TRANSLATE_NOOP("Phone", "Ta bort e-legitimationen i {device}? Den slutar gälla genast.")
REMOVE_YES = QT_TRANSLATE_NOOP("Phone", "&Ja, ta bort")
REMOVE_NO = QT_TRANSLATE_NOOP("Phone", "&Nej, behåll")
REMOVING = QT_TRANSLATE_NOOP("Phone", "Tar bort…")

# -- settings ------------------------------------------------------------------------------------------------------
FAULTS_HEADING = QT_TRANSLATE_NOOP("Phone", "Fel att öva på")
FAULTS_ABOUT = QT_TRANSLATE_NOOP("Phone", "De gäller telefonen tills du slår av dem.")
FAULTS = {
    "no_network": QT_TRANSLATE_NOOP("Phone", "Inget nät"),
    "slow": QT_TRANSLATE_NOOP("Phone", "Långsamt nät"),
    "clock": QT_TRANSLATE_NOOP("Phone", "Klockan går fel"),
    "camera": QT_TRANSLATE_NOOP("Phone", "Kameran nekas"),
    "after_scan": QT_TRANSLATE_NOOP("Phone", "Batteriet dör efter skanningen"),
    "before_answer": QT_TRANSLATE_NOOP("Phone", "Batteriet dör innan svaret skickas"),
}
FAULTS_SUB = {
    "no_network": QT_TRANSLATE_NOOP("Phone", "Flygplansläge"),
    "slow": QT_TRANSLATE_NOOP("Phone", "Varje anrop tar {seconds} sekunder längre"),
    "clock": QT_TRANSLATE_NOOP("Phone", "{hours} timmar för mycket"),
    "camera": QT_TRANSLATE_NOOP("Phone", "Appen får inte använda den"),
    "after_scan": QT_TRANSLATE_NOOP("Phone", "Begäran är öppnad, ingen kod är skriven"),
    "before_answer": QT_TRANSLATE_NOOP("Phone", "Koden är rätt, men svaret kommer aldrig fram"),
}
ON = QT_TRANSLATE_NOOP("Phone", "På")
OFF = QT_TRANSLATE_NOOP("Phone", "Av")
LOOK_HEADING = QT_TRANSLATE_NOOP("Phone", "Utseende och språk")
THEME = QT_TRANSLATE_NOOP("Phone", "Färger")
THEMES = {
    "system": QT_TRANSLATE_NOOP("Phone", "Som systemet"),
    "light": QT_TRANSLATE_NOOP("Phone", "Ljust"),
    "dark": QT_TRANSLATE_NOOP("Phone", "Mörkt"),
    "high-contrast": QT_TRANSLATE_NOOP("Phone", "Hög kontrast"),
}
TEXT_SIZE = QT_TRANSLATE_NOOP("Phone", "Textstorlek")
PERCENT = QT_TRANSLATE_NOOP("Phone", "{percent} %")
LANGUAGE = QT_TRANSLATE_NOOP("Phone", "Språk")

# -- an empty battery ----------------------------------------------------------------------------------------------
DEAD_HEADING = QT_TRANSLATE_NOOP("Phone", "Batteriet är slut")
DEAD = QT_TRANSLATE_NOOP("Phone", "Telefonen är avstängd. Det som pågick i den är borta.")
POWER_ON = QT_TRANSLATE_NOOP("Phone", "&Ladda och starta")

# -- help ----------------------------------------------------------------------------------------------------------
HELP = QT_TRANSLATE_NOOP("Phone", "Hjälp")
_HELP_SCAN = (
    QT_TRANSLATE_NOOP(
        "Phone",
        "Kameran ser datorns skärm. Ha QR-koden framme där du loggar in, så läses den av sig själv, var på skärmen den "
        "än är. Inget fönster får täcka den.",
    ),
    QT_TRANSLATE_NOOP(
        "Phone",
        "Koden byts varje sekund. En skärmbild går att välja eller klistra in, men blir för gammal på några sekunder.",
    ),
)
_HELP_ASKED = (
    QT_TRANSLATE_NOOP(
        "Phone",
        "Läs vem som frågar och vad det gäller innan du skriver koden. Stämmer det inte, eller har du inte börjat "
        "själv: tryck på Avbryt.",
    ),
    QT_TRANSLATE_NOOP("Phone", "Efter tre fel koder i rad spärras e-legitimationen. Då behövs en ny."),
)
_HELP_ADD = (
    QT_TRANSLATE_NOOP(
        "Phone",
        "QR-koden för aktivering gäller en gång och i 15 minuter. Du kan ha SITHS eID i högst tre telefoner samtidigt.",
    ),
)
HELP_OF = {
    "home": (QT_TRANSLATE_NOOP("Phone", "Öppna SITHS eID för att logga in med mobilt SITHS eID, eller BankID."),),
    "app": (
        QT_TRANSLATE_NOOP(
            "Phone",
            "Tryck på Skanna QR-kod när inloggningsfönstret visar koden. Tryck på en e-legitimation för att se eller "
            "ta bort den.",
        ),
    ),
    "scan": _HELP_SCAN,
    "scan_activation": _HELP_SCAN,
    "asked": _HELP_ASKED,
    "add": _HELP_ADD,
    "new_code": _HELP_ADD,
}
HELP_KEYS = QT_TRANSLATE_NOOP(
    "Phone",
    "Tangenter: Tab och pilarna flyttar, Enter trycker, Esc går tillbaka, Alt+Home går hem, Ctrl och plus eller minus "
    "ändrar textens storlek.",
)
HELP_TRAINING = QT_TRANSLATE_NOOP(
    "Phone", "Telefonen och alla personer i den är påhittade. Fel att öva på slås på under Inställningar."
)


def say(source: str) -> str:
    """Translate one of the constants above."""
    return QCoreApplication.translate("Phone", source)


def count(source: str, number: int) -> str:
    """Translate a text with ``%n`` in it, in the plural form that the language wants."""
    return QCoreApplication.translate("Phone", source, None, number)


def failure_texts(failure: LoginFailure) -> tuple[str, str]:
    """Return cause and mend of a failure, translated."""
    return (
        QCoreApplication.translate("Failure", failure.info.cause),
        QCoreApplication.translate("Failure", failure.info.mend),
    )


def plain(label: str) -> str:
    """Return a label without the mark of its Alt letter."""
    return label.replace("&", "")
