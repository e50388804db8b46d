package config

import (
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// The values that some settings choose from.
const (
	Embedded = "embedded" // engine.mode: Temporal's server in this process
	Cluster  = "cluster"  // engine.mode: an existing one, by TEMPORAL_*

	RoleEngine    = "engine"    // roles: run the embedded engine
	RoleWorkflows = "workflows" // roles: run workflows and activities
	RoleWeb       = "web"       // roles: serve the pages

	Outbox = "outbox" // mail.mode: notices stay in the record, for the command line to show
	SMTP   = "smtp"   // mail.mode: notices leave by email

	NoTLS    = "none"     // mail.tls
	StartTLS = "starttls" // mail.tls
	TLS      = "tls"      // mail.tls
)

// Settings is everything that can be configured. Days are working days of
// Scotland unless the name says otherwise.
type Settings struct {
	Data     Data
	Record   Record
	Engine   Engine
	Roles    []string // what this process does: RoleEngine, RoleWorkflows, RoleWeb
	HTTP     HTTP
	Web      Web
	Council  Council
	Uploads  Uploads
	Log      Log
	Mail     Mail
	Vault    Vault
	Calendar Calendar
	Terms    Terms
	Outcomes []Outcome // that a charter may choose
	Rates    Rates
	Review   Review

	Newsletter Newsletter

	Accessibility Accessibility

	Rehearse string // "1d=200ms": a rehearsed day passes in 200 ms; empty for real work
}

// Data is where the embedded defaults keep their files.
type Data struct {
	Dir string
}

// Record is the database of the record.
type Record struct {
	URL            string // empty: SQLite in Data.Dir; see Settings.RecordURL
	MaxConnections int    // to PostgreSQL, per process
}

// Engine is the Temporal connection.
type Engine struct {
	Mode            string // Embedded or Cluster
	Host            string // loopback address of the embedded engine
	Port            int    // of the embedded engine; 0 chooses a free one
	Namespace       string // on a cluster TEMPORAL_NAMESPACE comes first
	Retention       time.Duration
	TaskQueue       string
	StickyCacheSize int // open workflows kept in memory by a worker
	MaxConcurrent   int // workflow tasks, and as many activities, at a time in a worker
	Pollers         int // for workflow tasks, and as many for activities, in a worker
}

// HTTP is where /livez, /readyz and /metrics are served.
type HTTP struct {
	Address string // host:port
}

// Web is where the pages are served, and how people come there.
type Web struct {
	Address string // host:port
	TLSCert string // certificate file (PEM); with TLSKey the pages are served by https
	TLSKey  string
	Proxy   bool // a proxy in front speaks https, and says for whom it asks
	OIDC    OIDC
}

// OIDC is the provider by which staff sign in to the pages.
type OIDC struct {
	Issuer       string // empty: there is none
	ClientID     string
	ClientSecret string
	Name         string // as people call it
}

// Council is who answers for the service: its pages on accessibility and privacy say so.
type Council struct {
	Name    string // empty: the pages say that it was not told yet
	Email   string
	Phone   string
	Address string // by post, on one line
}

// Accessibility is what the council's accessibility statement says of itself. Days are as
// 2006-01-02; empty ones were not told yet.
type Accessibility struct {
	Prepared  string // the day on which the council published it
	Reviewed  string // the day on which it was last gone through
	Tested    string // the day of the last test
	TestedBy  string // who tested, as people read it
	TestedHow string // a sentence or two on how, and what was found
}

// Uploads is what happens to files that people add.
type Uploads struct {
	Clamd string // where ClamAV's daemon is: unix:/path or tcp:host:port; empty: files are not checked
}

// Log is how much is logged and how.
type Log struct {
	Level  string // debug, info, warn or error
	Format string // text or json
}

// Mail is how notices leave.
type Mail struct {
	Mode        string // Outbox or SMTP
	Host        string
	Port        int // 0: the usual one of the TLS mode
	Username    string
	Password    string
	TLS         string // NoTLS, StartTLS or TLS
	From        string // e.g. Cairn <cairn@example.org>
	Timeout     time.Duration
	BaseURL     string // of the pages that notices link to; empty: no links
	Poll        time.Duration
	MaxAttempts int // then a notice is given up and shown to the administrator
}

// Newsletter is when the newsletters of networks go out, and how.
type Newsletter struct {
	Months          int      // an issue every so many months; 0: none
	Day             int      // of the month, 1 to 28; the next working day where it is none
	AskDays         int      // so many working days before, the draft is made and the LWO asked
	Sections        []string // each as id=Title, in their order; empty: the usual ones
	PerMinute       int      // letters; 0: no limit
	Bounces         int      // issues in a row that come back before no more are sent
	UnsubscribeMail string   // where readers may write to stop it; empty: nowhere
}

// Vault is the key that wraps the keys of people's words.
type Vault struct {
	MasterKey    string // base64 of 32 bytes; empty: the key in the file
	KeyFile      string // empty: master.key in Data.Dir; see Settings.KeyFile
	ErasuresFile string // who was erased; empty: erasures.jsonl in Data.Dir; see Settings.ErasuresFile
}

// Calendar is what differs from the Scottish bank holidays, as 2006-01-02.
type Calendar struct {
	Holidays []string // days off besides, e.g. council holidays
	Working  []string // bank holidays that are worked
}

// Terms is how long people have for what, in working days.
type Terms struct {
	PlanDays       int
	AgreeDays      int
	FinishDays     int
	StudyDays      int
	ActDays        int
	BeginDays      int
	ApprovalDays   int
	ExtensionDays  int
	LapseDays      int
	ConditionDays  int
	TalkDays       int
	AgreementDays  int
	UnansweredDays int
	ModerateDays   int
	ConcernDays    int
	HeldWeeks      int // weeks until an adopted gain is checked
	Ladder         []Rung
}

// Outcome is an anticipated outcome to choose from. Charters and studies name it by ID,
// people read its name.
type Outcome struct {
	ID   string
	Name string
}

// Rates are pounds per hour; 0 is not priced.
type Rates struct {
	StaffHours     float64
	VolunteerHours float64
}

// Rung is one reminder about a task: Days working days after its due day
// (before it where negative), to owner, lead, lwo or chair.
type Rung struct {
	Days       int
	To         []string
	StagesOnly bool // for stages of a test, not for steps
}

// Review is how the LMGs' quality reviews come about. Days are working days.
type Review struct {
	Months       int // between reviews: 1, 2, 3, 4, 6 or 12
	FirstMonth   int // one of the months in which one begins, 1 to 12
	Indicators   []Indicator
	EvaluateDays int // for a group to rate its joint work
	LWODays      int // for the LWO to rate that of each group
	ConcludeDays int // for the LWO to draft what follows
}

// Indicator is an aspect of joint work that is rated.
type Indicator struct {
	ID    string
	Name  string
	About string // what a good answer looks like; may be empty
}

// Default returns the settings of a fresh trial: everything embedded, in ./data.
func Default() Settings {
	return Settings{
		Data:   Data{Dir: "./data"},
		Record: Record{MaxConnections: 16},
		Engine: Engine{
			Mode: Embedded, Host: "127.0.0.1", Port: 7233,
			Namespace: "cairn", Retention: 30 * 24 * time.Hour, TaskQueue: "cairn",
			StickyCacheSize: 600, MaxConcurrent: 200, Pollers: 16,
		},
		Roles: []string{RoleEngine, RoleWorkflows, RoleWeb},
		HTTP:  HTTP{Address: "127.0.0.1:8233"},
		Web:   Web{Address: "127.0.0.1:8080"},
		Log:   Log{Level: "info", Format: "text"},
		Mail: Mail{
			Mode: Outbox, TLS: StartTLS, Timeout: 30 * time.Second,
			Poll: 2 * time.Second, MaxAttempts: 24,
		},
		Newsletter: Newsletter{Months: 1, Day: 10, AskDays: 5, PerMinute: 300, Bounces: 3},
		Terms: Terms{
			PlanDays: 10, AgreeDays: 5, FinishDays: 5, StudyDays: 10, ActDays: 5, BeginDays: 5,
			ApprovalDays: 10, ExtensionDays: 5, LapseDays: 5, ConditionDays: 10, TalkDays: 5, AgreementDays: 10, UnansweredDays: 10, HeldWeeks: 12,
			ModerateDays: 5, ConcernDays: 1,
			Ladder: []Rung{
				{Days: -5, To: []string{"owner"}},
				{Days: -1, To: []string{"owner"}},
				{Days: 0, To: []string{"owner"}},
				{Days: 1, To: []string{"owner", "lead"}},
				{Days: 3, To: []string{"lwo"}},
				{Days: 7, To: []string{"chair"}, StagesOnly: true},
			},
		},
		Outcomes: []Outcome{
			{ID: "safe", Name: "People feel safe at home and where they live"},
			{ID: "well", Name: "People are as well in body and mind as they can be"},
			{ID: "learning", Name: "People learn and do what matters to them"},
			{ID: "connected", Name: "People have somebody nearby whom they can turn to"},
			{ID: "heard", Name: "People are listened to and have a say"},
			{ID: "managing", Name: "Families manage from day to day"},
			{ID: "giving", Name: "People give something to others"},
		},
		Review: defaultReview(),
	}
}

// defaultReview is a review in April and October, on six indicators: the aspects that
// Scottish frameworks for the inspection of joint work ask about, in words of our own.
func defaultReview() Review {
	return Review{
		Months: 6, FirstMonth: 4, EvaluateDays: 20, LWODays: 25, ConcludeDays: 10,
		Indicators: []Indicator{
			{"leadership", "Leadership and direction", "Everybody knows what the group is for, who leads, and how it decides."},
			{"planning", "Planning together", "Plans rest on evidence, are made by all who carry them out, and say who does what by when."},
			{"delivering", "Delivering together", "What was planned is done, in good time, and people help one another across services."},
			{"involving", "Involving children, families and community", "Those whom it is about are asked, listened to, and told what came of it."},
			{"impact", "Impact and outcomes", "Life became better for those it was meant for, and the measures and stories show it."},
			{"learning", "Improving and learning", "The group looks honestly at what happened, changes what it does, and shares what it learned."},
		},
	}
}

// RecordURL is the address of the record, e.g. sqlite:data/record.db.
func (s Settings) RecordURL() string {
	if s.Record.URL != "" {
		return s.Record.URL
	}
	return "sqlite:" + filepath.Join(s.Data.Dir, "record.db")
}

// KeyFile is the file of the master key, for where Vault.MasterKey is empty.
func (s Settings) KeyFile() string {
	if s.Vault.KeyFile != "" {
		return s.Vault.KeyFile
	}
	return filepath.Join(s.Data.Dir, "master.key")
}

// ErasuresFile is the list of who was erased, kept besides the record: what is restored
// from before an erasure is erased again by it.
func (s Settings) ErasuresFile() string {
	if s.Vault.ErasuresFile != "" {
		return s.Vault.ErasuresFile
	}
	return filepath.Join(s.Data.Dir, "erasures.jsonl")
}

// Runs tells whether this process has the role. Nobody runs the engine where it
// is a cluster.
func (s Settings) Runs(role string) bool {
	if role == RoleEngine && s.Engine.Mode != Embedded {
		return false
	}
	return slices.Contains(s.Roles, role)
}

// ByHTTPS tells whether people come by https: to this process, or to a proxy in front of it.
func (s Settings) ByHTTPS() bool {
	return s.Web.TLSCert != "" || s.Web.Proxy || strings.HasPrefix(s.Mail.BaseURL, "https://")
}

// Factor is rehearsed time per real time: 1 in real work, 432,000 for
// "1d=200ms".
func (s Settings) Factor() float64 {
	if s.Rehearse == "" {
		return 1
	}
	factor, err := parseRehearse(s.Rehearse)
	if err != nil {
		return 1 // Load refuses such settings
	}
	return factor
}

// LogLevel is Log.Level as slog knows it.
func (s Settings) LogLevel() slog.Level {
	var level slog.Level
	if err := level.UnmarshalText([]byte(s.Log.Level)); err != nil {
		return slog.LevelInfo // Load refuses such settings
	}
	return level
}
