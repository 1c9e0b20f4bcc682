"""Every stored time and every timer, with what becomes of it when the clock is set or the machine sleeps.

docs/time.md is made from this, and ``tests/unit/test_time_table.py`` holds it against the source: whoever asks a clock,
waits for some time or keeps a time needs a row.

Two clocks: wall time (``Clock.now``), which people and programs set, and the time since the machine was started
(``Clock.monotonic``), which nobody sets and which counts sleep where the system can. Qt's timers and asyncio's go by a
third that stands still while the machine sleeps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class TimeRule:
    """How a kind of time takes it: half a minute either way; an hour, a day, two years back or ahead; sleep."""

    about: str
    a_little: str
    back: str
    ahead: str
    asleep: str


@dataclass(frozen=True)
class StoredTime:
    """A time on the disk. ``name`` is ``table.column`` of the IdP's store, or ``Class.field`` of another file."""

    name: str
    rule: str
    what: str


@dataclass(frozen=True)
class TimeUse:
    """A file that has to do with time, and how: see ``tests/unit/time_uses.py`` for the words of ``uses``."""

    file: str
    uses: frozenset[str]
    rule: str
    what: str


RULES: Final[Mapping[str, TimeRule]] = {
    "limit": TimeRule(
        "A time limit: a moment on both clocks (`core/deadline.py`), looked at each second.",
        "up to half a minute shorter",
        "runs as if nothing had happened",
        "is over at once",
        "is over at waking when it ran out meanwhile; the touch that woke the machine comes too late",
    ),
    "short": TimeRule(
        "Waits for seconds, by a timer that nobody sets: an answer, a lock, the next look.",
        "nothing", "nothing", "nothing", "goes on where it stood; what it waited for has mostly gone, and is told so",
    ),
    "life": TimeRule(
        "Good for minutes, kept in the store, since it outlives the process (`core.clock.is_over`).",
        "half a minute longer or shorter",
        "is over at once; a login under way ends as `clock.changed`",
        "is over at once; a login under way ends as `clock.changed`",
        "is over at waking when it ran out meanwhile, as `order.expired`",
    ),
    "key": TimeRule(
        "A signing key's turn: the newest that has begun signs, else the oldest there is.",
        "nothing",
        "signs on; keys of the future begin now, so that they are followed by others in time",
        "the successor is made, is published for a day and then signs",
        "the same as set ahead",
    ),
    "outage": TimeRule(
        "An outage that ends by itself.",
        "half a minute longer or shorter",
        "lasts its own time once more, from the moment at which that is noticed",
        "is over",
        "is over at waking when it ran out meanwhile",
    ),
    "renewed": TimeRule(
        "A certificate or a list of our own: made anew in time, by whoever needs it next.",
        "nothing",
        "is made anew when it has not begun; revocations stay. A CA begins six years before it was made",
        "is made anew; what it had signed stays good",
        "the same as set ahead",
    ),
    "dated": TimeRule(
        "A person's certificate, on a card or a phone. It runs out as in life; `doctor` says so two months ahead.",
        "nothing; it begins some minutes early",
        "a virtual card that is not valid yet but was ordered to be gets new certificates when it is used next",
        "runs out when its day has come (`certificate.expired`), and is good again with the right time",
        "the same as set ahead",
    ),
    "compared": TimeRule(
        "The clocks of two machines, or what one wrote and another reads.",
        "nothing: 300 s are put up with",
        "`clock.skew` before the code is asked for, until the clock is right",
        "`clock.skew` before the code is asked for, until the clock is right",
        "nothing",
    ),
    "fact": TimeRule(
        "When something happened: written and shown, never compared with now.",
        "shows the clock as it was", "shows the clock as it was", "shows the clock as it was", "nothing",
    ),
    "shown": TimeRule(
        "The time as it is now, for people.", "follows", "follows", "follows", "follows at waking, within a minute"
    ),
    "kept": TimeRule(
        "How long something that is over is remembered.",
        "nothing",
        "is remembered until the clock has caught up; that is some rows",
        "is forgotten early: a log-out finds no session, and says nothing of it",
        "the same as set ahead",
    ),
    "drawn": TimeRule("What moves on the screen.", "nothing", "nothing", "nothing", "goes on"),
    "seam": TimeRule("Where the clocks come from; the rules are with those who ask.", "", "", "", ""),
}  # fmt: skip

STORED: Final = (
    StoredTime("signing_key.created", "key", "when a signing key was made"),
    StoredTime("signing_key.active", "key", "when it begins to sign: a day after it was published"),
    StoredTime("signing_key.retired", "key", "when its successor takes over; a day later it is forgotten"),
    StoredTime("login.created", "life", "when a login began"),
    StoredTime("login.expires", "life", "when it has to be through, with the choice of a service ID"),
    StoredTime("web_login.created", "life", "when a system asked for a login in a browser"),
    StoredTime("web_login.expires", "life", "until when that system has to have its answer: a quarter of an hour"),
    StoredTime("sso_session.created", "life", "when a session began that systems share; in the future it is none"),
    StoredTime("sso_session.expires", "life", "when it ends, however much it is used: an hour"),
    StoredTime("sso_session.ended", "kept", "when it was ended; it is forgotten minutes later"),
    StoredTime("web_logout.created", "life", "when a log-out in a browser began"),
    StoredTime("web_logout.expires", "life", "until when it goes on: a quarter of an hour"),
    StoredTime("web_logout.ended", "kept", "when another row took its place, once a system had answered"),
    StoredTime("oidc_code.expires", "life", "until when an authorization code of a system is good: a minute"),
    StoredTime("oidc_code.spent", "fact", "when it was exchanged: it takes back what it gave when it comes again"),
    StoredTime("oidc_token.issued", "fact", "when an access token of a system was given"),
    StoredTime("oidc_token.expires", "life", "until when it is good: a quarter of an hour"),
    StoredTime("oidc_pushed.expires", "life", "until when a request that was sent beforehand waits for its browser: 90 s"),
    StoredTime("oidc_assertion.expires", "kept", "until when a client's assertion is remembered, that it comes once"),
    StoredTime("oidc_notice.created", "fact", "when a system had to be told of a log-out: their order"),
    StoredTime("saml_request.expires", "life", "until when the ID of a SAML system's request is remembered"),
    StoredTime("sso_party.since", "fact", "when a session logged in to a system: their order at the log-out"),
    StoredTime("login_order.created", "life", "when an order was made; its QR codes count from there"),
    StoredTime("login_order.start_by", "life", "until when an app has to take it up: 30 s"),
    StoredTime("login_order.finish_by", "life", "until when it has to be complete: 180 s"),
    StoredTime("login_order.ended", "kept", "when it ended: its relying party may ask for so long"),
    StoredTime("code.expires", "life", "an authorization code: a minute"),
    StoredTime("spent_code.expires", "kept", "a code that was used"),
    StoredTime("token.expires", "life", "an access token: a quarter of an hour"),
    StoredTime("person_session.created", "kept", "a session, for its log-out: a day"),
    StoredTime("person_session.ended", "fact", "when it ended"),
    StoredTime("registration.registered", "fact", "when a card was registered"),
    StoredTime("card_activation.activated", "fact", "when a reserve card was activated"),
    StoredTime("outage.since", "outage", "when an outage began"),
    StoredTime("outage.until", "outage", "when it ends by itself"),
    StoredTime("answer_fault.since", "outage", "when a fault was ordered"),
    StoredTime("answer_fault.until", "outage", "when its order ends by itself"),
    StoredTime("answer_fault.delay", "fact", "how late an answer is that was ordered to be slow, in seconds"),
    StoredTime("enrolment.since", "fact", "when an e-ID was made on a phone"),
    StoredTime("enrolment.until", "dated", "until when its certificate is valid: two years"),
    StoredTime("enrolment.removed", "fact", "when it was removed"),
    StoredTime("activation.expires", "life", "leave to make an e-ID: a quarter of an hour"),
    StoredTime("CardState.not_before", "dated", "when a virtual card begins to be valid"),
    StoredTime("CardState.not_after", "dated", "when it ends: five years after it was issued"),
    StoredTime("IdRecord.since", "fact", "when an e-ID was made, on the phone's side"),
    StoredTime("IdRecord.until", "dated", "until when its certificate is valid"),
    StoredTime("OpenRequest.expires", "life", "a request that waits on the phone for its code"),
    StoredTime("AuditRecord.time", "fact", "a row of the audit trail; `doctor` tells a clock that is behind the last one"),
    StoredTime("pki/authorities.sealed", "renewed", "CAs: roots live 40 years and are followed after 20, others 18 and after 7"),
    StoredTime("pki/crl/*.crl", "renewed", "revocation lists: seven days, made anew when three are left"),
    StoredTime("log/*.log", "fact", "a line of the program's log"),
)  # fmt: skip


def _use(file: str, uses: str, rule: str, what: str) -> TimeUse:
    return TimeUse(file, frozenset(uses.split()), rule, what)


USES: Final = (
    _use("core/clock.py", "now monotonic", "seam", "the two clocks"),
    _use("core/deadline.py", "now monotonic", "limit", "a moment on both clocks"),
    _use("core/swedish_time.py", "now", "shown", "the hour of Stockholm, for people"),
    _use("core/machine.py", "timer", "limit", "the time limits of the chart's states, handed to a scheduler"),
    # -- the login client
    _use("authenticators/engine/bridge.py", "timer deadline sleep", "limit", "the chart's time limits without a window"),
    _use("authenticators/engine/conductor.py", "now monotonic", "limit",
         "how long a session has been locked: eight hours in all, however often somebody tries to open it"),
    _use("authenticators/engine/headless.py", "monotonic", "fact", "how long each step took"),
    _use("authenticators/engine/take_over.py", "timeout", "short", "telling the IdP that a session has ended"),
    _use("authenticators/idp/client.py", "timeout", "short", "taking back what was asked of the IdP"),
    _use("authenticators/idp/id_token.py", "now", "compared", "an ID token's times"),
    _use("authenticators/idp/siths_app.py", "now", "compared", "the IdP's time, and a challenge's"),
    _use("authenticators/tasks/mina_sidor.py", "now sleep", "life", "a phone's activation: whether it was used, and its time"),
    _use("authenticators/card/finder.py", "timeout", "short", "looking again at a card that another program holds"),
    _use("authenticators/card/in_use.py", "timeout", "short", "looking again at a card that another program has taken since it was opened"),
    _use("authenticators/card/late_certificates.py", "sleep", "short", "a card that shows its certificate late"),
    _use("authenticators/card/watch.py", "timeout", "short", "looking again at a card that another program has"),
    _use("authenticators/card/md_exchange.py", "timeout", "short", "a TLS connection to the IdP's door"),
    _use("authenticators/methods/begun_elsewhere.py", "deadline", "limit", "an order that another program began: three minutes"),
    _use("authenticators/methods/cancellation.py", "timeout", "short", "telling the IdP why a login was left"),
    _use("authenticators/methods/in_time.py", "timer deadline sleep", "limit",
         "the code page: as long as the order at the IdP stands"),
    _use("authenticators/methods/siths_this_device.py", "deadline", "limit", "the same"),
    _use("authenticators/methods/siths_md.py", "deadline timeout", "limit", "the same; the handshake is waited for by `short`"),
    _use("authenticators/methods/other_device.py", "sleep", "short", "asking each second how the phone gets on"),
    # -- cards
    _use("cards/calls.py", "timeout", "short", "a call to a card, which is left when it takes too long"),
    _use("cards/event_queue.py", "timeout", "short", "the end of a reader's watch"),
    _use("cards/pcsc.py", "monotonic timeout", "short", "a card that another program has"),
    _use("cards/pcsc_connection.py", "timeout timer", "short", "a transaction of ours, which ends by itself after 150 s"),
    _use("cards/pcsc_monitor.py", "timeout", "short", "looking for pcscd again"),
    _use("cards/virtual/card.py", "monotonic", "short", "a card that shows its certificates late, on purpose"),
    _use("cards/virtual/slot.py", "timeout", "short", "a command that is under way when its card is pulled"),
    _use("cards/virtual/reader.py", "monotonic timeout", "short", "a card that another program has"),
    _use("cards/virtual/sealed_state.py", "timeout", "short", "a card that another program holds"),
    _use("cards/virtual/store.py", "now", "dated", "issuing, and what a list says of a card"),
    _use("cards/virtual/held.py", "now", "dated", "issuing anew"),
    _use("cards/virtual/vpcd.py", "timeout", "short", "the virtual reader of pcscd"),
    # -- cards over the network
    _use("remote/consent.py", "timeout", "short", "an answer at the desk: without one in 30 s it is no"),
    _use("remote/guest.py", "timeout", "short", "a reader's thread, when the desk stops sharing"),
    _use("remote/introduction.py", "now timeout", "fact", "the day of a pairing; answers in it are waited for by `short`"),
    _use("remote/line.py", "monotonic timeout", "short", "the handshake, half a frame, and a line that has fallen silent"),
    _use("remote/pairing.py", "now", "life", "a pairing's two minutes, in a file: over at once when the clock is set back"),
    _use("remote/keeper.py", "monotonic timeout", "short", "a line that says nothing, and when it is dialled again"),
    _use("remote/readers.py", "monotonic", "short", "a lost line, which has eight seconds to come back"),
    _use("remote/share.py", "monotonic now timeout", "short", "a session that is away; the day of a pairing is a `fact`"),
    # -- net, profile, trail
    _use("net/http.py", "timeout", "short", "connecting, and each answer"),
    _use("net/form_sender.py", "timeout", "short", "connecting to another system, and its answer"),
    _use("net/server_trust.py", "now", "compared",
         "a server's certificate: `server.expired`, whose mend names the clock first"),
    _use("net/shared_idp.py", "monotonic sleep timeout", "short", "another program that is starting its IdP"),
    _use("profile/files.py", "now", "kept", "files that an older version left half-written, swept when they are old"),
    _use("profile/profile.py", "timeout", "short", "locks between programs"),
    _use("audit/trail.py", "now timeout", "fact", "each row's time; the lock of the trail is `short`"),
    _use("cli/audit/cutting.py", "now", "kept",
         "rows that are archived or deleted when they are old: by this machine's clock, and too early when that is ahead"),
    # -- certificates
    _use("pki/authority.py", "now", "renewed", "CAs, lists, servers' and relying parties' certificates"),
    _use("pki/ocsp.py", "now", "renewed", "OCSP answers (ten minutes) and their signers (a week, in memory)"),
    # -- the IdP
    _use("idp/services.py", "now", "seam", "the IdP's wall time"),
    _use("idp/orders/engine.py", "now", "life", "orders"),
    _use("idp/orders/clock_watch.py", "now monotonic", "life", "tells a leap of the wall clock from time that went by"),
    _use("idp/orders/app.py", "now", "life", "challenges, which live no longer than their order; certificates as `dated`"),
    _use("idp/endpoints/late.py", "timeout", "short", "an answer that was ordered to be late"),
    _use("idp/faults.py", "now", "outage", "which faults are ordered"),
    _use("idp/outages.py", "now", "outage", "what is out of service"),
    _use("idp/provider/card_services.py", "now", "dated", "the certificate for signatures that a card fetches"),
    _use("idp/provider/device_registration.py", "now", "life", "leave to make an e-ID; e-IDs as `dated`"),
    _use("idp/provider/grants.py", "now", "life", "authorization codes, access tokens, sessions"),
    _use("idp/provider/keys.py", "now", "key", "signing keys"),
    _use("idp/provider/logins.py", "now", "life", "logins"),
    _use("idp/store/postgres.py", "now", "compared", "the database's clock beside this machine's: the database's decides"),
    _use("idp/store/table_trail.py", "now", "fact", "when a row of the trail was written"),
    _use("idp/web/logins.py", "now", "life", "logins in a browser"),
    _use("idp/web/sessions.py", "now", "life", "the session that a person's logins at systems share"),
    _use("idp/oidc/door.py", "now", "kept", "codes, tokens and assertions of systems that are of no more use"),
    _use("idp/oidc/face.py", "now", "life", "codes of systems"),
    _use("idp/oidc/grants.py", "now", "life", "codes of systems, and their access tokens"),
    _use("idp/oidc/id_tokens.py", "now", "compared", "ID tokens and logout tokens: the system's clock decides; a hint may be old"),
    _use("idp/oidc/logouts.py", "now", "life", "the session that a log-out may end"),
    _use("idp/oidc/notices.py", "now timeout", "short", "telling a system of a log-out: once, five seconds"),
    _use("idp/oidc/requests.py", "now", "life", "requests that were sent beforehand"),
    _use("idp/oidc/client_authentication.py", "now", "compared", "a client's own assertion: 60 s are put up with, then it proves nothing"),
    _use("idp/web/logouts.py", "now", "life", "log-outs in a browser: each system has twenty seconds to answer"),
    _use("idp/saml/requests.py", "now", "compared",
         "a SAML system's clock: a request that is five minutes old, and five more apart, is `system.stale`"),
    _use("idp/saml/logouts.py", "now", "compared", "the same of what it says of log-outs"),
    _use("idp/pages/operator_gate.py", "now", "life", "an operator's cookie: eight hours"),
    _use("idp/operator/standing.py", "now", "compared", "what is going on, for the operator's page: what is in time"),
    _use("idp/server/operators.py", "now", "compared", "a SAML request that is explained: its age is told"),
    _use("idp/server/web_door.py", "now", "life", "logins in a browser that are overdue, before anybody came to the door"),
    _use("idp/server/saml_part.py", "now", "life", "the IDs of requests, forgotten when those are too old to come again"),
    _use("idp/saml/face.py", "now", "fact", "what an answer says of time: good for five minutes"),
    _use("idp/saml/identity.py", "now", "renewed", "the certificate of the key that signs answers: two years"),
    _use("idp/provider/starting_over.py", "now", "fact", "when the e-IDs of an exercise were removed that starts over"),
    _use("idp/rp/parties.py", "now", "compared", "a relying party's certificate (two years): refused with a reason, `rp issue` makes another"),
    _use("idp/endpoints/app_calls.py", "now", "compared", "the IdP's time, as apps are told it"),
    _use("idp/endpoints/minasidor.py", "now", "life", "access tokens"),
    _use("idp/endpoints/mtls.py", "now", "dated", "a card's certificate"),
    _use("idp/endpoints/middleware.py", "timeout", "short", "the body of a request"),
    _use("idp/endpoints/ratelimit.py", "monotonic", "short", "so many logins a second; sleep counts as quiet"),
    _use("idp/server/application.py", "sleep", "short", "sweeping every five seconds: what is overdue is found then at the latest"),
    _use("idp/server/connections.py", "sleep timeout", "short", "a head, a handshake, a farewell; a place for a connection"),
    _use("idp/tls/protocol.py", "timer", "short", "a head, an answer that nobody takes"),
    _use("idp/server/door_certificate.py", "now", "renewed", "the doors' certificates: 397 days, made anew when 30 are left"),
    _use("idp/changes.py", "timeout", "short", "a client that would rather wait for news, 25 seconds at most; it looks by itself every other"),
    _use("idp/store/listening.py", "timeout", "short", "news from other processes; what has to be done now and then, every other second"),
    _use("idp/store/connections.py", "monotonic timeout", "short", "a connection, an answer of the database; when to ask a silent one again"),
    _use("idp/server/workers.py", "timeout", "short", "the end of a worker; one that does not end is ended"),
    _use("idp/server/embedded.py", "timeout", "short", "its start and its end"),
    _use("idp/server/serving.py", "timeout", "short", "connections that rest, and the end of a server"),
    # -- the phone
    _use("phone/device.py", "now", "life", "the request that waits; a phone's clock that is wrong on purpose is `phone.clock`"),
    _use("phone/enrolment.py", "now", "dated", "e-IDs on the phone"),
    _use("phone/requests.py", "now timeout", "life", "the request that waits; telling the service is `short`"),
    _use("phone/window/approval_page.py", "timer deadline", "limit", "how long the answer may take"),
    _use("phone/window/app_page.py", "timer", "short", "looking for requests that wait"),
    _use("phone/window/scan_loop.py", "timer", "short", "looking through the camera"),
    _use("phone/window/driver.py", "timer now", "short", "how long a button that a lesson presses is seen"),
    _use("phone/window/viewfinder.py", "timer", "drawn", "the camera's frame"),
    _use("phone/window/controller.py", "now", "shown", "the phone's time of day"),
    _use("phone/window/home.py", "now", "shown", "the same"),
    _use("phone/window/window.py", "now timer", "shown", "the same"),
    _use("lab/sittings.py", "now deadline timeout", "limit",
         "a virtual card that a browser has put in: as long as an order stands; how it ended is kept ten minutes"),
    _use("lab/control/topics/clock.py", "now", "shown", "the control API: what time it is in an environment"),
    _use("lab/control/happenings.py", "now", "shown", "when something happened, for who looks on"),
    _use("lab/control/environment.py", "timeout", "short", "until who looks on has been told of a card"),
    _use("lab/control/logins.py", "timeout", "short", "a call that waits for the end of a login"),
    _use("lab/control/topics/events.py", "timeout deadline", "short", "looking into the trail while somebody looks on"),
    _use("lab/control/snapshots.py", "now", "life",
         "the shipped world: made anew after thirty days, by the machine's own clock"),
    # -- the window
    _use("ui/idle.py", "timer deadline sleep", "limit", "the lock after idle time"),
    _use("ui/qt_classes.py", "timer", "drawn", "making classes between what a person does"),
    _use("gui/shell/furnishing.py", "timer", "drawn", "making the SITHS eID window before it is needed"),
    _use("ui/reveal.py", "timer", "drawn", "scrolling to what has the focus"),
    _use("ui/enter_guard.py", "now", "short", "a hasty second Enter: Qt's own time of key presses"),
    _use("ui/io_thread.py", "timer deadline sleep timeout", "limit", "the chart's time limits in the window; its end is `short`"),
    _use("ui/widgets/countdown.py", "now timer", "limit", "shows what is left; the chart acts on it"),
    _use("ui/widgets/busy.py", "timer", "drawn", "the busy bar"),
    _use("gui/login/screens/qr.py", "now", "limit", "shows what is left of a QR code and of its order, as the IdP says each second"),
    _use("gui/login/method_availability.py", "timer", "short", "asking which ways are open"),
    _use("gui/sharing/view.py", "timer", "short", "looking who is connected, and asks"),
    _use("gui/trainer/controller.py", "timer", "short", "looking at the surroundings"),
    _use("gui/diagnosis/view.py", "now timer", "shown", "when the checks were made; looking again is `short`"),
    _use("gui/diagnosis/log_view.py", "timer", "short", "reading the log on"),
    _use("desktop/card_content.py", "now", "shown", "whether a certificate on a card is good today"),
    _use("desktop/demo.py", "timer", "short", "the demonstration"),
    # -- looking into it, running it
    _use("diagnosis/cards.py", "now", "dated", "a card's certificates"),
    _use("diagnosis/expiry.py", "now", "dated", "what runs out within two months"),
    _use("diagnosis/state.py", "now", "renewed", "when the next CA runs out"),
    _use("diagnosis/service.py", "now", "compared", "the clock beside the IdP's, and beside the trail's last row"),
    _use("diagnosis/system.py", "timeout", "short", "trying Qt in another process"),
    _use("run/serving.py", "monotonic timeout", "short", "serving on for others"),
    _use("run/phone_user.py", "now", "dated", "the scripted phone user's e-ID: one that has run out is followed by a new one"),
    _use("training/player.py", "timeout", "short", "a step of a lesson that does not come to its end; rows of its trail"),
    _use("training/follower.py", "timeout", "short", "rows of the trail of a lesson that somebody practises"),
    _use("desktop/lesson/course.py", "timeout deadline", "drawn", "the pace of a lesson that is shown"),
    _use("desktop/lesson/lesson.py", "now", "drawn", "the day on the sheet of a lesson's result"),
    _use("desktop/lesson/hands.py", "sleep", "drawn", "a button has the focus for a moment before it is pressed"),
    _use("desktop/guide/hands.py", "sleep", "short", "the window says which ways are open, before a picture of it is taken"),
    _use("gui/lesson/controller.py", "timer", "drawn", "what comes at once is read out once"),
    _use("lessons/clock.py", "now monotonic", "seam", "a lesson's time, which can be moved on, and a computer's clock that is wrong"),
    _use("lessons/cards.py", "monotonic sleep", "short", "a card that is just being read"),
    _use("lessons/stage.py", "sleep", "short", "letting those who wait see that a lesson's time has passed"),
    _use("lessons/headless.py", "monotonic sleep timeout", "short", "the next QR code; the cards of a lesson's start"),
    _use("cli/client/command.py", "now", "compared",
         "a SAML request that is explained: its age is told, and the rest of it judged as when it was written"),
    _use("cli/reader/command.py", "sleep", "short", "looking whether somebody has come with the pairing code"),
    _use("cli/card/command.py", "timeout", "short", "a card in pcscd, until it is told to end"),
    _use("testing/idp_server.py", "timeout", "short", "an IdP of a test's own, while it ends"),
    _use("testing/bench.py", "timeout", "short", "a test's login, which it waits for"),
    _use("testing/kept_cards.py", "now", "dated", "whether a card that is kept does for a test's clock"),
    _use("testing/windows.py", "timeout", "short", "what a test waits for in the windows"),
    _use("testing/pcscd.py", "monotonic timeout", "short", "a private pcscd for tests"),
)  # fmt: skip
