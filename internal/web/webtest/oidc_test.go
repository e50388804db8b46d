package webtest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// TestSomebodySignsInAtTheProvider goes the whole way of an authorization code, with
// PKCE, as the application will: discovery, sign-in by clicking, token.
func TestSomebodySignsInAtTheProvider(t *testing.T) {
	var code string
	application := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/back" {
			code = r.URL.Query().Get("code")
		}
		fmt.Fprint(w, document("Welcome back"))
	}))
	defer application.Close()
	back := application.URL + "/back"
	issuer := Provider(t, Client{
		ID: "cairn", Secret: "a secret of tests", Redirects: []string{back},
		Accounts: []Account{{Login: "lwo", Name: "An LWO", Email: "lwo@example.org", Verified: true}},
	})

	var found struct {
		Issuer        string `json:"issuer"`
		Authorization string `json:"authorization_endpoint"`
		Token         string `json:"token_endpoint"`
	}
	get(t, issuer+"/.well-known/openid-configuration", &found)
	if found.Issuer != issuer || !strings.HasPrefix(found.Authorization, issuer) || !strings.HasPrefix(found.Token, issuer) {
		t.Fatalf("discovered %+v", found)
	}

	const verifier = "0123456789012345678901234567890123456789012"
	challenge := sha256.Sum256([]byte(verifier))
	p := Open(t).Page(1280, 900, true)
	p.Go(found.Authorization + "?" + url.Values{
		"client_id": {"cairn"}, "redirect_uri": {back}, "response_type": {"code"}, "scope": {"openid email profile"},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(challenge[:])}, "code_challenge_method": {"S256"}, "state": {"s"}, "nonce": {"n"},
	}.Encode())
	SignIn(p, "lwo")
	p.See("Welcome back")
	if code == "" {
		t.Fatalf("no code came back to %s", p.Address())
	}

	request, err := http.NewRequest(http.MethodPost, found.Token, strings.NewReader(url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {back}, "code_verifier": {verifier},
	}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.SetBasicAuth("cairn", url.QueryEscape("a secret of tests"))
	var token struct {
		ID string `json:"id_token"`
	}
	read(t, request, &token)
	parts := strings.Split(token.ID, ".")
	if len(parts) != 3 {
		t.Fatalf("the ID token is %q", token.ID)
	}
	body, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var claims map[string]any
	if err := json.Unmarshal(body, &claims); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]any{"iss": issuer, "aud": "cairn", "nonce": "n", "sub": "lwo", "email": "lwo@example.org", "email_verified": true, "name": "An LWO"} {
		if claims[name] != want {
			t.Errorf("the claim %s is %v, not %v", name, claims[name], want)
		}
	}
}

func get(t *testing.T, address string, into any) {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	read(t, request, into)
}

func read(t *testing.T, request *http.Request, into any) {
	t.Helper()
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		body, _ := io.ReadAll(answer.Body)
		t.Fatalf("%s: %s\n%s", request.URL, answer.Status, body)
	}
	if err := json.NewDecoder(answer.Body).Decode(into); err != nil {
		t.Fatal(err)
	}
}
