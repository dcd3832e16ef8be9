package config

import (
	"errors"
	"log/slog"
	"net/netip"
	"net/url"
	"sort"
	"strconv"
	"strings"
	"time"

	"manyi.dev/manyi/internal/errs"
)

// Rate is so many events in a time, written "120/min".
type Rate struct {
	Count int
	Per   time.Duration
}

var rateUnits = map[string]time.Duration{"s": time.Second, "min": time.Minute, "h": time.Hour}

func parseRate(text string) (Rate, error) {
	count, unit, _ := strings.Cut(text, "/")
	n, err := strconv.Atoi(strings.TrimSpace(count))
	per := rateUnits[strings.TrimSpace(unit)]
	if err != nil || n < 1 || per == 0 {
		return Rate{}, errs.New(errs.Invalid, "config.rate").With("value", text)
	}
	return Rate{Count: n, Per: per}, nil
}

// String writes the rate as it is read.
func (r Rate) String() string {
	for unit, per := range rateUnits {
		if per == r.Per {
			return strconv.Itoa(r.Count) + "/" + unit
		}
	}
	return strconv.Itoa(r.Count) + "/" + r.Per.String()
}

// PerSecond is the rate as a token bucket takes it.
func (r Rate) PerSecond() float64 { return float64(r.Count) / r.Per.Seconds() }

// Size is a number of bytes, written "512MB".
type Size int64

const megabyte = 1 << 20

// sizeUnits are powers of two, largest first.
var sizeUnits = []struct {
	name  string
	bytes Size
}{{"GB", 1 << 30}, {"MB", megabyte}, {"KB", 1 << 10}}

func parseSize(text string) (Size, error) {
	upper := strings.ToUpper(strings.ReplaceAll(text, " ", ""))
	for _, unit := range sizeUnits {
		digits, ok := strings.CutSuffix(upper, unit.name)
		if !ok {
			continue
		}
		n, err := strconv.ParseUint(digits, 10, 32)
		if err != nil {
			break
		}
		return Size(n) * unit.bytes, nil
	}
	return 0, errs.New(errs.Invalid, "config.size").With("value", text)
}

// String writes the size as it is read.
func (s Size) String() string {
	for _, unit := range sizeUnits {
		if s >= unit.bytes && s%unit.bytes == 0 {
			return strconv.FormatInt(int64(s/unit.bytes), 10) + unit.name
		}
	}
	return strconv.FormatInt(int64(s), 10)
}

func parseSwitch(text string) (bool, error) {
	switch strings.ToLower(text) {
	case "on", "true":
		return true, nil
	case "off", "false":
		return false, nil
	}
	return false, errs.New(errs.Invalid, "config.switch").With("value", text)
}

func parseLevel(text string) (slog.Level, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(text)); err != nil {
		return 0, errs.New(errs.Invalid, "config.log_level").With("value", text)
	}
	return level, nil
}

func parseFormat(text string) (Format, error) {
	switch f := Format(text); f {
	case FormatText, FormatJSON:
		return f, nil
	}
	return "", errs.New(errs.Invalid, "config.log_format").With("value", text)
}

func parseZone(text string) (*time.Location, error) {
	zone, err := time.LoadLocation(text)
	if err != nil || text == "" || text == "Local" {
		return nil, errs.New(errs.Invalid, "config.time_zone").With("value", text)
	}
	return zone, nil
}

func parsePublicURL(text string) (*url.URL, error) {
	if text == "" {
		return nil, nil // follows from listen
	}
	u, err := url.Parse(text)
	if err != nil {
		return nil, errs.New(errs.Invalid, "config.public_url").With("value", text)
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), ""
	return u, nil
}

// parseProxies reads addresses and networks, separated by commas or spaces.
func parseProxies(text string) ([]netip.Prefix, error) {
	var list []netip.Prefix
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		prefix, err := netip.ParsePrefix(part)
		if err != nil {
			addr, err := netip.ParseAddr(part)
			if err != nil {
				return nil, errs.New(errs.Invalid, "config.proxy").With("value", part)
			}
			prefix = netip.PrefixFrom(addr, addr.BitLen())
		}
		list = append(list, prefix.Masked())
	}
	return list, nil
}

// redactDatabase hides the password, wherever the address holds it.
func redactDatabase(text string) string {
	if text == "" {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme == "" {
		return "***"
	}
	if _, has := u.User.Password(); has {
		u.User = url.UserPassword(u.User.Username(), "***")
	}
	query := u.Query()
	for name := range query {
		if strings.Contains(strings.ToLower(name), "password") {
			query.Set(name, "***")
		}
	}
	u.RawQuery = query.Encode()
	return strings.ReplaceAll(u.String(), "%2A%2A%2A", "***")
}

// faults collects errors with the place of each.
type faults struct{ all []error }

func (f *faults) add(at string, err error) {
	var e *errs.Error
	if errors.As(err, &e) {
		err = e.At(at)
	}
	f.all = append(f.all, err)
}

// join is all faults in a stable order, nil when there is none.
func (f *faults) join() error {
	sort.SliceStable(f.all, func(i, j int) bool { return f.all[i].Error() < f.all[j].Error() })
	return errors.Join(f.all...)
}
