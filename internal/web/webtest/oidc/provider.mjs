// A sign-in provider for tests: npm's certified oidc-provider with one client and the
// accounts that the test names. Reads its configuration as JSON from the first line of
// its input, listens on a free port of the loopback interface, writes its issuer as one
// line, and ends when its input ends. Each further line of its input says by how many
// seconds its clock is to be behind, and is answered with a line.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';

const lines = createInterface({ input: process.stdin });
let begun = false;
let behind = 0;
const now = Date.now.bind(Date);
Date.now = () => now() - behind;
lines.on('close', () => process.exit(0));
lines.on('line', (line) => {
  if (begun) {
    behind = Number(line) * 1000;
    console.log('behind');
    return;
  }
  begun = true;
  begin(JSON.parse(line));
});

function begin({ client, secret, redirects, accounts }) {
  const server = createServer();
  server.listen(0, '127.0.0.1', () => {
    const issuer = `http://127.0.0.1:${server.address().port}`;
    const provider = new Provider(issuer, {
      clients: [{
        client_id: client,
        client_secret: secret,
        redirect_uris: redirects,
        grant_types: ['authorization_code'],
        response_types: ['code'],
      }],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      conformIdTokenClaims: false, // the claims of the scopes stand in the ID token, too
      cookies: { keys: ['only for tests'] },
      features: { devInteractions: { enabled: true } },
      // The login that the built-in page asks for is the subject, too.
      async findAccount(_ctx, login) {
        const account = accounts.find((a) => a.login === login);
        return account && {
          accountId: login,
          async claims() {
            return { sub: login, email: account.email, email_verified: account.verified, name: account.name };
          },
        };
      },
    });
    provider.on('server_error', (_ctx, fault) => console.error(fault));
    server.on('request', provider.callback());
    console.log(issuer);
  });
}
