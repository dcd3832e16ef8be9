# Raking to four margins.
suppressPackageStartupMessages(library(survey))
d <- data.frame(w = numbers("w")); for (v in c("m1", "m2", "m3", "m4")) d[[v]] <- factor(numbers(v))
pops <- lapply(c("m1", "m2", "m3", "m4"), function(v) setNames(data.frame(levels(d[[v]]), numbers(paste0("t", v))), c(v, "Freq")))
ds <- svydesign(ids = ~1, weights = ~w, data = d)
timed(rk <- rake(ds, list(~m1, ~m2, ~m3, ~m4), pops, control = list(maxit = 100, epsilon = 1e-6 * sum(pops[[1]]$Freq), verbose = FALSE)))
answer(weights(rk))
