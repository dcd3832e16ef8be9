// Package demo loads the demonstration: a record store that shows at once what Manyi does.
//
// It holds two programmes. "sfo" are four waves of a real outside survey, brought in by the same import that
// anybody's survey takes (data/sfo/README.md has the source). "bank" is an invented bank whose customers are
// simulated (simulator.go); their answers pass through the real intake, under a clock that is set to their days.
// What is true in the simulated world is known exactly (truth.go), so that the figures can be checked against it;
// docs/demonstration.md describes it for readers.
//
// Prepare is the only thing that writes. The answers are seeded: every demonstration holds the same ones.
package demo
