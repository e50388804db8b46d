package improvement

import "time"

// How large a round may be after something was filed to it. Each stage leaves room for
// those after it: what a full round holds can still be drafted from, put to the vote,
// decided, published and closed.
const (
	maxGatheredRound = 6 * room // after evidence and questions
	maxDraftedRound  = 8 * room // after drafts, scores and answers
	maxVotedRound    = 9 * room // once it is put to the vote
	maxRoundPack     = 8 * room // what a panel is given; it stands in the approval twice

	fewWords = 1 << 10 // what leads on can always be said in so many bytes
)

// bears refuses events that would make the round too large for what comes after it, or to
// be filed at all.
func (p *PrioritySetting) bears(events []Event, now time.Time) error {
	was, said := len(plain(p)), len(plain(events))
	if was+said <= small {
		return nil
	}
	f, err := p.Filing("bounds", "", now, events)
	if err != nil {
		return err
	}
	_, voting := events[0].(*PutToTheVote)
	switch is := len(f.State); {
	case voting && (is > maxVotedRound || p.packSize(f.Entries) > maxRoundPack):
		return invalid("", "This round is too full to be put to the vote (%d kB). Withdraw drafts or put fewer words into them, or publish what is agreed and open another round.", is>>10)
	case !voting && is > was && is > p.mostAfter(events[0], said):
		return invalid("", "This round holds as much as it can (%d kB). Say it more briefly, or file it to the library of evidence and refer to it.", is>>10)
	}
	return f.bears(false)
}

// mostAfter is how large the round may be after an event of that size.
func (p *PrioritySetting) mostAfter(e Event, size int) int {
	switch e.(type) {
	case *EvidencePut, *EvidenceReviewed, *EvidenceAsked:
		return maxGatheredRound
	case *EvidenceAnswered, *PriorityDrafted, *ScoresCalled, *DraftsScored:
		return maxDraftedRound
	}
	if size > fewWords && (p.Stage == RoundGather || p.Stage == RoundPropose) {
		return maxDraftedRound
	}
	return maxState
}

// packSize is the size of the largest pack that a panel is given after the entries.
func (p *PrioritySetting) packSize(entries []Entry) int {
	then := p.clone()
	for _, entry := range entries {
		then.Apply(entry)
	}
	size := 0
	for _, b := range then.Waiting() {
		size = max(size, len(plain(then.Pack(b))))
	}
	return size
}
