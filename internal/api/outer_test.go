package api

import "testing"

// What leads to a person, or from an answer to one, stands in the path: the log has none of it.
func TestPathsOfRespondentsAreKnown(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]bool{
		"/q/2abc3def4g": true, "/q/2abc3def4g/opened": true, "/manyi/q/2abc3def4g": true,
		"/s/XBwVukYxXIos-smeDvMan14u": true, "/s/XBwVukYxXIos-smeDvMan14u/draft": true, "/manyi/s/XBwVukYxXIos-smeDvMan14u": true,
		"/t/2abc3def4g": true, "/api/v1/links/2abc3def4g/responses": true,
		"/waves/spring": false, "/api/v1/waves/spring/invitations": false, "/api/v1/waves/q/links": false, "/": false,
	} {
		if got := isRespondent(path); got != want {
			t.Errorf("%s: %t, want %t", path, got, want)
		}
	}
}
