"""An IdP in a process of its own that does not hold back who begins many logins from one address."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.settings import IdpSettings
from cosmic_login.profile import Profile

if __name__ == "__main__":
    # All clients of the campaign have the address that many machines have in life.
    unhurt = IdpSettings(login_burst=1_000_000, logins_per_second=1_000_000.0)
    with EmbeddedIdp.start(Profile.open(Path(sys.argv[1])), settings=unhurt) as idp:
        print(json.dumps({"issuer": idp.base_url}), flush=True)
        sys.stdin.read()
