package config

import (
	"net/http"
	"net/netip"
	"strings"
)

// ClientAddress is the address a request comes from. X-Forwarded-For counts only as far as trusted
// proxies wrote it: its entries are read from the right, where our own proxy appends, and the first
// one that is no trusted proxy is the client, whatever was claimed further left. An entry that is
// no address ends the walk. The zero Addr means that the connection has no address.
func (c *Config) ClientAddress(r *http.Request) netip.Addr {
	addr, ok := parseAddress(r.RemoteAddr)
	if !ok || !c.trusted(addr) {
		return addr
	}
	chain := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(chain) - 1; i >= 0; i-- {
		next, ok := parseAddress(strings.TrimSpace(chain[i]))
		if !ok {
			return addr
		}
		if addr = next; !c.trusted(addr) {
			return addr
		}
	}
	return addr
}

func (c *Config) trusted(addr netip.Addr) bool {
	for _, prefix := range c.TrustedProxies {
		if prefix.Contains(addr) {
			return true
		}
	}
	return false
}

// parseAddress reads an address with or without port, IPv6 with or without brackets; an IPv4
// address inside IPv6 is the IPv4 address, so that one client has one address.
func parseAddress(text string) (netip.Addr, bool) {
	if with, err := netip.ParseAddrPort(text); err == nil {
		return with.Addr().Unmap().WithZone(""), true
	}
	text = strings.TrimSuffix(strings.TrimPrefix(text, "["), "]")
	addr, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Addr{}, false
	}
	return addr.Unmap().WithZone(""), true
}
