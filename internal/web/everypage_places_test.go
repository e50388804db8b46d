package web_test

import (
	"maps"
	"net/url"

	"github.com/cairnqi/cairn/internal/web/pagestest"
)

// place is where a page is seen: its address on one of the records, and by whom.
type place struct {
	town *pagestest.Town
	as   string // nobody in particular where it is empty
	path string
}

// noPages are the routes that answer with no page, and what they answer with.
var noPages = map[string]string{
	"/sign-in/staff":                             "leads to the provider",
	"/sign-in/staff/back":                        "leads on from the provider",
	"/calendar/{token}":                          "a calendar",
	"/see/{subject...}":                          "leads to the page of a subject",
	"/files/{test}/{item}/{n}":                   "a file",
	"/library/evidence/{evidence}/files/{n}":     "a file",
	"/reports/{report}/{format}":                 "a file",
	"/tests/{test}/reports/{report}/{format}":    "a file",
	"/newsletter/{network}/{month}/text":         "plain text",
	"/newsletter/{network}/{month}/preview/text": "plain text",
	"/newsletter/{network}/{month}/move":         "leads back to the newsletter in the making",
}

// places are where each page of the table of routes is seen.
func (r *wellFilled) places() map[string]place {
	all := map[string]place{}
	for _, some := range []map[string]place{r.public(), r.everyday(), r.heard(), r.rounds(), r.ofTests(), r.stagesOfTests(), r.decided(), r.people(), r.newsletters(), r.onReviews(), r.asked()} {
		maps.Copy(all, some)
	}
	return all
}

// by are pages of the record that somebody sees, each at its own pattern or at what is
// given for it.
func (r *wellFilled) by(person string, pages map[string]string) map[string]place {
	all := map[string]place{}
	for pattern, path := range pages {
		if path == "" {
			path = pattern
		}
		all[pattern] = place{r.town, person, path}
	}
	return all
}

func (r *wellFilled) public() map[string]place {
	all := r.by("", map[string]string{
		"/sign-in": "", "/sign-in/sent": "", "/sign-in/link/{token}": "/sign-in/link/", "/task/{token}": r.linked, "/task/{token}/photo": r.photo, "/task-done": "",
		"/help": "", "/accessibility": "", "/privacy": "",
		"/voice": "", "/voice/{locality}": "/voice/keith", "/voice/{locality}/thank-you": "/voice/keith/thank-you", "/voice/{locality}/poster": "/voice/keith/poster",
		"/you-said": "", "/you-said/{body}": "/you-said/east-lmg",
		"/newsletter/{network}": "/newsletter/east-network", "/newsletter/join/{network}": "/newsletter/join/east-network", "/newsletter/join/{network}/asked": "/newsletter/join/east-network/asked",
		"/newsletter/confirm/{token}": "/newsletter/confirm/abc", "/newsletter/unsubscribe/{token}": "/newsletter/unsubscribe/abc",
	})
	all["/newsletter/{network}/{month}"] = place{r.soon, "", r.sent}
	all["/begin/{token}"] = place{r.empty, "", path(r.t, r.empty.FirstLink())}
	return all
}

func (r *wellFilled) everyday() map[string]place {
	return r.by(theLWO, map[string]string{
		"/{$}": "/", "/you": "", "/take-over": "", "/tests": "", "/tests/board": "", "/overview": "",
		"/launch": "", "/launch/earlier": "", "/launch/title": "", "/launch/where": "", "/launch/priority": "", "/launch/aim": "", "/launch/change": "", "/launch/outcomes": "",
		"/launch/measures": "", "/launch/group": "", "/launch/lead": "", "/launch/costs": "", "/launch/reference": "", "/launch/check": "", "/launch/done/{test}": "/launch/done/" + r.doing,
		"/part": "", "/part/{person}": "/part/" + theLead,
		"/reports": "", "/reports/{report}": "/reports/tests",
	})
}

func (r *wellFilled) heard() map[string]place {
	item := "/library/evidence/" + r.evidence
	all := r.by(theLWO, map[string]string{
		"/voices": "", "/voices/{voice}": "/voices/" + r.voice, "/voices/{voice}/accept": "/voices/" + r.voice + "/accept", "/voices/{voice}/set-aside": "/voices/" + r.voice + "/set-aside",
		"/voices/{voice}/unsafe": "/voices/" + r.voice + "/unsafe", "/voices/{voice}/quoting": "/voices/" + r.accepted + "/quoting", "/voices/{voice}/withdraw": "/voices/" + r.voice + "/withdraw",
		"/library": "/library?from=1+June+2026", "/library/item": "/library/item?item=" + url.QueryEscape("evidence/"+r.evidence), "/library/places": "/library/places?locality=keith", "/library/file": "", "/library/conversation": "",
		"/library/evidence/{evidence}/correct": item + "/correct", "/library/evidence/{evidence}/unsafe": item + "/unsafe", "/trace": "/trace?of=priority/east-school-day",
	})
	maps.Copy(all, r.by("safeguarding", map[string]string{
		"/voices/{voice}/settle": "/voices/" + r.hidden + "/settle", "/library/evidence/{evidence}/settle": "/library/evidence/" + r.unsafe + "/settle",
	}))
	return all
}

func (r *wellFilled) rounds() map[string]place {
	const at = "/priorities/{lmg}/rounds/{round}"
	return r.by(theLWO, map[string]string{
		"/priorities": "", "/priorities/{lmg}": "/priorities/east-lmg", "/priorities/{lmg}/coverage": "/priorities/east-lmg/coverage",
		"/priorities/{lmg}/open": "/priorities/east-lmg/open", "/priorities/{lmg}/commission": "/priorities/east-lmg/commission",
		"/commissions/{commission}": r.commission, "/commissions/{commission}/reschedule": r.commission + "/reschedule", "/commissions/{commission}/withdraw": r.commission + "/withdraw",
		at: proposing, at + "/put-evidence": gathering + "/put-evidence", at + "/review-evidence": gathering + "/review-evidence", at + "/ask-evidence": gathering + "/ask-evidence",
		at + "/answer-evidence/{item}": gathering + "/answer-evidence/r1", at + "/waive-evidence/{item}": gathering + "/waive-evidence/r1", at + "/see-late/{item}": gathering + "/see-late/r2",
		at + "/move-round": gathering + "/move-round", at + "/draft": proposing + "/draft", at + "/draft/{item}": proposing + "/draft/warm-proposing", at + "/withdraw-draft/{item}": proposing + "/withdraw-draft/warm-proposing",
		at + "/call-for-scores": proposing + "/call-for-scores", at + "/put-to-vote": proposing + "/put-to-vote", at + "/publish": agreed + "/publish",
		at + "/end-round": gathering + "/end-round", at + "/hand-over-round": gathering + "/hand-over-round",
		at + "/action-done/{item}": agreed + "/action-done/a1", at + "/action-change/{item}": agreed + "/action-change/a1", at + "/action-drop/{item}": agreed + "/action-drop/a1",
	})
}

func (r *wellFilled) ofTests() map[string]place {
	const at = "/tests/{test}"
	doing := "/tests/" + r.doing
	return r.by(theLead, map[string]string{
		at: doing, at + "/journal": doing + "/journal", at + "/discussion": doing + "/discussion", at + "/evidence": doing + "/evidence", at + "/evidence/{item}": doing + "/evidence/" + r.item,
		at + "/measures/{measure}": doing + "/measures/monday-attendance", at + "/summary": doing + "/summary", at + "/reports/{report}": doing + "/reports/steps",
	})
}

func (r *wellFilled) stagesOfTests() map[string]place {
	const at = "/tests/{test}"
	doing := "/tests/" + r.doing
	measure := doing + "/measures/monday-attendance"
	all := r.by(theLead, map[string]string{
		at + "/plan": "/tests/planned/plan", at + "/steps/{step}/done": doing + "/steps/1.2/done", at + "/observe": doing + "/observe", at + "/evidence/{item}/concern": doing + "/evidence/" + r.item + "/concern",
		at + "/measures/{measure}/record": measure + "/record", at + "/measures/{measure}/import": measure + "/import", at + "/measures/{measure}/correct": measure + "/correct", at + "/measures/{measure}/usual": measure + "/usual",
		at + "/talks/{talk}": doing + "/talks/t1", at + "/study": "/tests/studied/study", at + "/act": "/tests/acting/act", at + "/check-gain": "/tests/adopted/check-gain",
		at + "/agreement": doing + "/agreement", at + "/agreement/{party}/agree": doing + "/agreement/3/agree", at + "/agreement/{party}/decline": doing + "/agreement/3/decline", at + "/agreement/review": doing + "/agreement/review",
	})
	maps.Copy(all, r.by(theLWO, map[string]string{
		at + "/agree-plan": "/tests/sent-plan/agree-plan", at + "/send-back": "/tests/sent-plan/send-back", at + "/steps/{step}/reschedule": doing + "/steps/1.2/reschedule", at + "/steps/{step}/assign": doing + "/steps/1.2/assign",
		at + "/steps/{step}/drop": doing + "/steps/1.2/drop", at + "/finish-do": "/tests/finishing/finish-do", at + "/end-do": doing + "/end-do", at + "/begin-cycle": "/tests/again/begin-cycle", at + "/take-to-lmg": "/tests/again/take-to-lmg",
		at + "/pause": doing + "/pause", at + "/resume": "/tests/paused/resume", at + "/hand-over": doing + "/hand-over",
	}))
	return all
}

func (r *wellFilled) decided() map[string]place {
	all := r.by("east-chair", map[string]string{
		"/priorities/{lmg}/rounds/{round}/score": proposing + "/score",
		"/decisions":                             "", "/decisions/{decision}": r.decision, "/decisions/{decision}/vote": r.decision + "/vote", "/decisions/{decision}/interest": r.decision + "/interest",
	})
	maps.Copy(all, r.by("east-clerk", map[string]string{"/decisions/{decision}/minute": r.decision + "/minute", "/meeting/{lmg}": "/meeting/east-lmg"}))
	maps.Copy(all, r.by(theLWO, map[string]string{"/decisions/{decision}/hand-over": r.decision + "/hand-over"}))
	all["/decisions/{decision}/reopen"] = place{r.soon, theLWO, r.lapsed + "/reopen"}
	all["/decisions/{decision}/return"] = place{r.soon, theLWO, r.lapsed + "/return"}
	return all
}

func (r *wellFilled) people() map[string]place {
	const cook = "/people/keith-cook"
	return r.by("it-admin", map[string]string{
		"/people": "", "/people/import": "", "/audit": "", "/people/{person}": cook, "/people/{person}/change": cook + "/change", "/people/{person}/end-sign-ins": cook + "/end-sign-ins",
		"/people/{person}/sign-in-link": cook + "/sign-in-link", "/people/{person}/end-links": cook + "/end-links", "/priorities/{lmg}/record": "/priorities/east-lmg/record", "/people/{person}/hearing": cook + "/hearing", "/people/{person}/hand-over": cook + "/hand-over", "/people/{person}/give-role": cook + "/give-role",
		"/people/{person}/roles/{body}/{role}/change": cook + "/roles/keith-breakfast/group-member/change", "/people/{person}/roles/{body}/{role}/end": cook + "/roles/keith-breakfast/group-member/end",
		"/groups": "", "/groups/add": "", "/themes": "", "/groups/{body}": "/groups/keith-breakfast", "/groups/{body}/invite": "/groups/keith-breakfast/invite",
	})
}

func (r *wellFilled) newsletters() map[string]place {
	const at = "/newsletter/{network}/{month}"
	item := r.issue + "/items/" + r.offered
	all := r.by(theLWO, map[string]string{
		"/newsletter": "", at + "/making": r.issue + "/making", at + "/preview": r.issue + "/preview", at + "/contribute": r.issue + "/contribute",
		at + "/items/{item}/edit": item + "/edit", at + "/items/{item}/accept": item + "/accept", at + "/items/{item}/leave-out": item + "/leave-out",
		at + "/opening": r.issue + "/opening", at + "/approve": r.issue + "/approve",
	})
	maps.Copy(all, r.by("west-lwo", map[string]string{at + "/reconsider": r.approved + "/reconsider"}))
	return all
}
