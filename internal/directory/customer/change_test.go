package customer_test

import (
	"fmt"
	"slices"
	"testing"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/directory/customer"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

// somebody is a customer as a form sends it.
func (a *archive) somebody(code string) customer.Sheet {
	return customer.Sheet{
		Customer:   customer.Customer{Code: code, Name: " 周小梅 ", Kind: customer.Person, Status: "active"},
		Contacts:   []customer.Contact{{Kind: customer.Phone, Value: "139 0013 9000", Consent: "granted", Purposes: []string{"survey"}, ValidUntil: "2027-01-31"}},
		Relations:  []customer.Relation{{Unit: a.units["B1"], Stage: "stable", From: "2020-01-05"}},
		Attributes: map[string]string{"gender": "female"},
	}
}

func TestOneCustomerIsAdded(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := open(t, d)
		id, err := a.Create(ctx, li, a.somebody("Z1"), []string{a.units["B1"]})
		if err != nil {
			t.Fatal(err)
		}
		s, err := a.Reveal(ctx, li, id, nil)
		if err != nil || s.Name != "周小梅" || s.Initials != "zxm" || s.Contacts[0].Value != "+8613900139000" || s.Contacts[0].ValidUntil != "2027-01-31" ||
			s.Relations[0].From != "2020-01-05" || s.Attributes["gender"] != "female" {
			t.Errorf("added: %+v, %v", s, err)
		}
		if log := a.log(t, "customer.create"); len(log) != 1 || log[0].Entry.Object != id {
			t.Errorf("audit: %+v", log)
		}
		b1 := []string{a.units["B1"]}
		for name, tt := range map[string]struct {
			change func(*customer.Sheet)
			units  []string
		}{
			"customer.code_taken":    {func(s *customer.Sheet) { s.Code = "Z1" }, b1},
			"customer.code_missing":  {func(s *customer.Sheet) { s.Code = "" }, nil},
			"customer.code":          {func(s *customer.Sheet) { s.Code = "a b" }, nil},
			"customer.contact.phone": {func(s *customer.Sheet) { s.Contacts[0].Value = "=1+1" }, nil},
			"customer.unit_needed":   {func(s *customer.Sheet) { s.Relations = nil }, b1},
			"customer.unit":          {func(s *customer.Sheet) {}, []string{a.units["B2"]}},
			"customer.dates":         {func(s *customer.Sheet) { s.Contacts[0].ValidFrom = "2028-01-01" }, nil},
		} {
			s := a.somebody("Z2")
			tt.change(&s)
			if _, err := a.Create(ctx, li, s, tt.units); !errs.HasKey(err, name) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := a.Erase(ctx, li, id, customer.Erasing{Reason: "本人要求"}, b1); err != nil {
			t.Fatal(err)
		}
		if _, err := a.Create(ctx, li, a.somebody("Z1"), nil); !errs.HasKey(err, "customer.erased") {
			t.Errorf("whoever was erased came back: %v", err)
		}
	})
}

func TestRetiredIsKeptButNotChosen(t *testing.T) {
	t.Parallel()
	a := open(t, dbtest.OpenSQLite(t))
	id, err := a.Create(ctx, li, a.somebody("Z1"), nil)
	if err != nil {
		t.Fatal(err)
	}
	schema, err := a.Schema(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for i := range schema.Stages {
		schema.Stages[i].Retired = schema.Stages[i].Code == "stable"
	}
	schema.Attributes = append([]customer.Attribute{{Code: "floor", Name: i18n.Text{"zh": "楼层"}, Type: "number"}}, schema.Attributes...)
	schema.Attributes[1].Options[0].Retired = true // female
	if err := a.SetSchema(ctx, li, schema); err != nil {
		t.Fatal(err)
	}
	if err := a.SetSchema(ctx, li, schema); !errs.HasKey(err, "customer.schema_meanwhile") {
		t.Errorf("changed from a version that was replaced: %v", err)
	}
	if log := a.log(t, "customer.schema"); len(log) != 1 || fmt.Sprint(log[0].Entry.Details) != "map[added:[floor] removed:[] retired:[gender.female stable]]" {
		t.Errorf("audit: %+v", log)
	}
	s := a.somebody("Z2")
	if _, err := a.Create(ctx, li, s, nil); !errs.HasKey(err, "customer.retired") {
		t.Errorf("chosen anew: %v", err)
	}
	have, err := a.Reveal(ctx, li, id, nil)
	if err != nil {
		t.Fatal(err)
	}
	have.Manager = "周经理"
	if err := a.Correct(ctx, li, have, have.ChangedAt, nil); err != nil {
		t.Errorf("what a customer has was refused: %v", err)
	}
	if b := a.bring(t, []byte("code,name,unit,stage,gender\nF1,费一,B1,稳定期,女\n")); b.Created != 1 {
		t.Errorf("a file that names what is retired: %+v", b)
	}
	use, err := a.SchemaUse(ctx)
	if err != nil || use.Stages["stable"] != 2 || use.Attributes["gender"] != 2 || use.Options["gender"]["female"] != 2 || use.Attributes["floor"] != 0 {
		t.Errorf("use: %+v, %v", use, err)
	}
}

func TestCodesOfMergedCustomersAreRemembered(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := open(t, d)
		text := "code,name,phone,tier,unit\nA,王小明,13800138000,,B1\nB,王小明,13800138000,gold,B1\nC,王小明,13800138000,,B2\n"
		a.bring(t, []byte(text))
		ids := map[string]string{}
		list, _, err := a.List(ctx, customer.Query{})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range list {
			ids[c.Code] = c.ID
		}
		for _, pair := range [][2]string{{"B", "C"}, {"A", "B"}} { // C goes to B, then both to A
			if err := a.Merge(ctx, li, ids[pair[0]], ids[pair[1]], nil); err != nil {
				t.Fatal(err)
			}
		}
		if b := a.bring(t, []byte("code,name,phone,tier,unit\nB,王小明,13800138000,platinum,B1\nC,王小明,13900139000,,B2\n")); b.Created != 0 || b.Changed != 2 {
			t.Errorf("rows under old codes: %+v", b)
		}
		one, err := a.Reveal(ctx, li, ids["A"], nil)
		if err != nil || one.Code != "A" || one.Tier != "platinum" || len(one.Contacts) != 2 || len(one.Relations) != 2 {
			t.Errorf("merged: %+v, %v", one, err)
		}
		if b := a.bring(t, []byte("code,name,phone,tier,unit\nB,王小明,13800138000,platinum,B1\nC,王小明,13900139000,,B2\n")); b.Unchanged != 2 {
			t.Errorf("the same again: %+v", b)
		}
		if _, err := a.Create(ctx, li, a.somebody("C"), nil); !errs.HasKey(err, "customer.code_taken") {
			t.Errorf("an old code was given away: %v", err)
		}
		if _, err := a.Erase(ctx, li, ids["A"], customer.Erasing{Reason: "本人要求"}, nil); err != nil {
			t.Fatal(err)
		}
		if b := a.bring(t, []byte(text)); b.Faulty != 3 || b.Created != 0 {
			t.Errorf("whoever was erased came back under an old code: %+v", b)
		}
	})
}

func TestCertificatesAndMappingsAreListed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := open(t, d)
		he := audit.Actor{ID: "u2", Name: "何经理"}
		var made []string
		for i, by := range []audit.Actor{li, he, li} {
			id, err := a.Create(ctx, by, a.somebody(fmt.Sprintf("Z%d", i)), nil)
			if err != nil {
				t.Fatal(err)
			}
			e, err := a.Erase(ctx, by, id, customer.Erasing{Reason: "本人要求"}, nil)
			if err != nil {
				t.Fatal(err)
			}
			made = append(made, e.ID)
		}
		first, next, err := a.Certificates(ctx, "", "", 2)
		if err != nil || len(first) != 2 || first[0].ID != made[2] || next != made[1] {
			t.Errorf("the newest: %+v, %q, %v", first, next, err)
		}
		if rest, next, err := a.Certificates(ctx, "", next, 2); err != nil || len(rest) != 1 || rest[0].ID != made[0] || next != "" {
			t.Errorf("the rest: %+v, %q, %v", rest, next, err)
		}
		if his, _, err := a.Certificates(ctx, he.ID, "", 0); err != nil || len(his) != 1 || his[0].ID != made[1] {
			t.Errorf("his own: %+v, %v", his, err)
		}
		if _, err := a.Certificate(ctx, made[0], he.ID); !errs.HasKey(err, "customer.certificate_unknown") {
			t.Errorf("somebody else's: %v", err)
		}
		for _, name := range []string{"核心系统", "工单系统"} {
			if err := a.SaveMapping(ctx, li, customer.NamedMapping{Name: name, Mapping: customer.Mapping{"号": "code"}}); err != nil {
				t.Fatal(err)
			}
		}
		if err := a.RenameMapping(ctx, li, "核心系统", "工单系统"); !errs.HasKey(err, "customer.mapping.name_taken") {
			t.Errorf("a name twice: %v", err)
		}
		if err := a.RenameMapping(ctx, li, "核心系统", " 客户系统 "); err != nil {
			t.Error(err)
		}
		if err := a.DeleteMapping(ctx, li, "工单系统"); err != nil {
			t.Error(err)
		}
		if err := a.DeleteMapping(ctx, li, "工单系统"); !errs.HasKey(err, "customer.mapping.unknown") {
			t.Errorf("deleted twice: %v", err)
		}
		all, err := a.Mappings(ctx)
		if err != nil || len(all) != 1 || all[0].Name != "客户系统" || all[0].ChangedAt == 0 || !slices.Contains([]string{"code"}, all[0].Mapping["号"]) {
			t.Errorf("left: %+v, %v", all, err)
		}
	})
}
