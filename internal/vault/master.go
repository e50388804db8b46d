package vault

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// MasterKey gives the master key: from the configuration where it is set there
// (base64 of 32 bytes), otherwise from keyFile, which is generated where it is not
// there yet, readable by its owner alone. Processes that generate it at once agree.
//
// A key or file that cannot be used is refused with an *improvement.Error. Losing
// the key loses every word in the record.
func MasterKey(fromConfig, keyFile string) ([]byte, error) {
	if fromConfig != "" {
		return decodeKey(fromConfig, "The master key in the configuration")
	}
	key, err := readKey(keyFile)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if err := generate(keyFile); err != nil {
		return nil, fmt.Errorf("vault: generate the master key: %w", err)
	}
	return readKey(keyFile)
}

func decodeKey(text, what string) ([]byte, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(key) != KeySize {
		return nil, refuse("%s is not %d bytes in base64. Make one with: openssl rand -base64 %d", what, KeySize, KeySize)
	}
	return key, nil
}

func readKey(file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, fmt.Errorf("vault: the master key: %w", err)
	}
	if loose := info.Mode().Perm() & 0o077; loose != 0 {
		return nil, refuse("The master key in %s can be read by others (mode %#o). Close it with: chmod 600 %[1]s", file, info.Mode().Perm())
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("vault: the master key: %w", err)
	}
	return decodeKey(string(text), "The master key in "+file)
}

// generate writes the file whole or not at all, and leaves one that is there.
func generate(file string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	draft, err := os.CreateTemp(filepath.Dir(file), ".master-key-") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(draft.Name()) // linked by then, or of no use
	key := make([]byte, KeySize)
	rand.Read(key) // never fails: it ends the process instead
	_, err = fmt.Fprintln(draft, base64.StdEncoding.EncodeToString(key))
	if err := errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return err
	}
	if err := os.Link(draft.Name(), file); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

func refuse(format string, args ...any) error {
	return improvement.Refuse(improvement.Invalid, "master_key", format, args...)
}

// Mark tells one master key from another without giving it away. It stands in the
// record, so that a wrong key is noticed before anything is sealed with it.
func Mark(master []byte) string {
	sum := sha256.Sum256(append([]byte("cairn master key "), master...))
	return hex.EncodeToString(sum[:8])
}
