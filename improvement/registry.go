package improvement

import "encoding/json"

// blankEvents makes an empty event for each wire name that was ever journaled.
var blankEvents = map[string]func() Event{
	"person-recorded":   func() Event { return new(PersonRecorded) },
	"person-erased":     func() Event { return new(PersonErased) },
	"erasure-finished":  func() Event { return new(ErasureFinished) },
	"person-exported":   func() Event { return new(PersonExported) },
	"notices-chosen":    func() Event { return new(NoticesChosen) },
	"body-recorded":     func() Event { return new(BodyRecorded) },
	"members-set":       func() Event { return new(MembersSet) },
	"theme-recorded":    func() Event { return new(ThemeRecorded) },
	"priority-recorded": func() Event { return new(PriorityRecorded) },

	"strategic-recorded": func() Event { return new(StrategicRecorded) },
	"priority-settled":   func() Event { return new(PrioritySettled) },

	"launched":             func() Event { return new(Launched) },
	"calendar-refreshed":   func() Event { return new(CalendarRefreshed) },
	"plan-submitted":       func() Event { return new(PlanSubmitted) },
	"plan-sent-back":       func() Event { return new(PlanSentBack) },
	"plan-agreed":          func() Event { return new(PlanAgreed) },
	"step-done":            func() Event { return new(StepDone) },
	"step-assigned":        func() Event { return new(StepAssigned) },
	"step-claimed":         func() Event { return new(StepClaimed) },
	"step-rescheduled":     func() Event { return new(StepRescheduled) },
	"step-dropped":         func() Event { return new(StepDropped) },
	"points-recorded":      func() Event { return new(PointsRecorded) },
	"point-corrected":      func() Event { return new(PointCorrected) },
	"measure-rebased":      func() Event { return new(MeasureRebased) },
	"signals-noticed":      func() Event { return new(SignalsNoticed) },
	"signals-talked-about": func() Event { return new(SignalsTalkedAbout) },
	"agreement-proposed":   func() Event { return new(AgreementPut) },
	"agreement-answered":   func() Event { return new(AgreementAnswered) },
	"agreement-reviewed":   func() Event { return new(AgreementReviewed) },
	"part-claimed":         func() Event { return new(PartClaimed) },
	"evidence-filed":       func() Event { return new(EvidenceFiled) },
	"remark-made":          func() Event { return new(RemarkMade) },
	"do-finished":          func() Event { return new(DoFinished) },
	"studied":              func() Event { return new(Studied) },
	"next-proposed":        func() Event { return new(NextProposed) },
	"taken-to-lmg":         func() Event { return new(TakenToLMG) },
	"cycle-begun":          func() Event { return new(CycleBegun) },
	"decision-reached":     func() Event { return new(DecisionReached) },
	"gain-checked":         func() Event { return new(GainChecked) },
	"paused":               func() Event { return new(TestPaused) },
	"resumed":              func() Event { return new(Resumed) },
	"tasks-handed-over":    func() Event { return new(TasksHandedOver) },
	"time-passed":          func() Event { return new(TimePassed) },

	"round-opened":         func() Event { return new(RoundOpened) },
	"evidence-put":         func() Event { return new(EvidencePut) },
	"evidence-reviewed":    func() Event { return new(EvidenceReviewed) },
	"evidence-asked":       func() Event { return new(EvidenceAsked) },
	"evidence-answered":    func() Event { return new(EvidenceAnswered) },
	"evidence-waived":      func() Event { return new(EvidenceWaived) },
	"request-claimed":      func() Event { return new(RequestClaimed) },
	"late-evidence-seen":   func() Event { return new(LateEvidenceSeen) },
	"priority-drafted":     func() Event { return new(PriorityDrafted) },
	"draft-withdrawn":      func() Event { return new(DraftIsWithdrawn) },
	"scores-called":        func() Event { return new(ScoresCalled) },
	"drafts-scored":        func() Event { return new(DraftsScored) },
	"round-moved":          func() Event { return new(RoundMoved) },
	"put-to-vote":          func() Event { return new(PutToTheVote) },
	"ballot-decided":       func() Event { return new(BallotDecided) },
	"priorities-published": func() Event { return new(PrioritiesPublished) },
	"took-effect":          func() Event { return new(TookEffect) },
	"round-ended":          func() Event { return new(RoundEnded) },
	"round-handed-over":    func() Event { return new(RoundHandedOver) },
	"round-time-passed":    func() Event { return new(RoundTimePassed) },

	"commissioned":           func() Event { return new(Commissioned) },
	"commission-rescheduled": func() Event { return new(CommissionRescheduled) },
	"commission-withdrawn":   func() Event { return new(CommissionWithdrawn) },
	"commission-fulfilled":   func() Event { return new(CommissionFulfilled) },
	"commission-handed-over": func() Event { return new(CommissionHandedOver) },
	"commission-time-passed": func() Event { return new(CommissionTimePassed) },

	"data-request-recorded":     func() Event { return new(DataRequestRecorded) },
	"data-request-acknowledged": func() Event { return new(DataRequestAcknowledged) },
	"data-request-extended":     func() Event { return new(DataRequestExtended) },
	"data-request-closed":       func() Event { return new(DataRequestClosed) },
	"data-request-claimed":      func() Event { return new(DataRequestClaimed) },
	"data-request-time-passed":  func() Event { return new(DataRequestTimePassed) },

	"review-opened":           func() Event { return new(ReviewOpened) },
	"joint-work-rated":        func() Event { return new(JointWorkRated) },
	"ratings-submitted":       func() Event { return new(RatingsSubmitted) },
	"joint-work-rated-by-lwo": func() Event { return new(JointWorkRatedByLWO) },
	"evaluation-closed":       func() Event { return new(EvaluationClosed) },
	"group-asked-again":       func() Event { return new(GroupAskedAgain) },
	"conclusions-proposed":    func() Event { return new(ConclusionsProposed) },
	"review-decided":          func() Event { return new(ReviewDecided) },
	"review-ended":            func() Event { return new(ReviewEnded) },

	"action-done":    func() Event { return new(ActionDone) },
	"action-changed": func() Event { return new(ActionChanged) },
	"action-dropped": func() Event { return new(ActionDropped) },

	"issue-opened":       func() Event { return new(IssueOpened) },
	"item-contributed":   func() Event { return new(ItemContributed) },
	"item-edited":        func() Event { return new(ItemEdited) },
	"item-decided":       func() Event { return new(ItemDecided) },
	"issue-arranged":     func() Event { return new(IssueArranged) },
	"opening-written":    func() Event { return new(OpeningWritten) },
	"issue-draft-due":    func() Event { return new(IssueDraftDue) },
	"issue-drafted":      func() Event { return new(IssueDrafted) },
	"issue-approved":     func() Event { return new(IssueApprovedBy) },
	"issue-reconsidered": func() Event { return new(IssueReconsidered) },
	"issue-claimed":      func() Event { return new(IssueClaimed) },
	"issue-send-due":     func() Event { return new(IssueSendDue) },
	"issue-handed-out":   func() Event { return new(IssueHandedOut) },
	"issue-sent":         func() Event { return new(IssueHasBeenSent) },
	"issue-lapsed":       func() Event { return new(IssueHasLapsed) },
	"issue-time-passed":  func() Event { return new(IssueTimePassed) },

	"subscription-asked":     func() Event { return new(SubscriptionAsked) },
	"subscription-confirmed": func() Event { return new(SubscriptionConfirmed) },
	"subscription-left":      func() Event { return new(SubscriptionLeft) },
	"subscription-bounced":   func() Event { return new(SubscriptionBounced) },
	"subscription-expired":   func() Event { return new(SubscriptionExpired) },

	"approval-opened":      func() Event { return new(ApprovalOpened) },
	"vote-cast":            func() Event { return new(VoteCast) },
	"interest-declared":    func() Event { return new(InterestDeclared) },
	"minute-filed":         func() Event { return new(MinuteFiled) },
	"approval-time-passed": func() Event { return new(ApprovalTimePassed) },
	"approval-extended":    func() Event { return new(ApprovalExtended) },
	"approval-lapsed":      func() Event { return new(ApprovalHasLapsed) },
	"approval-reopened":    func() Event { return new(ApprovalReopened) },
	"approval-handed-over": func() Event { return new(ApprovalHandedOver) },
	"approval-decided":     func() Event { return new(ApprovalDecided) },
	"meeting-claimed":      func() Event { return new(MeetingClaimed) },

	"voice-received":  func() Event { return new(VoiceReceived) },
	"voice-moderated": func() Event { return new(VoiceModerated) },
	"voice-claimed":   func() Event { return new(VoiceClaimed) },
	"hearing-stopped": func() Event { return new(HearingStopped) },

	"consent-withdrawn": func() Event { return new(ConsentWithdrawn) },
	"item-filed":        func() Event { return new(ItemFiled) },
	"item-corrected":    func() Event { return new(ItemCorrected) },
	"concern-raised":    func() Event { return new(ConcernRaised) },
	"concern-settled":   func() Event { return new(ConcernSettled) },
	"concern-claimed":   func() Event { return new(ConcernClaimed) },
}

// TestCommands lists a blank of every command on a test of change, by the order
// in which a test meets them.
func TestCommands() []TestCommand {
	return []TestCommand{
		&SubmitPlan{}, &AgreePlan{}, &SendBackPlan{}, &CompleteStep{}, &AssignStep{}, &ClaimStep{}, &RescheduleStep{}, &DropStep{},
		&RecordPoints{}, &CorrectPoint{}, &RebaseMeasure{}, &TalkAbout{}, &FileEvidence{}, &FinishDo{}, &EndDoEarly{}, &FileStudy{}, &ProposeNext{}, &BeginCycle{},
		&TakeToLMG{}, &CheckGain{}, &PauseTest{}, &ResumeTest{}, &HandOver{},
		&RaiseEvidenceConcern{}, &SettleEvidenceConcern{}, &ClaimEvidenceConcern{},
		&ProposeAgreement{}, &AgreeToPart{}, &DeclinePart{}, &ClaimPart{}, &ReviewAgreement{}, &MakeRemark{},
	}
}

// ApprovalCommands lists a blank of every command on an approval.
func ApprovalCommands() []ApprovalCommand {
	return []ApprovalCommand{
		&CastVote{}, &DeclareInterest{}, &ClaimMeeting{}, &FileMinute{}, &ReopenApproval{}, &ReturnApproval{}, &HandOverApproval{},
	}
}

// RoundCommands lists a blank of every command on a round of priority setting, by the
// order in which a round meets them.
func RoundCommands() []RoundCommand {
	return []RoundCommand{
		&PutEvidence{}, &ReviewEvidence{}, &AskEvidence{}, &AnswerEvidence{}, &WaiveEvidence{}, &ClaimRequest{}, &SeeLate{},
		&MoveRound{}, &DraftPriority{}, &WithdrawDraft{}, &CallForScores{}, &ScoreDrafts{},
		&PutToVote{}, &PublishPriorities{}, &EndRound{}, &HandOverRound{},
		&CompleteAction{}, &ChangeAction{}, &DropAction{},
	}
}

// CommissionCommands lists a blank of every command on a commission.
func CommissionCommands() []CommissionCommand {
	return []CommissionCommand{&RescheduleCommission{}, &WithdrawCommission{}, &HandOverCommission{}}
}

// DecodeTestCommand reads a command on a test of change by its wire name.
func DecodeTestCommand(name string, body []byte) (TestCommand, error) {
	for _, blank := range TestCommands() {
		if blank.CommandName() == name {
			return blank, decodeCommand(name, body, blank)
		}
	}
	return nil, invalid("", "%q is not something one does to a test of change.", clip(name))
}

// DecodeApprovalCommand reads a command on an approval by its wire name.
func DecodeApprovalCommand(name string, body []byte) (ApprovalCommand, error) {
	for _, blank := range ApprovalCommands() {
		if blank.CommandName() == name {
			return blank, decodeCommand(name, body, blank)
		}
	}
	return nil, invalid("", "%q is not something one does to an approval.", clip(name))
}

// DecodeRoundCommand reads a command on a round of priority setting by its wire name.
func DecodeRoundCommand(name string, body []byte) (RoundCommand, error) {
	for _, blank := range RoundCommands() {
		if blank.CommandName() == name {
			return blank, decodeCommand(name, body, blank)
		}
	}
	return nil, invalid("", "%q is not something one does to a round of priority setting.", clip(name))
}

// DecodeCommissionCommand reads a command on a commission by its wire name.
func DecodeCommissionCommand(name string, body []byte) (CommissionCommand, error) {
	for _, blank := range CommissionCommands() {
		if blank.CommandName() == name {
			return blank, decodeCommand(name, body, blank)
		}
	}
	return nil, invalid("", "%q is not something one does to a commission.", clip(name))
}

// ReviewCommands lists a blank of every command on a quality review.
func ReviewCommands() []ReviewCommand {
	return []ReviewCommand{
		&RateJointWork{}, &SubmitRatings{}, &RateAsLWO{}, &CloseEvaluation{}, &AskAgain{}, &ProposeConclusions{},
		&CompleteAction{}, &ChangeAction{}, &DropAction{}, &HandOver{}, &EndReview{},
	}
}

// DecodeReviewCommand reads a command on a quality review by its wire name.
func DecodeReviewCommand(name string, body []byte) (ReviewCommand, error) {
	for _, blank := range ReviewCommands() {
		if blank.CommandName() == name {
			return blank, decodeCommand(name, body, blank)
		}
	}
	return nil, invalid("", "%q is not something one does to a quality review.", clip(name))
}

func decodeCommand(name string, body []byte, into any) error {
	if err := json.Unmarshal(body, into); err != nil {
		return invalid("", "This %s command cannot be read: %v.", name, err)
	}
	return nil
}
