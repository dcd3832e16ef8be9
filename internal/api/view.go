package api

import (
	"time"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/programme"
)

// List is a page of a list; next is the cursor of the following page, absent on the last.
type List[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
}

// UnitRef names an org unit.
type UnitRef struct {
	ID          string    `json:"id"`
	Code        string    `json:"code"`
	Name        i18n.Text `json:"name"`
	Type        string    `json:"type"`
	Parent      string    `json:"parent,omitempty"`
	HasChildren bool      `json:"has_children"`
}

func instant(m db.Millis) *time.Time {
	if m == 0 {
		return nil
	}
	t := m.Time()
	return &t
}

// unitRef is a unit of a wave's tree.
func unitRef(t *programme.Tree, u *programme.Unit) UnitRef {
	r := UnitRef{ID: u.ID, Code: u.Code, Name: u.Name, Type: u.Type, HasChildren: len(u.Children) > 0}
	if u.Parent >= 0 {
		r.Parent = t.Units[u.Parent].Code
	}
	return r
}

// Unit is an org unit in the directory.
type Unit struct {
	ID        string    `json:"id"`
	Code      string    `json:"code"`
	Name      i18n.Text `json:"name"`
	Type      string    `json:"type"`
	Parent    string    `json:"parent,omitempty"`
	Manager   string    `json:"manager,omitempty"`
	ValidFrom string    `json:"valid_from"`
	Closed    bool      `json:"closed"`
	Revision  int64     `json:"revision" doc:"to be named when the unit is changed"`
	Change    bool      `json:"change" doc:"who asks may change it"`
	Below     bool      `json:"below" doc:"who asks may add and change units below it"`
}

// UnitEvent is one entry of a unit's history.
type UnitEvent struct {
	At    string    `json:"at"`
	Kind  string    `json:"kind"`
	Text  i18n.Text `json:"text"`
	Other *UnitRef  `json:"other,omitempty"`
}
