// Package errs is the one error type of Manyi: a kind the edges map to HTTP statuses, exit codes and retry
// decisions, a stable message key, and the arguments of its text.
//
// A failure that a user can be told about is an *Error; anything else is internal, is logged, and is shown as
// "something went wrong". Several failures are joined, and All gives them back one by one. Texts are in package
// i18n; this package knows no language and no HTTP.
package errs
