// Package scale measures how reliable and how valid the scales of a questionnaire are.
package scale

// pkg is the package in errors.
const pkg = "scale"
