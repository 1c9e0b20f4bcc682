"""The IdP's numbers. Seconds unless a name says otherwise."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class IdpSettings:
    """Life times and limits. The defaults follow what Swedish eID services publish for theirs."""

    #: An order nobody has started is given up after this.
    start_within: float = 30.0
    #: An order has to be complete after this, counted from when it was made.
    finish_within: float = 180.0
    #: A QR code is good this long before and after its second.
    frame_life: float = 5.0
    #: A login whose QR code nobody read gets a new one this often.
    renewals: int = 5
    #: How long a relying party may ask for the end of an order, counted from that end: when it is complete …
    collect_complete: float = 180.0
    #: … when it failed …
    collect_failed: float = 300.0
    #: … and when no app ever took it up.
    collect_untaken: float = 190.0
    #: Leave to enrol a phone is good this long …
    activation_life: float = 900.0
    #: … and the identity on the phone this long.
    device_life: float = 2 * 365 * 86400.0
    #: How long a challenge may be signed; never longer than its order.
    challenge_life: float = 180.0
    #: How long a person may take to choose a service ID after the order.
    choose_within: float = 180.0
    #: An authorization code (RFC 6749, section 4.1.2: short).
    code_life: float = 60.0
    access_token_life: float = 900.0
    id_token_life: float = 300.0
    #: How long a session is remembered; a log-out after that is not found.
    session_life: float = 24 * 3600.0
    #: How long something that is over is remembered, so that its client is told why.
    keep_ended: float = 300.0
    #: A signing key signs this long …
    key_life: float = 90 * 86400.0
    #: … and its successor is published this long before it signs.
    key_ahead: float = 86400.0
    #: Logins one address may start at once, and how many more per second.
    login_burst: int = 300
    logins_per_second: float = 5.0
    #: Bytes of a request body.
    max_body: int = 64 * 1024
    #: The same of what is to be explained: metadata of several systems.
    explain_max_body: int = 1024 * 1024
    #: How long an operator is let in by the control token, in a browser.
    operator_life: float = 8 * 3600.0
    #: The same of a relying party: a text to sign of 40,000 characters, 200,000 unseen, and what is around them.
    rp_max_body: int = 256 * 1024
    #: Calls one relying party may make at once, and how many more per second.
    rp_burst: int = 2000
    rp_calls_per_second: float = 1000.0
    #: Files (PEM) of further CAs whose certificates make a relying party.
    bankid_trust: tuple[str, ...] = ()
    #: How long a request body may take to arrive.
    body_within: float = 15.0
    #: How long a request's head may take to arrive, from the connection or from its first byte …
    head_within: float = 10.0
    #: … how many bytes it may have …
    max_head: int = 64 * 1024
    #: … and how long a client may leave its answer lying.
    answer_within: float = 15.0
    #: How long a TLS handshake may take: in a browser a person chooses a certificate and types a code in it.
    handshake_within: float = 60.0
    #: How long a login in a browser may take, from the system's request to its answer.
    web_login_life: float = 900.0
    #: How long a session lasts that further systems may share; it is not prolonged by use.
    sso_life: float = 3600.0
    #: How long a system may take to answer, in the browser, that it logged its user out.
    logout_within: float = 20.0
    #: How long a system that is told of it without a browser may take to answer.
    notice_within: float = 5.0
    #: How long a request that a client sent beforehand may wait for its browser (RFC 9126).
    pushed_life: float = 90.0
    #: How long a client's own assertion may be good (RFC 7523).
    assertion_life: float = 3600.0
    #: Requests of other systems' clients and browsers, by address: at once, and more per second.
    oidc_burst: int = 2000
    oidc_calls_per_second: float = 500.0
    #: A level of assurance that was not met is told by a code of its own, which not every client knows.
    oidc_unmet_error: bool = False
    #: The claim by whose value a client names a way to log in beforehand: ours, for Inera's name is not public.
    oidc_method_claim: str = "authenticationMethod"
    #: How long after a SAML system wrote a request it is taken …
    saml_request_life: float = 300.0
    #: … and how long its answer is good.
    saml_answer_life: float = 300.0
    #: How often what is overdue is looked for.
    sweep_every: float = 5.0
    #: Whether a request may bring a fault of its own along (``idp.faults.FAULT_HEADER``).
    faults_by_header: bool = False
    #: Who asks for the login, as the card app shows it.
    relying_party: str = "Cosmic"
