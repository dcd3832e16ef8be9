package conformance_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every program in the README is run, and prints what the README says.
func TestProgramsOfTheReadme(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	programs := regexp.MustCompile("(?s)```go\n(package main.*?)```\n\n```text\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(programs) < 4 {
		t.Fatalf("%d programs in the README", len(programs))
	}
	if err := os.MkdirAll("../../.cache", 0o755); err != nil {
		t.Fatal(err)
	}
	for _, p := range programs {
		dir, err := os.MkdirTemp("../../.cache", "readme-")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		path := filepath.Join(dir, "main.go")
		if err := os.WriteFile(path, []byte(p[1]), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command("go", "run", path).CombinedOutput()
		if err != nil {
			t.Errorf("%v\n%s", err, out)
			continue
		}
		if string(out) != p[2] {
			t.Errorf("the README prints\n%s\nthe program\n%s", p[2], strings.TrimSpace(string(out)))
		}
	}
}
