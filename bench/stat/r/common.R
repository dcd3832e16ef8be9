# Common to the scripts: read the numbers the Go program wrote, time an expression, write the answer.
args <- commandArgs(TRUE); dir <- args[1]
numbers <- function(name) { path <- file.path(dir, name); readBin(path, "double", file.size(path) / 8, endian = "little") }
answer <- function(x) writeBin(as.double(x), file.path(dir, "answer.bin"), endian = "little")
timed <- function(e) { gc(FALSE); t <- system.time(e); cat(sprintf("%.6f %.6f\n", t[["elapsed"]], t[["user.self"]] + t[["sys.self"]])) }
