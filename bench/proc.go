package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
)

// clockTick is Linux's unit of CPU time in /proc: hundredths of a second.
const clockTick = 100

// usage is what /proc says of one process.
type usage struct {
	parent int
	own    float64 // CPU seconds
	gone   float64 // CPU seconds of children that have ended
}

func usageOf(pid string) (usage, error) {
	text, err := os.ReadFile(filepath.Join("/proc", pid, "stat"))
	if err != nil {
		return usage{}, err
	}
	// The name, in brackets, may hold blanks; what follows it does not.
	fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
	if len(fields) < 15 {
		return usage{}, fmt.Errorf("/proc/%s/stat has %d fields", pid, len(fields))
	}
	number := func(i int) float64 {
		n, parseErr := strconv.ParseFloat(string(fields[i]), 64)
		err = errors.Join(err, parseErr)
		return n
	}
	u := usage{parent: int(number(1)), own: (number(11) + number(12)) / clockTick, gone: (number(13) + number(14)) / clockTick}
	return u, err
}

// familySeconds is the CPU time used by a process and its children.
func familySeconds(parent int) (float64, error) {
	total := 0.0
	pids, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return 0, err
	}
	for _, path := range pids {
		pid := filepath.Base(path)
		u, err := usageOf(pid)
		switch {
		case errors.Is(err, fs.ErrNotExist), errors.Is(err, os.ErrProcessDone):
			continue // it has just ended
		case err != nil:
			return 0, err
		case pid == strconv.Itoa(parent):
			total += u.own + u.gone
		case u.parent == parent:
			total += u.own
		}
	}
	return total, nil
}

// residentMB reads a process's resident memory, now and at its highest, in MB.
func residentMB(pid int) (now, peak float64, err error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, 0, err
	}
	for line := range bytes.Lines(status) {
		var kb float64
		if n, _ := fmt.Sscanf(string(line), "VmRSS: %f kB", &kb); n == 1 {
			now = kb / 1024
		}
		if n, _ := fmt.Sscanf(string(line), "VmHWM: %f kB", &kb); n == 1 {
			peak = kb / 1024
		}
	}
	if now == 0 {
		return 0, 0, errors.New("/proc tells no resident memory")
	}
	return now, peak, nil
}

// machineUse is what the machine's cores did since it started, in seconds.
type machineUse struct{ busy, all float64 }

// machineSeconds reads how busy the machine was, with all that runs on it.
func machineSeconds() (machineUse, error) {
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		return machineUse{}, err
	}
	first, _, _ := bytes.Cut(text, []byte("\n"))
	var u machineUse
	for n, field := range bytes.Fields(first)[1:] {
		ticks, err := strconv.ParseFloat(string(field), 64)
		if err != nil {
			return u, err
		}
		u.all += ticks / clockTick
		if n != 3 && n != 4 { // idle, or waiting for a disk
			u.busy += ticks / clockTick
		}
	}
	return u, nil
}
