"""Twenty faults as people make them, two a room: what the tests of `make quick` are held against.

They were chosen by reading the code, before it was known which tests would find them. Most must be found, as
``tests/unit/test_quick.py`` says; one that is not is no reason to lengthen the list, only a reason to look.
"""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """A place below ``src/cosmic_login`` where ``right`` stands, once, and ``wrong`` could."""

    path: str
    right: str
    wrong: str


FAULTS = (
    # core: a code that is not wiped; the wrong class of failure
    Fault("core/secret.py", "    def __exit__(self, *_: object) -> None:\n        self.wipe()", "    def __exit__(self, *_: object) -> None:\n        del _"),
    Fault("core/flow.py", "info.failure_class is FailureClass.LOGIN", "info.failure_class is not FailureClass.LOGIN"),
    # cards: a PUK that is never used up; lengths from 128 bytes on
    Fault("cards/virtual/codes.py", "        counted = puk.counted()\n", "        counted = puk\n"),
    Fault("cards/tlv.py", "if length < 0x80:", "if length <= 0x80:"),
    # authenticators: any failure of the card counts as a wrong code; a new card is not registered
    Fault("authenticators/methods/siths_this_device.py", 'if failure.code != "code.wrong":', 'if failure.code == "code.blocked":'),
    Fault("authenticators/methods/siths_this_device.py", "if not shown.registered:", "if shown.registered:"),
    # idp: the level of assurance is not looked at; the first service ID instead of the wanted one
    Fault("idp/provider/logins.py", "if evidence.loa < min_loa:", "if evidence.loa < 0:"),
    Fault("idp/provider/logins.py", "if not wanted or each.hsa_id == wanted", "if each.hsa_id or wanted"),
    # phone: tries come back with each start; an e-ID that is out of date is used
    Fault("phone/requests.py", "                file.save(counted)\n", ""),
    Fault("phone/requests.py", "if record.tries_left and record.until > now]", "if record.tries_left]"),
    # profile: files that others may read; a line of somebody's settings is lost
    Fault("profile/files.py", "def write_atomic(path: Path, data: bytes | Iterable[bytes], *, mode: int = 0o600)", "def write_atomic(path: Path, data: bytes | Iterable[bytes], *, mode: int = 0o644)"),
    Fault("profile/settings_file.py", "            return text[:begin] + as_toml(value) + text[end:]", "            return text[:begin] + as_toml(value)"),
    # audit: a row's code is not checked; rows missing at the end are not missed
    Fault("audit/record.py", "if not hmac.compare_digest(mac_of(key, line[:-_TAIL]).encode(), mac):", "if not mac:"),
    Fault("audit/rows_file.py", "if head and head.rows > place.rows:", "if head and head.rows < place.rows:"),
    # pki: certificates that are out of date, and lists that are
    Fault("pki/validator.py", "if at > facts.not_after:", "if at < facts.not_after:"),
    Fault("pki/validator.py", "if crl.next_update_utc is None or crl.next_update_utc <= at:", "if crl.next_update_utc is None:"),
    # gui and ui: no warning before the last try; a key that is held down types on
    Fault("gui/login/siths/code_page.py", "        if prompt.tries_left == 1:\n            self.note", "        if prompt.tries_left == 0:\n            self.note"),
    Fault("ui/widgets/code_field.py", "            if not event.isAutoRepeat():  # a key that is held down must not burn a try\n                self._add(event.text())", "            self._add(event.text())"),
    # cli: the language asked for is not heeded where the rest is wrong; failures end with success
    Fault("run/context.py", 'return settings.changed("language", self.lang_option) if self.lang_option else settings', "return settings"),
    Fault("cli/main.py", "        return exit_status(failure)\n    except KeyboardInterrupt", "        return DONE\n    except KeyboardInterrupt"),
)  # fmt: skip
