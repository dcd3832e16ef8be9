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

// What changed from one half-year to the next.
const (
	lobbyGain    = 0.35  // in Q21 to Q24, at all outlets, from the second half of 2025 on: the lobby staff were trained
	machinesGain = 0.40  // in Q61 to Q63, at the renewed outlets, from 2026 on: they have new machines
	queueGain    = 0.75  // in Q41, at the numbered outlets, in the second half of 2026: they began to give out numbers
	speedGain    = 0.30  // in Q43, at the same outlets: queues that move seem shorter at the counter, too
	feesLoss     = -0.45 // in Q51 and Q52, at all outlets, in the second half of 2026: the new schedule of fees
)

var (
	renewed = map[string]bool{
		"B0401": true, "B0402": true, "B0403": true, "B0404": true, "B0406": true, "B0407": true,
		"B0501": true, "B0502": true, "B0503": true, "B0504": true, "B0505": true, "B0506": true, "B0507": true,
	}
	numbered = map[string]bool{"B0103": true, "B0201": true, "B0203": true, "B0301": true, "B0403": true, "B0503": true}
)

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

func day(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, zone)
}

// The anonymous waves, of half a year each; the last one is open.
const (
	firstHalf2025  = "bank-2025h1"
	secondHalf2025 = "bank-2025h2"
	firstHalf      = "bank-2026h1"
	secondHalf     = "bank-2026h2"
)

// halves are the waves in their order, with the days on which they open and close.
var halves = []struct {
	wave        string
	first, last time.Time
}{
	{firstHalf2025, day(2025, time.January, 1), day(2025, time.June, 30)},
	{secondHalf2025, day(2025, time.July, 1), day(2025, time.December, 31)},
	{firstHalf, day(2026, time.January, 1), day(2026, time.June, 30)},
	{secondHalf, day(2026, time.July, 1), day(2026, time.December, 31)},
}

var periods = []period{
	{firstHalf2025, 0, day(2025, time.January, 6), day(2025, time.March, 30)},
	{firstHalf2025, 1, day(2025, time.April, 7), day(2025, time.June, 29)},
	{secondHalf2025, 2, day(2025, time.July, 2), day(2025, time.September, 28)},
	{secondHalf2025, 3, day(2025, time.October, 9), day(2025, time.December, 28)},
	{firstHalf, 4, day(2026, time.January, 5), day(2026, time.March, 29)},
	{firstHalf, 5, day(2026, time.April, 7), day(2026, time.June, 28)},
	{secondHalf, 6, day(2026, time.July, 2), day(2026, time.September, 27)},
	{secondHalf, 7, day(2026, time.October, 9), day(2026, time.November, 20)},
}

// level is the mean latent satisfaction with an item of customers who are alike.
func (o *outlet) level(q *question, wave string, age int, phone bool) float64 {
	x := q.ease + o.effect + o.aspects[q.aspect] + ageEffect[age]
	if phone {
		x += phoneEffect[q.aspect]
	}
	return x + o.change(q, wave)
}

// change is how an item differs in the wave from what it is in the first half of 2026.
func (o *outlet) change(q *question, wave string) float64 {
	switch {
	case wave == firstHalf2025 && q.aspect == lobby:
		return -lobbyGain
	case (wave == firstHalf2025 || wave == secondHalf2025) && renewed[o.unit] && q.aspect == machines:
		return -machinesGain
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
