// Package response owns the originals: the answers as they came, written once, durably, before
// the respondent sees "thank you", and never changed.
//
// Every way in ends in Service.Submit: the respondent page and the JSON intake are the same path
// (validation by the questionnaire's pure logic, limits, idempotency, group commit). Outside surveys
// come in through Service.Import, in bulk and outside the intake lane.
//
// One goroutine commits: it takes whatever is queued, up to 256 submissions, writes them in one
// transaction of the intake lane, and answers each caller once the commit is on disk (D6). With the
// original go, in the same transaction, its feed row and its count.
//
// Anonymous waves have a table of their own, keyed by a random id, that holds no instant, no address
// and no order; docs/anonymity.md says what that protects against and what not.
package response
