package config

import (
	"cmp"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"time"
	_ "time/tzdata" // the zone is there on a server without zone files

	"manyi.dev/manyi/internal/errs"
)

// Config is a loaded and validated configuration.
type Config struct {
	Listen         string         // host:port of the HTTP server
	Data           string         // folder of everything the program keeps
	DatabaseURL    string         // postgres://…; empty: SQLite in the data folder
	Keys           string         // file of the keys that seal personal data; empty: in the data folder
	PublicURL      *url.URL       // address as respondents see it, with sub-path, without a slash at the end
	TrustedProxies []netip.Prefix // whose X-Forwarded-For is believed
	Zone           *time.Location // the installation's one time zone
	RateLimit      bool           // whether the intake limits below hold
	RateAddress    Rate           // answers from one address
	RateLink       Rate           // answers through one link
	LogLevel       slog.Level
	LogFormat      Format
	CubeMemory     Size   // how much of the cube may be held in memory
	Organisation   string // who asks: shown on respondent pages

	sources map[string]string // setting name → where its value came from
}

// Format is the form of log lines.
type Format string

// The forms of log lines.
const (
	FormatText Format = "text"
	FormatJSON Format = "json"
)

// DatabasePath is the SQLite file, used when there is no DatabaseURL.
func (c *Config) DatabasePath() string { return filepath.Join(c.Data, "manyi.db") }

// KeysPath is the file of keys.
func (c *Config) KeysPath() string { return cmp.Or(c.Keys, filepath.Join(c.Data, "keys")) }

// SecureCookies reports whether cookies may travel over TLS only: when the public address does.
func (c *Config) SecureCookies() bool { return c.PublicURL.Scheme == "https" }

// BasePath is the sub-path of the public address, "" or "/manyi".
func (c *Config) BasePath() string { return c.PublicURL.Path }

// Origin is the public address without its path, as browsers send it in Origin.
func (c *Config) Origin() string { return c.PublicURL.Scheme + "://" + c.PublicURL.Host }

// URL is the public address of a path of ours that begins with a slash.
func (c *Config) URL(path string) string { return c.PublicURL.String() + path }

// Validate checks what no setting can know alone and fills the defaults that follow from other
// settings. Load has called it; call it again after changing a field by hand. Errors are Invalid
// and joined, each with its setting in Field.
func (c *Config) Validate() error {
	var all faults
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil || port == "" {
		all.add(c.at("listen"), errs.New(errs.Invalid, "config.listen").With("value", c.Listen))
	}
	if c.Data == "" {
		all.add(c.at("data"), errs.New(errs.Invalid, "config.empty"))
	}
	if c.PublicURL == nil && err == nil {
		c.PublicURL = &url.URL{Scheme: "http", Host: net.JoinHostPort(reachable(host), port)}
	}
	if u := c.PublicURL; u != nil && (u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil ||
		u.RawQuery != "" || u.Fragment != "" || strings.HasSuffix(u.Path, "/")) {
		all.add(c.at("public_url"), errs.New(errs.Invalid, "config.public_url").With("value", u.Redacted()))
	}
	if c.DatabaseURL != "" {
		// The cause is left out: it would quote the password.
		u, err := url.Parse(c.DatabaseURL)
		if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
			all.add(c.at("database_url"), errs.New(errs.Invalid, "config.database_url"))
		}
	}
	if c.Zone == nil {
		all.add(c.at("time_zone"), errs.New(errs.Invalid, "config.empty"))
	}
	if c.CubeMemory < 16*megabyte {
		all.add(c.at("cube_memory"), errs.New(errs.Invalid, "config.cube_memory").With("value", c.CubeMemory))
	}
	for name, rate := range map[string]Rate{"rate_address": c.RateAddress, "rate_link": c.RateLink} {
		if rate.Count < 1 || rate.Per <= 0 {
			all.add(c.at(name), errs.New(errs.Invalid, "config.rate").With("value", rate))
		}
	}
	return all.join()
}

// reachable is a host to put into an address: a server that listens everywhere is shown as this machine.
func reachable(host string) string {
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		return "localhost"
	}
	return host
}

// at is the place a setting's value came from, or its name when nobody set it.
func (c *Config) at(name string) string {
	if source := c.sources[name]; source != "" {
		return source
	}
	return name
}
