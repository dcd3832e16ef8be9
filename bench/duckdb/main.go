// Command duckdb asks DuckDB and the embedded cube the same question in the same run, checks that
// the answers agree cell by cell, and prints the times. It is a module of its own since DuckDB
// needs a C compiler and Manyi does not.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	_ "github.com/duckdb/duckdb-go/v2"

	"manyi.dev/manyi/bench/internal/cubedata"
	"manyi.dev/manyi/bench/internal/meter"
	"manyi.dev/manyi/internal/cube"
)

func main() {
	cubedata.Main(run)
}

func run(ctx context.Context, dir string, data *cubedata.Data) error {
	size := data.Size
	e, err := cubedata.Load(ctx, dir, data)
	if err != nil {
		return err
	}
	duck, err := open(ctx, dir, size)
	if err != nil {
		return err
	}
	defer duck.Close()

	for _, weighted := range []bool{true, false} {
		plan := cube.Plan{Wave: cubedata.Wave, By: []string{"unit"}, Items: size.Codes()}
		if weighted {
			plan.Weights = cubedata.Scheme
		}
		h, err := e.Histogram(ctx, plan)
		if err != nil {
			return err
		}
		if err := compare(ctx, duck, size, weighted, h); err != nil {
			return err
		}
		scan := meter.Median(func() {
			if weighted {
				data.PlainWeighted()
			} else {
				data.PlainCounts()
			}
		})
		own := meter.Median(func() { _, err = e.Histogram(ctx, plan) })
		if err != nil {
			return err
		}
		// The cells stay inside DuckDB: handing over 240 000 rows is the driver's time, not the scan's.
		inside := "SELECT sum(n), sum(sw), sum(sw2) FROM (" + query(size, weighted) + ")"
		theirs := meter.Median(func() {
			var n, w, w2 float64
			err = duck.QueryRowContext(ctx, inside).Scan(&n, &w, &w2)
		})
		if err != nil {
			return err
		}
		fmt.Printf("histogram by unit, weighted %-5v  plain scan %7.1f ms  cube %7.1f ms (%.2f × plain)  DuckDB %8.1f ms (%.1f × cube)\n",
			weighted, ms(scan), ms(own), float64(own)/float64(scan), ms(theirs), float64(theirs)/float64(own))
	}
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// open makes a DuckDB table of the cube's own files, with narrow columns.
func open(ctx context.Context, dir string, size cubedata.Size) (*sql.DB, error) {
	duck, err := sql.Open("duckdb", fmt.Sprintf("%s?threads=%d", filepath.Join(dir, "duck.db"), runtime.GOMAXPROCS(0)))
	if err != nil {
		return nil, err
	}
	duck.SetMaxOpenConns(1)
	var items strings.Builder
	for _, code := range size.Codes() {
		fmt.Fprintf(&items, ", f.item_%s::UTINYINT AS %s", code, code)
	}
	wave := filepath.Join(dir, cubedata.Wave)
	start := time.Now()
	_, err = duck.ExecContext(ctx, fmt.Sprintf(`CREATE TABLE facts AS SELECT f.dim_unit AS unit, w.weight AS w%s
		FROM read_parquet('%s/facts.parquet') f JOIN read_parquet('%s/%s.parquet') w ON w.id = f.id
		WHERE f.state = 0`, items.String(), wave, wave, cubedata.Scheme))
	fmt.Printf("DuckDB read the cube's files in %.1f s\n", time.Since(start).Seconds())
	return duck, err
}

// query is the histogram in the form that is fastest in DuckDB: one aggregation per item.
func query(size cubedata.Size, weighted bool) string {
	sums := "count(*)::DOUBLE AS sw, count(*)::DOUBLE AS sw2"
	if weighted {
		sums = "sum(w) AS sw, sum(w*w) AS sw2"
	}
	var parts []string
	for j, code := range size.Codes() {
		parts = append(parts, fmt.Sprintf("SELECT %d AS item, unit, %s AS value, count(*) AS n, %s FROM facts GROUP BY unit, %s", j, code, sums, code))
	}
	return strings.Join(parts, " UNION ALL ")
}

// ask runs the histogram and hands over its cells.
func ask(ctx context.Context, duck *sql.DB, size cubedata.Size, weighted bool, each func(item int, unit int32, value uint8, s cube.Sums)) error {
	rows, err := duck.QueryContext(ctx, query(size, weighted))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var item int
		var unit int32
		var value uint8
		var s cube.Sums
		if err := rows.Scan(&item, &unit, &value, &s.N, &s.W, &s.W2); err != nil {
			return err
		}
		each(item, unit, value, s)
	}
	return rows.Err()
}

// compare wants every cell of DuckDB's answer in the cube's and no other.
func compare(ctx context.Context, duck *sql.DB, size cubedata.Size, weighted bool, h *cube.Histogram) error {
	groups := map[int32]cube.Group{}
	cells := 0
	for _, g := range h.Groups {
		groups[g.Key[0]] = g
		for _, item := range g.Items {
			for _, s := range item.Values {
				if s.N > 0 {
					cells++
				}
			}
		}
	}
	var wrong error
	err := ask(ctx, duck, size, weighted, func(item int, unit int32, value uint8, want cube.Sums) {
		cells--
		got := groups[unit].Items[item].Values[value]
		if got.N != want.N || math.Abs(got.W-want.W) > 1e-9*want.W || math.Abs(got.W2-want.W2) > 1e-9*want.W2 {
			wrong = fmt.Errorf("item %d unit %d value %d: cube %v, DuckDB %v", item, unit, value, got, want)
		}
	})
	if err == nil && cells != 0 {
		err = fmt.Errorf("%d cells of the cube are not in DuckDB's answer", cells)
	}
	if err != nil {
		return err
	}
	return wrong
}
