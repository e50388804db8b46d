package config

import "strings"

// key is one setting: its name in the file and where its value lives. into is
// of one of the types that decode knows.
type key struct {
	name string
	into any
}

// keys is the one list of all settings: what is read, checked for being known,
// and printed, in this order.
func (s *Settings) keys() []key {
	keys := []key{
		{"data.dir", &s.Data.Dir},

		{"record.url", &s.Record.URL},
		{"record.max_connections", &s.Record.MaxConnections},

		{"engine.mode", &s.Engine.Mode},
		{"engine.host", &s.Engine.Host},
		{"engine.port", &s.Engine.Port},
		{"engine.namespace", &s.Engine.Namespace},
		{"engine.retention", &s.Engine.Retention},
		{"engine.task_queue", &s.Engine.TaskQueue},
		{"engine.sticky_cache_size", &s.Engine.StickyCacheSize},
		{"engine.max_concurrent", &s.Engine.MaxConcurrent},
		{"engine.pollers", &s.Engine.Pollers},

		{"roles", &s.Roles},

		{"http.address", &s.HTTP.Address},

		{"web.address", &s.Web.Address},
		{"web.tls_cert", &s.Web.TLSCert},
		{"web.tls_key", &s.Web.TLSKey},
		{"web.proxy", &s.Web.Proxy},
		{"council.name", &s.Council.Name},
		{"council.email", &s.Council.Email},
		{"council.phone", &s.Council.Phone},
		{"council.address", &s.Council.Address},
		{"web.oidc.issuer", &s.Web.OIDC.Issuer},
		{"web.oidc.client_id", &s.Web.OIDC.ClientID},
		{"web.oidc.client_secret", &s.Web.OIDC.ClientSecret},
		{"web.oidc.name", &s.Web.OIDC.Name},

		{"log.level", &s.Log.Level},
		{"log.format", &s.Log.Format},

		{"mail.mode", &s.Mail.Mode},
		{"mail.host", &s.Mail.Host},
		{"mail.port", &s.Mail.Port},
		{"mail.username", &s.Mail.Username},
		{"mail.password", &s.Mail.Password},
		{"mail.tls", &s.Mail.TLS},
		{"mail.from", &s.Mail.From},
		{"mail.timeout", &s.Mail.Timeout},
		{"mail.base_url", &s.Mail.BaseURL},
		{"mail.poll", &s.Mail.Poll},
		{"mail.max_attempts", &s.Mail.MaxAttempts},

		{"vault.master_key", &s.Vault.MasterKey},
		{"vault.key_file", &s.Vault.KeyFile},
		{"vault.erasures_file", &s.Vault.ErasuresFile},

		{"calendar.holidays", &s.Calendar.Holidays},
		{"calendar.working", &s.Calendar.Working},
	}
	keys = append(keys, s.Terms.keys()...)
	keys = append(keys, s.reviewKeys()...)
	keys = append(keys, s.Newsletter.keys()...)
	keys = append(keys, s.Accessibility.keys()...)
	return append(append(keys, key{"uploads.clamd", &s.Uploads.Clamd}, key{"rehearse", &s.Rehearse}), s.weighingKeys()...)
}

func (t *Terms) keys() []key {
	return []key{
		{"terms.plan_days", &t.PlanDays},
		{"terms.agree_days", &t.AgreeDays},
		{"terms.finish_days", &t.FinishDays},
		{"terms.study_days", &t.StudyDays},
		{"terms.act_days", &t.ActDays},
		{"terms.begin_days", &t.BeginDays},
		{"terms.approval_days", &t.ApprovalDays},
		{"terms.extension_days", &t.ExtensionDays},
		{"terms.lapse_days", &t.LapseDays},
		{"terms.condition_days", &t.ConditionDays},
		{"terms.talk_days", &t.TalkDays},
		{"terms.agreement_days", &t.AgreementDays},
		{"terms.unanswered_days", &t.UnansweredDays},
		{"terms.moderate_days", &t.ModerateDays},
		{"terms.concern_days", &t.ConcernDays},
		{"terms.held_weeks", &t.HeldWeeks},
		{"terms.ladder", &t.Ladder},
	}
}

func (s *Settings) reviewKeys() []key {
	return []key{
		{"review.months", &s.Review.Months},
		{"review.first_month", &s.Review.FirstMonth},
		{"review.evaluate_days", &s.Review.EvaluateDays},
		{"review.lwo_days", &s.Review.LWODays},
		{"review.conclude_days", &s.Review.ConcludeDays},
		{"review.indicators", &s.Review.Indicators},
	}
}

func (n *Newsletter) keys() []key {
	return []key{
		{"newsletter.months", &n.Months},
		{"newsletter.day", &n.Day},
		{"newsletter.ask_days", &n.AskDays},
		{"newsletter.sections", &n.Sections},
		{"newsletter.per_minute", &n.PerMinute},
		{"newsletter.bounces", &n.Bounces},
		{"newsletter.unsubscribe_mail", &n.UnsubscribeMail},
	}
}

func (a *Accessibility) keys() []key {
	return []key{
		{"accessibility.prepared", &a.Prepared},
		{"accessibility.reviewed", &a.Reviewed},
		{"accessibility.tested", &a.Tested},
		{"accessibility.tested_by", &a.TestedBy},
		{"accessibility.tested_how", &a.TestedHow},
	}
}

// Keys are the names of all settings, in the order of the example file.
func Keys() []string {
	var names []string
	for _, k := range new(Settings).keys() {
		names = append(names, k.name)
	}
	return names
}

// Variable is the environment variable of a key: CAIRN_ENGINE_PORT of
// engine.port.
func Variable(key string) string {
	return prefix + strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
}
