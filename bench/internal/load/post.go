package load

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/google/uuid"

	"manyi.dev/manyi/internal/questionnaire"
)

// Poster sends responses in JSON, as an integrator does.
type Poster struct {
	conn   *Conn
	links  []string
	bodies [][]byte // answers as JSON
}

// Posters are n callers of a server, each with a connection of its own.
func Posters(n int, address string, links []string, answers []questionnaire.Answers) ([]Caller, error) {
	bodies := make([][]byte, len(answers))
	for i, a := range answers {
		var err error
		if bodies[i], err = json.Marshal(a); err != nil {
			return nil, err
		}
	}
	callers := make([]Caller, n)
	for k := range callers {
		callers[k] = &Poster{conn: Dial(address), links: links, bodies: bodies}
	}
	return callers, nil
}

// Do sends the i-th response with a new id.
func (p *Poster) Do(i int) error {
	body := fmt.Appendf(nil, `{"submission_id":%q,"language":"zh","started_at":%q,"answers":%s}`,
		uuid.NewString(), time.Now().Add(-2*time.Minute).UTC().Format(time.RFC3339), p.bodies[i%len(p.bodies)])
	reply, err := p.conn.Do(http.MethodPost, "/api/v1/links/"+p.links[i%len(p.links)]+"/responses", "Content-Type: application/json\r\n", body)
	if err == nil && reply.Status != http.StatusCreated {
		err = fmt.Errorf("response: status %d: %s", reply.Status, reply.Body)
	}
	return err
}

// Close ends the connection.
func (p *Poster) Close() error { return p.conn.Close() }
