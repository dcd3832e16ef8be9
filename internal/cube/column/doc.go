// Package column is the embedded engine of the cube: columns in memory, scanned in parallel, kept
// as one Parquet file per wave.
//
// # On disk
//
//	<dir>/<wave>/facts.parquet     id, state, dim_<name>, item_<code>; the layout as metadata
//	<dir>/<wave>/<scheme>.parquet  id, weight
//
// Rows are sorted by id. Ids are random, so a file carries no order of arrival. A file is written
// beside its place under a name ending in .tmp, synced, renamed over the old one, and the folder is
// synced: after a crash there is the old file or the new one, and whatever a .tmp holds is never read.
//
// # In memory
//
// A wave is a base, the columns of its file, and a tail, what was loaded since. Columns of the base
// are read when a question first needs them, and a wave's columns are given back when the memory
// budget is exceeded (least recently used first) or the wave is idle (Sweep). Ids are read only
// while responses are written.
//
// Everything a question needs hangs on one immutable snapshot; writers publish a new one. Appending
// to the tail leaves older snapshots alone since they end before the new rows; a change of a state
// copies the column of states first. A response that is loaded again is marked dead where it was and
// appended; Flush merges the living rows of base and tail in the order of their ids.
//
// # Scans
//
// Rows are cut into units whose number depends on the data only, a unit is added up from its first
// row to its last, and units are combined in order: the same rows give the same bits, whatever
// number of processors runs. After a Flush this holds for the same set of responses however they
// came. Inside a unit, rows go block by block, so that groups and weights of a block stay in the
// processor's cache while the items are counted one after another.
package column
