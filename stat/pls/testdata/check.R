# Values for check_test.go, in plain R on the raw data (no correlation matrix, weights by cov() and lm()).
# Rscript check.R ../../testdata/mobi.csv
x <- read.csv(commandArgs(TRUE)[1])
blocks <- list(Image = paste0("IMAG", 1:5), Expectation = paste0("CUEX", 1:3), Quality = paste0("PERQ", 1:7),
  Value = paste0("PERV", 1:2), Satisfaction = paste0("CUSA", 1:3), Complaints = "CUSCO", Loyalty = paste0("CUSL", 1:3))
pred <- list(Image = NULL, Expectation = "Image", Quality = "Expectation", Value = c("Expectation", "Quality"),
  Satisfaction = c("Image", "Expectation", "Quality", "Value"), Complaints = "Satisfaction",
  Loyalty = c("Image", "Satisfaction", "Complaints"))
x <- x[, unlist(blocks)]
lv <- names(blocks)
succ <- lapply(setNames(lv, lv), function(l) lv[vapply(lv, function(m) l %in% pred[[m]], NA)])

pls <- function(x, modeB, scheme, tol = 1e-14) {
  z <- scale(x)
  w <- lapply(blocks, function(b) rep(1, length(b)))
  comp <- function(w) sapply(lv, function(l) { y <- z[, blocks[[l]], drop = FALSE] %*% w[[l]]; y / sd(y) })
  y <- comp(w); old <- Inf
  for (it in 1:3000) {
    inner <- sapply(lv, function(j) {
      e <- numeric()
      if (length(succ[[j]])) e <- setNames(cor(y[, succ[[j]], drop = FALSE], y[, j])[, 1], succ[[j]])
      if (length(pred[[j]])) {
        if (scheme == "path") p <- coef(lm(y[, j] ~ y[, pred[[j]], drop = FALSE] - 1)) else p <- cor(y[, pred[[j]], drop = FALSE], y[, j])[, 1]
        names(p) <- pred[[j]]; e <- c(p, e)
      }
      if (scheme == "centroid") e <- sign(e)
      y[, names(e), drop = FALSE] %*% e
    })
    w <- lapply(setNames(lv, lv), function(l) {
      b <- z[, blocks[[l]], drop = FALSE]
      v <- if (l %in% modeB) coef(lm(inner[, l] ~ b - 1)) else cov(b, inner[, l])[, 1]
      unname(v / sd(b %*% v))
    })
    y <- comp(w); d <- max(abs(unlist(w) - old)); old <- unlist(w); if (d < tol) break
  }
  beta <- lapply(setNames(lv, lv), function(j) if (length(pred[[j]])) setNames(coef(lm(y[, j] ~ y[, pred[[j]], drop = FALSE] - 1)), pred[[j]]))
  r2 <- vapply(lv, function(j) if (length(pred[[j]])) summary(lm(y[, j] ~ y[, pred[[j]], drop = FALSE]))$r.squared else NA, 0)
  adj <- vapply(lv, function(j) if (length(pred[[j]])) summary(lm(y[, j] ~ y[, pred[[j]], drop = FALSE]))$adj.r.squared else NA, 0)
  list(w = w, y = y, z = z, beta = beta, r2 = r2, adj = adj, load = cor(z, y))
}
p <- function(name, v) cat(name, "=", paste(sprintf("%.15g", v), collapse = ", "), "\n")

o <- pls(x, c("Image", "Value"), "factorial")
p("B.weights.Image", o$w$Image); p("B.weights.Value", o$w$Value); p("B.weights.Loyalty", o$w$Loyalty)
p("B.paths.Satisfaction", o$beta$Satisfaction); p("B.r2", o$r2); p("B.load.Image", o$load[blocks$Image, "Image"])

o <- pls(x, NULL, "path")
p("A.adjusted", o$adj)
vif <- function(d) vapply(seq_along(d), function(j) 1 / (1 - summary(lm(d[[j]] ~ as.matrix(d[-j])))$r.squared), 0)
p("A.vif.Satisfaction", vif(as.data.frame(o$y[, pred$Satisfaction]))); p("A.vif.Quality.items", vif(x[, blocks$Quality]))
p("A.cross.PERQ1", o$load["PERQ1", ]); p("A.scores.Loyalty", o$y[1:4, "Loyalty"])

# SRMR: correlations of the constructs as the paths imply them; disturbances such that every construct has variance 1
B <- sapply(lv, function(f) sapply(lv, function(t) if (f %in% pred[[t]]) o$beta[[t]][[f]] else 0))
C <- cor(o$y); k <- length(lv); A <- solve(diag(k) - B)
psi <- diag(solve(A^2, rep(1, k))); est <- A %*% psi %*% t(A)
own <- rep(lv, lengths(blocks)); la <- o$load[cbind(names(x), own)]; S <- cor(x)
srmr <- function(phi, factor) { dimnames(phi) <- list(lv, lv); I <- outer(la, la) * phi[own, own]
  same <- outer(own, own, "=="); if (!factor) I[same] <- S[same]; diag(I) <- diag(S); d <- (S - I)[lower.tri(S, TRUE)]; sqrt(mean(d^2)) }
p("A.srmr", c(srmr(C, FALSE), srmr(est, FALSE), srmr(C, TRUE), srmr(est, TRUE)))

q2 <- function(D) sapply(lv, function(l) {
  b <- blocks[[l]]; n <- nrow(x); z <- scale(x); cells <- expand.grid(i = seq_len(n), k = b, stringsAsFactors = FALSE); sse <- ssc <- sso <- 0
  for (d in 1:D) { out <- cells[seq(d, nrow(cells), by = D), ]; h <- z; h[cbind(out$i, match(out$k, colnames(z)))] <- NA
    m <- colMeans(h, na.rm = TRUE); for (k in b) h[is.na(h[, k]), k] <- m[[k]]
    f <- pls(as.data.frame(h), NULL, "path", 1e-12); s <- apply(h, 2, sd)
    for (r in seq_len(nrow(out))) { i <- out$i[r]; k <- out$k[r]; lam <- f$load[k, l]
      sso <- sso + (z[i, k] - m[[k]])^2; ssc <- ssc + (z[i, k] - m[[k]] - s[[k]] * lam * f$y[i, l])^2
      if (length(pred[[l]])) sse <- sse + (z[i, k] - m[[k]] - s[[k]] * lam * sum(f$beta[[l]] * f$y[i, pred[[l]]]))^2 } }
  c(if (length(pred[[l]])) 1 - sse / sso else NA, 1 - ssc / sso) })
q <- q2(7); p("A.q2", q[1, ]); p("A.q2.communality", q[2, ])

jack <- sapply(seq_len(nrow(x)), function(i) { f <- pls(x[-i, ], NULL, "path", 1e-10); c(f$beta$Expectation[["Image"]], f$beta$Satisfaction[["Value"]], f$r2[["Loyalty"]]) })
p("A.acceleration", apply(jack, 1, function(t) { d <- mean(t) - t; sum(d^3) / (6 * sum(d^2)^1.5) }))

# groups: first 100 respondents against the rest
f1 <- pls(x[1:100, ], NULL, "path"); f2 <- pls(x[101:250, ], NULL, "path")
p("groups.Image.Expectation", c(f1$beta$Expectation, f2$beta$Expectation)); p("groups.Value.Satisfaction", c(f1$beta$Satisfaction[["Value"]], f2$beta$Satisfaction[["Value"]]))
set.seed(1); perm <- replicate(300, { s <- sample(250, 100); a <- pls(x[s, ], NULL, "path", 1e-7); b <- pls(x[-s, ], NULL, "path", 1e-7); c(a$beta$Expectation - b$beta$Expectation, a$beta$Satisfaction[["Value"]] - b$beta$Satisfaction[["Value"]]) })
d <- c(f1$beta$Expectation - f2$beta$Expectation, f1$beta$Satisfaction[["Value"]] - f2$beta$Satisfaction[["Value"]])
p("groups.p (300 permutations)", rowMeans(abs(perm) >= abs(d)))

# missing answers replaced by means
h <- x; h$IMAG1[1:20] <- NA; h$CUSL3[c(5, 50, 150)] <- NA
for (k in names(h)) h[is.na(h[[k]]), k] <- mean(h[[k]], na.rm = TRUE)
o <- pls(h, NULL, "path"); p("mean.Image.Expectation", o$beta$Expectation); p("mean.r2.Loyalty", o$r2[["Loyalty"]])
