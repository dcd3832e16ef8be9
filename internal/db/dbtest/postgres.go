package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"manyi.dev/manyi/internal/db"
)

// postgres is a server of the test set-up, or the one that MANYI_DATABASE_URL names.
type postgres struct {
	dir   string
	given *url.URL
}

var (
	shared    postgres
	sharedErr error
	once      sync.Once
)

// server is the shared server; it does not wait for the disk.
func server(t testing.TB) postgres {
	t.Helper()
	once.Do(func() {
		if text := os.Getenv("MANYI_DATABASE_URL"); text != "" {
			shared.given, sharedErr = url.Parse(text)
			shared.dir = filepath.Join(os.TempDir(), fmt.Sprintf("manyi-test-given-%d", os.Getuid()))
			return
		}
		dir := filepath.Join(os.TempDir(), fmt.Sprintf("manyi-test-pg-%d", os.Getuid()))
		shared, sharedErr = start(dir, "-c fsync=off -c synchronous_commit=off -c full_page_writes=off")
	})
	if sharedErr != nil {
		t.Fatalf("PostgreSQL for the tests: %v\ninstall it with scripts/setup.sh postgres (Debian, Ubuntu: apt-get install postgresql)", sharedErr)
	}
	return shared
}

// StartDurable starts a server of its own that waits for the disk before it acknowledges a commit, and
// returns the address of a fresh, migrated database in it. It is stopped at the end of the test.
func StartDurable(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "manyi-pg-")
	if err != nil {
		t.Fatal(err)
	}
	s, err := start(filepath.Join(dir, "pg"), "-c synchronous_commit=on -c fsync=on")
	if err != nil {
		t.Fatalf("PostgreSQL for the tests: %v", err)
	}
	t.Cleanup(func() {
		if err := s.stop(); err != nil {
			t.Errorf("stop PostgreSQL: %v", err)
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	s.exec(t, `CREATE DATABASE durable`)
	address := s.url("durable")
	d, err := db.Open(context.Background(), db.Options{URL: address})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(d.Migrate(context.Background()), d.Close()); err != nil {
		t.Fatal(err)
	}
	return address
}

func (s postgres) url(name string) string {
	if s.given != nil {
		u := *s.given
		u.Path = "/" + name
		return u.String()
	}
	return socketURL(s.dir, name)
}

func (s postgres) exec(t testing.TB, text string) {
	t.Helper()
	if err := s.run(text); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}

func (s postgres) run(text string) error {
	pool, err := sql.Open("pgx", s.url("postgres"))
	if err != nil {
		return err
	}
	_, err = pool.Exec(text)
	return errors.Join(err, pool.Close())
}

// template is a migrated database to copy, made once per schema and machine.
func (s postgres) template(t testing.TB) string {
	t.Helper()
	name := "template_" + schemaHash()
	unlock, err := lock(s.dir + ".lock")
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	pool, err := sql.Open("pgx", s.url("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	var have int
	if err := pool.QueryRow(`SELECT count(*) FROM pg_database WHERE datname = $1`, name).Scan(&have); err != nil {
		t.Fatal(err)
	}
	if have > 0 {
		return name
	}
	building := name + "_new"
	s.exec(t, `DROP DATABASE IF EXISTS `+building)
	s.exec(t, `CREATE DATABASE `+building)
	d, err := db.Open(context.Background(), db.Options{URL: s.url(building)})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(d.Migrate(context.Background()), d.Close()); err != nil {
		t.Fatal(err)
	}
	s.exec(t, `ALTER DATABASE `+building+` RENAME TO `+name)
	return name
}

// start makes and starts a server in dir, or finds it running.
func start(dir, options string) (postgres, error) {
	bin, err := binaries()
	if err != nil {
		return postgres{}, err
	}
	unlock, err := lock(dir + ".lock")
	if err != nil {
		return postgres{}, err
	}
	defer unlock()
	s := postgres{dir: dir}
	if s.run(`SELECT 1`) == nil {
		return s, nil
	}
	if _, err := os.Stat(filepath.Join(dir, "PG_VERSION")); err != nil {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return s, err
		}
		if err := give(dir); err != nil {
			return s, err
		}
		if err := as(dir, filepath.Join(bin, "initdb"), "-D", dir, "-U", "manyi", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"); err != nil {
			return s, err
		}
	}
	err = as(dir, filepath.Join(bin, "pg_ctl"), "-D", dir, "-w", "-t", "60", "-l", filepath.Join(dir, "log"),
		"-o", "-c listen_addresses= -c unix_socket_directories="+dir+" -c max_connections=400 "+options, "start")
	return s, err
}

func (s postgres) stop() error {
	bin, err := binaries()
	if err != nil {
		return err
	}
	return as(s.dir, filepath.Join(bin, "pg_ctl"), "-D", s.dir, "-m", "immediate", "-w", "stop")
}

// binaries is the folder of the newest installed server.
func binaries() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	if len(found) == 0 {
		path, err := exec.LookPath("initdb")
		if err != nil {
			return "", errors.New("no PostgreSQL server is installed")
		}
		return filepath.Dir(path), nil
	}
	sort.Strings(found)
	return filepath.Dir(found[len(found)-1]), nil
}

// as runs a command of the server; root, whom PostgreSQL refuses, becomes the user postgres.
func as(dir, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	if os.Getuid() == 0 {
		uid, gid, err := postgresUser()
		if err != nil {
			return err
		}
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uid, Gid: gid}}
	}
	// The server inherits these: a pipe would keep the test waiting for its end.
	out, err := os.CreateTemp("", "manyi-pg-out-")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name())
	defer out.Close()
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		text, e := os.ReadFile(out.Name())
		return errors.Join(fmt.Errorf("%s: %w\n%s", filepath.Base(name), err, strings.TrimSpace(string(text))), e)
	}
	return nil
}

func give(dir string) error {
	if os.Getuid() != 0 {
		return nil
	}
	uid, gid, err := postgresUser()
	if err != nil {
		return err
	}
	if parent := filepath.Dir(dir); parent != filepath.Clean(os.TempDir()) {
		if err := os.Chown(parent, int(uid), int(gid)); err != nil {
			return err
		}
	}
	return os.Chown(dir, int(uid), int(gid))
}

func postgresUser() (uid, gid uint32, err error) {
	u, err := user.Lookup("postgres")
	if err != nil {
		return 0, 0, fmt.Errorf("root cannot run PostgreSQL and there is no user postgres: %w", err)
	}
	id, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return 0, 0, err
	}
	group, err := strconv.ParseUint(u.Gid, 10, 32)
	return uint32(id), uint32(group), err
}

// lock takes a lock that test processes share.
func lock(path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() { _ = f.Close() }, nil // closing frees the lock
}
