package app

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"manyi.dev/manyi/internal/errs"
)

// folder is the data folder, held by this process.
type folder struct {
	path string
	lock *os.File
}

// errHeld means that another process holds the data folder.
var errHeld = errs.New(errs.Conflict, "app.data_held")

// holdFolder makes the data folder if need be and takes it; errHeld when another process has it.
func holdFolder(path string) (*folder, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, errs.New(errs.Invalid, "app.data_folder").With("path", path).Because(err)
	}
	f, err := os.OpenFile(filepath.Join(path, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, errs.New(errs.Invalid, "app.data_folder").With("path", path).Because(err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		if errors.Is(err, syscall.EWOULDBLOCK) {
			err = errHeld.With("path", path)
		}
		return nil, errors.Join(err, f.Close())
	}
	return &folder{path: path, lock: f}, nil
}

// release gives the data folder back; the lock ends with the file.
func (f *folder) release() error { return f.lock.Close() }

// maxSocket is the longest path a Unix socket can have.
const maxSocket = 100

// socketPath is where the server of a data folder listens for commands: in the folder, or in the
// temporary folder when that path is too long for a socket.
func socketPath(data string) (string, error) {
	abs, err := filepath.Abs(data)
	if err != nil {
		return "", err
	}
	if path := filepath.Join(abs, "manyi.sock"); len(path) <= maxSocket {
		return path, nil
	}
	sum := sha256.Sum256([]byte(abs))
	return filepath.Join(os.TempDir(), fmt.Sprintf("manyi-%d-%s.sock", os.Getuid(), hex.EncodeToString(sum[:8]))), nil
}
