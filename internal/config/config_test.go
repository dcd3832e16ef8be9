package config

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

// env is an environment for Load.
type env map[string]string

func (e env) lookup(name string) (string, bool) {
	v, ok := e[name]
	return v, ok
}

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "manyi.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func flags(t *testing.T, args ...string) *pflag.FlagSet {
	t.Helper()
	set := pflag.NewFlagSet("manyi", pflag.ContinueOnError)
	Flags(set)
	if err := set.Parse(args); err != nil {
		t.Fatal(err)
	}
	return set
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	c, err := Load(env{}.lookup, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := []any{
		c.Listen, c.Data, c.DatabaseURL, c.DatabasePath(), c.PublicURL.String(), len(c.TrustedProxies), c.Zone.String(), c.RateLimit,
		c.RateAddress.String(), c.RateLink.String(), c.LogLevel, c.LogFormat, int64(c.CubeMemory), c.Organisation, c.SecureCookies(), c.BasePath(),
	}
	want := []any{
		"127.0.0.1:8080", "./data", "", "data/manyi.db", "http://127.0.0.1:8080", 0, "Asia/Shanghai", true,
		"120/min", "600/min", slog.LevelInfo, FormatText, int64(536870912), "", false, "",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if r := c.RateAddress.PerSecond(); r != 2 {
		t.Errorf("120/min is %v a second", r)
	}
}

func TestLaterSourcesWin(t *testing.T) {
	t.Parallel()
	path := write(t, "# our server\nlisten: 0.0.0.0:1\ndata: /file\nrate_link: 9/s\ntrusted_proxies: [10.0.0.0/8, '::1']\nrate_limit: off\n")
	e := env{"MANYI_CONFIG": "/nowhere", "MANYI_DATA": "/env", "MANYI_LISTEN": "0.0.0.0:2", "MANYI_RATE_LINK": ""}
	c, err := Load(e.lookup, flags(t, "--config", path, "--listen", ":3", "--public-url", "https://survey.example/manyi/"))
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != ":3" || c.Data != "/env" || c.RateLink.String() != "9/s" || c.RateLimit || len(c.TrustedProxies) != 2 {
		t.Errorf("got %+v", c)
	}
	if c.URL("/q/x") != "https://survey.example/manyi/q/x" || c.Origin() != "https://survey.example" || c.BasePath() != "/manyi" || !c.SecureCookies() {
		t.Errorf("public address: %s, %s, %s", c.URL("/q/x"), c.Origin(), c.BasePath())
	}
}

func TestPublicURLFollowsListen(t *testing.T) {
	t.Parallel()
	for listen, want := range map[string]string{
		":8080": "http://localhost:8080", "0.0.0.0:80": "http://localhost:80", "[::]:9": "http://localhost:9",
		"10.1.2.3:8080": "http://10.1.2.3:8080", "[::1]:9": "http://[::1]:9", "manyi.lan:80": "http://manyi.lan:80",
	} {
		c, err := Load(env{"MANYI_LISTEN": listen}.lookup, nil)
		if err != nil || c.PublicURL.String() != want {
			t.Errorf("listening on %s: %v, %v; want %s", listen, c, err, want)
		}
	}
}

func TestFaultsNameTheirPlace(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, yaml string
		env        env
		args       []string
		want       []string // "place key"
	}{
		{"unknown", "listen: :1\nlisten_on: :2\n", nil, nil, []string{"FILE:2 listen_on config.unknown"}},
		{"twice", "data: a\n\ndata: b\n", nil, nil, []string{"FILE:3 data config.twice"}},
		{"nested", "rate_limit:\n  on: true\n", nil, nil, []string{"FILE:1 rate_limit config.scalar"}},
		{"list in a list", "trusted_proxies: [[10.0.0.1]]\n", nil, nil, []string{"FILE:1 trusted_proxies config.scalar"}},
		{"a list", "- listen\n", nil, nil, []string{"FILE config.yaml"}},
		{"syntax", "listen: :1\ndata: \"open\nrate_limit: on\n", nil, nil, []string{"FILE:2 config.yaml"}},
		{
			"each of the environment", "",
			env{
				"MANYI_LISTEN": "8080", "MANYI_DATABASE_URL": "mysql://u:secret@h/d", "MANYI_PUBLIC_URL": "survey.example", "MANYI_TRUSTED_PROXIES": "10.0.0.0/8 x",
				"MANYI_TIME_ZONE": "Asia/Peking", "MANYI_RATE_LIMIT": "maybe", "MANYI_RATE_ADDRESS": "0/min", "MANYI_RATE_LINK": "5/day",
				"MANYI_LOG_LEVEL": "loud", "MANYI_LOG_FORMAT": "xml", "MANYI_CUBE_MEMORY": "much",
			},
			nil,
			[]string{
				"MANYI_CUBE_MEMORY config.size", "MANYI_DATABASE_URL config.database_url", "MANYI_LISTEN config.listen", "MANYI_LOG_FORMAT config.log_format",
				"MANYI_LOG_LEVEL config.log_level", "MANYI_PUBLIC_URL config.public_url", "MANYI_RATE_ADDRESS config.rate", "MANYI_RATE_LIMIT config.switch",
				"MANYI_RATE_LINK config.rate", "MANYI_TIME_ZONE config.time_zone", "MANYI_TRUSTED_PROXIES config.proxy",
			},
		},
		{"flags", "", nil, []string{"--cube-memory", "1MB", "--time-zone", "Local", "--data", ""}, []string{
			"--cube-memory config.cube_memory", "--data config.empty", "--time-zone config.time_zone",
		}},
		{"public address with a query", "", env{"MANYI_PUBLIC_URL": "https://a/b?c=d"}, nil, []string{"MANYI_PUBLIC_URL config.public_url"}},
		{"public address with a user", "", env{"MANYI_PUBLIC_URL": "https://u:secret@a/"}, nil, []string{"MANYI_PUBLIC_URL config.public_url"}},
		{"no file", "", env{"MANYI_CONFIG": "/no/such.yaml"}, nil, []string{"/no/such.yaml config.file"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			args, path := tt.args, ""
			if tt.yaml != "" {
				path = write(t, tt.yaml)
				args = append(args, "--config", path)
			}
			_, err := Load(tt.env.lookup, flags(t, args...))
			var got []string
			for _, e := range errs.All(err) {
				got = append(got, strings.ReplaceAll(e.Field, path, "FILE")+" "+e.Key)
				if e.Kind != errs.Invalid || !i18n.Has(e.Key) {
					t.Errorf("%v: kind %s, text %v", e, e.Kind, i18n.Has(e.Key))
				}
			}
			if path == "" {
				got = nil
				for _, e := range errs.All(err) {
					got = append(got, e.Field+" "+e.Key)
				}
			}
			slices.Sort(got)
			if !slices.Equal(got, tt.want) {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), "secret") {
				t.Errorf("the error tells the password: %v", err)
			}
		})
	}
}

func TestPrintMasksSecretsAndReadsBack(t *testing.T) {
	t.Parallel()
	e := env{
		"MANYI_DATABASE_URL": "postgres://manyi:hunter2@db/manyi?sslmode=disable&sslpassword=hunter3", "MANYI_ORGANISATION": "示例银行: 客服 #1",
		"MANYI_TRUSTED_PROXIES": "10.0.0.0/8,192.168.1.1", "MANYI_PUBLIC_URL": "https://a.example/b",
	}
	c, err := Load(e.lookup, flags(t, "--log-level", "debug"))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := c.Print(&out); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	for _, want := range []string{
		"postgres://manyi:***@db/manyi", "sslpassword=***", "# MANYI_DATABASE_URL", "# --log-level", "# default", "log_level: debug", "10.0.0.0/8, 192.168.1.1/32",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if strings.Contains(text, "hunter") {
		t.Errorf("a password is shown:\n%s", text)
	}
	again, err := Load(env{}.lookup, flags(t, "--config", write(t, text)))
	if err != nil {
		t.Fatal(err)
	}
	if again.Organisation != "示例银行: 客服 #1" || again.PublicURL.String() != "https://a.example/b" || len(again.TrustedProxies) != 2 || again.LogLevel != slog.LevelDebug {
		t.Errorf("read back: %+v", again)
	}
}

func TestRedactDatabase(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", "postgres://u@h/d": "postgres://u@h/d", "host=h password=p": "***", "postgres://u:p%zz@h": "***",
		"postgres://h/d?password=p&user=u": "postgres://h/d?password=***&user=u",
	} {
		if got := redactDatabase(in); got != want {
			t.Errorf("redactDatabase(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSize(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]Size{"512MB": 512 << 20, "1 gb": 1 << 30, "64kb": 64 << 10} {
		if got, err := parseSize(in); got != want || err != nil {
			t.Errorf("parseSize(%q) = %d, %v; want %d", in, got, err, want)
		}
	}
	for _, in := range []string{"", "512", "-1MB", "1.5GB", "MB", "9999999999999GB"} {
		if got, err := parseSize(in); err == nil {
			t.Errorf("parseSize(%q) = %d", in, got)
		}
	}
	if s := Size(1536 << 20).String(); s != "1536MB" {
		t.Errorf("1.5 GB is written %s", s)
	}
}

func TestClientAddress(t *testing.T) {
	t.Parallel()
	c, err := Load(env{"MANYI_TRUSTED_PROXIES": "10.0.0.0/8,fd00::/8"}.lookup, nil)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, remote string
		forwarded    []string
		want         string
	}{
		{"direct", "203.0.113.9:4711", nil, "203.0.113.9"},
		{"a stranger's claim", "203.0.113.9:4711", []string{"198.51.100.1"}, "203.0.113.9"},
		{"through a proxy", "10.0.0.1:80", []string{"198.51.100.1"}, "198.51.100.1"},
		{"the client's own claim is left of ours", "10.0.0.1:80", []string{"1.1.1.1, 198.51.100.1"}, "198.51.100.1"},
		{"two proxies", "10.0.0.1:80", []string{"1.1.1.1, 198.51.100.1, 10.2.0.1"}, "198.51.100.1"},
		{"several headers", "10.0.0.1:80", []string{"198.51.100.1", "10.2.0.1"}, "198.51.100.1"},
		{"only proxies", "10.0.0.1:80", []string{"10.3.0.1, 10.2.0.1"}, "10.3.0.1"},
		{"no header", "10.0.0.1:80", nil, "10.0.0.1"},
		{"rubbish ends the walk", "10.0.0.1:80", []string{"198.51.100.1, unknown, 10.2.0.1"}, "10.2.0.1"},
		{"with port", "10.0.0.1:80", []string{"198.51.100.1:5000"}, "198.51.100.1"},
		{"IPv6", "[fd00::1]:80", []string{"[2001:db8::7]:99"}, "2001:db8::7"},
		{"IPv4 inside IPv6", "[::ffff:10.0.0.1]:80", []string{"::ffff:198.51.100.1"}, "198.51.100.1"},
		{"no address", "@", []string{"198.51.100.1"}, "invalid IP"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = tt.remote
			r.Header["X-Forwarded-For"] = tt.forwarded
			if got := c.ClientAddress(r); got.String() != tt.want {
				t.Errorf("ClientAddress = %s, want %s", got, tt.want)
			}
		})
	}
}

func TestValidateAfterChange(t *testing.T) {
	t.Parallel()
	c, err := Load(env{}.lookup, nil)
	if err != nil {
		t.Fatal(err)
	}
	c.RateLink, c.Listen = Rate{}, "nowhere"
	err = c.Validate()
	var joined interface{ Unwrap() []error }
	if !errors.As(err, &joined) || len(joined.Unwrap()) != 2 || !errs.HasKey(err, "config.rate") || !errs.HasKey(err, "config.listen") {
		t.Errorf("Validate = %v", err)
	}
}
