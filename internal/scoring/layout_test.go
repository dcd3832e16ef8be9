package scoring_test

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"manyi.dev/manyi/internal/cube"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/scoring"
)

// TestColumnsOfEveryType lays out a questionnaire with stars, an effort score, a date and the rest: a point or an option
// is a category, with "does not apply" behind the points; dates and texts are not in the cube (D15).
func TestColumnsOfEveryType(t *testing.T) {
	t.Parallel()
	file, err := os.Open("../questionnaire/testdata/garden.json")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	doc, err := questionnaire.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	columns := scoring.ColumnsOf(questionnaire.Compile(&doc))
	want := []cube.Item{
		{Code: "CAME", Kind: cube.Category, Size: 2},
		{Code: "WITH", Kind: cube.Number},
		{Code: "ST", Kind: cube.Category, Size: 6},
		{Code: "EASE", Kind: cube.Category, Size: 7},
		{Code: "SAW", Kind: cube.Options, Size: 6},
		{Code: "M1", Kind: cube.Category, Size: 3},
		{Code: "M2", Kind: cube.Category, Size: 3},
		{Code: "M3", Kind: cube.Category, Size: 3},
		{Code: "M4", Kind: cube.Category, Size: 3},
		{Code: "BACK", Kind: cube.Category, Size: 10},
	}
	if diff := cmp.Diff(want, columns.Layout().Items); diff != "" {
		t.Error(diff)
	}
	stars, _ := columns.Column("ST")
	if diff := cmp.Diff([]any{nil, 1.0, 2.0, 3.0, 4.0, 5.0, "na"}, stars.Answers); diff != "" {
		t.Error(diff)
	}
	if score, ok := stars.Entry.Score(stars.Answers[2]); !ok || score != 25 {
		t.Errorf("two of five stars score %v", score)
	}
	if _, ok := stars.Entry.Score(stars.Answers[6]); ok {
		t.Error("“does not apply” has a score")
	}
}
