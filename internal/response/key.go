package response

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"sync"
	"time"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/job"
	"manyi.dev/manyi/internal/programme"
)

// keys holds the secret of each wave under which submission ids are stored (D6).
type keys struct {
	mu  sync.RWMutex
	mac map[programme.WaveID]*sync.Pool
}

// mark is HMAC-SHA-256(wave key, submission id), hex. The key of a wave is made with its first use; one that
// was destroyed is not made again: errs.Gone.
func (s *Service) mark(ctx context.Context, wave programme.WaveID, id string) (string, error) {
	pool, err := s.macOf(ctx, wave)
	if err != nil {
		return "", err
	}
	h := pool.Get().(hash.Hash)
	defer pool.Put(h)
	h.Reset()
	h.Write([]byte(id))
	var sum [sha256.Size]byte
	return hex.EncodeToString(h.Sum(sum[:0])), nil
}

func (s *Service) macOf(ctx context.Context, wave programme.WaveID) (*sync.Pool, error) {
	s.keys.mu.RLock()
	pool := s.keys.mac[wave]
	s.keys.mu.RUnlock()
	if pool != nil {
		return pool, nil
	}
	s.keys.mu.Lock()
	defer s.keys.mu.Unlock()
	if pool := s.keys.mac[wave]; pool != nil {
		return pool, nil
	}
	secret, err := s.secretOf(ctx, wave)
	if err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(secret)
	if err != nil {
		return nil, err
	}
	pool = &sync.Pool{New: func() any { return hmac.New(sha256.New, key) }}
	s.keys.mac[wave] = pool
	return pool, nil
}

func (s *Service) secretOf(ctx context.Context, wave programme.WaveID) (string, error) {
	secret, err := db.Value[string](ctx, s.db, `SELECT secret FROM wave_keys WHERE wave_id = ?`, wave)
	if errs.Is(err, errs.NotFound) {
		var fresh [32]byte
		if _, err := rand.Read(fresh[:]); err != nil {
			return "", err
		}
		secret = hex.EncodeToString(fresh[:])
		_, err = s.db.Exec(ctx, `INSERT INTO wave_keys (wave_id, secret, created_at) VALUES (?, ?, ?)`, wave, secret, db.At(s.now()))
	}
	if err != nil {
		return "", err
	}
	if secret == "" {
		return "", errs.New(errs.Gone, "link.closed")
	}
	return secret, nil
}

// destroyKey makes it impossible to tell which submission id an original had. The row stays, empty.
func (s *Service) destroyKey(ctx context.Context, wave programme.WaveID) error {
	_, err := s.db.Exec(ctx, `UPDATE wave_keys SET secret = '' WHERE wave_id = ?`, wave)
	if err != nil {
		return err
	}
	s.keys.mu.Lock()
	delete(s.keys.mac, wave)
	s.keys.mu.Unlock()
	return nil
}

// keepKey is how long after a wave's closing a repeated submission is still recognised (D6).
const keepKey = 30 * 24 * time.Hour

// DestroyKey is the job that destroys a closed wave's key.
type DestroyKey struct{ Wave programme.WaveID }

// Kind names the job.
func (DestroyKey) Kind() string { return "response.destroy_key" }

// MoveStaged is the periodic job that takes fresh anonymous answers out of PostgreSQL's staging table.
type MoveStaged struct{}

// Kind names the job.
func (MoveStaged) Kind() string { return "response.move_staged" }

// PlanKeyDestruction has the key of a wave destroyed 30 days after it was closed.
func (s *Service) PlanKeyDestruction(ctx context.Context, id programme.WaveID) error {
	wave, err := s.programmes.Wave(ctx, id)
	if err != nil || wave.ClosedAt == 0 { // opened again meanwhile
		return err
	}
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		return job.Add(ctx, tx, DestroyKey{id}, job.At(wave.ClosedAt.Time().Add(keepKey)))
	})
}

// DestroyKey destroys the key of a wave that has been closed for 30 days; one that was opened again keeps it.
func (s *Service) DestroyKey(ctx context.Context, id programme.WaveID) error {
	wave, err := s.programmes.Wave(ctx, id)
	if err != nil {
		return err
	}
	if wave.ClosedAt == 0 || s.now().Sub(wave.ClosedAt.Time()) < keepKey {
		return nil
	}
	return s.destroyKey(ctx, id)
}
