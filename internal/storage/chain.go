package storage

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/cairnqi/cairn/improvement"
)

// row is a journal entry as it is stored.
type row struct {
	version int
	command string
	nth     int // from 0, among the entries of one command
	person  string
	at      int64
	event   string
	ev      int
	data    string
	hash    []byte
}

// rowsOf encodes entries and chains them on to head.
func rowsOf(subject improvement.SubjectID, head []byte, entries []improvement.Entry) ([]row, error) {
	rows := make([]row, len(entries))
	for i, e := range entries {
		name, ev, data, err := improvement.EncodeEvent(e.Event)
		if err != nil {
			return nil, err
		}
		rows[i] = row{e.Version, string(e.Command), i, string(e.By), micros(e.At), name, ev, string(data), nil}
		head = rows[i].chained(subject, head)
		rows[i].hash = head
	}
	return rows, nil
}

// chained is the hash of the row after head: SHA-256 of head and of every value,
// each led by its length.
func (r row) chained(subject improvement.SubjectID, head []byte) []byte {
	var b []byte
	for _, text := range []string{string(head), string(subject), r.command, r.person, r.event, r.data} {
		b = binary.AppendUvarint(b, uint64(len(text)))
		b = append(b, text...)
	}
	for _, number := range []int64{int64(r.version), int64(r.nth), r.at, int64(r.ev)} {
		b = binary.AppendVarint(b, number)
	}
	sum := sha256.Sum256(b)
	return sum[:]
}

// entry decodes the row.
func (r row) entry() (improvement.Entry, error) {
	event, err := improvement.DecodeEvent(r.event, r.ev, []byte(r.data))
	return improvement.Entry{
		Version: r.version, Command: improvement.CommandID(r.command),
		By: improvement.PersonID(r.person), At: moment(r.at), Event: event,
	}, err
}
