// A system with node-saml (npm @node-saml/node-saml): pages on loopback, one session for each browser.
// Its one argument is JSON: {entity, sso, slo, certificates, key, certificate}. The first line it writes is its address.
"use strict";

const fs = require("node:fs");
const http = require("node:http");
const crypto = require("node:crypto");
const { SAML } = require("@node-saml/node-saml");

const told = JSON.parse(process.argv[2]);
const sessions = new Map(); // by the browser's cookie
const made = {}; // one SAML object for each level of assurance
let own = "";

const SERVICE =
  '<AttributeConsumingService index="1"><ServiceName xml:lang="sv">node-saml (övning)</ServiceName>' +
  '<RequestedAttribute Name="http://sambi.se/attributes/1/employeeHsaId" isRequired="true"/>' +
  '<RequestedAttribute Name="http://sambi.se/attributes/1/givenName"/>' +
  '<RequestedAttribute Name="http://sambi.se/attributes/1/surname"/></AttributeConsumingService>';

function saml(level) {
  made[level] ??= new SAML({
    entryPoint: told.sso,
    logoutUrl: told.slo,
    issuer: `${own}/metadata`,
    callbackUrl: `${own}/acs`,
    logoutCallbackUrl: `${own}/slo`,
    idpCert: told.certificates,
    privateKey: fs.readFileSync(told.key, "utf8"),
    publicCert: fs.readFileSync(told.certificate, "utf8"),
    // What the IdP makes needed; everything else is node-saml's own default.
    signatureAlgorithm: "sha256",
    authnContext: [`http://id.sambi.se/loa/loa${level}`],
    identifierFormat: null,
  });
  return made[level];
}

const escaped = (text) => String(text).replace(/[&<>"]/g, (each) => `&#${each.charCodeAt(0)};`);
const page = (response, status, inner) => {
  response.writeHead(status, { "Content-Type": "text/html; charset=utf-8" });
  response.end(
    '<!doctype html><html lang="sv"><meta charset="utf-8"><title>node-saml</title>' +
      `<body style="font: 1rem sans-serif; margin: 2rem"><h1>node-saml</h1>${inner}</body></html>`,
  );
};
const go = (response, address, headers = {}) => response.writeHead(303, { Location: address, ...headers }).end();
const cookie = (request) => /(?:^|; )node_sid=([^;]+)/.exec(request.headers.cookie ?? "")?.[1] ?? "";

async function body(request) {
  let text = "";
  for await (const part of request) text += part;
  return Object.fromEntries(new URLSearchParams(text));
}

/** Answer a LogoutRequest or a LogoutResponse that was found right. */
async function leave(response, found, message, state) {
  if (message === "SAMLResponse") return page(response, 200, '<p id="out">Du är utloggad.</p>');
  for (const [key, profile] of sessions) if (profile.nameID === found.nameID) sessions.delete(key);
  return go(response, await saml(3).getLogoutResponseUrlAsync(found, state ?? "", {}, true));
}

async function answer(request, response) {
  const address = new URL(request.url, own);
  const form = request.method === "POST" ? await body(request) : {};
  const level = address.searchParams.get("loa") ?? "3";
  const session = sessions.get(cookie(request));
  switch (`${request.method} ${address.pathname}`) {
    case "GET /metadata": {
      const text = saml(3).generateServiceProviderMetadata(null, fs.readFileSync(told.certificate, "utf8"));
      response.writeHead(200, { "Content-Type": "application/xml" });
      return response.end(text.replace("</SPSSODescriptor>", `${SERVICE}</SPSSODescriptor>`));
    }
    case "GET /enter":
      if (!session) return go(response, await saml(level).getAuthorizeUrlAsync(`/enter?loa=${level}`, "", {}));
      return page(
        response,
        200,
        `<p>Inloggad: <span id="who">${escaped(session["http://sambi.se/attributes/1/givenName"])} ` +
          `${escaped(session["http://sambi.se/attributes/1/surname"])}</span></p>` +
          `<p>employeeHsaId: <span id="hsa">${escaped(session["http://sambi.se/attributes/1/employeeHsaId"])}</span></p>` +
          '<p><a id="leave" href="/leave">Logga ut</a></p>',
      );
    case "POST /acs": {
      const { profile } = await saml(3).validatePostResponseAsync(form);
      const key = crypto.randomUUID();
      sessions.set(key, profile);
      return go(response, form.RelayState, { "Set-Cookie": `node_sid=${key}; Path=/; HttpOnly` });
    }
    case "GET /leave":
      if (!session) return page(response, 200, '<p id="out">Du är utloggad.</p>');
      sessions.delete(cookie(request));
      return go(response, await saml(3).getLogoutUrlAsync(session, "", {}));
    case "POST /slo": {
      if (form.SAMLRequest) {
        const { profile } = await saml(3).validatePostRequestAsync(form);
        return leave(response, profile, "SAMLRequest", form.RelayState);
      }
      return leave(response, await saml(3).validatePostResponseAsync(form), "SAMLResponse");
    }
    case "GET /slo": {
      const query = Object.fromEntries(address.searchParams);
      const { profile } = await saml(3).validateRedirectAsync(query, address.search.slice(1));
      return leave(response, profile, query.SAMLRequest ? "SAMLRequest" : "SAMLResponse", query.RelayState);
    }
    default:
      return page(response, 404, "<p>Finns inte.</p>");
  }
}

const server = http.createServer((request, response) => {
  answer(request, response).catch((error) => {
    page(response, 401, `<p id="error">${escaped(error.constructor.name)}: ${escaped(error.message)}</p>`);
  });
});
server.listen(0, "127.0.0.1", () => {
  own = `http://localhost:${server.address().port}`;
  console.log(own);
});
process.stdin.on("end", () => process.exit(0)).resume(); // it ends with who started it
