package demo

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"time"

	"manyi.dev/manyi/internal/questionnaire"
)

// seed makes every demonstration hold the same answers. Each customer has a generator of his own, so that the
// answers depend neither on the order in which they are made nor on how often an interrupted loading began anew.
const seed = 4

// customer is one who answers: where, when, how long it took him, and what he says.
type customer struct {
	unit     string
	id       string // of the submission
	day      time.Time
	took     time.Duration
	language string
	answers  questionnaire.Answers
	opened   int // how often the page was opened, his time included
	started  int // and started
}

// customers are those of a period, by outlet.
func (p *period) customers(texts []remark) []customer {
	days := int(p.to.Sub(p.from).Hours()/24) + 1
	var all []customer
	for i := range outlets {
		o := &outlets[i]
		for n := range o.answers[p.quarter] {
			id := fmt.Sprintf("%s-q%d-%s-%03d", p.wave, p.quarter%4+1, o.unit, n+1)
			r := generator(id)
			all = append(all, customer{unit: o.unit, id: id, day: p.from.AddDate(0, 0, r.IntN(days))})
			c := &all[len(all)-1]
			c.took = time.Duration(120*math.Exp(0.5*r.NormFloat64())) * time.Second
			c.opened, c.started = 1+count(r, leavesAgain), 1+count(r, givesUp)
			c.opened += c.started - 1
			c.fill(r, o, p.wave, texts)
		}
	}
	return all
}

func generator(id string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(id))
	return rand.New(rand.NewPCG(seed, h.Sum64()))
}

func count(r *rand.Rand, p float64) int { return index(r.Float64() < p) }

// pick chooses by shares.
func pick(r *rand.Rand, shares []float64) int {
	x := r.Float64()
	for i, share := range shares {
		if x -= share; x < 0 {
			return i
		}
	}
	return len(shares) - 1
}

// fill answers the questionnaire.
func (c *customer) fill(r *rand.Rand, o *outlet, wave string, texts []remark) {
	age := pick(r, o.ages[:])
	phone := r.Float64() < onPhone[age]
	feels := mood * r.NormFloat64()
	c.language, c.answers = "zh", questionnaire.Answers{}
	if r.Float64() < inEnglish {
		c.language = "en"
	}
	missed := map[aspect]bool{}
	for _, a := range []aspect{counter, fees, machines} {
		missed[a] = r.Float64() < notUsed[a][index(phone)]
	}
	ratings, latent := map[aspect][]int{}, 0.0
	for i := range questions {
		q := &questions[i]
		latent = o.level(q, wave, age, phone) + feels + r.NormFloat64() // of the last one, the whole, it is used below
		if _, can := notUsed[q.aspect]; can && (missed[q.aspect] || r.Float64() < rowNotUsed) {
			c.answers[q.code] = questionnaire.NA
			continue
		}
		rating := 1
		for rating < 5 && latent > cuts[rating-1] {
			rating++
		}
		c.answers[q.code] = fmt.Sprint(rating)
		ratings[q.aspect] = append(ratings[q.aspect], rating)
	}
	recommend := math.Round(recommendBase + recommendSlope*latent + recommendNoise*r.NormFloat64())
	if r.Float64() >= skipRecommend {
		c.answers["Q72"] = min(max(recommend, 0), 10)
	}
	if r.Float64() < leaveRemark {
		if text := choose(r, texts, ratings, c.language); text != "" {
			c.answers["Q81"] = text
		}
	}
	if r.Float64() >= skipBackground {
		c.background(r, age, phone)
	}
}

// option is an answer with the share of customers who choose it.
type option struct {
	code  string
	share float64
}

var (
	ageGroups = [5]string{"A30", "A40", "A50", "A60", "A61"}
	products  = []option{{"SAVINGS", 0.85}, {"WEALTH", 0.35}, {"GOLD", 0.05}, {"FUND", 0.15}, {"CREDIT", 0.40}, {"LOAN", 0.15}}
	banks     = []option{{"ICBC", 0.45}, {"ABC", 0.35}, {"BOC", 0.30}, {"CCB", 0.40}}
	cards     = []option{{"DIAMOND", 0.03}, {"PLATINUM", 0.12}, {"GOLD", 0.30}, {"ORDINARY", 0.55}}
	schools   = []string{"JUNIOR", "HIGH", "COLLEGE", "BACHELOR", "POST"}
	// taught are the shares of the schools for the youngest and the oldest; the others lie between.
	taught = [2][]float64{{0.03, 0.17, 0.27, 0.43, 0.10}, {0.40, 0.38, 0.13, 0.08, 0.01}}
	work   = []string{"公司职员", "个体经营", "教师", "医生", "公务员", "工程师", "司机", "会计", "销售", "工人", "自由职业"}
	noWork = [2]string{"学生", "退休"}
)

// background answers the questions about the person.
func (c *customer) background(r *rand.Rand, age int, phone bool) {
	put := func(item string, answer any) {
		if r.Float64() >= skipOne {
			c.answers[item] = answer
		}
	}
	put("B1", several(r, []option{
		{"COUNTER", 0.85}, {"SELF", 0.50}, {"ONLINE", []float64{0.05, 0.35}[index(phone)]}, {"PHONE", 0.08}, {"MOBILE", float64(index(phone))},
	}, "COUNTER"))
	put("B2", several(r, products, "SAVINGS"))
	put("B3", ageGroups[age])
	old := float64(age) / 4
	shares := make([]float64, len(schools))
	for i := range shares {
		shares[i] = (1-old)*taught[0][i] + old*taught[1][i]
	}
	put("B4", schools[pick(r, shares)])
	put("B5", []string{"F", "M"}[count(r, 0.46)])
	if r.Float64() < 0.4 {
		c.answers["B6"] = occupation(r, age)
	}
	put("B7", one(r, cards))
	put("B8", several(r, banks, "NONE"))
}

func occupation(r *rand.Rand, age int) string {
	switch {
	case age == 0 && r.Float64() < 0.35:
		return noWork[0]
	case age == 4 && r.Float64() < 0.9:
		return noWork[1]
	}
	return work[r.IntN(len(work))]
}

// several chooses each option by its share, or the fallback when none was chosen.
func several(r *rand.Rand, options []option, fallback string) []string {
	var codes []string
	for _, o := range options {
		if r.Float64() < o.share {
			codes = append(codes, o.code)
		}
	}
	if len(codes) == 0 {
		codes = []string{fallback}
	}
	return codes
}

func one(r *rand.Rand, options []option) string {
	x := r.Float64()
	for _, o := range options {
		if x -= o.share; x < 0 {
			return o.code
		}
	}
	return options[len(options)-1].code
}
