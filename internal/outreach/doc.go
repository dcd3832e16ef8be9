// Package outreach owns the ways to a respondent. Today these are open links: one per surveyed unit and
// wave, printed as a QR code. A link's code is random and says nothing about unit or wave.
//
// Opened and started are counted per unit and day only, never per person (D8); "opened" is a beacon of
// the page's script and therefore "at least".
package outreach
