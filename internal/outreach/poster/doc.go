// Package poster draws the printable posters of a wave's open links: who asks, why, how long it takes, the QR code and
// the address in clear, and what happens with an answer, as the respondent page says it.
//
// A document is a PDF with one page for each sheet. Its text can be selected and searched, the QR code is made of
// shapes and not of pixels, and the fonts are embedded, cut down to the characters that occur. The package knows no
// wave and no database: it draws the words it is given.
package poster
