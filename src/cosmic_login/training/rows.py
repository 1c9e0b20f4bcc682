"""What the instruction is about, row by row, and which rows are open; scenarios name the rows they show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cosmic_login.training.model import Text

ROWS: Final[Mapping[str, Text]] = {
    "R1": Text("Giltigt SITHS-kort och rätt legitimeringskod", "A valid SITHS card and the right code"),
    "R2": Text("Vem man frågar", "Whom to ask"),
    "R3": Text("Lämna aldrig kortet, skydda koderna", "Never leave the card, protect the codes"),
    "R4": Text("Åtkomstloggen: vem, när, hur", "The audit trail: who, when, how"),
    "R5": Text("Certifikat för underskrift hämtas på Mina sidor", "The signing certificate comes from Mina sidor"),
    "R6": Text("SITHS eID i en fjärrsession", "SITHS eID in a remote session"),
    "R7": Text("Första gången: koden två gånger", "The first time: the code twice"),
    "R8": Text("Startsidans tre sätt", "The three ways of the start screen"),
    "R9": Text("SITHS eID på denna enhet", "SITHS eID on this device"),
    "R10": Text("Välj tjänste-id", "Choose the service ID"),
    "R11": Text("Mobilt SITHS eID: installera och aktivera", "Mobile SITHS eID: install and activate"),
    "R12": Text("SITHS eID på annan enhet: läs av QR-koden", "SITHS eID on another device: read the QR code"),
    "R13": Text("Koden skrivs i telefonen", "The code is typed on the phone"),
    "R14": Text(
        "Glömt eller förlorat kort: reservkort, annars BankID", "Card forgotten or lost: reserve card, or BankID"
    ),
    "R15": Text("SITHS eID ur drift: SITHS eID MD", "SITHS eID out of service: SITHS eID MD"),
    "R16": Text("SITHS eID MD, steg för steg", "SITHS eID MD, step by step"),
    "R17": Text("Logga in med SITHS-kort utan kort: Cosmic hänger sig", "SITHS card without a card: Cosmic freezes"),
    "R18": Text(
        "Nästa innan certifikatet har lästs: Cosmic hänger sig", "Nästa before the certificate: Cosmic freezes"
    ),
    "R19": Text("Låst av en annan, SITHS eID MD: koden en gång", "Locked by another, SITHS eID MD: the code once"),
    "R20": Text("BankID på den egna telefonen", "BankID on the private phone"),
    "R21": Text("Autentiseringen misslyckades", "Authentication failed"),
    "R22": Text("Inloggningen misslyckades", "Login failed"),
    "R23": Text("BankID av misstag: tillbaka", "BankID by mistake: back"),
    "R24": Text("Låst av en annan, SITHS eID: koden en gång till", "Locked by another, SITHS eID: the code once more"),
    "R25": Text("Påhittade namn", "Fictional names"),
    "R26": Text("Passerkort i läsaren", "A pass card in the reader"),
}
#: Rows that no scenario can show yet, and why.
OPEN: Final[Mapping[str, Text]] = {}
