package foreign

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"

	"manyi.dev/manyi/internal/questionnaire"
)

// Why says what a suggestion is built on.
type Why string

// The grounds.
const (
	FromEarlier Why = "earlier" // a mapping that was made before
	ByCode      Why = "code"    // the column is called by the item's code
	ByName      Why = "name"    // the column is called what the item asks, or as such columns usually are
	ByLikeness  Why = "like"    // the names are alike
	ByValues    Why = "values"  // the values are those that are looked for
)

// Hint says of one use of columns why it is suggested.
type Hint struct {
	Use     string   `json:"use"` // item code, or id, date, unit, weight, stratum, cluster
	Columns []string `json:"columns"`
	Why     Why      `json:"why"`
	From    string   `json:"from,omitempty"` // name of the earlier mapping
}

// Earlier is a mapping that was made before.
type Earlier struct {
	Name    string
	Mapping Mapping
}

// NamedUnit is a unit that responses can be about.
type NamedUnit struct {
	Code  string
	Names []string
}

// Ground is what suggestions are made from.
type Ground struct {
	Wave    Wave
	Form    *questionnaire.Form
	Header  *Header
	Columns []Column // with their values: Report.Detailed
	Units   []NamedUnit
	Earlier []Earlier // the latest first
}

// Suggest makes a first mapping of a table: from the earlier mapping that names most of its columns, then by the names
// of columns, then by their values. What is doubtful is left out; a person goes on from here.
func Suggest(g *Ground) (Mapping, []Hint) {
	s := suggester{
		Ground: g, free: map[string]bool{}, by: map[string]*Column{},
		m: Mapping{Format: Format, Wave: g.Wave, Header: g.Header, TimeZone: DefaultTimeZone, Unmapped: UnmappedError},
	}
	for i := range g.Columns {
		c := &g.Columns[i]
		if name := header(c.Name); name != "" {
			if s.by[name] != nil {
				s.by[name] = nil // a name that stands twice cannot be used
				s.free[name] = false
				continue
			}
			s.by[name], s.free[name] = c, c.Kind != Empty
		}
	}
	s.earlier()
	s.sources()
	s.items()
	s.translate()
	slices.SortStableFunc(s.m.Items, func(a, b Item) int { return cmp.Compare(s.place(a.Item), s.place(b.Item)) })
	if s.m.Items == nil {
		s.m.Items = []Item{}
	}
	return s.m, s.hints
}

type suggester struct {
	*Ground
	m     Mapping
	hints []Hint
	by    map[string]*Column // by name; nil for a name that stands twice
	free  map[string]bool    // columns with content that nothing uses yet
}

func (s *suggester) place(item string) int {
	return slices.IndexFunc(s.Form.Items(), func(e questionnaire.Entry) bool { return e.Code == item })
}

// take uses columns for something.
func (s *suggester) take(use string, why Why, from string, columns ...string) {
	for _, c := range columns {
		s.free[header(c)] = false
	}
	s.hints = append(s.hints, Hint{Use: use, Columns: columns, Why: why, From: from})
}

// there reports whether the table has all the columns and nothing uses them.
func (s *suggester) there(columns []string) bool {
	return len(columns) > 0 && !slices.ContainsFunc(columns, func(c string) bool { return !s.free[header(c)] })
}

// earlier takes over what fits from the earlier mapping that fits best.
func (s *suggester) earlier() {
	var best Earlier
	most := 0.5 // at least half of its columns
	for _, e := range s.Earlier {
		m := e.Mapping.For(s.Wave)
		if share := s.share(&m); share > most {
			most, best = share, Earlier{e.Name, m}
		}
	}
	if best.Name == "" {
		return
	}
	old := &best.Mapping
	s.m.TimeZone, s.m.Missing, s.m.Unmapped = old.TimeZone, old.Missing, old.Unmapped
	for _, one := range []struct {
		use      string
		from, to **Source
	}{{"id", &old.ID, &s.m.ID}, {"weight", &old.Weight, &s.m.Weight}, {"stratum", &old.Stratum, &s.m.Stratum}, {"cluster", &old.Cluster, &s.m.Cluster}} {
		if *one.from != nil && s.there((*one.from).Column.Names) {
			*one.to = *one.from
			s.take(one.use, FromEarlier, best.Name, (*one.from).Column.Names...)
		}
	}
	if old.Date != nil && s.there(old.Date.Column.Names) {
		s.m.Date = old.Date
		s.take("date", FromEarlier, best.Name, old.Date.Column.Names...)
	}
	if s.knownUnits(old) && (old.Unit.Constant != "" || s.there(old.Unit.Column.Names)) {
		s.m.Unit = old.Unit
		if old.Unit.Constant == "" {
			s.take("unit", FromEarlier, best.Name, old.Unit.Column.Names...)
		}
	}
	for _, it := range old.Items {
		if columns := it.columns(); s.there(columns) && s.fits(&it, old) {
			if it.Codes != "" {
				if s.m.Codes == nil {
					s.m.Codes = map[string]Codes{}
				}
				s.m.Codes[it.Codes] = old.Codes[it.Codes]
			}
			s.m.Items = append(s.m.Items, it)
			s.take(it.Item, FromEarlier, best.Name, columns...)
		}
	}
}

// columns are all columns of an item.
func (it *Item) columns() []string {
	names := slices.Clone(it.Column.Names)
	for _, c := range it.Choices {
		names = append(names, c.Column.Names...)
	}
	return names
}

// share is how much of a mapping's columns the table has.
func (s *suggester) share(m *Mapping) float64 {
	var names []string
	for i := range m.Items {
		names = append(names, m.Items[i].columns()...)
	}
	names = append(names, m.Unit.Column.Names...)
	have := 0
	for _, name := range names {
		if s.free[header(name)] {
			have++
		}
	}
	return float64(have) / float64(max(1, len(names)))
}

func (s *suggester) knownUnits(m *Mapping) bool {
	known := map[string]bool{}
	for _, u := range s.Units {
		known[u.Code] = true
	}
	return !slices.ContainsFunc(m.Units(), func(code string) bool { return !known[code] })
}

// fits reports whether an item of an earlier mapping is right for the questionnaire.
func (s *suggester) fits(it *Item, old *Mapping) bool {
	if _, known := s.Form.Entry(it.Item); !known {
		return false
	}
	c := checker{m: &Mapping{Codes: old.Codes, Missing: old.Missing}, form: s.Form, items: map[string]string{}, usedCodes: map[string]bool{}}
	c.item("items", it)
	return c.Err() == nil
}

// usual are the names under which columns that are no items usually come.
var usual = map[string][]string{
	"id":      {"编号", "答卷编号", "问卷编号", "样本编号", "流水号", "序号", "答卷序号", "id", "respid", "respnum", "respondent", "respondentid", "responseid", "caseid", "receipt", "回执"},
	"date":    {"日期", "时间", "访问日期", "答题日期", "提交时间", "提交答卷时间", "填写时间", "完成时间", "date", "datetime", "interviewdate", "submitted", "submittedat", "completedat", "receivedat", "endtime", "timestamp"},
	"weight":  {"权数", "权重", "样本权数", "调查权数", "weight", "wt", "surveyweight"},
	"stratum": {"层", "分层", "抽样层", "stratum", "strata"},
	"cluster": {"群", "初级抽样单元", "抽样单元", "psu", "cluster"},
	"unit": {
		"机构", "机构编码", "机构代码", "机构名称", "网点", "网点编码", "网点名称", "支行", "分行", "单位", "门店", "项目", "unit", "unitcode", "unitname", "branch",
		"outlet", "store", "orgcode", "org",
	},
}

// sources finds the columns that are no items.
func (s *suggester) sources() {
	for _, one := range []struct {
		use   string
		to    **Source
		kinds []Kind
	}{
		{"id", &s.m.ID, []Kind{Unique, Numbers, Coded}},
		{"weight", &s.m.Weight, []Kind{Numbers, Coded, Unique}},
		{"stratum", &s.m.Stratum, []Kind{Coded, Flag, Numbers}},
		{"cluster", &s.m.Cluster, []Kind{Coded, Flag, Numbers, Unique}},
	} {
		c := s.named(one.use, func(c *Column) bool {
			return slices.Contains(one.kinds, c.Kind) && c.Blank == 0 && (one.use != "id" || len(c.Top) > 0 && c.Top[0].Count == 1) &&
				(one.use != "weight" || c.Numbers == c.Filled && c.Min >= 0)
		})
		if *one.to == nil && c != nil {
			*one.to = &Source{Column: Columns{Names: []string{c.Name}}}
			s.take(one.use, ByName, "", c.Name)
		}
	}
	if s.m.Date == nil {
		s.date()
	}
	if s.m.Unit.Constant == "" && s.m.Unit.Column.empty() {
		s.unit()
	}
}

// date takes the column of days that is called one, else the only one.
func (s *suggester) date() {
	days := func(c *Column) bool { return c.Kind == Days }
	c, why := s.named("date", days), ByName
	if c == nil {
		why = ByValues
		for i := range s.Columns {
			if one := &s.Columns[i]; days(one) && s.free[header(one.Name)] && !s.dayItem(one) {
				if c != nil {
					return
				}
				c = one
			}
		}
	}
	if c == nil {
		return
	}
	s.m.Date = &Date{Column: Columns{Names: []string{c.Name}}}
	if _, format := daysIn(valuesOf(c)); format != "" {
		s.m.Date.Formats = Values{format}
	}
	s.take("date", why, "", c.Name)
}

// dayItem reports whether a column of days is called like an item that asks for a day.
func (s *suggester) dayItem(c *Column) bool {
	return slices.ContainsFunc(s.Form.Items(), func(e questionnaire.Entry) bool {
		return e.Type == questionnaire.Date && likeness(&e, c).score >= alike
	})
}

// named is the free column that is called as columns of a use usually are, of the kinds that suit it.
func (s *suggester) named(use string, suits func(*Column) bool) *Column {
	for _, name := range usual[use] {
		for i := range s.Columns {
			if c := &s.Columns[i]; s.free[header(c.Name)] && fold(c.Name) == name && suits(c) {
				return c
			}
		}
	}
	return nil
}

func valuesOf(c *Column) []string {
	values := make([]string, len(c.Top))
	for i, v := range c.Top {
		values[i] = v.Value
	}
	return values
}

// unit takes the column whose values are codes or names of units.
func (s *suggester) unit() {
	codes, names := map[string]string{}, map[string]string{}
	for _, u := range s.Units {
		codes[u.Code] = u.Code
		for _, name := range u.Names {
			if old, twice := names[fold(name)]; twice && old != u.Code {
				names[fold(name)] = "" // two units of one name
				continue
			}
			names[fold(name)] = u.Code
		}
	}
	delete(names, "")
	var best *Column
	most, byNames := 0.5, false
	for i := range s.Columns {
		c := &s.Columns[i]
		if !s.free[header(c.Name)] || c.Filled == 0 {
			continue
		}
		byCode, byName, seen := 0, 0, 0
		for _, v := range c.Top {
			seen += v.Count
			if codes[v.Value] != "" {
				byCode += v.Count
			} else if names[fold(v.Value)] != "" {
				byName += v.Count
			}
		}
		share := float64(byCode+byName) / float64(seen)
		if slices.Contains(usual["unit"], fold(c.Name)) {
			share += 0.25
		}
		if byCode+byName > 0 && share > most {
			most, best, byNames = share, c, byName > 0
		}
	}
	if best == nil {
		return
	}
	s.m.Unit = Unit{Column: Columns{Names: []string{best.Name}}}
	if byNames {
		for _, v := range best.Top {
			if code := cmp.Or(codes[v.Value], names[fold(v.Value)]); code != "" {
				s.m.Unit.Values = append(s.m.Unit.Values, Pair{v.Value, code})
			}
		}
	}
	s.take("unit", ByValues, "", best.Name)
}

var notName = regexp.MustCompile(`[^\p{L}\p{N}]+`)

// fold is a text for comparison: letters and digits only, in one width and case.
func fold(text string) string {
	narrow := strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, text)
	return strings.ToLower(notName.ReplaceAllString(narrow, ""))
}

// texts are a text in every language, folded, without repetitions.
func folded(t map[string]string) []string {
	var list []string
	for _, lang := range slices.Sorted(maps.Keys(t)) {
		if f := fold(t[lang]); f != "" && !slices.Contains(list, f) {
			list = append(list, f)
		}
	}
	return list
}
