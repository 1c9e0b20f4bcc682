<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="sv">
<context>
    <name>Advice</name>
    <message>
        <source>SITHS eID på denna enhet är stängt just nu.</source>
        <translation>SITHS eID on this device is closed right now.</translation>
    </message>
    <message>
        <source>Logga in som vanligt: SITHS eID på denna enhet.</source>
        <translation>Log in as usual: SITHS eID on this device.</translation>
    </message>
    <message>
        <source>SITHS eID på annan enhet är stängt just nu.</source>
        <translation>SITHS eID on another device is closed right now.</translation>
    </message>
    <message>
        <source>Har du mobilt SITHS eID: välj SITHS eID på annan enhet.</source>
        <translation>If you have mobile SITHS eID: choose SITHS eID on another device.</translation>
    </message>
    <message>
        <source>SITHS-kort med SITHS eID MD är stängt just nu.</source>
        <translation>SITHS card with SITHS eID MD is closed right now.</translation>
    </message>
    <message>
        <source>Med kortet: välj Logga in på annat sätt och sedan Logga in med SITHS-kort.</source>
        <translation>With the card: choose Log in another way, then Log in with a SITHS card.</translation>
    </message>
    <message>
        <source>BankID är stängt just nu.</source>
        <translation>BankID is closed right now.</translation>
    </message>
    <message>
        <source>Välj Logga in på annat sätt och sedan Logga in med BankID.</source>
        <translation>Choose Log in another way, then Log in with BankID.</translation>
    </message>
    <message>
        <source>Annars: välj Logga in på annat sätt och sedan Logga in med BankID.</source>
        <translation>Otherwise: choose Log in another way, then Log in with BankID.</translation>
    </message>
    <message>
        <source>Finns ingen på plats: BankID, under Logga in på annat sätt.</source>
        <translation>If none is there: BankID, under Log in another way.</translation>
    </message>
    <message>
        <source>Finns ingen på plats: Tillbaka, Logga in som någon annan, Logga in på annat sätt, och BankID.</source>
        <translation>If nobody is there: Back, Log in as another person, Log in another way, and BankID.</translation>
    </message>
    <message>
        <source>Stängt just nu</source>
        <translation>Closed right now</translation>
    </message>
    <message>
        <source>Inget inloggningssätt är öppet just nu. Vänta en stund. Fråga IT-kontaktpersonen om det dröjer.</source>
        <translation>No way to log in is open right now. Wait a while. Ask the IT contact person if it takes long.</translation>
    </message>
    <message>
        <source>SITHS eID är ur drift.</source>
        <translation>SITHS eID is out of service.</translation>
    </message>
    <message>
        <source>Glömt kortet: be en ID-administratör (LRA) om ett reservkort.</source>
        <translation>Forgotten your card: ask an ID administrator (LRA) for a reserve card.</translation>
    </message>
</context>
<context>
    <name>Diagnosis</name>
    <message>
        <source>Fungerar</source>
        <translation>Works</translation>
    </message>
    <message>
        <source>Att se över</source>
        <translation>To look into</translation>
    </message>
    <message>
        <source>Fungerar inte</source>
        <translation>Does not work</translation>
    </message>
    <message>
        <source>Programversioner</source>
        <translation>Program versions</translation>
    </message>
    <message>
        <source>Python och operativsystem</source>
        <translation>Python and operating system</translation>
    </message>
    <message>
        <source>PySide6</source>
        <translation>PySide6</translation>
    </message>
    <message>
        <source>Fönstersystemet Qt</source>
        <translation>The window toolkit Qt</translation>
    </message>
    <message>
        <source>Typsnitt</source>
        <translation>Fonts</translation>
    </message>
    <message>
        <source>Skärm</source>
        <translation>Screen</translation>
    </message>
    <message>
        <source>Tjänsten för kortläsare</source>
        <translation>Card reader service</translation>
    </message>
    <message>
        <source>Kortläsare</source>
        <translation>Card reader</translation>
    </message>
    <message>
        <source>Kort</source>
        <translation>Card</translation>
    </message>
    <message>
        <source>Certifikat</source>
        <translation>Certificate</translation>
    </message>
    <message>
        <source>Tillägg</source>
        <translation>Plug-ins</translation>
    </message>
    <message>
        <source>Profilkatalog</source>
        <translation>Profile directory</translation>
    </message>
    <message>
        <source>Valv</source>
        <translation>Vault</translation>
    </message>
    <message>
        <source>Inställningar</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>Diskutrymme</source>
        <translation>Disk space</translation>
    </message>
    <message>
        <source>Övningens certifikatutfärdare</source>
        <translation>The training certificate authorities</translation>
    </message>
    <message>
        <source>Katalog</source>
        <translation>Directory</translation>
    </message>
    <message>
        <source>Det som går ut</source>
        <translation>What runs out</translation>
    </message>
    <message>
        <source>Åtkomstlogg</source>
        <translation>Audit trail</translation>
    </message>
    <message>
        <source>Nätverket inom datorn</source>
        <translation>Network within the computer</translation>
    </message>
    <message>
        <source>Virtuell kortläsare (vpcd)</source>
        <translation>Virtual card reader (vpcd)</translation>
    </message>
    <message>
        <source>Identifieringstjänst (IDP)</source>
        <translation>Identity provider (IdP)</translation>
    </message>
    <message>
        <source>Klocka</source>
        <translation>Clock</translation>
    </message>
    <message>
        <source>{cause} ({code})</source>
        <translation>{cause} ({code})</translation>
    </message>
    <message>
        <source>{cause} ({code}: {detail})</source>
        <translation>{cause} ({code}: {detail})</translation>
    </message>
    <message>
        <source>{value}</source>
        <translation>{value}</translation>
    </message>
    <message>
        <source>Åtgärd: {mend}</source>
        <translation>What to do: {mend}</translation>
    </message>
    <message>
        <source>Stöd för kortläsare är inte installerat. Virtuella läsare fungerar ändå.</source>
        <translation>Support for card readers is not installed. Virtual readers work all the same.</translation>
    </message>
    <message>
        <source>Svarar genom {library}. Antal läsare: {number}</source>
        <translation>Responds through {library}. Number of readers: {number}</translation>
    </message>
    <message>
        <source>Inget kort i läsaren</source>
        <translation>No card in the reader</translation>
    </message>
    <message>
        <source>Kortet läses inte nu, eftersom en inloggning pågår.</source>
        <translation>The card is not read now, because a login is under way.</translation>
    </message>
    <message>
        <source>Kort i läsaren, ATR {atr}</source>
        <translation>Card in the reader, ATR {atr}</translation>
    </message>
    <message>
        <source>Kortnummer {number}. Försök kvar för legitimeringskoden: {tries}. Antal certifikat: {certificates}</source>
        <translation>Card number {number}. Tries left for the identification code: {tries}. Number of certificates: {certificates}</translation>
    </message>
    <message>
        <source>Gäller till {until}. Tillitsnivå {loa}. Utfärdat av {issuer}</source>
        <translation>Valid until {until}. Level of assurance {loa}. Issued by {issuer}</translation>
    </message>
    <message>
        <source>Gäller till {until}. Kan bedömas först när övningens certifikatutfärdare finns.</source>
        <translation>Valid until {until}. Can be judged only when the training certificate authorities exist.</translation>
    </message>
    <message>
        <source>Tillhör {holder}. Utfärdat av {issuer} och inte för övningen, vars IdP bara litar på sina egna ({code}).</source>
        <translation>Belongs to {holder}. Issued by {issuer} and not for the training, whose IdP trusts its own issuers only ({code}).</translation>
    </message>
    <message>
        <source>Legitimering med HSA-id</source>
        <translation>Identification with HSA-id</translation>
    </message>
    <message>
        <source>Legitimering med personnummer</source>
        <translation>Identification with personal number</translation>
    </message>
    <message>
        <source>Underskrift med HSA-id</source>
        <translation>Signature with HSA-id</translation>
    </message>
    <message>
        <source>Underskrift med personnummer</source>
        <translation>Signature with personal number</translation>
    </message>
    <message>
        <source>{use}: {state}</source>
        <translation>{use}: {state}</translation>
    </message>
    <message>
        <source>Inget går ut inom {days} dagar utan att förnyas av sig självt.</source>
        <translation>Nothing runs out within {days} days that is not renewed by itself.</translation>
    </message>
    <message>
        <source>Går ut {until}.</source>
        <translation>Runs out on {until}.</translation>
    </message>
    <message>
        <source>Gick ut {until}.</source>
        <translation>Ran out on {until}.</translation>
    </message>
    <message>
        <source>Utfärda kortet på nytt: cosmic-login card issue {card}</source>
        <translation>Issue the card anew: cosmic-login card issue {card}</translation>
    </message>
    <message>
        <source>Hämta en ny fil från identifieringstjänsten och ange den med --idp-ca.</source>
        <translation>Get a new file from the identity provider and name it with --idp-ca.</translation>
    </message>
    <message>
        <source>vpcd lyssnar på {address} och kan nås från andra datorer, utan nyckel.</source>
        <translation>vpcd listens at {address} and can be reached from other computers, without a key.</translation>
    </message>
    <message>
        <source>Stäng porten i brandväggen, eller låt pcscd köras i ett eget nätverk (ip netns).</source>
        <translation>Close the port in the firewall, or run pcscd in a network of its own (ip netns).</translation>
    </message>
    <message>
        <source>Inloggningssätt: {methods}</source>
        <translation>Ways to log in: {methods}</translation>
    </message>
    <message>
        <source>Inbyggd. Den startar med fönstret eller med en inloggning.</source>
        <translation>Embedded. It starts with the window or with a login.</translation>
    </message>
    <message>
        <source>{address} svarar.</source>
        <translation>{address} responds.</translation>
    </message>
    <message>
        <source>{seconds} s från identifieringstjänstens klocka</source>
        <translation>{seconds} s from the identity provider’s clock</translation>
    </message>
    <message>
        <source>Klockan är {now}, men åtkomstloggen går till {last}.</source>
        <translation>It is {now}, but the audit trail goes to {last}.</translation>
    </message>
    <message>
        <source>Klockan är {now}.</source>
        <translation>It is {now}.</translation>
    </message>
    <message>
        <source>{path}, version {version}. Går att skriva i.</source>
        <translation>{path}, version {version}. Writable.</translation>
    </message>
    <message>
        <source>Andra användare kan läsa vault.key.</source>
        <translation>Other users can read vault.key.</translation>
    </message>
    <message>
        <source>Kör chmod 600 {path}.</source>
        <translation>Run chmod 600 {path}.</translation>
    </message>
    <message>
        <source>Förseglar och öppnar.</source>
        <translation>Seals and opens.</translation>
    </message>
    <message>
        <source>Standardinställningar: ingen inställningsfil finns.</source>
        <translation>Default settings: there is no settings file.</translation>
    </message>
    <message>
        <source>Inställningsfilen är riktig.</source>
        <translation>The settings file is correct.</translation>
    </message>
    <message>
        <source>{number} MB ledigt</source>
        <translation>{number} MB free</translation>
    </message>
    <message>
        <source>Finns inte än. Den första inloggningen skapar dem.</source>
        <translation>Not there yet. The first login makes them.</translation>
    </message>
    <message>
        <source>Antal certifikat: {number}. Det första går ut {until} och förnyas av sig självt innan dess.</source>
        <translation>Number of certificates: {number}. The first expires {until} and is renewed by itself before then.</translation>
    </message>
    <message>
        <source>Antal personer: {persons}. Antal kort: {cards}</source>
        <translation>Number of people: {persons}. Number of cards: {cards}</translation>
    </message>
    <message>
        <source>Hel. Antal rader: {number}</source>
        <translation>Whole. Number of rows: {number}</translation>
    </message>
    <message>
        <source>Rad {row} är fel ({problem}).</source>
        <translation>Row {row} is wrong ({problem}).</translation>
    </message>
    <message>
        <source>Underlag till supporten från Cosmic-inloggningen. Här finns diagnosen, programmets logg, versioner, inställningar, katalogens innehåll utan personnummer samt åtkomstloggens tillstånd. Koder, nycklar, hela personnummer och inloggningsuppgifter i adresser är borttagna.</source>
        <translation>Information for support from the Cosmic login. It holds the diagnosis, the program log, versions, settings, the directory’s contents without personal numbers, and the state of the audit trail. Codes, keys, whole personal numbers and credentials in addresses have been removed.</translation>
    </message>
    <message>
        <source>PySide6 {version} med Python {python} avbryts efter några hundra signaler.</source>
        <translation>PySide6 {version} with Python {python} aborts after some hundred signals.</translation>
    </message>
    <message>
        <source>Installera PySide6-Essentials==6.11.3.</source>
        <translation>Install PySide6-Essentials==6.11.3.</translation>
    </message>
    <message>
        <source>Qt startar utan skärm (offscreen).</source>
        <translation>Qt starts without a screen (offscreen).</translation>
    </message>
    <message>
        <source>Fönstret är igång.</source>
        <translation>The window is running.</translation>
    </message>
    <message>
        <source>Installera Qt:s bibliotek: {libraries}.</source>
        <translation>Install Qt’s libraries: {libraries}.</translation>
    </message>
    <message>
        <source>Det finns inget typsnitt alls.</source>
        <translation>There is no font at all.</translation>
    </message>
    <message>
        <source>Installera ett typsnitt: fonts-inter.</source>
        <translation>Install a font: fonts-inter.</translation>
    </message>
    <message>
        <source>Inter saknas. {family} används.</source>
        <translation>Inter is missing. {family} is used.</translation>
    </message>
    <message>
        <source>Installera fonts-inter för rätt utseende.</source>
        <translation>Install fonts-inter for the right look.</translation>
    </message>
    <message>
        <source>Inter finns, bland {number} typsnittsfamiljer.</source>
        <translation>Inter is there, among {number} font families.</translation>
    </message>
    <message>
        <source>127.0.0.1:{port} gick att öppna.</source>
        <translation>127.0.0.1:{port} could be opened.</translation>
    </message>
    <message>
        <source>Tillåt programmet att lyssna på 127.0.0.1.</source>
        <translation>Let the program listen on 127.0.0.1.</translation>
    </message>
    <message>
        <source>Programmets logg</source>
        <translation>Program log</translation>
    </message>
    <message>
        <source>Koder och hela personnummer skrivs aldrig i loggen.</source>
        <translation>Codes and whole personal numbers are never written to the log.</translation>
    </message>
    <message>
        <source>&amp;Nivå: {level}</source>
        <translation>&amp;Level: {level}</translation>
    </message>
    <message>
        <source>Alla rader</source>
        <translation>All rows</translation>
    </message>
    <message>
        <source>Upplysningar och uppåt</source>
        <translation>Information and above</translation>
    </message>
    <message>
        <source>Varningar och fel</source>
        <translation>Warnings and errors</translation>
    </message>
    <message>
        <source>Bara fel</source>
        <translation>Errors only</translation>
    </message>
    <message>
        <source>Sök i loggen</source>
        <translation>Search the log</translation>
    </message>
    <message>
        <source>Visar {shown} av {all} rader.</source>
        <translation>Showing {shown} of {all} rows.</translation>
    </message>
    <message>
        <source>Loggen är tom.</source>
        <translation>The log is empty.</translation>
    </message>
    <message>
        <source>Ingen rad passar.</source>
        <translation>No row matches.</translation>
    </message>
    <message>
        <source>Till &amp;slutet</source>
        <translation>To the &amp;end</translation>
    </message>
    <message>
        <source>St&amp;äng loggen</source>
        <translation>&amp;Close the log</translation>
    </message>
    <message>
        <source>{cause} {mend} ({code})</source>
        <translation>{cause} {mend} ({code})</translation>
    </message>
    <message>
        <source>Diagnos</source>
        <translation>Diagnosis</translation>
    </message>
    <message>
        <source>Kontrollerar. Det tar några sekunder.</source>
        <translation>Checking. It takes a few seconds.</translation>
    </message>
    <message>
        <source>Allt fungerar. Kontrollerat klockan {time}.</source>
        <translation>Everything works. Checked at {time}.</translation>
    </message>
    <message>
        <source>Att se över: {warn}. Fungerar inte: {fail}. Kontrollerat klockan {time}.</source>
        <translation>To look into: {warn}. Does not work: {fail}. Checked at {time}.</translation>
    </message>
    <message>
        <source>Kontrollera &amp;igen</source>
        <translation>Check &amp;again</translation>
    </message>
    <message>
        <source>Kopiera som &amp;text</source>
        <translation>Copy as &amp;text</translation>
    </message>
    <message>
        <source>&amp;Spara för supporten…</source>
        <translation>&amp;Save for support…</translation>
    </message>
    <message>
        <source>Visa &amp;loggen</source>
        <translation>Show the &amp;log</translation>
    </message>
    <message>
        <source>St&amp;äng</source>
        <translation>&amp;Close</translation>
    </message>
    <message>
        <source>Diagnosen är kopierad.</source>
        <translation>The diagnosis has been copied.</translation>
    </message>
    <message>
        <source>Sparar.</source>
        <translation>Saving.</translation>
    </message>
    <message>
        <source>Sparat i {path}. Filen innehåller inga koder och inga hela personnummer.</source>
        <translation>Saved in {path}. The file holds no codes and no whole personal numbers.</translation>
    </message>
    <message>
        <source>Zip-filer (*.zip)</source>
        <translation>Zip files (*.zip)</translation>
    </message>
    <message>
        <source>Vad som har kontrollerats</source>
        <translation>What has been checked</translation>
    </message>
</context>
<context>
    <name>Failure</name>
    <message>
        <source>Datorn saknar stöd för kortläsare.</source>
        <translation>The computer has no support for card readers.</translation>
    </message>
    <message>
        <source>Be IT-supporten installera PC/SC (paketen pcscd och libpcsclite1).</source>
        <translation>Ask IT support to install PC/SC (the packages pcscd and libpcsclite1).</translation>
    </message>
    <message>
        <source>Tjänsten för kortläsare svarar inte.</source>
        <translation>The card reader service does not respond.</translation>
    </message>
    <message>
        <source>Vänta en stund och försök igen. Kontakta IT-supporten om det inte hjälper.</source>
        <translation>Wait a moment and try again. Contact IT support if that does not help.</translation>
    </message>
    <message>
        <source>Ingen kortläsare är ansluten.</source>
        <translation>No card reader is connected.</translation>
    </message>
    <message>
        <source>Anslut kortläsaren och försök igen.</source>
        <translation>Connect the card reader and try again.</translation>
    </message>
    <message>
        <source>Den valda kortläsaren finns inte.</source>
        <translation>The chosen card reader is not there.</translation>
    </message>
    <message>
        <source>Kontrollera namnet på kortläsaren, eller anslut den.</source>
        <translation>Check the card reader’s name, or connect it.</translation>
    </message>
    <message>
        <source>Kontakten med kortläsaren bröts.</source>
        <translation>The connection to the card reader was lost.</translation>
    </message>
    <message>
        <source>Anslut kortläsaren igen och börja om.</source>
        <translation>Connect the card reader again and start over.</translation>
    </message>
    <message>
        <source>Kontakten med läsaren på din egen dator bröts.</source>
        <translation>The line to the reader on your own computer was lost.</translation>
    </message>
    <message>
        <source>Kontrollera nätverket och att kortläsaren delas på din egen dator. Kontakten kommer tillbaka av sig själv; börja sedan om.</source>
        <translation>Check the network, and that the card reader is shared on your own computer. The line comes back by itself; then start over.</translation>
    </message>
    <message>
        <source>Din egen dator och den här sessionen känner inte varandra.</source>
        <translation>Your own computer and this session do not know each other.</translation>
    </message>
    <message>
        <source>Para ihop dem igen: öppna en parning på din egen dator och skriv koden i sessionen.</source>
        <translation>Pair them again: begin a pairing on your own computer and type the code in the session.</translation>
    </message>
    <message>
        <source>Det som svarar på läsarens adress går inte att förstå.</source>
        <translation>What answers at the reader&apos;s address makes no sense.</translation>
    </message>
    <message>
        <source>Kontrollera adressen till läsaren på din egen dator.</source>
        <translation>Check the address of the reader on your own computer.</translation>
    </message>
    <message>
        <source>Programmet på din egen dator och det i sessionen har olika versioner.</source>
        <translation>The program on your own computer and the one in the session are of different versions.</translation>
    </message>
    <message>
        <source>Be IT-supporten uppdatera så att båda har samma version.</source>
        <translation>Ask IT support to update them to the same version.</translation>
    </message>
    <message>
        <source>Något på din egen dator hindrar att kortläsaren delas.</source>
        <translation>Something on your own computer keeps the card reader from being shared.</translation>
    </message>
    <message>
        <source>Orsaken visas på din egen dator. Kontakta IT-supporten om du inte kan åtgärda den där.</source>
        <translation>The cause is shown on your own computer. Contact IT support if you cannot mend it there.</translation>
    </message>
    <message>
        <source>Du sade nej vid din egen dator.</source>
        <translation>You said no at your own computer.</translation>
    </message>
    <message>
        <source>Säg ja vid din egen dator om det är du som loggar in, och börja om.</source>
        <translation>Say yes at your own computer if it is you who is logging in, and start over.</translation>
    </message>
    <message>
        <source>Ingen parning är öppen på den egna datorn, eller så har koden gått ut.</source>
        <translation>No pairing is open on your own computer, or the code has run out.</translation>
    </message>
    <message>
        <source>Öppna en ny parning på den egna datorn. Koden gäller i två minuter.</source>
        <translation>Begin a new pairing on your own computer. The code is good for two minutes.</translation>
    </message>
    <message>
        <source>Parningskoden stämmer inte.</source>
        <translation>The pairing code is wrong.</translation>
    </message>
    <message>
        <source>Läs koden på den egna datorn igen. Efter tre fel öppnar du en ny parning.</source>
        <translation>Read the code on your own computer again. After three wrong ones begin a new pairing.</translation>
    </message>
    <message>
        <source>En parningskod har nio siffror.</source>
        <translation>A pairing code has nine digits.</translation>
    </message>
    <message>
        <source>Skriv de nio siffror som visas på den egna datorn.</source>
        <translation>Type the nine digits that are shown on your own computer.</translation>
    </message>
    <message>
        <source>Det finns ingen parning med det namnet.</source>
        <translation>There is no pairing of that name.</translation>
    </message>
    <message>
        <source>Kör cosmic-login reader list, som visar parningarna.</source>
        <translation>Run cosmic-login reader list, which shows the pairings.</translation>
    </message>
    <message>
        <source>Adressen till läsaren är ingen adress.</source>
        <translation>The reader&apos;s address is no address.</translation>
    </message>
    <message>
        <source>Skriv den som den visas på den egna datorn: reader://VÄRD:PORT.</source>
        <translation>Write it as it is shown on your own computer: reader://HOST:PORT.</translation>
    </message>
    <message>
        <source>Läsaren kunde inte delas på den adressen.</source>
        <translation>The reader could not be shared at that address.</translation>
    </message>
    <message>
        <source>Välj en annan adress eller port med --listen.</source>
        <translation>Choose another address or port with --listen.</translation>
    </message>
    <message>
        <source>Det sitter inget kort i kortläsaren.</source>
        <translation>There is no card in the card reader.</translation>
    </message>
    <message>
        <source>Sätt in ditt SITHS-kort och försök igen.</source>
        <translation>Insert your SITHS card and try again.</translation>
    </message>
    <message>
        <source>Kortet togs ut för tidigt.</source>
        <translation>The card was removed too early.</translation>
    </message>
    <message>
        <source>Sätt in kortet igen och börja om. Inget kodförsök har förbrukats av detta.</source>
        <translation>Insert the card again and start over. This has not used up a try.</translation>
    </message>
    <message>
        <source>Kortet går inte att läsa.</source>
        <translation>The card cannot be read.</translation>
    </message>
    <message>
        <source>Ta ut kortet, torka av chippet och sätt in det igen med chippet rätt vänt.</source>
        <translation>Remove the card, wipe the chip and insert it again with the chip facing the right way.</translation>
    </message>
    <message>
        <source>Kortet eller läsaren svarade något som inte går att förstå.</source>
        <translation>The card or the reader gave an answer that makes no sense.</translation>
    </message>
    <message>
        <source>Ta ut kortet och sätt in det igen. Prova en annan läsare om det händer på nytt.</source>
        <translation>Remove the card and insert it again. Try another reader if it happens again.</translation>
    </message>
    <message>
        <source>Kortet är inte ett SITHS-kort.</source>
        <translation>The card is not a SITHS card.</translation>
    </message>
    <message>
        <source>Byt till ditt SITHS-kort. Ett passerkort öppnar dörrar men kan inte logga in.</source>
        <translation>Use your SITHS card instead. A pass card opens doors but cannot log in.</translation>
    </message>
    <message>
        <source>Kortet används av ett annat program.</source>
        <translation>Another program is using the card.</translation>
    </message>
    <message>
        <source>Stäng det andra programmet och försök igen.</source>
        <translation>Close the other program and try again.</translation>
    </message>
    <message>
        <source>Det sitter flera SITHS-kort i läsarna.</source>
        <translation>There are several SITHS cards in the readers.</translation>
    </message>
    <message>
        <source>Välj vilket kort du vill använda, eller ta ut de andra.</source>
        <translation>Choose the card you want to use, or take the others out.</translation>
    </message>
    <message>
        <source>Kortet i läsaren tillhör någon annan än den som angavs.</source>
        <translation>The card in the reader belongs to somebody else than the person named.</translation>
    </message>
    <message>
        <source>Byt kort eller ange rätt person. Inget kodförsök har förbrukats.</source>
        <translation>Change cards or name the right person. No try has been used up.</translation>
    </message>
    <message>
        <source>Kortet är inte ett reservkort och behöver inte aktiveras.</source>
        <translation>The card is not a reserve card and does not need to be activated.</translation>
    </message>
    <message>
        <source>Logga in med kortet som vanligt.</source>
        <translation>Log in with the card as usual.</translation>
    </message>
    <message>
        <source>Kortet har redan ett certifikat för underskrift.</source>
        <translation>The card already has a certificate for signatures.</translation>
    </message>
    <message>
        <source>Du behöver inte göra något mer.</source>
        <translation>There is nothing more you need to do.</translation>
    </message>
    <message>
        <source>Kortet saknar certifikat för legitimering.</source>
        <translation>The card has no certificate for identification.</translation>
    </message>
    <message>
        <source>Kontakta ID-administratören, som kan hjälpa dig med kortet.</source>
        <translation>Contact the ID administrator, who can help you with the card.</translation>
    </message>
    <message>
        <source>Kortet vägrade att utföra uppdraget.</source>
        <translation>The card refused to do what was asked of it.</translation>
    </message>
    <message>
        <source>Ta ut kortet, sätt in det igen och försök på nytt.</source>
        <translation>Remove the card, insert it again and try once more.</translation>
    </message>
    <message>
        <source>Koden var fel.</source>
        <translation>The code was wrong.</translation>
    </message>
    <message>
        <source>Försök igen med rätt legitimeringskod. Kontrollera hur många försök som återstår.</source>
        <translation>Try again with the right identification code. Check how many tries are left.</translation>
    </message>
    <message>
        <source>Kortets legitimeringskod är spärrad.</source>
        <translation>The card’s identification code is blocked.</translation>
    </message>
    <message>
        <source>Lås upp kortet med PUK-koden, eller kontakta ID-administratören.</source>
        <translation>Unblock the card with the PUK code, or contact the ID administrator.</translation>
    </message>
    <message>
        <source>Legitimeringskoden ska vara sex siffror.</source>
        <translation>The identification code has to be six digits.</translation>
    </message>
    <message>
        <source>Skriv de sex siffrorna och försök igen. Inget kodförsök har förbrukats.</source>
        <translation>Enter the six digits and try again. No try has been used up.</translation>
    </message>
    <message>
        <source>Ingen kod angavs.</source>
        <translation>No code was given.</translation>
    </message>
    <message>
        <source>Sätt miljövariabeln som --code-env nämner.</source>
        <translation>Set the environment variable that --code-env names.</translation>
    </message>
    <message>
        <source>PUK-koden var fel.</source>
        <translation>The PUK code was wrong.</translation>
    </message>
    <message>
        <source>Kontrollera PUK-koden i kodbrevet och försök igen.</source>
        <translation>Check the PUK code in the code letter and try again.</translation>
    </message>
    <message>
        <source>PUK-koden är spärrad. Kortet kan inte längre låsas upp.</source>
        <translation>The PUK code is blocked. The card can no longer be unblocked.</translation>
    </message>
    <message>
        <source>Kontakta ID-administratören för ett nytt kort eller ett reservkort.</source>
        <translation>Contact the ID administrator for a new card or a reserve card.</translation>
    </message>
    <message>
        <source>PUK-koden ska vara åtta siffror.</source>
        <translation>The PUK code has to be eight digits.</translation>
    </message>
    <message>
        <source>Skriv de åtta siffrorna och försök igen. Inget försök har förbrukats.</source>
        <translation>Enter the eight digits and try again. No try has been used up.</translation>
    </message>
    <message>
        <source>Kortets giltighetstid har gått ut.</source>
        <translation>The card has expired.</translation>
    </message>
    <message>
        <source>Beställ ett nytt kort. Be om ett reservkort under tiden.</source>
        <translation>Order a new card. Ask for a reserve card meanwhile.</translation>
    </message>
    <message>
        <source>Kortet har ännu inte börjat gälla.</source>
        <translation>The card is not valid yet.</translation>
    </message>
    <message>
        <source>Kontrollera datorns klocka. Kontakta annars ID-administratören.</source>
        <translation>Check the computer’s clock. Otherwise contact the ID administrator.</translation>
    </message>
    <message>
        <source>Kortet är spärrat.</source>
        <translation>The card has been revoked.</translation>
    </message>
    <message>
        <source>Kortet är utfärdat av någon som inloggningen inte litar på.</source>
        <translation>The card was issued by somebody the login does not trust.</translation>
    </message>
    <message>
        <source>Använd ditt SITHS-kort. Kontakta IT-supporten om det är rätt kort.</source>
        <translation>Use your SITHS card. Contact IT support if it is the right card.</translation>
    </message>
    <message>
        <source>Kortet är inte utfärdat för övningen. Övningens IdP litar bara på övningens egna utfärdare.</source>
        <translation>The card was not issued for the training. The training&apos;s IdP trusts the training&apos;s own issuers only.</translation>
    </message>
    <message>
        <source>Byt till ett övningskort. Det här kortet fungerar där det hör hemma, och inget kodförsök har förbrukats.</source>
        <translation>Change to a training card. This card works where it belongs, and no attempt at the code was used up.</translation>
    </message>
    <message>
        <source>Certifikatet får inte användas för legitimering.</source>
        <translation>The certificate may not be used for identification.</translation>
    </message>
    <message>
        <source>Kortets tillitsnivå går inte att avgöra.</source>
        <translation>The card’s level of assurance cannot be determined.</translation>
    </message>
    <message>
        <source>Kortets certifikat är skadat.</source>
        <translation>The card’s certificate is damaged.</translation>
    </message>
    <message>
        <source>Det går inte att kontrollera om kortet är spärrat.</source>
        <translation>It cannot be checked whether the card has been revoked.</translation>
    </message>
    <message>
        <source>Kortets certifikat nådde inte fram till identifieringstjänsten.</source>
        <translation>The card&apos;s certificate did not reach the identification service.</translation>
    </message>
    <message>
        <source>Sätt in kortet, vänta tills certifikatet visas och försök igen.</source>
        <translation>Insert the card, wait until the certificate is shown, and try again.</translation>
    </message>
    <message>
        <source>Kortets svar gick inte att bekräfta.</source>
        <translation>The card’s answer could not be confirmed.</translation>
    </message>
    <message>
        <source>Ta ut kortet, sätt in det igen och börja om.</source>
        <translation>Remove the card, insert it again and start over.</translation>
    </message>
    <message>
        <source>Tiden för inloggningen tog slut.</source>
        <translation>The time for the login ran out.</translation>
    </message>
    <message>
        <source>Börja om och slutför inloggningen utan uppehåll.</source>
        <translation>Start over and complete the login without a break.</translation>
    </message>
    <message>
        <source>Inloggningen avbröts.</source>
        <translation>The login was cancelled.</translation>
    </message>
    <message>
        <source>Börja om när du vill.</source>
        <translation>Start over whenever you like.</translation>
    </message>
    <message>
        <source>En annan inloggning för samma person påbörjades.</source>
        <translation>Another login for the same person was begun.</translation>
    </message>
    <message>
        <source>Slutför den andra inloggningen, eller börja om.</source>
        <translation>Complete the other login, or start over.</translation>
    </message>
    <message>
        <source>Inloggningen finns inte längre hos identifieringstjänsten.</source>
        <translation>The identity provider no longer knows this login.</translation>
    </message>
    <message>
        <source>Börja om.</source>
        <translation>Start over.</translation>
    </message>
    <message>
        <source>Ingen läste av QR-koden i tid.</source>
        <translation>Nobody read the QR code in time.</translation>
    </message>
    <message>
        <source>Öppna appen i telefonen, försök igen och läs av koden på skärmen.</source>
        <translation>Open the app on the phone, try again and read the code on the screen.</translation>
    </message>
    <message>
        <source>Du avböjde i appen.</source>
        <translation>You declined in the app.</translation>
    </message>
    <message>
        <source>Börja om när du vill. Avböj alltid det som du inte själv har påbörjat.</source>
        <translation>Start again when you like. Always decline what you did not begin yourself.</translation>
    </message>
    <message>
        <source>En inloggning för samma person pågår redan.</source>
        <translation>A login for the same person is already under way.</translation>
    </message>
    <message>
        <source>Båda har avbrutits. Vänta en stund och börja om.</source>
        <translation>Both were cancelled. Wait a moment and start again.</translation>
    </message>
    <message>
        <source>Begäran gäller en annan person än den som appen tillhör.</source>
        <translation>The request is about another person than the app belongs to.</translation>
    </message>
    <message>
        <source>Börja om och använd rätt persons telefon.</source>
        <translation>Start again and use the right person&apos;s phone.</translation>
    </message>
    <message>
        <source>E-legitimationen i telefonen gick inte att använda här.</source>
        <translation>The identity on the phone could not be used here.</translation>
    </message>
    <message>
        <source>Använd en annan e-legitimation, eller skaffa en ny.</source>
        <translation>Use another identity, or get a new one.</translation>
    </message>
    <message>
        <source>Ett steg i appen gick inte att genomföra.</source>
        <translation>A step in the app could not be carried out.</translation>
    </message>
    <message>
        <source>Följ det som appen säger och börja om, eller logga in på ett annat sätt.</source>
        <translation>Do what the app says and start again, or log in another way.</translation>
    </message>
    <message>
        <source>Begäran om legitimering hör inte till din inloggning.</source>
        <translation>The request to identify yourself does not belong to your login.</translation>
    </message>
    <message>
        <source>Avbryt. Meddela IT-supporten felkoden. Inget har skrivits under.</source>
        <translation>Cancel. Tell IT support the failure code. Nothing has been signed.</translation>
    </message>
    <message>
        <source>Datorns klocka går fel.</source>
        <translation>The computer’s clock is wrong.</translation>
    </message>
    <message>
        <source>Ställ klockan rätt, eller be IT-supporten göra det. Försök sedan igen.</source>
        <translation>Set the clock right, or ask IT support to do it. Then try again.</translation>
    </message>
    <message>
        <source>Datorns klocka ställdes om medan inloggningen pågick.</source>
        <translation>The computer’s clock was set while the login was under way.</translation>
    </message>
    <message>
        <source>Kontrollera att klockan går rätt och börja om.</source>
        <translation>Make sure that the clock is right and start again.</translation>
    </message>
    <message>
        <source>Det går inte att läsa någon QR-kod i bilden.</source>
        <translation>No QR code can be read in the picture.</translation>
    </message>
    <message>
        <source>Håll telefonen så att hela QR-koden syns, och försök igen.</source>
        <translation>Hold the phone so that the whole QR code can be seen, and try again.</translation>
    </message>
    <message>
        <source>Flera QR-koder syns samtidigt.</source>
        <translation>Several QR codes can be seen at once.</translation>
    </message>
    <message>
        <source>Låt bara den kod synas som ska läsas av, och försök igen.</source>
        <translation>Let only the code be seen that is to be read, and try again.</translation>
    </message>
    <message>
        <source>QR-koden är inte någon som den här appen kan läsa.</source>
        <translation>The QR code is not one that this app can read.</translation>
    </message>
    <message>
        <source>Läs av koden som inloggningsfönstret visar, med den app som fönstret nämner.</source>
        <translation>Read the code that the login window shows, with the app that the window names.</translation>
    </message>
    <message>
        <source>QR-koden hör inte till någon inloggning som pågår.</source>
        <translation>The QR code does not belong to any login under way.</translation>
    </message>
    <message>
        <source>Börja om i inloggningsfönstret och läs av koden som visas där.</source>
        <translation>Start again in the login window and read the code shown there.</translation>
    </message>
    <message>
        <source>QR-koden har redan lästs av.</source>
        <translation>The QR code has been read already.</translation>
    </message>
    <message>
        <source>Slutför i den telefon som läste koden, eller börja om i inloggningsfönstret.</source>
        <translation>Finish on the phone that read the code, or start again in the login window.</translation>
    </message>
    <message>
        <source>QR-koden är för gammal.</source>
        <translation>The QR code is too old.</translation>
    </message>
    <message>
        <source>Läs av koden direkt från skärmen. Den byts varje sekund, så en bild av den fungerar inte.</source>
        <translation>Read the code straight from the screen. It changes every second, so a picture of it does not work.</translation>
    </message>
    <message>
        <source>Aktiveringskoden finns inte, eller har redan använts.</source>
        <translation>There is no such activation code, or it has been used.</translation>
    </message>
    <message>
        <source>Skapa en ny kod på Mina sidor och läs av den med appen.</source>
        <translation>Make a new code at Mina sidor and read it with the app.</translation>
    </message>
    <message>
        <source>Aktiveringskoden är för gammal.</source>
        <translation>The activation code is too old.</translation>
    </message>
    <message>
        <source>Skapa en ny kod på Mina sidor och läs av den inom 15 minuter.</source>
        <translation>Make a new code at Mina sidor and read it within 15 minutes.</translation>
    </message>
    <message>
        <source>Du har redan så många e-legitimationer i telefoner som du får ha.</source>
        <translation>You already have as many identities on phones as you may have.</translation>
    </message>
    <message>
        <source>Ta bort en av dem i appen och försök igen.</source>
        <translation>Remove one of them in the app and try again.</translation>
    </message>
    <message>
        <source>Telefonens e-legitimation finns inte, eller är borttagen.</source>
        <translation>The phone&apos;s identity does not exist, or has been removed.</translation>
    </message>
    <message>
        <source>Aktivera appen på nytt.</source>
        <translation>Activate the app again.</translation>
    </message>
    <message>
        <source>Telefonens e-legitimation är spärrad.</source>
        <translation>The phone&apos;s identity is revoked.</translation>
    </message>
    <message>
        <source>Aktivera appen på nytt, eller använd en annan telefon.</source>
        <translation>Activate the app again, or use another phone.</translation>
    </message>
    <message>
        <source>Giltighetstiden för telefonens e-legitimation har gått ut.</source>
        <translation>The phone&apos;s identity has expired.</translation>
    </message>
    <message>
        <source>Bara den som har loggat in med sitt ordinarie SITHS-kort kan aktivera en telefon.</source>
        <translation>Only somebody who has logged in with their ordinary SITHS card can activate a phone.</translation>
    </message>
    <message>
        <source>Logga in med kortet och försök igen. Ett reservkort räcker inte.</source>
        <translation>Log in with the card and try again. A reserve card is not enough.</translation>
    </message>
    <message>
        <source>Identifieringstjänstens servercertifikat är inte utfärdat av någon som datorn litar på.</source>
        <translation>The identification service&apos;s server certificate was not issued by anyone whom this computer trusts.</translation>
    </message>
    <message>
        <source>Avbryt. Meddela IT-supporten felkoden. Kortet har inte använts.</source>
        <translation>Cancel. Tell IT support the failure code. The card has not been used.</translation>
    </message>
    <message>
        <source>Identifieringstjänstens servercertifikat gäller en annan adress.</source>
        <translation>The identification service&apos;s server certificate is for another address.</translation>
    </message>
    <message>
        <source>Identifieringstjänstens servercertifikat gäller inte nu.</source>
        <translation>The identification service&apos;s server certificate is not valid now.</translation>
    </message>
    <message>
        <source>Kontrollera datorns klocka. Kontakta IT-supporten om den går rätt. Kortet har inte använts.</source>
        <translation>Check the computer&apos;s clock. Contact IT support if it is right. The card has not been used.</translation>
    </message>
    <message>
        <source>Identifieringstjänsten går inte att nå.</source>
        <translation>The identity provider cannot be reached.</translation>
    </message>
    <message>
        <source>Kontrollera nätverket och försök igen. Kontakta IT-supporten om det inte hjälper.</source>
        <translation>Check the network and try again. Contact IT support if that does not help.</translation>
    </message>
    <message>
        <source>Identifieringstjänsten svarar inte i tid.</source>
        <translation>The identity provider does not respond in time.</translation>
    </message>
    <message>
        <source>Vänta en stund och försök igen.</source>
        <translation>Wait a moment and try again.</translation>
    </message>
    <message>
        <source>Identifieringstjänsten svarade något som inte går att förstå.</source>
        <translation>The identity provider gave an answer that makes no sense.</translation>
    </message>
    <message>
        <source>Kontrollera adressen till identifieringstjänsten, eller kontakta IT-supporten.</source>
        <translation>Check the identity provider’s address, or contact IT support.</translation>
    </message>
    <message>
        <source>Identifieringstjänsten förstod inte programmets fråga.</source>
        <translation>The identity provider did not understand what the program asked.</translation>
    </message>
    <message>
        <source>Kontakta IT-supporten: programmet och identifieringstjänsten passar kanske inte ihop.</source>
        <translation>Contact IT support: program and identity provider may not fit together.</translation>
    </message>
    <message>
        <source>Ett fel uppstod i identifieringstjänsten.</source>
        <translation>Something went wrong in the identity provider.</translation>
    </message>
    <message>
        <source>Adressen till identifieringstjänsten går inte att använda.</source>
        <translation>The identity provider’s address cannot be used.</translation>
    </message>
    <message>
        <source>Ange en adress med https, eller http till den egna datorn (127.0.0.1).</source>
        <translation>Give an address with https, or http to this computer (127.0.0.1).</translation>
    </message>
    <message>
        <source>För många inloggningsförsök på kort tid.</source>
        <translation>Too many attempts to log in within a short time.</translation>
    </message>
    <message>
        <source>Vänta en minut och försök igen.</source>
        <translation>Wait a minute and try again.</translation>
    </message>
    <message>
        <source>Inloggningssättet är inte tillgängligt nu.</source>
        <translation>This way of logging in is not available now.</translation>
    </message>
    <message>
        <source>Välj ett annat sätt att logga in.</source>
        <translation>Choose another way to log in.</translation>
    </message>
    <message>
        <source>SITHS eID är ur drift.</source>
        <translation>SITHS eID is out of service.</translation>
    </message>
    <message>
        <source>Använd SITHS-kortet med SITHS eID MD: välj Logga in på annat sätt och sedan Logga in med SITHS-kort.</source>
        <translation>Use your SITHS card with SITHS eID MD: choose Log in another way, then Log in with a SITHS card.</translation>
    </message>
    <message>
        <source>BankID är ur drift.</source>
        <translation>BankID is out of service.</translation>
    </message>
    <message>
        <source>Försök igen om en stund. Be annars en ID-administratör (LRA) om ett reservkort.</source>
        <translation>Try again in a while. Otherwise ask an ID administrator (LRA) for a reserve card.</translation>
    </message>
    <message>
        <source>Identifieringstjänsten är ur drift.</source>
        <translation>The identity provider is out of service.</translation>
    </message>
    <message>
        <source>Inloggningen tog för lång tid och avbröts.</source>
        <translation>The login took too long and was cancelled.</translation>
    </message>
    <message>
        <source>Ett oväntat fel uppstod i programmet.</source>
        <translation>Something unexpected went wrong in the program.</translation>
    </message>
    <message>
        <source>Börja om. Lämna felkoden och loggen till IT-supporten om det händer igen.</source>
        <translation>Start over. Give the failure code and the log to IT support if it happens again.</translation>
    </message>
    <message>
        <source>Du finns inte i katalogen för den här miljön.</source>
        <translation>You are not in the directory of this environment.</translation>
    </message>
    <message>
        <source>Kontakta din IT-kontaktperson.</source>
        <translation>Contact your IT contact person.</translation>
    </message>
    <message>
        <source>Du har inget tjänste-id som ger tillgång till Cosmic.</source>
        <translation>You have no service ID that gives access to Cosmic.</translation>
    </message>
    <message>
        <source>Katalogen HSA, där dina tjänste-id:n och uppdrag finns, är ur drift.</source>
        <translation>The directory HSA, which holds your service IDs and commissions, is out of service.</translation>
    </message>
    <message>
        <source>Det valda tjänste-id:t är inte ditt.</source>
        <translation>The chosen service ID is not yours.</translation>
    </message>
    <message>
        <source>Börja om och välj ett av dina egna tjänste-id:n.</source>
        <translation>Start over and choose one of your own service IDs.</translation>
    </message>
    <message>
        <source>Kortets tillitsnivå räcker inte för Cosmic.</source>
        <translation>The card’s level of assurance is too low for Cosmic.</translation>
    </message>
    <message>
        <source>Logga in med ditt ordinarie SITHS-kort.</source>
        <translation>Log in with your regular SITHS card.</translation>
    </message>
    <message>
        <source>Reservkortet är inte aktiverat.</source>
        <translation>The reserve card has not been activated.</translation>
    </message>
    <message>
        <source>Aktivera kortet på Mina sidor (Kort och koder på startsidan). Logga sedan in.</source>
        <translation>Activate the card on Mina sidor (Card and codes on the start page). Then log in.</translation>
    </message>
    <message>
        <source>Svaret från identifieringstjänsten gick inte att lita på.</source>
        <translation>The identity provider’s answer could not be trusted.</translation>
    </message>
    <message>
        <source>Börja om. Kontakta IT-supporten om det händer igen.</source>
        <translation>Start over. Contact IT support if it happens again.</translation>
    </message>
    <message>
        <source>Cosmic kunde inte starta din session.</source>
        <translation>Cosmic could not start your session.</translation>
    </message>
    <message>
        <source>Försök igen om en stund.</source>
        <translation>Try again in a while.</translation>
    </message>
    <message>
        <source>Cosmic är låst av en annan användare.</source>
        <translation>Cosmic has been locked by another user.</translation>
    </message>
    <message>
        <source>Be den som låste att låsa upp, eller logga in och svara JA på frågan om att logga ut användaren.</source>
        <translation>Ask the person who locked it to unlock it, or log in and answer YES when asked whether to log the user out.</translation>
    </message>
    <message>
        <source>Systemet vill ha en annan tillitsnivå än den du legitimerade dig med.</source>
        <translation>The system wants another level of assurance than the one you identified yourself at.</translation>
    </message>
    <message>
        <source>Välj ett annat sätt att logga in, eller kontakta den som förvaltar systemet.</source>
        <translation>Choose another way to log in, or contact whoever manages the system.</translation>
    </message>
    <message>
        <source>Du har inget medarbetaruppdrag som systemet kan använda.</source>
        <translation>You have no commission that the system can use.</translation>
    </message>
    <message>
        <source>Kontakta den som lägger upp uppdrag i din verksamhet.</source>
        <translation>Contact whoever registers commissions where you work.</translation>
    </message>
    <message>
        <source>Systemet ber om uppgifter som inte kan lämnas tillsammans.</source>
        <translation>The system asks for data that cannot be given together.</translation>
    </message>
    <message>
        <source>Kontakta den som förvaltar systemet och uppge felkoden.</source>
        <translation>Contact whoever manages the system and tell them the error code.</translation>
    </message>
    <message>
        <source>Systemet kräver en uppgift som inte finns om dig.</source>
        <translation>The system demands something that is not known about you.</translation>
    </message>
    <message>
        <source>Kontakta den som förvaltar systemet, eller den som sköter dina uppgifter i katalogen.</source>
        <translation>Contact whoever manages the system, or whoever looks after your data in the directory.</translation>
    </message>
    <message>
        <source>Systemet väntade sig någon annan, eller ett annat uppdrag än du har.</source>
        <translation>The system expected somebody else, or another commission than you have.</translation>
    </message>
    <message>
        <source>Logga in med den identitet som systemet frågar efter, eller börja om i systemet.</source>
        <translation>Log in with the identity that the system asks for, or begin again in the system.</translation>
    </message>
    <message>
        <source>Du är inte inloggad, och systemet bad om att du inte skulle tillfrågas.</source>
        <translation>You are not logged in, and the system asked for nobody to be asked.</translation>
    </message>
    <message>
        <source>Börja om i systemet och logga in.</source>
        <translation>Begin again in the system and log in.</translation>
    </message>
    <message>
        <source>Du måste välja, och systemet bad om att du inte skulle tillfrågas.</source>
        <translation>You have to choose, and the system asked for nobody to be asked.</translation>
    </message>
    <message>
        <source>Börja om i systemet och välj där.</source>
        <translation>Begin again in the system and choose there.</translation>
    </message>
    <message>
        <source>Du loggade in igen någon annanstans.</source>
        <translation>You logged in again somewhere else.</translation>
    </message>
    <message>
        <source>Logga in här på nytt om det är här du ska arbeta.</source>
        <translation>Log in here again if this is where you work.</translation>
    </message>
    <message>
        <source>Systemet är inte känt av identifieringstjänsten.</source>
        <translation>The identity provider does not know the system.</translation>
    </message>
    <message>
        <source>Kontakta den som förvaltar systemet. Den som sköter tjänsten lägger till det med: cosmic-login client add.</source>
        <translation>Contact whoever manages the system. Whoever runs the service adds it with: cosmic-login client add.</translation>
    </message>
    <message>
        <source>Systemet vill ha svaret till en adress som det inte är registrerat med.</source>
        <translation>The system wants the answer at an address that it is not registered with.</translation>
    </message>
    <message>
        <source>Kontakta den som förvaltar systemet: adressen måste vara registrerad på tecknet.</source>
        <translation>Contact whoever manages the system: the address has to be registered to the letter.</translation>
    </message>
    <message>
        <source>Systemets begäran är felaktig.</source>
        <translation>The system&apos;s request is wrong.</translation>
    </message>
    <message>
        <source>Kontakta den som förvaltar systemet och uppge felkoden. Vad som är fel visas med: cosmic-login client explain.</source>
        <translation>Contact whoever manages the system and tell them the error code. What is wrong is shown by: cosmic-login client explain.</translation>
    </message>
    <message>
        <source>Systemets begäran är inte undertecknad som den ska.</source>
        <translation>The system&apos;s request is not signed as it should be.</translation>
    </message>
    <message>
        <source>Kontakta den som förvaltar systemet: kanske är dess certifikat eller nyckel en annan än den registrerade.</source>
        <translation>Contact whoever manages the system: its certificate or key may be another than the registered one.</translation>
    </message>
    <message>
        <source>Systemets begäran är för gammal, eller så går dess klocka fel.</source>
        <translation>The system&apos;s request is too old, or its clock is wrong.</translation>
    </message>
    <message>
        <source>Börja om i systemet. Händer det igen, kontakta den som förvaltar det.</source>
        <translation>Start again in the system. If it happens again, contact whoever manages it.</translation>
    </message>
    <message>
        <source>Systemets begäran har redan använts.</source>
        <translation>The system&apos;s request has been used already.</translation>
    </message>
    <message>
        <source>Gå till systemet och börja om där.</source>
        <translation>Go to the system and start again there.</translation>
    </message>
    <message>
        <source>Systemets metadata går inte att använda.</source>
        <translation>The system&apos;s metadata cannot be used.</translation>
    </message>
    <message>
        <source>Kontakta den som förvaltar systemet: metadatafilen måste rättas. Vad som är fel visas med: cosmic-login client check.</source>
        <translation>Contact whoever manages the system: the metadata file has to be mended. What is wrong is shown by: cosmic-login client check.</translation>
    </message>
    <message>
        <source>Inloggningen finns inte längre.</source>
        <translation>The login is not there any more.</translation>
    </message>
    <message>
        <source>Gå tillbaka till systemet du skulle logga in i och börja om där.</source>
        <translation>Go back to the system that you were to log in to, and begin again there.</translation>
    </message>
    <message>
        <source>Inloggningen påbörjades i en annan webbläsare, eller så tas kakor inte emot.</source>
        <translation>The login was begun in another browser, or cookies are not accepted.</translation>
    </message>
    <message>
        <source>Börja om i systemet, i den här webbläsaren, och tillåt kakor för den här adressen.</source>
        <translation>Begin again in the system, in this browser, and allow cookies for this address.</translation>
    </message>
    <message>
        <source>Knappen trycktes på en sida som inte är vår, eller som är för gammal.</source>
        <translation>The button was pressed on a page that is not ours, or that is too old.</translation>
    </message>
    <message>
        <source>Gå tillbaka, läs om sidan och tryck på knappen igen. Händer det på nytt, börja om i systemet.</source>
        <translation>Go back, reload the page and press the button again. If it happens again, begin again in the system.</translation>
    </message>
    <message>
        <source>Inloggningen är redan klar.</source>
        <translation>The login is done already.</translation>
    </message>
    <message>
        <source>Gå till systemet. Är du inte inloggad där, börja om i det.</source>
        <translation>Go to the system. If you are not logged in there, begin again in it.</translation>
    </message>
    <message>
        <source>Länken till SITHS eID går inte att förstå.</source>
        <translation>The link to SITHS eID cannot be understood.</translation>
    </message>
    <message>
        <source>Gå tillbaka till webbläsaren och öppna SITHS eID därifrån en gång till.</source>
        <translation>Go back to the browser and open SITHS eID from there once more.</translation>
    </message>
    <message>
        <source>Länken hör till en identifieringstjänst som den här datorn inte använder.</source>
        <translation>The link belongs to an identity provider that this computer does not use.</translation>
    </message>
    <message>
        <source>Stäng fönstret om du inte väntade dig det. Kontakta annars IT-supporten: tjänsten anges i inställningarna.</source>
        <translation>Close the window if you did not expect it. Otherwise contact IT support: the provider is named in the settings.</translation>
    </message>
    <message>
        <source>Personen finns inte i katalogen.</source>
        <translation>The person is not in the directory.</translation>
    </message>
    <message>
        <source>Visa vilka som finns med: cosmic-login card list.</source>
        <translation>Show who is there with: cosmic-login card list.</translation>
    </message>
    <message>
        <source>Kortet finns inte.</source>
        <translation>There is no such card.</translation>
    </message>
    <message>
        <source>Visa vilka kort som finns med: cosmic-login card list.</source>
        <translation>Show which cards there are with: cosmic-login card list.</translation>
    </message>
    <message>
        <source>Filen för det virtuella kortet är skadad.</source>
        <translation>The file of the virtual card is damaged.</translation>
    </message>
    <message>
        <source>Utfärda kortet på nytt med: cosmic-login card issue.</source>
        <translation>Issue the card anew with: cosmic-login card issue.</translation>
    </message>
    <message>
        <source>Inloggningssättet finns inte.</source>
        <translation>There is no such way of logging in.</translation>
    </message>
    <message>
        <source>Visa vilka som finns med: cosmic-login login --help.</source>
        <translation>Show which there are with: cosmic-login login --help.</translation>
    </message>
    <message>
        <source>Inloggningssättet frågar något som bara går att svara på i ett fönster.</source>
        <translation>The way to log in asks something that can only be answered in a window.</translation>
    </message>
    <message>
        <source>Starta cosmic-login utan underkommando och logga in där.</source>
        <translation>Start cosmic-login without a subcommand and log in there.</translation>
    </message>
    <message>
        <source>Ett tillägg går inte att använda och är utelämnat.</source>
        <translation>A plug-in cannot be used and has been left out.</translation>
    </message>
    <message>
        <source>Uppdatera tillägget eller ta bort det. Allt annat fungerar som vanligt.</source>
        <translation>Update the plug-in or remove it. Everything else works as usual.</translation>
    </message>
    <message>
        <source>En del av programmet gick inte att starta.</source>
        <translation>A part of the program could not be started.</translation>
    </message>
    <message>
        <source>Allt annat fungerar. Starta om programmet. Kontakta IT-supporten om det händer igen.</source>
        <translation>Everything else works. Restart the program. Contact IT support if it happens again.</translation>
    </message>
    <message>
        <source>Personen har flera tjänste-id:n och inget valdes.</source>
        <translation>The person has several service IDs and none was chosen.</translation>
    </message>
    <message>
        <source>Ange ett av dem med --service-id.</source>
        <translation>Name one of them with --service-id.</translation>
    </message>
    <message>
        <source>Kommandot går inte att förstå.</source>
        <translation>The command cannot be understood.</translation>
    </message>
    <message>
        <source>Läs om kommandot med --help.</source>
        <translation>Read about the command with --help.</translation>
    </message>
    <message>
        <source>Katalogfilen är felaktig.</source>
        <translation>The directory file is faulty.</translation>
    </message>
    <message>
        <source>Rätta raden som nämns och försök igen.</source>
        <translation>Correct the line that is named and try again.</translation>
    </message>
    <message>
        <source>Inställningsfilen är felaktig.</source>
        <translation>The settings file is faulty.</translation>
    </message>
    <message>
        <source>Programmet får inte skriva i sin profilkatalog.</source>
        <translation>The program may not write in its profile directory.</translation>
    </message>
    <message>
        <source>Välj en annan katalog med --profile, eller ändra rättigheterna.</source>
        <translation>Choose another directory with --profile, or change the permissions.</translation>
    </message>
    <message>
        <source>Det går inte att ha en profilkatalog på den platsen.</source>
        <translation>There can be no profile directory in that place.</translation>
    </message>
    <message>
        <source>Välj en annan katalog med --profile.</source>
        <translation>Choose another directory with --profile.</translation>
    </message>
    <message>
        <source>Disken är full.</source>
        <translation>The disk is full.</translation>
    </message>
    <message>
        <source>Frigör utrymme, eller välj en annan katalog med --profile. Inget har gått förlorat.</source>
        <translation>Free some space, or choose another directory with --profile. Nothing has been lost.</translation>
    </message>
    <message>
        <source>Profilkatalogen kommer från en nyare version av programmet.</source>
        <translation>The profile directory comes from a newer version of the program.</translation>
    </message>
    <message>
        <source>Uppdatera programmet, eller välj en annan katalog med --profile.</source>
        <translation>Update the program, or choose another directory with --profile.</translation>
    </message>
    <message>
        <source>Profilkatalogen används av ett annat program.</source>
        <translation>Another program is using the profile directory.</translation>
    </message>
    <message>
        <source>Avsluta det andra programmet, eller välj en annan katalog med --profile.</source>
        <translation>End the other program, or choose another directory with --profile.</translation>
    </message>
    <message>
        <source>En fil i profilkatalogen är skadad.</source>
        <translation>A file in the profile directory is damaged.</translation>
    </message>
    <message>
        <source>Återställ filen från en kopia, eller börja med en ny profilkatalog.</source>
        <translation>Restore the file from a copy, or begin with a new profile directory.</translation>
    </message>
    <message>
        <source>Åtkomstloggen har ändrats eller är skadad.</source>
        <translation>The audit trail has been changed or is damaged.</translation>
    </message>
    <message>
        <source>Spara filen som den är och meddela den som ansvarar för loggen.</source>
        <translation>Keep the file as it is and tell whoever is responsible for the trail.</translation>
    </message>
    <message>
        <source>Porten är upptagen.</source>
        <translation>The port is taken.</translation>
    </message>
    <message>
        <source>Välj en annan port, eller 0 för en ledig.</source>
        <translation>Choose another port, or 0 for a free one.</translation>
    </message>
    <message>
        <source>Datorn har inte den adressen.</source>
        <translation>This computer does not have that address.</translation>
    </message>
    <message>
        <source>Välj en adress som datorn själv har, till exempel 127.0.0.1.</source>
        <translation>Choose an address of the computer itself, for example 127.0.0.1.</translation>
    </message>
    <message>
        <source>Det finns ingen dator med det namnet.</source>
        <translation>There is no computer of that name.</translation>
    </message>
    <message>
        <source>Kontrollera namnet, eller ange adressen i siffror.</source>
        <translation>Check the name, or give the address in figures.</translation>
    </message>
    <message>
        <source>Programmet får inte använda den porten.</source>
        <translation>The program is not allowed to use that port.</translation>
    </message>
    <message>
        <source>Välj en port från 1024 och uppåt, eller be IT-supporten om rätt att använda den.</source>
        <translation>Choose a port from 1024 upwards, or ask IT support for leave to use it.</translation>
    </message>
    <message>
        <source>Filen med betrodda utfärdare går inte att använda.</source>
        <translation>The file of trusted issuers cannot be used.</translation>
    </message>
    <message>
        <source>Ange en fil med certifikat i PEM-format. Vilken fil det gäller står i loggen.</source>
        <translation>Name a file of certificates in PEM format. Which file it is stands in the log.</translation>
    </message>
    <message>
        <source>Identifieringstjänsten låter sig inte styras härifrån.</source>
        <translation>The identity provider cannot be steered from here.</translation>
    </message>
    <message>
        <source>Kör på samma dator med samma profil, eller sätt COSMIC_LOGIN_CONTROL_TOKEN.</source>
        <translation>Run on the same computer with the same profile, or set COSMIC_LOGIN_CONTROL_TOKEN.</translation>
    </message>
    <message>
        <source>Det som skulle styras finns inte.</source>
        <translation>What was to be steered does not exist.</translation>
    </message>
    <message>
        <source>Kontrollera namnet: svaret säger var det slås upp.</source>
        <translation>Check the name: the answer says where to look it up.</translation>
    </message>
    <message>
        <source>Identifieringstjänsten kan inte styras så.</source>
        <translation>The identity provider cannot be steered like that.</translation>
    </message>
    <message>
        <source>Rätta det som nämns. Vad som går att stänga visas med cosmic-login control state, och vilka fel ett system kan få med cosmic-login control faults.</source>
        <translation>Correct what is named. What can be put out is shown by cosmic-login control state, and which faults a system can be given by cosmic-login control faults.</translation>
    </message>
    <message>
        <source>Den virtuella kortläsaren (vpcd) går inte att nå.</source>
        <translation>The virtual card reader (vpcd) cannot be reached.</translation>
    </message>
    <message>
        <source>Kontrollera att pcscd körs med vpcd och att adressen stämmer.</source>
        <translation>Check that pcscd runs with vpcd and that the address is right.</translation>
    </message>
    <message>
        <source>Filen gick inte att skriva.</source>
        <translation>The file could not be written.</translation>
    </message>
    <message>
        <source>Välj en annan plats. Ingen halv fil har lämnats kvar.</source>
        <translation>Choose another place. No half-written file has been left behind.</translation>
    </message>
    <message>
        <source>Resultatet gick inte att skriva ut.</source>
        <translation>The result could not be written.</translation>
    </message>
    <message>
        <source>Frigör utrymme, eller skriv resultatet någon annanstans.</source>
        <translation>Free some space, or write the result elsewhere.</translation>
    </message>
    <message>
        <source>Fönstret kan inte öppnas: Qt, eller något som Qt behöver, saknas på datorn.</source>
        <translation>The window cannot be opened: Qt, or something that Qt needs, is missing on this computer.</translation>
    </message>
    <message>
        <source>Kör cosmic-login doctor, som nämner vad som ska installeras. Utan fönster fungerar cosmic-login login.</source>
        <translation>Run cosmic-login doctor, which names what to install. Without a window, cosmic-login login works.</translation>
    </message>
    <message>
        <source>Det finns ingen skärm att visa fönstret på.</source>
        <translation>There is no screen to show the window on.</translation>
    </message>
    <message>
        <source>Starta från en grafisk session, eller använd cosmic-login login.</source>
        <translation>Start from a graphical session, or use cosmic-login login.</translation>
    </message>
    <message>
        <source>Systemets fil är felaktig.</source>
        <translation>The system&apos;s file is wrong.</translation>
    </message>
    <message>
        <source>Rätta raden som nämns och kontrollera filen med: cosmic-login client check.</source>
        <translation>Mend the line that is named and check the file with: cosmic-login client check.</translation>
    </message>
    <message>
        <source>Systemet är inte registrerat.</source>
        <translation>The system is not registered.</translation>
    </message>
    <message>
        <source>Visa vilka som finns med: cosmic-login client list.</source>
        <translation>Show which there are with: cosmic-login client list.</translation>
    </message>
    <message>
        <source>Certifikatet för adressen går inte att använda.</source>
        <translation>The address&apos;s certificate cannot be used.</translation>
    </message>
    <message>
        <source>Ange filer i PEM-format med ett certifikat och den nyckel som hör till det.</source>
        <translation>Name files in PEM form with a certificate and the key that belongs to it.</translation>
    </message>
    <message>
        <source>Det går inte att förstå vad som ska förklaras.</source>
        <translation>What is to be explained cannot be understood.</translation>
    </message>
    <message>
        <source>Ange en adress med begäran i, en fil med den, eller en SAML-metadatafil.</source>
        <translation>Give an address with the request in it, a file with it, or a SAML metadata file.</translation>
    </message>
    <message>
        <source>Programmet saknar det som behövs för PostgreSQL.</source>
        <translation>The program lacks what PostgreSQL needs.</translation>
    </message>
    <message>
        <source>Installera cosmic-login med tillägget postgres.</source>
        <translation>Install cosmic-login with the extra postgres.</translation>
    </message>
    <message>
        <source>Adressen till databasen går inte att förstå.</source>
        <translation>The database&apos;s address cannot be understood.</translation>
    </message>
    <message>
        <source>Skriv den som postgresql://användare@dator/databas.</source>
        <translation>Write it as postgresql://user@host/database.</translation>
    </message>
    <message>
        <source>Databasen går inte att nå.</source>
        <translation>The database cannot be reached.</translation>
    </message>
    <message>
        <source>Kontrollera att den är igång. Tjänsten fortsätter av sig själv när den svarar igen.</source>
        <translation>Check that it runs. The service goes on by itself when it answers again.</translation>
    </message>
    <message>
        <source>Databasen släpper inte in programmet.</source>
        <translation>The database does not let the program in.</translation>
    </message>
    <message>
        <source>Kontrollera användare, lösenord och databasens namn.</source>
        <translation>Check the user, the password and the database&apos;s name.</translation>
    </message>
    <message>
        <source>Programmet saknar rättigheter i databasen.</source>
        <translation>The program lacks rights in the database.</translation>
    </message>
    <message>
        <source>Ge dess användare rätt att skapa och ändra tabeller.</source>
        <translation>Give its user the right to create and change tables.</translation>
    </message>
    <message>
        <source>Databasen går bara att läsa från.</source>
        <translation>The database can only be read from.</translation>
    </message>
    <message>
        <source>Ange den primära databasen och inte en kopia.</source>
        <translation>Name the primary database and not a standby.</translation>
    </message>
    <message>
        <source>Databasen tar inte emot fler anslutningar.</source>
        <translation>The database takes no more connections.</translation>
    </message>
    <message>
        <source>Vänta, eller låt databasen ta emot fler (max_connections).</source>
        <translation>Wait, or let the database take more (max_connections).</translation>
    </message>
    <message>
        <source>Databasens disk är full.</source>
        <translation>The database&apos;s disk is full.</translation>
    </message>
    <message>
        <source>Frigör utrymme där. Inget som blev klart har gått förlorat.</source>
        <translation>Free some space there. Nothing that was completed is lost.</translation>
    </message>
    <message>
        <source>Databasen hann inte svara.</source>
        <translation>The database did not answer in time.</translation>
    </message>
    <message>
        <source>Databasen kommer från en nyare version av programmet.</source>
        <translation>The database comes from a newer version of the program.</translation>
    </message>
    <message>
        <source>Uppdatera programmet, eller använd en annan databas.</source>
        <translation>Update the program, or use another database.</translation>
    </message>
    <message>
        <source>Databasens innehåll är inte som programmet lämnade det.</source>
        <translation>The database&apos;s content is not as the program left it.</translation>
    </message>
    <message>
        <source>Återställ databasen från en kopia, eller använd en ny.</source>
        <translation>Restore the database from a copy, or use a new one.</translation>
    </message>
    <message>
        <source>Databasen hör till en annan profil.</source>
        <translation>The database belongs to another profile.</translation>
    </message>
    <message>
        <source>Använd den profil som den skapades med, eller en ny profil eller databas.</source>
        <translation>Use the profile that it was made with, or a new profile or database.</translation>
    </message>
    <message>
        <source>Övningen finns inte.</source>
        <translation>There is no such lesson.</translation>
    </message>
    <message>
        <source>Visa vilka som finns med: cosmic-login scenario list.</source>
        <translation>See which there are with: cosmic-login scenario list.</translation>
    </message>
    <message>
        <source>Övningens fil går inte att läsa.</source>
        <translation>The lesson&apos;s file cannot be read.</translation>
    </message>
    <message>
        <source>Kontrollera raden som nämns, och att filen är TOML i UTF-8 och inte för stor.</source>
        <translation>Check the line that is named, and that the file is TOML in UTF-8 and not too large.</translation>
    </message>
    <message>
        <source>Övningens fil är felaktig.</source>
        <translation>The lesson&apos;s file is wrong.</translation>
    </message>
    <message>
        <source>Rätta raden som nämns och kontrollera filen med: cosmic-login scenario check.</source>
        <translation>Correct the line that is named and check the file with: cosmic-login scenario check.</translation>
    </message>
    <message>
        <source>Övningen nämner något som inte finns.</source>
        <translation>The lesson names something that does not exist.</translation>
    </message>
    <message>
        <source>Rätta namnet på raden som nämns. Personer och kort visas med: cosmic-login card list.</source>
        <translation>Correct the name on the line that is told. People and cards are shown by: cosmic-login card list.</translation>
    </message>
    <message>
        <source>Övningar börjar vid varandras slut i en ring.</source>
        <translation>Lessons begin at each other&apos;s end, in a ring.</translation>
    </message>
    <message>
        <source>Låt en av dem börja från början: ta bort raden after.</source>
        <translation>Let one of them begin at the beginning: remove the line after.</translation>
    </message>
    <message>
        <source>Övningen kan inte komma till sitt slut.</source>
        <translation>The lesson cannot come to its end.</translation>
    </message>
    <message>
        <source>Rätta steget på raden som nämns: det är inte möjligt där, eller leder inte dit det ska.</source>
        <translation>Correct the step on the line that is named: it is not possible there, or does not lead where it should.</translation>
    </message>
    <message>
        <source>Övningen gick inte som den skulle.</source>
        <translation>The lesson did not go as it should.</translation>
    </message>
    <message>
        <source>Steget på raden som nämns ledde någon annanstans. Rätta steget, eller kontrollera programmet med: cosmic-login doctor.</source>
        <translation>The step on the line that is named led elsewhere. Correct the step, or check the program with: cosmic-login doctor.</translation>
    </message>
    <message>
        <source>Regionens fil går inte att läsa.</source>
        <translation>The region’s file cannot be read.</translation>
    </message>
    <message>
        <source>Regionens fil är felaktig.</source>
        <translation>The region’s file is wrong.</translation>
    </message>
    <message>
        <source>Regionens fil har inga texter på det språket.</source>
        <translation>The region’s file has no texts in that language.</translation>
    </message>
    <message>
        <source>Skriv texterna på det språket också, eller välj ett annat med --language.</source>
        <translation>Write the texts in that language too, or choose another with --language.</translation>
    </message>
    <message>
        <source>En bild till instruktionen gick inte att ta.</source>
        <translation>A picture for the instruction could not be taken.</translation>
    </message>
    <message>
        <source>Ingen fil har skrivits. Försök igen, och lämna felkoden till den som sköter programmet om det händer igen.</source>
        <translation>No file has been written. Try again, and give the failure code to whoever looks after the program if it happens again.</translation>
    </message>
    <message>
        <source>Programmet kan inte skriva PDF på den här datorn.</source>
        <translation>The program cannot write PDF on this computer.</translation>
    </message>
    <message>
        <source>Installera det som nämns, eller gör instruktionen utan --pdf.</source>
        <translation>Install what is named, or make the instruction without --pdf.</translation>
    </message>
    <message>
        <source>Telefonen har inget nätverk.</source>
        <translation>The phone has no network.</translation>
    </message>
    <message>
        <source>Slå på wifi eller mobildata i telefonen och försök igen.</source>
        <translation>Turn on wifi or mobile data on the phone and try again.</translation>
    </message>
    <message>
        <source>Telefonens nätverk är för långsamt.</source>
        <translation>The phone&apos;s network is too slow.</translation>
    </message>
    <message>
        <source>Gå dit där täckningen är bättre och försök igen.</source>
        <translation>Go where the coverage is better and try again.</translation>
    </message>
    <message>
        <source>Telefonens klocka går fel.</source>
        <translation>The phone&apos;s clock is wrong.</translation>
    </message>
    <message>
        <source>Ställ in automatisk tid i telefonen och börja om.</source>
        <translation>Set the phone&apos;s time to automatic and start over.</translation>
    </message>
    <message>
        <source>Appen får inte använda telefonens kamera.</source>
        <translation>The app may not use the phone&apos;s camera.</translation>
    </message>
    <message>
        <source>Tillåt kameran för appen i telefonens inställningar och försök igen.</source>
        <translation>Allow the camera for the app in the phone&apos;s settings and try again.</translation>
    </message>
    <message>
        <source>Telefonens batteri tog slut.</source>
        <translation>The phone&apos;s battery ran out.</translation>
    </message>
    <message>
        <source>Ladda telefonen, slå på den och börja om.</source>
        <translation>Charge the phone, switch it on and start over.</translation>
    </message>
    <message>
        <source>QR-koden är till en annan app.</source>
        <translation>The QR code is for another app.</translation>
    </message>
    <message>
        <source>Läs av koden med den app som inloggningsfönstret nämner.</source>
        <translation>Read the code with the app that the login window names.</translation>
    </message>
    <message>
        <source>Appen finns inte på telefonen.</source>
        <translation>The app is not on the phone.</translation>
    </message>
    <message>
        <source>Installera appen på telefonen och aktivera den.</source>
        <translation>Install the app on the phone and activate it.</translation>
    </message>
    <message>
        <source>Det finns ingen e-legitimation i appen.</source>
        <translation>There is no e-ID in the app.</translation>
    </message>
    <message>
        <source>Aktivera appen först: SITHS eID från Mina sidor, BankID från banken.</source>
        <translation>Activate the app first: SITHS eID from Mina sidor, BankID from the bank.</translation>
    </message>
    <message>
        <source>E-legitimationen finns inte på telefonen.</source>
        <translation>The e-ID is not on the phone.</translation>
    </message>
    <message>
        <source>Visa vilka som finns med: cosmic-login phone list.</source>
        <translation>Show which there are with: cosmic-login phone list.</translation>
    </message>
    <message>
        <source>Koden i appen var fel.</source>
        <translation>The code in the app was wrong.</translation>
    </message>
    <message>
        <source>Försök igen med rätt kod. Kontrollera hur många försök som återstår.</source>
        <translation>Try again with the right code. Check how many tries are left.</translation>
    </message>
    <message>
        <source>E-legitimationen i appen är spärrad: koden var fel för många gånger.</source>
        <translation>The e-ID in the app is blocked: the code was wrong too many times.</translation>
    </message>
    <message>
        <source>Ta bort den i appen och aktivera en ny.</source>
        <translation>Remove it in the app and activate a new one.</translation>
    </message>
    <message>
        <source>Ingen begäran väntar i telefonen.</source>
        <translation>No request is waiting on the phone.</translation>
    </message>
    <message>
        <source>Läs av QR-koden i inloggningsfönstret först.</source>
        <translation>Read the QR code in the login window first.</translation>
    </message>
    <message>
        <source>Telefonens fönster kunde inte öppnas.</source>
        <translation>The phone’s window could not be opened.</translation>
    </message>
    <message>
        <source>Läs i programmets logg varför, eller starta den från en terminal med cosmic-login phone.</source>
        <translation>Read in the program’s log why, or start it from a terminal with cosmic-login phone.</translation>
    </message>
    <message>
        <source>Filen för den virtuella telefonen är skadad.</source>
        <translation>The file of the virtual phone is damaged.</translation>
    </message>
    <message>
        <source>Ta bort telefonens katalog i profilen och aktivera apparna på nytt.</source>
        <translation>Remove the phone&apos;s directory in the profile and activate the apps again.</translation>
    </message>
</context>
<context>
    <name>Faults</name>
    <message>
        <source>Personen avbryter</source>
        <translation>The person cancels</translation>
    </message>
    <message>
        <source>Inloggningen kommer genast tillbaka som avbruten, utan att någon har loggat in.</source>
        <translation>The login comes back at once as cancelled, and nobody has logged in.</translation>
    </message>
    <message>
        <source>Säger att inloggningen avbröts, släpper inte in någon och låter personen försöka igen.</source>
        <translation>Says that the login was cancelled, lets nobody in, and lets the person try again.</translation>
    </message>
    <message>
        <source>För låg tillitsnivå</source>
        <translation>Level of assurance too low</translation>
    </message>
    <message>
        <source>Svaret säger en lägre tillitsnivå än den lägsta som systemet begärde eller är registrerat för.</source>
        <translation>The answer says a lower level of assurance than the lowest that the system asked for or is registered with.</translation>
    </message>
    <message>
        <source>Jämför nivån med den som begärdes, och nekar. Klientbibliotek gör det sällan: det är programmets egen sak.</source>
        <translation>Compares the level with the one asked for, and refuses. Client libraries seldom do: it is the application’s own business.</translation>
    </message>
    <message>
        <source>Svar till ett annat system</source>
        <translation>Answer to another system</translation>
    </message>
    <message>
        <source>Svaret är ställt till ett annat system.</source>
        <translation>The answer is addressed to another system.</translation>
    </message>
    <message>
        <source>Nekar: ett svar till någon annan får inte släppa in någon.</source>
        <translation>Refuses: an answer to somebody else may let nobody in.</translation>
    </message>
    <message>
        <source>Svar från en annan utfärdare</source>
        <translation>Answer from another issuer</translation>
    </message>
    <message>
        <source>Svaret nämner en annan utfärdare, men är underskrivet med rätt nyckel.</source>
        <translation>The answer names another issuer, but is signed with the right key.</translation>
    </message>
    <message>
        <source>Nekar: utfärdaren ska vara den som systemet frågade.</source>
        <translation>Refuses: the issuer has to be the one that the system asked.</translation>
    </message>
    <message>
        <source>Svar som har gått ut</source>
        <translation>Answer that has expired</translation>
    </message>
    <message>
        <source>Svaret slutade gälla för en timme sedan.</source>
        <translation>The answer stopped being valid an hour ago.</translation>
    </message>
    <message>
        <source>Nekar: tiden har gått ut, också när klockorna får skilja några minuter.</source>
        <translation>Refuses: its time is over, also where clocks may differ by some minutes.</translation>
    </message>
    <message>
        <source>Annat nonce</source>
        <translation>Another nonce</translation>
    </message>
    <message>
        <source>ID-token har ett annat nonce än det som systemet skickade.</source>
        <translation>The ID token has another nonce than the one that the system sent.</translation>
    </message>
    <message>
        <source>Skickar ett nonce i varje begäran, jämför det och nekar.</source>
        <translation>Sends a nonce with every request, compares it, and refuses.</translation>
    </message>
    <message>
        <source>Annat state</source>
        <translation>Another state</translation>
    </message>
    <message>
        <source>Svaret i webbläsaren har ett annat state än det som systemet skickade.</source>
        <translation>The answer in the browser has another state than the one that the system sent.</translation>
    </message>
    <message>
        <source>Skickar ett state i varje begäran, jämför det med webbläsarens och nekar utan att lösa in koden.</source>
        <translation>Sends a state with every request, compares it with the browser’s, and refuses without exchanging the code.</translation>
    </message>
    <message>
        <source>Någon annan i userinfo</source>
        <translation>Somebody else in userinfo</translation>
    </message>
    <message>
        <source>Userinfo har ett annat sub än ID-token.</source>
        <translation>Userinfo has another sub than the ID token.</translation>
    </message>
    <message>
        <source>Jämför de två och använder inget av svaret från userinfo när de skiljer sig.</source>
        <translation>Compares the two, and uses nothing of userinfo’s answer when they differ.</translation>
    </message>
    <message>
        <source>Svar på en annan begäran</source>
        <translation>Answer to another request</translation>
    </message>
    <message>
        <source>Svaret nämner en annan begäran (InResponseTo) än den som systemet skickade.</source>
        <translation>The answer names another request (InResponseTo) than the one that the system sent.</translation>
    </message>
    <message>
        <source>Minns sina begäranden, jämför och nekar.</source>
        <translation>Remembers its requests, compares, and refuses.</translation>
    </message>
    <message>
        <source>Utan underskrift</source>
        <translation>Unsigned</translation>
    </message>
    <message>
        <source>Svaret är inte underskrivet: ID-token har alg none, eller varken Response eller Assertion har en Signature.</source>
        <translation>The answer is not signed: the ID token has alg none, or neither Response nor Assertion has a Signature.</translation>
    </message>
    <message>
        <source>Nekar: bara den algoritm som systemet är registrerat med duger.</source>
        <translation>Refuses: only the algorithm that the system is registered with will do.</translation>
    </message>
    <message>
        <source>Underskrivet av någon annan</source>
        <translation>Signed by somebody else</translation>
    </message>
    <message>
        <source>Svaret är underskrivet med en nyckel som identifieringstjänsten aldrig har visat.</source>
        <translation>The answer is signed with a key that the identity provider has never shown.</translation>
    </message>
    <message>
        <source>Nekar: bara nycklar ur JWKS eller metadata duger, inte den som följer med svaret.</source>
        <translation>Refuses: only keys of JWKS or metadata will do, not the one that comes with the answer.</translation>
    </message>
    <message>
        <source>Ny nyckel under tiden</source>
        <translation>New key meanwhile</translation>
    </message>
    <message>
        <source>Svaret är underskrivet med en ny nyckel, som visas i JWKS och metadata från och med nu.</source>
        <translation>The answer is signed with a new key, which JWKS and metadata show from now on.</translation>
    </message>
    <message>
        <source>Hämtar JWKS eller metadata på nytt när nyckeln är okänd, och släpper sedan in personen.</source>
        <translation>Fetches JWKS or metadata anew when it does not know the key, and then lets the person in.</translation>
    </message>
    <message>
        <source>Långsamt svar</source>
        <translation>Slow answer</translation>
    </message>
    <message>
        <source>Svaret dröjer: tokenändpunktens svar till systemet, eller svaret som webbläsaren bär.</source>
        <translation>The answer is late: that of the token endpoint to the system, or the one that the browser carries.</translation>
    </message>
    <message>
        <source>Har en egen tidsgräns, säger till i tid och hänger inte upp andra användare medan det väntar.</source>
        <translation>Has a time limit of its own, says so in time, and does not hold up other users while it waits.</translation>
    </message>
    <message>
        <source>Inga tokens</source>
        <translation>No tokens</translation>
    </message>
    <message>
        <source>Inloggningen går bra, men tokenändpunkten svarar 503. Koden är inte förbrukad.</source>
        <translation>The login goes well, but the token endpoint answers 503. The code is not spent.</translation>
    </message>
    <message>
        <source>Säger att inloggningen inte gick, eller försöker högst en gång till inom kodens minut.</source>
        <translation>Says that the login did not work, or tries once more at the most, within the code’s minute.</translation>
    </message>
    <message>
        <source>Ur drift för systemet</source>
        <translation>Out of service for the system</translation>
    </message>
    <message>
        <source>Allt som systemet begär besvaras med 503: webbläsaren får en sida, systemets egna anrop JSON.</source>
        <translation>Everything that the system asks for is answered 503: the browser gets a page, the system’s own calls JSON.</translation>
    </message>
    <message>
        <source>Fungerar i övrigt, visar en väg vidare och kraschar inte på ett svar som inte är det väntade.</source>
        <translation>Works otherwise, shows a way on, and does not crash at an answer that is not the expected one.</translation>
    </message>
    <message>
        <source>HSA ur drift</source>
        <translation>HSA out of service</translation>
    </message>
    <message>
        <source>Personen har legitimerat sig, men katalogen svarar inte. Bara system som begär uppgifter ur HSA märker det.</source>
        <translation>The person has been identified, but the directory does not answer. Only systems that ask for what HSA knows notice.</translation>
    </message>
    <message>
        <source>Släpper inte in någon, och säger att det inte var personens fel.</source>
        <translation>Lets nobody in, and says that it was not the person’s fault.</translation>
    </message>
    <message>
        <source>Person utan uppdrag</source>
        <translation>Person without a commission</translation>
    </message>
    <message>
        <source>Personen har inga medarbetaruppdrag. Bara system som begär uppgifter om uppdrag märker det.</source>
        <translation>The person has no commissions. Only systems that ask for commissions notice.</translation>
    </message>
    <message>
        <source>Släpper inte in till vård som kräver uppdrag, och säger vem som kan ge ett.</source>
        <translation>Lets nobody in to care that needs a commission, and says who can give one.</translation>
    </message>
</context>
<context>
    <name>Flow</name>
    <message>
        <source>Inloggningen pågår.</source>
        <translation>The login is under way.</translation>
    </message>
    <message>
        <source>Upplåsningen pågår.</source>
        <translation>The session is being unlocked.</translation>
    </message>
    <message>
        <source>Kortets koder ändras, eller Mina sidor gör något med kortet.</source>
        <translation>The card’s codes are being changed, or Mina sidor is doing something with the card.</translation>
    </message>
    <message>
        <source>Välj hur du vill logga in.</source>
        <translation>Choose how you want to log in.</translation>
    </message>
    <message>
        <source>Autentiseringen misslyckades.</source>
        <translation>Authentication failed.</translation>
    </message>
    <message>
        <source>Inloggningen misslyckades.</source>
        <translation>Login failed.</translation>
    </message>
    <message>
        <source>Inloggningen startar om.</source>
        <translation>The login is starting over.</translation>
    </message>
    <message>
        <source>Det som skulle göras med kortet är gjort.</source>
        <translation>What was to be done with the card is done.</translation>
    </message>
    <message>
        <source>Det som skulle göras med kortet gick inte.</source>
        <translation>What was to be done with the card did not succeed.</translation>
    </message>
    <message>
        <source>Du är inloggad.</source>
        <translation>You are logged in.</translation>
    </message>
    <message>
        <source>Kortet är borta: Cosmic låses om kortet inte kommer tillbaka.</source>
        <translation>The card is gone: Cosmic locks unless the card comes back.</translation>
    </message>
    <message>
        <source>Kortet är borta: du loggas ut om kortet inte kommer tillbaka.</source>
        <translation>The card is gone: you are logged out unless the card comes back.</translation>
    </message>
    <message>
        <source>Cosmic är låst.</source>
        <translation>Cosmic is locked.</translation>
    </message>
    <message>
        <source>Upplåsningen misslyckades.</source>
        <translation>Unlocking failed.</translation>
    </message>
    <message>
        <source>Någon annan har legitimerat sig. Ska den låsta sessionen loggas ut?</source>
        <translation>Somebody else has identified themselves. Is the locked session to be logged out?</translation>
    </message>
    <message>
        <source>Den låsta sessionen loggas ut, sedan görs inloggningen om.</source>
        <translation>The locked session is logged out, then the login is made again.</translation>
    </message>
    <message>
        <source>Cosmic svarar inte och måste startas om (bara verklighetstroget).</source>
        <translation>Cosmic does not answer and has to be restarted (true to life only).</translation>
    </message>
    <message>
        <source>Cosmic svarar inte och måste startas om; sessionen är kvar, låst (bara verklighetstroget).</source>
        <translation>Cosmic does not answer and has to be restarted; the session is still there, locked (true to life only).</translation>
    </message>
    <message>
        <source>Utloggningen pågår.</source>
        <translation>The log-out is under way.</translation>
    </message>
    <message>
        <source>Utloggning innan programmet stängs.</source>
        <translation>Log-out before the program closes.</translation>
    </message>
    <message>
        <source>Programmet är stängt.</source>
        <translation>The program is closed.</translation>
    </message>
    <message>
        <source>Vad som sitter i kortläsaren, visat på alla skärmar.</source>
        <translation>What is in the card reader, shown on every screen.</translation>
    </message>
    <message>
        <source>Programmet arbetar; du behöver inte göra något.</source>
        <translation>The program is working; you need not do anything.</translation>
    </message>
    <message>
        <source>Sätt in ditt kort.</source>
        <translation>Insert your card.</translation>
    </message>
    <message>
        <source>Flera kort sitter i: välj vilket du vill använda.</source>
        <translation>Several cards are in: choose the one you want to use.</translation>
    </message>
    <message>
        <source>Kortet används första gången: koden skrivs för att registrera kortet.</source>
        <translation>The card is used for the first time: the code is entered to register it.</translation>
    </message>
    <message>
        <source>Skriv legitimeringskoden.</source>
        <translation>Enter the identification code.</translation>
    </message>
    <message>
        <source>Välj tjänste-id för inloggningen.</source>
        <translation>Choose the service ID for this login.</translation>
    </message>
    <message>
        <source>Läs av QR-koden med telefonen och legitimera dig där.</source>
        <translation>Scan the QR code with the phone and identify yourself there.</translation>
    </message>
    <message>
        <source>Certifikatet på kortet läses.</source>
        <translation>The certificate on the card is being read.</translation>
    </message>
    <message>
        <source>Certifikatet visas: tryck på Nästa.</source>
        <translation>The certificate is shown: press Next.</translation>
    </message>
    <message>
        <source>Skriv koden till kortet och tryck på OK.</source>
        <translation>Type the card&apos;s code and press OK.</translation>
    </message>
    <message>
        <source>Byt legitimeringskod.</source>
        <translation>Change the identification code.</translation>
    </message>
    <message>
        <source>Lås upp kortet med PUK-koden.</source>
        <translation>Unblock the card with the PUK code.</translation>
    </message>
    <message>
        <source>Läs av koden med telefonen för att aktivera SITHS eID där.</source>
        <translation>Read the code with the phone to activate SITHS eID there.</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>Om Cosmic Login</source>
        <translation>About Cosmic Login</translation>
    </message>
    <message>
        <source>Ett övningsprogram för inloggning med tjänste-id. Personer, organisationer, kort och certifikat är påhittade, och ingenting här leder till ett riktigt system.</source>
        <translation>A training program for logging in with a service ID. People, organisations, cards and certificates are made up, and nothing here leads to a real system.</translation>
    </message>
    <message>
        <source>Fri programvara under MIT-licensen.</source>
        <translation>Free software under the MIT licence.</translation>
    </message>
    <message>
        <source>Version, att ange till supporten</source>
        <translation>Version, to tell the support</translation>
    </message>
    <message>
        <source>St&amp;äng</source>
        <translation>&amp;Close</translation>
    </message>
    <message>
        <source>Supporten frågar efter felkoden {code}, vilken dator det gäller, och när det hände.</source>
        <translation>Support asks for the failure code {code}, which computer it is about, and when it happened.</translation>
    </message>
    <message>
        <source>Försök igen direkt.</source>
        <translation>Try again straight away.</translation>
    </message>
    <message>
        <source>Försök igen när åtgärden är gjord.</source>
        <translation>Try again when that has been done.</translation>
    </message>
    <message>
        <source>Försök inte igen: någon annan behöver göra något först.</source>
        <translation>Do not try again: somebody else has to do something first.</translation>
    </message>
    <message>
        <source>Fråga i första hand: {who}.</source>
        <translation>First ask: {who}.</translation>
    </message>
    <message>
        <source>Finns ingen på plats: {who}.</source>
        <translation>If nobody is there: {who}.</translation>
    </message>
    <message>
        <source>Annars: {who}.</source>
        <translation>Otherwise: {who}.</translation>
    </message>
    <message>
        <source>Öva med telefonen i programmet: Telefon i menyn, eller Ctrl+P. Dess kamera ser koden på skärmen.</source>
        <translation>Practise with the phone of the program: Phone in the menu, or Ctrl+P. Its camera sees the code on the screen.</translation>
    </message>
    <message>
        <source>Vem kan hjälpa mig?</source>
        <translation>Who can help me?</translation>
    </message>
    <message>
        <source>Ha felkoden till hands om fönstret visar en. Säg aldrig din kod till någon, inte ens till supporten.</source>
        <translation>Have the failure code at hand if the window shows one. Never tell anybody your own code, not even support.</translation>
    </message>
    <message>
        <source>Vilket sätt ska jag logga in på?</source>
        <translation>Which way should I log in?</translation>
    </message>
    <message>
        <source>Ta det första i listan som går:</source>
        <translation>Take the first one on the list that works:</translation>
    </message>
    <message>
        <source>SITHS-kort med SITHS eID på denna enhet. Så loggar man in till vardags.</source>
        <translation>SITHS card with SITHS eID on this device. This is the everyday way.</translation>
    </message>
    <message>
        <source>SITHS eID på annan enhet: mobilt SITHS eID i telefonen, med en QR-kod.</source>
        <translation>SITHS eID on another device: mobile SITHS eID on the phone, with a QR code.</translation>
    </message>
    <message>
        <source>Är SITHS eID ur drift: SITHS-kort med SITHS eID MD, under Logga in på annat sätt.</source>
        <translation>If SITHS eID is out of service: SITHS card with SITHS eID MD, under Log in another way.</translation>
    </message>
    <message>
        <source>Är kortet glömt eller förlorat: ett reservkort från ID-administratören (LRA).</source>
        <translation>If the card is forgotten or lost: a reserve card from the ID administrator (LRA).</translation>
    </message>
    <message>
        <source>Finns ingen ID-administratör på plats: BankID, under Logga in på annat sätt.</source>
        <translation>If no ID administrator is there: BankID, under Log in another way.</translation>
    </message>
    <message>
        <source>Logga in med SITHS-kort</source>
        <translation>Log in with a SITHS card</translation>
    </message>
    <message>
        <source>Sätt in kortet i läsaren med chippet först.</source>
        <translation>Insert the card into the reader, chip first.</translation>
    </message>
    <message>
        <source>Välj SITHS eID på denna enhet.</source>
        <translation>Choose SITHS eID on this device.</translation>
    </message>
    <message>
        <source>Skriv de sex siffrorna i fönstret SITHS eID och tryck på Legitimera.</source>
        <translation>Enter the six digits in the SITHS eID window and press Identify.</translation>
    </message>
    <message>
        <source>Har du flera tjänste-id: välj det du arbetar med.</source>
        <translation>If you have several service IDs: choose the one you are working with.</translation>
    </message>
    <message>
        <source>Ta med dig kortet när du går.</source>
        <translation>Take the card with you when you leave.</translation>
    </message>
    <message>
        <source>När kortet inte hittas</source>
        <translation>When the card is not found</translation>
    </message>
    <message>
        <source>Programmet väntar på kortet och fortsätter av sig själv när det går att läsa. Raden längst ner visar hela tiden vad som sitter i läsaren.</source>
        <translation>The program waits for the card and goes on by itself when it can be read. The line at the bottom always shows what is in the reader.</translation>
    </message>
    <message>
        <source>Titta efter att läsaren är ansluten.</source>
        <translation>See that the reader is connected.</translation>
    </message>
    <message>
        <source>Ta ut kortet, torka av chippet och sätt in det med chippet först.</source>
        <translation>Remove the card, wipe the chip and insert it chip first.</translation>
    </message>
    <message>
        <source>Stäng andra program som använder kortet.</source>
        <translation>Close other programs that use the card.</translation>
    </message>
    <message>
        <source>Sitter flera SITHS-kort i väljer du vilket, eller tar ut de andra.</source>
        <translation>If several SITHS cards are in, choose one, or take the others out.</translation>
    </message>
    <message>
        <source>Prova en annan läsare, om det finns en.</source>
        <translation>Try another reader, if there is one.</translation>
    </message>
    <message>
        <source>Passerkort och SITHS-kort</source>
        <translation>Pass cards and SITHS cards</translation>
    </message>
    <message>
        <source>Personal med larmtjänst kan ha ett eget passerkort för dörrar. Det beställs genom kliniken. Passerkortet kan inte logga in: byt till SITHS-kortet.</source>
        <translation>Staff on alarm duty may have a separate pass card for doors. It is ordered through the clinic. The pass card cannot log in: use the SITHS card instead.</translation>
    </message>
    <message>
        <source>Kortets första gång</source>
        <translation>The card’s first time</translation>
    </message>
    <message>
        <source>Första gången kortet används med SITHS eID ska det registreras. Då behövs legitimeringskoden två gånger: en gång för att registrera kortet och en gång för att legitimera dig. Därefter räcker det med en gång.</source>
        <translation>The first time a card is used with SITHS eID it has to be registered. The identification code is then needed twice: once to register the card and once to identify yourself. After that, once is enough.</translation>
    </message>
    <message>
        <source>Legitimeringskoden</source>
        <translation>The identification code</translation>
    </message>
    <message>
        <source>Koden är sex siffror. Siffrorna visas inte, läses inte upp och sparas ingenstans.</source>
        <translation>The code is six digits. The digits are not shown, not read aloud and not kept anywhere.</translation>
    </message>
    <message>
        <source>Du ser alltid hur många försök som är kvar innan du skriver. En rätt kod ger tillbaka alla försök. När försöken är slut spärras koden.</source>
        <translation>You always see how many tries are left before you type. A right code gives all tries back. When there are no tries left, the code is blocked.</translation>
    </message>
    <message>
        <source>Är du osäker vid sista försöket: avbryt, och ta reda på koden innan du fortsätter.</source>
        <translation>If you are unsure at the last try: cancel, and find out the code before you go on.</translation>
    </message>
    <message>
        <source>Koden är spärrad</source>
        <translation>The code is blocked</translation>
    </message>
    <message>
        <source>Med PUK-koden, åtta siffror i kodbrevet, låser du upp kortet och väljer en ny legitimeringskod. Har du inte PUK-koden: kontakta ID-administratören. Är också PUK-koden spärrad behövs ett nytt kort.</source>
        <translation>With the PUK code, eight digits in the code letter, you unblock the card and choose a new identification code. If you do not have the PUK code: contact the ID administrator. If the PUK code is blocked too, you need a new card.</translation>
    </message>
    <message>
        <source>Byta kod</source>
        <translation>Changing the code</translation>
    </message>
    <message>
        <source>Sätt in kortet, skriv den nuvarande koden och den nya två gånger. Välj sex siffror som inte är lätta att gissa. Byt genast om någon annan kan ha sett koden.</source>
        <translation>Insert the card, enter the present code and the new one twice. Choose six digits that are not easy to guess. Change the code at once if somebody else may have seen it.</translation>
    </message>
    <message>
        <source>Välja tjänste-id</source>
        <translation>Choosing a service ID</translation>
    </message>
    <message>
        <source>Tjänste-id:t säger vilket uppdrag du loggar in för. De flesta har ett, och då visas inget val. Har du flera: välj Region Jönköpings län när du arbetar där. Egna regionens står först.</source>
        <translation>The service ID says which assignment you log in for. Most people have one, and then there is nothing to choose. If you have several: choose Region Jönköpings län when you work there. Your own region’s come first.</translation>
    </message>
    <message>
        <source>Pilarna flyttar, Enter väljer. Skriv några bokstäver för att filtrera.</source>
        <translation>The arrows move, Enter chooses. Type a few letters to filter.</translation>
    </message>
    <message>
        <source>När programmet arbetar</source>
        <translation>While the program is working</translation>
    </message>
    <message>
        <source>Raden under rubriken säger vad som pågår. Låt kortet sitta kvar. Det tar oftast några sekunder; med Avbryt kommer du tillbaka till början.</source>
        <translation>The line under the heading says what is going on. Leave the card in. It usually takes a few seconds; Cancel takes you back to the start.</translation>
    </message>
    <message>
        <source>När det inte gick</source>
        <translation>When it did not work</translation>
    </message>
    <message>
        <source>Autentiseringen misslyckades: du kunde inte legitimeras. Det handlar om kortet, koden eller tjänsten. Försök igen börjar om, Stäng fönster stänger Cosmic.</source>
        <translation>Authentication failed: you could not be identified. It is about the card, the code or the service. Try again starts over, Close window closes Cosmic.</translation>
    </message>
    <message>
        <source>Inloggningen misslyckades: du är legitimerad, men Cosmic släpper inte in. Försök igen går till början, Avbryt stänger Cosmic.</source>
        <translation>Login failed: you have been identified, but Cosmic does not let you in. Try again goes to the start, Cancel closes Cosmic.</translation>
    </message>
    <message>
        <source>Fönstret säger vad som hände, vad du kan göra, och en felkod att lämna till supporten.</source>
        <translation>The window says what happened, what you can do, and a failure code to give to support.</translation>
    </message>
    <message>
        <source>När inloggningen startar om</source>
        <translation>When the login starts over</translation>
    </message>
    <message>
        <source>Efter Försök igen börjar inloggningen om från början. Vänta tills startsidan visas.</source>
        <translation>After Try again the login starts over from the beginning. Wait until the start screen appears.</translation>
    </message>
    <message>
        <source>När du är inloggad</source>
        <translation>When you are logged in</translation>
    </message>
    <message>
        <source>Du ser vem som är inloggad, för vilken organisation, på vilket sätt och sedan när. Allt detta står också i åtkomstloggen, så att det går att se vem som var inne.</source>
        <translation>You see who is logged in, for which organisation, in which way and since when. All this is in the audit trail too, so that it can be seen who was in.</translation>
    </message>
    <message>
        <source>Logga ut när du är klar. Ta med dig kortet.</source>
        <translation>Log out when you are done. Take the card with you.</translation>
    </message>
    <message>
        <source>Låsa och låsa upp</source>
        <translation>Locking and unlocking</translation>
    </message>
    <message>
        <source>Lås när du går ifrån en stund. Cosmic låser sig också efter en tid utan att någon gör något. Den som låste låser upp genom att logga in på nytt. Loggar någon annan in frågar Cosmic först om den låsta sessionen ska loggas ut.</source>
        <translation>Lock when you leave for a while. Cosmic also locks itself after some time in which nobody does anything. The person who locked it unlocks it by logging in again. When somebody else logs in, Cosmic first asks whether the locked session is to be logged out.</translation>
    </message>
    <message>
        <source>När någon annan har låst Cosmic</source>
        <translation>When somebody else has locked Cosmic</translation>
    </message>
    <message>
        <source>Logga in som vanligt vid den låsta skärmen. När du har legitimerat dig frågar Cosmic: Vill du logga ut användaren?</source>
        <translation>Log in as usual at the locked screen. When you have identified yourself, Cosmic asks: Do you want to log the user out?</translation>
    </message>
    <message>
        <source>JA: den andra användaren loggas ut och det som inte är sparat går förlorat. Sedan görs inloggningen om. Med SITHS eID behövs koden en gång till, med SITHS-kort (MD) inte så länge kortet sitter kvar.</source>
        <translation>YES: the other user is logged out, and what has not been saved is lost. Then the login is made again. With SITHS eID the code is needed once more, with a SITHS card (MD) it is not as long as the card stays in.</translation>
    </message>
    <message>
        <source>NEJ: den låsta sessionen är kvar som den var, och du är inte inloggad.</source>
        <translation>NO: the locked session stays as it was, and you are not logged in.</translation>
    </message>
    <message>
        <source>Svarar du inte, eller tar du ut kortet, blir det NEJ.</source>
        <translation>If you do not answer, or take your card out, it is a NO.</translation>
    </message>
    <message>
        <source>När Cosmic inte svarar</source>
        <translation>When Cosmic does not answer</translation>
    </message>
    <message>
        <source>I verkligheten hänger sig Cosmic om du trycker på Logga in med SITHS-kort innan kortet sitter i, eller på Nästa innan certifikatet har lästs. Då måste Cosmic startas om: här med Ctrl+Alt+R eller Starta om Cosmic. Det händer bara när sättet är verklighetstroget.</source>
        <translation>In real life Cosmic locks up if you press Log in with SITHS card before the card is in, or Next before the certificate has been read. Then Cosmic has to be restarted: here by Ctrl+Alt+R or Restart Cosmic. It only happens when the manner is true to life.</translation>
    </message>
    <message>
        <source>Sätt in kortet först.</source>
        <translation>Insert the card first.</translation>
    </message>
    <message>
        <source>Vänta några sekunder tills certifikatet syns. Tryck sedan på Nästa.</source>
        <translation>Wait some seconds until the certificate is shown. Then press Next.</translation>
    </message>
    <message>
        <source>När kortet tas ut</source>
        <translation>When the card is removed</translation>
    </message>
    <message>
        <source>Tas kortet ut medan du är inloggad låser Cosmic, eller loggar ut, efter en nedräkning. Sätt in kortet igen för att fortsätta. Vad som händer väljs i inställningarna.</source>
        <translation>If the card is removed while you are logged in, Cosmic locks, or logs you out, after a countdown. Insert the card again to go on. What happens is chosen in the settings.</translation>
    </message>
    <message>
        <source>Utloggning</source>
        <translation>Logging out</translation>
    </message>
    <message>
        <source>Identifieringstjänsten får veta att sessionen är slut. Det tar högst några sekunder.</source>
        <translation>The identity provider is told that the session has ended. It takes a few seconds at most.</translation>
    </message>
    <message>
        <source>SITHS eID på annan enhet</source>
        <translation>SITHS eID on another device</translation>
    </message>
    <message>
        <source>Mobilt SITHS eID hämtas till telefonen: installera appen och aktivera den. Logga sedan in så:</source>
        <translation>Mobile SITHS eID is downloaded to the phone: install the app and activate it. Then log in like this:</translation>
    </message>
    <message>
        <source>Välj SITHS eID på annan enhet.</source>
        <translation>Choose SITHS eID on another device.</translation>
    </message>
    <message>
        <source>Öppna appen, tryck på Skanna QR-kod och läs av koden på skärmen.</source>
        <translation>Open the app, press Scan QR code and read the code on the screen.</translation>
    </message>
    <message>
        <source>Skriv koden i telefonen. Inloggningen fortsätter av sig själv.</source>
        <translation>Enter the code on the phone. The login goes on by itself.</translation>
    </message>
    <message>
        <source>QR-koden på skärmen</source>
        <translation>The QR code on the screen</translation>
    </message>
    <message>
        <source>Koden byts varje sekund, så den måste läsas av direkt från skärmen. Läses den inte av inom 30 sekunder kommer en ny av sig själv, högst fem gånger. När den är läst har du tre minuter på dig i telefonen.</source>
        <translation>The code changes every second, so it has to be scanned from the screen itself. If it is not scanned within 30 seconds a new one comes by itself, five times at the most. Once it has been scanned you have three minutes on the phone.</translation>
    </message>
    <message>
        <source>F11 visar koden så stor som fönstret tillåter. Esc visar den som förut och avbryter ingenting.</source>
        <translation>F11 shows the code as large as the window allows. Esc shows it as before and cancels nothing.</translation>
    </message>
    <message>
        <source>Kan du inte läsa av koden: välj Försök igen och ett sätt med kortet, som går med tangentbordet ensamt.</source>
        <translation>If you cannot scan the code: choose Try again and a way with the card, which works with the keyboard alone.</translation>
    </message>
    <message>
        <source>Läs bara av en kod som du själv har tagit fram, och avböj allt annat i telefonen.</source>
        <translation>Scan only a code that you have brought up yourself, and decline everything else on the phone.</translation>
    </message>
    <message>
        <source>När SITHS eID är ur drift: SITHS-kort (MD)</source>
        <translation>When SITHS eID is out of service: SITHS card (MD)</translation>
    </message>
    <message>
        <source>När SITHS eID är ur drift går det att logga in med kortet ändå, om datorn har SITHS eID MD. Kortet legitimerar sig då direkt mot identifieringstjänsten.</source>
        <translation>When SITHS eID is out of service you can log in with the card all the same, if the computer has SITHS eID MD. The card then identifies itself directly to the identification service.</translation>
    </message>
    <message>
        <source>Sätt in kortet och välj Logga in på annat sätt.</source>
        <translation>Insert the card and choose Log in another way.</translation>
    </message>
    <message>
        <source>Välj Logga in med SITHS-kort.</source>
        <translation>Choose Log in with SITHS card.</translation>
    </message>
    <message>
        <source>Vänta tills certifikatet har lästs, tryck sedan på Nästa.</source>
        <translation>Wait until the certificate has been read, then press Next.</translation>
    </message>
    <message>
        <source>Skriv koden och tryck på OK.</source>
        <translation>Enter the code and press OK.</translation>
    </message>
    <message>
        <source>Med MD används certifikatet med HSA-id, så du loggar in med det tjänste-id som står på kortet.</source>
        <translation>MD uses the certificate with the HSA-id, so you log in with the service ID that the card carries.</translation>
    </message>
    <message>
        <source>Glömt eller förlorat kort</source>
        <translation>Forgotten or lost card</translation>
    </message>
    <message>
        <source>En ID-administratör (LRA) kan ge dig ett reservkort. Det gäller några dagar och aktiveras på SITHS Mina sidor. Finns ingen ID-administratör på plats: logga in med BankID. Anmäl ett förlorat kort genast, så att det spärras.</source>
        <translation>An ID administrator (LRA) can give you a reserve card. It is valid for some days and is activated at SITHS Mina sidor. If no ID administrator is there: log in with BankID. Report a lost card at once, so that it is revoked.</translation>
    </message>
    <message>
        <source>BankID</source>
        <translation>BankID</translation>
    </message>
    <message>
        <source>Välj Logga in på annat sätt och sedan Logga in med BankID.</source>
        <translation>Choose Log in another way and then Log in with BankID.</translation>
    </message>
    <message>
        <source>Läs av QR-koden med den egna telefonen.</source>
        <translation>Scan the QR code with your own phone.</translation>
    </message>
    <message>
        <source>Legitimera dig i telefonen.</source>
        <translation>Identify yourself on the phone.</translation>
    </message>
    <message>
        <source>Blev det fel sätt? Försök igen för dig tillbaka till början.</source>
        <translation>Was it the wrong way? Try again takes you back to the start.</translation>
    </message>
    <message>
        <source>Certifikat för underskrift</source>
        <translation>Certificate for signing</translation>
    </message>
    <message>
        <source>Nya tjänste-id har certifikat för legitimering. Certifikat för underskrift hämtar du själv på SITHS Mina sidor.</source>
        <translation>New service IDs have certificates for identification. You fetch the certificate for signing yourself at SITHS Mina sidor.</translation>
    </message>
    <message>
        <source>Citrix och Nova Ward</source>
        <translation>Citrix and Nova Ward</translation>
    </message>
    <message>
        <source>I Citrix loggar du in med SITHS eID, precis som här. Kortet sitter i läsaren på din egen dator, och heter Läsare på din egen dator i Cosmic.</source>
        <translation>In Citrix you log in with SITHS eID, just as here. The card sits in the reader on your own computer, which Cosmic calls Läsare på din egen dator.</translation>
    </message>
    <message>
        <source>Första gången paras din egen dator ihop med sessionen: koden visas på din egen dator (Meny, Dela kortläsare, eller cosmic-login reader pair) och skrivs i sessionen. Den gäller i två minuter.</source>
        <translation>The first time, your own computer is paired with the session: the code is shown on your own computer (Menu, Share card reader, or cosmic-login reader pair) and typed in the session. It is good for two minutes.</translation>
    </message>
    <message>
        <source>Tar du ut kortet låses Cosmic i sessionen också. Är linjen långsam tar inloggningen bara längre tid. Bryts kontakten med din egen dator låses Cosmic efter en stund; den kommer tillbaka av sig själv, och sedan låser du upp med koden.</source>
        <translation>When you take the card out, Cosmic locks in the session too. A slow line only makes the login take longer. When the line to your own computer is lost, Cosmic locks after a while; the line comes back by itself, and then you unlock with the code.</translation>
    </message>
    <message>
        <source>På din egen dator syns vem som vill använda kortet, och till vad. Är det inte du: säg nej, och byt kod.</source>
        <translation>Your own computer shows who wants to use the card, and for what. If it is not you: say no, and change your code.</translation>
    </message>
    <message>
        <source>Till Nova Ward loggar du in som tidigare, med identifieringstjänsten NetID Access. Mobilt SITHS eID går att använda där också.</source>
        <translation>To Nova Ward you log in as before, with the identification service NetID Access. Mobile SITHS eID can be used there too.</translation>
    </message>
    <message>
        <source>Var rädd om kort och koder</source>
        <translation>Take care of card and codes</translation>
    </message>
    <message>
        <source>Lämna aldrig kortet utan uppsikt eller kvar i läsaren. Håll legitimeringskod och PUK-kod hemliga, och förvara dem aldrig tillsammans med kortet.</source>
        <translation>Never leave the card unattended or in the reader. Keep the identification code and the PUK code secret, and never store them together with the card.</translation>
    </message>
    <message>
        <source>Tangentbord och utseende</source>
        <translation>Keyboard and appearance</translation>
    </message>
    <message>
        <source>Allt går att nå utan mus: Tab och pilarna flyttar, Enter trycker, Esc avbryter, Alt med den understrukna bokstaven väljer. F1 öppnar hjälpen för det du har framför dig.</source>
        <translation>Everything can be reached without a mouse: Tab and the arrows move, Enter presses, Esc cancels, Alt with the underlined letter chooses. F1 opens the help for what you have in front of you.</translation>
    </message>
    <message>
        <source>Ctrl och plus gör texten större, Ctrl och minus mindre, Ctrl och noll som vanligt.</source>
        <translation>Ctrl and plus makes the text larger, Ctrl and minus smaller, Ctrl and zero as usual.</translation>
    </message>
    <message>
        <source>Hjälp med inloggning</source>
        <translation>Help with logging in</translation>
    </message>
    <message>
        <source>Stäng hjälpen</source>
        <translation>Close the help</translation>
    </message>
    <message>
        <source>Sök i hjälpen</source>
        <translation>Search the help</translation>
    </message>
    <message>
        <source>Skriv ett ord eller en felkod.</source>
        <translation>Type a word or a failure code.</translation>
    </message>
    <message numerus="yes">
        <source>%n avsnitt passar.</source>
        <translation>
            <numerusform>%n section matches.</numerusform>
            <numerusform>%n sections match.</numerusform>
        </translation>
    </message>
    <message>
        <source>Inget avsnitt passar. Prova ett annat ord.</source>
        <translation>No section matches. Try another word.</translation>
    </message>
</context>
<context>
    <name>Kit</name>
    <message>
        <source>Arbetar</source>
        <translation>Working</translation>
    </message>
    <message numerus="yes">
        <source>%n sekunder kvar</source>
        <translation>
            <numerusform>%n second left</numerusform>
            <numerusform>%n seconds left</numerusform>
        </translation>
    </message>
    <message>
        <source>Större QR-kod</source>
        <translation>Larger QR code</translation>
    </message>
    <message>
        <source>&amp;Visa koden mindre</source>
        <translation>&amp;View the code smaller</translation>
    </message>
    <message>
        <source>Knappsats</source>
        <translation>Keypad</translation>
    </message>
    <message>
        <source>Visas</source>
        <translation>Shown</translation>
    </message>
    <message>
        <source>Dold</source>
        <translation>Hidden</translation>
    </message>
    <message>
        <source>Radera en siffra</source>
        <translation>Delete a digit</translation>
    </message>
</context>
<context>
    <name>Lab</name>
    <message>
        <source>Laboratoriet</source>
        <translation>The laboratory</translation>
    </message>
    <message>
        <source>Här sätts virtuella kort in, i stället för i en läsare. Alla personer är påhittade.</source>
        <translation>Virtual cards are put in here, in place of a reader. All persons are fictional.</translation>
    </message>
    <message>
        <source>Sätt in ett virtuellt kort</source>
        <translation>Put in a virtual card</translation>
    </message>
    <message>
        <source>Välj vilket kort som sätts in. Sedan skriver du kortets kod.</source>
        <translation>Choose which card is put in. Then you type the card&apos;s code.</translation>
    </message>
    <message>
        <source>tillitsnivå {level}</source>
        <translation>level of assurance {level}</translation>
    </message>
    <message>
        <source>Legitimera dig</source>
        <translation>Identify yourself</translation>
    </message>
    <message>
        <source>Registrera kortet</source>
        <translation>Register the card</translation>
    </message>
    <message>
        <source>Kortet används för första gången och ska registreras. Koden behövs en gång nu och en gång till efteråt.</source>
        <translation>The card is used for the first time and is to be registered. The code is needed once now and once more afterwards.</translation>
    </message>
    <message>
        <source>{party} vill att du legitimerar dig.</source>
        <translation>{party} wants you to identify yourself.</translation>
    </message>
    <message>
        <source>Legitimeringskod, sex siffror</source>
        <translation>Identification code, six digits</translation>
    </message>
    <message>
        <source>Legitimera</source>
        <translation>Identify</translation>
    </message>
    <message>
        <source>Avbryt</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Fel kod.</source>
        <translation>Wrong code.</translation>
    </message>
    <message>
        <source>Koden är sex siffror. Inget försök har förbrukats.</source>
        <translation>The code is six digits. No try has been used up.</translation>
    </message>
    <message>
        <source>Försök kvar: {count}</source>
        <translation>Tries left: {count}</translation>
    </message>
    <message>
        <source>Det är sista försöket. Blir det fel spärras koden.</source>
        <translation>This is the last try. If it is wrong, the code is blocked.</translation>
    </message>
    <message>
        <source>Kontrollera certifikatet</source>
        <translation>Check the certificate</translation>
    </message>
    <message>
        <source>Utfärdat till</source>
        <translation>Issued to</translation>
    </message>
    <message>
        <source>Nummer</source>
        <translation>Number</translation>
    </message>
    <message>
        <source>Utfärdat av</source>
        <translation>Issued by</translation>
    </message>
    <message>
        <source>Giltigt</source>
        <translation>Valid</translation>
    </message>
    <message>
        <source>Nästa</source>
        <translation>Next</translation>
    </message>
    <message>
        <source>Kortet arbetar</source>
        <translation>The card is working</translation>
    </message>
    <message>
        <source>Du är legitimerad</source>
        <translation>You are identified</translation>
    </message>
    <message>
        <source>Legitimeringen blev inte av</source>
        <translation>You were not identified</translation>
    </message>
    <message>
        <source>Kortet kunde inte sättas in.</source>
        <translation>The card could not be put in.</translation>
    </message>
    <message>
        <source>Tillbaka till inloggningen</source>
        <translation>Back to the login</translation>
    </message>
    <message>
        <source>Felkod</source>
        <translation>Failure code</translation>
    </message>
    <message>
        <source>passerkort</source>
        <translation>door pass</translation>
    </message>
    <message>
        <source>spärrat</source>
        <translation>revoked</translation>
    </message>
    <message>
        <source>utgånget</source>
        <translation>expired</translation>
    </message>
    <message>
        <source>gäller inte än</source>
        <translation>not yet valid</translation>
    </message>
    <message>
        <source>koden är spärrad</source>
        <translation>the code is blocked</translation>
    </message>
    <message>
        <source>okänd utfärdare</source>
        <translation>unknown issuer</translation>
    </message>
    <message>
        <source>inte registrerat</source>
        <translation>not registered</translation>
    </message>
    <message>
        <source>reservkort</source>
        <translation>reserve card</translation>
    </message>
</context>
<context>
    <name>Lesson</name>
    <message>
        <source>Övning</source>
        <translation>Exercise</translation>
    </message>
    <message>
        <source>Visas för dig</source>
        <translation>Shown to you</translation>
    </message>
    <message>
        <source>Du övar</source>
        <translation>You practise</translation>
    </message>
    <message>
        <source>Prov</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>Övningen förbereds…</source>
        <translation>The exercise is being set up…</translation>
    </message>
    <message>
        <source>Steg {number} av {steps}</source>
        <translation>Step {number} of {steps}</translation>
    </message>
    <message>
        <source>Gjort</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>Gjort: {step}</source>
        <translation>Done: {step}</translation>
    </message>
    <message>
        <source>Ledtråd</source>
        <translation>Hint</translation>
    </message>
    <message>
        <source>Ledtråd: {hint}</source>
        <translation>Hint: {hint}</translation>
    </message>
    <message>
        <source>Det blev något annat: {words}</source>
        <translation>Something else happened: {words}</translation>
    </message>
    <message>
        <source>Gå tillbaka dit steget börjar, eller börja om övningen.</source>
        <translation>Go back to where the step begins, or start the exercise again.</translation>
    </message>
    <message>
        <source>Nu är du där steget börjar: försök igen.</source>
        <translation>Now you are where the step begins: try again.</translation>
    </message>
    <message>
        <source>Visa nästa steg</source>
        <translation>Show the next step</translation>
    </message>
    <message>
        <source>Pausa</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Ett steg bakåt</source>
        <translation>One step back</translation>
    </message>
    <message>
        <source>Visa steget en gång till</source>
        <translation>Show the step once more</translation>
    </message>
    <message>
        <source>Börja om övningen</source>
        <translation>Start the exercise again</translation>
    </message>
    <message>
        <source>Takt</source>
        <translation>Pace</translation>
    </message>
    <message>
        <source>Väntar på dig före varje steg</source>
        <translation>Waits for you before each step</translation>
    </message>
    <message>
        <source>Ett steg varannan sekund</source>
        <translation>One step every two seconds</translation>
    </message>
    <message>
        <source>Ett steg var femte sekund</source>
        <translation>One step every five seconds</translation>
    </message>
    <message>
        <source>Ett steg var tionde sekund</source>
        <translation>One step every ten seconds</translation>
    </message>
    <message>
        <source>Övningen är klar</source>
        <translation>The exercise is finished</translation>
    </message>
    <message>
        <source>Övningen kunde inte fortsätta</source>
        <translation>The exercise could not go on</translation>
    </message>
    <message>
        <source>Steg som gjordes: {done} av {steps}</source>
        <translation>Steps done: {done} of {steps}</translation>
    </message>
    <message>
        <source>Tid: {minutes} min {seconds} s</source>
        <translation>Time: {minutes} min {seconds} s</translation>
    </message>
    <message>
        <source>Misstag: {number}</source>
        <translation>Mistakes: {number}</translation>
    </message>
    <message>
        <source>Steg {number}: {words}</source>
        <translation>Step {number}: {words}</translation>
    </message>
    <message>
        <source>Hjälp: {helped}, ledtrådar: {hints}</source>
        <translation>Help: {helped}, hints: {hints}</translation>
    </message>
    <message>
        <source>Spara resultatet som PDF…</source>
        <translation>Save the result as PDF…</translation>
    </message>
    <message>
        <source>Spara resultatet</source>
        <translation>Save the result</translation>
    </message>
    <message>
        <source>övning.pdf</source>
        <translation>exercise.pdf</translation>
    </message>
    <message>
        <source>Sparat: {path}</source>
        <translation>Saved: {path}</translation>
    </message>
    <message>
        <source>Avsluta övningen</source>
        <translation>Leave the exercise</translation>
    </message>
</context>
<context>
    <name>MyCard</name>
    <message>
        <source>Mitt kort</source>
        <translation>My card</translation>
    </message>
    <message>
        <source>Kortet läses.</source>
        <translation>The card is being read.</translation>
    </message>
    <message>
        <source>En inloggning använder kortet. Det visas här när den är klar.</source>
        <translation>A login is using the card. It is shown here when the login is done.</translation>
    </message>
    <message>
        <source>Ingen kortläsare är ansluten.</source>
        <translation>No card reader is connected.</translation>
    </message>
    <message>
        <source>Inget kort i läsaren. Sätt in kortet, så visas det här.</source>
        <translation>No card in the reader. Insert the card and it is shown here.</translation>
    </message>
    <message>
        <source>&amp;Läs igen</source>
        <translation>&amp;Read again</translation>
    </message>
    <message>
        <source>St&amp;äng</source>
        <translation>&amp;Close</translation>
    </message>
    <message>
        <source>Kortets innehåll</source>
        <translation>What is on the card</translation>
    </message>
    <message>
        <source>Kortets innehavare syns inte än</source>
        <translation>The holder cannot be seen yet</translation>
    </message>
    <message>
        <source>Kortnummer {number}</source>
        <translation>Card number {number}</translation>
    </message>
    <message>
        <source>Läsare: {reader}</source>
        <translation>Reader: {reader}</translation>
    </message>
    <message>
        <source>Legitimeringskod</source>
        <translation>Identification code</translation>
    </message>
    <message>
        <source>Underskriftskod</source>
        <translation>Signature code</translation>
    </message>
    <message>
        <source>PUK-kod</source>
        <translation>PUK code</translation>
    </message>
    <message numerus="yes">
        <source>%n försök kvar</source>
        <translation>
            <numerusform>%n try left</numerusform>
            <numerusform>%n tries left</numerusform>
        </translation>
    </message>
    <message>
        <source>Spärrad. Lås upp med PUK-koden, under Kort och koder.</source>
        <translation>Blocked. Unblock it with the PUK code, under Card and codes.</translation>
    </message>
    <message>
        <source>Spärrad. ID-administratören kan hjälpa till.</source>
        <translation>Blocked. The ID administrator can help.</translation>
    </message>
    <message>
        <source>Spärrad. Kortet måste bytas.</source>
        <translation>Blocked. The card has to be replaced.</translation>
    </message>
    <message>
        <source>Kortet säger hur många försök som är kvar först efter en felaktig kod.</source>
        <translation>The card tells how many tries are left only after a wrong code.</translation>
    </message>
    <message>
        <source>Legitimering, med personnummer</source>
        <translation>Identification, with personal number</translation>
    </message>
    <message>
        <source>Legitimering, med tjänste-id {hsa_id}</source>
        <translation>Identification, with service ID {hsa_id}</translation>
    </message>
    <message>
        <source>Underskrift</source>
        <translation>Signature</translation>
    </message>
    <message>
        <source>Används av SITHS eID på denna enhet.</source>
        <translation>Used by SITHS eID on this device.</translation>
    </message>
    <message>
        <source>Används när du loggar in med SITHS-kort.</source>
        <translation>Used when you log in with a SITHS card.</translation>
    </message>
    <message>
        <source>Används för att skriva under, inte för att logga in.</source>
        <translation>Used for signing, not for logging in.</translation>
    </message>
    <message>
        <source>Gäller från {since} till {until}.</source>
        <translation>Valid from {since} to {until}.</translation>
    </message>
    <message>
        <source>Gick ut {until}. Gällde från {since}.</source>
        <translation>Expired {until}. Was valid from {since}.</translation>
    </message>
    <message>
        <source>Börjar gälla {since}. Gäller till {until}.</source>
        <translation>Becomes valid {since}. Valid to {until}.</translation>
    </message>
    <message>
        <source>Utfärdat av {issuer}.</source>
        <translation>Issued by {issuer}.</translation>
    </message>
    <message>
        <source>Kortet visar inga certifikat än.</source>
        <translation>The card shows no certificates yet.</translation>
    </message>
</context>
<context>
    <name>Phone</name>
    <message>
        <source>Telefon</source>
        <translation>Phone</translation>
    </message>
    <message>
        <source>Övningstelefon</source>
        <translation>Training phone</translation>
    </message>
    <message>
        <source>&amp;Tillbaka</source>
        <translation>&amp;Back</translation>
    </message>
    <message>
        <source>He&amp;m</source>
        <translation>Ho&amp;me</translation>
    </message>
    <message>
        <source>Klockan {time}. {signs}.</source>
        <translation>The time is {time}. {signs}.</translation>
    </message>
    <message>
        <source>Nät finns</source>
        <translation>Network available</translation>
    </message>
    <message>
        <source>Långsamt nät</source>
        <translation>Slow network</translation>
    </message>
    <message>
        <source>Inget nät</source>
        <translation>No network</translation>
    </message>
    <message>
        <source>klockan går fel</source>
        <translation>the clock is wrong</translation>
    </message>
    <message>
        <source>kameran är avstängd</source>
        <translation>the camera is off</translation>
    </message>
    <message>
        <source>batteriet är nästan slut</source>
        <translation>the battery is nearly empty</translation>
    </message>
    <message>
        <source>SITHS eID</source>
        <translation>SITHS eID</translation>
    </message>
    <message>
        <source>BankID</source>
        <translation>BankID</translation>
    </message>
    <message>
        <source>Inställningar</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>Hemskärm</source>
        <translation>Home screen</translation>
    </message>
    <message>
        <source>Öppna den app som du loggar in med.</source>
        <translation>Open the app that you log in with.</translation>
    </message>
    <message>
        <source>dddd d MMMM</source>
        <translation>dddd d MMMM</translation>
    </message>
    <message>
        <source>Inte installerad</source>
        <translation>Not installed</translation>
    </message>
    <message>
        <source>Begäran väntar</source>
        <translation>A request is waiting</translation>
    </message>
    <message>
        <source>Med appen legitimerar du dig i tjänsten med telefonen i stället för med SITHS-kortet.</source>
        <translation>With the app you identify yourself at work with your phone instead of your SITHS card.</translation>
    </message>
    <message>
        <source>Med appen legitimerar du dig som privatperson. I vården är den en reservväg när kortet saknas.</source>
        <translation>With the app you identify yourself as a private person. In health care it is a way out when the card is missing.</translation>
    </message>
    <message>
        <source>Installera {app}</source>
        <translation>Install {app}</translation>
    </message>
    <message>
        <source>&amp;Installera</source>
        <translation>&amp;Install</translation>
    </message>
    <message>
        <source>Appen är gratis. Efteråt hämtar du en e-legitimation till den.</source>
        <translation>The app is free. Afterwards you fetch an e-ID for it.</translation>
    </message>
    <message>
        <source>&amp;Skanna QR-kod</source>
        <translation>&amp;Scan QR code</translation>
    </message>
    <message>
        <source>Den visas där du loggar in</source>
        <translation>It is shown where you log in</translation>
    </message>
    <message>
        <source>&amp;Fortsätt</source>
        <translation>&amp;Continue</translation>
    </message>
    <message>
        <source>{party} väntar på svar</source>
        <translation>{party} is waiting for your answer</translation>
    </message>
    <message>
        <source>Hämta SITHS eID</source>
        <translation>Get SITHS eID</translation>
    </message>
    <message>
        <source>Lägg till ett BankID</source>
        <translation>Add a BankID</translation>
    </message>
    <message>
        <source>Det finns inget SITHS eID i telefonen än. Du hämtar det med en QR-kod från Mina sidor.</source>
        <translation>There is no SITHS eID on the phone yet. You fetch it with a QR code from Mina sidor.</translation>
    </message>
    <message>
        <source>Det finns inget BankID i telefonen än. Du får en QR-kod från banken.</source>
        <translation>There is no BankID on the phone yet. The bank gives you a QR code.</translation>
    </message>
    <message>
        <source>&amp;Hämta SITHS eID</source>
        <translation>&amp;Get SITHS eID</translation>
    </message>
    <message>
        <source>&amp;Lägg till BankID</source>
        <translation>&amp;Add BankID</translation>
    </message>
    <message>
        <source>SITHS eID i telefonen</source>
        <translation>SITHS eID on the phone</translation>
    </message>
    <message>
        <source>BankID i telefonen</source>
        <translation>BankID on the phone</translation>
    </message>
    <message>
        <source>Gäller till {date}</source>
        <translation>Valid until {date}</translation>
    </message>
    <message>
        <source>Spärrad: fel kod för många gånger</source>
        <translation>Blocked: wrong code too many times</translation>
    </message>
    <message>
        <source>För gammal: gällde till {date}</source>
        <translation>Too old: was valid until {date}</translation>
    </message>
    <message>
        <source>På andra telefoner</source>
        <translation>On other phones</translation>
    </message>
    <message>
        <source>Aktiverat {date}</source>
        <translation>Activated {date}</translation>
    </message>
    <message>
        <source>Telefon utan namn</source>
        <translation>Phone without a name</translation>
    </message>
    <message>
        <source>Klar att användas</source>
        <translation>Ready to use</translation>
    </message>
    <message>
        <source>Inget SITHS eID i telefonen går att använda. Hämta ett nytt.</source>
        <translation>No SITHS eID on the phone can be used. Get a new one.</translation>
    </message>
    <message>
        <source>Inget BankID i telefonen går att använda. Hämta ett nytt hos banken.</source>
        <translation>No BankID on the phone can be used. Get a new one from the bank.</translation>
    </message>
    <message>
        <source>Väntar på dig</source>
        <translation>Waiting for you</translation>
    </message>
    <message>
        <source>Legitimering</source>
        <translation>Identification</translation>
    </message>
    <message>
        <source>Underskrift</source>
        <translation>Signature</translation>
    </message>
    <message>
        <source>Betalning</source>
        <translation>Payment</translation>
    </message>
    <message>
        <source>Legitimering i telefonsamtal</source>
        <translation>Identification in a phone call</translation>
    </message>
    <message>
        <source>Underskrift i telefonsamtal</source>
        <translation>Signature in a phone call</translation>
    </message>
    <message>
        <source>Kamerans bild</source>
        <translation>What the camera sees</translation>
    </message>
    <message>
        <source>Skanna QR-kod</source>
        <translation>Scan QR code</translation>
    </message>
    <message>
        <source>Kameran ser datorns skärm. Visa QR-koden i inloggningsfönstret.</source>
        <translation>The camera sees the computer’s screen. Show the QR code in the login window.</translation>
    </message>
    <message>
        <source>Kameran ser datorns skärm. Visa QR-koden som du har fått.</source>
        <translation>The camera sees the computer’s screen. Show the QR code that you were given.</translation>
    </message>
    <message>
        <source>Letar efter en QR-kod…</source>
        <translation>Looking for a QR code…</translation>
    </message>
    <message>
        <source>Letar på skärm {number} av {count}…</source>
        <translation>Looking at screen {number} of {count}…</translation>
    </message>
    <message>
        <source>QR-koden är läst.</source>
        <translation>The QR code has been read.</translation>
    </message>
    <message>
        <source>Ser ingen QR-kod. Se till att hela koden syns på skärmen och att inget annat fönster täcker den, inte heller telefonen. Förstora den om den är liten.</source>
        <translation>Sees no QR code. Make sure that the whole code can be seen on the screen and that no other window covers it, nor the phone itself. Enlarge it if it is small.</translation>
    </message>
    <message>
        <source>Här får program inte se skärmen (till exempel under Wayland). Ta en skärmbild av QR-koden och välj den som bild, eller kopiera den och klistra in.</source>
        <translation>Programs may not see the screen here (under Wayland, for example). Take a screenshot of the QR code and choose it as a picture, or copy it and paste it.</translation>
    </message>
    <message>
        <source>Ta en bild av &amp;skärmen</source>
        <translation>Take a picture of the &amp;screen</translation>
    </message>
    <message>
        <source>Ta en bild när hela QR-koden syns. Datorn kan fråga om telefonen får se skärmen.</source>
        <translation>Take a picture when the whole QR code can be seen. The computer may ask whether the phone may see the screen.</translation>
    </message>
    <message>
        <source>Väntar på bilden…</source>
        <translation>Waiting for the picture…</translation>
    </message>
    <message>
        <source>Telefonen fick inte se skärmen. Ta en ny bild och tillåt det, eller välj en skärmbild av QR-koden.</source>
        <translation>The phone was not allowed to see the screen. Take another picture and allow it, or choose a screenshot of the QR code.</translation>
    </message>
    <message>
        <source>Datorn kunde inte ta någon bild. Försök igen, eller välj en skärmbild av QR-koden.</source>
        <translation>The computer could not take a picture. Try again, or choose a screenshot of the QR code.</translation>
    </message>
    <message>
        <source>Kameran får bara en tom bild av skärmen. Ta en skärmbild av QR-koden och välj den, eller klistra in.</source>
        <translation>The camera gets only an empty picture of the screen. Take a screenshot of the QR code and choose it, or paste it.</translation>
    </message>
    <message>
        <source>Appen får inte använda kameran. Tillåt kameran i telefonens inställningar, eller välj en bild av QR-koden.</source>
        <translation>The app may not use the camera. Allow the camera in the phone’s settings, or choose a picture of the QR code.</translation>
    </message>
    <message>
        <source>Det är en QR-kod för SITHS eID. Gå hem och öppna den appen.</source>
        <translation>This is a QR code for SITHS eID. Go home and open that app.</translation>
    </message>
    <message>
        <source>Det är en QR-kod för BankID. Gå hem och öppna den appen.</source>
        <translation>This is a QR code for BankID. Go home and open that app.</translation>
    </message>
    <message>
        <source>Det är en QR-kod för att hämta en e-legitimation, inte för att logga in.</source>
        <translation>This is a QR code for getting an e-ID, not for logging in.</translation>
    </message>
    <message>
        <source>Det är en QR-kod för att logga in, inte för att hämta en e-legitimation.</source>
        <translation>This is a QR code for logging in, not for getting an e-ID.</translation>
    </message>
    <message>
        <source>Ser en QR-kod, men den är till något annat.</source>
        <translation>Sees a QR code, but it is for something else.</translation>
    </message>
    <message>
        <source>Välj en &amp;bild…</source>
        <translation>Choose a &amp;picture…</translation>
    </message>
    <message>
        <source>&amp;Klistra in</source>
        <translation>Paste pictu&amp;re</translation>
    </message>
    <message>
        <source>Bilder</source>
        <translation>Pictures</translation>
    </message>
    <message>
        <source>Alla filer</source>
        <translation>All files</translation>
    </message>
    <message>
        <source>Det finns ingen QR-kod i bilden.</source>
        <translation>There is no QR code in the picture.</translation>
    </message>
    <message>
        <source>Flera QR-koder syns samtidigt. Låt bara den kod synas som ska läsas av.</source>
        <translation>Several QR codes can be seen at once. Let only the code be seen that is to be read.</translation>
    </message>
    <message>
        <source>Det finns ingen bild att klistra in. Kopiera en bild av QR-koden först.</source>
        <translation>There is no picture to paste. Copy a picture of the QR code first.</translation>
    </message>
    <message>
        <source>Filen är ingen bild som går att läsa.</source>
        <translation>The file is no picture that can be read.</translation>
    </message>
    <message>
        <source>Logga in på Mina sidor med ditt SITHS-kort och begär ett mobilt SITHS eID. Skanna QR-koden inom 15 minuter.</source>
        <translation>Log in to Mina sidor with your SITHS card and ask for a mobile SITHS eID. Scan the QR code within 15 minutes.</translation>
    </message>
    <message>
        <source>Beställ BankID hos banken. Skanna QR-koden inom 15 minuter.</source>
        <translation>Order BankID from the bank. Scan the QR code within 15 minutes.</translation>
    </message>
    <message>
        <source>För övningsledaren</source>
        <translation>For the trainer</translation>
    </message>
    <message>
        <source>Hämta direkt åt någon, utan att skanna:</source>
        <translation>Fetch it straight away for somebody, without scanning:</translation>
    </message>
    <message>
        <source>Hämtar en kod för aktivering…</source>
        <translation>Fetching a code for activation…</translation>
    </message>
    <message>
        <source>Välj legitimeringskod</source>
        <translation>Choose an identification code</translation>
    </message>
    <message>
        <source>Välj säkerhetskod</source>
        <translation>Choose a security code</translation>
    </message>
    <message>
        <source>Sex siffror som du kommer ihåg och ingen annan kan gissa.</source>
        <translation>Six digits that you remember and nobody else can guess.</translation>
    </message>
    <message>
        <source>&amp;Ny kod</source>
        <translation>&amp;New code</translation>
    </message>
    <message>
        <source>Ny kod, sex siffror</source>
        <translation>New code, six digits</translation>
    </message>
    <message>
        <source>Koden en &amp;gång till</source>
        <translation>The code &amp;once more</translation>
    </message>
    <message>
        <source>Koden en gång till, sex siffror</source>
        <translation>The code once more, six digits</translation>
    </message>
    <message>
        <source>Koderna är olika. Skriv båda igen.</source>
        <translation>The codes are different. Enter both again.</translation>
    </message>
    <message>
        <source>Koden är lätt att gissa. Välj hellre en annan.</source>
        <translation>The code is easy to guess. Better choose another one.</translation>
    </message>
    <message>
        <source>&amp;Aktivera</source>
        <translation>&amp;Activate</translation>
    </message>
    <message>
        <source>Skapar nycklar och aktiverar…</source>
        <translation>Making keys and activating…</translation>
    </message>
    <message>
        <source>Ditt SITHS eID är klart</source>
        <translation>Your SITHS eID is ready</translation>
    </message>
    <message>
        <source>Ditt BankID är klart</source>
        <translation>Your BankID is ready</translation>
    </message>
    <message>
        <source>{holder} kan nu legitimera sig med telefonen. Gäller till {date}.</source>
        <translation>{holder} can now identify themselves with the phone. Valid until {date}.</translation>
    </message>
    <message>
        <source>Hämtar begäran…</source>
        <translation>Fetching the request…</translation>
    </message>
    <message>
        <source>Legitimera dig</source>
        <translation>Identify yourself</translation>
    </message>
    <message>
        <source>Skriv under</source>
        <translation>Sign</translation>
    </message>
    <message>
        <source>Godkänn betalning</source>
        <translation>Approve payment</translation>
    </message>
    <message>
        <source>Legitimera dig i samtalet</source>
        <translation>Identify yourself in the call</translation>
    </message>
    <message>
        <source>Skriv under i samtalet</source>
        <translation>Sign in the call</translation>
    </message>
    <message>
        <source>hos {party}</source>
        <translation>with {party}</translation>
    </message>
    <message>
        <source>till {party}</source>
        <translation>to {party}</translation>
    </message>
    <message>
        <source>{party} ({organisation})</source>
        <translation>{party} ({organisation})</translation>
    </message>
    <message>
        <source>Du svarar som {holder}.</source>
        <translation>You answer as {holder}.</translation>
    </message>
    <message>
        <source>Du ringde upp {party}. Avbryt om det inte stämmer.</source>
        <translation>You called {party}. Cancel if that is not so.</translation>
    </message>
    <message>
        <source>{party} säger sig ha ringt upp dig. Avbryt om du inte är säker på vem du talar med.</source>
        <translation>{party} says that they called you. Cancel if you are not sure who you are talking to.</translation>
    </message>
    <message>
        <source>Mottagare</source>
        <translation>Recipient</translation>
    </message>
    <message>
        <source>Belopp</source>
        <translation>Amount</translation>
    </message>
    <message>
        <source>Läs noga: {warning}</source>
        <translation>Read carefully: {warning}</translation>
    </message>
    <message>
        <source>Text att läsa</source>
        <translation>Text to read</translation>
    </message>
    <message>
        <source>&amp;Legitimeringskod</source>
        <translation>I&amp;dentification code</translation>
    </message>
    <message>
        <source>&amp;Säkerhetskod</source>
        <translation>&amp;Security code</translation>
    </message>
    <message>
        <source>Legitimeringskod, sex siffror</source>
        <translation>Identification code, six digits</translation>
    </message>
    <message>
        <source>Säkerhetskod, sex siffror</source>
        <translation>Security code, six digits</translation>
    </message>
    <message>
        <source>Övningskod</source>
        <translation>Practice code</translation>
    </message>
    <message>
        <source>Siffrorna visas inte och läses inte upp.</source>
        <translation>The digits are not shown and not read out.</translation>
    </message>
    <message>
        <source>Koden är sex siffror.</source>
        <translation>The code is six digits.</translation>
    </message>
    <message numerus="yes">
        <source>%n av 6 siffror</source>
        <translation>
            <numerusform>%n of 6 digits</numerusform>
            <numerusform>%n of 6 digits</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Fel kod. %n försök kvar.</source>
        <translation>
            <numerusform>Wrong code. %n try left.</numerusform>
            <numerusform>Wrong code. %n tries left.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n försök kvar.</source>
        <translation>
            <numerusform>%n try left.</numerusform>
            <numerusform>%n tries left.</numerusform>
        </translation>
    </message>
    <message>
        <source>Det är sista försöket. Blir det fel spärras e-legitimationen i telefonen. Är du osäker: avbryt.</source>
        <translation>This is the last try. If it is wrong, the e-ID on the phone is blocked. If you are unsure: cancel.</translation>
    </message>
    <message>
        <source>Svara inom {time}</source>
        <translation>Answer within {time}</translation>
    </message>
    <message>
        <source>L&amp;egitimera</source>
        <translation>&amp;Identify</translation>
    </message>
    <message>
        <source>Skriv &amp;under</source>
        <translation>Si&amp;gn</translation>
    </message>
    <message>
        <source>&amp;Godkänn</source>
        <translation>&amp;Approve</translation>
    </message>
    <message>
        <source>&amp;Avbryt</source>
        <translation>&amp;Cancel</translation>
    </message>
    <message>
        <source>Säger nej till begäran.</source>
        <translation>Says no to the request.</translation>
    </message>
    <message>
        <source>Skickar svaret…</source>
        <translation>Sending the answer…</translation>
    </message>
    <message>
        <source>Säger nej…</source>
        <translation>Saying no…</translation>
    </message>
    <message>
        <source>Legitimeringen är klar</source>
        <translation>You have been identified</translation>
    </message>
    <message>
        <source>Underskriften är klar</source>
        <translation>The signature is done</translation>
    </message>
    <message>
        <source>Betalningen är godkänd</source>
        <translation>The payment is approved</translation>
    </message>
    <message>
        <source>Fortsätt där du började. Det går vidare av sig självt där.</source>
        <translation>Go on where you began. It continues there by itself.</translation>
    </message>
    <message>
        <source>Du har sagt nej</source>
        <translation>You have said no</translation>
    </message>
    <message>
        <source>{party} får veta att du avbröt. Ingenting har skickats om dig.</source>
        <translation>{party} is told that you cancelled. Nothing about you has been sent.</translation>
    </message>
    <message>
        <source>Felkod {code}</source>
        <translation>Failure code {code}</translation>
    </message>
    <message>
        <source>&amp;Försök igen</source>
        <translation>&amp;Try again</translation>
    </message>
    <message>
        <source>&amp;Klar</source>
        <translation>&amp;Done</translation>
    </message>
    <message>
        <source>&amp;Stäng</source>
        <translation>&amp;Close</translation>
    </message>
    <message>
        <source>Telefonens namn</source>
        <translation>The phone’s name</translation>
    </message>
    <message>
        <source>Aktiverat</source>
        <translation>Activated</translation>
    </message>
    <message>
        <source>Gäller till</source>
        <translation>Valid until</translation>
    </message>
    <message>
        <source>Försök kvar</source>
        <translation>Tries left</translation>
    </message>
    <message>
        <source>Ta &amp;bort</source>
        <translation>&amp;Remove</translation>
    </message>
    <message>
        <source>Ta bort {holder} ur telefonen? Det går inte att ångra.</source>
        <translation>Remove {holder} from the phone? This cannot be undone.</translation>
    </message>
    <message>
        <source>Ta bort e-legitimationen i {device}? Den slutar gälla genast.</source>
        <translation>Remove the e-ID on {device}? It stops being valid at once.</translation>
    </message>
    <message>
        <source>&amp;Ja, ta bort</source>
        <translation>&amp;Yes, remove</translation>
    </message>
    <message>
        <source>&amp;Nej, behåll</source>
        <translation>&amp;No, keep</translation>
    </message>
    <message>
        <source>Tar bort…</source>
        <translation>Removing…</translation>
    </message>
    <message>
        <source>Fel att öva på</source>
        <translation>Faults to practise on</translation>
    </message>
    <message>
        <source>De gäller telefonen tills du slår av dem.</source>
        <translation>They hold for the phone until you switch them off.</translation>
    </message>
    <message>
        <source>Klockan går fel</source>
        <translation>The clock is wrong</translation>
    </message>
    <message>
        <source>Kameran nekas</source>
        <translation>The camera is refused</translation>
    </message>
    <message>
        <source>Batteriet dör efter skanningen</source>
        <translation>The battery dies after the scan</translation>
    </message>
    <message>
        <source>Batteriet dör innan svaret skickas</source>
        <translation>The battery dies before the answer is sent</translation>
    </message>
    <message>
        <source>Flygplansläge</source>
        <translation>Flight mode</translation>
    </message>
    <message>
        <source>Varje anrop tar {seconds} sekunder längre</source>
        <translation>Every call takes {seconds} seconds longer</translation>
    </message>
    <message>
        <source>{hours} timmar för mycket</source>
        <translation>{hours} hours ahead</translation>
    </message>
    <message>
        <source>Appen får inte använda den</source>
        <translation>The app may not use it</translation>
    </message>
    <message>
        <source>Begäran är öppnad, ingen kod är skriven</source>
        <translation>The request is open, no code has been entered</translation>
    </message>
    <message>
        <source>Koden är rätt, men svaret kommer aldrig fram</source>
        <translation>The code is right, but the answer never arrives</translation>
    </message>
    <message>
        <source>På</source>
        <translation>On</translation>
    </message>
    <message>
        <source>Av</source>
        <translation>Off</translation>
    </message>
    <message>
        <source>Utseende och språk</source>
        <translation>Looks and language</translation>
    </message>
    <message>
        <source>Färger</source>
        <translation>Colours</translation>
    </message>
    <message>
        <source>Som systemet</source>
        <translation>As the system</translation>
    </message>
    <message>
        <source>Ljust</source>
        <translation>Light</translation>
    </message>
    <message>
        <source>Mörkt</source>
        <translation>Dark</translation>
    </message>
    <message>
        <source>Hög kontrast</source>
        <translation>High contrast</translation>
    </message>
    <message>
        <source>Textstorlek</source>
        <translation>Text size</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <source>Språk</source>
        <translation>Language</translation>
    </message>
    <message>
        <source>Batteriet är slut</source>
        <translation>The battery is empty</translation>
    </message>
    <message>
        <source>Telefonen är avstängd. Det som pågick i den är borta.</source>
        <translation>The phone is off. What was going on in it is gone.</translation>
    </message>
    <message>
        <source>&amp;Ladda och starta</source>
        <translation>C&amp;harge and start</translation>
    </message>
    <message>
        <source>Hjälp</source>
        <translation>Help</translation>
    </message>
    <message>
        <source>Kameran ser datorns skärm. Ha QR-koden framme där du loggar in, så läses den av sig själv, var på skärmen den än är. Inget fönster får täcka den.</source>
        <translation>The camera sees the computer’s screen. Have the QR code up where you log in, and it is read by itself, wherever on the screen it is. No window may cover it.</translation>
    </message>
    <message>
        <source>Koden byts varje sekund. En skärmbild går att välja eller klistra in, men blir för gammal på några sekunder.</source>
        <translation>The code changes every second. A screenshot can be chosen or pasted, but is too old after some seconds.</translation>
    </message>
    <message>
        <source>Läs vem som frågar och vad det gäller innan du skriver koden. Stämmer det inte, eller har du inte börjat själv: tryck på Avbryt.</source>
        <translation>Read who asks, and for what, before you enter the code. If it is not right, or you did not begin it yourself: press Cancel.</translation>
    </message>
    <message>
        <source>Efter tre fel koder i rad spärras e-legitimationen. Då behövs en ny.</source>
        <translation>After three wrong codes in a row the e-ID is blocked. Then you need a new one.</translation>
    </message>
    <message>
        <source>QR-koden för aktivering gäller en gång och i 15 minuter. Du kan ha SITHS eID i högst tre telefoner samtidigt.</source>
        <translation>The QR code for activation works once and for 15 minutes. You can have SITHS eID on at most three phones at a time.</translation>
    </message>
    <message>
        <source>Öppna SITHS eID för att logga in med mobilt SITHS eID, eller BankID.</source>
        <translation>Open SITHS eID to log in with mobile SITHS eID, or BankID.</translation>
    </message>
    <message>
        <source>Tryck på Skanna QR-kod när inloggningsfönstret visar koden. Tryck på en e-legitimation för att se eller ta bort den.</source>
        <translation>Press Scan QR code when the login window shows the code. Press an e-ID to see or remove it.</translation>
    </message>
    <message>
        <source>Tangenter: Tab och pilarna flyttar, Enter trycker, Esc går tillbaka, Alt+Home går hem, Ctrl och plus eller minus ändrar textens storlek.</source>
        <translation>Keys: Tab and the arrows move, Enter presses, Esc goes back, Alt+Home goes home, Ctrl and plus or minus change the size of text.</translation>
    </message>
    <message>
        <source>Telefonen och alla personer i den är påhittade. Fel att öva på slås på under Inställningar.</source>
        <translation>The phone and all people in it are made up. Faults to practise on are switched on under Settings.</translation>
    </message>
</context>
<context>
    <name>Rfa</name>
    <message>
        <source>Försök igen.</source>
        <translation>Try again.</translation>
    </message>
    <message>
        <source>Legitimeringen pågår i appen {app}.</source>
        <translation>The identification is in progress in the {app} app.</translation>
    </message>
    <message>
        <source>Starta appen {app} och läs av koden.</source>
        <translation>Start the {app} app and scan the code.</translation>
    </message>
    <message>
        <source>Starta appen {app} i telefonen.</source>
        <translation>Start the {app} app on the phone.</translation>
    </message>
    <message>
        <source>Koden är läst. Appen {app} letar efter din e-legitimation.</source>
        <translation>The code has been read. The {app} app is looking for your e-ID.</translation>
    </message>
    <message>
        <source>Skriv din kod i appen {app} och legitimera dig.</source>
        <translation>Enter your code in the {app} app and identify yourself.</translation>
    </message>
    <message>
        <source>Läs av ditt pass eller nationella id-kort med appen {app}.</source>
        <translation>Scan your passport or national ID card with the {app} app.</translation>
    </message>
    <message>
        <source>Visa ansiktet för kameran, så som appen {app} säger.</source>
        <translation>Show your face to the camera, as the {app} app tells you.</translation>
    </message>
    <message>
        <source>Appen {app} behöver en kontroll till. Gör som den säger.</source>
        <translation>The {app} app needs one more check. Do as it says.</translation>
    </message>
    <message>
        <source>Svara i appen {app} på om det är du som är i samtalet.</source>
        <translation>Answer in the {app} app whether it is you who is in the call.</translation>
    </message>
    <message>
        <source>Något gick fel i appen {app} eller hos dess tjänst.</source>
        <translation>Something went wrong in the {app} app or at its service.</translation>
    </message>
    <message>
        <source>Tjänsten bakom {app} kan inte svara just nu.</source>
        <translation>The service behind {app} cannot answer right now.</translation>
    </message>
    <message>
        <source>Vänta en stund och försök igen.</source>
        <translation>Wait a while and try again.</translation>
    </message>
    <message>
        <source>Legitimeringen bröts: en annan för samma person påbörjades.</source>
        <translation>The identification was interrupted: another one for the same person was begun.</translation>
    </message>
    <message>
        <source>Slutför den andra, eller försök igen.</source>
        <translation>Finish the other one, or try again.</translation>
    </message>
    <message>
        <source>Legitimeringen avbröts i appen {app}.</source>
        <translation>The identification was cancelled in the {app} app.</translation>
    </message>
    <message>
        <source>Försök igen när du vill. Avböj alltid det som du inte själv har påbörjat.</source>
        <translation>Try again when you like. Always decline what you have not begun yourself.</translation>
    </message>
    <message>
        <source>Appen {app} svarade inte i tid.</source>
        <translation>The {app} app did not answer in time.</translation>
    </message>
    <message>
        <source>Se efter att appen är igång och att telefonen har kontakt med internet. Försök igen.</source>
        <translation>Check that the app is running and that the phone is connected to the internet. Try again.</translation>
    </message>
    <message>
        <source>Din e-legitimation i appen {app} är för gammal eller spärrad.</source>
        <translation>Your e-ID in the {app} app is too old or blocked.</translation>
    </message>
    <message>
        <source>Använd en annan e-legitimation, eller skaffa en ny hos den som gav ut den.</source>
        <translation>Use another e-ID, or get a new one from its issuer.</translation>
    </message>
    <message>
        <source>Ingen läste av QR-koden i tid.</source>
        <translation>Nobody scanned the QR code in time.</translation>
    </message>
    <message>
        <source>Finns appen {app} i telefonen? Starta den, försök igen och läs av koden på skärmen.</source>
        <translation>Is the {app} app on the phone? Start it, try again and scan the code on the screen.</translation>
    </message>
    <message>
        <source>Samtalet avböjdes i appen {app}.</source>
        <translation>The call was declined in the {app} app.</translation>
    </message>
    <message>
        <source>Appen {app} i telefonen är för gammal för det här.</source>
        <translation>The {app} app on the phone is too old for this.</translation>
    </message>
    <message>
        <source>Uppdatera appen och försök igen.</source>
        <translation>Update the app and try again.</translation>
    </message>
    <message>
        <source>Legitimeringen stoppades av säkerhetsskäl.</source>
        <translation>The identification was stopped for security reasons.</translation>
    </message>
    <message>
        <source>Försök inte igen om någon annan har bett dig legitimera dig.</source>
        <translation>Do not try again if somebody else has asked you to identify yourself.</translation>
    </message>
    <message>
        <source>Pass eller id-kort kunde inte kontrolleras.</source>
        <translation>The passport or ID card could not be verified.</translation>
    </message>
    <message>
        <source>Försök igen med en giltig handling.</source>
        <translation>Try again with a valid document.</translation>
    </message>
    <message>
        <source>Ansiktet kunde inte kännas igen.</source>
        <translation>The face could not be recognised.</translation>
    </message>
    <message>
        <source>Försök igen i bättre ljus.</source>
        <translation>Try again in better light.</translation>
    </message>
    <message>
        <source>Telefonen kan inte läsa pass och id-kort.</source>
        <translation>The phone cannot read passports and ID cards.</translation>
    </message>
    <message>
        <source>Använd en telefon med NFC, eller logga in på ett annat sätt.</source>
        <translation>Use a phone with NFC, or log in another way.</translation>
    </message>
    <message>
        <source>Det finns flera e-legitimationer i appen {app}.</source>
        <translation>There are several e-IDs in the {app} app.</translation>
    </message>
    <message>
        <source>Ta bort dem som inte används och försök igen.</source>
        <translation>Remove those that are not used and try again.</translation>
    </message>
    <message>
        <source>Den extra kontrollen i appen {app} gick inte igenom.</source>
        <translation>The extra check in the {app} app did not succeed.</translation>
    </message>
    <message>
        <source>En legitimering för samma person pågår redan, och båda avbröts.</source>
        <translation>An identification for the same person is in progress already, and both were cancelled.</translation>
    </message>
    <message>
        <source>Identifieringstjänsten svarar inte. Nya försök görs av sig självt.</source>
        <translation>The identity provider does not answer. New attempts are made by themselves.</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Välj ett av alternativen.</source>
        <translation>Choose one of the options.</translation>
    </message>
    <message>
        <source>Skriv ett tal från {low} till {high}.</source>
        <translation>Enter a number from {low} to {high}.</translation>
    </message>
    <message>
        <source>Skriv en adress med https, eller http till den egna datorn (127.0.0.1).</source>
        <translation>Enter an address with https, or http to this computer (127.0.0.1).</translation>
    </message>
    <message>
        <source>Skriv adressen som den visas på den egna datorn: reader://VÄRD:PORT.</source>
        <translation>Write the address as it is shown on your own computer: reader://HOST:PORT.</translation>
    </message>
    <message>
        <source>Skriv sökvägen till filen på en rad.</source>
        <translation>Enter the path of the file on one line.</translation>
    </message>
    <message>
        <source>Skriv ett namn eller en roll på varje rad; högst åtta rader.</source>
        <translation>Enter a name or a role on each line; at most eight lines.</translation>
    </message>
    <message>
        <source>IT-kontaktperson</source>
        <translation>IT contact person</translation>
    </message>
    <message>
        <source>IT-support</source>
        <translation>IT support</translation>
    </message>
    <message>
        <source>anknytning 141 41</source>
        <translation>extension 141 41</translation>
    </message>
    <message>
        <source>Som systemet</source>
        <translation>Same as the system</translation>
    </message>
    <message>
        <source>Utseende</source>
        <translation>Appearance</translation>
    </message>
    <message>
        <source>Inloggning</source>
        <translation>Login</translation>
    </message>
    <message>
        <source>Kort och lås</source>
        <translation>Card and lock</translation>
    </message>
    <message>
        <source>Kontakter</source>
        <translation>Contacts</translation>
    </message>
    <message>
        <source>Svenska</source>
        <translation>Swedish</translation>
    </message>
    <message>
        <source>Engelska</source>
        <translation>English</translation>
    </message>
    <message>
        <source>Språk</source>
        <translation>Language</translation>
    </message>
    <message>
        <source>Språket i fönstren och på kommandoraden.</source>
        <translation>The language of the windows and the command line.</translation>
    </message>
    <message>
        <source>Ljust</source>
        <translation>Light</translation>
    </message>
    <message>
        <source>Mörkt</source>
        <translation>Dark</translation>
    </message>
    <message>
        <source>Hög kontrast</source>
        <translation>High contrast</translation>
    </message>
    <message>
        <source>Färger</source>
        <translation>Colours</translation>
    </message>
    <message>
        <source>Fönstrens färger.</source>
        <translation>The colours of the windows.</translation>
    </message>
    <message>
        <source>Textstorlek</source>
        <translation>Text size</translation>
    </message>
    <message>
        <source>Hur stor texten är, i förhållande till den vanliga storleken.</source>
        <translation>How large the text is, compared with the usual size.</translation>
    </message>
    <message>
        <source>Inga rörelser</source>
        <translation>No motion</translation>
    </message>
    <message>
        <source>Rörelser visas</source>
        <translation>Show motion</translation>
    </message>
    <message>
        <source>Rörelser</source>
        <translation>Motion</translation>
    </message>
    <message>
        <source>Om något får röra sig i fönstren.</source>
        <translation>Whether anything may move in the windows.</translation>
    </message>
    <message>
        <source>Identifieringstjänstens adress</source>
        <translation>Address of the identity provider</translation>
    </message>
    <message>
        <source>Gäller från nästa inloggning. Tom: den inbyggda tjänsten.</source>
        <translation>Applies from the next login. Empty: the embedded provider.</translation>
    </message>
    <message>
        <source>Betrodd utfärdare (PEM-fil)</source>
        <translation>Trusted authority (PEM file)</translation>
    </message>
    <message>
        <source>Certifikat att lita på när adressen börjar med https. Tom: systemets.</source>
        <translation>Certificate to trust when the address begins with https. Empty: the system’s own.</translation>
    </message>
    <message>
        <source>Läsaren på din egen dator</source>
        <translation>The reader on your own computer</translation>
    </message>
    <message>
        <source>För Cosmic i en fjärrsession (Citrix): adressen som visas där läsaren delas. Gäller genast.</source>
        <translation>For Cosmic in a remote session (Citrix): the address that is shown where the reader is shared. Holds at once.</translation>
    </message>
    <message>
        <source>Säkert</source>
        <translation>Safe</translation>
    </message>
    <message>
        <source>Verklighetstroget</source>
        <translation>True to life</translation>
    </message>
    <message>
        <source>Sätt</source>
        <translation>Manner</translation>
    </message>
    <message>
        <source>Säkert: väntar och förklarar. Verklighetstroget: som i verkligheten, också när det hänger sig.</source>
        <translation>Safe: waits and explains. True to life: as in reality, even when it freezes.</translation>
    </message>
    <message>
        <source>Omstart efter fel (sekunder)</source>
        <translation>Starting over after a failure (seconds)</translation>
    </message>
    <message>
        <source>Hur länge Försök igen tar. Efter sättet: 2 sekunder, eller 60 verklighetstroget.</source>
        <translation>How long Try again takes. By the manner: 2 seconds, or 60 true to life.</translation>
    </message>
    <message>
        <source>Visa knappsats på skärmen</source>
        <translation>Show a keypad on the screen</translation>
    </message>
    <message>
        <source>Siffror att trycka på i fönstret SITHS eID, för mus och pekskärm.</source>
        <translation>Digits to press in the SITHS eID window, for mouse and touch screen.</translation>
    </message>
    <message>
        <source>Blanda siffrorna på skärmens knappsats</source>
        <translation>Shuffle the digits of the on-screen keypad</translation>
    </message>
    <message>
        <source>Skyddar koden mot den som ser var du trycker.</source>
        <translation>Protects the code from anyone who sees where you press.</translation>
    </message>
    <message>
        <source>Visa övningskortets kod</source>
        <translation>Show the training card’s code</translation>
    </message>
    <message>
        <source>En ruta där koden ska skrivas, så länge koden inte har bytts. Aldrig för ett riktigt kort.</source>
        <translation>A note where the code is to be typed, as long as the code has not been changed. Never for a real card.</translation>
    </message>
    <message>
        <source>Inget händer</source>
        <translation>Nothing happens</translation>
    </message>
    <message>
        <source>Cosmic låses</source>
        <translation>Cosmic locks</translation>
    </message>
    <message>
        <source>Du loggas ut</source>
        <translation>You are logged out</translation>
    </message>
    <message>
        <source>När kortet tas ut</source>
        <translation>When the card is removed</translation>
    </message>
    <message>
        <source>Vad som händer när kortet tas ut medan du är inloggad.</source>
        <translation>What happens when the card is removed while you are logged in.</translation>
    </message>
    <message>
        <source>Betänketid när kortet tas ut (sekunder)</source>
        <translation>Grace period when the card is removed (seconds)</translation>
    </message>
    <message>
        <source>Så länge kan kortet sättas tillbaka innan Cosmic låses eller loggar ut.</source>
        <translation>For this long the card can be put back before Cosmic locks or logs out.</translation>
    </message>
    <message>
        <source>Lås efter (minuter)</source>
        <translation>Lock after (minutes)</translation>
    </message>
    <message>
        <source>Hur länge Cosmic får stå orört innan det låses. 0: låses aldrig av sig självt.</source>
        <translation>How long Cosmic may stay untouched before it locks. 0: it never locks by itself.</translation>
    </message>
    <message>
        <source>Vem man frågar</source>
        <translation>Whom to ask</translation>
    </message>
    <message>
        <source>Visas i hjälpen, i den här ordningen.</source>
        <translation>Shown in the help, in this order.</translation>
    </message>
    <message>
        <source>Inställningar</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>Det du ändrar gäller genast och sparas.</source>
        <translation>What you change applies at once and is saved.</translation>
    </message>
    <message>
        <source>Åte&amp;rställ</source>
        <translation>&amp;Reset</translation>
    </message>
    <message>
        <source>Ång&amp;ra återställningen</source>
        <translation>Undo the &amp;reset</translation>
    </message>
    <message>
        <source>St&amp;äng</source>
        <translation>&amp;Close</translation>
    </message>
    <message>
        <source>Alla inställningar har sina ursprungliga värden.</source>
        <translation>All settings have their original values.</translation>
    </message>
    <message>
        <source>Inställningarna är som före återställningen.</source>
        <translation>The settings are as they were before the reset.</translation>
    </message>
    <message>
        <source>Inställningsfilen gick inte att läsa, så de ursprungliga värdena gäller. När du ändrar något sparas den felaktiga filen bredvid den nya. ({failure})</source>
        <translation>The settings file could not be read, so the original values apply. When you change something, the faulty file is kept beside the new one. ({failure})</translation>
    </message>
    <message>
        <source>Ändringen gäller, men gick inte att spara. {words} ({code})</source>
        <translation>The change applies, but could not be saved. {words} ({code})</translation>
    </message>
    <message>
        <source>Nej</source>
        <translation>No</translation>
    </message>
    <message>
        <source>Ja</source>
        <translation>Yes</translation>
    </message>
    <message>
        <source>Efter sättet</source>
        <translation>By manner</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <source>En på varje rad: namn eller roll, kolon, och hur de nås.</source>
        <translation>One on each line: name or role, a colon, and how to reach them.</translation>
    </message>
    <message>
        <source>Den här gången gäller det som angavs när programmet startades.</source>
        <translation>This time, what was given when the program was started applies.</translation>
    </message>
</context>
<context>
    <name>Sharing</name>
    <message>
        <source>Dela kortläsare</source>
        <translation>Share card reader</translation>
    </message>
    <message>
        <source>En session på en annan dator, i Citrix till exempel, kan använda kortet i din läsare. Det gäller så länge det här fönstret är öppet.</source>
        <translation>A session on another computer, in Citrix say, can use the card in your reader. That holds for as long as this window is open.</translation>
    </message>
    <message>
        <source>Läsaren nås från</source>
        <translation>The reader is reached from</translation>
    </message>
    <message>
        <source>Bara den här datorn, genom en tunnel</source>
        <translation>This computer alone, through a tunnel</translation>
    </message>
    <message>
        <source>Alla nätverk som datorn är med i</source>
        <translation>Every network that the computer is in</translation>
    </message>
    <message>
        <source>&amp;Dela</source>
        <translation>&amp;Share</translation>
    </message>
    <message>
        <source>Sluta &amp;dela</source>
        <translation>&amp;Share no more</translation>
    </message>
    <message>
        <source>&amp;Para ihop</source>
        <translation>&amp;Pair</translation>
    </message>
    <message>
        <source>&amp;Neka alla</source>
        <translation>Say &amp;no to all</translation>
    </message>
    <message>
        <source>&amp;Tillåt igen</source>
        <translation>&amp;Allow again</translation>
    </message>
    <message>
        <source>St&amp;äng</source>
        <translation>&amp;Close</translation>
    </message>
    <message>
        <source>Läsaren delas inte.</source>
        <translation>The reader is not shared.</translation>
    </message>
    <message>
        <source>Läsaren delas på {address}. Den adressen skrivs i sessionen.</source>
        <translation>The reader is shared at {address}. Type that address in the session.</translation>
    </message>
    <message>
        <source>Ingen session är ansluten.</source>
        <translation>No session is connected.</translation>
    </message>
    <message>
        <source>Ansluten: {names}</source>
        <translation>Connected: {names}</translation>
    </message>
    <message>
        <source>Alla är nekade, tills du tillåter igen.</source>
        <translation>All are told no, until you allow it again.</translation>
    </message>
    <message>
        <source>Avvisade {name}: {why}</source>
        <translation>Sent {name} away: {why}</translation>
    </message>
    <message>
        <source>Parningskod: {code}</source>
        <translation>Pairing code: {code}</translation>
    </message>
    <message>
        <source>Skriv koden i sessionen (cosmic-login reader pair). Den gäller i två minuter, och för en session.</source>
        <translation>Type the code in the session (cosmic-login reader pair). It is good for two minutes, and for one session.</translation>
    </message>
    <message>
        <source>{name} vill visa kortet din kod. Är det du som loggar in?</source>
        <translation>{name} wants to show the card your code. Is it you who logs in?</translation>
    </message>
    <message>
        <source>{name} vill ändra på kortet. Är det du som gör det?</source>
        <translation>{name} wants to change the card. Is it you who does it?</translation>
    </message>
    <message>
        <source>&amp;Ja, det är jag</source>
        <translation>&amp;Yes, it is me</translation>
    </message>
    <message>
        <source>N&amp;ej</source>
        <translation>N&amp;o</translation>
    </message>
</context>
<context>
    <name>Trainer</name>
    <message>
        <source>SITHS eID på denna enhet</source>
        <translation>SITHS eID on this device</translation>
    </message>
    <message>
        <source>SITHS eID på annan enhet</source>
        <translation>SITHS eID on another device</translation>
    </message>
    <message>
        <source>SITHS eID MD</source>
        <translation>SITHS eID MD</translation>
    </message>
    <message>
        <source>BankID</source>
        <translation>BankID</translation>
    </message>
    <message>
        <source>Övningsledare</source>
        <translation>Trainer</translation>
    </message>
    <message>
        <source>Det du gör här händer genast. Esc går tillbaka till Cosmic, F6 hit igen.</source>
        <translation>What you do here happens at once. Esc goes back to Cosmic, F6 comes here again.</translation>
    </message>
    <message>
        <source>Dölj panelen</source>
        <translation>Hide the panel</translation>
    </message>
    <message>
        <source>Övningar</source>
        <translation>Lessons</translation>
    </message>
    <message>
        <source>Visa</source>
        <translation>Show</translation>
    </message>
    <message>
        <source>Öva</source>
        <translation>Practise</translation>
    </message>
    <message>
        <source>Pröva</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>Övningen spelas upp, steg för steg</source>
        <translation>The lesson plays by itself, step by step</translation>
    </message>
    <message>
        <source>Deltagaren gör övningen, med ledtrådar</source>
        <translation>The trainee does the lesson, with hints</translation>
    </message>
    <message>
        <source>Deltagaren gör övningen utan ledtrådar, med resultat</source>
        <translation>The trainee does the lesson without hints, with a result</translation>
    </message>
    <message>
        <source>Övningen är öppen i ett eget fönster. Den har egna kort och en egen åtkomstlogg.</source>
        <translation>The lesson is open in a window of its own. It has cards and an audit trail of its own.</translation>
    </message>
    <message>
        <source>Övningen är klar. Minuter: {minutes}, misstag: {mistakes}, ledtrådar: {hints}.</source>
        <translation>The lesson is finished. Minutes: {minutes}, mistakes: {mistakes}, hints: {hints}.</translation>
    </message>
    <message>
        <source>Övningen lämnades innan den var klar.</source>
        <translation>The lesson was left before it was finished.</translation>
    </message>
    <message>
        <source>Kort och läsare</source>
        <translation>Cards and readers</translation>
    </message>
    <message>
        <source>Tom</source>
        <translation>Empty</translation>
    </message>
    <message>
        <source>Sätt in kort i {reader}</source>
        <translation>Insert a card into {reader}</translation>
    </message>
    <message>
        <source>Ta ut kortet</source>
        <translation>Take the card out</translation>
    </message>
    <message>
        <source>Dra ur läsaren</source>
        <translation>Unplug the reader</translation>
    </message>
    <message>
        <source>Anslut en läsare</source>
        <translation>Plug in a reader</translation>
    </message>
    <message>
        <source>Ingen virtuell läsare är ansluten.</source>
        <translation>No virtual reader is plugged in.</translation>
    </message>
    <message>
        <source>Certifikatet syns</source>
        <translation>The certificate appears</translation>
    </message>
    <message>
        <source>Genast</source>
        <translation>At once</translation>
    </message>
    <message numerus="yes">
        <source>Efter %n sekunder</source>
        <translation>
            <numerusform>After %n second</numerusform>
            <numerusform>After %n seconds</numerusform>
        </translation>
    </message>
    <message>
        <source>Linjen till din egen dator</source>
        <translation>The line to your own computer</translation>
    </message>
    <message>
        <source>Bra</source>
        <translation>Good</translation>
    </message>
    <message>
        <source>Långsam: allt dröjer en halv sekund</source>
        <translation>Slow: everything is half a second late</translation>
    </message>
    <message>
        <source>Ojämn: en del fastnar i en sekund</source>
        <translation>Uneven: some of it is stuck for a second</translation>
    </message>
    <message>
        <source>Bruten, tills den väljs bra igen</source>
        <translation>Cut, until good is chosen again</translation>
    </message>
    <message>
        <source>Tjänster</source>
        <translation>Services</translation>
    </message>
    <message>
        <source>Varje reglage stänger eller öppnar en tjänst. Det som hör till en stängd tjänst är stängt med den.</source>
        <translation>Each switch closes or opens a service. What belongs to a closed service is closed with it.</translation>
    </message>
    <message>
        <source>För vem</source>
        <translation>For whom</translation>
    </message>
    <message>
        <source>Alla</source>
        <translation>Everybody</translation>
    </message>
    <message>
        <source>Ur drift för alla</source>
        <translation>Out of service for everybody</translation>
    </message>
    <message>
        <source>SITHS eID</source>
        <translation>SITHS eID</translation>
    </message>
    <message>
        <source>Spärrkontroll</source>
        <translation>Revocation check</translation>
    </message>
    <message>
        <source>Katalogen HSA</source>
        <translation>The directory HSA</translation>
    </message>
    <message>
        <source>Hela identifieringstjänsten</source>
        <translation>The whole identity provider</translation>
    </message>
    <message>
        <source>I drift</source>
        <translation>In service</translation>
    </message>
    <message>
        <source>I drift, men inte för {persons}</source>
        <translation>In service, but not for {persons}</translation>
    </message>
    <message>
        <source>Ur drift</source>
        <translation>Out of service</translation>
    </message>
    <message>
        <source>Ur drift, eftersom {service} är det</source>
        <translation>Out of service, because {service} is</translation>
    </message>
    <message numerus="yes">
        <source>inloggningar kvar: %n</source>
        <translation>
            <numerusform>logins left: %n</numerusform>
            <numerusform>logins left: %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>sekunder kvar: %n</source>
        <translation>
            <numerusform>seconds left: %n</numerusform>
            <numerusform>seconds left: %n</numerusform>
        </translation>
    </message>
    <message>
        <source>Fel som visas</source>
        <translation>Failure shown</translation>
    </message>
    <message>
        <source>Det vanliga för tjänsten</source>
        <translation>The service&apos;s usual one</translation>
    </message>
    <message>
        <source>Hur länge</source>
        <translation>How long</translation>
    </message>
    <message>
        <source>Tills den öppnas</source>
        <translation>Until it is opened</translation>
    </message>
    <message>
        <source>Nästa inloggning</source>
        <translation>The next login</translation>
    </message>
    <message numerus="yes">
        <source>%n inloggningar</source>
        <translation>
            <numerusform>%n login</numerusform>
            <numerusform>%n logins</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min</source>
        <translation>
            <numerusform>%n min</numerusform>
            <numerusform>%n min</numerusform>
        </translation>
    </message>
    <message>
        <source>Öppna alla tjänster</source>
        <translation>Open all services</translation>
    </message>
    <message>
        <source>Fel för andra system</source>
        <translation>Faults for other systems</translation>
    </message>
    <message>
        <source>Ett system som loggar in sina användare här får ett fel att möta. Andra system märker inget.</source>
        <translation>A system that logs its users in here is given a fault to meet. Other systems notice nothing.</translation>
    </message>
    <message>
        <source>Inga system är registrerade. Registrera ett med: cosmic-login client add</source>
        <translation>No systems are registered. Register one with: cosmic-login client add</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>Fel</source>
        <translation>Fault</translation>
    </message>
    <message>
        <source>Ett rätt system {must}</source>
        <translation>A right system {must}</translation>
    </message>
    <message>
        <source>Svaret dröjer</source>
        <translation>The answer is late by</translation>
    </message>
    <message numerus="yes">
        <source>%n sekunder</source>
        <translation>
            <numerusform>%n second</numerusform>
            <numerusform>%n seconds</numerusform>
        </translation>
    </message>
    <message>
        <source>Ge systemet felet</source>
        <translation>Give the system this fault</translation>
    </message>
    <message>
        <source>Tills det tas tillbaka</source>
        <translation>Until it is taken back</translation>
    </message>
    <message>
        <source>tills det tas tillbaka</source>
        <translation>until it is taken back</translation>
    </message>
    <message>
        <source>Det här möter systemen nu:</source>
        <translation>What systems meet now:</translation>
    </message>
    <message>
        <source>bara för state {state}</source>
        <translation>only for state {state}</translation>
    </message>
    <message numerus="yes">
        <source>gånger kvar: %n</source>
        <translation>
            <numerusform>times left: %n</numerusform>
            <numerusform>times left: %n</numerusform>
        </translation>
    </message>
    <message>
        <source>Ta tillbaka alla fel</source>
        <translation>Take all faults back</translation>
    </message>
    <message>
        <source>Id-administratör</source>
        <translation>ID administrator</translation>
    </message>
    <message>
        <source>Reservkort på tillitsnivå 2, och kort som är borta.</source>
        <translation>Reserve cards of assurance level 2, and cards that are lost.</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>Person</translation>
    </message>
    <message>
        <source>Reservkortet gäller i</source>
        <translation>The reserve card is valid for</translation>
    </message>
    <message>
        <source>En dag</source>
        <translation>One day</translation>
    </message>
    <message numerus="yes">
        <source>%n dagar</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message>
        <source>Ge ut ett reservkort</source>
        <translation>Issue a reserve card</translation>
    </message>
    <message>
        <source>{card} är utgivet till {person}. Det ska aktiveras innan det går att använda.</source>
        <translation>{card} has been issued to {person}. It has to be activated before it can be used.</translation>
    </message>
    <message>
        <source>Telefon</source>
        <translation>Phone</translation>
    </message>
    <message>
        <source>Öppna telefonen</source>
        <translation>Open the phone</translation>
    </message>
    <message>
        <source>Engångskod för SITHS eID</source>
        <translation>One-time code for SITHS eID</translation>
    </message>
    <message>
        <source>Engångskod för BankID</source>
        <translation>One-time code for BankID</translation>
    </message>
    <message>
        <source>Engångskod för {person}. Läs av den i telefonens app; den gäller en gång.</source>
        <translation>One-time code for {person}. Scan it in the phone&apos;s app; it is good once.</translation>
    </message>
    <message>
        <source>Kort</source>
        <translation>Card</translation>
    </message>
    <message>
        <source>Aktivera kortet</source>
        <translation>Activate the card</translation>
    </message>
    <message>
        <source>Spärra kortet</source>
        <translation>Revoke the card</translation>
    </message>
    <message>
        <source>{card} är aktiverat.</source>
        <translation>{card} has been activated.</translation>
    </message>
    <message>
        <source>{card} är spärrat.</source>
        <translation>{card} has been revoked.</translation>
    </message>
    <message>
        <source>Åtkomstlogg</source>
        <translation>Audit trail</translation>
    </message>
    <message>
        <source>Vem som gjorde vad, när och hur. De senaste raderna; nya kommer sist.</source>
        <translation>Who did what, when and how. The latest rows; new ones come last.</translation>
    </message>
    <message>
        <source>Inloggning påbörjad</source>
        <translation>Login begun</translation>
    </message>
    <message>
        <source>Inloggad</source>
        <translation>Logged in</translation>
    </message>
    <message>
        <source>Inloggning misslyckad</source>
        <translation>Login failed</translation>
    </message>
    <message>
        <source>Utloggad</source>
        <translation>Logged out</translation>
    </message>
    <message>
        <source>Inloggad i ett system till</source>
        <translation>Logged in to one more system</translation>
    </message>
    <message>
        <source>Ett system fick inte veta om utloggningen</source>
        <translation>A system was not told of the log-out</translation>
    </message>
    <message>
        <source>Låst</source>
        <translation>Locked</translation>
    </message>
    <message>
        <source>Upplåst</source>
        <translation>Unlocked</translation>
    </message>
    <message>
        <source>Kort registrerat</source>
        <translation>Card registered</translation>
    </message>
    <message>
        <source>Kort utgivet</source>
        <translation>Card issued</translation>
    </message>
    <message>
        <source>Kort aktiverat</source>
        <translation>Card activated</translation>
    </message>
    <message>
        <source>Kort spärrat</source>
        <translation>Card revoked</translation>
    </message>
    <message>
        <source>Engångskod skapad</source>
        <translation>One-time code made</translation>
    </message>
    <message>
        <source>Telefon aktiverad</source>
        <translation>Phone activated</translation>
    </message>
    <message>
        <source>Telefon borttagen</source>
        <translation>Phone removed</translation>
    </message>
    <message>
        <source>Tjänst stängd</source>
        <translation>Service closed</translation>
    </message>
    <message>
        <source>Tjänst öppnad</source>
        <translation>Service opened</translation>
    </message>
    <message>
        <source>Fel beställt för ett system</source>
        <translation>Fault ordered for a system</translation>
    </message>
    <message>
        <source>Ett system mötte sitt fel</source>
        <translation>A system met its fault</translation>
    </message>
    <message>
        <source>Fel taget tillbaka</source>
        <translation>Fault taken back</translation>
    </message>
    <message>
        <source>Låst session avslutad</source>
        <translation>Locked session ended</translation>
    </message>
    <message>
        <source>Certifikat för underskrift hämtat</source>
        <translation>Signing certificate fetched</translation>
    </message>
    <message>
        <source>Övning avslutad</source>
        <translation>Lesson ended</translation>
    </message>
    <message>
        <source>Övningen börjar om</source>
        <translation>The exercise starts over</translation>
    </message>
    <message>
        <source>En persons uppgifter raderade</source>
        <translation>A person&apos;s data erased</translation>
    </message>
    <message>
        <source>Äldre rader arkiverade</source>
        <translation>Older rows archived</translation>
    </message>
    <message>
        <source>Gamla rader raderade</source>
        <translation>Old rows deleted</translation>
    </message>
    <message>
        <source>Börja om övningen</source>
        <translation>Start the exercise over</translation>
    </message>
    <message>
        <source>Kort, koder, telefoner och tjänster blir som från början. Det går inte att ångra. Åtkomstloggen fortsätter.</source>
        <translation>Cards, codes, phones and services will be as from the start. It cannot be undone. The audit trail goes on.</translation>
    </message>
    <message>
        <source>Ja, börja om</source>
        <translation>Yes, start over</translation>
    </message>
    <message>
        <source>Nej, låt det vara</source>
        <translation>No, leave it</translation>
    </message>
    <message>
        <source>Övningen börjar om. Återställda kort: {cards}, telefoner: {phones}, tjänster: {services}.</source>
        <translation>The exercise starts over. Cards brought back: {cards}, phones: {phones}, services: {services}.</translation>
    </message>
    <message>
        <source>Klocka och giltighet</source>
        <translation>Clock and validity</translation>
    </message>
    <message>
        <source>Datorns klocka</source>
        <translation>The computer&apos;s clock</translation>
    </message>
    <message>
        <source>Går rätt</source>
        <translation>Is right</translation>
    </message>
    <message>
        <source>Går tio minuter före</source>
        <translation>Is ten minutes ahead</translation>
    </message>
    <message>
        <source>Går tio minuter efter</source>
        <translation>Is ten minutes behind</translation>
    </message>
    <message>
        <source>Går ett dygn efter</source>
        <translation>Is a day behind</translation>
    </message>
    <message>
        <source>Kortet i läsaren</source>
        <translation>The card in the reader</translation>
    </message>
    <message>
        <source>Inget kort sitter i</source>
        <translation>There is no card in it</translation>
    </message>
    <message>
        <source>Gäller som det beställdes</source>
        <translation>Is valid as ordered</translation>
    </message>
    <message>
        <source>Går ut i morgon</source>
        <translation>Expires tomorrow</translation>
    </message>
    <message>
        <source>Gick ut i går</source>
        <translation>Expired yesterday</translation>
    </message>
    <message>
        <source>Sätt och takt</source>
        <translation>Manner and pace</translation>
    </message>
    <message>
        <source>Verklighetstroget</source>
        <translation>True to life</translation>
    </message>
    <message>
        <source>Av: Cosmic väntar och förklarar</source>
        <translation>Off: Cosmic waits and explains</translation>
    </message>
    <message>
        <source>På: Cosmic kan låsa sig</source>
        <translation>On: Cosmic may lock up</translation>
    </message>
    <message>
        <source>Övningskod</source>
        <translation>Practice code</translation>
    </message>
    <message>
        <source>På: kortets kod står där den ska skrivas</source>
        <translation>On: the card&apos;s code stands where it is to be typed</translation>
    </message>
    <message>
        <source>Av: ingen kod visas</source>
        <translation>Off: no code is shown</translation>
    </message>
    <message>
        <source>Steg som går förbi, som ”Kortet arbetar”</source>
        <translation>Steps that pass by, such as “The card is working”</translation>
    </message>
    <message>
        <source>Syns så länge de varar</source>
        <translation>Seen as long as they last</translation>
    </message>
    <message>
        <source>Syns minst en sekund</source>
        <translation>Seen for at least a second</translation>
    </message>
    <message numerus="yes">
        <source>Syns minst %n sekunder</source>
        <translation>
            <numerusform>Seen for at least %n second</numerusform>
            <numerusform>Seen for at least %n seconds</numerusform>
        </translation>
    </message>
    <message>
        <source>Väntetider</source>
        <translation>Waits</translation>
    </message>
    <message>
        <source>Som inställt</source>
        <translation>As set</translation>
    </message>
    <message>
        <source>Hälften så långa</source>
        <translation>Half as long</translation>
    </message>
    <message>
        <source>En tiondel</source>
        <translation>A tenth</translation>
    </message>
    <message>
        <source>Dubbelt så långa</source>
        <translation>Twice as long</translation>
    </message>
    <message>
        <source>{words} ({code})</source>
        <translation>{words} ({code})</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>SITHS eID på denna enhet</source>
        <translation>SITHS eID on this device</translation>
    </message>
    <message>
        <source>SITHS eID på &amp;denna enhet</source>
        <translation>SITHS eID on &amp;this device</translation>
    </message>
    <message>
        <source>SITHS eID på annan enhet</source>
        <translation>SITHS eID on another device</translation>
    </message>
    <message>
        <source>SITHS eID på &amp;annan enhet</source>
        <translation>SITHS eID on &amp;another device</translation>
    </message>
    <message>
        <source>SITHS-kort med SITHS eID MD</source>
        <translation>SITHS card with SITHS eID MD</translation>
    </message>
    <message>
        <source>Logga in med &amp;SITHS-kort</source>
        <translation>Log in with &amp;SITHS card</translation>
    </message>
    <message>
        <source>BankID</source>
        <translation>BankID</translation>
    </message>
    <message>
        <source>Logga in med &amp;BankID</source>
        <translation>Log in with &amp;BankID</translation>
    </message>
    <message>
        <source>Telefon…</source>
        <translation>Phone…</translation>
    </message>
    <message>
        <source>K&amp;ort och koder</source>
        <translation>Card and c&amp;odes</translation>
    </message>
    <message>
        <source>Kort och koder</source>
        <translation>Card and codes</translation>
    </message>
    <message>
        <source>Kortet ska sitta i läsaren. Du loggas inte in i Cosmic.</source>
        <translation>The card has to be in the reader. You are not logged in to Cosmic.</translation>
    </message>
    <message>
        <source>&amp;Byt legitimeringskod</source>
        <translation>Change the &amp;identification code</translation>
    </message>
    <message>
        <source>Du kan den nuvarande koden</source>
        <translation>You know the present code</translation>
    </message>
    <message>
        <source>Lås upp med &amp;PUK</source>
        <translation>Un&amp;block with PUK</translation>
    </message>
    <message>
        <source>Koden är spärrad eller glömd</source>
        <translation>The code is blocked or forgotten</translation>
    </message>
    <message>
        <source>&amp;Aktivera reservkort</source>
        <translation>&amp;Activate reserve card</translation>
    </message>
    <message>
        <source>På Mina sidor, med kortets kod</source>
        <translation>On Mina sidor, with the card’s code</translation>
    </message>
    <message>
        <source>Hämta underskrifts&amp;certifikat</source>
        <translation>&amp;Fetch signing certificate</translation>
    </message>
    <message>
        <source>Från Mina sidor till kortet</source>
        <translation>From Mina sidor to the card</translation>
    </message>
    <message>
        <source>Aktivera SITHS eID i te&amp;lefonen</source>
        <translation>Activate SITHS eID in the phon&amp;e</translation>
    </message>
    <message>
        <source>Mina sidor visar en kod som appen läser av</source>
        <translation>Mina sidor shows a code that the app reads</translation>
    </message>
    <message>
        <source>Till början</source>
        <translation>To the start</translation>
    </message>
    <message>
        <source>Avbryter. Kortet är som det var.</source>
        <translation>Cancels. The card is as it was.</translation>
    </message>
    <message>
        <source>Stäng</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>Kortet läses strax.</source>
        <translation>The card is about to be read.</translation>
    </message>
    <message>
        <source>Byt legitimeringskoden i fönstret SITHS eID.</source>
        <translation>Change the identification code in the SITHS eID window.</translation>
    </message>
    <message>
        <source>Lås upp kortet med PUK-koden i fönstret SITHS eID.</source>
        <translation>Unblock the card with the PUK code in the SITHS eID window.</translation>
    </message>
    <message>
        <source>Kortläsaren på din egen dator går inte att nå. Kontrollera nätverket och att läsaren delas där. Det går vidare av sig självt när kontakten är tillbaka.</source>
        <translation>The card reader on your own computer cannot be reached. Check the network, and that the reader is shared there. It goes on by itself when the line is back.</translation>
    </message>
    <message>
        <source>Din egen dator känner inte den här sessionen, eller inte längre. Öppna en parning på din egen dator och skriv koden i sessionen (cosmic-login reader pair reader://VÄRD:PORT). Det går sedan vidare av sig självt.</source>
        <translation>Your own computer does not know this session, or no longer. Begin a pairing on your own computer and type the code in the session (cosmic-login reader pair reader://HOST:PORT). It then goes on by itself.</translation>
    </message>
    <message>
        <source>Programmet på din egen dator och det i sessionen har olika versioner. Be IT-supporten uppdatera så att båda har samma. Det går sedan vidare av sig självt.</source>
        <translation>The program on your own computer and the one in the session have different versions. Ask IT support to update them so that both have the same. It then goes on by itself.</translation>
    </message>
    <message>
        <source>Något på din egen dator hindrar att kortläsaren delas. Orsaken visas där. Det går vidare av sig självt när det är åtgärdat.</source>
        <translation>Something on your own computer keeps the card reader from being shared. The cause is shown there. It goes on by itself when that is mended.</translation>
    </message>
    <message>
        <source>Ett annat program använder kortet. Det går vidare av sig självt när programmet släpper kortet. Stäng det annars, eller ta ut kortet och sätt in det igen.</source>
        <translation>Another program is using the card. It goes on by itself when that program lets the card go. Otherwise close it, or take the card out and put it in again.</translation>
    </message>
    <message>
        <source>Ingen kortläsare hittas. När den ansluts går det vidare av sig självt.</source>
        <translation>No card reader was found. When it is connected this goes on by itself.</translation>
    </message>
    <message>
        <source>Sätt in SITHS-kortet i läsaren med chippet först. Det går vidare av sig självt.</source>
        <translation>Insert the SITHS card into the reader, chip first. This goes on by itself.</translation>
    </message>
    <message>
        <source>Byt legitimeringskod</source>
        <translation>Change the identification code</translation>
    </message>
    <message>
        <source>Den nya koden är sex siffror. Välj en som är svår att gissa: inte samma siffra om och om igen, inte siffror i följd, inte ditt födelsedatum.</source>
        <translation>The new code is six digits. Choose one that is hard to guess: not the same digit over and over, not digits in a row, not your date of birth.</translation>
    </message>
    <message>
        <source>N&amp;uvarande kod</source>
        <translation>C&amp;urrent code</translation>
    </message>
    <message>
        <source>Nuvarande legitimeringskod, sex siffror</source>
        <translation>Current identification code, six digits</translation>
    </message>
    <message>
        <source>&amp;Ny kod</source>
        <translation>&amp;New code</translation>
    </message>
    <message>
        <source>Ny legitimeringskod, sex siffror</source>
        <translation>New identification code, six digits</translation>
    </message>
    <message>
        <source>Ny kod en gång &amp;till</source>
        <translation>New code &amp;once more</translation>
    </message>
    <message>
        <source>Ny legitimeringskod en gång till, sex siffror</source>
        <translation>New identification code once more, six digits</translation>
    </message>
    <message>
        <source>Byt kod</source>
        <translation>Change code</translation>
    </message>
    <message numerus="yes">
        <source>Fel nuvarande kod. %n försök kvar.</source>
        <translation>
            <numerusform>Wrong current code. %n try left.</numerusform>
            <numerusform>Wrong current code. %n tries left.</numerusform>
        </translation>
    </message>
    <message>
        <source>De nya koderna är olika.</source>
        <translation>The new codes differ.</translation>
    </message>
    <message>
        <source>De nya koderna var olika. Skriv den nya koden två gånger till.</source>
        <translation>The new codes differed. Enter the new code twice again.</translation>
    </message>
    <message>
        <source>Den nya koden är lätt att gissa. Välj hellre en annan.</source>
        <translation>The new code is easy to guess. Better choose another.</translation>
    </message>
    <message>
        <source>Den nya koden är den du redan har. Välj hellre en annan.</source>
        <translation>The new code is the one you already have. Better choose another.</translation>
    </message>
    <message>
        <source>Lås upp kortet med PUK</source>
        <translation>Unblock the card with PUK</translation>
    </message>
    <message>
        <source>PUK-koden är åtta siffror och står i kodbrevet.</source>
        <translation>The PUK code is eight digits and is in the code letter.</translation>
    </message>
    <message>
        <source>&amp;PUK-kod</source>
        <translation>&amp;PUK code</translation>
    </message>
    <message>
        <source>PUK-kod, åtta siffror</source>
        <translation>PUK code, eight digits</translation>
    </message>
    <message>
        <source>PUK-koden är åtta siffror.</source>
        <translation>The PUK code is eight digits.</translation>
    </message>
    <message numerus="yes">
        <source>%n av 8 siffror</source>
        <translation>
            <numerusform>%n of 8 digits</numerusform>
            <numerusform>%n of 8 digits</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Fel PUK-kod. %n försök kvar.</source>
        <translation>
            <numerusform>Wrong PUK code. %n try left.</numerusform>
            <numerusform>Wrong PUK code. %n tries left.</numerusform>
        </translation>
    </message>
    <message>
        <source>Det är sista försöket. Blir det fel går kortet aldrig mer att låsa upp. Är du osäker: avbryt.</source>
        <translation>This is the last try. If it is wrong, the card can never be unblocked again. If you are unsure: cancel.</translation>
    </message>
    <message>
        <source>Lås upp</source>
        <translation>Unblock</translation>
    </message>
    <message>
        <source>Koden är spärrad</source>
        <translation>The code is blocked</translation>
    </message>
    <message>
        <source>PUK-koden är spärrad</source>
        <translation>The PUK code is blocked</translation>
    </message>
    <message>
        <source>Kortet togs ut</source>
        <translation>The card was removed</translation>
    </message>
    <message>
        <source>Koden är bytt</source>
        <translation>The code has been changed</translation>
    </message>
    <message>
        <source>Kortet är upplåst</source>
        <translation>The card has been unblocked</translation>
    </message>
    <message>
        <source>Den nya koden gäller från och med nu. Håll den hemlig.</source>
        <translation>The new code applies from now on. Keep it secret.</translation>
    </message>
    <message>
        <source>Klar</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>Kortet är aktiverat</source>
        <translation>The card is activated</translation>
    </message>
    <message>
        <source>Nu kan du logga in med kortet. Lämna tillbaka det när du har ditt ordinarie kort.</source>
        <translation>Now you can log in with the card. Hand it back when you have your ordinary card.</translation>
    </message>
    <message>
        <source>Kortet kan skriva under</source>
        <translation>The card can sign</translation>
    </message>
    <message>
        <source>Certifikatet finns på kortet. För underskrift används underskriftskoden.</source>
        <translation>The certificate is on the card. Signatures are made with the signing code.</translation>
    </message>
    <message>
        <source>Kortet är inte aktiverat</source>
        <translation>The card is not activated</translation>
    </message>
    <message>
        <source>Inget certifikat hämtades</source>
        <translation>No certificate was fetched</translation>
    </message>
    <message>
        <source>Aktivera SITHS eID i telefonen</source>
        <translation>Activate SITHS eID in the phone</translation>
    </message>
    <message>
        <source>Öppna appen SITHS eID i telefonen, tryck på Hämta SITHS eID och läs av koden. Den fungerar en gång. Tryck sedan på Klar.</source>
        <translation>Open the SITHS eID app in the phone, press Get SITHS eID and read the code. It works once. Then press Done.</translation>
    </message>
    <message>
        <source>QR-kod som aktiverar SITHS eID i en telefon</source>
        <translation>QR code that activates SITHS eID in a phone</translation>
    </message>
    <message>
        <source>Koden gäller till {time}. När telefonen har läst den går det vidare av sig självt.</source>
        <translation>The code is valid until {time}. When the phone has read it, things go on by themselves.</translation>
    </message>
    <message>
        <source>Klart på Mina sidor</source>
        <translation>Done on Mina sidor</translation>
    </message>
    <message>
        <source>Är telefonen aktiverad kan du logga in med SITHS eID på annan enhet.</source>
        <translation>If the phone is activated you can log in with SITHS eID on another device.</translation>
    </message>
    <message>
        <source>Telefonen är inte aktiverad</source>
        <translation>The phone is not activated</translation>
    </message>
    <message>
        <source>Du är legitimerad</source>
        <translation>You are identified</translation>
    </message>
    <message>
        <source>Inloggningen fortsätter i webbläsaren.</source>
        <translation>The login goes on in the browser.</translation>
    </message>
    <message>
        <source>Legitimeringen blev inte av</source>
        <translation>You were not identified</translation>
    </message>
    <message>
        <source>Koden är inte bytt</source>
        <translation>The code has not been changed</translation>
    </message>
    <message>
        <source>Kortet är inte upplåst</source>
        <translation>The card has not been unblocked</translation>
    </message>
    <message>
        <source>Visa knapp&amp;sats</source>
        <translation>Show &amp;keypad</translation>
    </message>
    <message>
        <source>Dölj knapp&amp;sats</source>
        <translation>Hide &amp;keypad</translation>
    </message>
    <message>
        <source>Cosmic</source>
        <translation>Cosmic</translation>
    </message>
    <message>
        <source>övning</source>
        <translation>training</translation>
    </message>
    <message>
        <source>Övningsmiljö: alla personer och organisationer är påhittade.</source>
        <translation>Training environment: all people and organisations are made up.</translation>
    </message>
    <message>
        <source>&amp;Hjälp med inloggning</source>
        <translation>&amp;Help with logging in</translation>
    </message>
    <message>
        <source>&amp;Utseende</source>
        <translation>A&amp;ppearance</translation>
    </message>
    <message>
        <source>Men&amp;y</source>
        <translation>&amp;Menu</translation>
    </message>
    <message>
        <source>&amp;Kort</source>
        <translation>&amp;Cards</translation>
    </message>
    <message>
        <source>Sätt in eller ta ut ett virtuellt kort</source>
        <translation>Insert or remove a virtual card</translation>
    </message>
    <message>
        <source>passerkort</source>
        <translation>pass card</translation>
    </message>
    <message>
        <source>spärrat</source>
        <translation>revoked</translation>
    </message>
    <message>
        <source>utgånget</source>
        <translation>expired</translation>
    </message>
    <message>
        <source>gäller inte än</source>
        <translation>not valid yet</translation>
    </message>
    <message>
        <source>blockerat</source>
        <translation>blocked</translation>
    </message>
    <message>
        <source>okänd utfärdare</source>
        <translation>unknown issuer</translation>
    </message>
    <message>
        <source>reservkort</source>
        <translation>reserve card</translation>
    </message>
    <message>
        <source>inte aktiverat</source>
        <translation>not activated</translation>
    </message>
    <message>
        <source>första gången</source>
        <translation>first use</translation>
    </message>
    <message>
        <source>Ta ut kortet</source>
        <translation>Remove the card</translation>
    </message>
    <message>
        <source>Avbryt</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>&amp;Tillbaka</source>
        <translation>Bac&amp;k</translation>
    </message>
    <message>
        <source>Som systemet</source>
        <translation>Same as the system</translation>
    </message>
    <message>
        <source>Ljust</source>
        <translation>Light</translation>
    </message>
    <message>
        <source>Mörkt</source>
        <translation>Dark</translation>
    </message>
    <message>
        <source>Hög kontrast</source>
        <translation>High contrast</translation>
    </message>
    <message>
        <source>Visa övningskod</source>
        <translation>Show practice code</translation>
    </message>
    <message>
        <source>Övningskod</source>
        <translation>Practice code</translation>
    </message>
    <message>
        <source>Övningens PUK-kod</source>
        <translation>Practice PUK code</translation>
    </message>
    <message>
        <source>Mitt kort…</source>
        <translation>My card…</translation>
    </message>
    <message>
        <source>Om Cosmic Login…</source>
        <translation>About Cosmic Login…</translation>
    </message>
    <message>
        <source>Inställningar…</source>
        <translation>Settings…</translation>
    </message>
    <message>
        <source>Diagnos…</source>
        <translation>Diagnosis…</translation>
    </message>
    <message>
        <source>Programmets logg…</source>
        <translation>Program log…</translation>
    </message>
    <message>
        <source>Dela kortläsare…</source>
        <translation>Share card reader…</translation>
    </message>
    <message>
        <source>Övningsledarens panel</source>
        <translation>Trainer&apos;s panel</translation>
    </message>
    <message>
        <source>Lås upp utan kortet: sätten finns under ”Logga in som någon annan”. Kortet låses upp med PUK-koden från första sidan, när sessionen är avslutad. Du kan också kontakta ID-administratören.</source>
        <translation>Unlock without the card: the ways are under “Log in as another person”. The card is unblocked with the PUK from the first page, once the session has ended. You can also contact the ID administrator.</translation>
    </message>
    <message>
        <source>Vid en låst skärm finns de andra sätten under ”Logga in som någon annan”.</source>
        <translation>At a locked screen the other ways are under “Log in as another person”.</translation>
    </message>
    <message>
        <source>{card}, passerkort</source>
        <translation>{card}, pass card</translation>
    </message>
    <message>
        <source>Cosmic är låst. Lås upp först.</source>
        <translation>Cosmic is locked. Unlock it first.</translation>
    </message>
    <message>
        <source>Textstorlek {percent} %</source>
        <translation>Text size {percent} %</translation>
    </message>
    <message>
        <source>Välj inloggningssätt</source>
        <translation>Choose how to log in</translation>
    </message>
    <message>
        <source>Identifieringstjänst (IDP)</source>
        <translation>Identity provider (IdP)</translation>
    </message>
    <message>
        <source>&amp;Logga in på annat sätt</source>
        <translation>&amp;Log in another way</translation>
    </message>
    <message>
        <source>Inte tillgängligt än</source>
        <translation>Not available yet</translation>
    </message>
    <message>
        <source>Det sättet går inte att använda än. Välj SITHS eID på denna enhet så länge.</source>
        <translation>That way cannot be used yet. Choose SITHS eID on this device for now.</translation>
    </message>
    <message>
        <source>Andra sätt att logga in</source>
        <translation>Other ways to log in</translation>
    </message>
    <message>
        <source>Kort i läsaren</source>
        <translation>Card in the reader</translation>
    </message>
    <message>
        <source>Kort: {who}</source>
        <translation>Card: {who}</translation>
    </message>
    <message>
        <source>Läsare: {reader}</source>
        <translation>Reader: {reader}</translation>
    </message>
    <message>
        <source>IdP: {idp}</source>
        <translation>IdP: {idp}</translation>
    </message>
    <message>
        <source>Tjänsten för kortläsare svarar inte</source>
        <translation>The card reader service does not respond</translation>
    </message>
    <message>
        <source>Ingen kontakt med din egen dator</source>
        <translation>No line to your own computer</translation>
    </message>
    <message>
        <source>Din egen dator är inte ihopparad</source>
        <translation>Your own computer is not paired</translation>
    </message>
    <message>
        <source>Din egen dator har en annan version</source>
        <translation>Your own computer has another version</translation>
    </message>
    <message>
        <source>Något är fel på din egen dator</source>
        <translation>Something is wrong on your own computer</translation>
    </message>
    <message>
        <source>Ingen kortläsare ansluten</source>
        <translation>No card reader connected</translation>
    </message>
    <message>
        <source>Inget kort i läsaren</source>
        <translation>No card in the reader</translation>
    </message>
    <message>
        <source>Kortet läses</source>
        <translation>Reading the card</translation>
    </message>
    <message>
        <source>Kortet går inte att läsa</source>
        <translation>The card cannot be read</translation>
    </message>
    <message>
        <source>Inte ett SITHS-kort</source>
        <translation>Not a SITHS card</translation>
    </message>
    <message>
        <source>Kortet används av ett annat program</source>
        <translation>Another program is using the card</translation>
    </message>
    <message>
        <source>Flera kort sitter i</source>
        <translation>Several cards are inserted</translation>
    </message>
    <message>
        <source>Sätt in ditt kort</source>
        <translation>Insert your card</translation>
    </message>
    <message>
        <source>Kortläsaren går inte att nå</source>
        <translation>The card reader cannot be reached</translation>
    </message>
    <message>
        <source>Para ihop med din egen dator</source>
        <translation>Pair with your own computer</translation>
    </message>
    <message>
        <source>Olika versioner</source>
        <translation>Different versions</translation>
    </message>
    <message>
        <source>Se efter på din egen dator</source>
        <translation>Look at your own computer</translation>
    </message>
    <message>
        <source>Anslut kortläsaren</source>
        <translation>Connect the card reader</translation>
    </message>
    <message>
        <source>Byt kort</source>
        <translation>Change cards</translation>
    </message>
    <message>
        <source>Kortet är upptaget</source>
        <translation>The card is busy</translation>
    </message>
    <message>
        <source>Datorns tjänst för kortläsare svarar inte. Vänta en stund. Kontakta IT-supporten om det inte hjälper.</source>
        <translation>The computer’s card reader service does not respond. Wait a moment. Contact IT support if that does not help.</translation>
    </message>
    <message>
        <source>Kortläsaren på din egen dator går inte att nå. Kontrollera nätverket och att läsaren delas där. Inloggningen fortsätter av sig själv när kontakten är tillbaka.</source>
        <translation>The card reader on your own computer cannot be reached. Check the network, and that the reader is shared there. The login goes on by itself when the line is back.</translation>
    </message>
    <message>
        <source>Din egen dator känner inte den här sessionen, eller inte längre. Öppna en parning på din egen dator och skriv koden i sessionen (cosmic-login reader pair reader://VÄRD:PORT). Inloggningen fortsätter sedan av sig själv.</source>
        <translation>Your own computer does not know this session, or no longer. Begin a pairing on your own computer and type the code in the session (cosmic-login reader pair reader://HOST:PORT). The login then goes on by itself.</translation>
    </message>
    <message>
        <source>Programmet på din egen dator och det i sessionen har olika versioner. Be IT-supporten uppdatera så att båda har samma. Inloggningen fortsätter sedan av sig själv.</source>
        <translation>The program on your own computer and the one in the session have different versions. Ask IT support to update them so that both have the same. The login then goes on by itself.</translation>
    </message>
    <message>
        <source>Något på din egen dator hindrar att kortläsaren delas. Orsaken visas där. Inloggningen fortsätter av sig själv när det är åtgärdat.</source>
        <translation>Something on your own computer keeps the card reader from being shared. The cause is shown there. The login goes on by itself when that is mended.</translation>
    </message>
    <message>
        <source>Ingen kortläsare hittas. När den ansluts fortsätter inloggningen av sig själv.</source>
        <translation>No card reader was found. When it is connected the login goes on by itself.</translation>
    </message>
    <message>
        <source>Sätt in SITHS-kortet i läsaren med chippet först. Inloggningen fortsätter av sig själv.</source>
        <translation>Insert the SITHS card into the reader, chip first. The login goes on by itself.</translation>
    </message>
    <message>
        <source>Låt kortet sitta kvar.</source>
        <translation>Leave the card in the reader.</translation>
    </message>
    <message>
        <source>Ta ut kortet, torka av chippet och sätt in det igen med chippet rätt vänt.</source>
        <translation>Remove the card, wipe the chip and insert it again with the chip facing the right way.</translation>
    </message>
    <message>
        <source>Kortet i läsaren är inget SITHS-kort. Ett passerkort öppnar dörrar men kan inte logga in. Ta ut det och sätt in ditt SITHS-kort.</source>
        <translation>The card in the reader is not a SITHS card. A pass card opens doors but cannot log in. Remove it and insert your SITHS card.</translation>
    </message>
    <message>
        <source>Ett annat program använder kortet. Inloggningen fortsätter av sig själv när programmet släpper kortet. Stäng det annars, eller ta ut kortet och sätt in det igen.</source>
        <translation>Another program is using the card. The login goes on by itself when that program lets the card go. Otherwise close it, or take the card out and put it in again.</translation>
    </message>
    <message>
        <source>Ta ut alla kort utom det du vill logga in med.</source>
        <translation>Remove all cards but the one you want to log in with.</translation>
    </message>
    <message>
        <source>Det gick ut {day}.</source>
        <translation>It expired {day}.</translation>
    </message>
    <message>
        <source>Det börjar gälla {day}.</source>
        <translation>It becomes valid {day}.</translation>
    </message>
    <message>
        <source>Kortet tillhör {holder} och är utfärdat av {issuer}.</source>
        <translation>The card belongs to {holder} and was issued by {issuer}.</translation>
    </message>
    <message>
        <source>Program som kan ha det</source>
        <translation>Programs that may have it</translation>
    </message>
    <message>
        <source>Anslutna kortläsare</source>
        <translation>Connected card readers</translation>
    </message>
    <message>
        <source>Inga kortläsare är anslutna.</source>
        <translation>No card readers are connected.</translation>
    </message>
    <message>
        <source>Välj kort</source>
        <translation>Choose a card</translation>
    </message>
    <message>
        <source>Flera kort sitter i. Välj det du vill använda, eller ta ut de andra.</source>
        <translation>There are several cards in. Choose the one you want to use, or take the others out.</translation>
    </message>
    <message>
        <source>Kort utan namn</source>
        <translation>Card without a name</translation>
    </message>
    <message>
        <source>Kortnummer som slutar på {end}</source>
        <translation>Card number ending in {end}</translation>
    </message>
    <message numerus="yes">
        <source>%n kort.</source>
        <translation>
            <numerusform>%n card.</numerusform>
            <numerusform>%n cards.</numerusform>
        </translation>
    </message>
    <message>
        <source>Ett ögonblick</source>
        <translation>One moment</translation>
    </message>
    <message>
        <source>Inloggningen förbereds.</source>
        <translation>Preparing the login.</translation>
    </message>
    <message>
        <source>Kontaktar identifieringstjänsten.</source>
        <translation>Contacting the identity provider.</translation>
    </message>
    <message>
        <source>Läser kortet. Låt det sitta kvar.</source>
        <translation>Reading the card. Leave it in.</translation>
    </message>
    <message>
        <source>Väntar på kortets certifikat. Låt kortet sitta kvar.</source>
        <translation>Waiting for the card&apos;s certificate. Leave the card in.</translation>
    </message>
    <message>
        <source>Kontrollerar att kortet gäller.</source>
        <translation>Checking that the card is valid.</translation>
    </message>
    <message>
        <source>Kortet arbetar. Låt det sitta kvar.</source>
        <translation>The card is working. Leave it in.</translation>
    </message>
    <message>
        <source>Registrerar kortet. Låt det sitta kvar.</source>
        <translation>Registering the card. Leave it in.</translation>
    </message>
    <message>
        <source>Mina sidor aktiverar kortet. Låt det sitta kvar.</source>
        <translation>Mina sidor is activating the card. Leave it in.</translation>
    </message>
    <message>
        <source>Mina sidor gör en kod till telefonen.</source>
        <translation>Mina sidor is making a code for the phone.</translation>
    </message>
    <message>
        <source>Kortet får ett certifikat för underskrift. Låt det sitta kvar.</source>
        <translation>The card is getting a certificate for signatures. Leave it in.</translation>
    </message>
    <message>
        <source>Kortet byter kod. Låt det sitta kvar.</source>
        <translation>The card is changing its code. Leave it in.</translation>
    </message>
    <message>
        <source>Bekräftar vem du är.</source>
        <translation>Confirming who you are.</translation>
    </message>
    <message>
        <source>Det här går inte att visa</source>
        <translation>This cannot be shown</translation>
    </message>
    <message>
        <source>Ett tillägg har gått sönder. Avbryt och logga in på ett annat sätt.</source>
        <translation>A plug-in is broken. Cancel and log in another way.</translation>
    </message>
    <message>
        <source>Avbryter inloggningen och går till början.</source>
        <translation>Cancels the login and goes back to the start.</translation>
    </message>
    <message>
        <source>Fortsätt i SITHS eID</source>
        <translation>Continue in SITHS eID</translation>
    </message>
    <message>
        <source>Skriv din legitimeringskod i fönstret SITHS eID.</source>
        <translation>Enter your identification code in the SITHS eID window.</translation>
    </message>
    <message>
        <source>Kortet används för första gången. Registrera det i fönstret SITHS eID.</source>
        <translation>The card is being used for the first time. Register it in the SITHS eID window.</translation>
    </message>
    <message>
        <source>&amp;Visa SITHS eID</source>
        <translation>&amp;Show SITHS eID</translation>
    </message>
    <message>
        <source>SITHS eID</source>
        <translation>SITHS eID</translation>
    </message>
    <message>
        <source>Legitimera dig</source>
        <translation>Identify yourself</translation>
    </message>
    <message>
        <source>Registrera kortet</source>
        <translation>Register the card</translation>
    </message>
    <message>
        <source>{holder} · {organisation}</source>
        <translation>{holder} · {organisation}</translation>
    </message>
    <message>
        <source>{party} vill att du legitimerar dig.</source>
        <translation>{party} asks you to identify yourself.</translation>
    </message>
    <message>
        <source>Kortet används för första gången och ska registreras. Koden behövs en gång nu och en gång till efteråt.</source>
        <translation>The card is being used for the first time and has to be registered. The code is needed once now and once more afterwards.</translation>
    </message>
    <message>
        <source>Kortet är registrerat. Skriv koden en gång till för att legitimera dig.</source>
        <translation>The card is registered. Enter the code once more to identify yourself.</translation>
    </message>
    <message>
        <source>L&amp;egitimeringskod</source>
        <translation>Identification co&amp;de</translation>
    </message>
    <message>
        <source>Legitimeringskod, sex siffror</source>
        <translation>Identification code, six digits</translation>
    </message>
    <message>
        <source>Siffrorna visas inte och läses inte upp.</source>
        <translation>The digits are neither shown nor read aloud.</translation>
    </message>
    <message>
        <source>Legitimera</source>
        <translation>Identify</translation>
    </message>
    <message numerus="yes">
        <source>%n försök kvar.</source>
        <translation>
            <numerusform>%n try left.</numerusform>
            <numerusform>%n tries left.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Fel kod. %n försök kvar.</source>
        <translation>
            <numerusform>Wrong code. %n try left.</numerusform>
            <numerusform>Wrong code. %n tries left.</numerusform>
        </translation>
    </message>
    <message>
        <source>Det är sista försöket. Blir det fel spärras koden.</source>
        <translation>This is the last try. If it is wrong, the code is blocked.</translation>
    </message>
    <message>
        <source>Koden är sex siffror.</source>
        <translation>The code is six digits.</translation>
    </message>
    <message numerus="yes">
        <source>%n av 6 siffror</source>
        <translation>
            <numerusform>%n of 6 digits</numerusform>
            <numerusform>%n of 6 digits</numerusform>
        </translation>
    </message>
    <message>
        <source>Välj tjänste-id</source>
        <translation>Choose a service ID</translation>
    </message>
    <message>
        <source>Du har flera tjänste-id. Välj det du arbetar med nu.</source>
        <translation>You have several service IDs. Choose the one you are working with now.</translation>
    </message>
    <message>
        <source>{holder} har flera tjänste-id. Välj det du arbetar med nu.</source>
        <translation>{holder} has several service IDs. Choose the one you are working with now.</translation>
    </message>
    <message>
        <source>Egen region</source>
        <translation>Own region</translation>
    </message>
    <message>
        <source>Annan organisation</source>
        <translation>Another organisation</translation>
    </message>
    <message>
        <source>Skriv för att filtrera</source>
        <translation>Type to filter</translation>
    </message>
    <message>
        <source>Inget tjänste-id passar det du skrev.</source>
        <translation>No service ID matches what you typed.</translation>
    </message>
    <message>
        <source>Autentiseringen misslyckades</source>
        <translation>Authentication failed</translation>
    </message>
    <message>
        <source>Inloggningen misslyckades</source>
        <translation>Login failed</translation>
    </message>
    <message>
        <source>Försök igen</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>Stäng fönster</source>
        <translation>Close window</translation>
    </message>
    <message>
        <source>Felkod till supporten:</source>
        <translation>Failure code for support:</translation>
    </message>
    <message>
        <source>Felkod {code}</source>
        <translation>Failure code {code}</translation>
    </message>
    <message>
        <source>Du är inloggad</source>
        <translation>You are logged in</translation>
    </message>
    <message>
        <source>Organisation</source>
        <translation>Organisation</translation>
    </message>
    <message>
        <source>HSA-id</source>
        <translation>HSA-id</translation>
    </message>
    <message>
        <source>Inloggningssätt</source>
        <translation>Way of logging in</translation>
    </message>
    <message>
        <source>Tillitsnivå</source>
        <translation>Level of assurance</translation>
    </message>
    <message>
        <source>Inloggad sedan</source>
        <translation>Logged in since</translation>
    </message>
    <message>
        <source>Nivå {loa} (LoA {loa})</source>
        <translation>Level {loa} (LoA {loa})</translation>
    </message>
    <message>
        <source>&amp;Logga ut</source>
        <translation>&amp;Log out</translation>
    </message>
    <message>
        <source>Ta med dig kortet när du går från datorn. Lämna det aldrig i läsaren.</source>
        <translation>Take your card with you when you leave the computer. Never leave it in the reader.</translation>
    </message>
    <message>
        <source>Du loggas ut</source>
        <translation>Logging you out</translation>
    </message>
    <message>
        <source>Ta med dig kortet.</source>
        <translation>Take your card with you.</translation>
    </message>
    <message>
        <source>Cosmic stängs</source>
        <translation>Closing Cosmic</translation>
    </message>
    <message>
        <source>Fönstret stängs av sig självt.</source>
        <translation>The window closes by itself.</translation>
    </message>
    <message>
        <source>Väntar på kortet: sätt in det</source>
        <translation>Waits for the card: insert it</translation>
    </message>
    <message>
        <source>Certifikatet läses</source>
        <translation>Reading the certificate</translation>
    </message>
    <message>
        <source>Låt kortet sitta kvar. Nästa går att trycka på först när certifikatet visas.</source>
        <translation>Leave the card in. Next can be pressed when the certificate is shown, not before.</translation>
    </message>
    <message>
        <source>Vänta några sekunder så att certifikatet hinner läsas in. Klicka därefter på ”Nästa” för att logga in.</source>
        <translation>Wait some seconds so that the certificate has time to be read. Then click “Next” to log in.</translation>
    </message>
    <message>
        <source>Kortets certifikat</source>
        <translation>The card&apos;s certificate</translation>
    </message>
    <message>
        <source>Kontrollera att det är ditt kort och tryck på Nästa.</source>
        <translation>Check that it is your card and press Next.</translation>
    </message>
    <message>
        <source>Innehavare</source>
        <translation>Holder</translation>
    </message>
    <message>
        <source>Personnummer</source>
        <translation>Personal number</translation>
    </message>
    <message>
        <source>Utfärdare</source>
        <translation>Issuer</translation>
    </message>
    <message>
        <source>Giltigt</source>
        <translation>Valid</translation>
    </message>
    <message>
        <source>{since} till {until}</source>
        <translation>{since} to {until}</translation>
    </message>
    <message>
        <source>&amp;Nästa</source>
        <translation>&amp;Next</translation>
    </message>
    <message>
        <source>Väntar på certifikatet.</source>
        <translation>Waits for the certificate.</translation>
    </message>
    <message>
        <source>Skriv koden till kortet</source>
        <translation>Type the card&apos;s code</translation>
    </message>
    <message>
        <source>&amp;OK</source>
        <translation>&amp;OK</translation>
    </message>
    <message>
        <source>Steg {number} av {of}: {what}</source>
        <translation>Step {number} of {of}: {what}</translation>
    </message>
    <message>
        <source>Kontrollera certifikatet</source>
        <translation>Check the certificate</translation>
    </message>
    <message>
        <source>Skriv koden</source>
        <translation>Type the code</translation>
    </message>
    <message>
        <source>Läs av QR-koden</source>
        <translation>Scan the QR code</translation>
    </message>
    <message>
        <source>Legitimera dig i telefonen</source>
        <translation>Identify yourself in the phone</translation>
    </message>
    <message>
        <source>Identiteten bekräftas</source>
        <translation>Confirming your identity</translation>
    </message>
    <message>
        <source>Logga in med BankID</source>
        <translation>Log in with BankID</translation>
    </message>
    <message>
        <source>Öppna appen SITHS eID i telefonen och tryck på Skanna QR-kod.</source>
        <translation>Open the SITHS eID app on the phone and press Scan QR code.</translation>
    </message>
    <message>
        <source>Rikta kameran mot koden på skärmen.</source>
        <translation>Point the camera at the code on the screen.</translation>
    </message>
    <message>
        <source>Skriv din kod i telefonen. Här går det sedan vidare av sig självt.</source>
        <translation>Enter your code on the phone. It then goes on here by itself.</translation>
    </message>
    <message>
        <source>Starta BankID-appen i din egen telefon och tryck på Skanna QR-kod.</source>
        <translation>Start the BankID app on your own phone and press Scan QR code.</translation>
    </message>
    <message>
        <source>Legitimera dig i appen. Här går det sedan vidare av sig självt.</source>
        <translation>Identify yourself in the app. It then goes on here by itself.</translation>
    </message>
    <message>
        <source>{number}. {text}</source>
        <translation>{number}. {text}</translation>
    </message>
    <message>
        <source>QR-kod för appen {app}. Den byts varje sekund.</source>
        <translation>QR code for the {app} app. It changes every second.</translation>
    </message>
    <message>
        <source>QR-koden är läst. Fortsätt i telefonen.</source>
        <translation>The QR code has been read. Go on with the phone.</translation>
    </message>
    <message>
        <source>Ingen QR-kod att läsa av just nu.</source>
        <translation>No QR code to scan right now.</translation>
    </message>
    <message>
        <source>Går det inte att läsa av koden: tryck på Försök igen och välj SITHS eID på denna enhet. Då räcker kortet och tangentbordet.</source>
        <translation>If the code cannot be scanned: press Try again and choose SITHS eID on this device. The card and the keyboard are enough then.</translation>
    </message>
    <message>
        <source>Går det inte att läsa av koden: tryck på Försök igen och välj ett sätt med kortet. Då räcker kortet och tangentbordet.</source>
        <translation>If the code cannot be scanned: press Try again and choose a way with the card. The card and the keyboard are enough then.</translation>
    </message>
    <message numerus="yes">
        <source>Läses den inte av kommer en ny kod, högst %n gånger till.</source>
        <translation>
            <numerusform>If it is not scanned a new code comes, %n more time at the most.</numerusform>
            <numerusform>If it is not scanned a new code comes, %n more times at the most.</numerusform>
        </translation>
    </message>
    <message>
        <source>Det är den sista koden. Läses den inte av avbryts inloggningen.</source>
        <translation>This is the last code. If it is not scanned the login is cancelled.</translation>
    </message>
    <message>
        <source>&amp;Visa koden större</source>
        <translation>&amp;View the code larger</translation>
    </message>
    <message>
        <source>Blev det fel sätt? Välj ett annat.</source>
        <translation>Not the way you wanted? Choose another.</translation>
    </message>
    <message>
        <source>Inloggningen startar om</source>
        <translation>The login is starting over</translation>
    </message>
    <message>
        <source>Vänta en stund. Sedan kan du välja inloggningssätt igen.</source>
        <translation>Wait a moment. Then you can choose how to log in again.</translation>
    </message>
    <message>
        <source>Kortet är borta</source>
        <translation>The card is gone</translation>
    </message>
    <message>
        <source>Sätt tillbaka kortet för att fortsätta. Annars låses Cosmic.</source>
        <translation>Put the card back to go on. Otherwise Cosmic locks.</translation>
    </message>
    <message>
        <source>Sätt tillbaka kortet för att fortsätta. Annars loggas du ut.</source>
        <translation>Put the card back to go on. Otherwise you are logged out.</translation>
    </message>
    <message>
        <source>Cosmic fortsätter om kontakten kommer tillbaka. Annars låses Cosmic.</source>
        <translation>Cosmic goes on if the line comes back. Otherwise it locks.</translation>
    </message>
    <message>
        <source>Cosmic fortsätter om kontakten kommer tillbaka. Annars loggas du ut.</source>
        <translation>Cosmic goes on if the line comes back. Otherwise you are logged out.</translation>
    </message>
    <message>
        <source>Lås &amp;nu</source>
        <translation>Lock &amp;now</translation>
    </message>
    <message>
        <source>Logga ut &amp;nu</source>
        <translation>Log out &amp;now</translation>
    </message>
    <message>
        <source>Cosmic är låst</source>
        <translation>Cosmic is locked</translation>
    </message>
    <message>
        <source>Låst av</source>
        <translation>Locked by</translation>
    </message>
    <message>
        <source>Låst sedan {time}</source>
        <translation>Locked since {time}</translation>
    </message>
    <message>
        <source>Sessionen är kvar. Den som låste fortsätter genom att legitimera sig igen.</source>
        <translation>The session is still there. Whoever locked it goes on by identifying themselves again.</translation>
    </message>
    <message>
        <source>Lås u&amp;pp</source>
        <translation>&amp;Unlock</translation>
    </message>
    <message>
        <source>Legitimera dig med {way}.</source>
        <translation>Identify yourself with {way}.</translation>
    </message>
    <message>
        <source>Kortet sitter kvar i läsaren. Ta med kortet när du går.</source>
        <translation>The card is still in the reader. Take it with you when you leave.</translation>
    </message>
    <message>
        <source>Upplåsningen misslyckades</source>
        <translation>Unlocking failed</translation>
    </message>
    <message>
        <source>Avbryter upplåsningen. Cosmic är fortfarande låst.</source>
        <translation>Cancels the unlocking. Cosmic is still locked.</translation>
    </message>
    <message>
        <source>Lå&amp;s</source>
        <translation>Loc&amp;k</translation>
    </message>
    <message>
        <source>&amp;Mina inloggningar</source>
        <translation>M&amp;y logins</translation>
    </message>
    <message numerus="yes">
        <source>Cosmic låses efter %n minuter utan aktivitet.</source>
        <translation>
            <numerusform>Cosmic locks after %n minute without activity.</numerusform>
            <numerusform>Cosmic locks after %n minutes without activity.</numerusform>
        </translation>
    </message>
    <message>
        <source>Kontakta IT-supporten om du inte känner igen en inloggning.</source>
        <translation>Contact IT support if there is a login you do not recognise.</translation>
    </message>
    <message>
        <source>Inloggningar, den senaste först</source>
        <translation>Logins, the latest first</translation>
    </message>
    <message>
        <source>Läser.</source>
        <translation>Reading.</translation>
    </message>
    <message>
        <source>Det finns inga inloggningar att visa.</source>
        <translation>There are no logins to show.</translation>
    </message>
    <message numerus="yes">
        <source>%n inloggningar</source>
        <translation>
            <numerusform>%n login</numerusform>
            <numerusform>%n logins</numerusform>
        </translation>
    </message>
    <message>
        <source>Lyckades</source>
        <translation>Succeeded</translation>
    </message>
    <message>
        <source>Misslyckades: {cause} ({code})</source>
        <translation>Failed: {cause} ({code})</translation>
    </message>
    <message>
        <source>St&amp;äng</source>
        <translation>&amp;Close</translation>
    </message>
    <message>
        <source>{cause} {mend} ({code})</source>
        <translation>{cause} {mend} ({code})</translation>
    </message>
    <message>
        <source>Vill du logga ut användaren?</source>
        <translation>Do you want to log the user out?</translation>
    </message>
    <message>
        <source>&amp;JA</source>
        <translation>&amp;YES</translation>
    </message>
    <message>
        <source>&amp;NEJ</source>
        <translation>&amp;NO</translation>
    </message>
    <message>
        <source>Du har legitimerat dig som {who}, men Cosmic är låst av någon annan.</source>
        <translation>You have identified yourself as {who}, but Cosmic is locked by somebody else.</translation>
    </message>
    <message>
        <source>Svarar du JA loggas {who} ut, och du gör inloggningen en gång till. Det som inte är sparat går förlorat.</source>
        <translation>If you answer YES, {who} is logged out and you make the login once more. What has not been saved is lost.</translation>
    </message>
    <message>
        <source>Loggar ut den låsta sessionen. Sedan görs inloggningen om.</source>
        <translation>Logs the locked session out. Then the login is made again.</translation>
    </message>
    <message>
        <source>Lämnar sessionen som den var, låst.</source>
        <translation>Leaves the session as it was, locked.</translation>
    </message>
    <message>
        <source>Utan svar blir det NEJ.</source>
        <translation>No answer means NO.</translation>
    </message>
    <message>
        <source>Användaren loggas ut</source>
        <translation>The user is being logged out</translation>
    </message>
    <message>
        <source>Sedan görs inloggningen om.</source>
        <translation>Then the login is made again.</translation>
    </message>
    <message>
        <source>Logga in som någon a&amp;nnan</source>
        <translation>Log in as a&amp;nother person</translation>
    </message>
    <message>
        <source>Logga in vid en låst skärm</source>
        <translation>Log in at a locked screen</translation>
    </message>
    <message>
        <source>Är sessionen din egen låses den upp. Annars frågas du innan den loggas ut.</source>
        <translation>If the session is your own, it is unlocked. Otherwise you are asked before it is logged out.</translation>
    </message>
    <message>
        <source>Användaren är utloggad. Skriv din kod en gång till: den första gången visade bara vem du är.</source>
        <translation>The user is logged out. Type your code once more: the first time only showed who you are.</translation>
    </message>
    <message>
        <source>Cosmic svarar inte</source>
        <translation>Cosmic does not answer</translation>
    </message>
    <message>
        <source>Övningen går till som i verkligheten: det som trycktes kom för tidigt, och nu hjälper bara en omstart.</source>
        <translation>The exercise goes as in real life: what was pressed came too early, and now only a restart helps.</translation>
    </message>
    <message>
        <source>&amp;Starta om Cosmic</source>
        <translation>&amp;Restart Cosmic</translation>
    </message>
    <message>
        <source>Eller tryck Ctrl+Alt+R.</source>
        <translation>Or press Ctrl+Alt+R.</translation>
    </message>
    <message>
        <source>{title} (svarar inte)</source>
        <translation>{title} (not answering)</translation>
    </message>
    <message>
        <source>Sätt: verklighetstroget</source>
        <translation>Manner: true to life</translation>
    </message>
</context>
</TS>
