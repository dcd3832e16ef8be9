// Package indicator holds what is measured: versioned trees of indicators, up to four levels, with
// importances, targets and the department that answers for each.
//
// A system is written as a JSON document (schema/indicator.schema.json), read by Parse, checked by Check and
// published by Service.Publish. A published version never changes; questionnaires and waves point at it. A leaf
// is measured by what is bound to it elsewhere: the binding belongs to the questionnaire (decision D1).
package indicator
