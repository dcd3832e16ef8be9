# Means of 10 items in 200 domains with design-based errors: args are the folder and "clusters" or "elements".
suppressPackageStartupMessages(library(survey))
n <- length(numbers("w")); d <- data.frame(w = numbers("w"), g = numbers("g"), st = numbers("st"), psu = numbers("psu"))
for (j in 1:10) d[[paste0("q", j)]] <- numbers(paste0("q", j))
fm <- ~q1+q2+q3+q4+q5+q6+q7+q8+q9+q10
timed({
  ds <- if (args[2] == "clusters") svydesign(ids = ~psu, strata = ~st, weights = ~w, data = d, nest = TRUE) else svydesign(ids = ~1, weights = ~w, data = d)
  b <- svyby(fm, ~g, ds, svymean)
})
answer(c(as.matrix(b[, paste0("q", 1:10)]), as.matrix(b[, paste0("se.q", 1:10)])))
