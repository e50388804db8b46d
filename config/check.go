package config

import (
	"encoding/base64"
	"net"
	"net/mail"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	masterKeyBytes = 32 // AES-256
	mostDays       = 250
	mostWeeks      = 104
)

// longestPoll keeps the postman's heartbeat well within its limit of 30 s.
const longestPoll = 20 * time.Second

// longestTimeout keeps a message that waits for an answer from waiting much longer
// once its worker has died: its lease is twice as long.
const longestTimeout = 5 * time.Minute

// check adds a fault for everything that cannot work, alone or together.
func (s Settings) check(f *faults) {
	if s.Data.Dir == "" {
		f.add("data.dir", "name the directory of the data, e.g. ./data.")
	}
	s.checkRecord(f)
	s.checkEngine(f)
	s.checkRoles(f)
	if !isAddress(s.HTTP.Address) {
		f.add("http.address", "write an address and a port, e.g. 127.0.0.1:8233.")
	}
	s.checkWeb(f)
	s.checkOIDC(f)
	s.checkAccessibility(f)
	s.checkUploads(f)
	oneOf(f, "log.level", s.Log.Level, "debug", "info", "warn", "error")
	oneOf(f, "log.format", s.Log.Format, "text", "json")
	s.checkMail(f)
	s.checkVault(f)
	s.checkCalendar(f)
	s.checkTerms(f)
	s.checkOutcomes(f)
	s.checkRates(f)
	s.checkReview(f)
	s.checkNewsletter(f)
	if s.Rehearse != "" {
		if _, err := parseRehearse(s.Rehearse); err != nil {
			f.add("rehearse", "write how fast a rehearsed day passes, e.g. 1d=200ms, never slower than a real one.")
		}
	}
}

func (s Settings) checkRecord(f *faults) {
	if !isRecord(s.RecordURL()) {
		f.add("record.url", "write sqlite:/path/record.db or postgres://user@host/database.")
	}
	within(f, "record.max_connections", s.Record.MaxConnections, 1, 1000)
}

func (s Settings) checkEngine(f *faults) {
	e := s.Engine
	oneOf(f, "engine.mode", e.Mode, Embedded, Cluster)
	if ip := net.ParseIP(e.Host); e.Host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		f.add("engine.host", "the embedded engine serves this machine only: write 127.0.0.1, "+
			"or set engine.mode to cluster.")
	}
	within(f, "engine.port", e.Port, 0, 65535)
	if e.Port == 0 && e.Mode == Embedded && !s.Runs(RoleEngine) {
		f.add("engine.port", "name the port of the engine that runs in another process.")
	}
	named(f, "engine.namespace", e.Namespace)
	named(f, "engine.task_queue", e.TaskQueue)
	if e.Retention < time.Hour {
		f.add("engine.retention", "write one hour or more, e.g. 720h.")
	}
	within(f, "engine.sticky_cache_size", e.StickyCacheSize, 1, 100_000)
	within(f, "engine.max_concurrent", e.MaxConcurrent, 2, 10_000)
	within(f, "engine.pollers", e.Pollers, 2, 100) // the SDK needs one sticky, one not
}

func (s Settings) checkRoles(f *faults) {
	if len(s.Roles) == 0 {
		f.add("roles", "name at least one of: %s, %s, %s.", RoleEngine, RoleWorkflows, RoleWeb)
	}
	for _, role := range s.Roles {
		oneOf(f, "roles", role, RoleEngine, RoleWorkflows, RoleWeb)
	}
	if s.Engine.Mode == Cluster && slices.Contains(s.Roles, RoleEngine) && !s.Runs(RoleWorkflows) {
		f.add("roles", "with engine.mode cluster there is no engine to run here: add %s, or set engine.mode to embedded.", RoleWorkflows)
	}
}

func (s Settings) checkWeb(f *faults) {
	if !isAddress(s.Web.Address) {
		f.add("web.address", "write an address and a port, e.g. 127.0.0.1:8080.")
	}
	if (s.Web.TLSCert == "") != (s.Web.TLSKey == "") {
		f.add("web.tls_cert", "goes with web.tls_key: name both files, or neither.")
	}
	if s.Web.TLSCert != "" && s.Web.Proxy {
		f.add("web.proxy", "is for a proxy that speaks https in front: leave it out, or leave out web.tls_cert and web.tls_key.")
	}
	s.checkPlainHTTP(f)
}

// checkPlainHTTP refuses pages that others would reach without https: what they write, and
// the cookie by which they are signed in, could be read on the way.
func (s Settings) checkPlainHTTP(f *faults) {
	if u, err := url.Parse(s.Mail.BaseURL); err == nil && u.Scheme == "http" && u.Host != "" && !isThisMachine(u.Hostname()) {
		f.add("mail.base_url", "by plain http others could read on the way what people write: write https://%s, and serve it by web.tls_cert and web.tls_key, or by a proxy in front and web.proxy.", u.Host)
	}
	host, _, err := net.SplitHostPort(s.Web.Address)
	if err == nil && s.Runs(RoleWeb) && !isThisMachine(host) && s.Web.TLSCert == "" && !s.Web.Proxy {
		f.add("web.address", "others reach %s, and could read by plain http what people write: name web.tls_cert and web.tls_key, set web.proxy where a proxy in front speaks https, or write 127.0.0.1.", s.Web.Address)
	}
}

func (s Settings) checkUploads(f *faults) {
	network, at, _ := strings.Cut(s.Uploads.Clamd, ":")
	if s.Uploads.Clamd != "" && (network != "unix" || !filepath.IsAbs(at)) && (network != "tcp" || !isAddress(at)) {
		f.add("uploads.clamd", "write where clamd listens, e.g. unix:/run/clamav/clamd.ctl or tcp:127.0.0.1:3310.")
	}
}

// checkOIDC asks for https, without which anybody on the way could be anybody.
func (s Settings) checkOIDC(f *faults) {
	o := s.Web.OIDC
	if o == (OIDC{Name: o.Name}) {
		return
	}
	u, err := url.Parse(o.Issuer)
	if err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !isThisMachine(u.Hostname())) {
		f.add("web.oidc.issuer", "write the address of the provider, e.g. https://login.example.org.")
	}
	named(f, "web.oidc.client_id", o.ClientID)
	named(f, "web.oidc.name", o.Name)
	if s.Mail.BaseURL == "" {
		f.add("mail.base_url", "is where the provider sends people back to: write the address of the pages, e.g. https://cairn.example.org.")
	}
}

func (s Settings) checkMail(f *faults) {
	m := s.Mail
	oneOf(f, "mail.mode", m.Mode, Outbox, SMTP)
	oneOf(f, "mail.tls", m.TLS, NoTLS, StartTLS, TLS)
	within(f, "mail.port", m.Port, 0, 65535)
	within(f, "mail.max_attempts", m.MaxAttempts, 1, 1000)
	positive(f, "mail.timeout", m.Timeout)
	if m.Timeout > longestTimeout {
		f.add("mail.timeout", "is %s: write 5m or less.", m.Timeout)
	}
	positive(f, "mail.poll", m.Poll)
	if m.Poll > longestPoll {
		f.add("mail.poll", "write 20s or less: the postman shows that it is alive each time it looks.")
	}
	if m.BaseURL != "" && !isWebAddress(m.BaseURL) {
		f.add("mail.base_url", "write the address of the pages, e.g. https://cairn.example.org.")
	}
	if m.Mode != SMTP {
		return
	}
	named(f, "mail.host", m.Host)
	if _, err := mail.ParseAddress(m.From); err != nil {
		f.add("mail.from", "write the address that notices come from, e.g. Cairn <cairn@example.org>.")
	}
	if m.Password != "" && m.Username == "" {
		f.add("mail.username", "name who the password is for, or remove mail.password.")
	}
	if m.Username != "" && m.TLS == NoTLS && !isThisMachine(m.Host) {
		f.add("mail.tls", "without TLS the password would travel readable: write starttls or tls.")
	}
}

func (s Settings) checkVault(f *faults) {
	if filepath.Clean(s.ErasuresFile()) == filepath.Clean(s.KeyFile()) {
		f.add("vault.erasures_file", "is the file of the master key: name another.")
	}
	if s.Vault.MasterKey == "" {
		return
	}
	key, err := base64.StdEncoding.DecodeString(s.Vault.MasterKey)
	if err != nil || len(key) != masterKeyBytes {
		f.add("vault.master_key", "write %d random bytes in base64, e.g. from: openssl rand -base64 %d.",
			masterKeyBytes, masterKeyBytes)
	}
}

func (s Settings) checkCalendar(f *faults) {
	for key, days := range map[string][]string{
		"calendar.holidays": s.Calendar.Holidays,
		"calendar.working":  s.Calendar.Working,
	} {
		for _, day := range days {
			if _, err := time.Parse(time.DateOnly, day); err != nil {
				f.add(key, "%q is no date: write it as 2026-12-28.", day)
			}
		}
	}
	for _, day := range s.Calendar.Working {
		if slices.Contains(s.Calendar.Holidays, day) {
			f.add("calendar.working", "%s is in calendar.holidays too: remove it from one of them.", day)
		}
	}
}

func (s Settings) checkTerms(f *faults) {
	t := s.Terms
	for _, term := range []struct {
		key  string
		days int
	}{
		{"terms.plan_days", t.PlanDays}, {"terms.agree_days", t.AgreeDays},
		{"terms.finish_days", t.FinishDays}, {"terms.study_days", t.StudyDays},
		{"terms.act_days", t.ActDays}, {"terms.begin_days", t.BeginDays},
		{"terms.approval_days", t.ApprovalDays}, {"terms.extension_days", t.ExtensionDays},
		{"terms.lapse_days", t.LapseDays}, {"terms.condition_days", t.ConditionDays},
		{"terms.talk_days", t.TalkDays}, {"terms.agreement_days", t.AgreementDays}, {"terms.unanswered_days", t.UnansweredDays},
		{"terms.moderate_days", t.ModerateDays}, {"terms.concern_days", t.ConcernDays},
	} {
		within(f, term.key, term.days, 1, mostDays)
	}
	within(f, "terms.held_weeks", t.HeldWeeks, 1, mostWeeks)
	for i, rung := range t.Ladder {
		if len(rung.To) == 0 {
			f.add("terms.ladder", "the rung of day %d reminds nobody: name who, in to.", rung.Days)
		}
		for _, who := range rung.To {
			oneOf(f, "terms.ladder", who, "owner", "lead", "lwo", "chair")
		}
		if rung.Days < -mostDays || rung.Days > mostDays {
			f.add("terms.ladder", "a rung lies %d days away: stay within %d.", rung.Days, mostDays)
		}
		if i > 0 && t.Ladder[i-1].Days >= rung.Days {
			f.add("terms.ladder", "write the rungs in the order of their days, each day once.")
		}
	}
}

func oneOf(f *faults, key, value string, choices ...string) {
	if !slices.Contains(choices, value) {
		f.add(key, "%q is not among its choices: write %s.", value, strings.Join(choices, ", "))
	}
}

func within(f *faults, key string, value, least, most int) {
	if value < least || value > most {
		f.add(key, "is %d: write a number from %d to %d.", value, least, most)
	}
}

func named(f *faults, key, value string) {
	if value == "" {
		f.add(key, "is empty: write its name.")
	}
}

func positive(f *faults, key string, d time.Duration) {
	if d <= 0 {
		f.add(key, "is %s: write a time above zero, e.g. 2s.", d)
	}
}

func isAddress(text string) bool {
	_, port, err := net.SplitHostPort(text)
	if err != nil {
		return false
	}
	n, err := strconv.Atoi(port)
	return err == nil && n >= 0 && n <= 65535
}

// isRecord tells an address that the record's databases know. PostgreSQL's other
// form (host=... password=...) is none: what is secret in it could not be told.
func isRecord(text string) bool {
	scheme, rest, _ := strings.Cut(text, ":")
	switch scheme {
	case "sqlite":
		return rest != ""
	case "postgres", "postgresql":
		return strings.HasPrefix(rest, "//")
	}
	return false
}

func isWebAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

func isThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
