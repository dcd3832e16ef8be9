package response_test

import (
	"fmt"
	"testing"

	"github.com/xuri/excelize/v2"

	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response/foreign"
	"manyi.dev/manyi/internal/response/responsetest"
)

// A wide book with merged cells, empty columns and no ids: what is not named is passed over, and a second file without ids is
// not taken for the first.
func TestAWideBookWithoutIDs(t *testing.T) {
	t.Parallel()
	w := responsetest.New(t, dbtest.OpenSQLite(t))
	wave := w.Plan(t, "w", programme.Named)
	book := func() []byte {
		f := excelize.NewFile()
		put := func(column, row int, v any) {
			cell, err := excelize.CoordinatesToCellName(column, row)
			if err == nil {
				err = f.SetCellValue("Sheet1", cell, v)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		put(1, 1, "网点")
		put(2, 1, "评分")
		if err := f.MergeCell("Sheet1", "B1", "T1"); err != nil {
			t.Fatal(err)
		}
		for i, code := range responsetest.Ratings {
			put(2+i, 2, code)
		}
		for column := 25; column <= 300; column++ { // a few are left without a name
			put(column, 2, fmt.Sprintf("X%d", column))
		}
		for row := 3; row < 43; row++ {
			put(1, row, []string{"解放路网点", "B0102"}[row%2])
			for i := range responsetest.Ratings {
				put(2+i, row, 1+(row+i)%5)
			}
			put(300, row, row)
		}
		buffer, err := f.WriteToBuffer()
		if err != nil {
			t.Fatal(err)
		}
		return buffer.Bytes()
	}
	b := upload(t, w, wave, "wide.xlsx", book())
	p, err := w.Responses.Profiled(ctx, b.ID)
	if err != nil || len(p.Columns) != 300 || p.Columns[1].Name != "评分 / Q11" || p.Columns[21].Kind != foreign.Empty {
		t.Fatalf("%d columns, header %+v, %v", len(p.Columns), p.Header, err)
	}
	if b.Format != "xlsx" || b.Good != 40 || b.Bad != 0 {
		m, faults, _ := w.Responses.Mapping(ctx, b.ID)
		t.Fatalf("%+v %v\n%s", b, faults, foreign.Write(&m))
	}
	if _, err := w.Responses.RunBatch(ctx, responsetest.By, b.ID); err != nil {
		t.Fatal(err)
	}
	if b = finish(t, w, b.ID); b.New != 40 {
		t.Errorf("%+v", b)
	}
	second := upload(t, w, wave, "wide.xlsx", book())
	if _, err := w.Responses.RunBatch(ctx, responsetest.By, second.ID); !errs.HasKey(err, "response.batch.no_id") {
		t.Errorf("a second file without ids: %v", err)
	}
}
