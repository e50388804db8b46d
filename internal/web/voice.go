package web

import (
	"context"
	"maps"
	"net/url"
	"strings"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/google/uuid"
)

// voicesPage is where somebody without an account says which place they speak about.
type voicesPage struct{ Localities []improvement.Body }

func (voicesPage) head() head {
	return head{Template: "voice-where", Title: "Tell us what it is like here", Help: "Anybody may, whatever their age, without an account and without a name. Choose the place that you would like to speak about."}
}

func voiceWhere(ctx context.Context, v *visit) (answer, error) {
	places, err := v.bodiesOf(ctx, improvement.Locality, "")
	if err != nil {
		return answer{}, err
	}
	return show(voicesPage{places})
}

// honeypot is a field that no person sees. Only a program fills it in.
const honeypot = "website"

// consentText is what people read before they agree: it is kept with what they said.
const consentText = "We read what you send us, and count it. It may be shown to the people who work to make things better here, and it helps them to choose what to work on. You do not have to say who you are. Please leave out other people's names. You can change your mind: tell your Locality Wellbeing Officer the reference that you get, and it is erased."

// voicePage is the form by which the community speaks.
type voicePage struct {
	asking
	Place, Consent string
	Themes         []option
	Honeypot       string
	Standard       []placeQuestion
	Scored         bool // something of it was filled in
}

func (p voicePage) head() head {
	return head{Template: "voice", Title: "What is it like in " + p.Place + "?", Crumbs: []crumb{{"Other places", "/voice"}},
		Help: "Say in your own words what is good here, what is hard, and what would help. No account is needed, and no name."}
}

// voicePath is where people speak about a locality.
func voicePath(locality improvement.BodyID) string {
	return "/voice/" + url.PathEscape(string(locality))
}

var sendVoice = asks{
	page: func(ctx context.Context, v *visit, f *form) (page, error) {
		place, err := v.body(ctx, improvement.BodyID(v.path("locality")), improvement.Locality)
		if err != nil {
			return nil, err
		}
		themes, err := v.themesOnRecord(ctx)
		if err != nil {
			return nil, err
		}
		return voicePage{asking: asking{f}, Place: place.Name, Consent: consentText, Themes: themeOptions(themes), Honeypot: honeypot,
			Standard: placeQuestions(f), Scored: scoredPlace(f)}, nil
	},
	do: fileVoice,
}

// fileVoice files what somebody says, under nobody's name: also of one who is signed in.
func fileVoice(ctx context.Context, v *visit, f *form) (string, error) {
	place, err := v.body(ctx, improvement.BodyID(v.path("locality")), improvement.Locality)
	if err != nil {
		return "", err
	}
	thanks := voicePath(place.ID) + "/thank-you"
	if f.value(honeypot) != "" { // a program: it is thanked, and nothing is filed
		v.setCookie(voiceCookie, "", -time.Second)
		return thanks, nil
	}
	hash := f.hash()
	if before, _ := v.voiceFiled(); before == hash && f.inWords() { // a browser filled in the same words again
		return thanks, nil
	}
	if !v.limits.allows("voice "+v.client(v.request), voicesFromOnePlace, v.Real()) {
		return "", improvement.Refuse(improvement.Conflict, "", "Many have written from this place in a short while. What you wrote is still here: wait ten minutes, and send it again.")
	}
	doc, err := voiceDocument(f, place)
	if err != nil {
		return "", err
	}
	command := voiceCommand(f)
	id, err := improvement.VoiceID(command)
	if err != nil {
		return "", err
	}
	subject, today := improvement.VoiceSubject(id), v.today()
	checked, err := intake.CheckVoice(id, today, doc)
	if err == nil {
		err = atScore(v.Registrar.Would(ctx, subject, "", checked))
	}
	if refused, is := improvement.Refusal(err); is && refused.Code == improvement.Conflict { // it is on record: sent twice
		v.setCookie(voiceCookie, hash+"-"+id, referenceShown)
		return thanks, nil
	}
	if err != nil { // before a key is made for it
		return "", err
	}
	voice, err := intake.Reader{Sealer: v.Vault}.Voice(ctx, id, today, doc)
	if err == nil {
		_, err = v.Registrar.File(ctx, subject, command, "", voice)
	}
	if err == nil {
		v.setCookie(voiceCookie, hash+"-"+id, referenceShown)
	}
	return thanks, err
}

// voiceCookie hands the reference of a voice over to the page that shows it, behind a hash by
// which the same words are known again. An address would stand in the log of a proxy beside
// whose it is, and a session may be somebody's.
const voiceCookie = "voice"

// voiceFiled is what the cookie says of the voice that was filed last.
func (v *visit) voiceFiled() (hash, id string) {
	hash, id, _ = strings.Cut(v.cookieOf(voiceCookie), "-")
	return hash, id
}

// referenceShown is how long that page shows it, also when it is loaded again: others may
// use the browser next.
const referenceShown = 10 * time.Minute

// voiceCommand names the command. Nobody can guess it: a voice is named after it.
func voiceCommand(f *form) improvement.CommandID {
	nonce, err := uuid.Parse(f.Nonce)
	if err != nil || nonce == uuid.Nil {
		nonce = uuid.New()
		f.Nonce = nonce.String()
	}
	return improvement.CommandID(uuid.NewSHA1(nonce, []byte(f.Action+" "+f.values.Encode())).String())
}

func voiceDocument(f *form, place improvement.Body) ([]byte, error) {
	values := maps.Clone(f.values)
	values.Del(honeypot)
	values.Set("lmg", string(place.Parent))
	values.Set("locality", string(place.ID))
	values.Set("consent.text", consentText)
	return document(values)
}

// voiceThanksPage tells what happens next with what somebody said.
type voiceThanksPage struct{ Place, PlacePath, SaidPath, Reference string }

func (voiceThanksPage) head() head {
	return head{Template: "voice-thanks", Title: "Thank you for speaking up", Help: "What you said has arrived. This is what happens with it now."}
}

func voiceThanks(ctx context.Context, v *visit) (answer, error) {
	place, err := v.body(ctx, improvement.BodyID(v.path("locality")), improvement.Locality)
	if err != nil {
		return answer{}, err
	}
	p := voiceThanksPage{Place: place.Name, PlacePath: voicePath(place.ID), SaidPath: saidPath(place.ID)}
	if _, id := v.voiceFiled(); improvement.CheckID("reference", id) == nil {
		p.Reference = id
	}
	return show(p)
}
