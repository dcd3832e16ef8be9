// Package calendar knows days, quarters and working days. An installation has one time zone; an
// instant becomes a day or a quarter in that zone and nowhere else.
//
// Working days follow a holiday table per year. A year without a table is counted Monday to Friday,
// and every answer that touched such a year says so, because a due date that silently ignores the
// spring festival is wrong by a week.
package calendar
