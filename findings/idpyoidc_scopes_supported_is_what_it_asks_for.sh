#!/usr/bin/env bash
# idpyoidc 5.0.0, relying party: the scopes of its requests come from "scopes_supported" in the client's configuration, a
# name that elsewhere says what a provider offers. A configured "scope" is taken without a word and never sent, nor are
# scopes in "request_args"; "openid" alone is asked for, and where a provider leaves out what was not asked for, somebody is
# logged in of whom nothing is known. What is given to begin() itself is sent.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check idpyoidc==5.0.0
cat >"$work/run.py" <<'PY'
import logging
from urllib.parse import parse_qs, urlsplit

from cryptojwt.key_jar import init_key_jar
from idpyoidc.client.rp_handler import RPHandler

logging.disable()
ISSUER, WANTED = "https://idp.invalid", ["openid", "profile"]
KEYS = [{"type": "EC", "crv": "P-256", "use": ["sig"]}]
INFO = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "response_types_supported": ["code"],
    "scopes_supported": WANTED,
}


def asked(configured: dict[str, object], **more: object) -> str:
    client = {
        "client_type": "oidc",
        "issuer": ISSUER,
        "client_id": "rp",
        "client_secret": "x" * 40,
        "redirect_uris": ["https://rp.invalid/back"],
        "provider_info": INFO,
        **configured,
    }
    handler = RPHandler("https://rp.invalid", client_configs={ISSUER: client}, keyjar=init_key_jar(key_defs=KEYS))
    return parse_qs(urlsplit(handler.begin(ISSUER, **more)).query)["scope"][0]


print("scope:", asked({"scope": WANTED}))
print("request_args:", asked({"request_args": {"scope": WANTED}}))
print("scopes_supported:", asked({"scopes_supported": WANTED}))
print("begin(req_args):", asked({}, req_args={"scope": WANTED}))
PY
cd "$work"
"$work/venv/bin/python" run.py | tee seen
diff - seen <<'SEEN'
scope: openid
request_args: openid
scopes_supported: openid profile
begin(req_args): openid profile
SEEN
echo "as described"
