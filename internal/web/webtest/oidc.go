package webtest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Account is somebody who can sign in at the test's provider, by giving the login and
// any password.
type Account struct {
	Login    string `json:"login"` // also the provider's own name for them, the claim "sub"
	Name     string `json:"name"`
	Email    string `json:"email"`
	Verified any    `json:"verified"` // whether the provider says that the address is theirs: true, or as some say it, "true"
}

// Client is the application that people sign in to.
type Client struct {
	ID        string    `json:"client"`
	Secret    string    `json:"secret"`
	Redirects []string  `json:"redirects"` // the addresses that people may be sent back to
	Accounts  []Account `json:"accounts"`
}

// Provider starts npm's oidc-provider, which is certified, on a free port of the
// loopback interface, and returns its issuer, such as http://127.0.0.1:40123. It ends
// with the test. SignIn goes through its pages.
func Provider(t *testing.T, client Client) (issuer string) {
	t.Helper()
	issuer, _ = ProviderBehind(t, client)
	return issuer
}

// ProviderBehind starts a Provider whose clock is as far behind as the test sets it: who
// signs in meanwhile did so long ago.
func ProviderBehind(t *testing.T, client Client) (issuer string, behind func(time.Duration)) {
	t.Helper()
	settings, err := json.Marshal(client)
	if err != nil {
		t.Fatal(err)
	}
	script := filepath.Join(folder(), "oidc", "provider.mjs")
	process := exec.Command("node", script)
	var said bytes.Buffer
	process.Stderr = &said
	input, err := process.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatalf("Node.js does not start (.ci/node installs it): %v", err)
	}
	t.Cleanup(func() {
		_ = input.Close() // the provider ends with its input
		if err := process.Wait(); err != nil {
			t.Errorf("the sign-in provider: %v\n%s", err, said.String())
		}
	})
	limit := time.AfterFunc(patience, func() { _ = process.Process.Kill() })
	defer limit.Stop()
	if _, err := input.Write(append(settings, '\n')); err != nil {
		t.Fatalf("the sign-in provider takes no settings: %v", err)
	}
	answers := bufio.NewReader(output)
	line, err := answers.ReadString('\n')
	if err != nil {
		t.Fatalf("the sign-in provider does not start (`make test-tools` installs it): %v", err)
	}
	return strings.TrimSpace(line), func(by time.Duration) {
		t.Helper()
		if _, err := fmt.Fprintln(input, int(by.Seconds())); err != nil {
			t.Fatal(err)
		}
		if _, err := answers.ReadString('\n'); err != nil { // once its clock is set
			t.Fatal(err)
		}
	}
}

// SignIn goes through the provider's own pages, which a page has been sent to: login,
// any password, and consent.
func SignIn(p *Page, login string) {
	p.t.Helper()
	// These pages are the provider's: what they fetch from elsewhere does not come.
	p.AllowFault("https://fonts.googleapis.com/")
	at, err := url.Parse(p.Address())
	p.must("read the provider's address", err)
	p.AllowFault(at.Host + "/favicon.ico")
	p.Fill("Enter any login", login)
	p.Fill("and password", "any")
	p.Click("Sign-in")
	p.Click("Continue")
}
