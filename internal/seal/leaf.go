package seal

import (
	"crypto/rand"
	"crypto/sha256"
)

// leafMark is hashed before a leaf's content, as in RFC 6962 §2.1.
const leafMark = 0x00

// Salt makes the 128 random bits of one original.
func Salt() [16]byte {
	var salt [16]byte
	_, _ = rand.Read(salt[:]) // never fails: it stops the program instead
	return salt
}

// Leaf is SHA-256(0x00 ‖ salt ‖ canonical), the entry of one original in its wave's log.
func Leaf(salt [16]byte, canonical []byte) [32]byte {
	var room [4096]byte // a usual response fits: hashed from the stack
	buf := append(append(append(room[:0], leafMark), salt[:]...), canonical...)
	return sha256.Sum256(buf)
}
