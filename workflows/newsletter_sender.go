package workflows

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/cairnqi/cairn/improvement"
	"go.temporal.io/sdk/client"
)

// Newsletter sends a command to an issue of a newsletter.
func (s *Sender) Newsletter(ctx context.Context, issue improvement.SubjectID, id improvement.CommandID, as improvement.PersonID, c improvement.IssueCommand) (Receipt, error) {
	if offer, ok := valueOf[improvement.ContributeItem](c); ok && offer.Item.ID == "" {
		offer.Item.ID = itemID(id)
		c = offer
	}
	return s.send(ctx, issue, id, as, c)
}

// itemID names an item after the command that offers it, so that a retry names it the
// same. It is short: people type it.
func itemID(id improvement.CommandID) string {
	sum := sha256.Sum256([]byte(id))
	return "i-" + hex.EncodeToString(sum[:4])
}

// newsletters are the standing workflows of the networks.
func (s *Sender) newsletters(ctx context.Context) ([]standing, error) {
	if s.networks == nil {
		return nil, nil
	}
	networks, err := s.networks.Networks(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]standing, len(networks))
	for i, network := range networks {
		all[i] = standing{
			id: string(improvement.NewsletterID(network)), workflow: NewsletterName, summary: "Begins the newsletters of " + string(network),
			args: []any{NewsletterStart{Clock: s.clock, Network: network}},
		}
	}
	return all, nil
}

func (s *Sender) issueOptions(i *improvement.Issue) client.StartWorkflowOptions {
	return client.StartWorkflowOptions{
		TypedSearchAttributes: attributes(i.LMG, "", ""),
		StaticSummary:         issueSummary(i.Network, i.Period),
	}
}
