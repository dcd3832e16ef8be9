package sheet

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	"manyi.dev/manyi/internal/errs"
)

// maxUpload is the largest file that is taken: a million rows in CSV with room to spare.
const maxUpload = 512 << 20

// Take keeps an upload at a path where nothing is yet, and hands it to use as an open table. tooLarge is the key of the errs.Invalid
// of a file beyond the limit. When that fails, or it is no table, or use refuses it, nothing stays at the path.
func Take(path string, content io.Reader, tooLarge string, use func(*Table) error) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	n, err := io.Copy(f, io.LimitReader(content, maxUpload+1))
	if err = errors.Join(err, f.Close()); err == nil && n > maxUpload {
		err = errs.New(errs.Invalid, tooLarge).With("limit", maxUpload>>20)
	}
	if err == nil {
		err = open(path, use)
	}
	if err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

func open(path string, use func(*Table) error) error {
	table, err := OpenFile(path)
	if err != nil {
		return err
	}
	return errors.Join(use(table), table.Close())
}
