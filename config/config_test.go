package config_test

import (
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/config"
	"github.com/spf13/viper"
)

func write(t testing.TB, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "cairn.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func load(t testing.TB, from config.Source) config.Settings {
	t.Helper()
	s, err := config.Load(from)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// faultsOf loads what must fail and returns the faults as lines.
func faultsOf(t *testing.T, from config.Source) []string {
	t.Helper()
	_, err := config.Load(from)
	var e *config.Error
	if !errors.As(err, &e) {
		t.Fatalf("Load: %v, want a *config.Error", err)
	}
	var lines []string
	for _, f := range e.Faults {
		lines = append(lines, f.String())
	}
	return lines
}

func TestNothingGivenMeansTheDefaults(t *testing.T) {
	if got := load(t, config.Source{}); !reflect.DeepEqual(got, config.Default()) {
		t.Errorf("got %+v", got)
	}
}

func TestExampleFileShowsEveryKeyWithItsDefault(t *testing.T) {
	const file = "cairn.example.yaml"
	if got, want := load(t, config.Source{File: file}), config.Default(); !reflect.DeepEqual(got, want) {
		t.Errorf("the example differs from the defaults:\n got %+v\nwant %+v", got, want)
	}
	v := viper.New()
	v.SetConfigFile(file)
	if err := v.ReadInConfig(); err != nil {
		t.Fatal(err)
	}
	for _, key := range config.Keys() {
		if !v.InConfig(key) {
			t.Errorf("the example lacks %s", key)
		}
	}
}

func TestLaterSourcesComeFirst(t *testing.T) {
	file := write(t, "engine: {port: 1001, host: 127.0.0.2, namespace: file}")
	t.Setenv("CAIRN_ENGINE_PORT", "1002")
	t.Setenv("CAIRN_ENGINE_HOST", "127.0.0.3")
	s := load(t, config.Source{File: file, Overrides: map[string]any{"engine.port": 1003}})
	if s.Engine.Port != 1003 || s.Engine.Host != "127.0.0.3" || s.Engine.Namespace != "file" {
		t.Errorf("got %+v", s.Engine)
	}
}

func TestEveryFaultIsListedAtOnce(t *testing.T) {
	t.Setenv("CAIRN_MAIL_TIMEOUT", "soon")
	got := faultsOf(t, config.Source{
		File: write(t, `
engine: {port: 70000, prot: 7233}
mail: {mode: smtp, tls: none, username: cairn, host: mail.example.org}
record: postgres
calendar: {holidays: [2026-12-28, 28/12/2026], working: ["2026-12-28"]}
terms: {plan_days: ten, ladder: [{days: 1, to: [boss]}]}
`),
		Overrides: map[string]any{"log.level": "loud", "colour": "red"},
	})
	want := []string{"colour: ", "engine.prot: ", "record: ", "engine.port: ", "log.level: ", "mail.tls: ",
		"mail.from: ", "mail.timeout (from CAIRN_MAIL_TIMEOUT): ", "calendar.holidays: ", "calendar.working: ",
		"terms.plan_days: ", "terms.ladder: "}
	for _, w := range want {
		if !slices.ContainsFunc(got, func(line string) bool { return strings.HasPrefix(line, w) }) {
			t.Errorf("no fault for %q", w)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d faults, want %d", len(got), len(want))
	}
	if t.Failed() {
		t.Log(strings.Join(got, "\n"))
	}
}

// TestPeopleComeByHTTPSOrFromThisMachine holds what may be served, and when cookies are for
// https alone.
func TestPeopleComeByHTTPSOrFromThisMachine(t *testing.T) {
	for name, tt := range map[string]struct {
		yaml   string
		secure bool
	}{
		"this machine":       {"mail: {base_url: 'http://localhost:8080'}", false},
		"its address":        {"web: {address: '[::1]:8080'}\nmail: {base_url: 'http://127.0.0.1:8080'}", false},
		"no pages here":      {"web: {address: ':8080'}\nroles: [workflows]", false},
		"own certificate":    {"web: {address: ':8443', tls_cert: c, tls_key: k}\nmail: {base_url: 'https://cairn.example.org'}", true},
		"a proxy in front":   {"web: {address: ':8080', proxy: true}\nmail: {base_url: 'https://cairn.example.org'}", true},
		"a proxy, untold of": {"mail: {base_url: 'https://cairn.example.org'}", true},
	} {
		if got := load(t, config.Source{File: write(t, tt.yaml)}); got.ByHTTPS() != tt.secure {
			t.Errorf("%s: by https: %v", name, got.ByHTTPS())
		}
	}
}

func TestFaultsSayWhatToDo(t *testing.T) {
	tests := map[string]struct{ yaml, says string }{
		"not YAML":              {"engine: [", "cannot be read"},
		"the same key twice":    {"log: {level: info}\nlog: {level: warn}", "already defined"},
		"unknown section":       {"web: {port: 1}", "web.port: is no setting that Cairn knows"},
		"section as a value":    {"data: ./data", "data: is a section"},
		"value as a section":    {"data: {dir: {a: b}}", "data.dir: write one value"},
		"number as text":        {"mail: {password: 0123}", "mail.password: write it in quotes"},
		"no unit":               {"mail: {poll: 2}", "mail.poll: write a time with its unit"},
		"never":                 {"mail: {poll: 0s}", "mail.poll: is 0s"},
		"too long a wait":       {"mail: {timeout: 6m}", "mail.timeout: is 6m0s: write 5m or less"},
		"nothing to run":        {"engine: {mode: cluster}\nroles: [engine]", "roles: with engine.mode cluster there is no engine to run here"},
		"role of the future":    {"roles: [analysis]", `roles: "analysis" is not among its choices: write engine, workflows, web`},
		"no role":               {"roles: []", "roles: name at least one"},
		"engine for others":     {"engine: {host: 0.0.0.0}", "engine.host: the embedded engine serves this machine only"},
		"engine's port hidden":  {"engine: {port: 0}\nroles: [workflows]", "engine.port: name the port"},
		"record":                {"record: {url: 'mysql://host/db'}", "record.url: write sqlite:"},
		"short key":             {"vault: {master_key: aGVsbG8=}", "vault.master_key: write 32 random bytes"},
		"half a test":           {"accessibility: {tested: 2027-01-15}", "accessibility.tested: goes with accessibility.tested_by"},
		"a test of no day":      {"accessibility: {tested_how: Well}", "accessibility.tested_how: tells of a test without a day"},
		"reviewed beforehand":   {"accessibility: {prepared: 2027-01-31, reviewed: 2026-01-31}", "accessibility.reviewed: lies before"},
		"reviewed, not made":    {"accessibility: {reviewed: 2027-01-31}", "accessibility.prepared: is empty"},
		"no day of a statement": {"accessibility: {prepared: January}", "accessibility.prepared: \"January\" is no date"},
		"page address":          {"mail: {base_url: cairn.example.org}", "mail.base_url: write the address"},
		"letters by plain http": {"mail: {base_url: 'http://cairn.example.org'}", "mail.base_url: by plain http others could read"},
		"plain http at a proxy": {"web: {proxy: true}\nmail: {base_url: 'http://cairn.example.org'}", "write https://cairn.example.org"},
		"pages by plain http":   {"web: {address: '0.0.0.0:8080'}", "web.address: others reach 0.0.0.0:8080"},
		"on every interface":    {"web: {address: ':8080'}", "web.address: others reach :8080"},
		"scanner":               {"uploads: {clamd: localhost:3310}", "uploads.clamd: write where clamd listens"},
		"scanner's socket":      {"uploads: {clamd: 'unix:clamd.ctl'}", "uploads.clamd: write where clamd listens"},
		"scanner without port":  {"uploads: {clamd: 'tcp:localhost'}", "uploads.clamd: write where clamd listens"},
		"monitoring":            {"http: {address: 8233}", "http.address: write it in quotes"},
		"nobody reminded":       {"terms: {ladder: [{days: 1}]}", "terms.ladder: the rung of day 1 reminds nobody"},
		"rung without a day":    {"terms: {ladder: [{to: [owner]}]}", "terms.ladder: write rungs as"},
		"outcome without name":  {"outcomes: [{id: heard}]", "outcomes: write outcomes as {id: heard"},
		"outcome of two words":  {"outcomes: [{id: Well heard, name: x}]", `outcomes: "Well heard" is no identifier`},
		"outcome twice":         {"outcomes: [{id: heard, name: x}, {id: heard, name: y}]", "outcomes: heard is listed twice"},
		"outcome of no name":    {"outcomes: [{id: heard, name: ' '}]", "outcomes: the name of heard is empty"},
		"outcomes as one text":  {"outcomes: heard", "outcomes: write outcomes as"},
		"negative rate":         {"rates: {staff_hours: -1}", "rates.staff_hours: is -1: write pounds per hour"},
		"rate of no number":     {"rates: {volunteer_hours: NaN}", "rates.volunteer_hours: is NaN"},
		"rate in words":         {"rates: {staff_hours: dear}", "rates.staff_hours: write a number"},
		"rung misspelt":         {"terms: {ladder: [{day: 1, to: [owner]}]}", `terms.ladder: a rung has no "day"`},
		"near a setting":        {"engine: {prot: 7233}", "did you mean engine.port?"},
		"near none":             {"web: {port: 1}", "correct its spelling or remove it."},
		"another way to write":  {"record: {url: 'host=db password=x'}", "record.url: write sqlite:"},
		"nor like this":         {"record: {url: 'postgres:host=db password=x'}", "record.url: write sqlite:"},
		"rungs out of order":    {"terms: {ladder: [{days: 1, to: [owner]}, {days: 0, to: [lwo]}]}", "in the order"},
		"no time to vote":       {"terms: {approval_days: 0}", "terms.approval_days: is 0: write a number from 1"},
		"months of no year":     {"review: {months: 5}", "review.months: is 5: write 1, 2, 3, 4, 6 or 12"},
		"no such month":         {"review: {first_month: 13}", "review.first_month: is 13"},
		"nothing to rate":       {"review: {indicators: []}", "review.indicators: is 0"},
		"indicator misspelt":    {"review: {indicators: [{id: a, title: A}]}", "review.indicators: write indicators as"},
		"indicator unnamed":     {"review: {indicators: [{id: a}]}", "a needs a name"},
		"indicator twice":       {"review: {indicators: [{id: a, name: A}, {id: a, name: B}]}", "a is there twice"},
		"indicator in capitals": {"review: {indicators: [{id: A b, name: A}]}", `"A b" is no identifier`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := faultsOf(t, config.Source{File: write(t, tt.yaml)})
			if len(got) != 1 || !strings.Contains(got[0], tt.says) {
				t.Errorf("got %q, want one fault that says %q", got, tt.says)
			}
		})
	}
}

func TestEveryFaultOfAListIsListed(t *testing.T) {
	got := faultsOf(t, config.Source{File: write(t, `
roles: [engin, workflows, dishes]
calendar: {holidays: [28/12/2026, 2026-12-29, soon]}
terms: {ladder: [{days: 1, to: [boss, owner]}, {days: 2}, {days: 2, to: [aunt]}]}
`)})
	for _, part := range []string{`roles: "engin"`, `roles: "dishes"`, `"28/12/2026"`, `"soon"`, `"boss"`, "day 2 reminds nobody", `"aunt"`, "in the order"} {
		if n := strings.Count(strings.Join(got, "\n"), part); n != 1 {
			t.Errorf("%s is told %d times", part, n)
		}
	}
	if len(got) != 8 || t.Failed() {
		t.Errorf("%d faults:\n%s", len(got), strings.Join(got, "\n"))
	}
}

func TestVariablesThatAreNoSettingsAreFaults(t *testing.T) {
	for _, other := range []string{
		"CAIRN_TEST_ENGINE_DIR=/tmp", // of the tests
		// Of Kubernetes, beside the services cairn and cairn-worker:
		"CAIRN_SERVICE_HOST=10.0.0.1", "CAIRN_SERVICE_PORT=8233", "CAIRN_SERVICE_PORT_HTTP=8233",
		"CAIRN_PORT=tcp://10.0.0.1:8233", "CAIRN_PORT_8233_TCP=tcp://10.0.0.1:8233", "CAIRN_PORT_8233_TCP_PROTO=tcp",
		"CAIRN_WORKER_SERVICE_HOST=10.0.0.2", "CAIRN_WORKER_PORT=tcp://10.0.0.2:8233", "CAIRN_WORKER_PORT_8233_TCP_ADDR=10.0.0.2",
		"CAIRNGORM=1245", "TEMPORAL_API_KEY=x",
	} {
		name, value, _ := strings.Cut(other, "=")
		t.Setenv(name, value)
	}
	load(t, config.Source{})

	for name, value := range map[string]string{
		"CAIRN_MIAL_HOST": "mail.example.org", "CAIRN_ENGINE_PROT": "7233", "CAIRN_PORT": "7233",
		"CAIRN_MASTER_KEY": "Tops3cret", "CAIRN_LOG_LEVEL": "loud", "CAIRN_COLOUR": "",
	} {
		t.Setenv(name, value)
	}
	got := faultsOf(t, config.Source{})
	want := []string{
		"CAIRN_COLOUR: is no setting that Cairn knows (in the environment): correct its spelling or remove it.",
		"CAIRN_ENGINE_PROT: is no setting that Cairn knows (in the environment): did you mean CAIRN_ENGINE_PORT?",
		"CAIRN_MASTER_KEY: is no setting that Cairn knows (in the environment): correct its spelling or remove it.",
		"CAIRN_MIAL_HOST: is no setting that Cairn knows (in the environment): did you mean CAIRN_MAIL_HOST?",
		"CAIRN_PORT: is no setting that Cairn knows (in the environment): correct its spelling or remove it.",
		`log.level (from CAIRN_LOG_LEVEL): "loud" is not among its choices: write debug, info, warn, error.`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestMissingFileIsAFault(t *testing.T) {
	got := faultsOf(t, config.Source{File: filepath.Join(t.TempDir(), "none.yaml")})
	if len(got) != 1 || !strings.Contains(got[0], "cannot be read") {
		t.Errorf("got %q", got)
	}
}

func TestEmptyHeadingsAreNoFault(t *testing.T) {
	load(t, config.Source{File: write(t, "data:\nmail:\n  host:\n")})
}

func TestFaultsHoldNoSecret(t *testing.T) {
	const secret = "Tops3cret"
	t.Setenv("CAIRN_MAIL_PASSWORD", secret)
	t.Setenv("CAIRN_VAULT_MASTER_KEY", secret)
	t.Setenv("CAIRN_RECORD_URL", "mysql://cairn:"+secret+"@host/db")
	t.Setenv("CAIRN_MAIL_MODE", "smtp")
	for _, line := range faultsOf(t, config.Source{}) {
		if strings.Contains(line, secret) {
			t.Errorf("a fault tells the secret: %s", line)
		}
	}
}

func TestRedacted(t *testing.T) {
	const secret = "Tops3cret"
	key := base64.StdEncoding.EncodeToString([]byte("an example key, 32 bytes long...")[:32])
	t.Setenv("TEMPORAL_API_KEY", secret)
	for name, url := range map[string]string{
		"in the user":           "postgres://cairn:" + secret + "@db.example.org/cairn?sslmode=require",
		"with codes":            "postgres://cairn:%40%2F" + secret + "%3F@db.example.org/cairn",
		"with an @":             "postgres://cairn:p@" + secret + "@db.example.org/cairn",
		"with a /":              "postgres://cairn:p/" + secret + "@db.example.org/cairn",
		"with a number and a /": "postgres://cairn:12/" + secret + "@db.example.org/cairn",
		"with a number and a ?": "postgres://cairn:12?" + secret + "@db.example.org/cairn",
		"with a number and a #": "postgres://cairn:12#" + secret + "@db.example.org/cairn",
		"without a user":        "postgres://:" + secret + "@db.example.org/cairn",
		"of two hosts":          "postgres://cairn:" + secret + "@a.example.org:5432,b.example.org:5433/cairn",
		"in the query":          "postgres://db.example.org/cairn?user=cairn&password=" + secret,
		"twice":                 "postgres://db.example.org/cairn?password=" + secret + "&password=" + secret + "&sslmode=require",
		"with a code in it":     "postgres://db.example.org/cairn?pass%77ord=" + secret,
		"with a broken code":    "postgres://db.example.org/cairn?pass%zzword=" + secret,
		"in capitals":           "postgresql://db.example.org/cairn?PASSWORD=" + secret,
		"of the TLS key":        "postgres://db.example.org/cairn?sslpassword=" + secret,
		"unreadable":            "postgres://cairn:%zz" + secret + "@db.example.org/cairn",
	} {
		t.Run(name, func(t *testing.T) {
			s := load(t, config.Source{Overrides: map[string]any{
				"record.url": url, "mail.password": secret, "mail.username": "cairn", "vault.master_key": key,
			}})
			var out strings.Builder
			if err := s.WriteYAML(&out); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(out.String(), secret) || strings.Contains(out.String(), key) {
				t.Errorf("a secret is shown:\n%s", out.String())
			}
			if s.Record.URL != url || s.Mail.Password != secret || s.Vault.MasterKey != key {
				t.Error("redacting changed the settings themselves")
			}
		})
	}
}

// Settings that did not come from Load may hold PostgreSQL's other form.
func TestRedactedAddresses(t *testing.T) {
	for url, want := range map[string]string{
		"":                                   "",
		"sqlite:/var/lib/cairn/record.db":    "sqlite:/var/lib/cairn/record.db",
		"postgres:///cairn?host=/run/pg":     "postgres:///cairn?host=/run/pg",
		"postgres://cairn@db.example.org/x":  "postgres://cairn@db.example.org/x",
		"postgres://cairn:a@db/x?sslmode=no": "postgres://cairn:REDACTED@db/x?sslmode=no",
		"postgres://db/x?password=a&user=b":  "postgres://db/x?password=REDACTED&user=b",
		"host=db user=b password=a":          "REDACTED",
		"host=db password = 'it''s a'":       "REDACTED",
		`password='a \' b' host=db`:          "REDACTED",
		"postgres:host=db password=a":        "REDACTED",
		"password=a@b://c":                   "REDACTED",
	} {
		s := config.Settings{Record: config.Record{URL: url}}
		if got := s.Redacted().Record.URL; got != want {
			t.Errorf("%q is shown as %q, want %q", url, got, want)
		}
	}
}

func TestWrittenSettingsLoadAgain(t *testing.T) {
	want := load(t, config.Source{Overrides: map[string]any{
		"engine.retention": "48h", "roles": "workflows", "calendar.holidays": "2026-12-28",
		"record.url": "sqlite:/var/lib/cairn/a b.db", "terms.ladder": "0:owner,2:lwo+lead:stages",
	}})
	var out strings.Builder
	if err := want.WriteYAML(&out); err != nil {
		t.Fatal(err)
	}
	if got := load(t, config.Source{File: write(t, out.String())}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v\nfrom:\n%s", got, want, out.String())
	}
}

func TestRehearse(t *testing.T) {
	tests := map[string]struct {
		text string
		want float64 // 0: refused
	}{
		"real work":           {"", 1},
		"a day in 200 ms":     {"1d=200ms", 432_000},
		"a week in a minute":  {"1w=1m", 10_080},
		"hours":               {"12h = 1s", 43_200},
		"as fast as real":     {"1h=1h", 1},
		"slower than real":    {"1h=2h", 0},
		"in no time":          {"1d=0s", 0},
		"backwards":           {"1d=-1s", 0},
		"no days":             {"0d=1ms", 0},
		"nonsense":            {"fast", 0},
		"half":                {"1d=", 0},
		"without units":       {"1=2", 0},
		"beyond what is kept": {"999999999999d=1ms", 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s, err := config.Load(config.Source{Overrides: map[string]any{"rehearse": tt.text}})
			switch {
			case tt.want == 0 && err == nil:
				t.Errorf("%q was accepted with factor %g", tt.text, s.Factor())
			case tt.want != 0 && (err != nil || s.Factor() != tt.want):
				t.Errorf("factor %g (%v), want %g", s.Factor(), err, tt.want)
			}
		})
	}
}

func TestDerivedPlaces(t *testing.T) {
	s := load(t, config.Source{Overrides: map[string]any{"data.dir": "/srv/cairn"}})
	if s.RecordURL() != "sqlite:/srv/cairn/record.db" || s.KeyFile() != "/srv/cairn/master.key" {
		t.Errorf("got %s and %s", s.RecordURL(), s.KeyFile())
	}
	s = load(t, config.Source{Overrides: map[string]any{
		"record.url": "postgres://host/db", "vault.key_file": "/run/key", "engine.mode": "cluster",
	}})
	if s.RecordURL() != "postgres://host/db" || s.KeyFile() != "/run/key" {
		t.Errorf("got %s and %s", s.RecordURL(), s.KeyFile())
	}
	if s.Runs(config.RoleEngine) || !s.Runs(config.RoleWorkflows) {
		t.Error("beside a cluster a process runs workflows and no engine")
	}
	if s.Engine.Retention != 720*time.Hour {
		t.Errorf("retention is %s", s.Engine.Retention)
	}
}

// FuzzFile: whatever a file holds, the answer is settings or faults.
func FuzzFile(f *testing.F) {
	example, err := os.ReadFile("cairn.example.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(example)
	f.Add([]byte("data: &a\n  dir: *a"))
	f.Add([]byte("? [a]\n: b"))
	f.Add([]byte("terms: {ladder: [[1], null, {days: 1, to: null}]}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		_, err := config.Load(config.Source{File: write(t, string(text))})
		if e := new(config.Error); err != nil && !errors.As(err, &e) {
			t.Errorf("Load: %v", err)
		}
	})
}
