package engine

import "fmt"

// PortInUseError says that something else already listens where the engine
// should. It unwraps to the operating system's error.
type PortInUseError struct {
	Host string
	Port int
	Err  error
}

func (e *PortInUseError) Error() string {
	return fmt.Sprintf("port %d on %s is in use by another program: stop that program, "+
		"or choose another port with engine.port", e.Port, e.Host)
}

func (e *PortInUseError) Unwrap() error { return e.Err }

// DirError says that the data directory cannot be used. It unwraps to the
// operating system's error.
type DirError struct {
	Dir string
	Err error
}

func (e *DirError) Error() string {
	return fmt.Sprintf("the data directory %s cannot be written (%v): give the account that runs Cairn "+
		"write access to it, or choose another with data.dir", e.Dir, e.Err)
}

func (e *DirError) Unwrap() error { return e.Err }

// BusyError says that another engine already runs on the same data directory.
// It unwraps to the database's error.
type BusyError struct {
	Dir string
	Err error
}

func (e *BusyError) Error() string {
	return fmt.Sprintf("the data directory %s is in use by another running engine: stop that one first, "+
		"or choose another with data.dir", e.Dir)
}

func (e *BusyError) Unwrap() error { return e.Err }

// NamespaceError says that the cluster has no such namespace.
type NamespaceError struct {
	Namespace, Server string
	Err               error
}

func (e *NamespaceError) Error() string {
	return fmt.Sprintf("the Temporal server at %s has no namespace %q: create it, "+
		"or name another with TEMPORAL_NAMESPACE", e.Server, e.Namespace)
}

func (e *NamespaceError) Unwrap() error { return e.Err }

// UnreachableError says that no Temporal server answered in time.
type UnreachableError struct {
	Server string
	Err    error
}

func (e *UnreachableError) Error() string {
	return fmt.Sprintf("no Temporal server answers at %s (%v): check that it runs and that the address is right",
		e.Server, e.Err)
}

func (e *UnreachableError) Unwrap() error { return e.Err }

// RecordError says that the workflows of another record run on that server.
type RecordError struct{ Server string }

func (e *RecordError) Error() string {
	return fmt.Sprintf("the engine at %s is at work for another record: choose that record with data.dir or "+
		"record.url, or another engine with engine.port", e.Server)
}
