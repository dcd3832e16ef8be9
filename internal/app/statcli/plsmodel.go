package statcli

import (
	"bytes"
	"errors"
	"io/fs"
	"math"
	"os"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/stat/pls"
)

// presets are the published models by the name of --model.
var presets = map[string]func() pls.Preset{"ecsi": pls.ECSI, "acsi": pls.ACSI, "ccsi": pls.CCSI}

// prefixes say which columns measure which construct of a preset when --blocks does not: the letters
// before the number of a column, without case. The first of each is that of the ECSI questionnaire as
// published (Tenenhaus et al. 2005).
var prefixes = map[string][]string{
	pls.Image:        {"IMAG", "IMAGE", "形象", "品牌形象"},
	pls.Expectation:  {"CUEX", "EXPE", "EXPECT", "EXPECTATION", "期望", "预期质量"},
	pls.Quality:      {"PERQ", "QUAL", "QUALITY", "质量", "感知质量"},
	pls.Value:        {"PERV", "VAL", "VALUE", "价值", "感知价值"},
	pls.Satisfaction: {"CUSA", "SAT", "SATISFACTION", "满意", "顾客满意度"},
	pls.Complaints:   {"CUSCO", "COMP", "COMPLAINT", "COMPLAINTS", "抱怨", "顾客抱怨"},
	pls.Loyalty:      {"CUSL", "LOY", "LOYALTY", "忠诚", "顾客忠诚"},
}

// modelFile is a model as its author writes it, in YAML or JSON.
type modelFile struct {
	Constructs []struct {
		Name  string   `yaml:"name"`
		Items []string `yaml:"items"`
		Mode  string   `yaml:"mode"` // A (default), B
	} `yaml:"constructs"`
	Paths []struct {
		From string `yaml:"from"`
		To   string `yaml:"to"`
	} `yaml:"paths"`
	Scale  *modelScale           `yaml:"scale"`
	Scales map[string]modelScale `yaml:"scales"` // of items that differ
}

type modelScale struct {
	Low  float64 `yaml:"low"`
	High float64 `yaml:"high"`
}

// model makes the path model of --model, --blocks and --scale.
func (c *call) model(f *file, o plsOptions) (pls.Model, error) {
	var m pls.Model
	var err error
	if preset, ok := presets[strings.ToLower(o.model)]; ok {
		m, err = f.preset(preset(), o.blocks)
	} else {
		m, err = c.ownModel(f, o)
	}
	if err != nil {
		return m, err
	}
	if o.scale != nil {
		if err := pair("--scale", o.scale); err != nil {
			return m, err
		}
		m.Scale = pls.Scale{Low: o.scale[0], High: o.scale[1]}
	}
	return m, nil
}

// preset gives the constructs of a published model their items.
func (f *file) preset(p pls.Preset, blocks []string) (pls.Model, error) {
	items, err := f.blocks(blocks, p.Constructs)
	if err != nil {
		return pls.Model{}, err
	}
	var without []string
	for _, name := range p.Constructs {
		if len(items[name]) == 0 {
			items[name] = f.prefixed(prefixes[name])
		}
		if len(items[name]) == 0 {
			without = append(without, name+" ("+prefixes[name][0]+")")
		}
	}
	if len(without) > 0 {
		return pls.Model{}, errs.New(errs.Invalid, "stat.block_missing").At("--blocks").
			With("constructs", strings.Join(without, ", ")).With("columns", f.header())
	}
	return p.Assign(items)
}

// prefixed are the columns named by one of the prefixes and a number or nothing, by the first prefix
// that has any.
func (f *file) prefixed(list []string) []string {
	for _, prefix := range list {
		var found []string
		for _, name := range f.table.Header {
			rest, ok := strings.CutPrefix(strings.ToUpper(name), prefix)
			if ok && strings.Trim(rest, "_.-0123456789") == "" {
				found = append(found, name)
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// blocks reads --blocks: "Image=IMAG1-5,IMAG7;Quality=…", or the flag several times.
func (f *file) blocks(texts, constructs []string) (map[string][]string, error) {
	items := map[string][]string{}
	var faults []error
	for _, text := range texts {
		for one := range strings.SplitSeq(text, ";") {
			if strings.TrimSpace(one) == "" {
				continue
			}
			name, columns, ok := strings.Cut(one, "=")
			name = strings.TrimSpace(name)
			if !ok {
				faults = append(faults, errs.New(errs.Invalid, "stat.block_form").At("--blocks").With("block", one))
				continue
			}
			if constructs != nil {
				if err := choice("--blocks", name, constructs...); err != nil {
					faults = append(faults, err)
					continue
				}
			}
			found, err := f.columns("--blocks", strings.Split(columns, ",")...)
			faults = append(faults, err)
			items[name] = append(items[name], found...)
		}
	}
	return items, errors.Join(faults...)
}

// ownModel reads a model from a file.
func (c *call) ownModel(f *file, o plsOptions) (pls.Model, error) {
	var m pls.Model
	text, err := os.ReadFile(c.Path(o.model))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return m, errs.New(errs.Invalid, "stat.model_unknown").At("--model").With("model", o.model)
	case err != nil:
		return m, errs.New(errs.Invalid, "app.file").At("--model").With("path", o.model).Because(err)
	}
	var doc modelFile
	if err := yaml.NewDecoder(bytes.NewReader(text), yaml.DisallowUnknownField()).Decode(&doc); err != nil {
		return m, errs.New(errs.Invalid, "stat.model_file").At(o.model).With("why", err.Error())
	}
	own, err := f.blocks(o.blocks, nil)
	if err != nil {
		return m, err
	}
	var faults []error
	for _, k := range doc.Constructs {
		items, err := f.columns(o.model, k.Items...)
		faults = append(faults, err)
		if replaced, ok := own[k.Name]; ok {
			items = replaced
			delete(own, k.Name)
		}
		mode := pls.Mode(strings.ToUpper(k.Mode))
		if mode == "" {
			mode = pls.ModeA
		}
		faults = append(faults, choice(o.model, mode, pls.ModeA, pls.ModeB))
		m.Constructs = append(m.Constructs, pls.Construct{Name: k.Name, Items: items, Mode: mode})
	}
	for name := range own {
		faults = append(faults, errs.New(errs.Invalid, "stat.block_unknown").At("--blocks").With("construct", name))
	}
	for _, p := range doc.Paths {
		m.Paths = append(m.Paths, pls.Path{From: p.From, To: p.To})
	}
	if doc.Scale != nil {
		m.Scale = pls.Scale{Low: doc.Scale.Low, High: doc.Scale.High}
	}
	for item, s := range doc.Scales {
		if m.ItemScales == nil {
			m.ItemScales = map[string]pls.Scale{}
		}
		m.ItemScales[item] = pls.Scale{Low: s.Low, High: s.High}
	}
	return m, errors.Join(faults...)
}

// itemsOf are all items of a model, in order.
func itemsOf(m pls.Model) []string {
	var all []string
	for _, k := range m.Constructs {
		for _, item := range k.Items {
			if !slices.Contains(all, item) {
				all = append(all, item)
			}
		}
	}
	return all
}

// outside is an answer beyond the scale of its item, which would give an index beyond 0 to 100.
func outside(m pls.Model, names []string, columns [][]float64) (item string, row int, got float64) {
	for j, name := range names {
		s, ok := m.ItemScales[name]
		if !ok {
			s = m.Scale
		}
		if s == (pls.Scale{}) {
			continue
		}
		for i, x := range columns[j] {
			if !math.IsNaN(x) && (x < s.Low || x > s.High) {
				return name, i + 1, x
			}
		}
	}
	return "", 0, 0
}
