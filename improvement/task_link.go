package improvement

// ByLink tells whether a task can be done by the link of a letter, without an account: it
// is small, and touches nothing of others.
func (k TaskKind) ByLink() bool { return k == TaskStep || k == TaskCollect }
