"""Where the distribution that adds the way "prov-id" lies, as an installer would leave it."""

from __future__ import annotations

from pathlib import Path

DISTRIBUTION = Path(__file__).parent / "data" / "prov_id_distribution"
METHOD = "prov-id"
