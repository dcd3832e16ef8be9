// Package outreach owns the ways to a respondent.
//
// Open links: one per surveyed unit and wave, printed as a QR code. A link's code is random and says nothing about unit or
// wave. Opened and started are counted per unit and day only, never per person (D8); "opened" is a beacon of the page's
// script and therefore "at least".
//
// Personal links, called invitations: one customer, one wave, one unit, one answer. They exist for named and confidential
// waves only (D5) and are issued in batches by a job that asks the customer archive who may be contacted for a survey. The
// token is a secret derived under the archive's keys; the record store has its hash, and nothing that is logged or audited
// has it at all. The states of an invitation:
//
//	from               act      to
//	issued             start    started     first answers of the page arrived
//	issued, started    answer   answered    in the transaction of the original
//	issued, started    revoke   revoked
//	issued, started    renew    the same    another token, the old one dead
//	revoked            renew    issued or started
package outreach
