package response

import (
	"time"

	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/programme"
)

// State says whether a response counts.
type State string

// The states of a response.
const (
	Valid    State = "valid"
	Partial  State = "partial"
	Invalid  State = "invalid"
	Excluded State = "excluded"
)

// Mode is how a response was collected.
type Mode string

// The modes in use.
const (
	Web    Mode = "web"
	API    Mode = "api"
	Import Mode = "import"
)

// Original is a response as it was received. Of an anonymous wave ReceivedAt, StartedAt, Mode, Weight,
// Stratum and PSU are empty: they are not stored.
type Original struct {
	ID         string
	Wave       programme.WaveID
	Unit       string // unit id
	Form       string // questionnaire version id
	Mode       Mode
	Language   string
	State      State
	Answers    string // canonical JSON (RFC 8785)
	Salt       string // hex, 128 bits
	Leaf       string // hex, SHA-256(0x00 ‖ salt ‖ envelope)
	Receipt    string
	Submission string // HMAC(wave key, submission id), hex
	ReceivedAt db.Millis
	StartedAt  db.Millis
	Quarter    int64  // 20264 is the fourth quarter of 2026
	Length     string // anonymous waves: band of the interview's length
	Weight     string // survey weight as imported, decimal; empty: none
	Stratum    string
	PSU        string // primary sampling unit: the cluster
}

// lengthBand is the length of an interview in four bands, all that an anonymous wave keeps of it.
// A start that is unknown or after the end (clocks go backwards) has no band.
func lengthBand(started, received time.Time) string {
	d := received.Sub(started)
	switch {
	case started.IsZero() || d < 0 || d > 24*time.Hour:
		return ""
	case d < time.Minute:
		return "under_1"
	case d < 3*time.Minute:
		return "1_to_3"
	case d < 10*time.Minute:
		return "3_to_10"
	}
	return "over_10"
}

// startOf is the start as far as it can be believed: not after the end, not more than a day before.
func startOf(started, received time.Time) db.Millis {
	if started.IsZero() || started.After(received) || received.Sub(started) > 24*time.Hour {
		return 0
	}
	return db.At(started)
}

func quarterOf(t time.Time, zone *time.Location) int64 {
	return int64(calendar.QuarterAt(t, zone))
}
