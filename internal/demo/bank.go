package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire/template"
	"manyi.dev/manyi/internal/response"
)

// loadBank makes the bank and has its customers answer.
func (s *Services) loadBank(ctx context.Context, out func(string)) error {
	s.at(day(2024, time.December, 16).Add(9 * time.Hour))
	form, system, err := template.Files("bank-outlet") // as any bank would start
	if err != nil {
		return err
	}
	if err := s.define(ctx, "data/bank", form, system); err != nil {
		return err
	}
	if err := s.units(ctx, "data/bank/changes.csv"); err != nil { // what became of the units since then
		return err
	}
	err = reading("data/bank/programme.json", func(r io.Reader) error {
		doc, err := programme.ParseDocument(r)
		if err == nil {
			err = s.Programmes.Define(ctx, by, doc)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, h := range halves {
		if err := s.runWave(ctx, h.wave, h.first, out); err != nil {
			return err
		}
		if h.wave == secondHalf {
			break // it is open
		}
		if err := s.closeWave(ctx, h.wave, h.last); err != nil {
			return err
		}
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

// answer has customers send their answers, day by day.
func (s *Services) answer(ctx context.Context, links map[string]string, all []customer) error {
	slices.SortStableFunc(all, func(a, b customer) int { return a.day.Compare(b.day) })
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].day.Equal(all[0].day) {
			n++
		}
		if err := s.send(ctx, links, all[:n]); err != nil {
			return err
		}
		all = all[n:]
	}
	return nil
}

// send sends the answers of one day, together: a commit stores several.
func (s *Services) send(ctx context.Context, links map[string]string, today []customer) error {
	now := today[0].day.Add(11 * time.Hour)
	s.at(now)
	var group sync.WaitGroup
	failed := make([]error, len(today))
	for i := range today {
		c := &today[i]
		if failed[i] = s.visit(ctx, links[c.unit], c); failed[i] != nil {
			break
		}
		group.Go(func() {
			_, failed[i] = s.Responses.Submit(ctx, response.Submission{
				Link: links[c.unit], SubmissionID: c.id, Answers: c.answers, Language: c.language, Mode: response.Web, StartedAt: now.Add(-c.took),
			})
			if failed[i] != nil {
				failed[i] = fmt.Errorf("customer %s: %w", c.id, failed[i])
			}
		})
	}
	group.Wait()
	return errors.Join(failed...)
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
