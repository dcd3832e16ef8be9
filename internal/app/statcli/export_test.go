package statcli

import "strings"

// Excerpt is the part of the output of a worked example that its help shows.
func Excerpt(name, output string) string {
	lines := strings.SplitAfter(output, "\n")
	if most := workedExamples[name].lines; len(lines) > most+1 {
		return strings.Join(lines[:most], "") + "…\n"
	}
	return output
}

// ReasonKey is the catalogue's key of a reason.
var ReasonKey = reasonKey
