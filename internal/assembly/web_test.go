package assembly

import (
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// TestTheAddressOfThePagesOpens holds that what is printed at a start is an address that a
// browser on this machine opens, whatever the pages are bound to.
func TestTheAddressOfThePagesOpens(t *testing.T) {
	for _, bound := range []string{"127.0.0.1:0", "0.0.0.0:0", ":0"} {
		l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", bound)
		if err != nil {
			t.Fatal(err)
		}
		server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "here") // a reader who leaves is not told
		})}
		go func() { _ = server.Serve(l) }() // it ends with Close
		t.Cleanup(func() { _ = server.Close() })
		v := &Service{doors: l}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, v.WebURL(), nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Errorf("%s is said to be at %s: %v", bound, v.WebURL(), err)
			continue
		}
		_ = answer.Body.Close() // nothing more is read
		if open := bound != "127.0.0.1:0"; v.WebOpen() != open {
			t.Errorf("%s is open to other computers: %v", bound, !open)
		}
	}
}
