// Package i18n is the message catalogue: keys to texts in Chinese and English.
//
// Domain packages hold keys only; texts are rendered at the edges. The catalogue is catalogue/<area>.json, a key
// with a text in each language; a test (internal/arch) finds keys that lack a language, that nobody uses, and that the
// code names but nobody wrote.
package i18n
