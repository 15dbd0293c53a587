# Outside reference values for shares, paired shares and stage-to-stage tables.
# Run from the root of the repository: Rscript tests/reference/shares.R
# What each file holds and what disagreed: shares.md beside this.

suppressPackageStartupMessages(library(coin))
folder <- file.path("tests", "reference")

# Shortest decimal that reads back as the same double (at least 15 digits asked for).
digits <- function(x) {
  if (is.na(x)) return("NA")
  for (d in 15:17) {
    text <- formatC(x, digits = d, format = "g", width = 1)
    if (as.numeric(text) == x) break
  }
  text
}
write_csv <- function(frame, name) {
  file <- file(file.path(folder, name), open = "wb", encoding = "UTF-8")
  on.exit(close(file))
  write.csv(frame, file, row.names = FALSE, quote = FALSE, eol = "\n")
}

# ---- one share ---------------------------------------------------------------

shares <- NULL
one_share <- function(x, n, level) {
  z <- qnorm(1 - (1 - level) / 2)
  tail <- (1 - level) / 2
  exact <- binom.test(x, n, conf.level = level)$conf.int
  score <- suppressWarnings(prop.test(x, n, conf.level = level, correct = FALSE))$conf.int
  if (x == 0) score[1] <- 0
  if (x == n) score[2] <- 1
  # Agresti and Coull (1998), by the formula; cut off at 0 and 1.
  larger <- n + z^2
  middle <- (x + z^2 / 2) / larger
  half <- z * sqrt(middle * (1 - middle) / larger)
  coull <- c(max(0, middle - half), min(1, middle + half))
  # Nobody and everybody have exact ends by the other rules, so this one is cut off there too.
  if (x == 0) coull[1] <- 0
  if (x == n) coull[2] <- 1
  # Brown, Cai and DasGupta (2001), section 3.1.1: 0 for nobody, 1 for everybody.
  jeffreys <- c(if (x == 0) 0 else qbeta(tail, x + 0.5, n - x + 0.5),
                if (x == n) 1 else qbeta(1 - tail, x + 0.5, n - x + 0.5))
  limits <- list("wilson" = score, "clopper-pearson" = exact, "agresti-coull" = coull,
                 "jeffreys" = jeffreys)
  for (method in names(limits)) {
    shares <<- rbind(shares, data.frame(
      count = x, n = n, confidence = digits(level), method = method,
      low = digits(limits[[method]][1]), high = digits(limits[[method]][2])))
  }
}
for (n in c(1, 2, 5, 20, 49, 64, 1000)) {
  for (x in unique(c(0, 1, n %/% 3, n - 1, n))) for (level in c(0.95, 0.9)) one_share(x, n, level)
}
write_csv(shares, "shares_intervals.csv")

# ---- the same persons twice --------------------------------------------------

# both, pre_only, post_only, neither. The first six are data of papers (compare_shares.py).
four <- rbind(c(20, 12, 2, 16), c(4, 9, 3, 16), c(43, 0, 1, 0), c(53, 16, 8, 9), c(1, 1, 7, 12),
              c(8, 3, 1, 2), c(59, 6, 16, 80), c(5, 0, 0, 5), c(0, 4, 0, 3), c(0, 0, 4, 3),
              c(10, 3, 3, 10), c(0, 5, 5, 0), c(2, 1, 0, 0), c(30, 10, 25, 35), c(0, 10, 0, 0),
              c(0, 0, 10, 0), c(7, 0, 0, 0), c(0, 0, 0, 7), c(1, 0, 0, 0), c(0, 1, 0, 0),
              c(400, 60, 90, 450))

score_limits <- function(x, n, z) {
  at <- function(p) (x / n - p)^2 - z^2 * p * (1 - p) / n  # 0 at Wilson's limits
  # At the ends the share itself is a root too: the other one is sought beside it.
  c(if (x == 0) 0 else uniroot(at, c(0, min(x / n, 1 - 1e-9)), tol = 1e-15)$root,
    if (x == n) 1 else uniroot(at, c(max(x / n, 1e-9), 1), tol = 1e-15)$root)
}

# Newcombe's method 10, with Wilson's limits found as roots of the score equation.
newcombe <- function(a, b, c, d, z) {
  n <- a + b + c + d
  first <- score_limits(a + b, n, z); last <- score_limits(a + c, n, z)
  p <- (a + b) / n; q <- (a + c) / n
  e <- a * d - b * c
  phi <- if (e > n / 2) e - n / 2 else if (e >= 0) 0 else e
  under <- (a + b) * (c + d) * (a + c) * (b + d)
  phi <- if (under == 0) 0 else phi / sqrt(under)
  reach <- function(one, other) sqrt(one^2 - 2 * phi * one * other + other^2)
  c(q - p - reach(q - last[1], first[2] - p), q - p + reach(last[2] - q, p - first[1]))
}

# Tango's interval without his formula: for each difference the likelihood is maximised by
# solving its score equation numerically, and the score test is inverted by root finding.
tango <- function(a, b, c, d, z) {
  n <- a + b + c + d
  falls <- function(delta) {  # the likeliest share of b under share(c) - share(b) = delta
    low <- max(0, -delta); high <- (1 - delta) / 2
    if (high - low < 1e-15) return(low)
    slope <- function(q) {
      value <- -2 * (a + d) / (1 - 2 * q - delta)
      if (b > 0) value <- value + b / q
      if (c > 0) value <- value + c / (q + delta)
      value
    }
    inside <- c(low, high) + c(1, -1) * (high - low) * 1e-14
    if (a + d == 0) return(high)
    if (slope(inside[1]) <= 0) return(low)
    if (slope(inside[2]) >= 0) return(high)
    uniroot(slope, inside, tol = 1e-16, maxiter = 10000)$root
  }
  gap <- function(delta) {
    spread <- 2 * falls(delta) + delta * (1 - delta)
    (c - b - n * delta)^2 - z^2 * n * spread
  }
  estimate <- (c - b) / n
  side <- function(end) {
    if (abs(estimate - end) < 1e-12) return(end)
    # From just beside the estimate, where the test cannot reject, to the end.
    start <- estimate + sign(end - estimate) * 1e-9
    if (gap(start) >= 0) start <- estimate + sign(end - estimate) * 1e-6
    stop_at <- end - sign(end) * 1e-12
    uniroot(gap, sort(c(start, stop_at)), tol = 1e-15, maxiter = 10000)$root
  }
  c(side(-1), side(1))
}

paired <- NULL
for (row in seq_len(nrow(four))) {
  k <- four[row, ]
  p_exact <- if (k[2] + k[3] > 0) binom.test(k[2], k[2] + k[3])$p.value else NA
  p_mid <- NA
  if (k[2] + k[3] > 0) {
    m <- k[2] + k[3]
    p_mid <- if (k[2] == k[3]) 1 - 0.5 * dbinom(k[2], m, 0.5)
             else 2 * pbinom(min(k[2:3]), m, 0.5) - dbinom(min(k[2:3]), m, 0.5)
  }
  for (level in c(0.95, 0.9)) {
    z <- qnorm(1 - (1 - level) / 2)
    n <- newcombe(k[1], k[2], k[3], k[4], z); t <- tango(k[1], k[2], k[3], k[4], z)
    paired <- rbind(paired, data.frame(
      both = k[1], pre_only = k[2], post_only = k[3], neither = k[4], confidence = digits(level),
      newcombe_low = digits(max(-1, n[1])), newcombe_high = digits(min(1, n[2])),
      tango_low = digits(t[1]), tango_high = digits(t[2]),
      p_value = digits(p_exact), p_mid = digits(p_mid)))
  }
}
write_csv(paired, "shares_paired.csv")

# ---- stage-to-stage tables ---------------------------------------------------

tables <- list(
  fleiss = rbind(c(35, 5, 0), c(15, 20, 5), c(10, 5, 5)),
  stuart_vision = rbind(c(1520, 266, 124, 66), c(234, 1512, 432, 78), c(117, 362, 1772, 205),
                        c(36, 82, 179, 492)),
  star = rbind(c(1, 2, 1, 0, 0), c(1, 6, 7, 3, 0), c(0, 1, 5, 4, 0), c(0, 0, 1, 3, 1),
               c(0, 0, 0, 1, 2)),
  empty_stage = rbind(c(4, 5, 0, 1), c(1, 6, 0, 4), c(0, 0, 0, 0), c(0, 2, 0, 7)),
  two_islands = rbind(c(5, 4, 0, 0), c(1, 6, 0, 0), c(0, 0, 3, 5), c(0, 0, 2, 4)),
  two_stages = rbind(c(20, 12), c(2, 16)),
  one_way = rbind(c(0, 3, 0), c(0, 4, 2), c(0, 0, 1)))

# By the matrix, on the categories that somebody moved to or from; generalised inverse by svd.
stuart <- function(x) {
  moved <- rowSums(x) + colSums(x) - 2 * diag(x) > 0
  x <- x[moved, moved]
  d <- rowSums(x) - colSums(x)
  v <- -(x + t(x)); diag(v) <- rowSums(x) + colSums(x) - 2 * diag(x)
  s <- svd(v); keep <- s$d > max(s$d) * 1e-10
  inverse <- s$v[, keep, drop = FALSE] %*% diag(1 / s$d[keep], sum(keep)) %*%
    t(s$u[, keep, drop = FALSE])
  c(statistic = drop(t(d) %*% inverse %*% d), df = sum(keep))
}
bowker <- function(x) {
  pairs <- which(upper.tri(x), arr.ind = TRUE)
  one <- x[pairs]; other <- t(x)[pairs]; met <- one + other > 0
  c(statistic = sum((one - other)[met]^2 / (one + other)[met]), df = sum(met))
}

cells <- NULL; tests <- NULL
put <- function(name, quantity, value, source) {
  tests <<- rbind(tests, data.frame(table = name, quantity = quantity, value = digits(value),
                                    source = source))
}
for (name in names(tables)) {
  x <- tables[[name]]; k <- nrow(x)
  cells <- rbind(cells, data.frame(table = name, from = rep(1:k, k), to = rep(1:k, each = k),
                                   count = as.vector(x)))
  b <- bowker(x); s <- stuart(x)
  theirs <- mcnemar.test(x, correct = FALSE)
  whole <- all((x + t(x))[upper.tri(x)] > 0)
  if (whole) stopifnot(abs(theirs$statistic - b[1]) < 1e-9, theirs$parameter == b[2])
  else stopifnot(is.nan(theirs$statistic))
  by <- if (whole) "mcnemar.test" else "by the formula, mcnemar.test gives NaN"
  put(name, "bowker", b[1], by); put(name, "bowker_df", b[2], by)
  put(name, "bowker_p", pchisq(b[1], b[2], lower.tail = FALSE), by)
  long <- data.frame(stage = factor(c(rep(1:k, k), rep(1:k, each = k)), levels = 1:k),
                     time = gl(2, k * k), person = factor(rep(seq_len(k * k), 2)),
                     w = rep(as.vector(x), 2))
  long <- long[rep(seq_len(nrow(long)), long$w), ]
  long$person <- factor(rep(seq_len(sum(x)), 2)); long$stage <- droplevels(long$stage)
  test <- mh_test(stage ~ time | person, data = long)
  gap <- abs(as.numeric(statistic(test)) - s[1])
  agrees <- gap < 1e-8 * max(1, s[1])
  cat(name, "Stuart-Maxwell by the matrix", s[1], "df", s[2], "coin::mh_test", statistic(test),
      "df", test@statistic@df, if (agrees) "" else "DISAGREES", "\n")
  by <- if (agrees && test@statistic@df == s[2]) "coin::mh_test" else "by the matrix"
  put(name, "stuart_maxwell", s[1], by); put(name, "stuart_maxwell_df", s[2], by)
  put(name, "stuart_maxwell_p", pchisq(s[1], s[2], lower.tail = FALSE), by)
  up <- sum(x[upper.tri(x)]); down <- sum(x[lower.tri(x)])
  put(name, "p_direction", binom.test(up, up + down)$p.value, "binom.test")
}
write_csv(cells, "shares_tables.csv")
write_csv(transform(tests, source = gsub(",", ";", source)), "shares_tables_expected.csv")
cat(R.version.string, "\ncoin", as.character(packageVersion("coin")), "\n")
