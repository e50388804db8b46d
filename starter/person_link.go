package main

import (
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/spf13/cobra"
)

func (a *app) personSignInLinkCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "sign-in-link PERSON",
		Short: "Make a link by which a person signs in to the pages once",
		Long: "Make a link by which a person signs in to the pages: once, within the hour, in any browser. Whoever\n" +
			"has it comes in as that person, so hand it over to them and to nobody else. The one made before works\n" +
			"no more. For administrators; that it was made, and used, stays in the audit.",
		Args: cobra.ExactArgs(1),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			me, err := a.me()
			if err != nil {
				return err
			}
			s, err := a.settings()
			if err != nil {
				return err
			}
			return a.reading(cmd.Context(), func(r *assembly.Record, _ *words) error {
				by, err := onRecord(cmd.Context(), r, "as", me)
				if err != nil {
					return err
				}
				person, err := onRecord(cmd.Context(), r, "person", improvement.PersonID(args[0]))
				if err != nil {
					return err
				}
				path, err := r.LetIn(cmd.Context(), by, person.Person)
				if err != nil {
					return err
				}
				link := assembly.PagesAt(s) + path
				return a.print(map[string]string{"link": link}, func(p *page) {
					p.printf("%s\n", link)
					p.row("", 0, "It works once, within the hour. Hand it over to nobody else.")
					if s.Mail.BaseURL == "" {
						p.row("", 0, "It opens on this machine, where web.address says that the pages are. Was the worker given another? Set CAIRN_WEB_ADDRESS to it, and make the link again.")
					}
				})
			})
		}),
	}
}
