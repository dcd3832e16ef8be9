package sem_test

import (
	"fmt"

	"manyi.dev/manyi/stat/sem"
)

func ExampleFit() {
	m, err := sem.Parse(`
		Quality =~ a1 + a2 + a3
		Loyalty =~ b1 + b2 + b3
		Loyalty ~ Quality`)
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := sem.Fit(m, made(200), sem.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	path := r.Paths[0]
	fmt.Printf("%s → %s %.2f ± %.2f, df %d\n", path.From, path.To, path.Standardised.Value(), path.Standardised.SE(), r.Measures.DF)
	// Output: Quality → Loyalty 0.82 ± 0.03, df 8
}

func ExampleParse() {
	m, err := sem.Parse("Quality =~ q1 + q2 + q3; Loyalty ~ Quality + price; q1 ~~ q2")
	fmt.Println(m, err)
	// Output: {[{Quality [q1 q2 q3]}] [{Loyalty [Quality price]}] [{q1 q2}]} <nil>
}
