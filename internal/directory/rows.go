package directory

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/sheet"
)

// The columns of an import; only code and name must be there. A column that is absent leaves what is recorded.
const (
	colCode         = "code"
	colName         = "name"
	colNameEN       = "name_en"
	colType         = "type"
	colParent       = "parent"
	colManager      = "manager"
	colFrom         = "valid_from"
	colTo           = "valid_to"
	colPredecessors = "predecessors"
	colSuccession   = "succession"
)

// aliases are the Chinese headers.
var aliases = map[string]string{
	"编码": colCode, "机构编码": colCode, "名称": colName, "机构名称": colName, "英文名": colNameEN, "英文名称": colNameEN,
	"类型": colType, "机构类型": colType, "上级": colParent, "上级编码": colParent, "上级机构": colParent, "负责人": colManager,
	"生效日期": colFrom, "失效日期": colTo, "前身": colPredecessors, "沿革": colSuccession,
}

var columns = []string{colCode, colName, colNameEN, colType, colParent, colManager, colFrom, colTo, colPredecessors, colSuccession}

// typeNames are the types that have a Chinese name in tables; any other type is given by a code of its own.
var typeNames = map[string]string{
	"集团": "group", "总部": "head_office", "总行": "head_office", "大区": "region", "区域": "region", "分公司": "branch", "分行": "branch",
	"支行": "sub_branch", "网点": "outlet", "营业厅": "hall", "项目": "project", "分期": "phase", "部门": "department", "员工": "employee",
	"品牌": "brand", "机场": "airport", "候机区": "boarding_area",
}

var kindNames = map[string]Kind{
	"merge": Merge, "split": Split, "replace": Replace,
	"合并": Merge, "并入": Merge, "拆分": Split, "分设": Split, "替换": Replace, "接替": Replace, "更名": Replace,
}

var (
	unitCode = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)
	typeCode = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
	personal = regexp.MustCompile(`^([0-9]{17}[0-9Xx]|(\+?86-?)?1[3-9][0-9]{9})$`) // an id card's or a mobile phone's number
)

// The bounds of an import.
const (
	MaxRows  = 50_000
	maxNames = 200 // characters of a name
)

// row is one row of the table: what it says, not yet what it changes.
type row struct {
	number       int
	code         string
	name, nameEN string
	unitType     string
	parent       string // code
	manager      string
	from, to     calendar.Date // empty when the row does not say
	predecessors []string      // codes
	succession   Kind
}

// RowError is what is wrong with a row.
type RowError struct {
	Row  int
	Code string // of the unit, as far as it could be read
	Err  *errs.Error
}

// reading is a table as read.
type reading struct {
	rows    []row
	has     map[string]bool // columns that are there
	ignored []string        // headers that are none of ours
	errors  []RowError
}

// readRows reads the table; faults of rows are collected, faults of the whole are returned.
func readRows(table *sheet.Table) (reading, error) {
	r := reading{has: map[string]bool{}}
	at := map[string]int{}
	for i, name := range table.Header {
		column := strings.ToLower(strings.TrimSpace(name))
		if alias, ok := aliases[column]; ok {
			column = alias
		}
		if !slices.Contains(columns, column) {
			r.ignored = append(r.ignored, name)
			continue
		}
		if r.has[column] {
			return r, errs.New(errs.Invalid, "directory.header.twice").With("column", column)
		}
		r.has[column], at[column] = true, i
	}
	for _, column := range []string{colCode, colName} {
		if !r.has[column] {
			return r, errs.New(errs.Invalid, "directory.header.missing").With("column", column)
		}
	}
	for in, err := range table.Rows() {
		if err != nil {
			return r, err
		}
		if len(r.rows)+len(r.errors) >= MaxRows {
			return r, errs.New(errs.Invalid, "directory.import.too_many").With("limit", MaxRows)
		}
		if in.Err != nil {
			r.errors = append(r.errors, RowError{Row: in.Number, Err: in.Err})
			continue
		}
		r.read(in.Number, func(column string) string {
			if !r.has[column] {
				return ""
			}
			return strings.Join(strings.Fields(in.Cells[at[column]]), " ")
		})
	}
	r.duplicates()
	return r, nil
}

// read takes one row apart; a row with a fault is not among rows.
func (r *reading) read(number int, cell func(string) string) {
	one := row{
		number: number, code: cell(colCode), name: cell(colName), nameEN: cell(colNameEN), unitType: strings.ToLower(cell(colType)),
		parent: cell(colParent), manager: cell(colManager), predecessors: codes(cell(colPredecessors)),
	}
	before := len(r.errors)
	fail := func(key, name string, value any) {
		e := errs.New(errs.Invalid, key).At(rowName(number))
		if name != "" {
			e = e.With(name, value)
		}
		r.errors = append(r.errors, RowError{Row: number, Code: one.code, Err: e})
	}
	if !unitCode.MatchString(one.code) {
		fail("directory.row.code", "code", one.code)
	}
	if one.name == "" {
		fail("directory.row.name", "", nil)
	}
	one.names(fail)
	if code, ok := typeNames[one.unitType]; ok {
		one.unitType = code
	}
	if r.has[colType] && !typeCode.MatchString(one.unitType) {
		fail("directory.row.type", "type", one.unitType)
	}
	for _, date := range []struct {
		column string
		into   *calendar.Date
	}{{colFrom, &one.from}, {colTo, &one.to}} {
		if text := cell(date.column); text != "" {
			var ok bool
			if *date.into, ok = day(text); !ok {
				fail("directory.row.date", "value", text)
			}
		}
	}
	if one.from != "" && one.to != "" && one.to < one.from {
		fail("directory.row.dates", "", nil)
	}
	if text := strings.ToLower(cell(colSuccession)); text != "" {
		var ok bool
		if one.succession, ok = kindNames[text]; !ok {
			fail("directory.row.succession", "value", text)
		}
	} else if len(one.predecessors) > 0 {
		fail("directory.row.succession_missing", "", nil)
	}
	if one.succession != "" && len(one.predecessors) == 0 {
		fail("directory.row.predecessors_missing", "", nil)
	}
	if len(r.errors) == before {
		r.rows = append(r.rows, one)
	}
}

// names checks the texts of a row.
func (r *row) names(fail func(key, name string, value any)) {
	for _, text := range []string{r.name, r.nameEN, r.manager} {
		if utf8.RuneCountInString(text) > maxNames {
			fail("directory.row.long", "limit", maxNames)
		}
		if unprintable(text) {
			fail("directory.row.text", "", nil)
		}
	}
}

// duplicates refuses a code that an earlier row has; codes that differ by case only are the same.
func (r *reading) duplicates() {
	first := map[string]int{}
	r.rows = slices.DeleteFunc(r.rows, func(one row) bool {
		at, twice := first[strings.ToUpper(one.code)]
		if !twice {
			first[strings.ToUpper(one.code)] = one.number
			return false
		}
		e := errs.New(errs.Invalid, "directory.row.twice").At(rowName(one.number)).With("code", one.code).With("first", at)
		r.errors = append(r.errors, RowError{Row: one.number, Code: one.code, Err: e})
		return true
	})
}

// refused are the codes of rows that could not be read.
func (r *reading) refused() map[string]bool {
	set := map[string]bool{}
	for _, e := range r.errors {
		set[e.Code] = true
	}
	return set
}

// without leaves out the rows that failed and counts them as refused.
func (r *reading) without(failed []RowError) reading {
	rest, bad := *r, map[int]bool{}
	for _, e := range failed {
		bad[e.Row] = true
	}
	rest.errors = append(slices.Clip(r.errors), failed...)
	rest.rows = slices.DeleteFunc(slices.Clone(r.rows), func(one row) bool { return bad[one.number] })
	return rest
}

// codes splits a list of codes.
func codes(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(";；、,，| ", r) })
}

// day reads a date as people and spreadsheet programmes write it.
func day(text string) (calendar.Date, bool) {
	for _, layout := range []string{"2006-1-2", "2006/1/2", "2006.1.2", "2006年1月2日", "20060102"} {
		if t, err := time.Parse(layout, text); err == nil {
			return calendar.DateOf(t.Year(), t.Month(), t.Day()), true
		}
	}
	return "", false
}
