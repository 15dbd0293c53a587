# Outside reference values for bootstrap (BCa, percentile) and ABC intervals.
# Run from the root of the repository: Rscript tests/reference/resampling.R
# What each file holds, the versions used and what differs: resampling.md beside this.

suppressPackageStartupMessages(library(boot))
folder <- file.path("tests", "reference")
set.seed(20261122, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")

digits <- function(x) {
  if (is.na(x)) return("NA")
  for (d in 15:17) {
    text <- formatC(x, digits = d, format = "g", width = 1)
    if (as.numeric(text) == x) break
  }
  text
}
write_csv <- function(frame, name) {
  file <- file(file.path(folder, name), open = "wb")
  on.exit(close(file))
  write.csv(frame, file, row.names = FALSE, quote = FALSE, eol = "\n")
}

# ---- statistics: by rows drawn, and by weights (for ABC; variances n / (n - 1) times) --------

by_rows <- list(
  mean_change = function(p, q) mean(q - p),
  median_change = function(p, q) median(q - p),
  d_z = function(p, q) mean(q - p) / sd(q - p),
  d_av = function(p, q) mean(q - p) / sqrt((var(p) + var(q)) / 2),
  d_rm = function(p, q) mean(q - p) / sd(q - p) * sqrt(2 * (1 - cor(p, q))),
  d_pre = function(p, q) mean(q - p) / sd(p),
  correlation = function(p, q) cor(p, q)
)
wmean <- function(x, w) sum(w * x)
wcov <- function(x, y, w) sum(w * (x - wmean(x, w)) * (y - wmean(y, w))) * length(x) / (length(x) - 1)
by_weights <- list(
  mean_change = function(p, q, w) wmean(q - p, w),
  d_z = function(p, q, w) wmean(q - p, w) / sqrt(wcov(q - p, q - p, w)),
  d_av = function(p, q, w) wmean(q - p, w) / sqrt((wcov(p, p, w) + wcov(q, q, w)) / 2),
  d_rm = function(p, q, w) wmean(q - p, w) / sqrt(wcov(q - p, q - p, w)) *
    sqrt(2 * (1 - wcov(p, q, w) / sqrt(wcov(p, p, w) * wcov(q, q, w)))),
  d_pre = function(p, q, w) wmean(q - p, w) / sqrt(wcov(p, p, w)),
  correlation = function(p, q, w) wcov(p, q, w) / sqrt(wcov(p, p, w) * wcov(q, q, w))
)

# ---- invented people ---------------------------------------------------------

star <- function(n) {
  pre <- sample(2:6, n, replace = TRUE)
  data.frame(pre = pre, post = pmin(10, pmax(1, pre + sample(-1:4, n, replace = TRUE))))
}
normal <- function(n) {
  pre <- round(rnorm(n, 50, 10), 3)
  data.frame(pre = pre, post = round(20 + 0.7 * pre + rnorm(n, 0, 8), 3))
}
skewed <- function(n) {
  pre <- round(rexp(n, 1 / 6), 3)
  data.frame(pre = pre, post = round(pre * 0.6 + rexp(n, 1 / 3), 3))
}
cases <- list(star_10 = star(10), star_30 = star(30), normal_12 = normal(12), normal_40 = normal(40),
              skewed_25 = skewed(25))
# Student (1908), as R ships it.
cases$sleep <- data.frame(pre = sleep$extra[sleep$group == 1], post = sleep$extra[sleep$group == 2])
resamples <- c(star_10 = 999, star_30 = 399, normal_12 = 999, normal_40 = 399, skewed_25 = 799,
               sleep = 999)

data <- counts <- expected <- NULL
for (case in names(cases)) {
  d <- cases[[case]]
  n <- nrow(d)
  data <- rbind(data, data.frame(case = case, pre = vapply(d$pre, digits, ""),
                                 post = vapply(d$post, digits, "")))
  drawn <- NULL
  for (name in names(by_rows)) {
    statistic <- function(rows, i) by_rows[[name]](rows$pre[i], rows$post[i])
    # The same seed: every statistic of a case has the same resamples.
    set.seed(n)
    b <- boot(d, statistic, R = resamples[[case]])
    array <- boot.array(b)
    if (is.null(drawn)) drawn <- array else stopifnot(identical(drawn, array))
    stopifnot(all(array <= 9))
    t <- b$t[, 1]
    undefined <- sum(!is.finite(t))
    put <- function(quantity, value, source) expected <<- rbind(expected, data.frame(
      case = case, statistic = name, quantity = quantity, value = digits(value), source = source))
    put("estimate", b$t0, "definition")
    put("undefined", undefined, "boot")
    if (undefined) next
    put("std_error", sd(t), "sd of boot()$t")
    limits <- quantile(t, c(0.025, 0.975), type = 7, names = FALSE)
    put("percentile_low", limits[1], "quantile type 7 of boot()$t")
    put("percentile_high", limits[2], "quantile type 7 of boot()$t")
    if (name == "median_change") next
    # R's cor() and sd() leave binary noise, which must not decide what is a tie.
    tie <- 1e-11 * max(1, abs(b$t0))
    z0 <- qnorm((sum(t < b$t0 - tie) + sum(t <= b$t0 + tie)) / (2 * length(t)))
    jack <- empinf(b, type = "jack")
    # empinf() measures from the estimate; Efron and Tibshirani (1993, eq. 14.15) and SciPy from the
    # mean of the jackknife estimates. For the mean of the changes it is the same.
    u <- jack - mean(jack)
    a <- sum(u^3) / (6 * sum(u^2)^1.5)
    for (level in c(0.95, 0.90)) {
      z <- qnorm(c(1 - level, 1 + level) / 2)
      levels <- pnorm(z0 + (z0 + z) / (1 - a * (z0 + z)))
      at <- quantile(t, levels, type = 7, names = FALSE)
      # Farther out than the resamples reach: boot.ci takes the extreme and warns, we give none.
      if (any(levels < 1 / (length(t) + 1) | levels > 1 - 1 / (length(t) + 1))) at <- c(NA, NA)
      suffix <- if (level == 0.95) "" else "_90"
      put(paste0("bca_low", suffix), at[1], "formula with ties half; quantile type 7")
      put(paste0("bca_high", suffix), at[2], "formula with ties half; quantile type 7")
    }
    put("bias", z0, "share of boot()$t below with ties half")
    put("acceleration", a, "empinf(type = jack) less its mean")
    own <- boot.ci(b, type = "bca", L = jack)$bca[4:5]
    put("boot_ci_low", own[1], "boot.ci(type = bca; L = jackknife)")
    put("boot_ci_high", own[2], "boot.ci(type = bca; L = jackknife)")
    default <- boot.ci(b, type = "bca")$bca[4:5]
    put("boot_ci_default_low", default[1], "boot.ci(type = bca)")
    put("boot_ci_default_high", default[2], "boot.ci(type = bca)")
    for (level in c(0.95, 0.90)) {
      abc <- abc.ci(d, function(rows, w) by_weights[[name]](rows$pre, rows$post, w), conf = level)
      suffix <- if (level == 0.95) "" else "_90"
      put(paste0("abc_low", suffix), abc[2], "abc.ci")
      put(paste0("abc_high", suffix), abc[3], "abc.ci")
    }
  }
  counts <- rbind(counts, data.frame(case = case, counts = apply(drawn, 1, paste, collapse = "")))
}
write_csv(data, "resampling_cases.csv")
write_csv(counts, "resampling_counts.csv")
write_csv(expected, "resampling_expected.csv")
cat(R.version.string, "\nboot", as.character(packageVersion("boot")), "\n")
