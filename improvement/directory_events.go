package improvement

// PersonRecorded is a person as now on record.
type PersonRecorded struct {
	Person Person `json:"person"`
}

// BodyRecorded is a body as now on record.
type BodyRecorded struct {
	Body Body `json:"body"`
}

// MembersSet is who belongs to a body from now on.
type MembersSet struct {
	Body    BodyID       `json:"body"`
	Members []Membership `json:"members,omitempty"`
}

// ThemeRecorded is a theme as now on record.
type ThemeRecorded struct {
	Theme Theme `json:"theme"`
}

// PriorityRecorded is a priority as now on record.
type PriorityRecorded struct {
	Priority Priority `json:"priority"`
}

// EventName is the wire name.
func (*PersonRecorded) EventName() string { return "person-recorded" }

// EventName is the wire name.
func (*BodyRecorded) EventName() string { return "body-recorded" }

// EventName is the wire name.
func (*MembersSet) EventName() string { return "members-set" }

// EventName is the wire name.
func (*ThemeRecorded) EventName() string { return "theme-recorded" }

// EventName is the wire name.
func (*PriorityRecorded) EventName() string { return "priority-recorded" }

// Sentence tells it.
func (e *PersonRecorded) Sentence(Names) string { return "recorded a person" }

// Sentence tells it.
func (e *BodyRecorded) Sentence(Names) string { return "recorded " + e.Body.Name }

// Sentence tells it.
func (e *MembersSet) Sentence(n Names) string { return "set who belongs to " + n.Body(e.Body) }

// Sentence tells it.
func (e *ThemeRecorded) Sentence(Names) string { return "recorded the theme " + e.Theme.Name }

// Sentence tells it.
func (e *PriorityRecorded) Sentence(Names) string {
	if e.Priority.Round != "" {
		return "The priority " + string(e.Priority.ID) + " is in effect"
	}
	return "recorded the priority " + string(e.Priority.ID)
}
