// Package datacases answers the reference cases of data_profile.json.
package datacases

import (
	"crypto/md5"
	"encoding/hex"

	"manyi.dev/manyi/stat/internal/conform"
	"manyi.dev/manyi/stat/profile"
)

// Suite answers data_profile.json.
func Suite() *conform.Suite {
	s := &conform.Suite{File: "data_profile.json"}
	s.On("*", file)
	return s
}

// file describes the case's input.
func file(c *conform.Case) (any, error) {
	text := c.Bytes()
	sum := md5.Sum(text)
	header, rows, err := read(text)
	if err != nil {
		return nil, err
	}
	columns := conform.Obj{}
	for _, p := range profile.Profile(header, rows) {
		if p.Numeric {
			columns[p.Name] = conform.Obj{"type": "numeric", "blank": p.Blank, "n": p.N, "mean": p.Mean, "sd": p.SD, "min": p.Min, "max": p.Max}
		} else {
			columns[p.Name] = conform.Obj{"type": "text", "blank": p.Blank, "distinct": p.Distinct, "code_points": p.CodePoints}
		}
	}
	return conform.Obj{"rows": len(rows), "columns": len(header), "md5": hex.EncodeToString(sum[:]), "header": header, "profile": columns}, nil
}
