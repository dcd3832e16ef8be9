package demo

// outlet is an outlet with its customers and its effects.
type outlet struct {
	unit    string
	effect  float64            // on every item
	aspects map[aspect]float64 // on the items of an aspect, besides
	ages    [5]float64         // shares of the age groups of B3
	// answers are how many customers answer in each quarter of 2025 and 2026, in the last one until the last day there
	// is. An outlet that had not opened yet, or had closed, has none in both quarters of a wave.
	answers [8]int
}

var (
	mixed   = [5]float64{0.18, 0.24, 0.22, 0.20, 0.16}
	young   = [5]float64{0.46, 0.26, 0.14, 0.08, 0.06}
	working = [5]float64{0.24, 0.34, 0.24, 0.12, 0.06}
	old     = [5]float64{0.10, 0.15, 0.21, 0.26, 0.28}
)

var outlets = []outlet{
	{"B0101", 0.25, nil, mixed, [8]int{41, 43, 40, 42, 44, 42, 38, 24}},
	{"B0102", 0.40, map[aspect]float64{premises: 0.25}, old, [8]int{31, 29, 33, 30, 30, 34, 29, 17}},
	{"B0103", -0.20, map[aspect]float64{speed: -0.50}, working, [8]int{47, 45, 44, 48, 46, 44, 41, 28}},
	{"B0104", 0.10, map[aspect]float64{machines: 0.30}, young, [8]int{33, 36, 31, 37, 38, 34, 33, 11}},
	{"B0105", -0.10, map[aspect]float64{premises: -0.30}, mixed, [8]int{27, 25, 28, 26, 29, 27, 26, 17}},
	{"B0106", 0.30, nil, old, [8]int{24, 26, 22, 25, 27, 24, 25, 16}},
	{"B0107", 0.15, map[aspect]float64{lobby: -0.25}, young, [8]int{22, 20, 24, 23, 21, 25, 23, 15}},
	{"B0201", 0.00, map[aspect]float64{speed: -0.30}, mixed, [8]int{26, 29, 30, 27, 28, 30, 27, 16}},
	{"B0202", -0.15, nil, working, [8]int{23, 24, 21, 25, 25, 22, 22, 8}},
	{"B0203", 0.05, map[aspect]float64{speed: -0.40, lobby: 0.20}, old, [8]int{38, 41, 37, 40, 42, 39, 36, 21}},
	{"B0204", 0.15, nil, working, [8]int{17, 16, 15, 12, 7, 5, 19, 12}},
	{"B0205", -0.25, map[aspect]float64{premises: -0.40}, old, [8]int{24, 22, 0, 0, 0, 0, 0, 0}},
	{"B0206", 0.05, map[aspect]float64{machines: -0.30}, old, [8]int{19, 21, 0, 0, 0, 0, 0, 0}},
	{"B0207", 0.10, map[aspect]float64{premises: 0.20}, old, [8]int{0, 0, 38, 41, 39, 42, 37, 24}},
	{"B0208", -0.05, nil, mixed, [8]int{25, 23, 26, 24, 26, 25, 24, 17}},
	{"B0301", 0.05, map[aspect]float64{speed: -0.25}, mixed, [8]int{32, 34, 33, 36, 35, 34, 31, 18}},
	{"B0302", -0.35, map[aspect]float64{premises: -0.35}, old, [8]int{20, 21, 19, 20, 22, 19, 18, 6}},
	{"B0303", 0.20, map[aspect]float64{fees: -0.15}, working, [8]int{24, 25, 27, 26, 26, 27, 25, 15}},
	{"B0304", -0.05, nil, working, [8]int{0, 0, 0, 0, 0, 3, 16, 9}},
	{"B0305", -0.20, map[aspect]float64{counter: -0.20}, working, [8]int{21, 22, 20, 23, 22, 21, 20, 15}},
	{"B0306", 0.25, map[aspect]float64{counter: 0.20}, mixed, [8]int{28, 27, 29, 28, 30, 28, 27, 18}},
	{"B0401", 0.10, nil, mixed, [8]int{33, 31, 34, 32, 35, 33, 31, 20}},
	{"B0402", 0.20, map[aspect]float64{speed: 0.20}, young, [8]int{36, 34, 33, 37, 35, 36, 32, 19}},
	{"B0403", -0.25, map[aspect]float64{speed: -0.45}, working, [8]int{38, 40, 37, 39, 41, 38, 36, 25}},
	{"B0404", 0.15, map[aspect]float64{machines: 0.15}, young, [8]int{29, 30, 28, 31, 30, 29, 28, 18}},
	{"B0405", 0.05, nil, young, [8]int{22, 23, 24, 22, 25, 24, 23, 16}},
	{"B0406", -0.15, map[aspect]float64{fees: -0.20}, old, [8]int{24, 22, 25, 23, 24, 25, 22, 15}},
	{"B0407", -0.05, map[aspect]float64{lobby: -0.20}, mixed, [8]int{26, 28, 25, 27, 28, 26, 25, 13}},
	{"B0501", 0.00, nil, mixed, [8]int{31, 33, 30, 32, 33, 31, 30, 20}},
	{"B0502", -0.30, map[aspect]float64{premises: -0.25}, old, [8]int{27, 25, 26, 28, 27, 26, 24, 16}},
	{"B0503", -0.15, map[aspect]float64{speed: -0.55}, working, [8]int{43, 41, 44, 42, 45, 43, 40, 27}},
	{"B0504", 0.20, map[aspect]float64{lobby: 0.25}, working, [8]int{30, 32, 31, 29, 32, 31, 29, 19}},
	{"B0505", 0.35, nil, old, [8]int{20, 19, 21, 20, 22, 21, 19, 15}},
	{"B0506", 0.25, map[aspect]float64{premises: 0.30}, mixed, [8]int{23, 24, 22, 25, 24, 23, 22, 16}},
	{"B0507", -0.20, map[aspect]float64{fees: -0.25}, working, [8]int{34, 36, 33, 35, 36, 34, 32, 22}},
	{"B0601", 0.05, nil, working, [8]int{32, 30, 33, 31, 34, 32, 30, 19}},
	{"B0602", 0.10, map[aspect]float64{speed: -0.20, machines: 0.20}, young, [8]int{37, 39, 36, 38, 40, 37, 35, 23}},
	{"B0603", -0.10, nil, mixed, [8]int{25, 24, 26, 25, 27, 25, 24, 17}},
	{"B0604", 0.15, map[aspect]float64{counter: 0.15}, young, [8]int{28, 29, 27, 30, 29, 28, 27, 17}},
	{"B0605", -0.05, map[aspect]float64{speed: -0.15}, mixed, [8]int{24, 26, 25, 23, 26, 25, 23, 10}},
	{"B0606", 0.30, map[aspect]float64{lobby: 0.15}, old, [8]int{21, 20, 22, 21, 23, 22, 20, 15}},
	{"B0607", -0.10, map[aspect]float64{speed: 0.15, premises: -0.20}, working, [8]int{18, 19, 17, 20, 19, 18, 18, 15}},
}

// in reports whether the outlet's customers were asked in a wave.
func (o *outlet) in(wave string) bool {
	for i := range periods {
		if p := &periods[i]; p.wave == wave && o.answers[p.quarter] > 0 {
			return true
		}
	}
	return false
}

func outletOf(unit string) *outlet {
	for i := range outlets {
		if outlets[i].unit == unit {
			return &outlets[i]
		}
	}
	return nil
}
