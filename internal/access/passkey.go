package access

import (
	"context"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// Passkey is a WebAuthn credential of somebody.
type Passkey struct {
	ID         []byte               `json:"-"` // of the credential
	Person     improvement.PersonID `json:"-"`
	Name       improvement.Words    `json:"name"` // as they call it
	Credential []byte               `json:"-"`    // JSON, as the WebAuthn library has it; a public key, no secret
	Made       time.Time            `json:"made"`
	Used       time.Time            `json:"used,omitzero"` // zero: never
}

// HandleSize is the length of a WebAuthn user handle, in bytes.
const HandleSize = 64

// ErrPasskeyKnown refuses a credential that is somebody's already.
var ErrPasskeyKnown = improvement.Refuse(improvement.Conflict, "",
	"This passkey was added before. Sign in with it, or add another one.")

// Passkeys keeps passkeys, and by which random handle a device knows somebody.
type Passkeys interface {
	// PutPasskey keeps a new one; ErrPasskeyKnown where it is there.
	PutPasskey(ctx context.Context, p Passkey) error
	Passkey(ctx context.Context, id []byte) (Passkey, error)
	// PasskeysOf lists somebody's, the oldest first.
	PasskeysOf(ctx context.Context, person improvement.PersonID) ([]Passkey, error)
	// UsePasskey keeps the credential as it came out of a use.
	UsePasskey(ctx context.Context, id, credential []byte, at time.Time) error
	// DropPasskey takes one away that is this person's.
	DropPasskey(ctx context.Context, person improvement.PersonID, id []byte) error
	// Handle gives somebody's handle, which is made when it is first asked for.
	Handle(ctx context.Context, person improvement.PersonID) ([]byte, error)
	PersonByHandle(ctx context.Context, handle []byte) (improvement.PersonID, error)
}

// Identity is somebody as a provider of identities (OIDC) knows them.
type Identity struct {
	Issuer  string               `json:"issuer"`
	Subject string               `json:"subject"` // never reassigned by the issuer, unlike an address
	Person  improvement.PersonID `json:"-"`
}

// ErrIdentityTaken refuses an identity that is another person's.
var ErrIdentityTaken = improvement.Refuse(improvement.Conflict, "",
	"This account is another person's on record. Ask an administrator to see to it.")

// Identities keeps whose an identity is.
type Identities interface {
	// PutIdentity keeps one; ErrIdentityTaken where it is another person's.
	PutIdentity(ctx context.Context, i Identity) error
	// IdentityOwner gives the person of one.
	IdentityOwner(ctx context.Context, issuer, subject string) (improvement.PersonID, error)
	IdentitiesOf(ctx context.Context, person improvement.PersonID) ([]Identity, error)
	// DropIdentity takes one away; one that is not there is gone.
	DropIdentity(ctx context.Context, issuer, subject string) error
}
