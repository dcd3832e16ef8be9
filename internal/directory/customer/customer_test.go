package customer

import (
	"testing"

	"manyi.dev/manyi/internal/errs"
)

func TestInitials(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"王小明": "wxm", "单雄信": "sxx", "曾国藩": "zgf", "解晓东": "xxd", "欧阳锋": "oyf", "任我行": "rwh", "长江实业": "zjsy", "阿宝": "ab",
		"Anna Bo": "ab", "O'Neill": "o", "A1银行": "a1yh", "吕布": "lb", "": "", "鄂尔多斯": "eeds", "翟志刚": "zzg",
	} {
		if got := Initials(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestContactPointsAreBroughtToOneForm(t *testing.T) {
	t.Parallel()
	tests := []struct {
		kind       ContactKind
		in, want   string
		masked     string
		refusedKey string
	}{
		{Phone, "138 0013 8000", "+8613800138000", "138****8000", ""},
		{Phone, "+86-138-0013-8000", "+8613800138000", "138****8000", ""},
		{Phone, "００８６１３８００１３８０００", "+8613800138000", "138****8000", ""},
		{Phone, "(010) 6552-9988", "+861065529988", "106****9988", ""},
		{Phone, "+44 20 7946 0958", "+442079460958", "+44****0958", ""},
		{Phone, "12800138000", "", "", "customer.contact.phone"},
		{Phone, "1380013800", "", "", "customer.contact.phone"},
		{Phone, "=1+1", "", "", "customer.contact.phone"},
		{Email, " Wang.Li@Example.COM ", "wang.li@example.com", "w***@example.com", ""},
		{Email, "wang@localhost", "", "", "customer.contact.email"},
		{Email, "Wang <w@example.com>", "", "", "customer.contact.email"},
		{IDNumber, "11010519491231002x", "11010519491231002X", "****************2X", ""},
		{IDNumber, "110105194912310021", "", "", "customer.contact.id_number"},
		{IDNumber, "91310000132200000X", "91310000132200000X", "****************0X", ""},
		{Address, " 东城区长安街 1 号 ", "东城区长安街 1 号", "东城区长****", ""},
		{Address, "  ", "", "", "customer.contact.address"},
	}
	for _, tt := range tests {
		got, err := Normal(tt.kind, tt.in)
		if got != tt.want || tt.refusedKey != "" && !errs.HasKey(err, tt.refusedKey) || tt.refusedKey == "" && err != nil {
			t.Errorf("%s %q: %q, %v; want %q", tt.kind, tt.in, got, err, tt.want)
		}
		if err == nil && Mask(tt.kind, got) != tt.masked {
			t.Errorf("%s %q is shown as %q, want %q", tt.kind, tt.in, Mask(tt.kind, got), tt.masked)
		}
	}
}

func TestContactPointsAreUsedOnlyWhereAllowed(t *testing.T) {
	t.Parallel()
	good := func() (Sheet, Contact) {
		return Sheet{Customer: Customer{Status: "active"}}, Contact{Kind: Phone, Consent: "granted", Purposes: []string{"survey"}}
	}
	tests := []struct {
		name   string
		change func(*Sheet, *Contact)
		want   bool
	}{
		{"consent given", func(*Sheet, *Contact) {}, true},
		{"nothing known", func(_ *Sheet, c *Contact) { c.Consent = "unknown" }, true},
		{"refused", func(_ *Sheet, c *Contact) { c.Consent = "refused" }, false},
		{"do not contact", func(s *Sheet, _ *Contact) { s.DoNotContact = true }, false},
		{"special mark", func(s *Sheet, _ *Contact) { s.SpecialMark = true }, false},
		{"lost", func(s *Sheet, _ *Contact) { s.Status = "lost" }, false},
		{"another purpose", func(_ *Sheet, c *Contact) { c.Purposes = []string{"case"} }, false},
		{"id number", func(_ *Sheet, c *Contact) { c.Kind = IDNumber }, false},
		{"not yet", func(_ *Sheet, c *Contact) { c.ValidFrom = "2026-11-23" }, false},
		{"the last day", func(_ *Sheet, c *Contact) { c.ValidUntil = "2026-11-22" }, true},
		{"no longer", func(_ *Sheet, c *Contact) { c.ValidUntil = "2026-11-21" }, false},
	}
	for _, tt := range tests {
		s, c := good()
		tt.change(&s, &c)
		if got := s.Usable(&c, "survey", "2026-11-22"); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
