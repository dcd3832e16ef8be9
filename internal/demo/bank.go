package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response"
)

// atOnce is how many customers send their answers together, so that one commit stores several.
const atOnce = 32

// loadBank makes the bank and has its customers answer.
func (s *Services) loadBank(ctx context.Context, out func(string)) error {
	s.at(time.Date(2025, time.December, 22, 9, 0, 0, 0, zone))
	if err := s.define(ctx, "data/bank"); err != nil {
		return err
	}
	err := reading("data/bank/programme.json", func(r io.Reader) error {
		doc, err := programme.ParseDocument(r)
		if err == nil {
			err = s.Programmes.Define(ctx, by, doc)
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := s.runWave(ctx, firstHalf, day(time.January, 1), out); err != nil {
		return err
	}
	if err := s.closeWave(ctx, firstHalf, day(time.June, 30)); err != nil {
		return err
	}
	if err := s.runWave(ctx, secondHalf, day(time.July, 1), out); err != nil {
		return err
	}
	s.SetClock(nil)
	return s.Settle(ctx)
}

// runWave opens a wave on its first day and has the customers of its periods answer. What an earlier run has stored
// is not stored again, since the submissions are the same.
func (s *Services) runWave(ctx context.Context, code string, first time.Time, out func(string)) error {
	s.at(first.Add(8 * time.Hour))
	wave, err := s.Programmes.WaveByCode(ctx, code)
	if err != nil {
		return err
	}
	switch wave.State {
	case programme.Planned:
		if wave, err = s.Programmes.Do(ctx, by, code, programme.ActOpen, ""); err != nil {
			return err
		}
	case programme.Closed:
		return nil // by an earlier run
	}
	if err := s.Settle(ctx); err != nil {
		return err
	}
	links, err := s.links(ctx, wave)
	if err != nil {
		return err
	}
	texts, err := remarks()
	if err != nil {
		return err
	}
	n := 0
	for i := range periods {
		if p := &periods[i]; p.wave == code {
			all := p.customers(texts)
			if err := s.answer(ctx, links, all); err != nil {
				return fmt.Errorf("wave %s: %w", code, err)
			}
			n += len(all)
		}
	}
	out(fmt.Sprintf("%s: %d", code, n))
	return s.Outreach.Flush(ctx)
}

// closeWave closes a wave on its last day, and counts what was held back of it.
func (s *Services) closeWave(ctx context.Context, code string, last time.Time) error {
	wave, err := s.Programmes.WaveByCode(ctx, code)
	if err != nil {
		return err
	}
	if wave.State == programme.Open {
		s.at(last.Add(18 * time.Hour))
		if _, err := s.Programmes.Do(ctx, by, code, programme.ActClose, ""); err != nil {
			return err
		}
	}
	s.SetClock(nil) // what follows the closing is planned by the real time
	return s.Settle(ctx)
}

// links are the codes of a wave's open links by unit code.
func (s *Services) links(ctx context.Context, wave programme.Wave) (map[string]string, error) {
	tree, err := s.Programmes.Tree(ctx, wave.ID)
	if err != nil {
		return nil, err
	}
	all, err := s.Outreach.Links(ctx, wave.ID)
	if err != nil {
		return nil, err
	}
	codes := map[string]string{}
	for _, l := range all {
		if u, ok := tree.ByID(l.Unit); ok {
			codes[u.Code] = l.Code
		}
	}
	return codes, nil
}

// answer has customers send their answers, week by week: the clock stands still within one, which the limits of the
// intake bear, since no link has that many answers in a week.
func (s *Services) answer(ctx context.Context, links map[string]string, all []customer) error {
	weeks := map[int64][]*customer{}
	var first, last int64
	for i := range all {
		c := &all[i]
		week := c.day.Unix() / (7 * 24 * 60 * 60)
		if weeks[week] = append(weeks[week], c); first == 0 || week < first {
			first = week
		}
		last = max(last, week)
	}
	for week := first; week <= last; week++ {
		if err := s.send(ctx, links, weeks[week]); err != nil {
			return err
		}
	}
	return nil
}

// send sends the answers of a week together.
func (s *Services) send(ctx context.Context, links map[string]string, week []*customer) error {
	for _, c := range week {
		s.at(c.day.Add(11 * time.Hour))
		if err := s.visit(ctx, links[c.unit], c); err != nil {
			return err
		}
	}
	var (
		group sync.WaitGroup
		mu    sync.Mutex
		all   error
		slots = make(chan struct{}, atOnce)
	)
	for _, c := range week {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			now := week[len(week)-1].day.Add(11 * time.Hour)
			_, err := s.Responses.Submit(ctx, response.Submission{
				Link: links[c.unit], SubmissionID: c.id, Answers: c.answers, Language: c.language, Mode: response.Web, StartedAt: now.Add(-c.took),
			})
			if err != nil {
				mu.Lock()
				all = errors.Join(all, fmt.Errorf("customer %s: %w", c.id, err))
				mu.Unlock()
			}
		})
	}
	group.Wait()
	return all
}

// visit counts how often the page was opened and started on the customer's day.
func (s *Services) visit(ctx context.Context, link string, c *customer) error {
	for range c.opened {
		if err := s.Outreach.Opened(ctx, link); err != nil {
			return err
		}
	}
	for range c.started {
		if err := s.Outreach.Started(ctx, link); err != nil {
			return err
		}
	}
	return nil
}
