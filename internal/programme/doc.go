// Package programme owns programmes and their waves.
//
// A programme is a standing survey; a wave is one run of it. A wave's states (D14):
//
//	from      act      to        needs
//	planned   open     open      a questionnaire whose leaves all have a source, a unit to survey
//	open      pause    paused    reason
//	paused    resume   open
//	open      close    closed
//	paused    close    closed
//	closed    report   reported
//	closed    reopen   open      reason
//
// Opening freezes the unit tree as of a stated day (D12): later corrections do not change it.
package programme
