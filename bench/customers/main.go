// Command customers measures the customer archive: the import of a CSV with its check, validation, sealing and search for
// duplicates of codes, the same file again, and pages of the list and of searches. The record store waits for the disk as in
// service.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"manyi.dev/manyi/bench/internal/meter"
	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/directory"
	"manyi.dev/manyi/internal/directory/customer"
	"manyi.dev/manyi/internal/sheet"
)

var by = audit.Actor{ID: "bench", Name: "bench"}

func main() {
	rows := flag.Int("rows", 1_000_000, "customers")
	meter.Main(func(ctx context.Context, dir string) error { return run(ctx, dir, *rows) })
}

func run(ctx context.Context, dir string, rows int) (err error) {
	fmt.Printf("%d processors, load %s, %d customers\n\n", runtime.NumCPU(), meter.Load(), rows)
	d, err := db.Open(ctx, db.Options{Path: filepath.Join(dir, "manyi.db")})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if err := d.Migrate(ctx); err != nil {
		return err
	}
	units := directory.New(d, time.Now, time.UTC)
	if err := bank(ctx, units); err != nil {
		return err
	}
	s, err := customer.New(ctx, customer.Options{
		DB: d, Directory: units, Keys: filepath.Join(dir, "keys"), Folder: filepath.Join(dir, "imports"), Now: time.Now, Zone: time.UTC,
	})
	if err != nil {
		return err
	}
	file := filepath.Join(dir, "customers.csv")
	if err := write(file, rows); err != nil {
		return err
	}
	for _, name := range []string{"first import", "the same again"} {
		if err := bring(ctx, s, file, name); err != nil {
			return err
		}
	}
	return pages(ctx, s, units)
}

// bank makes forty outlets.
func bank(ctx context.Context, units *directory.Service) error {
	text := "code,name,type,parent\nHQ,Head office,head_office,\n"
	for i := range 40 {
		text += fmt.Sprintf("B%02d,Outlet %d,outlet,HQ\n", i, i)
	}
	table, err := sheet.OpenBytes([]byte(text))
	if err != nil {
		return err
	}
	_, err = units.Import(ctx, by, table, directory.Options{})
	return errors.Join(err, table.Close())
}

// write makes the file: names of three characters, a phone and a unit each, a mail address for every third.
func write(path string, rows int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	family, given := []rune("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"), []rune("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建文")
	fmt.Fprintln(w, "code,name,phone,email,unit,stage,stage_from,gender")
	for i := range rows {
		h := uint32(i) * 2654435761
		mail := ""
		if i%3 == 0 {
			mail = fmt.Sprintf("c%d@example.com", i)
		}
		fmt.Fprintf(w, "K%07d,%c%c%c,1%d%09d,%s,B%02d,stable,2020-01-05,%s\n", i, family[h%20], given[h>>8%29], given[h>>16%29], 3+i%7, i, mail,
			i%40, []string{"female", "male"}[i%2])
	}
	return errors.Join(w.Flush(), f.Close())
}

// bring imports the file and prints how long that took.
func bring(ctx context.Context, s *customer.Service, file, name string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	b, err := s.Upload(ctx, by, "customers.csv", f)
	if err != nil {
		return err
	}
	p, err := s.Preview(ctx, b.ID)
	if err != nil {
		return err
	}
	if _, err = s.Check(ctx, b.ID, p.Suggested); err != nil {
		return err
	}
	start, cpu := time.Now(), meter.OwnCPU()
	if err := s.Work(ctx, b.ID); err != nil {
		return err
	}
	fmt.Printf("%-18s check %7.1f s, %6.1f s of processor time\n", name, time.Since(start).Seconds(), (meter.OwnCPU() - cpu).Seconds())
	if _, err = s.Load(ctx, b.ID); err != nil {
		return err
	}
	start, cpu = time.Now(), meter.OwnCPU()
	if err := s.Work(ctx, b.ID); err != nil {
		return err
	}
	if b, err = s.Batch(ctx, b.ID); err != nil {
		return err
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Printf("%-18s load  %7.1f s, %6.1f s of processor time; %d new, %d unchanged, %d faulty; %d MB from the system\n", name,
		time.Since(start).Seconds(), (meter.OwnCPU() - cpu).Seconds(), b.Created, b.Unchanged, b.Faulty, m.Sys>>20)
	return nil
}

// pages prints how long pages of lists and searches take.
func pages(ctx context.Context, s *customer.Service, units *directory.Service) error {
	tree, err := units.Tree(ctx, units.Today())
	if err != nil {
		return err
	}
	var all []string
	for _, u := range tree.Units {
		all = append(all, u.ID)
	}
	for _, one := range []struct {
		name string
		q    customer.Query
	}{
		{"all", customer.Query{}},
		{"one unit", customer.Query{Units: all[1:2]}},
		{"forty units", customer.Query{Units: all}},
		{"surname", customer.Query{Text: "王"}},
		{"name in a unit", customer.Query{Text: "王伟", Units: all[1:2]}},
		{"initials", customer.Query{Text: "wwf"}},
		{"code", customer.Query{Text: "K00123"}},
		{"phone", customer.Query{Text: "13000000000"}},
		{"attribute", customer.Query{Attribute: "gender", Value: "female"}},
		{"stage in a unit", customer.Query{Units: all[1:2], Stage: "stable"}},
	} {
		var times []time.Duration
		for n := 0; n < 100; n++ {
			start := time.Now()
			list, next, err := s.List(ctx, one.q)
			if err != nil {
				return err
			}
			times = append(times, time.Since(start))
			if one.q.After = next; next == "" && len(list) == 0 {
				break
			}
		}
		fmt.Printf("page of %-16s p50 %6.1f ms, p95 %6.1f ms\n", one.name, meter.Percentile(times, 50).Seconds()*1000, meter.Percentile(times, 95).Seconds()*1000)
	}
	return nil
}
