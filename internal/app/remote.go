package app

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"sync"
	"time"
)

// request is a command on its way to the server that holds the data folder.
type request struct {
	Args []string `json:"args"`
	Dir  string   `json:"dir"` // where its relative paths begin
	Lang string   `json:"lang"`
}

// The frames of the answer: kind, length, content.
const (
	frameOut  = 'o'
	frameErr  = 'e'
	frameExit = 'x'
)

// frames writes one stream of the answer.
type frames struct {
	mu   *sync.Mutex
	w    io.Writer
	kind byte
}

func (f frames) Write(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var head [5]byte
	head[0] = f.kind
	binary.BigEndian.PutUint32(head[1:], uint32(len(p)))
	if _, err := f.w.Write(head[:]); err != nil {
		return 0, err
	}
	return f.w.Write(p)
}

// forward has the server carry out a command and copies its output; it returns the exit code.
func forward(ctx context.Context, data string, r request, stdout, stderr io.Writer) (int, error) {
	path, err := socketPath(data)
	if err != nil {
		return 1, err
	}
	var d net.Dialer
	conn, err := d.DialContext(ctx, "unix", path)
	if err != nil {
		return 1, errHeld.With("path", data).Because(err)
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() }) // leaving ends the command
	defer stop()
	defer conn.Close()
	if err := json.NewEncoder(conn).Encode(r); err != nil {
		return 1, err
	}
	for {
		var head [5]byte
		if _, err := io.ReadFull(conn, head[:]); err != nil {
			return 1, fmt.Errorf("the server ended the command: %w", errors.Join(err, ctx.Err()))
		}
		body := io.LimitReader(conn, int64(binary.BigEndian.Uint32(head[1:])))
		switch head[0] {
		case frameOut:
			_, err = io.Copy(stdout, body)
		case frameErr:
			_, err = io.Copy(stderr, body)
		case frameExit:
			var code [1]byte
			_, err = io.ReadFull(body, code[:])
			return int(code[0]), err
		default:
			err = fmt.Errorf("unknown frame %q", head[0])
		}
		if err != nil {
			return 1, err
		}
	}
}

// listenForCommands carries out forwarded commands until ctx ends.
func listenForCommands(ctx context.Context, data string, run func(ctx context.Context, r request, stdout, stderr io.Writer) int) error {
	path, err := socketPath(data)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err // we hold the folder, so a socket that is left there is nobody's
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "unix", path)
	if err != nil {
		return err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return errors.Join(err, l.Close())
	}
	context.AfterFunc(ctx, func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return // closed
			}
			go serveCommand(ctx, conn, run)
		}
	}()
	return nil
}

func serveCommand(ctx context.Context, conn net.Conn, run func(ctx context.Context, r request, stdout, stderr io.Writer) int) {
	defer conn.Close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var r request
	if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return
	}
	if err := json.NewDecoder(conn).Decode(&r); err != nil {
		slog.Warn("command not understood", "error", err)
		return
	}
	if err := conn.SetReadDeadline(time.Time{}); err != nil {
		return
	}
	go func() { // the other side says nothing more: a read that ends means that it left
		var b [1]byte
		_, _ = conn.Read(b[:])
		cancel()
	}()
	var mu sync.Mutex
	code := run(ctx, r, frames{&mu, conn, frameOut}, frames{&mu, conn, frameErr})
	if _, err := (frames{&mu, conn, frameExit}).Write([]byte{byte(code)}); err != nil {
		slog.Debug("command's caller left", "error", err)
	}
}
