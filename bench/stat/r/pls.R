# 500 bootstrap fits of the ECSI model on the mobile phone survey: args are the folder, the CSV file and the file with pls_own.
source(args[3])
d <- read.csv(args[2])
lv <- c("Image", "Expectation", "Quality", "Value", "Satisfaction", "Complaints", "Loyalty")
blocks <- setNames(list(paste0("IMAG", 1:5), paste0("CUEX", 1:3), paste0("PERQ", 1:7), paste0("PERV", 1:2), paste0("CUSA", 1:3), "CUSCO", paste0("CUSL", 1:3)), lv)
P <- rbind(0, c(1,0,0,0,0,0,0), c(0,1,0,0,0,0,0), c(0,1,1,0,0,0,0), c(1,1,1,1,0,0,0), c(0,0,0,0,1,0,0), c(1,0,0,0,1,1,0)); dimnames(P) <- list(lv, lv)
X <- d[, unlist(blocks)]; set.seed(1)
timed(bb <- t(replicate(500, { o <- pls_own(X[sample(nrow(X), replace = TRUE), ], blocks, P, "path", tol = 1e-8); c(o$B[P == 1]) })))
answer(apply(bb, 2, sd))
