"""Everything that can go wrong, as one table.

A failure has a code for people to read out to support, a class that decides which screen shows it, a cause and a
mend in the person's words, and a policy for trying again. Swedish is the source language; the texts are the keys
of the Qt Linguist files (context ``Failure``). Nothing else in the project words a failure.
The window imports this before its first paint: nothing but tuples here.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:  # noqa: N802 - the name lupdate looks for
    """Mark ``text`` for lupdate and return it as it is; this package must not import Qt."""
    return text


class FailureClass(Enum):
    """Where a failure belongs."""

    AUTHENTICATION = "authentication"  # "Autentiseringen misslyckades" (R21): card, code, order, service
    LOGIN = "login"  # "Inloggningen misslyckades" (R22): authenticated, but Cosmic did not let in
    SYSTEM = "system"  # another system's login in a browser: its pages tell it, no window of ours does
    OPERATION = "operation"  # set-up, files, command line: no login was under way


class Retry(Enum):
    """When trying again makes sense."""

    NOW = "now"
    AFTER_MEND = "after-mend"  # the mend has to be done first
    NEVER = "never"  # somebody else has to act (a new card, a code letter)


class FailureInfo(NamedTuple):
    """One row of the table. ``cause`` and ``mend`` are Swedish source texts."""

    code: str
    failure_class: FailureClass
    cause: str
    mend: str
    retry: Retry

    @property
    def help_anchor(self) -> str:
        """The place in the help and in docs/failures.md."""
        return self.code.replace(".", "-").replace("_", "-")


class CardOf(NamedTuple):
    """Whose card it is, and who issued it."""

    holder: str
    issuer: str


class LoginFailure(Exception):  # noqa: N818 - a failure is the domain's word
    """A failure of the table, raised anywhere and shown by whoever faces the person.

    ``detail`` is for logs and support: technical, in English, never with a code or a personal number in it.
    ``tries_left`` is set where a code was wrong or is blocked. ``hint`` is what the order service calls it: a hint
    code or an error code (docs/protocols.md, section 7), for a wording that fits the app on the phone. ``whose`` is
    whose card it is about: for the person's eyes, and never logged. ``moment`` is when what has run out ran out, or when
    what is not valid yet begins to be.
    """

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        tries_left: int | None = None,
        hint: str = "",
        whose: CardOf | None = None,
        moment: datetime | None = None,
    ) -> None:
        if code not in FAILURES:
            raise KeyError(f"no failure with the code {code!r} in the table")
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
        self.tries_left = tries_left
        self.hint = hint
        self.whose = whose
        self.moment = moment

    @property
    def info(self) -> FailureInfo:
        """The table's row."""
        return FAILURES[self.code]

    def __reduce__(self) -> tuple[object, ...]:
        more = {"tries_left": self.tries_left, "hint": self.hint, "whose": self.whose, "moment": self.moment}
        return (_rebuild, (self.code, self.detail, more))


def _rebuild(code: str, detail: str, more: dict[str, Any]) -> LoginFailure:
    return LoginFailure(code, detail, **more)


_AUTH, _LOGIN = FailureClass.AUTHENTICATION, FailureClass.LOGIN
_OPER, _SYSTEM = FailureClass.OPERATION, FailureClass.SYSTEM
_NOW, _MEND, _NEVER = Retry.NOW, Retry.AFTER_MEND, Retry.NEVER

_ROWS = (
    # -- readers -----------------------------------------------------------------------------------------------
    FailureInfo("pcsc.missing", _AUTH, QT_TRANSLATE_NOOP("Failure", "Datorn saknar stöd för kortläsare."),
                QT_TRANSLATE_NOOP("Failure", "Be IT-supporten installera PC/SC (paketen pcscd och libpcsclite1)."), _MEND),
    FailureInfo("pcsc.stopped", _AUTH, QT_TRANSLATE_NOOP("Failure", "Tjänsten för kortläsare svarar inte."),
                QT_TRANSLATE_NOOP("Failure", "Vänta en stund och försök igen. Kontakta IT-supporten om det inte hjälper."), _MEND),
    FailureInfo("reader.none", _AUTH, QT_TRANSLATE_NOOP("Failure", "Ingen kortläsare är ansluten."),
                QT_TRANSLATE_NOOP("Failure", "Anslut kortläsaren och försök igen."), _MEND),
    FailureInfo("reader.unknown", _AUTH, QT_TRANSLATE_NOOP("Failure", "Den valda kortläsaren finns inte."),
                QT_TRANSLATE_NOOP("Failure", "Kontrollera namnet på kortläsaren, eller anslut den."), _MEND),
    FailureInfo("reader.lost", _AUTH, QT_TRANSLATE_NOOP("Failure", "Kontakten med kortläsaren bröts."),
                QT_TRANSLATE_NOOP("Failure", "Anslut kortläsaren igen och börja om."), _MEND),
    FailureInfo("reader.remote_lost", _AUTH, QT_TRANSLATE_NOOP("Failure", "Kontakten med läsaren på din egen dator bröts."),
                QT_TRANSLATE_NOOP("Failure", "Kontrollera nätverket och att kortläsaren delas på din egen dator. Kontakten kommer tillbaka av sig själv; börja sedan om."), _NOW),
    FailureInfo("reader.not_paired", _AUTH, QT_TRANSLATE_NOOP("Failure", "Din egen dator och den här sessionen känner inte varandra."),
                QT_TRANSLATE_NOOP("Failure", "Para ihop dem igen: öppna en parning på din egen dator och skriv koden i sessionen."), _MEND),
    FailureInfo("reader.remote_garbled", _AUTH, QT_TRANSLATE_NOOP("Failure", "Det som svarar på läsarens adress går inte att förstå."),
                QT_TRANSLATE_NOOP("Failure", "Kontrollera adressen till läsaren på din egen dator."), _MEND),
    FailureInfo("reader.other_protocol", _AUTH, QT_TRANSLATE_NOOP("Failure", "Programmet på din egen dator och det i sessionen har olika versioner."),
                QT_TRANSLATE_NOOP("Failure", "Be IT-supporten uppdatera så att båda har samma version."), _MEND),
    FailureInfo("reader.desk_unable", _AUTH, QT_TRANSLATE_NOOP("Failure", "Något på din egen dator hindrar att kortläsaren delas."),
                QT_TRANSLATE_NOOP("Failure", "Orsaken visas på din egen dator. Kontakta IT-supporten om du inte kan åtgärda den där."), _MEND),
    FailureInfo("reader.denied", _AUTH, QT_TRANSLATE_NOOP("Failure", "Du sade nej vid din egen dator."),
                QT_TRANSLATE_NOOP("Failure", "Säg ja vid din egen dator om det är du som loggar in, och börja om."), _MEND),
    FailureInfo("reader.pairing_closed", _OPER, QT_TRANSLATE_NOOP("Failure", "Ingen parning är öppen på den egna datorn, eller så har koden gått ut."),
                QT_TRANSLATE_NOOP("Failure", "Öppna en ny parning på den egna datorn. Koden gäller i två minuter."), _MEND),
    FailureInfo("reader.pairing_wrong", _OPER, QT_TRANSLATE_NOOP("Failure", "Parningskoden stämmer inte."),
                QT_TRANSLATE_NOOP("Failure", "Läs koden på den egna datorn igen. Efter tre fel öppnar du en ny parning."), _MEND),
    FailureInfo("reader.pairing_malformed", _OPER, QT_TRANSLATE_NOOP("Failure", "En parningskod har nio siffror."),
                QT_TRANSLATE_NOOP("Failure", "Skriv de nio siffror som visas på den egna datorn."), _MEND),
    FailureInfo("reader.partner_unknown", _OPER, QT_TRANSLATE_NOOP("Failure", "Det finns ingen parning med det namnet."),
                QT_TRANSLATE_NOOP("Failure", "Kör cosmic-login reader list, som visar parningarna."), _MEND),
    FailureInfo("reader.address", _OPER, QT_TRANSLATE_NOOP("Failure", "Adressen till läsaren är ingen adress."),
                QT_TRANSLATE_NOOP("Failure", "Skriv den som den visas på den egna datorn: reader://VÄRD:PORT."), _MEND),
    FailureInfo("reader.not_shared", _OPER, QT_TRANSLATE_NOOP("Failure", "Läsaren kunde inte delas på den adressen."),
                QT_TRANSLATE_NOOP("Failure", "Välj en annan adress eller port med --listen."), _MEND),
    # -- cards -------------------------------------------------------------------------------------------------
    FailureInfo("card.absent", _AUTH, QT_TRANSLATE_NOOP("Failure", "Det sitter inget kort i kortläsaren."),
                QT_TRANSLATE_NOOP("Failure", "Sätt in ditt SITHS-kort och försök igen."), _MEND),
    FailureInfo("card.removed", _AUTH, QT_TRANSLATE_NOOP("Failure", "Kortet togs ut för tidigt."),
                QT_TRANSLATE_NOOP("Failure", "Sätt in kortet igen och börja om. Inget kodförsök har förbrukats av detta."), _NOW),
    FailureInfo("card.unreadable", _AUTH, QT_TRANSLATE_NOOP("Failure", "Kortet går inte att läsa."),
                QT_TRANSLATE_NOOP("Failure", "Ta ut kortet, torka av chippet och sätt in det igen med chippet rätt vänt."), _MEND),
    FailureInfo("card.garbled", _AUTH, QT_TRANSLATE_NOOP("Failure", "Kortet eller läsaren svarade något som inte går att förstå."),
                QT_TRANSLATE_NOOP("Failure", "Ta ut kortet och sätt in det igen. Prova en annan läsare om det händer på nytt."), _MEND),
    FailureInfo("card.other_kind", _AUTH, QT_TRANSLATE_NOOP("Failure", "Kortet är inte ett SITHS-kort."),
                QT_TRANSLATE_NOOP("Failure", "Byt till ditt SITHS-kort. Ett passerkort öppnar dörrar men kan inte logga in."), _MEND),
    FailureInfo("card.in_use", _AUTH, QT_TRANSLATE_NOOP("Failure", "Kortet används av ett annat program."),
                QT_TRANSLATE_NOOP("Failure", "Stäng det andra programmet och försök igen."), _MEND),
    FailureInfo("card.several", _AUTH, QT_TRANSLATE_NOOP("Failure", "Det sitter flera SITHS-kort i läsarna."),
                QT_TRANSLATE_NOOP("Failure", "Välj vilket kort du vill använda, eller ta ut de andra."), _MEND),
    FailureInfo("card.other_person", _OPER, QT_TRANSLATE_NOOP("Failure", "Kortet i läsaren tillhör någon annan än den som angavs."),
                QT_TRANSLATE_NOOP("Failure", "Byt kort eller ange rätt person. Inget kodförsök har förbrukats."), _MEND),
    FailureInfo("card.not_reserve", _OPER, QT_TRANSLATE_NOOP("Failure", "Kortet är inte ett reservkort och behöver inte aktiveras."),
                QT_TRANSLATE_NOOP("Failure", "Logga in med kortet som vanligt."), _NEVER),
    FailureInfo("card.signing_there", _OPER, QT_TRANSLATE_NOOP("Failure", "Kortet har redan ett certifikat för underskrift."),
                QT_TRANSLATE_NOOP("Failure", "Du behöver inte göra något mer."), _NEVER),
    FailureInfo("card.no_certificate", _AUTH, QT_TRANSLATE_NOOP("Failure", "Kortet saknar certifikat för legitimering."),
                QT_TRANSLATE_NOOP("Failure", "Kontakta ID-administratören, som kan hjälpa dig med kortet."), _NEVER),
    FailureInfo("card.refused", _AUTH, QT_TRANSLATE_NOOP("Failure", "Kortet vägrade att utföra uppdraget."),
                QT_TRANSLATE_NOOP("Failure", "Ta ut kortet, sätt in det igen och försök på nytt."), _NOW),
    # -- codes -------------------------------------------------------------------------------------------------
    FailureInfo("code.wrong", _AUTH, QT_TRANSLATE_NOOP("Failure", "Koden var fel."),
                QT_TRANSLATE_NOOP("Failure", "Försök igen med rätt legitimeringskod. Kontrollera hur många försök som återstår."), _NOW),
    FailureInfo("code.blocked", _AUTH, QT_TRANSLATE_NOOP("Failure", "Kortets legitimeringskod är spärrad."),
                QT_TRANSLATE_NOOP("Failure", "Lås upp kortet med PUK-koden, eller kontakta ID-administratören."), _MEND),
    FailureInfo("code.malformed", _AUTH, QT_TRANSLATE_NOOP("Failure", "Legitimeringskoden ska vara sex siffror."),
                QT_TRANSLATE_NOOP("Failure", "Skriv de sex siffrorna och försök igen. Inget kodförsök har förbrukats."), _NOW),
    FailureInfo("code.missing", _OPER, QT_TRANSLATE_NOOP("Failure", "Ingen kod angavs."),
                QT_TRANSLATE_NOOP("Failure", "Sätt miljövariabeln som --code-env nämner."), _MEND),
    FailureInfo("puk.wrong", _OPER, QT_TRANSLATE_NOOP("Failure", "PUK-koden var fel."),
                QT_TRANSLATE_NOOP("Failure", "Kontrollera PUK-koden i kodbrevet och försök igen."), _NOW),
    FailureInfo("puk.blocked", _OPER, QT_TRANSLATE_NOOP("Failure", "PUK-koden är spärrad. Kortet kan inte längre låsas upp."),
                QT_TRANSLATE_NOOP("Failure", "Kontakta ID-administratören för ett nytt kort eller ett reservkort."), _NEVER),
    FailureInfo("puk.malformed", _OPER, QT_TRANSLATE_NOOP("Failure", "PUK-koden ska vara åtta siffror."),
                QT_TRANSLATE_NOOP("Failure", "Skriv de åtta siffrorna och försök igen. Inget försök har förbrukats."), _NOW),
    # -- certificates ------------------------------------------------------------------------------------------
    FailureInfo("certificate.expired", _AUTH, QT_TRANSLATE_NOOP("Failure", "Kortets giltighetstid har gått ut."),
                QT_TRANSLATE_NOOP("Failure", "Beställ ett nytt kort. Be om ett reservkort under tiden."), _NEVER),
    FailureInfo("certificate.not_yet_valid", _AUTH, QT_TRANSLATE_NOOP("Failure", "Kortet har ännu inte börjat gälla."),
                QT_TRANSLATE_NOOP("Failure", "Kontrollera datorns klocka. Kontakta annars ID-administratören."), _NEVER),
    FailureInfo("certificate.revoked", _AUTH, QT_TRANSLATE_NOOP("Failure", "Kortet är spärrat."),
                QT_TRANSLATE_NOOP("Failure", "Kontakta ID-administratören för ett nytt kort eller ett reservkort."), _NEVER),
    FailureInfo("certificate.untrusted", _AUTH, QT_TRANSLATE_NOOP("Failure", "Kortet är utfärdat av någon som inloggningen inte litar på."),
                QT_TRANSLATE_NOOP("Failure", "Använd ditt SITHS-kort. Kontakta IT-supporten om det är rätt kort."), _NEVER),
    FailureInfo("card.not_training", _AUTH, QT_TRANSLATE_NOOP("Failure", "Kortet är inte utfärdat för övningen. Övningens IdP litar bara på övningens egna utfärdare."),
                QT_TRANSLATE_NOOP("Failure", "Byt till ett övningskort. Det här kortet fungerar där det hör hemma, och inget kodförsök har förbrukats."), _MEND),
    FailureInfo("certificate.wrong_use", _AUTH, QT_TRANSLATE_NOOP("Failure", "Certifikatet får inte användas för legitimering."),
                QT_TRANSLATE_NOOP("Failure", "Kontakta ID-administratören, som kan hjälpa dig med kortet."), _NEVER),
    FailureInfo("certificate.policy_unknown", _AUTH, QT_TRANSLATE_NOOP("Failure", "Kortets tillitsnivå går inte att avgöra."),
                QT_TRANSLATE_NOOP("Failure", "Kontakta ID-administratören, som kan hjälpa dig med kortet."), _NEVER),
    FailureInfo("certificate.malformed", _AUTH, QT_TRANSLATE_NOOP("Failure", "Kortets certifikat är skadat."),
                QT_TRANSLATE_NOOP("Failure", "Kontakta ID-administratören för ett nytt kort eller ett reservkort."), _NEVER),
    FailureInfo("certificate.revocation_unknown", _AUTH, QT_TRANSLATE_NOOP("Failure", "Det går inte att kontrollera om kortet är spärrat."),
                QT_TRANSLATE_NOOP("Failure", "Vänta en stund och försök igen. Kontakta IT-supporten om det inte hjälper."), _MEND),
    FailureInfo("certificate.missing", _AUTH, QT_TRANSLATE_NOOP("Failure", "Kortets certifikat nådde inte fram till identifieringstjänsten."),
                QT_TRANSLATE_NOOP("Failure", "Sätt in kortet, vänta tills certifikatet visas och försök igen."), _NOW),
    FailureInfo("signature.invalid", _AUTH, QT_TRANSLATE_NOOP("Failure", "Kortets svar gick inte att bekräfta."),
                QT_TRANSLATE_NOOP("Failure", "Ta ut kortet, sätt in det igen och börja om."), _NOW),
    # -- orders ------------------------------------------------------------------------------------------------
    FailureInfo("order.expired", _AUTH, QT_TRANSLATE_NOOP("Failure", "Tiden för inloggningen tog slut."),
                QT_TRANSLATE_NOOP("Failure", "Börja om och slutför inloggningen utan uppehåll."), _NOW),
    FailureInfo("order.cancelled", _AUTH, QT_TRANSLATE_NOOP("Failure", "Inloggningen avbröts."),
                QT_TRANSLATE_NOOP("Failure", "Börja om när du vill."), _NOW),
    FailureInfo("order.replaced", _AUTH, QT_TRANSLATE_NOOP("Failure", "En annan inloggning för samma person påbörjades."),
                QT_TRANSLATE_NOOP("Failure", "Slutför den andra inloggningen, eller börja om."), _NOW),
    FailureInfo("order.unknown", _AUTH, QT_TRANSLATE_NOOP("Failure", "Inloggningen finns inte längre hos identifieringstjänsten."),
                QT_TRANSLATE_NOOP("Failure", "Börja om."), _NOW),
    FailureInfo("order.start_failed", _AUTH, QT_TRANSLATE_NOOP("Failure", "Ingen läste av QR-koden i tid."),
                QT_TRANSLATE_NOOP("Failure", "Öppna appen i telefonen, försök igen och läs av koden på skärmen."), _NOW),
    FailureInfo("order.declined", _AUTH, QT_TRANSLATE_NOOP("Failure", "Du avböjde i appen."),
                QT_TRANSLATE_NOOP("Failure", "Börja om när du vill. Avböj alltid det som du inte själv har påbörjat."), _NOW),
    FailureInfo("order.in_progress", _AUTH, QT_TRANSLATE_NOOP("Failure", "En inloggning för samma person pågår redan."),
                QT_TRANSLATE_NOOP("Failure", "Båda har avbrutits. Vänta en stund och börja om."), _NOW),
    FailureInfo("order.other_person", _AUTH, QT_TRANSLATE_NOOP("Failure", "Begäran gäller en annan person än den som appen tillhör."),
                QT_TRANSLATE_NOOP("Failure", "Börja om och använd rätt persons telefon."), _MEND),
    FailureInfo("order.certificate", _AUTH, QT_TRANSLATE_NOOP("Failure", "E-legitimationen i telefonen gick inte att använda här."),
                QT_TRANSLATE_NOOP("Failure", "Använd en annan e-legitimation, eller skaffa en ny."), _MEND),
    FailureInfo("order.step_failed", _AUTH, QT_TRANSLATE_NOOP("Failure", "Ett steg i appen gick inte att genomföra."),
                QT_TRANSLATE_NOOP("Failure", "Följ det som appen säger och börja om, eller logga in på ett annat sätt."), _MEND),
    FailureInfo("challenge.mismatch", _AUTH, QT_TRANSLATE_NOOP("Failure", "Begäran om legitimering hör inte till din inloggning."),
                QT_TRANSLATE_NOOP("Failure", "Avbryt. Meddela IT-supporten felkoden. Inget har skrivits under."), _NEVER),
    FailureInfo("clock.skew", _AUTH, QT_TRANSLATE_NOOP("Failure", "Datorns klocka går fel."),
                QT_TRANSLATE_NOOP("Failure", "Ställ klockan rätt, eller be IT-supporten göra det. Försök sedan igen."), _MEND),
    FailureInfo("clock.changed", _AUTH, QT_TRANSLATE_NOOP("Failure", "Datorns klocka ställdes om medan inloggningen pågick."),
                QT_TRANSLATE_NOOP("Failure", "Kontrollera att klockan går rätt och börja om."), _NOW),
    # -- the phone ---------------------------------------------------------------------------------------------
    FailureInfo("qr.unreadable", _OPER, QT_TRANSLATE_NOOP("Failure", "Det går inte att läsa någon QR-kod i bilden."),
                QT_TRANSLATE_NOOP("Failure", "Håll telefonen så att hela QR-koden syns, och försök igen."), _NOW),
    FailureInfo("qr.several", _OPER, QT_TRANSLATE_NOOP("Failure", "Flera QR-koder syns samtidigt."),
                QT_TRANSLATE_NOOP("Failure", "Låt bara den kod synas som ska läsas av, och försök igen."), _NOW),
    # -- phones and QR codes -----------------------------------------------------------------------------------
    FailureInfo("qr.malformed", _AUTH, QT_TRANSLATE_NOOP("Failure", "QR-koden är inte någon som den här appen kan läsa."),
                QT_TRANSLATE_NOOP("Failure", "Läs av koden som inloggningsfönstret visar, med den app som fönstret nämner."), _MEND),
    FailureInfo("qr.unknown", _AUTH, QT_TRANSLATE_NOOP("Failure", "QR-koden hör inte till någon inloggning som pågår."),
                QT_TRANSLATE_NOOP("Failure", "Börja om i inloggningsfönstret och läs av koden som visas där."), _NOW),
    FailureInfo("qr.used", _AUTH, QT_TRANSLATE_NOOP("Failure", "QR-koden har redan lästs av."),
                QT_TRANSLATE_NOOP("Failure", "Slutför i den telefon som läste koden, eller börja om i inloggningsfönstret."), _NOW),
    FailureInfo("qr.stale", _AUTH, QT_TRANSLATE_NOOP("Failure", "QR-koden är för gammal."),
                QT_TRANSLATE_NOOP("Failure", "Läs av koden direkt från skärmen. Den byts varje sekund, så en bild av den fungerar inte."), _NOW),
    FailureInfo("activation.unknown", _OPER, QT_TRANSLATE_NOOP("Failure", "Aktiveringskoden finns inte, eller har redan använts."),
                QT_TRANSLATE_NOOP("Failure", "Skapa en ny kod på Mina sidor och läs av den med appen."), _MEND),
    FailureInfo("activation.expired", _OPER, QT_TRANSLATE_NOOP("Failure", "Aktiveringskoden är för gammal."),
                QT_TRANSLATE_NOOP("Failure", "Skapa en ny kod på Mina sidor och läs av den inom 15 minuter."), _MEND),
    FailureInfo("enrolment.too_many", _OPER, QT_TRANSLATE_NOOP("Failure", "Du har redan så många e-legitimationer i telefoner som du får ha."),
                QT_TRANSLATE_NOOP("Failure", "Ta bort en av dem i appen och försök igen."), _MEND),
    FailureInfo("enrolment.unknown", _OPER, QT_TRANSLATE_NOOP("Failure", "Telefonens e-legitimation finns inte, eller är borttagen."),
                QT_TRANSLATE_NOOP("Failure", "Aktivera appen på nytt."), _MEND),
    FailureInfo("enrolment.revoked", _AUTH, QT_TRANSLATE_NOOP("Failure", "Telefonens e-legitimation är spärrad."),
                QT_TRANSLATE_NOOP("Failure", "Aktivera appen på nytt, eller använd en annan telefon."), _MEND),
    FailureInfo("enrolment.expired", _AUTH, QT_TRANSLATE_NOOP("Failure", "Giltighetstiden för telefonens e-legitimation har gått ut."),
                QT_TRANSLATE_NOOP("Failure", "Aktivera appen på nytt."), _MEND),
    FailureInfo("enrolment.card_needed", _OPER, QT_TRANSLATE_NOOP("Failure", "Bara den som har loggat in med sitt ordinarie SITHS-kort kan aktivera en telefon."),
                QT_TRANSLATE_NOOP("Failure", "Logga in med kortet och försök igen. Ett reservkort räcker inte."), _MEND),
    # -- whom the card would answer (TLS) ------------------------------------------------------------------------
    FailureInfo("server.untrusted", _AUTH, QT_TRANSLATE_NOOP("Failure", "Identifieringstjänstens servercertifikat är inte utfärdat av någon som datorn litar på."),
                QT_TRANSLATE_NOOP("Failure", "Avbryt. Meddela IT-supporten felkoden. Kortet har inte använts."), _NEVER),
    FailureInfo("server.wrong_name", _AUTH, QT_TRANSLATE_NOOP("Failure", "Identifieringstjänstens servercertifikat gäller en annan adress."),
                QT_TRANSLATE_NOOP("Failure", "Avbryt. Meddela IT-supporten felkoden. Kortet har inte använts."), _NEVER),
    FailureInfo("server.expired", _AUTH, QT_TRANSLATE_NOOP("Failure", "Identifieringstjänstens servercertifikat gäller inte nu."),
                QT_TRANSLATE_NOOP("Failure", "Kontrollera datorns klocka. Kontakta IT-supporten om den går rätt. Kortet har inte använts."), _MEND),
    # -- the IdP as a service ----------------------------------------------------------------------------------
    FailureInfo("idp.unreachable", _AUTH, QT_TRANSLATE_NOOP("Failure", "Identifieringstjänsten går inte att nå."),
                QT_TRANSLATE_NOOP("Failure", "Kontrollera nätverket och försök igen. Kontakta IT-supporten om det inte hjälper."), _NOW),
    FailureInfo("idp.timeout", _AUTH, QT_TRANSLATE_NOOP("Failure", "Identifieringstjänsten svarar inte i tid."),
                QT_TRANSLATE_NOOP("Failure", "Vänta en stund och försök igen."), _NOW),
    FailureInfo("idp.nonsense", _AUTH, QT_TRANSLATE_NOOP("Failure", "Identifieringstjänsten svarade något som inte går att förstå."),
                QT_TRANSLATE_NOOP("Failure", "Kontrollera adressen till identifieringstjänsten, eller kontakta IT-supporten."), _MEND),
    FailureInfo("request.malformed", _AUTH, QT_TRANSLATE_NOOP("Failure", "Identifieringstjänsten förstod inte programmets fråga."),
                QT_TRANSLATE_NOOP("Failure", "Kontakta IT-supporten: programmet och identifieringstjänsten passar kanske inte ihop."), _MEND),
    FailureInfo("idp.error", _AUTH, QT_TRANSLATE_NOOP("Failure", "Ett fel uppstod i identifieringstjänsten."),
                QT_TRANSLATE_NOOP("Failure", "Vänta en stund och försök igen."), _NOW),
    FailureInfo("idp.address", _OPER, QT_TRANSLATE_NOOP("Failure", "Adressen till identifieringstjänsten går inte att använda."),
                QT_TRANSLATE_NOOP("Failure", "Ange en adress med https, eller http till den egna datorn (127.0.0.1)."), _MEND),
    FailureInfo("idp.busy", _AUTH, QT_TRANSLATE_NOOP("Failure", "För många inloggningsförsök på kort tid."),
                QT_TRANSLATE_NOOP("Failure", "Vänta en minut och försök igen."), _NOW),
    FailureInfo("method.unavailable", _AUTH, QT_TRANSLATE_NOOP("Failure", "Inloggningssättet är inte tillgängligt nu."),
                QT_TRANSLATE_NOOP("Failure", "Välj ett annat sätt att logga in."), _MEND),
    FailureInfo("siths.out_of_service", _AUTH, QT_TRANSLATE_NOOP("Failure", "SITHS eID är ur drift."),
                QT_TRANSLATE_NOOP("Failure", "Använd SITHS-kortet med SITHS eID MD: välj Logga in på annat sätt och sedan Logga in med SITHS-kort."), _MEND),
    FailureInfo("bankid.out_of_service", _AUTH, QT_TRANSLATE_NOOP("Failure", "BankID är ur drift."),
                QT_TRANSLATE_NOOP("Failure", "Försök igen om en stund. Be annars en ID-administratör (LRA) om ett reservkort."), _MEND),
    FailureInfo("idp.out_of_service", _AUTH, QT_TRANSLATE_NOOP("Failure", "Identifieringstjänsten är ur drift."),
                QT_TRANSLATE_NOOP("Failure", "Vänta en stund och försök igen. Kontakta IT-supporten om det inte hjälper."), _NOW),
    FailureInfo("login.timeout", _AUTH, QT_TRANSLATE_NOOP("Failure", "Inloggningen tog för lång tid och avbröts."),
                QT_TRANSLATE_NOOP("Failure", "Börja om."), _NOW),
    FailureInfo("internal.error", _AUTH, QT_TRANSLATE_NOOP("Failure", "Ett oväntat fel uppstod i programmet."),
                QT_TRANSLATE_NOOP("Failure", "Börja om. Lämna felkoden och loggen till IT-supporten om det händer igen."), _NOW),
    # -- authenticated, but not let in -------------------------------------------------------------------------
    FailureInfo("access.person_unknown", _LOGIN, QT_TRANSLATE_NOOP("Failure", "Du finns inte i katalogen för den här miljön."),
                QT_TRANSLATE_NOOP("Failure", "Kontakta din IT-kontaktperson."), _NEVER),
    FailureInfo("access.no_service_id", _LOGIN, QT_TRANSLATE_NOOP("Failure", "Du har inget tjänste-id som ger tillgång till Cosmic."),
                QT_TRANSLATE_NOOP("Failure", "Kontakta din IT-kontaktperson."), _NEVER),
    FailureInfo("hsa.out_of_service", _LOGIN, QT_TRANSLATE_NOOP("Failure", "Katalogen HSA, där dina tjänste-id:n och uppdrag finns, är ur drift."),
                QT_TRANSLATE_NOOP("Failure", "Vänta en stund och försök igen. Kontakta IT-supporten om det inte hjälper."), _NOW),
    FailureInfo("access.service_id_unknown", _LOGIN, QT_TRANSLATE_NOOP("Failure", "Det valda tjänste-id:t är inte ditt."),
                QT_TRANSLATE_NOOP("Failure", "Börja om och välj ett av dina egna tjänste-id:n."), _NOW),
    FailureInfo("access.level_too_low", _LOGIN, QT_TRANSLATE_NOOP("Failure", "Kortets tillitsnivå räcker inte för Cosmic."),
                QT_TRANSLATE_NOOP("Failure", "Logga in med ditt ordinarie SITHS-kort."), _MEND),
    FailureInfo("access.card_not_activated", _LOGIN, QT_TRANSLATE_NOOP("Failure", "Reservkortet är inte aktiverat."),
                QT_TRANSLATE_NOOP("Failure", "Aktivera kortet på Mina sidor (Kort och koder på startsidan). Logga sedan in."), _MEND),
    FailureInfo("token.invalid", _LOGIN, QT_TRANSLATE_NOOP("Failure", "Svaret från identifieringstjänsten gick inte att lita på."),
                QT_TRANSLATE_NOOP("Failure", "Börja om. Kontakta IT-supporten om det händer igen."), _NOW),
    FailureInfo("session.refused", _LOGIN, QT_TRANSLATE_NOOP("Failure", "Cosmic kunde inte starta din session."),
                QT_TRANSLATE_NOOP("Failure", "Försök igen om en stund."), _NOW),
    FailureInfo("session.other_person", _LOGIN, QT_TRANSLATE_NOOP("Failure", "Cosmic är låst av en annan användare."),
                QT_TRANSLATE_NOOP("Failure", "Be den som låste att låsa upp, eller logga in och svara JA på frågan om att logga ut användaren."), _MEND),
    # -- another system's login, in a browser --------------------------------------------------------------------
    FailureInfo("access.loa_differs", _SYSTEM, QT_TRANSLATE_NOOP("Failure", "Systemet vill ha en annan tillitsnivå än den du legitimerade dig med."),
                QT_TRANSLATE_NOOP("Failure", "Välj ett annat sätt att logga in, eller kontakta den som förvaltar systemet."), _MEND),
    FailureInfo("access.no_commission", _SYSTEM, QT_TRANSLATE_NOOP("Failure", "Du har inget medarbetaruppdrag som systemet kan använda."),
                QT_TRANSLATE_NOOP("Failure", "Kontakta den som lägger upp uppdrag i din verksamhet."), _NEVER),
    FailureInfo("claims.illegal", _SYSTEM, QT_TRANSLATE_NOOP("Failure", "Systemet ber om uppgifter som inte kan lämnas tillsammans."),
                QT_TRANSLATE_NOOP("Failure", "Kontakta den som förvaltar systemet och uppge felkoden."), _NEVER),
    FailureInfo("claims.missing", _SYSTEM, QT_TRANSLATE_NOOP("Failure", "Systemet kräver en uppgift som inte finns om dig."),
                QT_TRANSLATE_NOOP("Failure", "Kontakta den som förvaltar systemet, eller den som sköter dina uppgifter i katalogen."), _NEVER),
    FailureInfo("claims.no_match", _SYSTEM, QT_TRANSLATE_NOOP("Failure", "Systemet väntade sig någon annan, eller ett annat uppdrag än du har."),
                QT_TRANSLATE_NOOP("Failure", "Logga in med den identitet som systemet frågar efter, eller börja om i systemet."), _MEND),
    FailureInfo("login.needed", _SYSTEM, QT_TRANSLATE_NOOP("Failure", "Du är inte inloggad, och systemet bad om att du inte skulle tillfrågas."),
                QT_TRANSLATE_NOOP("Failure", "Börja om i systemet och logga in."), _NOW),
    FailureInfo("login.choice_needed", _SYSTEM, QT_TRANSLATE_NOOP("Failure", "Du måste välja, och systemet bad om att du inte skulle tillfrågas."),
                QT_TRANSLATE_NOOP("Failure", "Börja om i systemet och välj där."), _NOW),
    FailureInfo("session.replaced", _SYSTEM, QT_TRANSLATE_NOOP("Failure", "Du loggade in igen någon annanstans."),
                QT_TRANSLATE_NOOP("Failure", "Logga in här på nytt om det är här du ska arbeta."), _NOW),
    FailureInfo("system.unknown", _SYSTEM, QT_TRANSLATE_NOOP("Failure", "Systemet är inte känt av identifieringstjänsten."),
                QT_TRANSLATE_NOOP("Failure", "Kontakta den som förvaltar systemet. Den som sköter tjänsten lägger till det med: cosmic-login client add."), _MEND),
    FailureInfo("system.address", _SYSTEM, QT_TRANSLATE_NOOP("Failure", "Systemet vill ha svaret till en adress som det inte är registrerat med."),
                QT_TRANSLATE_NOOP("Failure", "Kontakta den som förvaltar systemet: adressen måste vara registrerad på tecknet."), _MEND),
    FailureInfo("system.request", _SYSTEM, QT_TRANSLATE_NOOP("Failure", "Systemets begäran är felaktig."),
                QT_TRANSLATE_NOOP("Failure", "Kontakta den som förvaltar systemet och uppge felkoden. Vad som är fel visas med: cosmic-login client explain."), _MEND),
    FailureInfo("system.signature", _SYSTEM, QT_TRANSLATE_NOOP("Failure", "Systemets begäran är inte undertecknad som den ska."),
                QT_TRANSLATE_NOOP("Failure", "Kontakta den som förvaltar systemet: kanske är dess certifikat eller nyckel en annan än den registrerade."), _MEND),
    FailureInfo("system.stale", _SYSTEM, QT_TRANSLATE_NOOP("Failure", "Systemets begäran är för gammal, eller så går dess klocka fel."),
                QT_TRANSLATE_NOOP("Failure", "Börja om i systemet. Händer det igen, kontakta den som förvaltar det."), _NOW),
    FailureInfo("system.replayed", _SYSTEM, QT_TRANSLATE_NOOP("Failure", "Systemets begäran har redan använts."),
                QT_TRANSLATE_NOOP("Failure", "Gå till systemet och börja om där."), _NOW),
    FailureInfo("system.metadata", _SYSTEM, QT_TRANSLATE_NOOP("Failure", "Systemets metadata går inte att använda."),
                QT_TRANSLATE_NOOP("Failure", "Kontakta den som förvaltar systemet: metadatafilen måste rättas. Vad som är fel visas med: cosmic-login client check."), _MEND),
    FailureInfo("web.unknown", _SYSTEM, QT_TRANSLATE_NOOP("Failure", "Inloggningen finns inte längre."),
                QT_TRANSLATE_NOOP("Failure", "Gå tillbaka till systemet du skulle logga in i och börja om där."), _NOW),
    FailureInfo("web.other_browser", _SYSTEM, QT_TRANSLATE_NOOP("Failure", "Inloggningen påbörjades i en annan webbläsare, eller så tas kakor inte emot."),
                QT_TRANSLATE_NOOP("Failure", "Börja om i systemet, i den här webbläsaren, och tillåt kakor för den här adressen."), _NOW),
    FailureInfo("web.foreign_form", _SYSTEM, QT_TRANSLATE_NOOP("Failure", "Knappen trycktes på en sida som inte är vår, eller som är för gammal."),
                QT_TRANSLATE_NOOP("Failure", "Gå tillbaka, läs om sidan och tryck på knappen igen. Händer det på nytt, börja om i systemet."), _NOW),
    FailureInfo("web.told", _SYSTEM, QT_TRANSLATE_NOOP("Failure", "Inloggningen är redan klar."),
                QT_TRANSLATE_NOOP("Failure", "Gå till systemet. Är du inte inloggad där, börja om i det."), _NOW),
    # -- operation ---------------------------------------------------------------------------------------------
    FailureInfo("link.malformed", _OPER, QT_TRANSLATE_NOOP("Failure", "Länken till SITHS eID går inte att förstå."),
                QT_TRANSLATE_NOOP("Failure", "Gå tillbaka till webbläsaren och öppna SITHS eID därifrån en gång till."), _MEND),
    FailureInfo("link.other_idp", _OPER, QT_TRANSLATE_NOOP("Failure", "Länken hör till en identifieringstjänst som den här datorn inte använder."),
                QT_TRANSLATE_NOOP("Failure", "Stäng fönstret om du inte väntade dig det. Kontakta annars IT-supporten: tjänsten anges i inställningarna."), _MEND),
    FailureInfo("person.unknown", _OPER, QT_TRANSLATE_NOOP("Failure", "Personen finns inte i katalogen."),
                QT_TRANSLATE_NOOP("Failure", "Visa vilka som finns med: cosmic-login card list."), _MEND),
    FailureInfo("card.unknown", _OPER, QT_TRANSLATE_NOOP("Failure", "Kortet finns inte."),
                QT_TRANSLATE_NOOP("Failure", "Visa vilka kort som finns med: cosmic-login card list."), _MEND),
    FailureInfo("card.damaged", _OPER, QT_TRANSLATE_NOOP("Failure", "Filen för det virtuella kortet är skadad."),
                QT_TRANSLATE_NOOP("Failure", "Utfärda kortet på nytt med: cosmic-login card issue."), _MEND),
    FailureInfo("method.unknown", _OPER, QT_TRANSLATE_NOOP("Failure", "Inloggningssättet finns inte."),
                QT_TRANSLATE_NOOP("Failure", "Visa vilka som finns med: cosmic-login login --help."), _MEND),
    FailureInfo("prompt.no_window", _OPER, QT_TRANSLATE_NOOP("Failure", "Inloggningssättet frågar något som bara går att svara på i ett fönster."),
                QT_TRANSLATE_NOOP("Failure", "Starta cosmic-login utan underkommando och logga in där."), _MEND),
    FailureInfo("plugin.left_out", _OPER, QT_TRANSLATE_NOOP("Failure", "Ett tillägg går inte att använda och är utelämnat."),
                QT_TRANSLATE_NOOP("Failure", "Uppdatera tillägget eller ta bort det. Allt annat fungerar som vanligt."), _MEND),
    FailureInfo("part.failed", _OPER, QT_TRANSLATE_NOOP("Failure", "En del av programmet gick inte att starta."),
                QT_TRANSLATE_NOOP("Failure", "Allt annat fungerar. Starta om programmet. Kontakta IT-supporten om det händer igen."), _MEND),
    FailureInfo("service_id.needed", _OPER, QT_TRANSLATE_NOOP("Failure", "Personen har flera tjänste-id:n och inget valdes."),
                QT_TRANSLATE_NOOP("Failure", "Ange ett av dem med --service-id."), _MEND),
    FailureInfo("usage.invalid", _OPER, QT_TRANSLATE_NOOP("Failure", "Kommandot går inte att förstå."),
                QT_TRANSLATE_NOOP("Failure", "Läs om kommandot med --help."), _MEND),
    FailureInfo("directory.malformed", _OPER, QT_TRANSLATE_NOOP("Failure", "Katalogfilen är felaktig."),
                QT_TRANSLATE_NOOP("Failure", "Rätta raden som nämns och försök igen."), _MEND),
    FailureInfo("settings.malformed", _OPER, QT_TRANSLATE_NOOP("Failure", "Inställningsfilen är felaktig."),
                QT_TRANSLATE_NOOP("Failure", "Rätta raden som nämns och försök igen."), _MEND),
    FailureInfo("profile.readonly", _OPER, QT_TRANSLATE_NOOP("Failure", "Programmet får inte skriva i sin profilkatalog."),
                QT_TRANSLATE_NOOP("Failure", "Välj en annan katalog med --profile, eller ändra rättigheterna."), _MEND),
    FailureInfo("profile.place", _OPER, QT_TRANSLATE_NOOP("Failure", "Det går inte att ha en profilkatalog på den platsen."),
                QT_TRANSLATE_NOOP("Failure", "Välj en annan katalog med --profile."), _MEND),
    FailureInfo("profile.full", _OPER, QT_TRANSLATE_NOOP("Failure", "Disken är full."),
                QT_TRANSLATE_NOOP("Failure", "Frigör utrymme, eller välj en annan katalog med --profile. Inget har gått förlorat."), _MEND),
    FailureInfo("profile.newer", _OPER, QT_TRANSLATE_NOOP("Failure", "Profilkatalogen kommer från en nyare version av programmet."),
                QT_TRANSLATE_NOOP("Failure", "Uppdatera programmet, eller välj en annan katalog med --profile."), _MEND),
    FailureInfo("profile.in_use", _OPER, QT_TRANSLATE_NOOP("Failure", "Profilkatalogen används av ett annat program."),
                QT_TRANSLATE_NOOP("Failure", "Avsluta det andra programmet, eller välj en annan katalog med --profile."), _MEND),
    FailureInfo("profile.damaged", _OPER, QT_TRANSLATE_NOOP("Failure", "En fil i profilkatalogen är skadad."),
                QT_TRANSLATE_NOOP("Failure", "Återställ filen från en kopia, eller börja med en ny profilkatalog."), _MEND),
    FailureInfo("audit.tampered", _OPER, QT_TRANSLATE_NOOP("Failure", "Åtkomstloggen har ändrats eller är skadad."),
                QT_TRANSLATE_NOOP("Failure", "Spara filen som den är och meddela den som ansvarar för loggen."), _NEVER),
    FailureInfo("address.in_use", _OPER, QT_TRANSLATE_NOOP("Failure", "Porten är upptagen."),
                QT_TRANSLATE_NOOP("Failure", "Välj en annan port, eller 0 för en ledig."), _MEND),
    FailureInfo("address.unavailable", _OPER, QT_TRANSLATE_NOOP("Failure", "Datorn har inte den adressen."),
                QT_TRANSLATE_NOOP("Failure", "Välj en adress som datorn själv har, till exempel 127.0.0.1."), _MEND),
    FailureInfo("address.unknown", _OPER, QT_TRANSLATE_NOOP("Failure", "Det finns ingen dator med det namnet."),
                QT_TRANSLATE_NOOP("Failure", "Kontrollera namnet, eller ange adressen i siffror."), _MEND),
    FailureInfo("address.forbidden", _OPER, QT_TRANSLATE_NOOP("Failure", "Programmet får inte använda den porten."),
                QT_TRANSLATE_NOOP("Failure", "Välj en port från 1024 och uppåt, eller be IT-supporten om rätt att använda den."), _MEND),
    FailureInfo("ca_file.unusable", _AUTH, QT_TRANSLATE_NOOP("Failure", "Filen med betrodda utfärdare går inte att använda."),
                QT_TRANSLATE_NOOP("Failure", "Ange en fil med certifikat i PEM-format. Vilken fil det gäller står i loggen."), _MEND),
    FailureInfo("control.refused", _OPER, QT_TRANSLATE_NOOP("Failure", "Identifieringstjänsten låter sig inte styras härifrån."),
                QT_TRANSLATE_NOOP("Failure", "Kör på samma dator med samma profil, eller sätt COSMIC_LOGIN_CONTROL_TOKEN."), _MEND),
    FailureInfo("control.unknown", _OPER, QT_TRANSLATE_NOOP("Failure", "Det som skulle styras finns inte."),
                QT_TRANSLATE_NOOP("Failure", "Kontrollera namnet: svaret säger var det slås upp."), _MEND),
    FailureInfo("control.invalid", _OPER, QT_TRANSLATE_NOOP("Failure", "Identifieringstjänsten kan inte styras så."),
                QT_TRANSLATE_NOOP("Failure", "Rätta det som nämns. Vad som går att stänga visas med cosmic-login control state, och vilka fel ett system kan få med cosmic-login control faults."), _MEND),
    FailureInfo("vpcd.unreachable", _OPER, QT_TRANSLATE_NOOP("Failure", "Den virtuella kortläsaren (vpcd) går inte att nå."),
                QT_TRANSLATE_NOOP("Failure", "Kontrollera att pcscd körs med vpcd och att adressen stämmer."), _MEND),
    FailureInfo("file.unwritable", _OPER, QT_TRANSLATE_NOOP("Failure", "Filen gick inte att skriva."),
                QT_TRANSLATE_NOOP("Failure", "Välj en annan plats. Ingen halv fil har lämnats kvar."), _MEND),
    FailureInfo("output.unwritable", _OPER, QT_TRANSLATE_NOOP("Failure", "Resultatet gick inte att skriva ut."),
                QT_TRANSLATE_NOOP("Failure", "Frigör utrymme, eller skriv resultatet någon annanstans."), _MEND),
    FailureInfo("qt.missing", _OPER, QT_TRANSLATE_NOOP("Failure", "Fönstret kan inte öppnas: Qt, eller något som Qt behöver, saknas på datorn."),
                QT_TRANSLATE_NOOP("Failure", "Kör cosmic-login doctor, som nämner vad som ska installeras. Utan fönster fungerar cosmic-login login."), _MEND),
    FailureInfo("display.missing", _OPER, QT_TRANSLATE_NOOP("Failure", "Det finns ingen skärm att visa fönstret på."),
                QT_TRANSLATE_NOOP("Failure", "Starta från en grafisk session, eller använd cosmic-login login."), _MEND),
    FailureInfo("system.malformed", _OPER, QT_TRANSLATE_NOOP("Failure", "Systemets fil är felaktig."),
                QT_TRANSLATE_NOOP("Failure", "Rätta raden som nämns och kontrollera filen med: cosmic-login client check."), _MEND),
    FailureInfo("system.unregistered", _OPER, QT_TRANSLATE_NOOP("Failure", "Systemet är inte registrerat."),
                QT_TRANSLATE_NOOP("Failure", "Visa vilka som finns med: cosmic-login client list."), _MEND),
    FailureInfo("address.certificate", _OPER, QT_TRANSLATE_NOOP("Failure", "Certifikatet för adressen går inte att använda."),
                QT_TRANSLATE_NOOP("Failure", "Ange filer i PEM-format med ett certifikat och den nyckel som hör till det."), _MEND),
    FailureInfo("explain.unknown", _OPER, QT_TRANSLATE_NOOP("Failure", "Det går inte att förstå vad som ska förklaras."),
                QT_TRANSLATE_NOOP("Failure", "Ange en adress med begäran i, en fil med den, eller en SAML-metadatafil."), _MEND),
    # -- the database of an IdP of many processes ----------------------------------------------------------------
    FailureInfo("database.missing", _OPER, QT_TRANSLATE_NOOP("Failure", "Programmet saknar det som behövs för PostgreSQL."),
                QT_TRANSLATE_NOOP("Failure", "Installera cosmic-login med tillägget postgres."), _MEND),
    FailureInfo("database.address", _OPER, QT_TRANSLATE_NOOP("Failure", "Adressen till databasen går inte att förstå."),
                QT_TRANSLATE_NOOP("Failure", "Skriv den som postgresql://användare@dator/databas."), _MEND),
    FailureInfo("database.unreachable", _OPER, QT_TRANSLATE_NOOP("Failure", "Databasen går inte att nå."),
                QT_TRANSLATE_NOOP("Failure", "Kontrollera att den är igång. Tjänsten fortsätter av sig själv när den svarar igen."), _NOW),
    FailureInfo("database.refused", _OPER, QT_TRANSLATE_NOOP("Failure", "Databasen släpper inte in programmet."),
                QT_TRANSLATE_NOOP("Failure", "Kontrollera användare, lösenord och databasens namn."), _MEND),
    FailureInfo("database.rights", _OPER, QT_TRANSLATE_NOOP("Failure", "Programmet saknar rättigheter i databasen."),
                QT_TRANSLATE_NOOP("Failure", "Ge dess användare rätt att skapa och ändra tabeller."), _MEND),
    FailureInfo("database.standby", _OPER, QT_TRANSLATE_NOOP("Failure", "Databasen går bara att läsa från."),
                QT_TRANSLATE_NOOP("Failure", "Ange den primära databasen och inte en kopia."), _MEND),
    FailureInfo("database.no_room", _OPER, QT_TRANSLATE_NOOP("Failure", "Databasen tar inte emot fler anslutningar."),
                QT_TRANSLATE_NOOP("Failure", "Vänta, eller låt databasen ta emot fler (max_connections)."), _NOW),
    FailureInfo("database.full", _OPER, QT_TRANSLATE_NOOP("Failure", "Databasens disk är full."),
                QT_TRANSLATE_NOOP("Failure", "Frigör utrymme där. Inget som blev klart har gått förlorat."), _MEND),
    FailureInfo("database.busy", _OPER, QT_TRANSLATE_NOOP("Failure", "Databasen hann inte svara."),
                QT_TRANSLATE_NOOP("Failure", "Försök igen om en stund."), _NOW),
    FailureInfo("database.newer", _OPER, QT_TRANSLATE_NOOP("Failure", "Databasen kommer från en nyare version av programmet."),
                QT_TRANSLATE_NOOP("Failure", "Uppdatera programmet, eller använd en annan databas."), _MEND),
    FailureInfo("database.damaged", _OPER, QT_TRANSLATE_NOOP("Failure", "Databasens innehåll är inte som programmet lämnade det."),
                QT_TRANSLATE_NOOP("Failure", "Återställ databasen från en kopia, eller använd en ny."), _MEND),
    FailureInfo("database.other", _OPER, QT_TRANSLATE_NOOP("Failure", "Databasen hör till en annan profil."),
                QT_TRANSLATE_NOOP("Failure", "Använd den profil som den skapades med, eller en ny profil eller databas."), _MEND),
    # -- lessons -----------------------------------------------------------------------------------------------
    FailureInfo("scenario.unknown", _OPER, QT_TRANSLATE_NOOP("Failure", "Övningen finns inte."),
                QT_TRANSLATE_NOOP("Failure", "Visa vilka som finns med: cosmic-login scenario list."), _MEND),
    FailureInfo("scenario.unreadable", _OPER, QT_TRANSLATE_NOOP("Failure", "Övningens fil går inte att läsa."),
                QT_TRANSLATE_NOOP("Failure", "Kontrollera raden som nämns, och att filen är TOML i UTF-8 och inte för stor."), _MEND),
    FailureInfo("scenario.malformed", _OPER, QT_TRANSLATE_NOOP("Failure", "Övningens fil är felaktig."),
                QT_TRANSLATE_NOOP("Failure", "Rätta raden som nämns och kontrollera filen med: cosmic-login scenario check."), _MEND),
    FailureInfo("scenario.unknown_name", _OPER, QT_TRANSLATE_NOOP("Failure", "Övningen nämner något som inte finns."),
                QT_TRANSLATE_NOOP("Failure", "Rätta namnet på raden som nämns. Personer och kort visas med: cosmic-login card list."), _MEND),
    FailureInfo("scenario.loops", _OPER, QT_TRANSLATE_NOOP("Failure", "Övningar börjar vid varandras slut i en ring."),
                QT_TRANSLATE_NOOP("Failure", "Låt en av dem börja från början: ta bort raden after."), _MEND),
    FailureInfo("scenario.cannot_end", _OPER, QT_TRANSLATE_NOOP("Failure", "Övningen kan inte komma till sitt slut."),
                QT_TRANSLATE_NOOP("Failure", "Rätta steget på raden som nämns: det är inte möjligt där, eller leder inte dit det ska."), _MEND),
    FailureInfo("scenario.failed", _OPER, QT_TRANSLATE_NOOP("Failure", "Övningen gick inte som den skulle."),
                QT_TRANSLATE_NOOP("Failure", "Steget på raden som nämns ledde någon annanstans. Rätta steget, eller kontrollera programmet med: cosmic-login doctor."), _MEND),
    # -- the guide ---------------------------------------------------------------------------------------------
    FailureInfo("region.unreadable", _OPER, QT_TRANSLATE_NOOP("Failure", "Regionens fil går inte att läsa."),
                QT_TRANSLATE_NOOP("Failure", "Kontrollera raden som nämns, och att filen är TOML i UTF-8 och inte för stor."), _MEND),
    FailureInfo("region.malformed", _OPER, QT_TRANSLATE_NOOP("Failure", "Regionens fil är felaktig."),
                QT_TRANSLATE_NOOP("Failure", "Rätta raden som nämns och försök igen."), _MEND),
    FailureInfo("guide.no_language", _OPER, QT_TRANSLATE_NOOP("Failure", "Regionens fil har inga texter på det språket."),
                QT_TRANSLATE_NOOP("Failure", "Skriv texterna på det språket också, eller välj ett annat med --language."), _MEND),
    FailureInfo("guide.no_picture", _OPER, QT_TRANSLATE_NOOP("Failure", "En bild till instruktionen gick inte att ta."),
                QT_TRANSLATE_NOOP("Failure", "Ingen fil har skrivits. Försök igen, och lämna felkoden till den som sköter programmet om det händer igen."), _NOW),
    FailureInfo("guide.no_pdf", _OPER, QT_TRANSLATE_NOOP("Failure", "Programmet kan inte skriva PDF på den här datorn."),
                QT_TRANSLATE_NOOP("Failure", "Installera det som nämns, eller gör instruktionen utan --pdf."), _MEND),
    # -- the simulated phone -----------------------------------------------------------------------------------
    FailureInfo("phone.no_network", _OPER, QT_TRANSLATE_NOOP("Failure", "Telefonen har inget nätverk."),
                QT_TRANSLATE_NOOP("Failure", "Slå på wifi eller mobildata i telefonen och försök igen."), _MEND),
    FailureInfo("phone.slow", _OPER, QT_TRANSLATE_NOOP("Failure", "Telefonens nätverk är för långsamt."),
                QT_TRANSLATE_NOOP("Failure", "Gå dit där täckningen är bättre och försök igen."), _MEND),
    FailureInfo("phone.clock", _AUTH, QT_TRANSLATE_NOOP("Failure", "Telefonens klocka går fel."),
                QT_TRANSLATE_NOOP("Failure", "Ställ in automatisk tid i telefonen och börja om."), _MEND),
    FailureInfo("phone.camera", _OPER, QT_TRANSLATE_NOOP("Failure", "Appen får inte använda telefonens kamera."),
                QT_TRANSLATE_NOOP("Failure", "Tillåt kameran för appen i telefonens inställningar och försök igen."), _MEND),
    FailureInfo("phone.battery", _OPER, QT_TRANSLATE_NOOP("Failure", "Telefonens batteri tog slut."),
                QT_TRANSLATE_NOOP("Failure", "Ladda telefonen, slå på den och börja om."), _MEND),
    FailureInfo("phone.wrong_app", _OPER, QT_TRANSLATE_NOOP("Failure", "QR-koden är till en annan app."),
                QT_TRANSLATE_NOOP("Failure", "Läs av koden med den app som inloggningsfönstret nämner."), _MEND),
    FailureInfo("phone.not_installed", _OPER, QT_TRANSLATE_NOOP("Failure", "Appen finns inte på telefonen."),
                QT_TRANSLATE_NOOP("Failure", "Installera appen på telefonen och aktivera den."), _MEND),
    FailureInfo("phone.no_id", _OPER, QT_TRANSLATE_NOOP("Failure", "Det finns ingen e-legitimation i appen."),
                QT_TRANSLATE_NOOP("Failure", "Aktivera appen först: SITHS eID från Mina sidor, BankID från banken."), _MEND),
    FailureInfo("phone.id_unknown", _OPER, QT_TRANSLATE_NOOP("Failure", "E-legitimationen finns inte på telefonen."),
                QT_TRANSLATE_NOOP("Failure", "Visa vilka som finns med: cosmic-login phone list."), _MEND),
    FailureInfo("phone.code_wrong", _OPER, QT_TRANSLATE_NOOP("Failure", "Koden i appen var fel."),
                QT_TRANSLATE_NOOP("Failure", "Försök igen med rätt kod. Kontrollera hur många försök som återstår."), _NOW),
    FailureInfo("phone.code_blocked", _AUTH, QT_TRANSLATE_NOOP("Failure", "E-legitimationen i appen är spärrad: koden var fel för många gånger."),
                QT_TRANSLATE_NOOP("Failure", "Ta bort den i appen och aktivera en ny."), _MEND),
    FailureInfo("phone.nothing_asked", _OPER, QT_TRANSLATE_NOOP("Failure", "Ingen begäran väntar i telefonen."),
                QT_TRANSLATE_NOOP("Failure", "Läs av QR-koden i inloggningsfönstret först."), _NOW),
    FailureInfo("phone.not_started", _OPER, QT_TRANSLATE_NOOP("Failure", "Telefonens fönster kunde inte öppnas."),
                QT_TRANSLATE_NOOP("Failure", "Läs i programmets logg varför, eller starta den från en terminal med cosmic-login phone."), _MEND),
    FailureInfo("phone.damaged", _OPER, QT_TRANSLATE_NOOP("Failure", "Filen för den virtuella telefonen är skadad."),
                QT_TRANSLATE_NOOP("Failure", "Ta bort telefonens katalog i profilen och aktivera apparna på nytt."), _MEND),
)  # fmt: skip

#: The table by code.
FAILURES: dict[str, FailureInfo] = {row.code: row for row in _ROWS}
if len(FAILURES) != len(_ROWS):  # pragma: no cover - a mistake in this file
    raise AssertionError("two failures share a code")
