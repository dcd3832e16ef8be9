package config

import (
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// setting is one row of the table below: a name in the file and, derived from it, its variable
// (MANYI_LISTEN) and flag (--listen).
type setting struct {
	name    string
	initial string // default, as text; empty when it follows from other settings
	help    string
	set     func(*Config, string) error
	show    func(*Config) string // for Print; never a secret in clear
}

func (s setting) variable() string { return "MANYI_" + strings.ToUpper(s.name) }

func (s setting) flag() string { return strings.ReplaceAll(s.name, "_", "-") }

// settings is every setting there is, in the order in which Print shows them.
var settings = []setting{
	field("listen", "127.0.0.1:8080", "address and port to listen on", text, same, func(c *Config) *string { return &c.Listen }),
	field("public_url", "", "address as users see it, with sub-path (default: http://<listen>)", parsePublicURL, (*url.URL).String, func(c *Config) **url.URL { return &c.PublicURL }),
	field("data", "./data", "folder of everything the program keeps", text, same, func(c *Config) *string { return &c.Data }),
	field("database_url", "", "postgres://… (default: SQLite in the data folder)", text, redactDatabase, func(c *Config) *string { return &c.DatabaseURL }),
	field("keys", "", "file of the keys that seal personal data (default: keys in the data folder)", text, same, func(c *Config) *string { return &c.Keys }),
	field("organisation", "", "who asks, as shown on respondent pages", text, same, func(c *Config) *string { return &c.Organisation }),
	field("time_zone", "Asia/Shanghai", "the installation's time zone", parseZone, (*time.Location).String, func(c *Config) **time.Location { return &c.Zone }),
	field("trusted_proxies", "", "addresses and networks whose X-Forwarded-For is believed", parseProxies, showProxies, func(c *Config) *[]netip.Prefix { return &c.TrustedProxies }),
	field("rate_limit", "on", "limits on answers: on, off", parseSwitch, showSwitch, func(c *Config) *bool { return &c.RateLimit }),
	field("rate_address", "120/min", "answers from one address", parseRate, Rate.String, func(c *Config) *Rate { return &c.RateAddress }),
	field("rate_link", "600/min", "answers through one link", parseRate, Rate.String, func(c *Config) *Rate { return &c.RateLink }),
	field("cube_memory", "512MB", "how much of the figures' columns may be held in memory", parseSize, Size.String, func(c *Config) *Size { return &c.CubeMemory }),
	field("log_level", "info", "debug, info, warn, error", parseLevel, showLevel, func(c *Config) *slog.Level { return &c.LogLevel }),
	field("log_format", "text", "text, json", parseFormat, showFormat, func(c *Config) *Format { return &c.LogFormat }),
}

// field is the setting of one field of Config.
func field[T any](name, initial, help string, parse func(string) (T, error), show func(T) string, at func(*Config) *T) setting {
	return setting{
		name: name, initial: initial, help: help,
		set: func(c *Config, text string) error {
			v, err := parse(strings.TrimSpace(text))
			if err == nil {
				*at(c) = v
			}
			return err
		},
		show: func(c *Config) string { return show(*at(c)) },
	}
}

func text(s string) (string, error) { return s, nil }

func same(s string) string { return s }

func showSwitch(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func showProxies(list []netip.Prefix) string {
	return strings.Join(strings.Fields(strings.Trim(fmt.Sprint(list), "[]")), ", ")
}

func showLevel(level slog.Level) string { return strings.ToLower(level.String()) }

func showFormat(f Format) string { return string(f) }
