# Shapley decomposition of R² (LMG) over all subsets of the drivers, from the correlation matrix.
p <- as.integer(args[2]); X <- matrix(numbers("x"), ncol = p + 1)
timed({
  R <- cor(X); r <- R[1:p, p + 1]; bits <- 2L^(0:(p - 1))
  v <- numeric(2^p)
  for (m in 1:(2^p - 1)) { s <- which(bitwAnd(m, bits) > 0); v[m + 1] <- sum(r[s] * solve(R[s, s, drop = FALSE], r[s])) }
  size <- integer(2^p); for (b in bits) size <- size + (bitwAnd(0:(2^p - 1), b) > 0)
  weight <- factorial(0:(p - 1)) * factorial((p - 1):0) / factorial(p)
  out <- numeric(p)
  for (j in 1:p) { m <- which(bitwAnd(0:(2^p - 1), bits[j]) == 0); out[j] <- sum(weight[size[m] + 1] * (v[m + bits[j]] - v[m])) }
})
answer(out)
