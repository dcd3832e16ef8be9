package app_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// inNamespace is set in the environment of the test that runs in a namespace of its own.
const inNamespace = "MANYI_TEST_NAMESPACE"

// smallDisk mounts a disk of 12 MB. Who may not mount runs the test again as root of a namespace of its own; then done
// is true and the test is over.
func smallDisk(t *testing.T) (dir string, done bool) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "disk")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=12m,mode=0700")
	if errors.Is(err, syscall.EPERM) && os.Getenv(inNamespace) == "" {
		cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
		cmd.Env = append(os.Environ(), inNamespace+"=1")
		cmd.SysProcAttr = &syscall.SysProcAttr{
			Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
		}
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("in a namespace of its own: %v\n%s", err, out)
		}
		return "", true
	}
	if err != nil {
		t.Fatalf("mount a small disk (needs root or user namespaces): %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir, false
}

// A full disk is said to the sender, who keeps his answers and sends them again; nothing that was acknowledged is lost,
// and when there is room again everything goes on without a restart.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	dir, done := smallDisk(t)
	if done {
		return
	}
	master := filled(t)
	s := siteIn(t, filepath.Join(dir, "data"), "")
	if err := os.CopyFS(s.data, os.DirFS(master.data)); err != nil {
		t.Fatal(err)
	}
	link := s.links(t, anonymous)["B0101"]
	s.start(t)
	client := newClient()
	acked := map[int]string{}
	next := 0
	send := func(n int) {
		t.Helper()
		for range n {
			done, err := s.post(client, link, next)
			if err != nil {
				t.Fatalf("submission %d: %v", next, err)
			}
			acked[next] = done.receipt
			next++
		}
	}
	send(40)
	hog := filepath.Join(dir, "hog")
	fillUp(t, hog)

	// The write-ahead log may have a little room left; after it nothing is taken.
	refused := -1
	for ; refused < 0 && next < 20_000; next++ {
		done, err := s.post(client, link, next)
		switch {
		case err == nil:
			acked[next] = done.receipt
		case done.status == http.StatusServiceUnavailable:
			refused = next
		default:
			t.Fatalf("submission %d on a full disk: %v", next, err)
		}
	}
	if refused < 0 {
		t.Fatal("the disk did not become full")
	}
	res, err := http.Post(s.base+"/api/v1/links/"+link+"/responses", "application/json", bytes.NewReader(body(refused)))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	said, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var problem struct {
		Status      int
		Key, Detail string
	}
	if err := json.Unmarshal(said, &problem); err != nil || res.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("the refusal is no problem document: %v, %s", err, said)
	}
	if problem.Status != 503 || problem.Key != "db.full" || problem.Detail == "" || res.Header.Get("Retry-After") == "" {
		t.Errorf("the refusal says %s", said)
	}
	for path, want := range map[string]int{"/healthz": 200, "/q/" + link: 200, "/api/v1/links/" + link: 200} { // reading goes on
		if res, err := http.Get(s.base + path); err != nil || res.StatusCode != want {
			t.Errorf("%s on a full disk: %v, %v", path, res, err)
		} else {
			res.Body.Close()
		}
	}

	if err := os.Remove(hog); err != nil {
		t.Fatal(err)
	}
	again, err := s.post(client, link, refused) // the browser sends the same once more
	if err != nil {
		t.Fatalf("with room again: %v\n%s", err, s.said(t))
	}
	acked[refused] = again.receipt
	send(40)
	check := func(what string) {
		t.Helper()
		rows := s.exported(t, anonymous)
		have := receiptsOf(rows)
		for n, receipt := range acked {
			if !have[receipt] {
				t.Errorf("%s: submission %d was acknowledged with %s and is not there", what, n, receipt)
			}
		}
		if len(rows) != len(acked) {
			t.Errorf("%s: %d answers, %d acknowledgements", what, len(rows), len(acked))
		}
	}
	check("with room again")
	fillUp(t, hog)
	s.kill() // on a full disk, of all moments
	if err := os.Remove(hog); err != nil {
		t.Fatal(err)
	}
	s.start(t)
	check("killed on a full disk")
	s.must(t, "wave", "close", anonymous)
	recount(t, s, anonymous, s.exported(t, anonymous))
	s.stop(t)
}

// fillUp writes a file until there is no room for more.
func fillUp(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for block := make([]byte, 64<<10); err == nil; {
		_, err = f.Write(block)
	}
	for block := make([]byte, 512); ; {
		if _, err = f.Write(block); err != nil {
			break
		}
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
}
