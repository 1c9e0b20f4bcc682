// A system with openid-client (npm): pages on loopback, one session for each browser.
// Its one argument is JSON: {issuer, client_id, secret}; NODE_EXTRA_CA_CERTS says whom it trusts. The first line it
// writes is its address; it asks the IdP for its metadata when somebody comes.
"use strict";

const http = require("node:http");
const crypto = require("node:crypto");

const told = JSON.parse(process.argv[2]);
const sessions = new Map(); // by the browser's cookie
const begun = new Map(); // logins, by state
const loaded = import(require.resolve("openid-client")); // it is a module, and NODE_PATH is for require alone
let own = "";
let configured;

async function configuration() {
  const client = await loaded;
  configured ??= client.discovery(new URL(told.issuer), told.client_id, told.secret);
  return [client, await configured];
}

const escaped = (text) => String(text).replace(/[&<>"]/g, (each) => `&#${each.charCodeAt(0)};`);
const page = (response, status, inner) => {
  response.writeHead(status, { "Content-Type": "text/html; charset=utf-8" });
  response.end(
    '<!doctype html><html lang="sv"><meta charset="utf-8"><title>openid-client</title>' +
      `<body style="font: 1rem sans-serif; margin: 2rem"><h1>openid-client</h1>${inner}</body></html>`,
  );
};
const go = (response, address, headers = {}) => response.writeHead(303, { Location: String(address), ...headers }).end();
const cookie = (request) => /(?:^|; )openid_client_sid=([^;]+)/.exec(request.headers.cookie ?? "")?.[1] ?? "";

async function enter(request, response, level) {
  const session = sessions.get(cookie(request));
  if (session) {
    const { given_name, family_name, employeeHsaId } = session.claims;
    return page(
      response,
      200,
      `<p>Inloggad: <span id="who">${escaped(given_name)} ${escaped(family_name)}</span></p>` +
        `<p>employeeHsaId: <span id="hsa">${escaped(employeeHsaId)}</span></p>` +
        '<p><a id="leave" href="/leave">Logga ut</a></p>',
    );
  }
  const [client, config] = await configuration();
  const state = client.randomState();
  const login = { verifier: client.randomPKCECodeVerifier(), nonce: client.randomNonce(), level };
  begun.set(state, login);
  const address = client.buildAuthorizationUrl(config, {
    redirect_uri: `${own}/callback`,
    scope: "openid profile employee",
    acr_values: `http://id.sambi.se/loa/loa${level}`,
    code_challenge: await client.calculatePKCECodeChallenge(login.verifier),
    code_challenge_method: "S256",
    state,
    nonce: login.nonce,
  });
  return go(response, address);
}

async function callback(response, address) {
  const [client, config] = await configuration();
  const state = address.searchParams.get("state");
  const login = begun.get(state);
  begun.delete(state);
  const tokens = await client.authorizationCodeGrant(config, address, {
    pkceCodeVerifier: login?.verifier,
    expectedNonce: login?.nonce,
    expectedState: state,
    idTokenExpected: true,
  });
  const key = crypto.randomUUID();
  sessions.set(key, { claims: tokens.claims(), token: tokens.id_token });
  return go(response, `/enter?loa=${login.level}`, { "Set-Cookie": `openid_client_sid=${key}; Path=/; HttpOnly` });
}

async function leave(request, response) {
  const session = sessions.get(cookie(request));
  if (!session) return page(response, 200, "<p>Du är utloggad.</p>");
  sessions.delete(cookie(request));
  const [client, config] = await configuration();
  const where = { post_logout_redirect_uri: `${own}/out`, id_token_hint: session.token };
  return go(response, client.buildEndSessionUrl(config, where));
}

async function answer(request, response) {
  const address = new URL(request.url, own);
  switch (`${request.method} ${address.pathname}`) {
    case "GET /enter":
      return enter(request, response, address.searchParams.get("loa") ?? "3");
    case "GET /callback":
      return callback(response, address);
    case "GET /leave":
      return leave(request, response);
    case "GET /out":
      return page(response, 200, '<p id="out">Du är utloggad.</p>');
    case "GET /ended": // openid-client has nothing for it: the application looks for the session by itself
      for (const [key, { claims }] of sessions) {
        if (claims.iss === address.searchParams.get("iss") && claims.sid === address.searchParams.get("sid")) {
          sessions.delete(key);
        }
      }
      return page(response, 200, "");
    default:
      return page(response, 404, "<p>Finns inte.</p>");
  }
}

const server = http.createServer((request, response) => {
  answer(request, response).catch((error) => {
    const why = [error.error, error.error_description].filter(Boolean).map(escaped).join(": ");
    const said = `${escaped(error.constructor.name)}: ${escaped(error.message)}`;
    page(response, 401, `<p id="error">${said}</p><p id="why">${why}</p>`);
  });
});
server.listen(0, "127.0.0.1", () => {
  own = `http://localhost:${server.address().port}`;
  console.log(own);
});
process.stdin.on("end", () => process.exit(0)).resume(); // it ends with who started it
