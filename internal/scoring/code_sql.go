package scoring

import (
	"context"
	"sort"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/programme"
)

// code is one row of cube_codes.
type code struct {
	Dimension string
	Code      int32
	Name      string
}

func codeCells(c *code) []any { return []any{&c.Dimension, &c.Code, &c.Name} }

func codesOf(ctx context.Context, q db.Q, wave programme.WaveID) ([]code, error) {
	return db.All(ctx, q, codeCells, `SELECT dimension, code, name FROM cube_codes WHERE wave_id = ? ORDER BY dimension, code`, wave)
}

// names maps the names of strata and PSUs of a wave to their codes; 0 is "none".
type names map[string]map[string]int32

func namesOf(codes []code) names {
	n := names{DimStratum: {}, DimPSU: {}}
	for _, c := range codes {
		n[c.Dimension][c.Name] = c.Code
	}
	return n
}

// learn gives every new name the next code, in the order of the names, and stores it.
func (n names) learn(ctx context.Context, tx *db.Tx, wave programme.WaveID, dim string, fresh map[string]bool) error {
	var list []string
	for name := range fresh {
		if _, known := n[dim][name]; name != "" && !known {
			list = append(list, name)
		}
	}
	sort.Strings(list)
	for _, name := range list {
		next := int32(len(n[dim]) + 1)
		n[dim][name] = next
		_, err := tx.Exec(ctx, `INSERT INTO cube_codes (wave_id, dimension, code, name) VALUES (?, ?, ?, ?)`, wave, dim, next, name)
		if err != nil {
			return err
		}
	}
	return nil
}

// Names are the names of a dimension's codes, index 0 "".
func (s *Service) Names(ctx context.Context, wave programme.WaveID, dim string) ([]string, error) {
	codes, err := codesOf(ctx, s.db, wave)
	if err != nil {
		return nil, err
	}
	list := []string{""}
	for _, c := range codes {
		if c.Dimension == dim {
			list = append(list, c.Name)
		}
	}
	return list, nil
}
