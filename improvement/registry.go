package improvement

// blankEvents makes an empty event for each wire name that was ever journaled.
var blankEvents = map[string]func() Event{
	"person-recorded":   func() Event { return new(PersonRecorded) },
	"body-recorded":     func() Event { return new(BodyRecorded) },
	"members-set":       func() Event { return new(MembersSet) },
	"theme-recorded":    func() Event { return new(ThemeRecorded) },
	"priority-recorded": func() Event { return new(PriorityRecorded) },
}
