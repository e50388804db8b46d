package web

import (
	"context"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// themesPage lists the themes, and adds one.
type themesPage struct {
	asking
	Themes []improvement.Theme
}

func (themesPage) head() head {
	return head{Template: "themes", Title: "Themes", Help: "What priorities and tests of change are about. A few that everybody knows are enough.", Crumbs: []crumb{{"People", "/people"}}}
}

var keepThemes = asks{
	page: func(ctx context.Context, v *visit, f *form) (page, error) {
		themes, err := v.themesOnRecord(ctx)
		return themesPage{asking{f}, themes}, err
	},
	do: func(ctx context.Context, v *visit, f *form) (string, error) {
		name := f.value("name")
		if name == "" {
			return "", improvement.Refuse(improvement.Invalid, "name", "Write what the theme is called.")
		}
		themes, err := v.themes(ctx)
		if err != nil {
			return "", err
		}
		id := improvement.ThemeID(named(name))
		if stands := themes[id]; stands != "" && !strings.EqualFold(stands, name) {
			return "", improvement.Refuse(improvement.Invalid, "name", "There is a theme with a name like this already: %s.", stands)
		}
		if err := v.load(ctx, map[string]any{"themes": []any{map[string]string{"id": string(id), "name": name}}}); err != nil {
			return "", err
		}
		v.say("The theme %s is there to choose.", name)
		return "/themes", nil
	},
}
