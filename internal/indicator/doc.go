// Package indicator holds what is measured: versioned trees of indicators, up to four levels, with
// importances, targets and the department that answers for each.
//
// A system is made in the console as a Draft, which one person saves after the other and which may have faults, or
// written as a JSON document (schema/indicator.schema.json) and read by Parse. Either way it is checked by Check and
// published by Service.PublishDraft or Service.Publish. A published version never changes; questionnaires and waves
// point at it. Diff says what differs between two. A leaf is measured by what is bound to it elsewhere: the binding
// belongs to the questionnaire (decision D1).
package indicator
