package main

import (
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

//go:embed r/*.R
var scripts embed.FS

var errNoR = errors.New("no R")

// fromR is what a script of R printed and answered.
type fromR struct {
	elapsed, cpu time.Duration
	answer       []float64
}

func runR(rscript string, r run, dir string) (out fromR, err error) {
	if rscript == "" || r.script == "" {
		return out, errNoR
	}
	common, err := scripts.ReadFile("r/common.R")
	if err != nil {
		return out, err
	}
	own, err := scripts.ReadFile("r/" + r.script)
	if err != nil {
		return out, err
	}
	path := filepath.Join(dir, "script.R")
	if err := os.WriteFile(path, append(common, own...), 0o600); err != nil {
		return out, err
	}
	cmd := exec.Command(rscript, append([]string{"--vanilla", path, dir}, r.args...)...)
	cmd.Stderr = os.Stderr
	text, err := cmd.Output()
	if err != nil {
		return out, fmt.Errorf("running R: %w", err)
	}
	var elapsed, cpu float64
	if _, err := fmt.Sscan(string(text), &elapsed, &cpu); err != nil {
		return out, fmt.Errorf("what R printed is %q: %w", text, err)
	}
	out.elapsed, out.cpu = time.Duration(elapsed*1e9), time.Duration(cpu*1e9)
	out.answer, err = read(filepath.Join(dir, "answer.bin"))
	return out, err
}

// write puts numbers where R's script finds them by name.
func write(dir, name string, numbers []float64) error {
	text := make([]byte, 8*len(numbers))
	for i, x := range numbers {
		binary.LittleEndian.PutUint64(text[8*i:], math.Float64bits(x))
	}
	return os.WriteFile(filepath.Join(dir, name), text, 0o600)
}

func read(path string) ([]float64, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	numbers := make([]float64, len(text)/8)
	for i := range numbers {
		numbers[i] = math.Float64frombits(binary.LittleEndian.Uint64(text[8*i:]))
	}
	return numbers, nil
}
