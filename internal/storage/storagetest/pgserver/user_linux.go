package pgserver

import (
	"errors"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

const (
	fastStop      = syscall.SIGINT
	immediateStop = syscall.SIGQUIT
)

// unprivileged finds whom to run as where we are root, whom PostgreSQL refuses.
func unprivileged() (uid, gid int, err error) {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.Atoi(u.Uid)
		gid, gidErr := strconv.Atoi(u.Gid)
		return uid, gid, errors.Join(uidErr, gidErr)
	}
	return 0, 0, errors.New("pgserver: PostgreSQL refuses to run as root, and there is no user postgres or nobody to run it as")
}

// giveAway makes the folder that of the user whom the server runs as.
func giveAway(folder string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	uid, gid, err := unprivileged()
	if err != nil {
		return err
	}
	return os.Chown(folder, uid, gid)
}

// stepDown runs the command as that user, and ends it where this process dies.
func stepDown(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: immediateStop}
	if os.Geteuid() != 0 {
		return
	}
	if uid, gid, err := unprivileged(); err == nil { // giveAway has told otherwise
		c.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
}
