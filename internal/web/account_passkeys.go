package web

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// What a session keeps of a ceremony between its two requests.
const (
	sessionAdding = "passkey-adding"
	sessionUsing  = "passkey-using"
)

// newPasskeys makes the ceremonies of passkeys; nil where the pages have no name for them
// to be bound to, as at a bare IP address.
func newPasskeys(o Options) (*webauthn.WebAuthn, error) {
	base, err := url.Parse(o.BaseURL)
	if err != nil || base.Hostname() == "" {
		return nil, nil //nolint:nilerr,nilnil // there are none
	}
	host, origins := base.Hostname(), []string{base.Scheme + "://" + base.Host}
	if host == "127.0.0.1" { // passkeys are bound to names: this machine's is localhost
		host = "localhost"
		origins = append(origins, base.Scheme+"://"+host+":"+base.Port())
	}
	return webauthn.New(&webauthn.Config{RPID: host, RPDisplayName: "Cairn", RPOrigins: origins})
}

// keyholder is somebody as the ceremonies know them. No name goes to their device but the
// service's: devices are shared.
type keyholder struct {
	handle      []byte
	credentials []webauthn.Credential
}

func (k keyholder) WebAuthnID() []byte                         { return k.handle }
func (k keyholder) WebAuthnName() string                       { return "Cairn" }
func (k keyholder) WebAuthnDisplayName() string                { return "Cairn" }
func (k keyholder) WebAuthnCredentials() []webauthn.Credential { return k.credentials }

func (v *visit) keyholder(ctx context.Context, person improvement.PersonID) (keyholder, error) {
	handle, err := v.Access.Handle(ctx, person)
	if err != nil {
		return keyholder{}, err
	}
	all, err := v.Access.PasskeysOf(ctx, person)
	k := keyholder{handle: handle}
	for _, p := range all {
		var c webauthn.Credential
		if err := json.Unmarshal(p.Credential, &c); err != nil {
			return k, err
		}
		k.credentials = append(k.credentials, c)
	}
	return k, err
}

// beginPasskey gives the browser what it needs to make a passkey.
func beginPasskey(ctx context.Context, v *visit) (answer, error) {
	if v.passkeys == nil {
		return answer{}, improvement.ErrNotFound
	}
	k, err := v.keyholder(ctx, v.who.Person)
	if err != nil {
		return answer{}, err
	}
	var there []protocol.CredentialDescriptor
	for _, c := range k.credentials {
		there = append(there, c.Descriptor())
	}
	options, session, err := v.passkeys.BeginRegistration(k, webauthn.WithExclusions(there),
		webauthn.WithResidentKeyRequirement(protocol.ResidentKeyRequirementRequired))
	if err != nil {
		return answer{}, err
	}
	if err := v.keepCeremony(ctx, sessionAdding, session); err != nil {
		return answer{}, err
	}
	return asJSON(options)
}

// addPasskey keeps the passkey that the browser made.
func addPasskey(ctx context.Context, v *visit) (answer, error) {
	session, err := v.ceremony(ctx, sessionAdding)
	if err != nil {
		return answer{}, err
	}
	k, err := v.keyholder(ctx, v.who.Person)
	if err != nil {
		return answer{}, err
	}
	credential, err := v.passkeys.FinishRegistration(k, session, v.request)
	if err != nil {
		return answer{}, notTaken(err)
	}
	content, err := json.Marshal(credential)
	if err != nil {
		return answer{}, err
	}
	name, err := v.Vault.Seal(ctx, "name", v.who.Person, access.DeviceOf(v.request.UserAgent()))
	if err != nil {
		return answer{}, err
	}
	if err := v.Access.PutPasskey(ctx, access.Passkey{ID: credential.ID, Person: v.who.Person, Name: name, Credential: content, Made: v.Real()}); err != nil {
		return answer{}, err
	}
	if _, err := v.done(ctx, access.PasskeyAdded, "The passkey is added. Next time, sign in with it."); err != nil {
		return answer{}, err
	}
	return asJSON(map[string]string{"to": "/you"})
}

func (v *visit) myPasskeys(ctx context.Context) ([]passkeyLine, error) {
	all, err := v.Access.PasskeysOf(ctx, v.who.Person)
	var lines []passkeyLine
	for _, p := range all {
		line := passkeyLine{ID: base64.RawURLEncoding.EncodeToString(p.ID), Name: v.words.Line(p.Name), Made: plainTime(p.Made)}
		if !p.Used.IsZero() {
			line.Used = plainTime(p.Used)
		}
		lines = append(lines, line)
	}
	return lines, err
}

func removePasskey(ctx context.Context, v *visit) (answer, error) {
	id, err := base64.RawURLEncoding.DecodeString(v.request.PostFormValue("passkey"))
	if err != nil {
		return answer{}, improvement.ErrNotFound
	}
	if err := v.Access.DropPasskey(ctx, v.who.Person, id); err != nil {
		return answer{}, err
	}
	return v.done(ctx, access.PasskeyRemoved, "The passkey is removed. Delete it on the device, too.")
}

// beginWithPasskey gives the browser what it needs to prove a passkey: of whom, the device
// says.
func beginWithPasskey(ctx context.Context, v *visit) (answer, error) {
	if v.passkeys == nil {
		return answer{}, improvement.ErrNotFound
	}
	options, session, err := v.passkeys.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return answer{}, err
	}
	if err := v.keepCeremony(ctx, sessionUsing, session); err != nil {
		return answer{}, err
	}
	return asJSON(options)
}

// signInWithPasskey lets in whose passkey it is.
func signInWithPasskey(ctx context.Context, v *visit) (answer, error) {
	person, err := v.provenByPasskey(ctx)
	if err == nil {
		err = v.signIn(ctx, person, access.ByPasskey)
	}
	if err != nil {
		return answer{}, v.signInFailed(ctx, access.ByPasskey, err)
	}
	return asJSON(map[string]string{"to": v.onwards(ctx)})
}

func (v *visit) provenByPasskey(ctx context.Context) (improvement.PersonID, error) {
	session, err := v.ceremony(ctx, sessionUsing)
	if err != nil {
		return "", err
	}
	var person improvement.PersonID
	find := func(_, handle []byte) (webauthn.User, error) {
		var err error
		if person, err = v.Access.PersonByHandle(ctx, handle); err != nil {
			return nil, err
		}
		return v.keyholder(ctx, person)
	}
	_, credential, err := v.passkeys.FinishPasskeyLogin(find, session, v.request)
	if err != nil {
		return "", notTaken(err)
	}
	if credential.Authenticator.CloneWarning {
		return "", improvement.Refuse(improvement.NotAllowed, "", "This passkey seems to have been copied, so it is not taken. Sign in by a link, and remove it on your account page.")
	}
	content, err := json.Marshal(credential)
	if err != nil {
		return "", err
	}
	return person, v.Access.UsePasskey(ctx, credential.ID, content, v.Real())
}

// notTaken refuses what a browser proved; the cause goes to the log.
func notTaken(err error) error {
	if errors.Is(err, improvement.ErrUnavailable) {
		return err
	}
	return errors.Join(improvement.Refuse(improvement.NotAllowed, "", "This passkey could not be taken. Try again, or sign in by a link."), err)
}

func (v *visit) keepCeremony(ctx context.Context, as string, session *webauthn.SessionData) error {
	content, err := json.Marshal(session)
	v.sessions.Put(ctx, as, content)
	return err
}

// ceremony takes a ceremony up, once.
func (v *visit) ceremony(ctx context.Context, as string) (webauthn.SessionData, error) {
	var session webauthn.SessionData
	content := v.sessions.PopBytes(ctx, as)
	if v.passkeys == nil || len(content) == 0 {
		return session, improvement.Refuse(improvement.Conflict, "", "This took too long. Try again.")
	}
	return session, json.NewDecoder(bytes.NewReader(content)).Decode(&session)
}

// asJSON answers a script.
func asJSON(data any) (answer, error) {
	content, err := json.Marshal(data)
	return answer{status: http.StatusOK, file: &file{Name: "answer.json", Type: "application/json", Content: content, Inline: true}}, err
}
