// Package config is Cairn's settings: from a YAML file, the environment
// (CAIRN_*) and flags, the later before the earlier. They are checked as a
// whole, every fault is named at once, and unknown keys and
// variables are faults.
//
// cairn.example.yaml beside this file shows every key with its default. A
// key's variable is its name in capitals with underscores: engine.port is
// CAIRN_ENGINE_PORT.
package config
