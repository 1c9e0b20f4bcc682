// node-saml (npm @node-saml/node-saml) as a system, told what to do by lines of JSON on standard input; it answers each.
// Its one argument is JSON: {own, sso, issuer, certificates}.
"use strict";

const readline = require("node:readline");
const { SAML } = require("@node-saml/node-saml");

const told = JSON.parse(process.argv[2]);
let saml;

function setUp(certificates) {
  const cache = saml?.cacheProvider;
  saml = new SAML({
    entryPoint: told.sso,
    issuer: `${told.own}/metadata`,
    callbackUrl: `${told.own}/acs`,
    idpCert: certificates,
    // What a right system sets beside what the IdP makes needed.
    idpIssuer: told.issuer,
    audience: `${told.own}/metadata`,
    validateInResponseTo: "always",
    authnContext: ["http://id.sambi.se/loa/loa3"],
    identifierFormat: null,
    ...(cache ? { cacheProvider: cache } : {}),
  });
}

async function done(order) {
  switch (order.do) {
    case "metadata":
      return { metadata: saml.generateServiceProviderMetadata(null, null) };
    case "certificates":
      setUp(order.certificates);
      return {};
    case "ask":
      return { url: await saml.getAuthorizeUrlAsync("r", "", {}) };
    case "take": {
      const { profile } = await saml.validatePostResponseAsync(order.form);
      return { in: profile, assertion: profile.getAssertionXml() };
    }
    default:
      throw new Error("no such order");
  }
}

setUp(told.certificates);
readline.createInterface({ input: process.stdin }).on("line", async (line) => {
  const answer = await done(JSON.parse(line)).catch((error) => ({ refused: `${error.constructor.name}: ${error.message}` }));
  console.log(JSON.stringify(answer));
});
