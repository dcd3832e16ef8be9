package customer

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"os"
	"path/filepath"
	"sync"

	"manyi.dev/manyi/internal/errs"
)

// keyBytes is the size of every key: AES-256, HMAC-SHA-256.
const keyBytes = 32

// keyFile is what the file of keys holds.
type keyFile struct {
	Current string            `json:"current"` // id of the key that seals
	Keys    map[string][]byte `json:"keys"`    // by id; older ones still open what they sealed
	Index   []byte            `json:"index"`   // of the blind index
}

// Keyring seals and opens contact points. The keys live in a file of mode 0600 outside the record store.
type Keyring struct {
	path   string
	hashes sync.Pool // of the blind index: its key never changes

	mu    sync.RWMutex
	file  keyFile
	boxes map[string]cipher.AEAD
}

// OpenKeyring reads the file of keys. When there is none it is made, unless sealed data exist, which a new key could not
// open: then the error is errs.Unavailable "customer.keys.missing".
func OpenKeyring(path string, sealedExist bool) (*Keyring, error) {
	k := &Keyring{path: path}
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, os.ErrNotExist) && sealedExist:
		return nil, errs.New(errs.Unavailable, "customer.keys.missing").With("path", path)
	case errors.Is(err, os.ErrNotExist):
		k.file = keyFile{Keys: map[string][]byte{}, Index: randomKey()}
		k.file.add()
		if err := k.save(); err != nil {
			return nil, err
		}
	case err != nil:
		return nil, errs.New(errs.Unavailable, "customer.keys.unreadable").With("path", path).Because(err)
	default:
		if err := json.Unmarshal(text, &k.file); err != nil {
			return nil, errs.New(errs.Unavailable, "customer.keys.unreadable").With("path", path).Because(err)
		}
	}
	if err := k.unlock(); err != nil {
		return nil, errs.New(errs.Unavailable, "customer.keys.unreadable").With("path", path).Because(err)
	}
	return k, nil
}

// unlock makes the ciphers of all keys.
func (k *Keyring) unlock() error {
	if len(k.file.Index) != keyBytes || k.file.Keys[k.file.Current] == nil {
		return errors.New("the file lacks a key")
	}
	boxes := map[string]cipher.AEAD{}
	for id, key := range k.file.Keys {
		if len(key) != keyBytes {
			return fmt.Errorf("key %s has %d bytes", id, len(key))
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return err
		}
		if boxes[id], err = cipher.NewGCM(block); err != nil {
			return err
		}
	}
	k.boxes = boxes
	return nil
}

// add makes a key and has it seal from now on.
func (f *keyFile) add() {
	id := hex.EncodeToString(randomKey()[:4])
	f.Keys[id], f.Current = randomKey(), id
}

func randomKey() []byte {
	key := make([]byte, keyBytes)
	_, _ = rand.Read(key) // never fails (crypto/rand)
	return key
}

// save replaces the file as a whole: a half-written file of keys would lose everything they seal.
func (k *Keyring) save() error {
	text, err := json.MarshalIndent(k.file, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(k.path), 0o700); err != nil {
		return errs.New(errs.Unavailable, "customer.keys.unreadable").With("path", k.path).Because(err)
	}
	next := k.path + ".new"
	f, err := os.OpenFile(next, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return errs.New(errs.Unavailable, "customer.keys.unreadable").With("path", k.path).Because(err)
	}
	_, err = f.Write(append(text, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(next, k.path)
}

// Seal encrypts a value for a row; it can be opened only for the same row.
func (k *Keyring) Seal(row, value string) (keyID, sealed string) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	box := k.boxes[k.file.Current]
	nonce := make([]byte, box.NonceSize(), box.NonceSize()+len(value)+box.Overhead())
	_, _ = rand.Read(nonce) // never fails (crypto/rand)
	return k.file.Current, base64.RawStdEncoding.EncodeToString(box.Seal(nonce, nonce, []byte(value), []byte(row)))
}

// Open decrypts what Seal made for the row.
func (k *Keyring) Open(row, keyID, sealed string) (string, error) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	box, ok := k.boxes[keyID]
	if !ok {
		return "", fmt.Errorf("open %s: no key %q in the file of keys", row, keyID)
	}
	raw, err := base64.RawStdEncoding.DecodeString(sealed)
	if err != nil || len(raw) < box.NonceSize() {
		return "", fmt.Errorf("open %s: not a sealed value", row)
	}
	value, err := box.Open(nil, raw[:box.NonceSize()], raw[box.NonceSize():], []byte(row))
	if err != nil {
		return "", fmt.Errorf("open %s: %w", row, err)
	}
	return string(value), nil
}

// Blind is the value's place in an index: equal values of a kind have equal places, and nothing else can be told from it.
func (k *Keyring) Blind(kind, value string) string {
	h, ok := k.hashes.Get().(hash.Hash)
	if !ok {
		h = hmac.New(sha256.New, k.file.Index)
	}
	defer k.hashes.Put(h)
	h.Reset()
	text := make([]byte, 0, 128)
	text = append(append(append(text, kind...), 0), value...)
	h.Write(text)
	return base64.RawStdEncoding.EncodeToString(h.Sum(text[:0])[:18])
}

// Current is the id of the key that seals.
func (k *Keyring) Current() string {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.file.Current
}

// begin adds a key that seals from now on; the older ones stay until finish.
func (k *Keyring) begin() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.file.add()
	if err := k.save(); err != nil {
		return err
	}
	return k.unlock()
}

// finish forgets every key but the current one: nothing is sealed by them any more.
func (k *Keyring) finish() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.file.Keys = map[string][]byte{k.file.Current: k.file.Keys[k.file.Current]}
	if err := k.save(); err != nil {
		return err
	}
	return k.unlock()
}
