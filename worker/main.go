// Command worker is the long-running service: the embedded engine, the workflows
// and the postman, in the roles that its settings give it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/cairnqi/cairn/config"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends it at once
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "worker:", err)
		os.Exit(1)
	}
}

// run does what the arguments say until ctx ends. Data goes to stdout, the log to
// stderr.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	s := source{overrides: map[string]any{}}
	root := &cobra.Command{
		Use:           "worker",
		Short:         "Run Cairn: the engine, the workflows and the postman",
		Long:          "Run Cairn. Without a configuration everything is embedded, in ./data.",
		Version:       assembly.Version(),
		Args:          cobra.NoArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			settings, err := s.load(cmd)
			if err != nil {
				return err
			}
			return serve(cmd.Context(), settings, stdout, stderr)
		},
	}
	s.flags(root)
	root.AddCommand(&cobra.Command{
		Use:   "config",
		Short: "Print the effective settings, secrets redacted",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			settings, err := s.load(cmd)
			if err != nil {
				return err
			}
			return settings.Redacted().WriteYAML(stdout)
		},
	})
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return root.ExecuteContext(ctx)
}

// source is where the settings come from.
type source struct {
	file      string
	overrides map[string]any
}

// flags are the settings that are often given on the command line.
func (s *source) flags(root *cobra.Command) {
	f := root.PersistentFlags()
	f.StringVar(&s.file, "config", "", "configuration file (YAML)")
	f.String("data", "", "data directory (data.dir)")
	f.StringSlice("roles", nil, "what this process does: engine,workflows,web (roles)")
	f.String("rehearse", "", "speed of a rehearsal, such as 1d=200ms (rehearse)")
	f.String("http", "", "address of health and metrics (http.address)")
	f.String("web", "", "address of the pages (web.address)")
	f.Int("port", 0, "port of the embedded engine (engine.port)")
}

var settingOf = map[string]string{
	"data": "data.dir", "roles": "roles", "rehearse": "rehearse", "http": "http.address", "web": "web.address", "port": "engine.port",
}

func (s *source) load(cmd *cobra.Command) (config.Settings, error) {
	for flag, key := range settingOf {
		f := cmd.Flags().Lookup(flag)
		if f == nil || !f.Changed {
			continue
		}
		if flag == "roles" {
			roles, err := cmd.Flags().GetStringSlice(flag)
			if err != nil {
				return config.Settings{}, err
			}
			s.overrides[key] = roles
			continue
		}
		s.overrides[key] = f.Value.String()
	}
	return config.Load(config.Source{File: s.file, Overrides: s.overrides})
}

// serve runs the service until ctx ends, and then stops it in order.
func serve(ctx context.Context, s config.Settings, stdout, stderr io.Writer) error {
	begun := time.Now()
	log := slog.New(handler(s, stderr))
	slog.SetDefault(log)
	service, err := assembly.Start(ctx, s, time.Time{}, log)
	if err != nil && ctx.Err() != nil {
		log.Info("Stopped while starting", "cause", err)
		return nil //nolint:nilerr // it was stopped on purpose, and that is what the log says
	}
	if err != nil {
		return err
	}
	announce(stdout, s, service, time.Since(begun))
	return attend(ctx, service, log)
}

// service is what attend needs of an *assembly.Service.
type service interface {
	Failed() <-chan struct{}
	Failure() error
	Stop() error
}

// attend stops a service when ctx ends, or when it cannot go on, which is an error.
func attend(ctx context.Context, service service, log *slog.Logger) error {
	var err error
	select {
	case <-ctx.Done():
		log.Info("Stopping: running work is finished first")
	case <-service.Failed():
		err = fmt.Errorf("the worker cannot go on: %w", service.Failure())
		log.Error("Stopping: a part has ended by itself", "cause", service.Failure())
	}
	if stopErr := service.Stop(); stopErr != nil {
		err = errors.Join(err, fmt.Errorf("stop: %w", stopErr))
	}
	if err == nil {
		log.Info("Stopped")
	}
	return err
}

func handler(s config.Settings, to io.Writer) slog.Handler {
	options := &slog.HandlerOptions{Level: s.LogLevel()}
	if s.Log.Format == "json" {
		return slog.NewJSONHandler(to, options)
	}
	return slog.NewTextHandler(to, options)
}

// announce says where the service listens and what is next.
func announce(out io.Writer, s config.Settings, v *assembly.Service, took time.Duration) {
	var err error
	say := func(format string, args ...any) {
		_, e := fmt.Fprintf(out, format+"\n", args...)
		err = errors.Join(err, e)
	}
	say("Cairn is ready (%.2f s).", took.Seconds())
	if v.EngineAddress() != "" {
		say("  engine   %s, namespace %s, in %s", v.EngineAddress(), s.Engine.Namespace, s.Data.Dir)
	}
	if v.Desk != nil {
		say("  record   %s", s.Redacted().RecordURL())
		if v.Desk.Time.Rehearsing() {
			say("  REHEARSAL: it is %s; %s", v.Desk.Now().In(improvement.London()).Format("Mon 2 Jan 2006 15:04"), v.Desk.Pace())
		}
	}
	if v.WebAddress() != "" {
		say("  pages    %s", v.WebURL())
	}
	if v.WebOpen() && s.Mail.BaseURL == "" {
		say("           on this computer. Others open them by its name or address: set mail.base_url to that, so that links say it.")
	}
	if v.FirstLink() != "" {
		say("  BEGIN    nobody is on record yet. Open this once, within the hour, to become its administrator:")
		say("           %s", v.FirstLink())
	}
	say("  health   http://%s/readyz, metrics at /metrics", v.HTTPAddress())
	say("Stop it with Ctrl-C.")
	if err != nil {
		slog.Error("The start could not be announced", "cause", err)
	}
}
