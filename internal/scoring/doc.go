// Package scoring turns originals into rows of the cube and is its only writer.
//
// It reads response's feeds. Responses of named waves are counted at once. Those of confidential and
// anonymous waves are held back until five of a unit have come together and five more are there (D18e),
// so that no figure ever moves by one person's answers; closing the wave releases the rest, which is at
// least five of every unit that has figures. What is held back is the
// one thing here that originals alone cannot tell, so held_responses is not derived; everything else
// is, and Rebuild makes it again.
//
// A fresh row is counted in memory first; the cube's files are written now and then, and only then
// the cursor moves and the anonymous rows are forgotten. After a crash the feed brings them again.
package scoring
