"""Where a phone's state lies, and who may change it: one at a time, also among programs."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from urllib.parse import quote, unquote

from cosmic_login.core.failures import LoginFailure
from cosmic_login.phone.state import PhoneState, PhoneStateError
from cosmic_login.profile import Profile, read_bytes, write_atomic
from cosmic_login.profile.files import as_failure

FILE = "phone.sealed"
#: A file's name may have 255 bytes, and the lock's adds some. The phone of whoever has the longest name fits.
_LONGEST_SLUG = 230


def phone_names(profile: Profile) -> tuple[str, ...]:
    """Return the names of the phones that the profile keeps."""
    return tuple(sorted(unquote(path.parent.name) for path in profile.phones_dir.glob(f"*/{FILE}")))


def forget_phones(profile: Profile) -> int:
    """Remove every phone with all that is on it; return how many there were. Windows that show one see it empty.

    Raises ``profile.*``.
    """
    names = phone_names(profile)
    for name in names:
        PhoneFile(profile, name).remove()
    return len(names)


def forget_ids(profile: Profile, number: str) -> int:
    """Remove a person's e-IDs (by personal number) from every phone; return how many there were.

    Raises ``phone.damaged``, ``profile.*``.
    """
    found = 0
    for name in phone_names(profile):
        file = PhoneFile(profile, name)
        with file.changing() as state:
            gone = [record for record in state.ids if record.person == number]
            if gone:
                file.save(state.without(*gone))
            found += len(gone)
    return found


def take_phones(profile: Profile) -> dict[str, bytes]:
    """Return every phone as it is kept: sealed, for this profile's vault alone."""
    found = {name: read_bytes(PhoneFile(profile, name).path) for name in phone_names(profile)}
    return {name: raw for name, raw in found.items() if raw is not None}


def put_phones(profile: Profile, kept: Mapping[str, bytes]) -> int:
    """Make the phones as they were when ``kept`` was taken; return how many were not. Raises ``profile.*``."""
    changed = 0
    for name in {*phone_names(profile), *kept}:
        file = PhoneFile(profile, name)
        if read_bytes(file.path) != kept.get(name):
            changed += 1
            if name in kept:
                file.put(kept[name])
            else:
                file.remove()
    return changed


class PhoneFile:
    """One sealed file in a directory of the phone's own, and a lock that programs respect."""

    def __init__(self, profile: Profile, name: str) -> None:
        """Name the phone. Raises ``usage.invalid`` for a name that cannot be kept."""
        slug = quote(name, safe="", errors="replace")
        if not name.strip() or name.startswith(".") or len(slug) > _LONGEST_SLUG or not name.isprintable():
            raise LoginFailure("usage.invalid", "a phone's name: printable characters, no dot first, not too many")
        self._profile = profile
        self._directory = profile.phones_dir / slug
        self.path = self._directory / FILE
        self._label, self._lock = f"phone {name}", f"phone-{slug}"

    def read(self) -> PhoneState:
        """Return the state as it is on the disk; a phone that was never used is empty. Raises ``phone.damaged``."""
        sealed = read_bytes(self.path)
        if sealed is None:
            return PhoneState()
        try:
            return PhoneState.load(self._profile.vault.unseal(sealed, self._label))
        except (LoginFailure, PhoneStateError) as error:
            raise LoginFailure("phone.damaged", f"{self.path.parent.name}: {error}") from None

    @contextlib.contextmanager
    def changing(self) -> Iterator[PhoneState]:
        """Lock the phone against other programs and give its state; ``save`` while this is open."""
        with self._profile.lock(self._lock):
            yield self.read()

    def remove(self) -> None:
        """Remove the phone. Raises ``profile.*``."""
        with self._profile.lock(self._lock), as_failure(self.path):
            self.path.unlink(missing_ok=True)

    def save(self, state: PhoneState) -> None:
        """Keep the state; it is on the disk when this returns. Raises ``profile.*``; the old state stands then."""
        self._write(self._profile.vault.seal(state.dump(), self._label))

    def put(self, sealed: bytes) -> None:
        """Put the phone back as it was kept. Raises ``profile.*``."""
        with self._profile.lock(self._lock):
            self._write(sealed)

    def _write(self, sealed: bytes) -> None:
        with as_failure(self._directory):
            for directory in (self._profile.phones_dir, self._directory):
                directory.mkdir(mode=0o700, exist_ok=True)
        write_atomic(self.path, sealed)
