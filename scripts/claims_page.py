"""docs/claims.md, from the table of claims."""

from __future__ import annotations

from cosmic_login.idp.claims.catalogue import CLAIMS, DECISIVE, EVERYBODYS, ClaimRow

ABOUT = """# Claims

<!-- Made by `make docs` from `idp/claims/catalogue.py`. -->

What a system can be told of a person who logs in here: by OpenID Connect under the first name (or under the second,
where its registration says so), by SAML as an
attribute of the second. The names are Inera's to the letter. Where a **scope** or a source carries a *, it is
published nowhere and ours.

What has to be chosen follows from the sources: the smallest choice that gives everything asked for. *employment*
needs a service ID, *organisation* an organisation,
*commission* a commission, which gives the service ID and its organisation's name and number too; *authentication*,
*certificate* and *person* need no choice. What no
one choice gives (an organisation's HSA-id together with a commission) ends the login with `claims.illegal`. A
system that asks for the lists (`allCommissions`,
`allEmployeeHsaIds`) gets them without a choice.

A `value` or `values` asked of a claim with † decides as what the person comes in: all of them must match.

| claim | SAML attribute | source | scope |
| --- | --- | --- | --- |
"""
BELOW = """
`credentialCertificate` is the certificate that the login was proved by, of the card or of the e-ID in the phone: DER
in base64, without line ends (the form is ours: published is the name alone). What the directory does not say of
somebody is left out; a system that calls it essential
(SAML: `isRequired`) ends the login with `claims.missing`.
"""


def claims() -> str:
    """Return the page."""
    return ABOUT + "".join(_row(row) for row in CLAIMS.values()) + BELOW


def _row(row: ClaimRow) -> str:
    name = f"`{row.name}`" + ("[]" if row.multiple else "") + (" †" if row.name in DECISIVE else "")
    sources = ", ".join(source.value for source in type(next(iter(row.sources))) if source in row.sources)
    scope = f"`{row.scope}`" + ("*" if row.ours else "") + (" (everybody's)" if row.name in EVERYBODYS else "")
    return f"| {name} | `{row.uri}` | {sources} | {scope} |\n"
