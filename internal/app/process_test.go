package app_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"manyi.dev/manyi/internal/response/responsetest"
)

var ctx = context.Background()

// binary builds the program once for all tests.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "manyi-app-test-")
	if err != nil {
		return "", err
	}
	built = dir
	path := filepath.Join(dir, "manyi")
	cmd := exec.Command("go", "build", "-o", path, "manyi.dev/manyi/cmd/manyi")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return path, nil
})

var built string // folder of the binary

func TestMain(m *testing.M) {
	code := m.Run()
	if built != "" {
		if err := os.RemoveAll(built); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	os.Exit(code)
}

// site is a data folder with the program on it, run as a process of its own.
type site struct {
	data string
	base string // address of the server
	env  []string
	log  string   // file of what the server says
	wrap []string // a program that runs the server

	mu      sync.Mutex
	process *exec.Cmd
	ended   chan error
}

// newSite is an empty data folder. database is the address of a PostgreSQL database, "" for SQLite.
func newSite(t *testing.T, database string, env ...string) *site {
	t.Helper()
	dir := t.TempDir()
	return siteIn(t, filepath.Join(dir, "data"), database, env...)
}

func siteIn(t *testing.T, data, database string, env ...string) *site {
	t.Helper()
	s := &site{data: data, log: filepath.Join(t.TempDir(), "log")}
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "MANYI_") && !strings.HasPrefix(v, "LANG") && !strings.HasPrefix(v, "LC_") {
			s.env = append(s.env, v)
		}
	}
	s.env = append(s.env, "LANG=en_GB.UTF-8", "MANYI_DATA="+data, "MANYI_DATABASE_URL="+database, "MANYI_RATE_LIMIT=off", "MANYI_PUBLIC_URL=http://manyi.test")
	s.env = append(s.env, env...)
	t.Cleanup(func() { s.kill() })
	return s
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// start runs the server and waits until it is ready.
func (s *site) start(t *testing.T) {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	out, err := os.OpenFile(s.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	listen := freePort(t)
	args := append(append([]string(nil), s.wrap...), path, "serve", "--listen", listen)
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env, cmd.Stdout, cmd.Stderr = s.env, out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s.mu.Lock()
	s.process, s.ended, s.base = cmd, make(chan error, 1), "http://"+listen
	s.mu.Unlock()
	go func() { s.ended <- cmd.Wait() }()
	for deadline := time.Now().Add(60 * time.Second); ; {
		select {
		case err := <-s.ended:
			t.Fatalf("the server ended: %v\n%s", err, s.said(t))
		default:
		}
		if res, err := http.Get(s.base + "/readyz"); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return
			}
		}
		if time.Now().After(deadline) {
			t.Fatalf("the server is not ready\n%s", s.said(t))
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// said is what the server has said so far.
func (s *site) said(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(s.log)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// kill ends the server at once, as a power failure of the program alone would.
func (s *site) kill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process != nil {
		_ = s.process.Process.Kill() // it may have ended by itself
		<-s.ended
		s.process = nil
	}
}

// stop asks the server to end and waits until it has.
func (s *site) stop(t *testing.T) {
	t.Helper()
	s.signal(t, s.process.Process.Pid)
}

func (s *site) signal(t *testing.T, pid int) {
	t.Helper()
	if err := syscall.Kill(pid, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-s.ended:
		if err != nil {
			t.Fatalf("the server ended badly: %v\n%s", err, s.said(t))
		}
	case <-time.After(60 * time.Second):
		t.Fatalf("the server does not end\n%s", s.said(t))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.process = nil
}

// outcome is how a command ended.
type outcome struct {
	code           int
	stdout, stderr string
}

// run runs a command on the data folder.
func (s *site) run(t *testing.T, args ...string) outcome {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	return runIn(t, "", s, path, args...)
}

// runIn is run in a folder.
func runIn(t *testing.T, dir string, s *site, path string, args ...string) outcome {
	t.Helper()
	cmd := exec.Command(path, args...)
	cmd.Env, cmd.Dir = s.env, dir
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("manyi %s: %v", strings.Join(args, " "), err)
	}
	return outcome{cmd.ProcessState.ExitCode(), out.String(), errs.String()}
}

// must is run for a command that has to succeed; it returns what the command wrote.
func (s *site) must(t *testing.T, args ...string) string {
	t.Helper()
	o := s.run(t, args...)
	if o.code != 0 {
		t.Fatalf("manyi %s: exit code %d\n%s", strings.Join(args, " "), o.code, o.stderr)
	}
	return o.stdout
}

// The waves of a filled site.
const (
	named     = "named"
	anonymous = "anonymous"
)

// fill brings in the bank with an open wave of two levels.
func (s *site) fill(t *testing.T) {
	t.Helper()
	s.must(t, "import", "org", responsetest.Bank(t, "org.csv"))
	s.must(t, "import", "indicator", responsetest.Bank(t, "indicators.json"))
	s.must(t, "import", "questionnaire", responsetest.Bank(t, "questionnaire.json"))
	s.must(t, "import", "programme", programmeFile(t))
	s.must(t, "wave", "open", named)
	s.must(t, "wave", "open", anonymous)
}

func programmeFile(t *testing.T) string {
	t.Helper()
	doc := responsetest.Document(named, named)
	doc.Waves = append(doc.Waves, responsetest.Document(anonymous, anonymous).Waves...)
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "programme.json")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// template is a filled data folder on SQLite; tests copy it.
var template = struct {
	sync.Mutex
	dir string
}{}

// filled is a site with the bank in it, on a copy of a folder that is made once.
func filled(t *testing.T, env ...string) *site {
	t.Helper()
	template.Lock()
	defer template.Unlock()
	if template.dir == "" {
		if _, err := binary(); err != nil {
			t.Fatal(err)
		}
		dir := filepath.Join(built, "template")
		siteIn(t, dir, "").fill(t)
		template.dir = dir
	}
	s := newSite(t, "", env...)
	if err := os.CopyFS(s.data, os.DirFS(template.dir)); err != nil {
		t.Fatal(err)
	}
	return s
}

// links are the codes of a wave's open links by unit.
func (s *site) links(t *testing.T, wave string) map[string]string {
	t.Helper()
	var list []struct{ Unit, Code, URL string }
	if err := json.Unmarshal([]byte(s.must(t, "links", "--wave", wave, "--format", "json")), &list); err != nil {
		t.Fatal(err)
	}
	links := map[string]string{}
	for _, l := range list {
		links[l.Unit] = l.Code
	}
	if len(links) != 12 {
		t.Fatalf("%d links", len(links))
	}
	return links
}

// exported are the rows of a wave's export by the name of their column.
func (s *site) exported(t *testing.T, wave string) []map[string]string {
	t.Helper()
	text := strings.TrimPrefix(s.must(t, "export", "responses", "--wave", wave, "--format", "csv"), "\ufeff")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) == 0 {
		t.Fatalf("export of %s: %v", wave, err)
	}
	var list []map[string]string
	for _, row := range rows[1:] {
		cells := map[string]string{}
		for i, name := range rows[0] {
			cells[name] = row[i]
		}
		list = append(list, cells)
	}
	return list
}

// figures are the figures of waves in every way of splitting them, as the program prints them.
func (s *site) figures(t *testing.T, waves ...string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, wave := range waves {
		for _, by := range []string{"", "unit", "quarter", "mode", "language", "stratum", "psu"} {
			all[wave+" by "+by] = s.must(t, "figures", "--wave", wave, "--by", by, "--format", "json")
		}
	}
	return all
}

func wantSame(t *testing.T, what string, got, want map[string]string) {
	t.Helper()
	for key := range want {
		if got[key] != want[key] {
			t.Errorf("%s: the figures of %s differ:\n%.800s\nwant\n%.800s", what, key, got[key], want[key])
		}
	}
}

// sent is a submission and what became of it.
type sent struct {
	serial  int
	link    string
	receipt string // of the acknowledgement; "" when none came
	status  int
}

// post sends the submission of a serial number; its remark begins with the number.
func (s *site) post(client *http.Client, link string, serial int) (sent, error) {
	out := sent{serial: serial, link: link}
	res, err := client.Post(s.base+"/api/v1/links/"+link+"/responses", "application/json", bytes.NewReader(body(serial)))
	if err != nil {
		return out, err
	}
	defer res.Body.Close()
	said, err := io.ReadAll(res.Body)
	if err != nil {
		return out, err
	}
	out.status = res.StatusCode
	if res.StatusCode == http.StatusCreated || res.StatusCode == http.StatusOK {
		var r struct{ Receipt string }
		if err := json.Unmarshal(said, &r); err != nil {
			return out, err
		}
		out.receipt = r.Receipt
		return out, nil
	}
	return out, fmt.Errorf("%s: %s", res.Status, said)
}

// body is the submission of a serial number in JSON.
func body(serial int) []byte {
	answers := responsetest.Answers(1+serial%5, serial)
	answers["Q81"] = remark(serial)
	text, err := json.Marshal(map[string]any{"submission_id": fmt.Sprintf("process-%08d", serial), "answers": answers})
	if err != nil {
		panic(err) // strings and numbers
	}
	return text
}

func remark(serial int) string { return fmt.Sprintf("serial-%08d.", serial) }

// newClient keeps many connections to one server.
func newClient() *http.Client {
	return &http.Client{
		Timeout:   30 * time.Second,
		Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true},
	}
}
