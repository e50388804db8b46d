package improvement

// Remit is what a role asks of somebody, in plain words that follow its name.
type Remit struct {
	Role  Role   `json:"role,omitempty"` // empty of a named adult
	Body  BodyID `json:"body,omitempty"`
	Title string `json:"title"` // "Locality Wellbeing Officer"
	Says  string `json:"says"`
}

// remits are the roles in plain words, in the order in which they are told. They say of
// each what is asked, and never more than the rules of this house let the role do.
var remits = []struct {
	role        Role
	title, says string
}{
	{LWO, "Locality Wellbeing Officer", "supports the LMG, brings the networks together, launches tests of change and guides them, and helps everybody to see what their part achieves"},
	{Chair, "Chair", "leads the LMG, sees that all are heard, votes on tests and priorities, and decides where votes are equal"},
	{Deputy, "Deputy chair", "votes as a member does, and stands in for the chair where the chair cannot decide"},
	{Member, "Member", "reviews the evidence, listens to the community, scores and agrees priorities, and decides with the others what becomes of each test"},
	{Clerk, "Clerk", "keeps the minutes, and files what the LMG decides in its meetings"},
	{Safeguarding, "Safeguarding contact", "hears at once where someone may be unsafe, and looks into it"},
	{GroupLead, "Group lead", "plans with the group, sees that what was agreed is done, and tells what was learned"},
	{GroupMember, "Practitioner or volunteer", "does the steps, records what is seen and counted, and says what it was like"},
	{NetworkMember, "Network partner", "hears from the locality network, passes news on, and brings in what is known and what is needed"},
	{Administrator, "Administrator", "keeps people and groups on record, and answers what people ask about their data"},
}

// RemitsOf tells what the roles of somebody ask of them, in the order of the roles.
func RemitsOf(a Actor) []Remit {
	var all []Remit
	for _, r := range remits {
		for _, m := range a.Roles {
			if m.Role == r.role {
				all = append(all, Remit{Role: m.Role, Body: m.Body, Title: r.title, Says: r.says})
			}
		}
	}
	if n := len(a.HearsFor); n > 0 {
		all = append(all, Remit{
			Title: "Named adult",
			Says:  "hears for " + countOf(n, "young person", "young people") + " under 16, and files what they did",
		})
	}
	return all
}
