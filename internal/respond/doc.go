// Package respond serves the pages a customer answers on: /q/{code}.
//
// The pages are rendered on the server and work without JavaScript; the script only adds to them (it shows and hides
// conditional items, sends without leaving the page and tries again when the line drops). A GET records and
// consumes nothing (decision D8). Nothing is kept between two pages: the answers of earlier pages travel in hidden
// fields and are validated as a whole at the end, so that an anonymous answer leaves no trace before it is sent (D7).
//
// What is static of a page (nearly all of it) is rendered and compressed once per questionnaire version, language and
// anonymity level; a request adds the unit's name and a submission id. See splice.
//
// The package knows no storage: a Desk answers what a link leads to and takes the answers in.
package respond
