package config

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/spf13/pflag"

	"manyi.dev/manyi/internal/errs"
)

// FileVariable names the configuration file when --config does not.
const FileVariable = "MANYI_CONFIG"

// Flags adds --config and a flag for every setting to a set of flags.
func Flags(set *pflag.FlagSet) {
	set.String("config", "", "configuration file (YAML)")
	for _, s := range settings {
		usage := s.help
		if s.initial != "" {
			usage += " (default " + s.initial + ")"
		}
		set.String(s.flag(), "", usage)
	}
}

// Load reads the configuration. lookup is os.LookupEnv, or a test's own; a variable that is set
// but empty counts as not set, since that is how container files pass on what nobody chose. flags
// may be nil; of those, only what the user gave counts. Errors are Invalid, one for each fault,
// joined, with the place in Field: "manyi.yaml:12 rate_link", "MANYI_RATE_LINK", "--rate-link".
func Load(lookup func(string) (string, bool), flags *pflag.FlagSet) (*Config, error) {
	c := defaults()
	var all faults
	given := func(name string) (string, bool) {
		if flags == nil || !flags.Changed(name) {
			return "", false
		}
		return flags.Lookup(name).Value.String(), true
	}
	path, _ := lookup(FileVariable)
	if name, ok := given("config"); ok {
		path = name
	}
	values, err := readFile(path)
	if err != nil {
		return nil, err
	}
	for _, s := range settings {
		v, ok := values[s.name]
		delete(values, s.name)
		if text, set := lookup(s.variable()); set && text != "" {
			v, ok = value{text: text, at: s.variable()}, true
		}
		if text, set := given(s.flag()); set {
			v, ok = value{text: text, at: "--" + s.flag()}, true
		}
		if !ok {
			continue
		}
		c.sources[s.name] = v.at
		if v.err != nil {
			all.add(v.at, v.err)
		} else if err := s.set(c, v.text); err != nil {
			all.add(v.at, err)
		}
	}
	for name, v := range values {
		all.add(v.at, errs.New(errs.Invalid, "config.unknown").With("name", name))
	}
	// What failed to be read still has its default, so this finds other faults only.
	if err := c.Validate(); err != nil {
		for _, e := range errs.All(err) {
			all.all = append(all.all, e)
		}
	}
	if err := all.join(); err != nil {
		return nil, err
	}
	return c, nil
}

// defaults is the configuration that nobody changed, but for what follows from other settings.
func defaults() *Config {
	c := &Config{sources: map[string]string{}}
	for _, s := range settings {
		if err := s.set(c, s.initial); err != nil {
			panic(fmt.Sprintf("config: default of %s: %v", s.name, err))
		}
	}
	return c
}

// value is a setting's text and the place it was found.
type value struct {
	text string
	at   string
	err  error
}

// readFile reads the settings of a YAML file, which is one flat mapping. No path is no settings.
func readFile(path string) (map[string]value, error) {
	if path == "" {
		return nil, nil
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, errs.New(errs.Invalid, "config.file").At(path).Because(err)
	}
	return parse(path, raw)
}

func parse(path string, raw []byte) (map[string]value, error) {
	malformed := errs.New(errs.Invalid, "config.yaml").At(path)
	file, err := parser.ParseBytes(raw, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		var syntax yaml.Error
		if errors.As(err, &syntax) && syntax.GetToken() != nil {
			malformed = malformed.At(fmt.Sprintf("%s:%d", path, syntax.GetToken().Position.Line))
		}
		return nil, malformed.Because(err)
	}
	values := map[string]value{}
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		var rows []*ast.MappingValueNode
		switch body := doc.Body.(type) {
		case *ast.MappingNode:
			rows = body.Values
		case *ast.MappingValueNode:
			rows = []*ast.MappingValueNode{body}
		case *ast.CommentGroupNode, *ast.NullNode:
		default:
			return nil, malformed
		}
		for _, row := range rows {
			name := row.Key.GetToken().Value
			v := value{at: fmt.Sprintf("%s:%d %s", path, row.Key.GetToken().Position.Line, name)}
			if _, twice := values[name]; twice {
				v.err = errs.New(errs.Invalid, "config.twice")
			} else {
				v.text, v.err = scalar(row.Value)
			}
			values[name] = v
		}
	}
	return values, nil
}

// scalar is a value as text; a list is its members with commas.
func scalar(node ast.Node) (string, error) {
	switch n := node.(type) {
	case *ast.NullNode:
		return "", nil
	case *ast.LiteralNode:
		return n.Value.Value, nil
	case *ast.SequenceNode:
		parts := make([]string, len(n.Values))
		for i, member := range n.Values {
			if _, nested := member.(*ast.SequenceNode); nested {
				return "", errs.New(errs.Invalid, "config.scalar")
			}
			part, err := scalar(member)
			if err != nil {
				return "", err
			}
			parts[i] = part
		}
		return strings.Join(parts, ","), nil
	case ast.ScalarNode:
		return n.GetToken().Value, nil
	}
	return "", errs.New(errs.Invalid, "config.scalar")
}

// Print writes every setting as YAML that Load reads back, each with its source; secrets masked.
func (c *Config) Print(w io.Writer) error {
	for _, s := range settings {
		source := "default"
		if from := c.sources[s.name]; from != "" {
			source = from
		}
		text, err := yaml.Marshal(s.show(c))
		if err != nil {
			return err
		}
		line := s.name + ": " + strings.TrimSpace(string(text))
		if _, err := fmt.Fprintf(w, "%-44s # %s\n", line, source); err != nil {
			return err
		}
	}
	return nil
}
