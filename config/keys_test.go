package config

import (
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// leaves are pointers to all the settings in a struct.
func leaves(v reflect.Value) map[any]string {
	found := map[any]string{}
	for i := range v.NumField() {
		field := v.Field(i)
		if field.Kind() == reflect.Struct {
			maps.Copy(found, leaves(field))
			continue
		}
		found[field.Addr().Interface()] = v.Type().String() + "." + v.Type().Field(i).Name
	}
	return found
}

func TestEveryFieldHasAKey(t *testing.T) {
	var s Settings
	fields := leaves(reflect.ValueOf(&s).Elem())
	names := map[string]bool{}
	for _, k := range s.keys() {
		if names[k.name] || fields[k.into] == "" {
			t.Errorf("%s is listed twice, or its field is", k.name)
		}
		names[k.name] = true
		delete(fields, k.into)
	}
	for _, field := range fields {
		t.Errorf("%s has no key: add it to Settings.keys", field)
	}
}

// samples hold for each key a lawful value other than the default, as text, and
// as YAML where that reads differently.
var samples = map[string]struct{ text, yaml string }{
	"data.dir":                 {text: "/srv/cairn"},
	"record.url":               {text: "postgres://db.example.org/cairn"},
	"record.max_connections":   {text: "7"},
	"engine.mode":              {text: "cluster"},
	"engine.host":              {text: "127.0.0.9"},
	"engine.port":              {text: "7333"},
	"engine.namespace":         {text: "council"},
	"engine.retention":         {text: "48h"},
	"engine.task_queue":        {text: "other"},
	"engine.sticky_cache_size": {text: "50"},
	"engine.max_concurrent":    {text: "20"},
	"engine.pollers":           {text: "2"},
	"roles":                    {text: "workflows", yaml: "[workflows]"},
	"http.address":             {text: "127.0.0.1:9000"},
	"web.address":              {text: "127.0.0.1:9001"},
	"web.tls_cert":             {text: "cert.pem"},
	"web.tls_key":              {text: "key.pem"},
	"web.proxy":                {text: "true"},
	"web.oidc.issuer":          {text: "https://login.example.org"},
	"web.oidc.client_id":       {text: "cairn"},
	"web.oidc.client_secret":   {text: "a secret, too"},
	"web.oidc.name":            {text: "your council account"},
	"council.name":             {text: "Example Council"},
	"council.email":            {text: "help@example.org"},
	"council.phone":            {text: "01234 567890"},
	"council.address":          {text: "1 Example Street, Exampletown"},
	"accessibility.prepared":   {text: "2027-01-31"},
	"accessibility.reviewed":   {text: "2028-01-31"},
	"accessibility.tested":     {text: "2027-01-15"},
	"accessibility.tested_by":  {text: "Example Access Panel"},
	"accessibility.tested_how": {text: "They tried the pages that most people use"},
	"uploads.clamd":            {text: "unix:/run/clamav/clamd.ctl"},
	"log.level":                {text: "debug"},
	"log.format":               {text: "json"},
	"mail.mode":                {text: "smtp"},
	"mail.host":                {text: "mail.example.org"},
	"mail.port":                {text: "2525"},
	"mail.username":            {text: "cairn"},
	"mail.password":            {text: "a secret"},
	"mail.tls":                 {text: "tls"},
	"mail.from":                {text: "Cairn <cairn@example.org>"},
	"mail.timeout":             {text: "5s"},
	"mail.base_url":            {text: "https://cairn.example.org"},
	"mail.poll":                {text: "1s"},
	"mail.max_attempts":        {text: "3"},
	"vault.master_key":         {text: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="},
	"vault.key_file":           {text: "/run/secrets/key"},
	"vault.erasures_file":      {text: "/secure/erasures.jsonl"},
	"calendar.holidays":        {text: "2026-12-28, 2026-12-29", yaml: "[2026-12-28, '2026-12-29']"},
	"calendar.working":         {text: "2026-11-30", yaml: "[2026-11-30]"},
	"terms.plan_days":          {text: "3"},
	"terms.agree_days":         {text: "3"},
	"terms.finish_days":        {text: "3"},
	"terms.study_days":         {text: "3"},
	"terms.act_days":           {text: "3"},
	"terms.begin_days":         {text: "3"},
	"terms.approval_days":      {text: "3"},
	"terms.extension_days":     {text: "3"},
	"terms.lapse_days":         {text: "3"},
	"terms.condition_days":     {text: "3"},
	"terms.talk_days":          {text: "3"},
	"terms.unanswered_days":    {text: "7"},
	"terms.moderate_days":      {text: "3"},
	"terms.concern_days":       {text: "3"},
	"terms.agreement_days":     {text: "3"},
	"terms.held_weeks":         {text: "3"},
	"terms.ladder": {
		text: "-1:owner, 2:owner+lwo, 7:chair:stages",
		yaml: "[{days: -1, to: [owner]}, {days: 2, to: [owner, lwo]}, {days: 7, to: [chair], stages_only: true}]",
	},
	"outcomes": {
		text: "fed=People are fed, heard=People are heard",
		yaml: "[{id: fed, name: People are fed}, {id: heard, name: People are heard}]",
	},
	"rates.staff_hours":     {text: "21.5"},
	"rates.volunteer_hours": {text: "12"},
	"rehearse":              {text: "1d=1s"},
	"review.months":         {text: "12"},
	"review.first_month":    {text: "9"},
	"review.evaluate_days":  {text: "3"},
	"review.lwo_days":       {text: "3"},
	"review.conclude_days":  {text: "3"},
	"review.indicators": {
		text: "planning=Planning together=Plans rest on evidence.; pace=Pace",
		yaml: "[{id: planning, name: Planning together, about: Plans rest on evidence.}, {id: pace, name: Pace}]",
	},
	"newsletter.months":           {text: "2"},
	"newsletter.day":              {text: "3"},
	"newsletter.ask_days":         {text: "3"},
	"newsletter.sections":         {text: "opening=Hello, looking-back=What happened", yaml: "[opening=Hello, 'looking-back=What happened']"},
	"newsletter.per_minute":       {text: "0"},
	"newsletter.bounces":          {text: "2"},
	"newsletter.unsubscribe_mail": {text: "newsletter@example.org"},
}

// needs are settings that a sample cannot go without.
var needs = map[string]map[string]any{
	"web.tls_cert":             {"web.tls_key": "key.pem"},
	"web.tls_key":              {"web.tls_cert": "cert.pem"},
	"web.oidc.issuer":          {"web.oidc.client_id": "c", "web.oidc.name": "n", "mail.base_url": "https://c.example.org"},
	"web.oidc.client_id":       {"web.oidc.issuer": "https://i.example.org", "web.oidc.name": "n", "mail.base_url": "https://c.example.org"},
	"web.oidc.client_secret":   {"web.oidc.issuer": "https://i.example.org", "web.oidc.client_id": "c", "web.oidc.name": "n", "mail.base_url": "https://c.example.org"},
	"accessibility.reviewed":   {"accessibility.prepared": "2027-01-31"},
	"accessibility.tested":     {"accessibility.tested_by": "b"},
	"accessibility.tested_by":  {"accessibility.tested": "2027-01-15"},
	"accessibility.tested_how": {"accessibility.tested": "2027-01-15", "accessibility.tested_by": "b"},
	"mail.mode":                {"mail.host": "mail.example.org", "mail.from": "cairn@example.org"},
}

func TestEveryKeyTakesEffectFromEverySource(t *testing.T) {
	for _, name := range Keys() {
		sample := samples[name]
		if sample.yaml == "" {
			sample.yaml = sample.text
		}
		t.Run(name+"/file", func(t *testing.T) {
			section, leaf, nested := strings.Cut(name, ".")
			text := section + ": " + sample.yaml
			if nested {
				text = section + ":\n  " + leaf + ": " + sample.yaml
			}
			file := filepath.Join(t.TempDir(), "cairn.yaml")
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			takesEffect(t, name, sample.text, Source{File: file, Overrides: needs[name]})
		})
		t.Run(name+"/environment", func(t *testing.T) {
			t.Setenv(Variable(name), sample.text)
			takesEffect(t, name, sample.text, Source{Overrides: needs[name]})
		})
		t.Run(name+"/override", func(t *testing.T) {
			overrides := map[string]any{name: sample.text}
			maps.Copy(overrides, needs[name])
			takesEffect(t, name, sample.text, Source{Overrides: overrides})
		})
	}
}

// takesEffect compares with what the sample's text means, which must differ
// from the default.
func takesEffect(t *testing.T, name, sample string, from Source) {
	t.Helper()
	got, err := Load(from)
	if err != nil {
		t.Fatal(err)
	}
	want, before := Default(), Default()
	if err := decode(sample, valueOf(&want, name)); err != nil {
		t.Fatalf("the sample: %v", err)
	}
	value := reflect.ValueOf(valueOf(&got, name)).Elem().Interface()
	if reflect.DeepEqual(value, reflect.ValueOf(valueOf(&before, name)).Elem().Interface()) {
		t.Fatalf("%v is still the default", value)
	}
	if wanted := reflect.ValueOf(valueOf(&want, name)).Elem().Interface(); !reflect.DeepEqual(value, wanted) {
		t.Errorf("got %v, want %v", value, wanted)
	}
}

func valueOf(s *Settings, name string) any {
	for _, k := range s.keys() {
		if k.name == name {
			return k.into
		}
	}
	return nil
}
