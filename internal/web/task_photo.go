package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// photoPage asks for one photo, or a few words, of a step: for whoever has the link of a
// letter.
type photoPage struct {
	asking
	linked
	Photo, Text, People, Consent, When field
}

func (photoPage) head() head {
	return head{Template: "task-photo", Title: "Add a photo", Help: "This link is for one photo, or a few words, of what you did, so you need not sign in. It stands on the page of the test, with your name."}
}

// photoForm is the most bytes of a form with one photo.
const photoForm = improvement.MaxFileSize + maxForm

var photoByLink = asks{
	page: func(ctx context.Context, v *visit, f *form) (page, error) {
		task, err := v.photographed(ctx)
		if err != nil {
			return nil, err
		}
		if f.isBlank() {
			f.putDay("when", v.today())
		}
		p := photoPage{
			asking:  asking{f},
			Photo:   f.Field(filesField, "Your photo", "One picture, 25 MB at most. We remove from it where, when and with which device it was taken. Without one, a sentence below is enough. If this page comes back with something to mend, choose it again."),
			Text:    f.Field("text", "What is there to see, or to tell?", "For example: the first table is laid. Leave out names of people."),
			People:  f.Field("shows_people", "People can be recognised in it", ""),
			Consent: f.May("consent", "Who agreed to be shown, and when?", "Needed where people can be recognised. For example: both parents, in writing, on 3 May."),
			When:    f.Field("when", "On which day was it?", ""),
		}
		p.linked, err = v.describe(ctx, task)
		return p, err
	},
	do: func(ctx context.Context, v *visit, f *form) (string, error) {
		sent, mark, err := v.sentPhoto()
		if err != nil {
			return "", err
		}
		id := v.linkCommand(f, " "+mark)
		if filed, err := v.filedByLink(ctx, id); filed || err != nil {
			return taskDonePath, err
		}
		if _, err := v.photographed(ctx); err != nil {
			return "", err
		}
		filing, err := v.filingByLink(ctx, f)
		if err != nil {
			return "", err
		}
		if sent != nil {
			if err := v.attach(ctx, &filing, []*multipart.FileHeader{sent}); err != nil {
				return "", err
			}
		}
		to, err := v.sendByLink(ctx, id, filing)
		if err != nil { // another one may have come meanwhile
			if _, used := v.photographed(ctx); used != nil {
				err = used
			}
		}
		return to, err
	},
}

// filingByLink reads the item that somebody adds. It has the one name that its link has,
// so the test takes no second one.
func (v *visit) filingByLink(ctx context.Context, f *form) (improvement.FileEvidence, error) {
	sent := *f
	sent.values = maps.Clone(f.values)
	sent.values.Set("kind", string(improvement.ObservationOf))
	c, err := v.command(ctx, &sent, "evidence")
	if err != nil {
		return improvement.FileEvidence{}, err
	}
	filing := c.Test.(improvement.FileEvidence) //nolint:forcetypeassert // that is what "evidence" reads
	filing.Evidence.ID = v.itemOfLink()
	return filing, nil
}

// itemOfLink names the one item that comes by a link.
func (v *visit) itemOfLink() string {
	sum := sha256.Sum256([]byte("the item of " + v.path("token")))
	return "e-" + hex.EncodeToString(sum[:6])
}

// photographed gives the task of which the link's photo is, as long as that may be added.
func (v *visit) photographed(ctx context.Context) (improvement.Task, error) {
	t, err := v.wholeTest(ctx, v.path("test"))
	if err != nil {
		return improvement.Task{}, err
	}
	item := v.itemOfLink()
	if slices.ContainsFunc(t.Evidence, func(ref improvement.EvidenceRef) bool { return ref.ID == item }) {
		return improvement.Task{}, improvement.Refuse(improvement.Conflict, "", "What you sent by this link is filed already. Thank you. To add another photo, sign in.")
	}
	if err := t.Offers(improvement.FileEvidence{}, v.who, v.Now()); err != nil {
		return improvement.Task{}, err
	}
	return t.TaskOfStep(v.link.Task, v.who)
}

// sentPhoto is the picture of the form and a mark of its content; nil where there is none.
func (v *visit) sentPhoto() (*multipart.FileHeader, string, error) {
	sent, err := v.sentFiles()
	if err != nil || len(sent) == 0 {
		return nil, "", err
	}
	if len(sent) > 1 {
		return nil, "", improvement.Refuse(improvement.Invalid, filesField, "This link is for one photo. Choose the one that shows most.")
	}
	content, err := sent[0].Open()
	if err != nil {
		return nil, "", err
	}
	mark, err := markOfPicture(content)
	return sent[0], mark, errors.Join(err, content.Close())
}

// markOfPicture is the SHA-256 of a picture that pages show. It refuses what is none.
func markOfPicture(content io.Reader) (string, error) {
	begin := make([]byte, 512) // as many as the type is told from
	n, err := io.ReadFull(content, begin)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return "", err
	}
	if !isPicture(http.DetectContentType(begin[:n])) {
		return "", improvement.Refuse(improvement.Invalid, filesField, "This is not a photo that can be shown here. Choose a JPEG, PNG, WebP or GIF picture.")
	}
	sum := sha256.New()
	sum.Write(begin[:n]) // never fails
	_, err = io.Copy(sum, content)
	return hex.EncodeToString(sum.Sum(nil)), err
}
