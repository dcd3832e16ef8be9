// Package foreign turns the file of an outside survey into answers to a questionnaire of ours.
//
// What means what is said by a mapping, a YAML file (schema/mapping.schema.json) that a person writes once
// per wave and keeps beside the data:
//
//	ParseMapping  reads it strictly
//	Check         lists every fault with its place, against the questionnaire
//	NewReader     finds its columns in an open table
//	Reader.Rows   gives one Row per row of the table, either ready for intake or with its faults
//	Reader.Report profiles every column and counts every fault: the dry run
//
// Nothing is lost in silence. A row with a fault comes with the fault and is not for import; a value that the
// mapping does not know is a fault, missing or "other", as the mapping says, and in each case it is counted
// in the profile of its column. The answers of a row pass the questionnaire's own Validate, so an import
// can bring in nothing that a respondent could not have answered.
//
// The package is pure: it knows neither the database nor the clock.
package foreign
