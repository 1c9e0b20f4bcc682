#!/usr/bin/env bash
# mod_auth_mellon 0.18.1, on https and with its defaults: the cookie by which it tests whether a browser keeps cookies says
# SameSite=None and not Secure. Browsers drop such a cookie, so each login ends in 400 at the service provider, with "User has
# disabled cookies" in its log, although the answer was right. MellonSecureCookie On, of which its documents speak only for
# MellonCookieSameSite None, mends it. Needs Debian 12's apt (nothing is installed), openssl and curl.
set -euo pipefail
work=$(mktemp -d)
web=
trap '[ -z "$web" ] || kill "$web"; wait; rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir "$work/root" "$work/deb"
names=$(apt-get install -s -q --no-install-recommends apache2-bin libapache2-mod-auth-mellon=0.18.1-1 2>/dev/null | sed -n 's/^Inst \([^ ]*\).*/\1/p')
(cd "$work/deb" && apt-get download -q $names libapache2-mod-auth-mellon=0.18.1-1 >/dev/null 2>&1)
for file in "$work"/deb/*.deb; do dpkg -x "$file" "$work/root"; done
modules=$work/root/usr/lib/apache2/modules
LD_LIBRARY_PATH=$(echo "$work"/root/usr/lib/*-linux-gnu):$work/root/usr/lib
export LD_LIBRARY_PATH
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
chmod 644 "$work/key.pem"
cat >"$work/idp.xml" <<'XML'
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.invalid/">
<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.invalid/sso"/>
</IDPSSODescriptor></EntityDescriptor>
XML
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$work/httpd.conf" <<CONF
ServerRoot "$work"
ServerName https://localhost:$port
Listen 127.0.0.1:$port
PidFile "$work/pid"
DefaultRuntimeDir "$work"
ErrorLog "$work/log"
Mutex file:$work
$([ "$(id -u)" != 0 ] || printf 'User #65534\nGroup #65534')
$(for name in mpm_event authn_core authz_core authz_user ssl; do echo "LoadModule ${name}_module $modules/mod_$name.so"; done)
LoadModule auth_mellon_module $modules/mod_auth_mellon.so
SSLEngine on
SSLCertificateFile "$work/cert.pem"
SSLCertificateKeyFile "$work/key.pem"
MellonLockFile "$work/mellon.lock"
<Location />
  MellonEnable info
  MellonSPPrivateKeyFile "$work/key.pem"
  MellonSPCertFile "$work/cert.pem"
  MellonIdPMetadataFile "$work/idp.xml"
</Location>
<Location /plain>
  MellonEndpointPath /plain
</Location>
<Location /secure>
  MellonEndpointPath /secure
  MellonSecureCookie On
</Location>
CONF
"$work/root/usr/sbin/apache2" -D FOREGROUND -f "$work/httpd.conf" &
web=$!
for place in plain secure; do
  curl -sk --retry 20 --retry-connrefused --retry-delay 1 -o /dev/null -D "$work/head" "https://localhost:$port/$place/login?ReturnTo=/"
  echo "$place: $(tr -d '\r' <"$work/head" | sed -n 's/^set-cookie: //Ip')"
done | tee "$work/seen"
diff - "$work/seen" <<'SEEN'
plain: mellon-cookie=cookietest; Version=1; Path=/; Domain=localhost; SameSite=None
secure: mellon-cookie=cookietest; Version=1; Path=/; Domain=localhost; HttpOnly; secure; SameSite=None
SEEN
echo "as described"
