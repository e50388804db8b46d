package improvement

// by is so many deeds of whoever filed the entry.
func (e Entry) by(kind DeedKind, n int) Taken { return e.of(e.By, kind, n) }

// of is so many deeds of a person.
func (e Entry) of(person PersonID, kind DeedKind, n int) Taken {
	return Taken{Entry: e.Version, Person: person, Deed: kind, At: Moment(e.At), N: n}
}

// owned is the deed of whoever had it to do. Somebody else who filed it did so for them:
// the adult named for a child, the lead, the LWO.
func (e Entry) owned(owner PersonID, kind DeedKind) []Taken {
	if owner == "" || owner == e.By {
		return []Taken{e.by(kind, 1)}
	}
	return []Taken{e.of(owner, kind, 1), e.by(DeedForOthers, 1)}
}

func (t *TestOfChange) took(entry Entry) []Taken {
	switch e := entry.Event.(type) {
	case *Launched:
		return []Taken{entry.by(DeedLaunch, 1)}
	case *PlanSubmitted:
		if t.Cycle().Submitted > 1 { // it came back, and is the same plan
			return []Taken{entry.by(DeedGuided, 1)}
		}
		return []Taken{entry.by(DeedPlan, 1)}
	case *PlanAgreed:
		return append(t.predicted(entry), entry.by(DeedGuided, 1))
	case *StepDone:
		return entry.owned(t.step(e.Step).Who, DeedStep)
	case *EvidenceFiled:
		return []Taken{entry.by(DeedEvidence, 1)}
	case *PointsRecorded:
		return []Taken{entry.by(DeedPoint, len(e.Points))}
	case *PointCorrected:
		return []Taken{entry.by(DeedCorrection, 1)}
	case *SignalsTalkedAbout:
		return []Taken{entry.by(DeedTalk, 1)}
	case *RemarkMade:
		return []Taken{entry.by(DeedRemark, 1)}
	case *Studied:
		return []Taken{entry.by(DeedStudy, 1)}
	case *NextProposed:
		return []Taken{entry.by(DeedProposal, 1)}
	case *GainChecked:
		return []Taken{entry.by(DeedGain, 1)}
	case *AgreementPut, *AgreementReviewed:
		return []Taken{entry.by(DeedAgreement, 1)}
	case *AgreementAnswered:
		if e.Person == "" { // a body's part: whoever speaks for it
			return []Taken{entry.by(DeedAgreement, 1)}
		}
		return entry.owned(e.Person, DeedAgreement)
	case *PlanSentBack, *StepAssigned, *StepClaimed, *StepRescheduled, *StepDropped, *DoFinished, *MeasureRebased,
		*TakenToLMG, *CycleBegun, *TestPaused, *Resumed, *TasksHandedOver:
		return []Taken{entry.by(DeedGuided, 1)}
	}
	return nil
}

// predicted are the predictions that are sealed with the plan, of those who wrote them.
func (t *TestOfChange) predicted(entry Entry) []Taken {
	var taken []Taken
	for _, q := range t.Cycle().Plan.Questions {
		taken = append(taken, entry.of(q.Prediction.By, DeedPrediction, 1))
	}
	return taken
}

func (a *Approval) took(entry Entry) []Taken {
	switch e := entry.Event.(type) {
	case *VoteCast:
		return []Taken{entry.of(e.Person, DeedVote, 1)}
	case *InterestDeclared:
		return []Taken{entry.of(e.Person, DeedInterest, 1)}
	case *MinuteFiled:
		taken := []Taken{entry.by(DeedMinute, 1)}
		for _, present := range e.Minute.Present {
			taken = append(taken, entry.of(present, DeedMeeting, 1))
		}
		return taken
	case *ApprovalReopened, *ApprovalHandedOver:
		return []Taken{entry.by(DeedGuided, 1)}
	}
	return nil
}

func (p *PrioritySetting) took(entry Entry) []Taken {
	switch e := entry.Event.(type) {
	case *RoundOpened:
		return []Taken{entry.by(DeedRound, 1)}
	case *EvidencePut:
		return []Taken{entry.by(DeedBrought, len(e.Items))}
	case *EvidenceReviewed:
		return []Taken{entry.by(DeedReviewed, len(e.Items))}
	case *EvidenceAsked:
		return []Taken{entry.by(DeedAsked, 1)}
	case *EvidenceAnswered:
		return entry.owned(p.request(e.Request).Of, DeedAnswered)
	case *PriorityDrafted:
		return []Taken{entry.by(DeedDraft, 1)}
	case *DraftsScored:
		return []Taken{entry.by(DeedScore, 1)}
	case *ActionDone:
		return entry.owned(p.Actions.owner(e.Action), DeedAction)
	case *EvidenceWaived, *LateEvidenceSeen, *DraftIsWithdrawn, *ScoresCalled, *RoundMoved, *PutToTheVote,
		*PrioritiesPublished, *RoundEnded, *RoundHandedOver, *ActionChanged, *ActionDropped:
		return []Taken{entry.by(DeedGuided, 1)}
	}
	return nil
}

func (r *QualityReview) took(entry Entry) []Taken {
	switch e := entry.Event.(type) {
	case *ReviewOpened:
		return []Taken{entry.by(DeedReview, 1)}
	case *JointWorkRated, *JointWorkRatedByLWO:
		return []Taken{entry.by(DeedRating, 1)}
	case *RatingsSubmitted:
		return []Taken{entry.by(DeedSelfEval, 1)}
	case *ConclusionsProposed:
		return []Taken{entry.by(DeedConclusion, 1)}
	case *ActionDone:
		return entry.owned(r.Actions.owner(e.Action), DeedAction)
	case *EvaluationClosed, *GroupAskedAgain, *ReviewEnded, *TasksHandedOver, *ActionChanged, *ActionDropped:
		return []Taken{entry.by(DeedGuided, 1)}
	}
	return nil
}

func (*Commission) took(entry Entry) []Taken {
	switch entry.Event.(type) {
	case *Commissioned:
		return []Taken{entry.by(DeedCommission, 1)}
	case *CommissionRescheduled, *CommissionWithdrawn, *CommissionHandedOver:
		return []Taken{entry.by(DeedGuided, 1)}
	}
	return nil
}

func (*Issue) took(entry Entry) []Taken {
	switch entry.Event.(type) {
	case *ItemContributed:
		return []Taken{entry.by(DeedNewsItem, 1)}
	case *ItemEdited, *ItemDecided, *IssueArranged, *OpeningWritten, *IssueApprovedBy, *IssueReconsidered:
		return []Taken{entry.by(DeedNewsletter, 1)}
	}
	return nil
}

func (i *EvidenceItem) took(entry Entry) []Taken {
	switch e := entry.Event.(type) {
	case *ItemFiled:
		if e.Item.Evidence.Kind == Conversation {
			return []Taken{entry.by(DeedConversation, 1)}
		}
		return []Taken{entry.by(DeedEvidence, 1)}
	case *ItemCorrected:
		return []Taken{entry.by(DeedCorrection, 1)}
	}
	return nil
}

// took is the LWO's who read it. Who sent it is nobody on record.
func (*CommunityVoice) took(entry Entry) []Taken {
	if _, read := entry.Event.(*VoiceModerated); read {
		return []Taken{entry.by(DeedVoice, 1)}
	}
	return nil
}

func (*DataRequest) took(Entry) []Taken { return nil }

func (*Subscription) took(Entry) []Taken { return nil }

// owner is who has, or had, an action.
func (a Actions) owner(id string) PersonID {
	for _, action := range a {
		if action.ID == id {
			return action.Who
		}
	}
	return ""
}
