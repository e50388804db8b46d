package config

import (
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/viper"
)

// redacted stands where a secret was.
const redacted = "REDACTED"

// Redacted returns the settings with every secret replaced, fit to be shown.
func (s Settings) Redacted() Settings {
	s.Record.URL = redactURL(s.Record.URL)
	if s.Mail.Password != "" {
		s.Mail.Password = redacted
	}
	if s.Web.OIDC.ClientSecret != "" {
		s.Web.OIDC.ClientSecret = redacted
	}
	if s.Vault.MasterKey != "" {
		s.Vault.MasterKey = redacted
	}
	return s
}

// redactURL hides the passwords of a database address, wherever PostgreSQL's
// clients would read one, and all of it where that is not sure.
func redactURL(text string) string {
	if text == "" || strings.HasPrefix(text, "sqlite:") {
		return text
	}
	u, err := url.Parse(text)
	if err != nil || u.Opaque != "" || u.Scheme == "" {
		return redacted // not a URL: host=... password=...
	}
	if strings.Contains(u.Host+u.Path+u.RawQuery+u.Fragment, "@") {
		return redacted // what follows a / ? or # may be of the password
	}
	if _, has := u.User.Password(); has {
		u.User = url.UserPassword(u.User.Username(), redacted)
	}
	u.RawQuery = redactQuery(u.RawQuery)
	return u.String()
}

func redactQuery(query string) string {
	pairs := strings.Split(query, "&")
	for i, pair := range pairs {
		written, _, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(written) // pass%77ord is one, too
		if err != nil || strings.Contains(strings.ToLower(name), "password") {
			pairs[i] = written + "=" + redacted
		}
	}
	return strings.Join(pairs, "&")
}

// WriteYAML writes every effective setting as a file that Load reads, with the
// secrets redacted.
func (s Settings) WriteYAML(w io.Writer) error {
	v := viper.New()
	v.SetConfigType("yaml")
	shown := s.Redacted()
	for _, k := range shown.keys() {
		v.Set(k.name, plain(k.into))
	}
	if err := v.WriteConfigTo(w); err != nil {
		return fmt.Errorf("write the settings: %w", err)
	}
	return nil
}

// plain is a setting's value as YAML should show it.
func plain(from any) any {
	switch p := from.(type) {
	case *string:
		return *p
	case *int:
		return *p
	case *time.Duration:
		return p.String()
	case *[]string:
		return append([]string{}, *p...) // [] rather than null
	case *[]Rung:
		rungs := []map[string]any{}
		for _, r := range *p {
			rungs = append(rungs, map[string]any{"days": r.Days, "to": r.To, "stages_only": r.StagesOnly})
		}
		return rungs
	case *float64:
		return *p
	case *[]Outcome:
		outcomes := []map[string]any{}
		for _, o := range *p {
			outcomes = append(outcomes, map[string]any{"id": o.ID, "name": o.Name})
		}
		return outcomes
	case *[]Indicator:
		all := []map[string]any{}
		for _, i := range *p {
			all = append(all, map[string]any{"id": i.ID, "name": i.Name, "about": i.About})
		}
		return all
	}
	return nil
}
