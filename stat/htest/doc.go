// Package htest tests hypotheses.
package htest
