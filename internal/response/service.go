package response

import (
	"context"
	"encoding/hex"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/outreach"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/seal"
)

// Service takes responses in and keeps the originals.
type Service struct {
	db         *db.DB
	forms      *questionnaire.Service
	programmes *programme.Service
	outreach   *outreach.Service
	now        func() time.Time
	zone       *time.Location
	limits     Limits
	exports    string
	imports    string
	byAddress  *limiter
	byLink     *limiter
	byDraft    *limiter
	keys       keys
	commits    *committer
	feed       *feed
	recounting sync.Mutex
	closing    sync.RWMutex
	closed     bool
	watchers   watchers
	stats      Stats
}

// Stats counts the intake since the start of the program.
type Stats struct {
	Accepted, Repeated, Refused, Batches, Largest atomic.Int64
}

// Options are the surroundings of a Service.
type Options struct {
	DB         *db.DB
	Forms      *questionnaire.Service
	Programmes *programme.Service
	Outreach   *outreach.Service
	Now        func() time.Time
	Zone       *time.Location
	Limits     Limits
	Exports    string // folder of the files that exports make; made when it is needed
	Imports    string // folder of the files that wait to be imported; likewise
}

// New starts the intake. Close ends it.
func New(ctx context.Context, o Options) (*Service, error) {
	seq, err := LastSeq(ctx, o.DB)
	if err != nil {
		return nil, err
	}
	s := &Service{
		db: o.DB, forms: o.Forms, programmes: o.Programmes, outreach: o.Outreach, now: o.Now, zone: o.Zone, limits: o.Limits,
		exports:   o.Exports,
		imports:   o.Imports,
		byAddress: newLimiter(o.Limits.PerAddress), byLink: newLimiter(o.Limits.PerLink),
		byDraft: newLimiter(draftsPerMinute),
	}
	s.feed = &feed{last: seq, postgres: o.DB.Dialect() == db.Postgres}
	s.keys.mac = map[programme.WaveID]*sync.Pool{}
	s.commits = &committer{
		db: o.DB, queue: make(chan *pending, maxQueue), stopped: make(chan struct{}), feed: s.feed,
		notify: s.watchers.wake,
		batches: func(n int) {
			s.stats.Batches.Add(1)
			if int64(n) > s.stats.Largest.Load() {
				s.stats.Largest.Store(int64(n))
			}
		},
	}
	s.programmes.OnStart(func(ctx context.Context, tx *db.Tx, id programme.WaveID) error { return dropTestLink(ctx, tx, id) })
	go s.commits.run()
	return s, nil
}

// Close commits what is queued and stops the intake.
func (s *Service) Close() {
	s.closing.Lock()
	already := s.closed
	s.closed = true
	s.closing.Unlock()
	if !already {
		close(s.commits.queue)
	}
	<-s.commits.stopped
}

// Stats are the counters of the intake.
func (s *Service) Stats() *Stats { return &s.stats }

// Submission is one filled questionnaire on its way in.
type Submission struct {
	Link         string // code of the open link
	SubmissionID string // made with the page: 8 to 128 letters, digits, - and _
	Answers      questionnaire.Answers
	Language     string
	Mode         Mode
	Form         string // id of the version that was answered, when it is an earlier one of the wave's major version (D10); "" is the wave's
	StartedAt    time.Time
	Address      netip.Addr // for the limits only
}

// Receipt acknowledges an original that is on the disk.
type Receipt struct {
	ID     string
	Repeat bool // the same submission came before
}

// Submit validates and stores one response and returns once it is durable. The same submission id with
// the same answers gets the same receipt; with other answers errs.Conflict "response.already_received",
// which carries the first receipt. Wrong answers are errs.Invalid, one per item.
func (s *Service) Submit(ctx context.Context, in Submission) (Receipt, error) {
	receipt, err := s.submit(ctx, in)
	s.tally(receipt, err)
	return receipt, err
}

// tally counts what became of a submission.
func (s *Service) tally(receipt Receipt, err error) {
	switch {
	case err != nil:
		s.stats.Refused.Add(1)
	case receipt.Repeat:
		s.stats.Repeated.Add(1)
	default:
		s.stats.Accepted.Add(1)
	}
}

func (s *Service) submit(ctx context.Context, in Submission) (Receipt, error) {
	link, err := s.outreach.LinkByCode(ctx, in.Link)
	if err != nil {
		return Receipt{}, err
	}
	if err := checkSubmissionID(in.SubmissionID); err != nil {
		return Receipt{}, err
	}
	if err := s.allow(in.Link, in.Address); err != nil {
		return Receipt{}, err
	}
	wave, err := s.programmes.Wave(ctx, link.Wave)
	if err != nil {
		return Receipt{}, err
	}
	if wave.State == programme.Planned {
		return Receipt{}, stateError(wave.State)
	}
	form, err := s.begunOn(ctx, wave, in.Form)
	if err != nil {
		return Receipt{}, err
	}
	wave.Questionnaire = form.ID
	answers, err := form.Form.Validate(in.Answers)
	if err != nil {
		return Receipt{}, err
	}
	p := &pending{anonymous: wave.Anonymity == programme.Anonymous, done: make(chan struct{})}
	if p.original, err = s.original(ctx, wave, link.Unit, in, answers); err != nil {
		return Receipt{}, err
	}
	return s.await(ctx, p)
}

// original is the submission as it will be stored and sealed.
func (s *Service) original(ctx context.Context, wave programme.Wave, unit string, in Submission, answers questionnaire.Answers) (Original, error) {
	mark, err := s.mark(ctx, wave.ID, in.SubmissionID)
	if err != nil {
		return Original{}, err
	}
	canonical, err := seal.Canonical(map[string]any(answers))
	if err != nil {
		return Original{}, errs.New(errs.Invalid, "response.unreadable").Because(err)
	}
	now := s.now()
	o := Original{
		ID: uuid.NewString(), Wave: wave.ID, Unit: unit, Form: wave.Questionnaire, Mode: in.Mode, Language: in.Language,
		State: Valid, Answers: string(canonical), Receipt: uuid.NewString(), Submission: mark, Quarter: quarterOf(now, s.zone),
	}
	if wave.Anonymity == programme.Anonymous {
		o.Length = lengthBand(in.StartedAt, now)
	} else {
		o.ReceivedAt, o.StartedAt = db.At(now), startOf(in.StartedAt, now)
	}
	o.seal()
	return o, nil
}

// seal gives the original its salt and leaf. What is sealed is the envelope: the answers together with
// the wave, the unit and the questionnaire version they were given to.
func (o *Original) seal() {
	salt := seal.Salt()
	leaf := seal.Leaf(salt, o.Envelope())
	o.Salt, o.Leaf = hex.EncodeToString(salt[:]), hex.EncodeToString(leaf[:])
}

// Envelope is the canonical JSON whose leaf is kept.
func (o *Original) Envelope() []byte {
	b := make([]byte, 0, len(o.Answers)+160)
	b = append(b, `{"answers":`...)
	b = append(b, o.Answers...)
	b = append(b, `,"form":"`...)
	b = append(b, o.Form...)
	b = append(b, `","unit":"`...)
	b = append(b, o.Unit...)
	b = append(b, `","wave":"`...)
	b = append(b, o.Wave...)
	return append(b, `"}`...)
}

// await queues a submission and waits until it is on the disk.
func (s *Service) await(ctx context.Context, p *pending) (Receipt, error) {
	s.closing.RLock()
	if s.closed {
		s.closing.RUnlock()
		return Receipt{}, errs.New(errs.Unavailable, "response.busy")
	}
	select {
	case s.commits.queue <- p:
		s.closing.RUnlock()
	default:
		s.closing.RUnlock()
		return Receipt{}, errs.New(errs.Unavailable, "response.busy")
	}
	select {
	case <-p.done:
		return p.receipt, p.err
	case <-ctx.Done(): // the caller left; the answer is stored all the same and a retry finds it
		return Receipt{}, ctx.Err()
	}
}

func checkSubmissionID(id string) error {
	ok := len(id) >= 8 && len(id) <= 128
	for i := 0; ok && i < len(id); i++ {
		c := id[i]
		ok = c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '_'
	}
	if !ok {
		return errs.New(errs.Invalid, "response.submission_id").At("submission_id")
	}
	return nil
}

// Counts are the responses of a wave by unit, quarter and state.
func (s *Service) Counts(ctx context.Context, wave programme.WaveID) ([]Count, error) {
	return countsOf(ctx, s.db, wave)
}

// Originals reads a wave's originals by their random ids, up to limit after an id.
func (s *Service) Originals(ctx context.Context, q db.Q, wave programme.Wave, after string, limit int) ([]Original, error) {
	return originalsAfter(ctx, q, wave.ID, wave.Anonymity == programme.Anonymous, after, limit)
}

// OriginalsByID reads some originals of a wave, at most 500 at a time.
func (s *Service) OriginalsByID(ctx context.Context, q db.Q, wave programme.Wave, ids []string) ([]Original, error) {
	return originalsByID(ctx, q, wave.ID, wave.Anonymity == programme.Anonymous, ids)
}

// Recount brings the counts to what the originals say, while answers come in.
func (s *Service) Recount(ctx context.Context) error {
	s.recounting.Lock()
	defer s.recounting.Unlock()
	return recount(ctx, s.db)
}

// MoveStaged moves fresh anonymous answers of PostgreSQL to where they stay; nothing on SQLite.
func (s *Service) MoveStaged(ctx context.Context) error {
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		_, err := moveStaged(ctx, tx)
		return err
	})
}
