package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/intake"
)

// item is evidence as the command line takes it.
type item struct {
	kind                         improvement.EvidenceKind
	text, source, where, consent string
	people                       bool
	files                        []string
}

// fileEvidence stores the files, then files the evidence that refers to them.
func (a *app) fileEvidence(ctx context.Context, test string, it item) error {
	me, err := a.me()
	if err != nil {
		return err
	}
	return a.sending(ctx, func(d *assembly.Desk) error {
		e := improvement.Evidence{
			Kind: it.kind, When: improvement.DateOf(d.Now()), ShowsPeople: it.people,
		}
		for _, text := range []struct {
			field, value string
			into         *improvement.Words
		}{
			{"text", it.text, &e.Text}, {"source", it.source, &e.Source},
			{"where", it.where, &e.Where}, {"consent", it.consent, &e.Consent},
		} {
			if text.value == "" {
				continue
			}
			if *text.into, err = d.Vault.Seal(ctx, text.field, me, text.value); err != nil {
				return err
			}
		}
		for _, name := range it.files {
			file, err := store(ctx, d, me, name)
			if err != nil {
				return err
			}
			e.Files = append(e.Files, file)
		}
		receipt, err := a.onTest(ctx, d, test, intake.Command{Test: improvement.FileEvidence{Evidence: e}})
		if err != nil {
			return err
		}
		return a.acknowledge(receipt)
	})
}

// store keeps a file by its content and gives the reference to it.
func store(ctx context.Context, d *assembly.Desk, me improvement.PersonID, name string) (file improvement.File, err error) {
	f, err := os.Open(name)
	if err != nil {
		return file, improvement.Refuse(improvement.Invalid, "file", "%s cannot be read: %v.", name, err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	file.Hash, file.Size, file.Type, err = d.Store.Store(ctx, f)
	if err != nil {
		return file, fmt.Errorf("%s: %w", filepath.Base(name), err)
	}
	file.Name, err = d.Vault.Seal(ctx, "file", me, filepath.Base(name))
	return file, err
}
