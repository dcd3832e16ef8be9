package design

import (
	"fmt"
	"slices"

	"manyi.dev/manyi/stat"
)

// strata adds up linearised values by stratum and PSU.
type strata struct {
	d   Design
	psu map[int32]map[int32]float64 // clustered: Σz of each PSU
	sum map[int32]*spread           // not clustered: each respondent is a PSU
}

// spread is Σz, Σz² over the n respondents of a stratum who are in the domain and answered.
type spread struct {
	n     int64
	z, z2 float64
}

func newStrata(d Design) *strata {
	return &strata{d: d, psu: map[int32]map[int32]float64{}, sum: map[int32]*spread{}}
}

func (s *strata) add(stratum, psu int32, n int64, z, z2 float64) {
	h := s.d.stratum(stratum)
	if s.d.clustered {
		if s.psu[h] == nil {
			s.psu[h] = map[int32]float64{}
		}
		s.psu[h][psu] += z
		return
	}
	if s.sum[h] == nil {
		s.sum[h] = &spread{}
	}
	s.sum[h].n += n
	s.sum[h].z += z
	s.sum[h].z2 += z2
}

// variance is Σ_h n_h/(n_h−1)·Σ_i (z_hi − z̄_h)². Strata and PSUs are taken in the order of their
// codes, so that the same sums give the same bits.
func (s *strata) variance() (float64, error) {
	var v float64
	for _, h := range s.present() {
		n := s.d.psus[h]
		z, squares, members := s.stratum(h, n)
		if members > n {
			return 0, &stat.Error{Package: "design", Reason: stat.Inconsistent, Subject: fmt.Sprintf("PSUs of stratum %d", h), Got: float64(members), Want: float64(n)}
		}
		if n > 1 {
			v += float64(n) / float64(n-1) * squares
			continue
		}
		switch s.d.lonely {
		case Fail:
			return 0, fault(stat.LonelyUnit, fmt.Sprintf("stratum %d", h))
		case Remove, Certainty, Average:
		default:
			v += z * z
		}
	}
	if s.d.lonely == Average {
		v *= s.d.averaged()
	}
	return v, nil
}

// stratum gives Σ_i z_hi, Σ_i (z_hi − z̄_h)² over all n PSUs of the stratum, and how many of them
// are in the domain. PSUs outside the domain have z = 0 and add z̄² each.
func (s *strata) stratum(h int32, n int64) (z, squares float64, members int64) {
	if !s.d.clustered {
		sum := s.sum[h]
		if n == 0 {
			return sum.z, 0, sum.n
		}
		return sum.z, max(0, sum.z2-sum.z*sum.z/float64(n)), sum.n
	}
	psus := s.psu[h]
	codes := make([]int32, 0, len(psus))
	for code := range psus {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	for _, code := range codes {
		z += psus[code]
	}
	mean := z / float64(max(n, 1))
	for _, code := range codes {
		squares += (psus[code] - mean) * (psus[code] - mean)
	}
	squares += float64(n-int64(len(psus))) * mean * mean
	return z, squares, int64(len(psus))
}

// present lists the strata with anybody in the domain, in order.
func (s *strata) present() []int32 {
	var codes []int32
	for h := range s.psu {
		codes = append(codes, h)
	}
	for h := range s.sum {
		codes = append(codes, h)
	}
	slices.Sort(codes)
	return codes
}

// averaged is the number of strata over the number of those with more than one PSU.
func (d Design) averaged() float64 {
	all, several := 0, 0
	for _, n := range d.psus {
		if n > 0 {
			all++
		}
		if n > 1 {
			several++
		}
	}
	return float64(all) / float64(several)
}
