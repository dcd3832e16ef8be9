// Package cubetest is the suite that every engine of the cube passes: scripts under testdata, one
// idea per file, and a comparison with a plain recount of random data.
//
// A script is a list of steps. A word at the margin begins a step, indented lines belong to it:
//
//	layout                      dims unit quarter | category CODE SIZE | options CODE SIZE | number CODE
//	facts                       NAME dim=code … item=value … state=partial
//	weights SCHEME              NAME weight
//	states                      NAME state
//	flush, drop
//	count, schemes
//	histogram by=… items=… where=unit:1,2 where=q1:5 weights=SCHEME partial
//	residual  by=… select=unit table=0,-1,1 weights=SCHEME    node CODE ITEM … and r TABLE ITEM value …
//	rows      dims=… items=… where=… weights=SCHEME
//	expect                      the lines the step before must give, or "error KEY"
//
// A response is named by any word; its id is made from the word. A category's value is its code, the
// options of a multiple choice are 1,3 (and "none" for none of them), "_" is NaN. A cell is
// value:n without weights and value:n/w/w2 with them; empty cells are left out.
//
// Every script runs three times: as written, with a flush after each write, and with the engine
// closed and opened again after each write. All must give the same.
package cubetest
