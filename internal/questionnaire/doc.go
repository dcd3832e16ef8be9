// Package questionnaire holds versioned forms: what is asked, in which words, under which condition, and
// which indicator an answer is evidence of.
//
// A questionnaire is written as a JSON document (schema/questionnaire.schema.json):
//
//	Parse    reads the file strictly and writes out its defaults
//	Check    lists every fault with its place, against the indicator system it points into
//	Publish  stores it as a version that never changes (Service)
//	Compile  prepares a document for use: Form
//
// A Form is pure. The respondent page, the JSON intake and the import of foreign answers all use its Validate, so one
// set of rules decides what an answer may be; Visible says which items a respondent is asked. An item is one
// question or one row of a matrix: figures and exports list Items, never the matrix (decision D10).
package questionnaire
