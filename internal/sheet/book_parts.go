package sheet

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// The parts of an XLSX file (ECMA-376) around its rows.
const (
	xmlStart  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainSpace = `http://schemas.openxmlformats.org/spreadsheetml/2006/main`
	relSpace  = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	sheetEnd  = `</sheetData></worksheet>`
	// bookStyles are two: 0 as usual, 1 in bold.
	bookStyles = xmlStart + `<styleSheet xmlns="` + mainSpace + `">` +
		`<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>` +
		`<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
		`<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>` +
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
)

func sheetPath(n int) string { return fmt.Sprintf("xl/worksheets/sheet%d.xml", n) }

// sheetStart is what stands before the rows of a worksheet. The first one is in front, a header stays in sight.
func sheetStart(first, header bool) string {
	view := `<sheetView workbookViewId="0"`
	if first {
		view += ` tabSelected="1"`
	}
	if view += `>`; header {
		view += `<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>`
	}
	return xmlStart + `<worksheet xmlns="` + mainSpace + `"><sheetViews>` + view + `</sheetView></sheetViews><sheetData>`
}

type bookPart struct{ path, text string }

// bookParts are the parts that say what the worksheets are.
func bookParts(names []string) []bookPart {
	const types, package0 = `application/vnd.openxmlformats-officedocument.spreadsheetml.`, `http://schemas.openxmlformats.org/package/2006/`
	var content, sheets, rels strings.Builder
	for i, name := range names {
		fmt.Fprintf(&content, `<Override PartName="/%s" ContentType="%sworksheet+xml"/>`, sheetPath(i+1), types)
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, appendXML(nil, name), i+1, i+1)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, relSpace, i+1)
	}
	return []bookPart{
		{"[Content_Types].xml", xmlStart + `<Types xmlns="` + package0 + `content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + types + `sheet.main+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="` + types + `styles+xml"/>` + content.String() + `</Types>`},
		{"_rels/.rels", xmlStart + `<Relationships xmlns="` + package0 + `relationships">` +
			`<Relationship Id="rId1" Type="` + relSpace + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", xmlStart + `<workbook xmlns="` + mainSpace + `" xmlns:r="` + relSpace + `"><sheets>` + sheets.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", xmlStart + `<Relationships xmlns="` + package0 + `relationships">` + rels.String() +
			fmt.Sprintf(`<Relationship Id="rId%d" Type="%s/styles" Target="styles.xml"/></Relationships>`, len(names)+1, relSpace)},
		{"xl/styles.xml", bookStyles},
	}
}

// appendXML appends a text as XML. What no XML can hold is written as spreadsheet programmes write it, _x0007_, and a text
// that looks like that already with its first character so (ECMA-376 22.9.2.19). Bytes that are no characters become U+FFFD.
func appendXML(to []byte, s string) []byte {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			switch {
			case c == '&':
				to = append(to, "&amp;"...)
			case c == '<':
				to = append(to, "&lt;"...)
			case c == '>':
				to = append(to, "&gt;"...)
			case c == '"':
				to = append(to, "&#34;"...)
			case c < ' ' && c != '\t' && c != '\n':
				to = fmt.Appendf(to, "_x%04X_", c)
			case c == '_' && looksEscaped(s[i:]):
				to = append(to, "_x005F_"...)
			default:
				to = append(to, c)
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == 0xFFFE || r == 0xFFFF {
			to = fmt.Appendf(to, "_x%04X_", r)
		} else {
			to = utf8.AppendRune(to, r)
		}
		i += size
	}
	return to
}

// looksEscaped reports whether a text begins like _x0041_.
func looksEscaped(s string) bool {
	if len(s) < 7 || s[1] != 'x' || s[6] != '_' {
		return false
	}
	for _, c := range []byte(s[2:6]) {
		if !strings.ContainsRune("0123456789abcdefABCDEF", rune(c)) {
			return false
		}
	}
	return true
}
