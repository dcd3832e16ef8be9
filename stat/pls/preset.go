package pls

import (
	"maps"
	"slices"

	"manyi.dev/manyi/stat"
)

// The names of the constructs in presets.
const (
	Image        = "Image"
	Expectation  = "Expectation"
	Quality      = "Quality"
	Value        = "Value"
	Satisfaction = "Satisfaction"
	Complaints   = "Complaints"
	Loyalty      = "Loyalty"
)

// Preset is a published inner model that waits for items.
type Preset struct {
	Name       string
	Source     string
	Constructs []string
	Paths      []Path
}

// ACSI is the model of the American Customer Satisfaction Index: 6 constructs, 9 paths.
func ACSI() Preset {
	return Preset{
		Name:       "ACSI",
		Source:     "Fornell, C., Johnson, M. D., Anderson, E. W., Cha, J. and Bryant, B. E. (1996) The American Customer Satisfaction Index: nature, purpose, and findings, Journal of Marketing 60(4), figure 1. doi:10.2307/1251898",
		Constructs: []string{Expectation, Quality, Value, Satisfaction, Complaints, Loyalty},
		Paths: []Path{
			{Expectation, Quality},
			{Expectation, Value},
			{Expectation, Satisfaction},
			{Quality, Value},
			{Quality, Satisfaction},
			{Value, Satisfaction},
			{Satisfaction, Complaints},
			{Satisfaction, Loyalty},
			{Complaints, Loyalty},
		},
	}
}

// ECSI is the model of the European Customer Satisfaction Index: 7 constructs, 12 paths.
func ECSI() Preset {
	return Preset{
		Name:       "ECSI",
		Source:     "Tenenhaus, M., Esposito Vinzi, V., Chatelin, Y.-M. and Lauro, C. (2005) PLS path modeling, Computational Statistics & Data Analysis 48, figure 1. doi:10.1016/j.csda.2004.03.005",
		Constructs: []string{Image, Expectation, Quality, Value, Satisfaction, Complaints, Loyalty},
		Paths: []Path{
			{Image, Expectation},
			{Image, Satisfaction},
			{Image, Loyalty},
			{Expectation, Quality},
			{Expectation, Value},
			{Expectation, Satisfaction},
			{Quality, Value},
			{Quality, Satisfaction},
			{Value, Satisfaction},
			{Satisfaction, Complaints},
			{Satisfaction, Loyalty},
			{Complaints, Loyalty},
		},
	}
}

// CCSI is the model of the Chinese customer satisfaction index (中国顾客满意指数): 6 constructs
// (品牌形象 brand image, 预期质量 expected quality, 感知质量 perceived quality, 感知价值 perceived
// value, 顾客满意度 satisfaction, 顾客忠诚 loyalty) and 11 paths: the first four each act on all that
// follow up to satisfaction, satisfaction on loyalty. GB/T 19038-2009 recommends a structural model
// of this kind and leaves its paths to be adapted to the trade; a Model may be edited before Fit.
func CCSI() Preset {
	return Preset{
		Name:       "CCSI",
		Source:     "国家质量监督检验检疫总局质量管理司, 清华大学中国企业研究中心 (2003) 中国顾客满意指数指南; GB/T 19038-2009 顾客满意测评模型和方法指南, clause 4; GB/T 19039-2009 顾客满意测评通则",
		Constructs: []string{Image, Expectation, Quality, Value, Satisfaction, Loyalty},
		Paths: []Path{
			{Image, Expectation},
			{Image, Quality},
			{Image, Value},
			{Image, Satisfaction},
			{Expectation, Quality},
			{Expectation, Value},
			{Expectation, Satisfaction},
			{Quality, Value},
			{Quality, Satisfaction},
			{Value, Satisfaction},
			{Satisfaction, Loyalty},
		},
	}
}

// Assign makes a model of the preset, with all blocks in mode A, from the items of each construct
// by its name. Every construct of the preset needs items.
func (p Preset) Assign(items map[string][]string) (Model, error) {
	for _, name := range slices.Sorted(maps.Keys(items)) {
		if !slices.Contains(p.Constructs, name) {
			return Model{}, fault(stat.Unknown, "construct %q", name)
		}
	}
	m := Model{Paths: p.Paths}
	for _, name := range p.Constructs {
		if len(items[name]) == 0 {
			return Model{}, tooFew(0, 1, "items of %q", name)
		}
		m.Constructs = append(m.Constructs, Construct{Name: name, Items: items[name]})
	}
	return m, nil
}
