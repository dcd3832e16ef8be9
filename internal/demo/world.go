package demo

import "time"

// The simulated world: who comes to which outlet, and what is true there. docs/demonstration.md tells it to
// readers; a change here changes the demonstration's figures, and the document with them.
//
// Everything is on one scale, that of the latent satisfaction with an item, whose random part within a group of
// alike customers has the standard deviation √(mood² + 1).

// mood is the standard deviation of what a customer feels about all items alike; what he feels about one item
// alone has 1.
const mood = 0.9

// cuts divide the latent scale into the answers 1 to 5.
var cuts = [4]float64{-2.0, -1.2, -0.3, 0.9}

// The recommendation from 0 to 10 is base + slope·(latent satisfaction as a whole) + noise, rounded and kept in bounds.
const (
	recommendBase  = 6.3
	recommendSlope = 1.9
	recommendNoise = 1.1
)

// aspect is a group of items that is asked in one matrix.
type aspect string

const (
	premises aspect = "premises"
	lobby    aspect = "lobby"
	counter  aspect = "counter"
	speed    aspect = "speed"
	fees     aspect = "fees"
	machines aspect = "machines"
	whole    aspect = "whole"
)

// question is an item of the questionnaire with its ease: the latent satisfaction where no effect applies.
type question struct {
	code   string
	aspect aspect
	ease   float64
}

var questions = []question{
	{"Q11", premises, 1.35},
	{"Q12", premises, 1.15},
	{"Q13", premises, 1.00},
	{"Q21", lobby, 1.25},
	{"Q22", lobby, 1.15},
	{"Q23", lobby, 1.20},
	{"Q24", lobby, 0.95},
	{"Q31", counter, 1.40},
	{"Q32", counter, 1.35},
	{"Q33", counter, 1.20},
	{"Q41", speed, 0.35},
	{"Q42", speed, 0.80},
	{"Q43", speed, 0.75},
	{"Q51", fees, 0.95},
	{"Q52", fees, 0.85},
	{"Q61", machines, 1.00},
	{"Q62", machines, 1.15},
	{"Q63", machines, 0.75},
	{"Q71", whole, 1.10},
}

// outlet is an outlet with its customers and its effects.
type outlet struct {
	unit    string
	effect  float64            // on every item
	aspects map[aspect]float64 // on the items of an aspect, besides
	ages    [5]float64         // shares of the age groups of B3
	// answers are how many customers answer in each quarter of 2026; in the fourth, until the last day there is.
	answers [4]int
}

var (
	mixed   = [5]float64{0.18, 0.24, 0.22, 0.20, 0.16}
	young   = [5]float64{0.46, 0.26, 0.14, 0.08, 0.06}
	working = [5]float64{0.24, 0.34, 0.24, 0.12, 0.06}
	old     = [5]float64{0.10, 0.15, 0.21, 0.26, 0.28}
)

var outlets = []outlet{
	{"B0101", 0.25, nil, mixed, [4]int{44, 42, 38, 24}},
	{"B0102", 0.40, map[aspect]float64{premises: 0.25}, old, [4]int{30, 34, 29, 17}},
	{"B0103", -0.20, map[aspect]float64{speed: -0.50}, working, [4]int{46, 44, 41, 28}},
	{"B0104", 0.10, map[aspect]float64{machines: 0.30}, young, [4]int{38, 34, 33, 11}},
	{"B0201", 0.00, map[aspect]float64{speed: -0.30}, mixed, [4]int{28, 30, 27, 16}},
	{"B0202", -0.15, nil, working, [4]int{25, 22, 22, 8}},
	{"B0203", 0.05, map[aspect]float64{speed: -0.40, lobby: 0.20}, old, [4]int{42, 39, 36, 21}},
	{"B0204", 0.15, nil, working, [4]int{7, 5, 19, 12}},
	{"B0301", 0.05, map[aspect]float64{speed: -0.25}, mixed, [4]int{35, 34, 31, 18}},
	{"B0302", -0.35, map[aspect]float64{premises: -0.35}, old, [4]int{22, 19, 18, 6}},
	{"B0303", 0.20, map[aspect]float64{fees: -0.15}, working, [4]int{26, 27, 25, 15}},
	{"B0304", -0.05, nil, working, [4]int{0, 3, 16, 9}},
}

// What changed from the first half of the year to the second.
const (
	queueGain = 0.75  // in Q41, at the outlets that began to give out numbers
	speedGain = 0.30  // in Q43, at the same outlets: queues that move seem shorter at the counter, too
	feesLoss  = -0.45 // in Q51 and Q52, at all outlets: the new schedule of fees
)

var numbered = map[string]bool{"B0103": true, "B0201": true, "B0203": true, "B0301": true}

// The effect of a customer's age on every item, by the groups of B3, and who uses the bank on the phone.
var (
	ageEffect = [5]float64{-0.25, -0.10, 0, 0.15, 0.30}
	onPhone   = [5]float64{0.95, 0.90, 0.75, 0.50, 0.25}
)

// The effects of using the bank on the phone: less patience in a queue, more ease with machines.
var phoneEffect = map[aspect]float64{speed: -0.20, machines: 0.20}

// notUsed is the share of customers who have not met an aspect at all, without and with the bank on the phone.
var notUsed = map[aspect][2]float64{counter: {0.03, 0.10}, fees: {0.20, 0.20}, machines: {0.40, 0.15}}

// rowNotUsed is the share of the others who have not met one item of such an aspect.
const rowNotUsed = 0.02

// The shares of those who skip what need not be answered.
const (
	skipRecommend  = 0.06
	skipBackground = 0.12 // the whole page about the person
	skipOne        = 0.05 // any one question of it
	leaveRemark    = 0.22
	inEnglish      = 0.04
	leavesAgain    = 0.35 // opens the page without starting, besides those who finish
	givesUp        = 0.08 // starts without finishing, besides those who finish
)

// period is a part of a wave in which the answers of a quarter come in: both days included, public holidays left out.
type period struct {
	wave     string
	quarter  int // of outlet.answers
	from, to time.Time
}

// zone is the bank's. It has no summer time, so that the file of time zones is not needed.
var zone = time.FixedZone("CST", 8*60*60)

func day(month time.Month, d int) time.Time { return time.Date(2026, month, d, 0, 0, 0, 0, zone) }

const (
	firstHalf  = "bank-2026h1"
	secondHalf = "bank-2026h2"
)

var periods = []period{
	{firstHalf, 0, day(time.January, 5), day(time.March, 29)},
	{firstHalf, 1, day(time.April, 7), day(time.June, 28)},
	{secondHalf, 2, day(time.July, 2), day(time.September, 27)},
	{secondHalf, 3, day(time.October, 9), day(time.November, 20)},
}

// level is the mean latent satisfaction with an item of customers who are alike.
func (o *outlet) level(q *question, wave string, age int, phone bool) float64 {
	x := q.ease + o.effect + o.aspects[q.aspect] + ageEffect[age]
	if phone {
		x += phoneEffect[q.aspect]
	}
	return x + o.change(q, wave)
}

// change is what became of an item in the wave, compared with the first half of the year.
func (o *outlet) change(q *question, wave string) float64 {
	switch {
	case wave != secondHalf:
		return 0
	case q.aspect == fees:
		return feesLoss
	case numbered[o.unit] && q.code == "Q41":
		return queueGain
	case numbered[o.unit] && q.code == "Q43":
		return speedGain
	}
	return 0
}
