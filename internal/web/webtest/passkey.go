package webtest

import "github.com/chromedp/cdproto/webauthn"

// Passkeys gives the page's browser an authenticator that keeps passkeys and at once
// says that its owner is there and known, as a fingerprint does. Passkeys need an
// address with the name localhost, or TLS.
func (p *Page) Passkeys() {
	p.t.Helper()
	_, err := call(p, webauthn.Enable, webauthn.EnableParams{})
	p.must("switch passkeys on", err)
	_, err = call(p, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{
		Options: &webauthn.VirtualAuthenticatorOptions{
			Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
			HasResidentKey: true, HasUserVerification: true,
			IsUserVerified: true, AutomaticPresenceSimulation: true,
		},
	})
	p.must("add an authenticator", err)
}
