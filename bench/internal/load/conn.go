// Package load makes requests for the benchmarks: as fast as a number of callers can, or at a rate that
// does not wait for the replies. It spends as little processor time as it can, since it shares the machine with
// the server that it measures.
package load

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// Conn is one connection that is kept alive, used by one caller.
type Conn struct {
	address string
	conn    net.Conn
	in      *bufio.Reader
}

// Dial prepares a connection; it is made with the first request.
func Dial(address string) *Conn { return &Conn{address: address} }

// Reply is an answer.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
	Size   int // bytes of header and body as they came, compressed
}

// Do sends a request and reads the answer. The header lines end with CRLF each.
func (c *Conn) Do(method, path, header string, body []byte) (Reply, error) {
	if c.conn == nil {
		conn, err := net.Dial("tcp", c.address)
		if err != nil {
			return Reply{}, err
		}
		c.conn, c.in = conn, bufio.NewReaderSize(conn, 16<<10)
	}
	if err := c.conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		return Reply{}, err
	}
	text := fmt.Appendf(make([]byte, 0, len(body)+512), "%s %s HTTP/1.1\r\nHost: %s\r\n%s", method, path, c.address, header)
	if method == http.MethodPost {
		text = fmt.Appendf(text, "Content-Length: %d\r\n", len(body))
	}
	text = append(append(text, '\r', '\n'), body...)
	if _, err := c.conn.Write(text); err != nil {
		return Reply{}, err
	}
	reply, err := http.ReadResponse(c.in, &http.Request{Method: method})
	if err != nil {
		return Reply{}, err
	}
	r := Reply{Status: reply.StatusCode, Header: reply.Header}
	if r.Body, err = io.ReadAll(reply.Body); err != nil {
		return r, err
	}
	r.Size = len("HTTP/1.1 \r\n\r\n") + len(reply.Status) + len(r.Body)
	for name, values := range reply.Header {
		r.Size += len(name) + len(": \r\n") + len(strings.Join(values, ""))
	}
	return r, reply.Body.Close()
}

// Close ends the connection.
func (c *Conn) Close() error {
	if c.conn == nil {
		return nil
	}
	conn := c.conn
	c.conn = nil
	return conn.Close()
}
