package improvement

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// DeedKind says what somebody did, so that it can be counted. The names are kept in the
// record; Derive makes them again.
type DeedKind string

// The kinds of deed. What concerns somebody's safety or data, what keeps people and
// groups on record, and what time brings is nobody's deed: it is not counted.
const (
	DeedStep         DeedKind = "step"
	DeedPoint        DeedKind = "point"
	DeedEvidence     DeedKind = "evidence"
	DeedConversation DeedKind = "conversation"
	DeedVoice        DeedKind = "voice"
	DeedPrediction   DeedKind = "prediction"
	DeedPlan         DeedKind = "plan"
	DeedTalk         DeedKind = "talk"
	DeedRemark       DeedKind = "remark"
	DeedStudy        DeedKind = "study"
	DeedProposal     DeedKind = "proposal"
	DeedGain         DeedKind = "gain"
	DeedAgreement    DeedKind = "agreement"
	DeedVote         DeedKind = "vote"
	DeedMeeting      DeedKind = "meeting"
	DeedInterest     DeedKind = "interest"
	DeedReviewed     DeedKind = "reviewed"
	DeedBrought      DeedKind = "brought"
	DeedAsked        DeedKind = "asked"
	DeedAnswered     DeedKind = "answered"
	DeedDraft        DeedKind = "draft"
	DeedScore        DeedKind = "score"
	DeedCommission   DeedKind = "commission"
	DeedRating       DeedKind = "rating"
	DeedSelfEval     DeedKind = "self-evaluation"
	DeedConclusion   DeedKind = "conclusion"
	DeedAction       DeedKind = "action"
	DeedNewsItem     DeedKind = "newsletter-item"
	DeedNewsletter   DeedKind = "newsletter"
	DeedMinute       DeedKind = "minute"
	DeedCorrection   DeedKind = "correction"
	DeedLaunch       DeedKind = "launch"
	DeedRound        DeedKind = "round"
	DeedReview       DeedKind = "review"
	DeedForOthers    DeedKind = "for-others"
	DeedGuided       DeedKind = "guided"
)

// deedWords are how a kind of deed is told, in the order in which they are.
var deedWords = []struct {
	kind            DeedKind
	verb, one, many string
	once            bool // again in the same subject is not more: a changed vote is one vote
}{
	{DeedStep, "did", "step", "steps", false},
	{DeedPoint, "recorded", "point", "points", false},
	{DeedEvidence, "filed", "item of evidence", "items of evidence", false},
	{DeedConversation, "recorded", "community conversation", "community conversations", false},
	{DeedVoice, "read", "voice of the community", "voices of the community", true},
	{DeedPrediction, "made", "prediction", "predictions", false},
	{DeedPlan, "wrote", "plan", "plans", false},
	{DeedTalk, "talked over", "chart that showed something", "charts that showed something", false},
	{DeedRemark, "took part in", "discussion", "discussions", true},
	{DeedStudy, "filed", "study", "studies", false},
	{DeedProposal, "made", "proposal of what comes next", "proposals of what comes next", false},
	{DeedGain, "looked again at", "gain", "gains", false},
	{DeedAgreement, "took part in", "shared agreement", "shared agreements", true},
	{DeedVote, "voted on", "decision", "decisions", true},
	{DeedMeeting, "decided in", "meeting", "meetings", false},
	{DeedInterest, "declared an interest in", "decision", "decisions", true},
	{DeedReviewed, "reviewed", "item of evidence", "items of evidence", false},
	{DeedBrought, "brought", "item of evidence to the LMG", "items of evidence to the LMG", false},
	{DeedAsked, "asked for", "piece of missing evidence", "pieces of missing evidence", false},
	{DeedAnswered, "answered", "request for evidence", "requests for evidence", false},
	{DeedDraft, "drafted priorities in", "round", "rounds", true},
	{DeedScore, "scored the drafts of", "round", "rounds", true},
	{DeedCommission, "asked for", "test to begin", "tests to begin", false},
	{DeedRating, "rated joint work in", "quality review", "quality reviews", true},
	{DeedSelfEval, "submitted", "self-evaluation", "self-evaluations", false},
	{DeedConclusion, "drew up the conclusions of", "quality review", "quality reviews", true},
	{DeedAction, "did", "improvement action", "improvement actions", false},
	{DeedNewsItem, "offered", "newsletter item", "newsletter items", false},
	{DeedNewsletter, "worked on", "newsletter", "newsletters", true},
	{DeedMinute, "filed", "minute", "minutes", false},
	{DeedCorrection, "put right", "entry", "entries", false},
	{DeedLaunch, "launched", "test", "tests", false},
	{DeedRound, "opened", "round of priority setting", "rounds of priority setting", false},
	{DeedReview, "opened", "quality review", "quality reviews", false},
	{DeedForOthers, "filed", "deed of somebody else for them", "deeds of others for them", false},
	{DeedGuided, "kept", "piece of work going", "pieces of work going", true},
}

// Taken is a part that a person took in a subject: so many deeds of a kind by one entry of
// its journal.
type Taken struct {
	Entry  int       `json:"entry"` // its version
	Person PersonID  `json:"person"`
	Deed   DeedKind  `json:"deed"`
	At     time.Time `json:"at"`
	N      int       `json:"n"`
}

// sameAs tells whether two are counted as one.
func (t Taken) sameAs(o Taken) bool {
	return t.Entry == o.Entry && t.Person == o.Person && t.Deed == o.Deed
}

// Did is what a person did of one kind, in one subject or in many.
type Did struct {
	Deed  DeedKind `json:"deed"`
	Count int      `json:"count"`
	In    int      `json:"in"` // in so many subjects
	Last  Date     `json:"last"`
	Says  string   `json:"says"` // "recorded 12 points"
}

// Counted tells how many deeds of a kind these are: n in so many subjects. A kind that is
// not known, of a later release, is told by its bare name.
func Counted(kind DeedKind, n, in int, last Date) Did {
	d := Did{Deed: kind, Count: n, In: in, Last: last}
	i := placeOfDeed(kind)
	if i == len(deedWords) {
		d.Says = "did " + count(n, strings.ReplaceAll(string(kind), "-", " "))
		return d
	}
	words := deedWords[i]
	if words.once {
		d.Count = in
	}
	d.Says = words.verb + " " + countOf(d.Count, words.one, words.many)
	return d
}

func placeOfDeed(kind DeedKind) int {
	for i, w := range deedWords {
		if w.kind == kind {
			return i
		}
	}
	return len(deedWords)
}

// InOrder sorts deeds as they are told: what was done for a test first, what keeps things
// going last.
func InOrder(did []Did) []Did {
	slices.SortFunc(did, func(a, b Did) int {
		return cmp.Or(placeOfDeed(a.Deed)-placeOfDeed(b.Deed), cmp.Compare(a.Deed, b.Deed))
	})
	return did
}

// Told tells deeds in a line, to follow "you": "did 3 steps, recorded 12 points and made
// 1 prediction". Of more kinds than most it tells so many, and that there are more; 0
// tells all.
func Told(did []Did, most int) string {
	var says []string
	for i, d := range did {
		if most > 0 && i == most {
			says = append(says, "more")
			break
		}
		says = append(says, d.Says)
	}
	return list(says)
}

// Matter is what a subject is about: that which asked for an approval, or itself.
func Matter(s SubjectID) SubjectID {
	if s.Kind() != KindApproval {
		return s
	}
	of := s.ID()
	return SubjectID(of[:max(0, strings.LastIndex(of, "/"))])
}

// together adds up what a person did of a kind by one entry. Whoever is nobody on record
// takes no part.
func together(taken []Taken) []Taken {
	var all []Taken
	for _, one := range taken {
		if _, elsewhere := one.Person.Correspondent(); one.Person == "" || elsewhere || one.N <= 0 {
			continue
		}
		if i := slices.IndexFunc(all, one.sameAs); i >= 0 {
			all[i].N += one.N
			continue
		}
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b Taken) int {
		return cmp.Or(cmp.Compare(a.Entry, b.Entry), cmp.Compare(a.Person, b.Person), cmp.Compare(a.Deed, b.Deed))
	})
	return all
}
