package responsetest

import (
	"fmt"
	"strings"
)

// OutsideMapping is the mapping of an outside survey of the bank that asked for one mark only: it stands for every rating.
func OutsideMapping() string {
	var b strings.Builder
	b.WriteString(`format: manyi.mapping/1
wave:
  programme: {code: outside, name: {zh: 外部调查, en: Outside survey}}
  code: outside
  name: {zh: 外部调查, en: Outside survey}
  period: {from: 2026-01-01, to: 2026-06-30}
  anonymity: named
  questionnaire: bank-outlet@1.0
  root_unit: BANK
id: {column: ID}
date: {column: DAY, formats: [YYYY-MM-DD]}
unit: {column: OUTLET}
weight: {column: WEIGHT}
stratum: {column: STRATUM}
cluster: {column: CLUSTER}
items:
  - {item: Q72, column: NPS}
`)
	for _, item := range Ratings {
		b.WriteString("  - {item: " + item + ", column: OVERALL}\n")
	}
	return b.String()
}

// OutsideRows is the survey's table in CSV, its rows from one number to before another.
func OutsideRows(from, until int) string {
	var b strings.Builder
	b.WriteString("ID,DAY,OUTLET,OVERALL,NPS,WEIGHT,STRATUM,CLUSTER\n")
	for n := from; n < until; n++ {
		fmt.Fprintf(&b, "r%d,2026-%02d-10,B0%d0%d,%d,%d,%.3f,s%d,s%dc%d\n", n, 1+n%6, 1+n%3, 1+n%4, 1+n*n%5, n*7%11, 0.5+float64(n%7)/4, n%2, n%2, n%20)
	}
	return b.String()
}
