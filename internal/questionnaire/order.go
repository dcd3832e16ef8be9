package questionnaire

import (
	"crypto/sha256"
	"math/rand/v2"
)

// Order lists the positions of the item's options in the order they are shown to the respondent with a seed. An
// item that is not randomised shows them as written; one that is keeps the fixed ones in their places and draws all
// orders of the others with equal chances. The same seed gives the same order, in every language and on every visit
// of the page; answers are stored by code, so the order leaves no trace.
func (e *Entry) Order(seed string) []int {
	return order(len(e.Options), e.Item.Randomise && e.Matrix == "", seed+"\x00"+e.Code, func(i int) bool { return e.Options[i].Fixed })
}

// RowOrder is Order for the rows of a matrix, whose options stay as written: they are a scale.
func (it *Item) RowOrder(seed string) []int {
	return order(len(it.Rows), it.Randomise, seed+"\x00"+it.Code, func(i int) bool { return it.Rows[i].Fixed })
}

func order(n int, random bool, seed string, fixed func(int) bool) []int {
	places := make([]int, n)
	var free []int
	for i := range places {
		if places[i] = i; !fixed(i) {
			free = append(free, i)
		}
	}
	if !random || len(free) < 2 {
		return places
	}
	draw := rand.New(rand.NewChaCha8(sha256.Sum256([]byte(seed))))
	drawn := append([]int(nil), free...)
	draw.Shuffle(len(drawn), func(i, j int) { drawn[i], drawn[j] = drawn[j], drawn[i] })
	for i, place := range free {
		places[place] = drawn[i]
	}
	return places
}
