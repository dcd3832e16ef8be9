// Package responsetest gives tests a record store with a bank in it: units, an indicator system and a
// questionnaire published, and every service from the directory to the intake on it, put together as the
// program does, with a clock that the test sets. It is imported by tests only.
package responsetest
