package app

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"manyi.dev/manyi/internal/api"
	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/config"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
)

// The files of a backup. The cube is not among them: it is made again from the originals.
const (
	backupDatabase = "manyi.db"
	backupAbout    = "ABOUT.txt"
)

func (c *command) backupCommand() *cobra.Command {
	return &cobra.Command{
		Use: "backup FILE", Short: "write a backup while the server runs (SQLite; .tar.gz)", Args: cobra.ExactArgs(1),
		RunE: c.withApp(func(ctx context.Context, a *App, args []string) error {
			path := c.path(args[0])
			if err := a.backup(ctx, path); err != nil {
				return err
			}
			info, err := os.Stat(path)
			if err != nil {
				return err
			}
			c.say("app.backup.done", map[string]any{"path": path, "bytes": info.Size()})
			return nil
		}),
	}
}

// backup writes a consistent copy of the records to an archive that appears whole or not at all.
func (a *App) backup(ctx context.Context, path string) error {
	dir, err := os.MkdirTemp(filepath.Dir(path), ".manyi-backup-*")
	if err != nil {
		return errs.New(errs.Invalid, "app.file").With("path", path).Because(err)
	}
	defer os.RemoveAll(dir)
	copied := filepath.Join(dir, backupDatabase)
	if err := a.db.Backup(ctx, copied); err != nil {
		return err
	}
	about := fmt.Sprintf("Manyi %s\n%s\n", api.Version, time.Now().UTC().Format(time.RFC3339))
	archive := filepath.Join(dir, "backup.tar.gz")
	if err := pack(archive, copied, about); err != nil {
		return err
	}
	if err := os.Rename(archive, path); err != nil {
		return err
	}
	return a.db.Tx(ctx, func(tx *db.Tx) error {
		return audit.Write(ctx, tx, operator(), audit.Entry{Action: "app.backup", Kind: "backup"})
	})
}

func pack(archive, database, about string) (err error) {
	f, err := os.OpenFile(archive, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	zip := gzip.NewWriter(f)
	out := tar.NewWriter(zip)
	if err := out.WriteHeader(&tar.Header{Name: backupAbout, Mode: 0o600, Size: int64(len(about))}); err != nil {
		return err
	}
	if _, err := io.WriteString(out, about); err != nil {
		return err
	}
	in, err := os.Open(database)
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	if err := out.WriteHeader(&tar.Header{Name: backupDatabase, Mode: 0o600, Size: info.Size()}); err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	return errors.Join(out.Close(), zip.Close(), f.Sync())
}

func (c *command) restoreCommand() *cobra.Command {
	return &cobra.Command{
		Use: "restore FILE", Short: "restore a backup into an empty data folder", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := c.config(cmd)
			if err != nil {
				return err
			}
			if err := restore(cfg, c.path(args[0])); err != nil {
				return err
			}
			a, err := open(c.ctx, cfg)
			if err != nil {
				return err
			}
			err = a.scoring.Rebuild(c.ctx, nil)
			if err == nil {
				c.say("app.restore.done", map[string]any{"path": cfg.Data})
			}
			return errors.Join(err, a.close())
		},
	}
}

// restore unpacks the records of a backup into a data folder that has none.
func restore(cfg *config.Config, path string) (err error) {
	if cfg.DatabaseURL != "" {
		return errs.New(errs.Invalid, "backup.postgres")
	}
	f, err := holdFolder(cfg.Data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.release()) }()
	if _, err := os.Stat(cfg.DatabasePath()); err == nil {
		return errs.New(errs.Conflict, "app.restore.not_empty").With("path", cfg.Data)
	}
	file, err := os.Open(path)
	if err != nil {
		return errs.New(errs.NotFound, "app.file").With("path", path).Because(err)
	}
	defer file.Close()
	zip, err := gzip.NewReader(file)
	if err != nil {
		return errs.New(errs.Invalid, "app.restore.no_backup").With("path", path).Because(err)
	}
	in := tar.NewReader(zip)
	for {
		h, err := in.Next()
		if err != nil {
			return errs.New(errs.Invalid, "app.restore.no_backup").With("path", path).Because(err)
		}
		if h.Name == backupDatabase {
			return unpack(in, cfg.DatabasePath())
		}
	}
}

func unpack(in io.Reader, path string) error {
	out, err := os.CreateTemp(filepath.Dir(path), ".manyi-restore-*")
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	err = errors.Join(err, out.Sync(), out.Close())
	if err != nil {
		return errors.Join(err, os.Remove(out.Name()))
	}
	return os.Rename(out.Name(), path)
}
