package vault

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/cairnqi/cairn/improvement"
)

func TestMasterKeyFromConfiguration(t *testing.T) {
	want := bytes.Repeat([]byte{9}, KeySize)
	file := filepath.Join(t.TempDir(), "key")
	key, err := MasterKey(base64.StdEncoding.EncodeToString(want)+"\n", file)
	if err != nil || !bytes.Equal(key, want) {
		t.Errorf("MasterKey = %x, %v", key, err)
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("a file was generated though the key was configured")
	}
	for _, text := range []string{"short", base64.StdEncoding.EncodeToString(want[1:]), strings.Repeat("=", 44)} {
		_, err := MasterKey(text, file)
		refusedKey(t, err, "is not 32 bytes in base64")
	}
}

func refusedKey(t *testing.T, err error, part string) {
	t.Helper()
	if refusal, ok := improvement.Refusal(err); !ok || !strings.Contains(refusal.Message, part) {
		t.Errorf("%v, want a refusal that says %q", err, part)
	}
}

func TestMasterKeyIsGeneratedOnce(t *testing.T) {
	file := filepath.Join(t.TempDir(), "data", "master.key")
	keys := make([][]byte, 20)
	var all sync.WaitGroup
	for i := range keys {
		all.Go(func() {
			var err error
			if keys[i], err = MasterKey("", file); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for _, key := range keys {
		if !bytes.Equal(key, keys[0]) || len(key) != KeySize {
			t.Fatalf("two keys, %x and %x", key, keys[0])
		}
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file has mode %v, %v", info.Mode(), err)
	}
	if left, err := os.ReadDir(filepath.Dir(file)); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestMasterKeyFilesThatAreRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "master.key")
	if _, err := MasterKey("", file); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(file, 0o640); err != nil {
		t.Fatal(err)
	}
	_, err := MasterKey("", file)
	refusedKey(t, err, "chmod 600 "+file)
	if err := os.WriteFile(file, []byte("nonsense"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(file, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = MasterKey("", file)
	refusedKey(t, err, "is not 32 bytes in base64")
}
