"""Every text of this plug-in, Swedish first, and its English."""

from __future__ import annotations

plugin_api = 2

LABEL = "Prov-id med bild"
BUTTON = "Logga in med &Prov-id"
ABOUT = "Välj bilden som du har bestämt."
HEADING = "Vilken bild är din?"
SENTENCE = "Prov-id visar tre bilder. Välj den som är din."
PICTURES = {"boat": "Båten", "house": "Huset", "tree": "Trädet"}
CANCEL = "Avbryt prov-id"
TOPIC_TITLE = "Logga in med Prov-id"
TOPIC_STEP = "Välj Logga in på annat sätt, sedan Logga in med Prov-id, och sedan din bild."

ENGLISH = {
    LABEL: "Prov-id with a picture",
    BUTTON: "Log in with &Prov-id",
    ABOUT: "Choose the picture that you decided on.",
    HEADING: "Which picture is yours?",
    SENTENCE: "Prov-id shows three pictures. Choose the one that is yours.",
    PICTURES["boat"]: "The boat",
    PICTURES["house"]: "The house",
    PICTURES["tree"]: "The tree",
    CANCEL: "Cancel prov-id",
    TOPIC_TITLE: "Log in with Prov-id",
    TOPIC_STEP: "Choose Log in another way, then Log in with Prov-id, and then your picture.",
}
