// npm oidc-provider with its in-memory adapter. Arguments: a JSON object with client, secret, back, keys (JWKS), and
// pages: "own" (one page with a form, which is the login and the consent) or "dev" (the provider's devInteractions).
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const asked = JSON.parse(process.argv[2]);
const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: asked.client,
      client_secret: asked.secret,
      redirect_uris: [asked.back],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_post',
      id_token_signed_response_alg: 'RS256',
    }],
    jwks: asked.keys,
    cookies: { keys: ['of the benchmark'] },
    claims: { employee: ['employeeHsaId', 'given_name', 'family_name'] },
    features: { devInteractions: { enabled: asked.pages === 'dev' } },
    findAccount: (_ctx, id) => ({
      accountId: id,
      claims: async () => ({ sub: id, employeeHsaId: 'TSTNMT2321000057-1001', given_name: 'Anna', family_name: 'Testsson' }),
    }),
    pkce: { required: () => true },
    // Said, so that nothing is told on standard error for each login.
    ttl: { AccessToken: 900, AuthorizationCode: 60, IdToken: 300, Interaction: 900, Session: 3600, Grant: 3600 },
  });
  const app = provider.callback();
  server.on('request', async (req, res) => {
    if (asked.pages !== 'own' || !req.url.startsWith('/interaction/')) {
      app(req, res);
      return;
    }
    try {
      const details = await provider.interactionDetails(req, res);
      if (req.method === 'GET') {
        res.setHeader('Content-Type', 'text/html; charset=utf-8');
        res.setHeader('Cache-Control', 'no-store');
        res.end(`<!doctype html><title>Login</title><form method="post" action="/interaction/${details.uid}">`
          + '<input name="login"><input type="password" name="password"><button>Go on</button></form>');
        return;
      }
      let body = '';
      for await (const part of req) body += part;
      const form = new URLSearchParams(body);
      if (form.get('password') !== '123456') throw new Error('wrong password');
      const accountId = form.get('login');
      const grant = new provider.Grant({ accountId, clientId: details.params.client_id });
      grant.addOIDCScope(details.params.scope);
      const grantId = await grant.save();
      await provider.interactionFinished(req, res, { login: { accountId }, consent: { grantId } });
    } catch (error) {
      res.statusCode = 400;
      res.end(String(error));
    }
  });
  process.stdout.write(`${JSON.stringify({ issuer })}\n`);
});
process.on('SIGTERM', () => process.exit(0));
