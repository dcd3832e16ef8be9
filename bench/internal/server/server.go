// Package server runs the program as a process of its own for the benchmarks.
package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"syscall"
	"time"

	"manyi.dev/manyi/bench/internal/meter"
)

// Server is a running server.
type Server struct {
	Address string        // host:port, on the loopback interface
	Ready   time.Duration // from its start until it said that it was ready
	manyi   string
	folder  string
	cmd     *exec.Cmd
	log     bytes.Buffer
}

// Start runs the program on a data folder and waits until it is ready. The intake limits are off.
func Start(ctx context.Context, manyi, folder string) (*Server, error) {
	address, err := free()
	if err != nil {
		return nil, err
	}
	s := &Server{Address: address, manyi: manyi, folder: folder}
	s.cmd = exec.Command(manyi, "serve")
	s.cmd.Env = append(s.environment(), "MANYI_LISTEN="+address, "MANYI_RATE_LIMIT=off")
	s.cmd.Stdout, s.cmd.Stderr = &s.log, &s.log
	start := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	for time.Since(start) < 30*time.Second && ctx.Err() == nil {
		if reply, err := http.Get("http://" + address + "/readyz"); err == nil {
			ready := reply.StatusCode == http.StatusOK
			if err := reply.Body.Close(); err == nil && ready {
				s.Ready = time.Since(start)
				return s, nil
			}
		}
		time.Sleep(2 * time.Millisecond)
	}
	return nil, errors.Join(fmt.Errorf("the server did not become ready: %s", s.log.String()), s.Stop())
}

func (s *Server) environment() []string {
	return append(os.Environ(), "MANYI_DATA="+s.folder, "MANYI_DATABASE_URL=", "LC_ALL=en")
}

// free is an address that nobody listens on.
func free() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// PID is the server's process.
func (s *Server) PID() int { return s.cmd.Process.Pid }

// CPU is the processor time the server has used.
func (s *Server) CPU() (time.Duration, error) { return meter.CPU(s.PID()) }

// Run carries out a command of the program on the server's data folder: the server does the work.
func (s *Server) Run(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, s.manyi, args...)
	cmd.Env = s.environment()
	var failure bytes.Buffer
	cmd.Stderr = &failure
	out, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("manyi %s: %w\n%s", args[0], err, failure.String())
	}
	return out, err
}

// Links are the codes of a wave's open links.
func (s *Server) Links(ctx context.Context, wave string) ([]string, error) {
	out, err := s.Run(ctx, "links", "--wave", wave, "--format", "json")
	if err != nil {
		return nil, err
	}
	var links []struct{ Code string }
	err = json.Unmarshal(out, &links)
	codes := make([]string, len(links))
	for i, l := range links {
		codes[i] = l.Code
	}
	return codes, err
}

// Stop ends the server as an operator does and waits until it is gone.
func (s *Server) Stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	if err := s.cmd.Wait(); err != nil {
		return fmt.Errorf("the server ended badly: %w\n%s", err, s.log.String())
	}
	return nil
}
