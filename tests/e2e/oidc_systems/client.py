"""What a client is told of us, and we of it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Client:
    """The issuer, who the client is, and a file with the CA that it has to trust."""

    client_id: str
    secret: str
    issuer: str
    ca_file: str

    @property
    def told(self) -> str:
        """The same as the one argument of a program."""
        return json.dumps(asdict(self))


def register(profile: Path, client: Client, **members: object) -> None:
    """Write a system's file, as docs/systems.md has it; ``members`` are further keys of it."""
    keys = {"client_id": client.client_id, "secret": client.secret, "scopes": ["employee", "profile"], **members}
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in keys.items()]
    folder = profile / "systems"
    folder.mkdir(exist_ok=True)
    (folder / f"{client.client_id}.toml").write_text('protocol = "oidc"\n' + "".join(lines), "utf-8")
