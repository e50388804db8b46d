package workflows

import (
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// Wire names. They never change: histories hold them.
const (
	TestOfChangeName    = "test-of-change"
	ApprovalName        = "approval"
	PrioritySettingName = "priority-setting"
	CommissionName      = "commission"
	DataRequestName     = "data-request"
	PostmanName         = "postman"
	KeeperName          = "keeper"
	UsherName           = "usher"

	NewsletterName = "newsletter"
	IssueName      = "newsletter-issue"

	QualityReviewName  = "quality-review"
	QualityReviewsName = "quality-reviews"

	// StateQuery gives an operator a lifecycle's state, sealed as it is filed.
	StateQuery = "state"

	// CatchUpUpdate tells a lifecycle what is on record beyond what it knows.
	CatchUpUpdate = "catch-up"

	// LookUpdate tells a commission that a test was launched that may be its own.
	LookUpdate = "look"

	// Refused is the type of the application error that carries an *improvement.Error.
	Refused = "refused"
)

// Search attributes, set at start: what operators filter by. They hold bodies
// and themes, nothing personal.
var (
	AttributeLMG      = temporal.NewSearchAttributeKeyKeyword("CairnLMG")
	AttributeLocality = temporal.NewSearchAttributeKeyKeyword("CairnLocality")
	AttributeTheme    = temporal.NewSearchAttributeKeyKeyword("CairnTheme")
)

// Registry takes workflows; workers, test environments and replayers are ones.
type Registry interface {
	RegisterWorkflowWithOptions(w any, options workflow.RegisterOptions)
}

// Register makes the workflows known under their wire names.
func Register(to Registry) {
	to.RegisterWorkflowWithOptions(TestOfChange, workflow.RegisterOptions{Name: TestOfChangeName})
	to.RegisterWorkflowWithOptions(Approval, workflow.RegisterOptions{Name: ApprovalName})
	to.RegisterWorkflowWithOptions(PrioritySetting, workflow.RegisterOptions{Name: PrioritySettingName})
	to.RegisterWorkflowWithOptions(Commission, workflow.RegisterOptions{Name: CommissionName})
	to.RegisterWorkflowWithOptions(DataRequest, workflow.RegisterOptions{Name: DataRequestName})
	to.RegisterWorkflowWithOptions(Postman, workflow.RegisterOptions{Name: PostmanName})
	to.RegisterWorkflowWithOptions(Keeper, workflow.RegisterOptions{Name: KeeperName})
	to.RegisterWorkflowWithOptions(Usher, workflow.RegisterOptions{Name: UsherName})
	to.RegisterWorkflowWithOptions(QualityReview, workflow.RegisterOptions{Name: QualityReviewName})
	to.RegisterWorkflowWithOptions(QualityReviews, workflow.RegisterOptions{Name: QualityReviewsName})
	to.RegisterWorkflowWithOptions(Newsletter, workflow.RegisterOptions{Name: NewsletterName})
	to.RegisterWorkflowWithOptions(NewsletterIssue, workflow.RegisterOptions{Name: IssueName})
}
