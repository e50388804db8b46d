package webtest

import (
	"strings"
	"testing"
)

const enrol = `const button = document.querySelector('button');
button.addEventListener('click', async () => {
  const bytes = (n) => crypto.getRandomValues(new Uint8Array(n));
  const made = await navigator.credentials.create({ publicKey: {
    challenge: bytes(32), rp: { name: 'Test' }, user: { id: bytes(16), name: 'lwo', displayName: 'An LWO' },
    pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  } });
  const used = await navigator.credentials.get({ publicKey: { challenge: bytes(32), userVerification: 'required' } });
  document.querySelector('p').textContent = made.id === used.id ? 'The same passkey' : 'Another passkey';
});`

func TestAPasskeyIsMadeAndUsed(t *testing.T) {
	site := serve(t, map[string]string{
		"/":         document(`<p></p><button type="button">Make one</button><script src="/enrol.js"></script>`),
		"/enrol.js": enrol,
	})
	p := Open(t).Page(800, 600, true)
	p.Passkeys()
	p.Go(strings.Replace(site, "127.0.0.1", "localhost", 1))
	p.Click("Make one")
	p.See("The same passkey")
}
