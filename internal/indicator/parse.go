package indicator

import (
	"cmp"
	"io"
	"math/big"
	"regexp"
	"strings"

	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator/definition"
)

// Format is the format that documents of this package declare.
const Format = "manyi.indicator/1"

// MaxLevels is how deep a tree may be: S01 knows systems of three or four levels.
const MaxLevels = 4

// importance is a decimal as people enter it: no sign, no exponent.
var importance = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,9})?$`)

// Parse reads an indicator system from a file and writes out its defaults. It refuses what is not the shape of a
// system (errs.Invalid with the place); whether the system makes sense is Check's matter.
func Parse(r io.Reader) (Document, error) {
	var d Document
	if err := definition.Decode(r, &d); err != nil {
		return Document{}, err
	}
	definition.Tidy(d.Name)
	for i := range d.Departments {
		definition.Tidy(d.Departments[i].Name)
	}
	tidyNodes(d.Nodes)
	return d, nil
}

func tidyNodes(nodes []Node) {
	for i := range nodes {
		n := &nodes[i]
		definition.Tidy(n.Name)
		definition.Tidy(n.Description)
		n.Importance = strings.TrimSpace(n.Importance)
		if len(n.Children) > 0 && n.Missing == "" {
			n.Missing = Renormalise
		}
		tidyNodes(n.Children)
	}
}

// Check lists what is wrong with a system, one errs.Invalid per fault, each with its place in the file.
// The languages of its name are the languages that every text must have.
func Check(d *Document) error {
	c := checker{doc: d, codes: map[string]string{}, departments: map[string]string{}}
	c.Head(d.Format, Format, d.Code, d.Version)
	for _, lang := range []i18n.Lang{i18n.ZH, i18n.EN} {
		if _, ok := d.Name[string(lang)]; ok {
			c.languages = append(c.languages, string(lang))
		}
	}
	c.Text("name", d.Name, c.languages, true)
	for i, dep := range d.Departments {
		place := definition.At("departments", i)
		if c.Code(place+".code", dep.Code) {
			c.Unique(place+".code", dep.Code, c.departments)
		}
		c.Text(place+".name", dep.Name, c.languages, true)
	}
	if len(d.Nodes) == 0 {
		c.Add("nodes", "indicator.no_nodes")
	}
	c.siblings("nodes", d.Nodes, 1, "")
	return c.Err()
}

type checker struct {
	definition.Faults
	doc         *Document
	languages   []string
	codes       map[string]string
	departments map[string]string
}

// siblings checks the nodes that share a parent; place is the list's, direction that of the tree they are in.
func (c *checker) siblings(place string, nodes []Node, level int, direction Direction) {
	if len(nodes) == 0 {
		return
	}
	if level > MaxLevels {
		c.Add(place, "indicator.too_deep").With("max", MaxLevels)
		return
	}
	sum, sound := new(big.Rat), true
	for i := range nodes {
		at, n := definition.At(place, i), &nodes[i]
		c.node(at, n)
		of := direction
		if level == 1 {
			of = cmp.Or(n.Direction, Higher)
		} else if n.Direction != "" && n.Direction != of {
			c.Add(at+".direction", "indicator.direction_mixed")
		}
		if importance.MatchString(n.Importance) {
			sum.Add(sum, decimal(n.Importance))
		} else {
			c.Add(at+".importance", "indicator.importance").With("importance", n.Importance)
			sound = false
		}
		c.siblings(at+".children", n.Children, level+1, of)
	}
	if sound && sum.Sign() == 0 {
		c.Add(place, "indicator.importance_zero")
	}
}

func (c *checker) node(at string, n *Node) {
	if c.Code(at+".code", n.Code) {
		c.Unique(at+".code", n.Code, c.codes)
	}
	c.Text(at+".name", n.Name, c.languages, true)
	c.Text(at+".description", n.Description, c.languages, false)
	if n.Target != nil && (*n.Target < 0 || *n.Target > 100) {
		c.Add(at+".target", "indicator.target").With("target", *n.Target)
	}
	if n.Direction != "" && n.Direction != Higher && n.Direction != Lower {
		c.Add(at+".direction", "indicator.direction").With("direction", n.Direction)
	}
	if _, known := c.departments[n.Department]; n.Department != "" && !known {
		c.Add(at+".department", "indicator.department").With("department", n.Department)
	}
	switch {
	case n.Missing != "" && n.Missing != Renormalise && n.Missing != Incomplete:
		c.Add(at+".missing", "indicator.missing_rule").With("rule", n.Missing)
	case n.Missing != "" && len(n.Children) == 0:
		c.Add(at+".missing", "indicator.missing_leaf")
	}
}
