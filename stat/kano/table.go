package kano

import "slices"

// Level is an answer to a functional or dysfunctional question; 0 is none.
type Level int8

// The levels.
const (
	Unanswered Level = iota
	Like
	Expect
	Neutral
	Tolerate
	Dislike
)

// String is "like", "expect", "neutral", "tolerate", "dislike" or "".
func (l Level) String() string {
	names := [...]string{"", "like", "expect", "neutral", "tolerate", "dislike"}
	if l < Unanswered || int(l) >= len(names) {
		return ""
	}
	return names[l]
}

// Category is what a pair of answers says of a feature.
type Category int8

// The categories; None is that of an incomplete pair or of nobody.
const (
	None           Category = iota
	Attractive              // A: pleases when there, is not missed
	OneDimensional          // O: the more the better
	MustBe                  // M: taken for granted, missed when absent
	Indifferent             // I: does not matter
	Reverse                 // R: is not wanted
	Questionable            // Q: the two answers contradict each other
)

// String is the letter of the category, empty for None.
func (c Category) String() string {
	letters := [...]string{"", "A", "O", "M", "I", "R", "Q"}
	if c < None || int(c) >= len(letters) {
		return ""
	}
	return letters[c]
}

// Categories are all six in the order of their codes, without None.
func Categories() []Category {
	return []Category{Attractive, OneDimensional, MustBe, Indifferent, Reverse, Questionable}
}

// Table is an evaluation table: Cells[i][j] is the category of functional answer Levels[i] with
// dysfunctional answer Levels[j].
type Table struct {
	Levels []Level
	Cells  [][]Category
}

// Category is that of a pair of answers, None when one is not of the table.
func (t Table) Category(functional, dysfunctional Level) Category {
	i, j := slices.Index(t.Levels, functional), slices.Index(t.Levels, dysfunctional)
	if i < 0 || j < 0 {
		return None
	}
	return t.Cells[i][j]
}

// Berger is the table of five levels (Berger et al. 1993).
func Berger() Table { return tableOf(Like, Expect, Neutral, Tolerate, Dislike) }

// FourLevels is Berger's table without "tolerate", for questionnaires that offer four answers. Since
// the rows and the columns of the three middle answers are equal, it does not matter which of them
// the questionnaire leaves out as long as the others are called Expect and Neutral.
func FourLevels() Table { return tableOf(Like, Expect, Neutral, Dislike) }

// Pouliot is Berger's table with Q for expect–expect and tolerate–tolerate (Pouliot in Berger et al.
// 1993): whoever expects a feature can hardly expect its absence too.
func Pouliot() Table {
	t := Berger()
	t.Cells[1][1], t.Cells[3][3] = Questionable, Questionable
	return t
}

// tableOf is Berger's table of some levels.
func tableOf(levels ...Level) Table {
	t := Table{Levels: levels}
	for _, functional := range levels {
		row := make([]Category, 0, len(levels))
		for _, dysfunctional := range levels {
			row = append(row, berger(functional, dysfunctional))
		}
		t.Cells = append(t.Cells, row)
	}
	return t
}

// berger is the rule behind the table.
func berger(functional, dysfunctional Level) Category {
	likes, dislikes := functional == Like, functional == Dislike
	switch {
	case likes && dysfunctional == Like, dislikes && dysfunctional == Dislike:
		return Questionable
	case likes && dysfunctional == Dislike:
		return OneDimensional
	case likes:
		return Attractive
	case dislikes || dysfunctional == Like:
		return Reverse
	case dysfunctional == Dislike:
		return MustBe
	}
	return Indifferent
}
