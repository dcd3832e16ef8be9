package app_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"manyi.dev/manyi/internal/app"
)

// The statistics work on a file alone: without a data folder, and with exit codes like other commands'.
func TestStatisticsNeedNoDataFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	table := filepath.Join(dir, "drivers.csv")
	var out, faults bytes.Buffer
	if code := app.Run(t.Context(), []string{"stat", "example", "drivers.csv"}, strings.NewReader(""), &out, &faults); code != 0 {
		t.Fatalf("%d: %s", code, faults.String())
	}
	if err := os.WriteFile(table, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		args []string
		code int
		told string
	}{
		{[]string{"mean", table, "--items", "overall", "--format", "json"}, 0, ""},
		{[]string{"mean", table, "--items", "cake"}, 2, "cake"},
		{[]string{"drivers", table, "--y", "overall", "--x", "price,price"}, 2, "price"},
		{[]string{"mean", filepath.Join(dir, "nowhere.csv"), "--items", "cake"}, 3, "nowhere.csv"},
	}
	for _, tt := range tests {
		out.Reset()
		faults.Reset()
		code := app.Run(t.Context(), append([]string{"stat"}, tt.args...), strings.NewReader(""), &out, &faults)
		if code != tt.code || !strings.Contains(faults.String(), tt.told) || json.Valid(out.Bytes()) != (tt.code == 0) {
			t.Errorf("manyi stat %v: %d, %q, %.200q", tt.args, code, faults.String(), out.String())
		}
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
		t.Errorf("%v %v", files, err)
	}
}
