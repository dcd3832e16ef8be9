package column

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding"

	"manyi.dev/manyi/internal/cube"
	"manyi.dev/manyi/internal/errs"
)

const (
	factsName = "facts"
	extension = ".parquet"
	temporary = ".tmp"
	layoutKey = "manyi.layout"

	// groupRows bounds what the writer holds in memory.
	groupRows = 1 << 20
	batchRows = 4096
)

// replace writes a file so that a crash leaves the old one or the new one: temporary name, sync,
// rename, sync of the folder.
func replace(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path+temporary, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriterSize(f, 1<<20)
	err = write(buffered)
	if err == nil {
		err = buffered.Flush()
	}
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return errors.Join(err, os.Remove(path+temporary))
	}
	if err := os.Rename(path+temporary, path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// columnName is the name of column c in the file.
func (s shape) columnName(c int) string {
	if item, ok := s.item(c); ok {
		return "item_" + item.Code
	}
	return "dim_" + s.Dims[c]
}

// schema is the Parquet schema of a layout. Codes are small and are packed to the bits they need.
func (s shape) schema() *parquet.Schema {
	packed := func(t parquet.Type) parquet.Node { return parquet.Encoded(parquet.Leaf(t), &parquet.DeltaBinaryPacked) }
	group := parquet.Group{
		"id":    parquet.Leaf(parquet.FixedLenByteArrayType(16)),
		"state": packed(parquet.Int32Type),
	}
	for c := range s.columns() {
		item, isItem := s.item(c)
		switch {
		case isItem && item.Kind == cube.Options:
			group[s.columnName(c)] = packed(parquet.Int64Type)
		case isItem && item.Kind == cube.Number:
			group[s.columnName(c)] = parquet.Leaf(parquet.FloatType)
		default:
			group[s.columnName(c)] = packed(parquet.Int32Type)
		}
	}
	return parquet.NewSchema("facts", group)
}

// writeFacts writes a segment that has all its columns and ids.
func (s shape) writeFacts(out io.Writer, seg segment) error {
	layout, err := json.Marshal(s.Layout)
	if err != nil {
		return err
	}
	schema := s.schema()
	values := map[string]func(row int) parquet.Value{
		"id":    func(row int) parquet.Value { return parquet.FixedLenByteArrayValue(seg.ids[row][:]) },
		"state": func(row int) parquet.Value { return parquet.Int32Value(int32(seg.state[row])) },
	}
	for c := range s.columns() {
		values[s.columnName(c)] = s.valueOf(c, seg.cols[c])
	}
	w := parquet.NewGenericWriter[any](out, schema, parquet.KeyValueMetadata(layoutKey, string(layout)))
	return writeColumns(w, schema, seg.rows, values)
}

func (s shape) valueOf(c int, v vector) func(row int) parquet.Value {
	item, isItem := s.item(c)
	switch {
	case !isItem:
		return func(row int) parquet.Value { return parquet.Int32Value(v.ints[row]) }
	case item.Kind == cube.Category:
		return func(row int) parquet.Value { return parquet.Int32Value(int32(v.codes[row])) }
	case item.Kind == cube.Options:
		wide := stride(item.Size)
		return func(row int) parquet.Value { return parquet.Int64Value(int64(mask(v.masks, wide, row))) }
	}
	return func(row int) parquet.Value { return parquet.FloatValue(v.nums[row]) }
}

// writeWeights writes a scheme's weights, sorted by id.
func writeWeights(out io.Writer, ids []cube.ID, weight func(row int) float64) error {
	schema := weightSchema()
	w := parquet.NewGenericWriter[any](out, schema)
	return writeColumns(w, schema, len(ids), map[string]func(int) parquet.Value{
		"id":     func(row int) parquet.Value { return parquet.FixedLenByteArrayValue(ids[row][:]) },
		"weight": func(row int) parquet.Value { return parquet.DoubleValue(weight(row)) },
	})
}

func weightSchema() *parquet.Schema {
	return parquet.NewSchema("weights", parquet.Group{
		"id":     parquet.Leaf(parquet.FixedLenByteArrayType(16)),
		"weight": parquet.Leaf(parquet.DoubleType),
	})
}

// writeColumns writes row groups column by column.
func writeColumns(w *parquet.GenericWriter[any], schema *parquet.Schema, rows int, values map[string]func(int) parquet.Value) error {
	batch := make([]parquet.Value, 0, batchRows)
	for lo := 0; lo < rows; lo += groupRows {
		hi := min(rows, lo+groupRows)
		for i, column := range w.ColumnWriters() {
			value := values[schema.Columns()[i][0]]
			for at := lo; at < hi; at += batchRows {
				batch = batch[:0]
				for row := at; row < min(hi, at+batchRows); row++ {
					batch = append(batch, value(row))
				}
				if _, err := column.WriteRowValues(batch); err != nil {
					return err
				}
			}
		}
		if err := w.Flush(); err != nil {
			return err
		}
	}
	return w.Close()
}

// reader is an open Parquet file.
type reader struct {
	file *os.File
	info os.FileInfo
	*parquet.File
}

func open(path string) (*reader, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil {
		var p *parquet.File
		if p, err = parquet.OpenFile(f, info.Size(), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true)); err == nil {
			return &reader{file: f, info: info, File: p}, nil
		}
	}
	return nil, errors.Join(err, f.Close())
}

func (r *reader) Close() error { return r.file.Close() }

// layout is the layout the file was written with.
func (r *reader) layout() (cube.Layout, error) {
	var l cube.Layout
	text, ok := r.Lookup(layoutKey)
	if !ok {
		return l, errors.New("no layout")
	}
	err := json.Unmarshal([]byte(text), &l)
	return l, err
}

// pages calls put with the values of a column, page by page, and the row they begin at. A damaged
// page is an error, whether the decoder reports it or panics.
func (r *reader) pages(name string, put func(at int, values encoding.Values) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("column %s: %v", name, p)
		}
	}()
	leaf, ok := r.Schema().Lookup(name)
	if !ok {
		return fmt.Errorf("no column %s", name)
	}
	at := 0
	for _, group := range r.RowGroups() {
		pages := group.ColumnChunks()[leaf.ColumnIndex].Pages()
		for {
			page, err := pages.ReadPage()
			if errors.Is(err, io.EOF) {
				break
			}
			if err == nil {
				err = put(at, page.Data())
				at += int(page.NumValues())
				parquet.Release(page)
			}
			if err != nil {
				return errors.Join(err, pages.Close())
			}
		}
		if err := pages.Close(); err != nil {
			return err
		}
	}
	if int64(at) != r.NumRows() {
		return fmt.Errorf("column %s has %d values of %d rows", name, at, r.NumRows())
	}
	return nil
}

// small reads codes that fit a byte.
func (r *reader) small(name string, top int) ([]uint8, error) {
	out := make([]uint8, r.NumRows())
	return out, r.pages(name, func(at int, values encoding.Values) error {
		for i, code := range values.Int32() {
			if code < 0 || int(code) > top {
				return fmt.Errorf("code %d in %s", code, name)
			}
			out[at+i] = uint8(code)
		}
		return nil
	})
}

// column reads column c of a layout.
func (r *reader) column(s shape, c int) (vector, error) {
	name := s.columnName(c)
	item, isItem := s.item(c)
	v := s.empty(c, int(r.NumRows()))
	var err error
	switch {
	case !isItem:
		err = r.pages(name, func(at int, values encoding.Values) error {
			for i, code := range values.Int32() {
				if code < 0 {
					return fmt.Errorf("code %d in %s", code, name)
				}
				v.ints[at+i] = code
				v.top = max(v.top, code)
			}
			return nil
		})
	case item.Kind == cube.Category:
		v.codes, err = r.small(name, item.Size)
	case item.Kind == cube.Options:
		wide := stride(item.Size)
		err = r.pages(name, func(at int, values encoding.Values) error {
			for i, m := range values.Int64() {
				if m>>(item.Size+1) != 0 {
					return fmt.Errorf("options %b in %s", m, name)
				}
				for b := range wide {
					v.masks[(at+i)*wide+b] = byte(m >> (8 * b))
				}
			}
			return nil
		})
	default:
		err = r.pages(name, func(at int, values encoding.Values) error {
			copy(v.nums[at:], values.Float())
			return nil
		})
	}
	return v, err
}

// ids reads the column of ids.
func (r *reader) ids() ([]cube.ID, error) {
	ids := make([]cube.ID, r.NumRows())
	return ids, r.pages("id", func(at int, values encoding.Values) error {
		for i, id := range values.Uint128() {
			ids[at+i] = id
		}
		return nil
	})
}

// weights reads the weights of a scheme file.
func (r *reader) weights() ([]float64, error) {
	out := make([]float64, r.NumRows())
	return out, r.pages("weight", func(at int, values encoding.Values) error {
		copy(out[at:], values.Double())
		return nil
	})
}

// damaged is the error of a file that cannot be read.
func damaged(wave string, err error) error {
	return errs.New(errs.Unavailable, "cube.file.damaged").With("wave", wave).Because(err)
}
