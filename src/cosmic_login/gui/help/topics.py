"""What the help says: one topic for everything a person may wonder about.

Data only; the help window shows it and the manual (docs/manual.*.md) is made from it. Swedish is the source
(context ``Help``). Whom to ask (R2) comes from the settings, worded by ``ASK``.
"""

from __future__ import annotations

from cosmic_login.core.failures import QT_TRANSLATE_NOOP
from cosmic_login.gui.help.topic import CONTACTS, REMOTE, WAYS, Topic

_PHONE = QT_TRANSLATE_NOOP(
    "Help", "Öva med telefonen i programmet: Telefon i menyn, eller Ctrl+P. Dess kamera ser koden på skärmen."
)
TOPICS: tuple[Topic, ...] = (
    Topic(
        CONTACTS,
        QT_TRANSLATE_NOOP("Help", "Vem kan hjälpa mig?"),
        after=(
            QT_TRANSLATE_NOOP(
                "Help",
                "Ha felkoden till hands om fönstret visar en. Säg aldrig din kod till någon, inte ens till supporten.",
            ),
        ),
    ),
    Topic(
        WAYS,
        QT_TRANSLATE_NOOP("Help", "Vilket sätt ska jag logga in på?"),
        (QT_TRANSLATE_NOOP("Help", "Ta det första i listan som går:"),),
        (
            QT_TRANSLATE_NOOP("Help", "SITHS-kort med SITHS eID på denna enhet. Så loggar man in till vardags."),
            QT_TRANSLATE_NOOP("Help", "SITHS eID på annan enhet: mobilt SITHS eID i telefonen, med en QR-kod."),
            QT_TRANSLATE_NOOP(
                "Help", "Är SITHS eID ur drift: SITHS-kort med SITHS eID MD, under Logga in på annat sätt."
            ),
            QT_TRANSLATE_NOOP("Help", "Är kortet glömt eller förlorat: ett reservkort från ID-administratören (LRA)."),
            QT_TRANSLATE_NOOP("Help", "Finns ingen ID-administratör på plats: BankID, under Logga in på annat sätt."),
        ),
    ),
    Topic(
        "this-device",
        QT_TRANSLATE_NOOP("Help", "Logga in med SITHS-kort"),
        (),
        (
            QT_TRANSLATE_NOOP("Help", "Sätt in kortet i läsaren med chippet först."),
            QT_TRANSLATE_NOOP("Help", "Välj SITHS eID på denna enhet."),
            QT_TRANSLATE_NOOP("Help", "Skriv de sex siffrorna i fönstret SITHS eID och tryck på Legitimera."),
            QT_TRANSLATE_NOOP("Help", "Har du flera tjänste-id: välj det du arbetar med."),
            QT_TRANSLATE_NOOP("Help", "Ta med dig kortet när du går."),
        ),
    ),
    Topic(
        "insert-card",
        QT_TRANSLATE_NOOP("Help", "När kortet inte hittas"),
        (
            QT_TRANSLATE_NOOP(
                "Help",
                "Programmet väntar på kortet och fortsätter av sig själv när det går att läsa. Raden längst ner visar "
                "hela tiden vad som sitter i läsaren.",
            ),
        ),
        (
            QT_TRANSLATE_NOOP("Help", "Titta efter att läsaren är ansluten."),
            QT_TRANSLATE_NOOP("Help", "Ta ut kortet, torka av chippet och sätt in det med chippet först."),
            QT_TRANSLATE_NOOP("Help", "Stäng andra program som använder kortet."),
            QT_TRANSLATE_NOOP("Help", "Sitter flera SITHS-kort i väljer du vilket, eller tar ut de andra."),
            QT_TRANSLATE_NOOP("Help", "Prova en annan läsare, om det finns en."),
        ),
    ),
    Topic(
        "pass-card",
        QT_TRANSLATE_NOOP("Help", "Passerkort och SITHS-kort"),
        (
            QT_TRANSLATE_NOOP(
                "Help",
                "Personal med larmtjänst kan ha ett eget passerkort för dörrar. Det beställs genom kliniken. "
                "Passerkortet kan inte logga in: byt till SITHS-kortet.",
            ),
        ),
    ),
    Topic(
        "first-time",
        QT_TRANSLATE_NOOP("Help", "Kortets första gång"),
        (
            QT_TRANSLATE_NOOP(
                "Help",
                "Första gången kortet används med SITHS eID ska det registreras. Då behövs legitimeringskoden två "
                "gånger: en gång för att registrera kortet och en gång för att legitimera dig. Därefter räcker det "
                "med en gång.",
            ),
        ),
    ),
    Topic(
        "code",
        QT_TRANSLATE_NOOP("Help", "Legitimeringskoden"),
        (
            QT_TRANSLATE_NOOP(
                "Help", "Koden är sex siffror. Siffrorna visas inte, läses inte upp och sparas ingenstans."
            ),
            QT_TRANSLATE_NOOP(
                "Help",
                "Du ser alltid hur många försök som är kvar innan du skriver. En rätt kod ger tillbaka alla försök. "
                "När försöken är slut spärras koden.",
            ),
            QT_TRANSLATE_NOOP(
                "Help", "Är du osäker vid sista försöket: avbryt, och ta reda på koden innan du fortsätter."
            ),
        ),
    ),
    Topic(
        "unblock",
        QT_TRANSLATE_NOOP("Help", "Koden är spärrad"),
        (
            QT_TRANSLATE_NOOP(
                "Help",
                "Med PUK-koden, åtta siffror i kodbrevet, låser du upp kortet och väljer en ny legitimeringskod. "
                "Har du inte PUK-koden: kontakta ID-administratören. Är också PUK-koden spärrad behövs ett nytt kort.",
            ),
        ),
    ),
    Topic(
        "change-code",
        QT_TRANSLATE_NOOP("Help", "Byta kod"),
        (
            QT_TRANSLATE_NOOP(
                "Help",
                "Sätt in kortet, skriv den nuvarande koden och den nya två gånger. Välj sex siffror som inte är lätta "
                "att gissa. Byt genast om någon annan kan ha sett koden.",
            ),
        ),
    ),
    Topic(
        "service-id",
        QT_TRANSLATE_NOOP("Help", "Välja tjänste-id"),
        (
            QT_TRANSLATE_NOOP(
                "Help",
                "Tjänste-id:t säger vilket uppdrag du loggar in för. De flesta har ett, och då visas inget val. Har du "
                "flera: välj Region Jönköpings län när du arbetar där. Egna regionens står först.",
            ),
            QT_TRANSLATE_NOOP("Help", "Pilarna flyttar, Enter väljer. Skriv några bokstäver för att filtrera."),
        ),
    ),
    Topic(
        "working",
        QT_TRANSLATE_NOOP("Help", "När programmet arbetar"),
        (
            QT_TRANSLATE_NOOP(
                "Help",
                "Raden under rubriken säger vad som pågår. Låt kortet sitta kvar. Det tar oftast några sekunder; "
                "med Avbryt kommer du tillbaka till början.",
            ),
        ),
    ),
    Topic(
        "failed",
        QT_TRANSLATE_NOOP("Help", "När det inte gick"),
        (
            QT_TRANSLATE_NOOP(
                "Help",
                "Autentiseringen misslyckades: du kunde inte legitimeras. Det handlar om kortet, koden eller tjänsten. "
                "Försök igen börjar om, Stäng fönster stänger Cosmic.",
            ),
            QT_TRANSLATE_NOOP(
                "Help",
                "Inloggningen misslyckades: du är legitimerad, men Cosmic släpper inte in. Försök igen går till "
                "början, Avbryt stänger Cosmic.",
            ),
            QT_TRANSLATE_NOOP(
                "Help", "Fönstret säger vad som hände, vad du kan göra, och en felkod att lämna till supporten."
            ),
        ),
    ),
    Topic(
        "starting-over",
        QT_TRANSLATE_NOOP("Help", "När inloggningen startar om"),
        (
            QT_TRANSLATE_NOOP(
                "Help", "Efter Försök igen börjar inloggningen om från början. Vänta tills startsidan visas."
            ),
        ),
    ),
    Topic(
        "workspace",
        QT_TRANSLATE_NOOP("Help", "När du är inloggad"),
        (
            QT_TRANSLATE_NOOP(
                "Help",
                "Du ser vem som är inloggad, för vilken organisation, på vilket sätt och sedan när. Allt detta står "
                "också i åtkomstloggen, så att det går att se vem som var inne.",
            ),
            QT_TRANSLATE_NOOP("Help", "Logga ut när du är klar. Ta med dig kortet."),
        ),
    ),
    Topic(
        "lock",
        QT_TRANSLATE_NOOP("Help", "Låsa och låsa upp"),
        (
            QT_TRANSLATE_NOOP(
                "Help",
                "Lås när du går ifrån en stund. Cosmic låser sig också efter en tid utan att någon gör något. Den som "
                "låste låser upp genom att logga in på nytt. Loggar någon annan in frågar Cosmic först om den låsta "
                "sessionen ska loggas ut.",
            ),
        ),
    ),
    Topic(
        "take-over",
        QT_TRANSLATE_NOOP("Help", "När någon annan har låst Cosmic"),
        (
            QT_TRANSLATE_NOOP(
                "Help",
                "Logga in som vanligt vid den låsta skärmen. När du har legitimerat dig frågar Cosmic: Vill du logga "
                "ut användaren?",
            ),
        ),
        (
            QT_TRANSLATE_NOOP(
                "Help",
                "JA: den andra användaren loggas ut och det som inte är sparat går förlorat. Sedan görs inloggningen "
                "om. Med SITHS eID behövs koden en gång till, med SITHS-kort (MD) inte så länge kortet sitter kvar.",
            ),
            QT_TRANSLATE_NOOP("Help", "NEJ: den låsta sessionen är kvar som den var, och du är inte inloggad."),
            QT_TRANSLATE_NOOP("Help", "Svarar du inte, eller tar du ut kortet, blir det NEJ."),
        ),
    ),
    Topic(
        "frozen",
        QT_TRANSLATE_NOOP("Help", "När Cosmic inte svarar"),
        (
            QT_TRANSLATE_NOOP(
                "Help",
                "I verkligheten hänger sig Cosmic om du trycker på Logga in med SITHS-kort innan kortet sitter i, "
                "eller på Nästa innan certifikatet har lästs. Då måste Cosmic startas om: här med Ctrl+Alt+R eller "
                "Starta om Cosmic. Det händer bara när sättet är verklighetstroget.",
            ),
        ),
        (
            QT_TRANSLATE_NOOP("Help", "Sätt in kortet först."),
            QT_TRANSLATE_NOOP("Help", "Vänta några sekunder tills certifikatet syns. Tryck sedan på Nästa."),
        ),
    ),
    Topic(
        "card-gone",
        QT_TRANSLATE_NOOP("Help", "När kortet tas ut"),
        (
            QT_TRANSLATE_NOOP(
                "Help",
                "Tas kortet ut medan du är inloggad låser Cosmic, eller loggar ut, efter en nedräkning. Sätt in kortet "
                "igen för att fortsätta. Vad som händer väljs i inställningarna.",
            ),
        ),
    ),
    Topic(
        "log-out",
        QT_TRANSLATE_NOOP("Help", "Utloggning"),
        (
            QT_TRANSLATE_NOOP(
                "Help", "Identifieringstjänsten får veta att sessionen är slut. Det tar högst några sekunder."
            ),
        ),
    ),
    Topic(
        "other-device",
        QT_TRANSLATE_NOOP("Help", "SITHS eID på annan enhet"),
        (
            QT_TRANSLATE_NOOP(
                "Help", "Mobilt SITHS eID hämtas till telefonen: installera appen och aktivera den. Logga sedan in så:"
            ),
        ),
        (
            QT_TRANSLATE_NOOP("Help", "Välj SITHS eID på annan enhet."),
            QT_TRANSLATE_NOOP("Help", "Öppna appen, tryck på Skanna QR-kod och läs av koden på skärmen."),
            QT_TRANSLATE_NOOP("Help", "Skriv koden i telefonen. Inloggningen fortsätter av sig själv."),
        ),
        (_PHONE,),
    ),
    Topic(
        "qr",
        QT_TRANSLATE_NOOP("Help", "QR-koden på skärmen"),
        (
            QT_TRANSLATE_NOOP(
                "Help",
                "Koden byts varje sekund, så den måste läsas av direkt från skärmen. Läses den inte av inom 30 "
                "sekunder kommer en ny av sig själv, högst fem gånger. När den är läst har du tre minuter på dig i "
                "telefonen.",
            ),
            QT_TRANSLATE_NOOP(
                "Help", "F11 visar koden så stor som fönstret tillåter. Esc visar den som förut och avbryter ingenting."
            ),
            QT_TRANSLATE_NOOP(
                "Help",
                "Kan du inte läsa av koden: välj Försök igen och ett sätt med kortet, som går med tangentbordet "
                "ensamt.",
            ),
        ),
        (),
        (
            QT_TRANSLATE_NOOP(
                "Help", "Läs bara av en kod som du själv har tagit fram, och avböj allt annat i telefonen."
            ),
        ),
    ),
    Topic(
        "md",
        QT_TRANSLATE_NOOP("Help", "När SITHS eID är ur drift: SITHS-kort (MD)"),
        (
            QT_TRANSLATE_NOOP(
                "Help",
                "När SITHS eID är ur drift går det att logga in med kortet ändå, om datorn har SITHS eID MD. Kortet "
                "legitimerar sig då direkt mot identifieringstjänsten.",
            ),
        ),
        (
            QT_TRANSLATE_NOOP("Help", "Sätt in kortet och välj Logga in på annat sätt."),
            QT_TRANSLATE_NOOP("Help", "Välj Logga in med SITHS-kort."),
            QT_TRANSLATE_NOOP("Help", "Vänta tills certifikatet har lästs, tryck sedan på Nästa."),
            QT_TRANSLATE_NOOP("Help", "Skriv koden och tryck på OK."),
        ),
        (
            QT_TRANSLATE_NOOP(
                "Help",
                "Med MD används certifikatet med HSA-id, så du loggar in med det tjänste-id som står på kortet.",
            ),
        ),
    ),
    Topic(
        "reserve-card",
        QT_TRANSLATE_NOOP("Help", "Glömt eller förlorat kort"),
        (
            QT_TRANSLATE_NOOP(
                "Help",
                "En ID-administratör (LRA) kan ge dig ett reservkort. Det gäller några dagar och aktiveras på SITHS "
                "Mina sidor. Finns ingen ID-administratör på plats: logga in med BankID. Anmäl ett förlorat kort "
                "genast, så att det spärras.",
            ),
        ),
    ),
    Topic(
        "bankid",
        QT_TRANSLATE_NOOP("Help", "BankID"),
        (),
        (
            QT_TRANSLATE_NOOP("Help", "Välj Logga in på annat sätt och sedan Logga in med BankID."),
            QT_TRANSLATE_NOOP("Help", "Läs av QR-koden med den egna telefonen."),
            QT_TRANSLATE_NOOP("Help", "Legitimera dig i telefonen."),
        ),
        (QT_TRANSLATE_NOOP("Help", "Blev det fel sätt? Försök igen för dig tillbaka till början."), _PHONE),
    ),
    Topic(
        "signing",
        QT_TRANSLATE_NOOP("Help", "Certifikat för underskrift"),
        (
            QT_TRANSLATE_NOOP(
                "Help",
                "Nya tjänste-id har certifikat för legitimering. Certifikat för underskrift hämtar du själv på SITHS "
                "Mina sidor.",
            ),
        ),
    ),
    Topic(
        REMOTE,
        QT_TRANSLATE_NOOP("Help", "Citrix och Nova Ward"),
        (
            QT_TRANSLATE_NOOP(
                "Help",
                "I Citrix loggar du in med SITHS eID, precis som här. Kortet sitter i läsaren på din egen dator, och "
                "heter Läsare på din egen dator i Cosmic.",
            ),
            QT_TRANSLATE_NOOP(
                "Help",
                "Första gången paras din egen dator ihop med sessionen: koden visas på din egen dator (Meny, Dela "
                "kortläsare, eller cosmic-login reader pair) och skrivs i sessionen. Den gäller i två minuter.",
            ),
            QT_TRANSLATE_NOOP(
                "Help",
                "Tar du ut kortet låses Cosmic i sessionen också. Är linjen långsam tar inloggningen bara längre tid. "
                "Bryts kontakten med din egen dator låses Cosmic efter en stund; den kommer tillbaka av sig själv, och "
                "sedan låser du upp med koden.",
            ),
            QT_TRANSLATE_NOOP(
                "Help",
                "På din egen dator syns vem som vill använda kortet, och till vad. Är det inte du: säg nej, och byt "
                "kod.",
            ),
            QT_TRANSLATE_NOOP(
                "Help",
                "Till Nova Ward loggar du in som tidigare, med identifieringstjänsten NetID Access. Mobilt SITHS eID "
                "går att använda där också.",
            ),
        ),
    ),
    Topic(
        "keep-safe",
        QT_TRANSLATE_NOOP("Help", "Var rädd om kort och koder"),
        (
            QT_TRANSLATE_NOOP(
                "Help",
                "Lämna aldrig kortet utan uppsikt eller kvar i läsaren. Håll legitimeringskod och PUK-kod hemliga, och "
                "förvara dem aldrig tillsammans med kortet.",
            ),
        ),
    ),
    Topic(
        "keys",
        QT_TRANSLATE_NOOP("Help", "Tangentbord och utseende"),
        (
            QT_TRANSLATE_NOOP(
                "Help",
                "Allt går att nå utan mus: Tab och pilarna flyttar, Enter trycker, Esc avbryter, Alt med den "
                "understrukna bokstaven väljer. F1 öppnar hjälpen för det du har framför dig.",
            ),
            QT_TRANSLATE_NOOP(
                "Help", "Ctrl och plus gör texten större, Ctrl och minus mindre, Ctrl och noll som vanligt."
            ),
        ),
    ),
)
