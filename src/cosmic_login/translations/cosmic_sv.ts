<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="sv" sourcelanguage="sv">
<context>
    <name>Help</name>
    <message numerus="yes">
        <source>%n avsnitt passar.</source>
        <translation>
            <numerusform>%n avsnitt passar.</numerusform>
            <numerusform>%n avsnitt passar.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Kit</name>
    <message numerus="yes">
        <source>%n sekunder kvar</source>
        <translation>
            <numerusform>%n sekund kvar</numerusform>
            <numerusform>%n sekunder kvar</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MyCard</name>
    <message numerus="yes">
        <source>%n försök kvar</source>
        <translation>
            <numerusform>%n försök kvar</numerusform>
            <numerusform>%n försök kvar</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Phone</name>
    <message numerus="yes">
        <source>%n av 6 siffror</source>
        <translation>
            <numerusform>%n av 6 siffror</numerusform>
            <numerusform>%n av 6 siffror</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Fel kod. %n försök kvar.</source>
        <translation>
            <numerusform>Fel kod. %n försök kvar.</numerusform>
            <numerusform>Fel kod. %n försök kvar.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n försök kvar.</source>
        <translation>
            <numerusform>%n försök kvar.</numerusform>
            <numerusform>%n försök kvar.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Trainer</name>
    <message numerus="yes">
        <source>Efter %n sekunder</source>
        <translation>
            <numerusform>Efter %n sekund</numerusform>
            <numerusform>Efter %n sekunder</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>inloggningar kvar: %n</source>
        <translation>
            <numerusform>inloggningar kvar: %n</numerusform>
            <numerusform>inloggningar kvar: %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>sekunder kvar: %n</source>
        <translation>
            <numerusform>sekunder kvar: %n</numerusform>
            <numerusform>sekunder kvar: %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n inloggningar</source>
        <translation>
            <numerusform>%n inloggning</numerusform>
            <numerusform>%n inloggningar</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min</source>
        <translation>
            <numerusform>%n min</numerusform>
            <numerusform>%n min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sekunder</source>
        <translation>
            <numerusform>%n sekund</numerusform>
            <numerusform>%n sekunder</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>gånger kvar: %n</source>
        <translation>
            <numerusform>gånger kvar: %n</numerusform>
            <numerusform>gånger kvar: %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n dagar</source>
        <translation>
            <numerusform>%n dagar</numerusform>
            <numerusform>%n dagar</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Syns minst %n sekunder</source>
        <translation>
            <numerusform>Syns minst %n sekunder</numerusform>
            <numerusform>Syns minst %n sekunder</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message numerus="yes">
        <source>Fel nuvarande kod. %n försök kvar.</source>
        <translation>
            <numerusform>Fel nuvarande kod. %n försök kvar.</numerusform>
            <numerusform>Fel nuvarande kod. %n försök kvar.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n av 8 siffror</source>
        <translation>
            <numerusform>%n av 8 siffror</numerusform>
            <numerusform>%n av 8 siffror</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Fel PUK-kod. %n försök kvar.</source>
        <translation>
            <numerusform>Fel PUK-kod. %n försök kvar.</numerusform>
            <numerusform>Fel PUK-kod. %n försök kvar.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n kort.</source>
        <translation>
            <numerusform>%n kort.</numerusform>
            <numerusform>%n kort.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n försök kvar.</source>
        <translation>
            <numerusform>%n försök kvar.</numerusform>
            <numerusform>%n försök kvar.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Fel kod. %n försök kvar.</source>
        <translation>
            <numerusform>Fel kod. %n försök kvar.</numerusform>
            <numerusform>Fel kod. %n försök kvar.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n av 6 siffror</source>
        <translation>
            <numerusform>%n av 6 siffror</numerusform>
            <numerusform>%n av 6 siffror</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Läses den inte av kommer en ny kod, högst %n gånger till.</source>
        <translation>
            <numerusform>Läses den inte av kommer en ny kod, högst %n gång till.</numerusform>
            <numerusform>Läses den inte av kommer en ny kod, högst %n gånger till.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Cosmic låses efter %n minuter utan aktivitet.</source>
        <translation>
            <numerusform>Cosmic låses efter %n minut utan aktivitet.</numerusform>
            <numerusform>Cosmic låses efter %n minuter utan aktivitet.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n inloggningar</source>
        <translation>
            <numerusform>%n inloggning</numerusform>
            <numerusform>%n inloggningar</numerusform>
        </translation>
    </message>
</context>
</TS>
