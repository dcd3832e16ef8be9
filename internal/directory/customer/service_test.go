package customer_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/directory"
	"manyi.dev/manyi/internal/directory/customer"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/sheet"
)

var (
	ctx = context.Background()
	li  = audit.Actor{ID: "u1", Name: "李管理员"}
)

// archive is the service on a bank with two outlets.
type archive struct {
	*customer.Service
	db    *db.DB
	dir   string
	units map[string]string // ids by code
}

func open(t *testing.T, d *db.DB) *archive {
	t.Helper()
	zone := time.FixedZone("CST", 8*3600)
	now := func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, zone) }
	units := directory.New(d, now, zone)
	table, err := sheet.OpenBytes([]byte("code,name,type,parent\nHQ,总行,head_office,\nB1,一店,outlet,HQ\nB2,二店,outlet,HQ\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := units.Import(ctx, li, table, directory.Options{}); err != nil {
		t.Fatal(err)
	}
	a := &archive{db: d, dir: t.TempDir(), units: map[string]string{}}
	tree, err := units.Tree(ctx, units.Today())
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range tree.Units {
		a.units[u.Code] = u.ID
	}
	a.Service, err = customer.New(ctx, customer.Options{
		DB: d, Directory: units, Keys: filepath.Join(a.dir, "keys"), Folder: filepath.Join(a.dir, "imports"), Now: now, Zone: zone,
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// bring imports a table under the mapping that is suggested for it.
func (a *archive) bring(t *testing.T, content []byte) customer.Batch {
	t.Helper()
	b, err := a.Upload(ctx, li, "customers.csv", bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	p, err := a.Preview(ctx, b.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Check(ctx, b.ID, p.Suggested); err != nil {
		t.Fatal(err)
	}
	checked := a.work(t, b.ID)
	if checked.State != customer.Checked {
		t.Fatalf("checked: %+v", checked)
	}
	if _, err := a.Load(ctx, b.ID); err != nil {
		t.Fatal(err)
	}
	done := a.work(t, b.ID)
	if done.State != customer.Done || done.Created != checked.Created || done.Changed != checked.Changed || done.Faulty != checked.Faulty {
		t.Errorf("the check said %+v, the import did %+v", checked, done)
	}
	return done
}

func (a *archive) work(t *testing.T, id string) customer.Batch {
	t.Helper()
	if err := a.Work(ctx, id); err != nil {
		t.Fatal(err)
	}
	b, err := a.Batch(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// names lists the names that a query finds, page by page.
func (a *archive) names(t *testing.T, q customer.Query) []string {
	t.Helper()
	var all []string
	for {
		list, next, err := a.List(ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range list {
			all = append(all, c.Name)
		}
		if next == "" {
			return all
		}
		q.After = next
	}
}

func (a *archive) one(t *testing.T, text string) customer.Sheet {
	t.Helper()
	list, _, err := a.List(ctx, customer.Query{Text: text})
	if err != nil || len(list) != 1 {
		t.Fatalf("%s: %d customers, %v", text, len(list), err)
	}
	return list[0]
}

const file = `客户编号,姓名,手机,邮箱,机构编码,阶段,开户日期,性别,客户经理
C001,王小明,13800138000,wxm@example.com,B1,稳定期,2020-01-05,男,张经理
C002,王晓敏,138 0013 8001,,B2,,,女,
C003,单雄信,13800138002;010-65529988,,B1,磨合期一,2026/9/1,,
C004,Anna Bo,+442079460958,Anna@Example.com,B2,,,female,
C005,李四,12345,,B9,没有的阶段,昨天,,
C001,王小明,13800138000,,B1,,,,
,无编号,,,B1,,,,
`

func TestImportSearchAndUndo(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := open(t, d)
		gbk, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(file))
		if err != nil {
			t.Fatal(err)
		}
		first := a.bring(t, gbk)
		if first.Total != 7 || first.Created != 4 || first.Faulty != 3 {
			t.Errorf("imported: %+v", first)
		}
		faults, err := a.Faults(ctx, first.ID)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range faults {
			got = append(got, fmt.Sprintf("%d %s %s", f.Row, f.Column, f.Key))
		}
		want := []string{
			"6 开户日期 customer.date", "6 手机 customer.contact.phone", "6 机构编码 customer.unit",
			"7 客户编号 customer.twice", "8 客户编号 customer.code_missing",
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("faults %q, want %q", got, want)
		}
		b1 := []string{a.units["B1"]}
		for _, tt := range []struct {
			name string
			q    customer.Query
			want []string
		}{
			{"all", customer.Query{}, []string{"王小明", "王晓敏", "单雄信", "Anna Bo"}},
			{"page by page", customer.Query{Limit: 1}, []string{"王小明", "王晓敏", "单雄信", "Anna Bo"}},
			{"beginning of a name", customer.Query{Text: "王"}, []string{"王小明", "王晓敏"}},
			{"the same, page by page", customer.Query{Text: "王", Limit: 1}, []string{"王小明", "王晓敏"}},
			{"initials", customer.Query{Text: "WXM"}, []string{"王小明", "王晓敏"}},
			{"initials of a surname", customer.Query{Text: "sxx"}, []string{"单雄信"}},
			{"name and initials", customer.Query{Text: "an", Limit: 1}, []string{"Anna Bo"}},
			{"name before initials", customer.Query{Text: "a"}, []string{"Anna Bo"}},
			{"code", customer.Query{Text: "C00", Limit: 3}, []string{"王小明", "王晓敏", "单雄信", "Anna Bo"}},
			{"phone as written elsewhere", customer.Query{Text: "+86 138-0013-8001"}, []string{"王晓敏"}},
			{"second phone", customer.Query{Text: "01065529988"}, []string{"单雄信"}},
			{"part of a phone finds nobody", customer.Query{Text: "1380013"}, nil},
			{"e-mail", customer.Query{Text: "ANNA@example.com"}, []string{"Anna Bo"}},
			{"units", customer.Query{Units: b1, Limit: 1}, []string{"王小明", "单雄信"}},
			{"units and text", customer.Query{Units: b1, Text: "w"}, []string{"王小明"}},
			{"units and phone", customer.Query{Units: b1, Text: "13800138001"}, nil},
			{"no units", customer.Query{Units: []string{}}, nil},
			{"stage", customer.Query{Stage: "settling_1"}, []string{"单雄信"}},
			{"stage in units", customer.Query{Units: b1, Stage: "stable"}, []string{"王小明"}},
			{"attribute by its names", customer.Query{Attribute: "gender", Value: "female"}, []string{"王晓敏", "Anna Bo"}},
			{"status", customer.Query{Status: "lost"}, nil},
		} {
			if got := a.names(t, tt.q); !slices.Equal(got, tt.want) {
				t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
			}
		}
		again := a.bring(t, []byte("\ufeff"+file))
		if again.Unchanged != 4 || again.Created+again.Changed != 0 {
			t.Errorf("the same file again: %+v", again)
		}
		if _, err := os.Stat(filepath.Join(a.dir, "imports", first.ID)); !os.IsNotExist(err) {
			t.Errorf("the file of an ended import is still there: %v", err)
		}
		changed := a.bring(t, []byte("客户编号,姓名,手机,机构\nC001,王大明,13900139000,B2\nC009,新客户,,B1\n"))
		if changed.Changed != 1 || changed.Created != 1 {
			t.Errorf("changed: %+v", changed)
		}
		wang := a.one(t, "13900139000")
		if wang.Name != "王大明" || wang.Manager != "张经理" || len(wang.Contacts) != 3 || len(wang.Relations) != 2 || wang.Attributes["gender"] != "male" {
			t.Errorf("after the change: %+v", wang)
		}
		if _, err := a.Undo(ctx, first.ID); !errs.HasKey(err, "customer.batch.depends") {
			t.Errorf("undo of an import that another one wrote over: %v", err)
		}
		if _, err := a.Undo(ctx, changed.ID); err != nil {
			t.Fatal(err)
		}
		if b := a.work(t, changed.ID); b.State != customer.Undone {
			t.Errorf("undone: %+v", b)
		}
		if wang = a.one(t, "C001"); wang.Name != "王小明" || len(wang.Contacts) != 2 || len(wang.Relations) != 1 {
			t.Errorf("after the undoing: %+v", wang)
		}
		if same := a.bring(t, []byte(file)); same.Unchanged != 4 {
			t.Errorf("the first file after the undoing: %+v", same)
		}
		if _, err := a.Undo(ctx, first.ID); err != nil {
			t.Errorf("undo of the first: %v", err)
		}
		a.work(t, first.ID)
		if left := a.names(t, customer.Query{}); len(left) > 0 {
			t.Errorf("left after the undoing: %q", left)
		}
	})
}

func TestPersonalDataAreSealed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := open(t, d)
		a.bring(t, []byte(file))
		secret := func() string {
			rows, err := db.Values[string](ctx, d, `SELECT key_id || ' ' || sealed || ' ' || blind FROM cust_contacts ORDER BY id`)
			if err != nil || len(rows) != 7 {
				t.Fatalf("%d contact points, %v", len(rows), err)
			}
			return strings.Join(rows, "\n")
		}
		before := secret()
		if strings.Contains(before, "13800138000") || strings.Contains(before, "example") {
			t.Error("a contact point is in clear")
		}
		if wang := a.one(t, "C001"); wang.Contacts[0].Value != "138****8000" || wang.Contacts[1].Value != "w***@example.com" {
			t.Errorf("the list shows %+v", wang.Contacts)
		}
		wang, err := a.Reveal(ctx, li, a.one(t, "C001").ID, nil)
		if err != nil || wang.Contacts[0].Value != "+8613800138000" {
			t.Errorf("in clear: %+v, %v", wang.Contacts, err)
		}
		if log := a.log(t, "customer.reveal"); len(log) != 1 || log[0].Entry.Object != wang.ID {
			t.Errorf("audit of the reading: %+v", log)
		}
		if n, err := a.Rotate(ctx, li); err != nil || n != 7 {
			t.Errorf("rotated %d, %v", n, err)
		}
		if after := secret(); after == before || strings.Contains(after, before[:8]) {
			t.Error("something is still sealed under the old key")
		}
		if wang := a.one(t, "13800138000"); wang.Name != "王小明" {
			t.Errorf("found after the rotation: %s", wang.Name)
		}
		keys := filepath.Join(a.dir, "keys")
		if info, err := os.Stat(keys); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the file of keys: %v, %v", info.Mode(), err)
		}
		if err := os.Remove(keys); err != nil {
			t.Fatal(err)
		}
		if _, err := customer.New(ctx, customer.Options{DB: d, Keys: keys}); !errs.HasKey(err, "customer.keys.missing") {
			t.Errorf("opened without the file of keys: %v", err)
		}
	})
}

func (a *archive) log(t *testing.T, action string) []audit.Record {
	t.Helper()
	list, _, err := audit.List(ctx, a.db, audit.Filter{Action: action})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestShowCorrectErase(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := open(t, d)
		a.bring(t, []byte(file))
		id, b1, b2 := a.one(t, "C003").ID, []string{a.units["B1"]}, []string{a.units["B2"]}
		if _, err := a.Show(ctx, id, b2); !errs.HasKey(err, "customer.unknown") {
			t.Errorf("shown to another unit: %v", err)
		}
		sheet, err := a.Reveal(ctx, li, id, b1)
		if err != nil {
			t.Fatal(err)
		}
		version := sheet.ChangedAt
		sheet.Name, sheet.DoNotContact = "单二", true
		sheet.Contacts = append(sheet.Contacts[:1], customer.Contact{Kind: customer.Email, Value: "S2@example.com", Consent: "granted", Purposes: []string{"survey"}})
		if err := a.Correct(ctx, li, sheet, version, b1); err != nil {
			t.Fatal(err)
		}
		if err := a.Correct(ctx, li, sheet, version, b1); !errs.HasKey(err, "customer.changed_meanwhile") {
			t.Errorf("a second correction of the same version: %v", err)
		}
		if s := a.one(t, "s2@example.com"); s.Name != "单二" || s.Initials != "se" || !s.DoNotContact || len(s.Contacts) != 2 {
			t.Errorf("corrected: %+v", s)
		}
		bad := sheet
		bad.Name, bad.Contacts = " ", []customer.Contact{{Kind: customer.Phone, Value: "1"}}
		if err := a.Correct(ctx, li, bad, version, b1); !errs.HasKey(err, "customer.name_missing") || !errs.HasKey(err, "customer.contact.phone") {
			t.Errorf("a bad correction: %v", err)
		}
		if log := a.log(t, "customer.correct"); len(log) != 1 || fmt.Sprint(log[0].Entry.Details["fields"]) != "[contacts do_not_contact name]" {
			t.Errorf("audit of the correction: %+v", log)
		}
		if _, err := a.Erase(ctx, li, id, customer.Erasing{Reason: " "}, b1); !errs.HasKey(err, "customer.reason_missing") {
			t.Errorf("erased without a reason: %v", err)
		}
		e, err := a.Erase(ctx, li, id, customer.Erasing{Reason: "本人要求"}, b1)
		if err != nil || e.Contents["contacts"] != 2 || e.By != li.Name {
			t.Errorf("erased: %+v, %v", e, err)
		}
		kept, err := a.Certificate(ctx, e.ID, "")
		text, _ := json.Marshal(kept)
		if err != nil || kept.Reason != "本人要求" || strings.Contains(string(text), "单") || strings.Contains(string(text), "C003") {
			t.Errorf("the certificate: %s, %v", text, err)
		}
		if again := a.bring(t, []byte(file)); again.Faulty != 4 || again.Created != 0 {
			t.Errorf("whoever was erased came back: %+v", again)
		}
	})
}

func TestDuplicatesAreMerged(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := open(t, d)
		a.bring(t, []byte("code,name,phone,email,unit,consent\nA,王小明,13800138000,,B1,yes\nB,王小明,+86 138 0013 8000,w@example.com,B2,no\nC,李四,13900139000,,B1,\n"))
		list, next, err := a.Duplicates(ctx, nil, "", 10)
		if err != nil || next != "" || len(list) != 1 || list[0].Shared != customer.Phone || len(list[0].Customers) != 2 {
			t.Fatalf("duplicates: %+v, %q, %v", list, next, err)
		}
		keep, other := list[0].Customers[0].ID, list[0].Customers[1].ID
		if within, _, err := a.Duplicates(ctx, []string{a.units["B1"]}, "", 10); err != nil || len(within) != 0 {
			t.Errorf("a unit that has one of them sees %+v, %v", within, err)
		}
		if err := a.Merge(ctx, li, keep, other, []string{a.units["B1"]}); !errs.HasKey(err, "customer.unknown") {
			t.Errorf("merged with a customer out of reach: %v", err)
		}
		if err := a.Merge(ctx, li, keep, other, nil); err != nil {
			t.Fatal(err)
		}
		one, err := a.Reveal(ctx, li, keep, nil)
		if err != nil || one.Code != "A" || len(one.Contacts) != 2 || len(one.Relations) != 2 {
			t.Errorf("merged: %+v, %v", one, err)
		}
		for _, c := range one.Contacts {
			if c.Consent != "refused" {
				t.Errorf("%s: the refusal was lost: %s", c.Kind, c.Consent)
			}
		}
		if left := a.names(t, customer.Query{}); !slices.Equal(left, []string{"王小明", "李四"}) {
			t.Errorf("left: %q", left)
		}
	})
}

func TestExportCanBeImportedAgain(t *testing.T) {
	t.Parallel()
	a := open(t, dbtest.OpenSQLite(t))
	a.bring(t, []byte(file))
	codes := map[string]string{}
	for code, id := range a.units {
		codes[id] = code
	}
	var clear, masked bytes.Buffer
	if err := a.Export(ctx, li, customer.Query{}, true, codes, sheet.NewCSV(&clear)); err != nil {
		t.Fatal(err)
	}
	if err := a.Export(ctx, li, customer.Query{}, false, codes, sheet.NewCSV(&masked)); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(masked.String(), "8613800138000") || !strings.Contains(masked.String(), "138****8000") {
		t.Errorf("masked: %s", masked.String())
	}
	if log := a.log(t, "customer.export"); len(log) != 1 {
		t.Errorf("audited %d times", len(log))
	}
	if b := a.bring(t, clear.Bytes()); b.Faulty != 0 || b.Unchanged != 4 {
		faults, _ := a.Faults(ctx, b.ID)
		t.Errorf("the export imported again: %+v %+v\n%s", b, faults, clear.String())
	}
}

func TestCancelledAndRefusedFiles(t *testing.T) {
	t.Parallel()
	a := open(t, dbtest.OpenSQLite(t))
	b, err := a.Upload(ctx, li, "", strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	for name, m := range map[string]customer.Mapping{
		"customer.mapping.needed": {"客户编号": "code"}, "customer.mapping.column": {"没有": "code"},
		"customer.mapping.field": {"姓名": "nickname"}, "customer.mapping.twice": {"姓名": "name", "客户经理": "name"},
	} {
		if _, err := a.Check(ctx, b.ID, m); !errs.HasKey(err, name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := a.Load(ctx, b.ID); !errs.HasKey(err, "customer.batch.state") {
		t.Errorf("loaded without a check: %v", err)
	}
	if _, err := a.Cancel(ctx, b.ID); err != nil {
		t.Fatal(err)
	}
	if b = a.work(t, b.ID); b.State != customer.Cancelled {
		t.Errorf("cancelled: %+v", b)
	}
	if _, err := a.Upload(ctx, li, "x.xls", strings.NewReader("\xd0\xcf\x11\xe0old")); !errs.HasKey(err, "sheet.old_format") {
		t.Errorf("an old format: %v", err)
	}
	if left, _ := os.ReadDir(filepath.Join(a.dir, "imports")); len(left) != 0 {
		t.Errorf("files left: %v", left)
	}
}

func TestSchemaKeepsWhatIsUsed(t *testing.T) {
	t.Parallel()
	a := open(t, dbtest.OpenSQLite(t))
	a.bring(t, []byte(file))
	schema, err := a.Schema(ctx)
	if err != nil {
		t.Fatal(err)
	}
	less := schema
	less.Attributes = schema.Attributes[1:] // gender has values
	if err := a.SetSchema(ctx, li, less); !errs.HasKey(err, "customer.schema_used") {
		t.Errorf("an attribute with values was removed: %v", err)
	}
	less = schema
	less.Attributes = slices.Clone(schema.Attributes)
	less.Attributes[0].Options = schema.Attributes[0].Options[:1] // there are men
	if err := a.SetSchema(ctx, li, less); !errs.HasKey(err, "customer.schema_used") {
		t.Errorf("an option that customers have was removed: %v", err)
	}
	less = schema
	less.Stages = schema.Stages[:5] // long_time is unused
	if err := a.SetSchema(ctx, li, less); err != nil {
		t.Errorf("an unused stage was not removed: %v", err)
	}
	if now, err := a.Schema(ctx); err != nil || len(now.Stages) != 5 {
		t.Errorf("schema now: %+v, %v", now.Stages, err)
	}
}
