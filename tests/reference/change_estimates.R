# Outside reference values for ek.change_estimates, Pratt's zeros and Benjamini-Hochberg.
# Run from the root of the repository: Rscript tests/reference/change_estimates.R
# What each file holds, the versions used and what disagreed: change_estimates.md beside this.

suppressPackageStartupMessages({
  library(exactRankTests)
  library(coin)
  library(effectsize)
  library(mvtnorm)
})
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
  write.csv(frame, file, row.names = FALSE, eol = "\n")
}

# Noncentrality at which P(T <= t) is `target`, by R's pt() on a narrow bracket.
ncp_by_pt <- function(t, df, target) {
  guess <- t - qnorm(target) * sqrt(1 + t^2 / (2 * df))
  # pt() warns that the last digits may be missing; 1e-12 absolute is what it promises.
  suppressWarnings(uniroot(function(ncp) pt(t, df, ncp) - target, guess + c(-0.5, 0.5),
                           extendInt = "downX", tol = 1e-13, maxiter = 10000)$root)
}

# Lowest rank-biserial whose rank sum is not rejected: score interval, mean and variance of W by
# Lehmann 1975 for normal changes with one shift.
score_limit <- function(r, n, z) {
  sum_of <- function(shift) {
    p1 <- pnorm(shift)
    p2 <- pnorm(sqrt(2) * shift)
    p3 <- as.numeric(pmvnorm(upper = rep(sqrt(2) * shift, 2), corr = matrix(c(1, .5, .5, 1), 2),
                             algorithm = TVPACK(1e-14)))
    v <- n * (n - 1) * (n - 2) * (p3 - p2^2) + n * p1 * (1 - p1) +
      n * (n - 1) / 2 * (2 * (p1 - p2)^2 + 3 * p2 * (1 - p2))
    c(n * p1 + n * (n - 1) / 2 * p2, sqrt(max(v, 0)))
  }
  w <- (r + 1) / 2 * n * (n + 1) / 2
  if (w == 0) return(-1)
  shift <- uniroot(function(s) w - sum_of(s)[1] - z * sum_of(s)[2], c(-5, 5), tol = 1e-14)$root
  4 * sum_of(shift)[1] / (n * (n + 1)) - 1
}

hedges <- function(df) gamma(df / 2) / (sqrt(df / 2) * gamma((df - 1) / 2))
cases <- read.csv(file.path(folder, "pre_post_cases.csv"), encoding = "UTF-8")
about <- read.csv(file.path(folder, "pre_post_cases_about.csv"), encoding = "UTF-8")

# What the quoted packages say otherwise than the definition, for change_estimates.md.
differs <- data.frame()
differ <- function(case, what, ours, other) {
  differs <<- rbind(differs, data.frame(case = case, what = what, ours = digits(ours),
                                        other = digits(other)))
}

one_case <- function(name, confidence) {
  rows <- cases[cases$case == name, ]
  grain <- about$grain[about$case == name]
  n <- nrow(rows)
  units <- round((rows$post - rows$pre) / grain)
  change <- round(units * grain, 10)
  pre <- rows$pre
  post <- rows$post
  alpha <- 1 - confidence
  z <- qnorm(1 - alpha / 2)
  out <- data.frame()
  put <- function(quantity, column, value, source) {
    if (length(value) == 1 && is.finite(value)) {
      out <<- rbind(out, data.frame(case = name, confidence = confidence, quantity = quantity,
                                    column = column, value = digits(value), source = source))
    }
  }
  ends <- function(quantity, values, source) {
    put(quantity, "conf_low", values[1], source)
    put(quantity, "conf_high", values[2], source)
  }

  put("median_change", "estimate", median(change), "stats::median")
  walsh <- outer(change, change, "+") / 2
  walsh <- sort(walsh[upper.tri(walsh, diag = TRUE)])
  put("hodges_lehmann", "estimate", median(walsh), "median of all Walsh averages")

  # Order statistics. qbinom and qsignrank give the smallest k whose tail is as large as alpha / 2.
  ordered <- sort(change)
  k <- qbinom(alpha / 2, n, 0.5)
  if (k > 0) ends("median_change", ordered[c(k, n + 1 - k)], "order statistics at stats::qbinom")
  nonzero <- units[units != 0]
  if (length(nonzero)) {
    put("median_change", "statistic", sum(nonzero > 0), "count")
    put("median_change", "p_value", binom.test(sum(nonzero > 0), length(nonzero))$p.value,
        "stats::binom.test")
  }
  k <- qsignrank(alpha / 2, n)
  if (k > 0) {
    limits <- walsh[c(k, length(walsh) + 1 - k)]
    clean <- !any(units == 0) && !any(duplicated(abs(units)))
    source <- "Walsh averages at stats::qsignrank"
    if (clean && n < 50) {
      test <- wilcox.test(change, conf.int = TRUE, conf.level = confidence)
      stopifnot(isTRUE(all.equal(c(test$conf.int), limits, tolerance = 1e-12)),
                isTRUE(all.equal(unname(test$estimate), median(walsh), tolerance = 1e-12)))
      source <- "stats::wilcox.test(conf.int = TRUE), exact"
    } else if (length(nonzero) > 1) {
      other <- suppressWarnings(tryCatch(
        wilcox.exact(change, conf.int = TRUE, conf.level = confidence, exact = TRUE),
        error = function(e) NULL))
      if (!is.null(other)) {
        differ(name, "Hodges-Lehmann, exactRankTests", median(walsh), unname(other$estimate))
        differ(name, "  its lower limit", limits[1], other$conf.int[1])
        differ(name, "  its upper limit", limits[2], other$conf.int[2])
      }
    }
    ends("hodges_lehmann", limits, source)
  }

  sd_change <- sd(change)
  sd_pre <- sd(pre)
  sd_post <- sd(post)
  mean_change <- mean(change)
  alike <- max(units) == min(units)
  r <- if (n > 2 && sd_pre > 0 && sd_post > 0) cor(pre, post) else NA
  if (!is.na(r) && abs(r) > 1 - 1e-12) r <- NA
  s_av <- sqrt((sd_pre^2 + sd_post^2) / 2)
  j <- if (n > 2) hedges(n - 1) else NA
  both <- function(d_name, g_name, value, source) {
    put(d_name, "estimate", value, source)
    put(g_name, "estimate", j * value, paste0(source, " x gamma()"))
  }
  both_ends <- function(d_name, g_name, values, source) {
    ends(d_name, values, source)
    ends(g_name, j * values, paste0(source, " x gamma()"))
  }
  if (!alike) {
    put("mean_change", "std_error", sd_change / sqrt(n), "sd() / sqrt(n)")
    both("d_z", "g_z", mean_change / sd_change, "mean() / sd()")
    t <- mean_change / sd_change * sqrt(n)
    ncp <- c(ncp_by_pt(t, n - 1, 1 - alpha / 2), ncp_by_pt(t, n - 1, alpha / 2))
    both_ends("d_z", "g_z", ncp / sqrt(n), "uniroot() on pt(ncp)")
    # Algina and Keselman 2003, equations 7 to 9, written with the covariance as they do.
    factor <- sqrt(2 * (var(pre) + var(post) - 2 * cov(pre, post)) / (n * (var(pre) + var(post))))
    both_ends("d_av", "g_av", ncp * factor, "uniroot() on pt(ncp), Algina-Keselman")
  }
  if (s_av > 0) both("d_av", "g_av", mean_change / s_av, "mean() / sqrt(mean of var())")
  if (sd_pre > 0) {
    both("d_pre", "g_pre", mean_change / sd_pre, "mean() / sd(pre)")
    put("sd_ratio", "estimate", sd_post / sd_pre, "sd() / sd()")
  }
  if (sd_pre > 0 && n > 2 && !alike) {
    d <- mean_change / sd_pre
    error <- sqrt(var(change) / (var(pre) * (n - 1)) + d^2 / (2 * (n - 1)))
    put("d_pre", "std_error", error, "Bonett 2008")
    both_ends("d_pre", "g_pre", d + c(-1, 1) * z * error, "Bonett 2008")
  }
  if (!is.na(r) && !alike) {
    d <- mean_change / sd_change * sqrt(2 * (1 - r))
    both("d_rm", "g_rm", d, "mean() / (sd() / sqrt(2 (1 - cor())))")
    error <- sqrt((1 / n + d^2 / (2 * n)) * 2 * (1 - r))
    put("d_rm", "std_error", error, "Borenstein, Cooper et al. 2009, 12.21")
    both_ends("d_rm", "g_rm", d + c(-1, 1) * z * error, "Borenstein, Cooper et al. 2009, 12.21")
    d <- mean_change / sd_pre
    error <- sqrt(2 * (1 - r) / n + d^2 / (2 * n))
    put("d_pre", "becker", error, "Becker 1988")
    # Pitman-Morgan: the ratios k for which post - k pre and post + k pre are not correlated.
    ratio <- sd_post / sd_pre
    rejected <- function(k) cor.test(post - k * pre, post + k * pre)$p.value - alpha
    wide <- 1000
    ends("sd_ratio", c(uniroot(rejected, c(ratio / wide, ratio), tol = 1e-14)$root,
                       uniroot(rejected, c(ratio, ratio * wide), tol = 1e-14)$root),
         "uniroot() on cor.test(post - k pre, post + k pre)")
    put("sd_ratio", "p_value", cor.test(post - pre, post + pre)$p.value,
        "stats::cor.test(post - pre, post + pre)")
  }
  if (!is.na(r)) {
    test <- cor.test(pre, post, conf.level = confidence)
    put("correlation", "estimate", unname(test$estimate), "stats::cor.test")
    put("correlation", "statistic", unname(test$statistic), "stats::cor.test")
    put("correlation", "p_value", test$p.value, "stats::cor.test")
    if (!is.null(test$conf.int)) ends("correlation", test$conf.int, "stats::cor.test")
  }

  if (length(nonzero)) {
    found <- suppressWarnings(rank_biserial(change, ci = confidence, verbose = FALSE))
    put("rank_biserial", "estimate", found$r_rank_biserial, "effectsize::rank_biserial(change)")
    limits <- c(score_limit(found$r_rank_biserial, length(nonzero), z),
                -score_limit(-found$r_rank_biserial, length(nonzero), z))
    ends("rank_biserial", limits, "uniroot() on Lehmann's moments, mvtnorm::pmvnorm")
    differ(name, "rank_biserial(change), lower limit", limits[1], found$CI_low)
    differ(name, "rank_biserial(change), upper limit", limits[2], found$CI_high)
    paired <- suppressWarnings(rank_biserial(round(post / grain), round(pre / grain), paired = TRUE,
                                             ci = confidence, verbose = FALSE))
    if (abs(paired$CI_low - found$CI_low) > 1e-9) {
      differ(name, "rank_biserial(post, pre, paired = TRUE), lower limit", found$CI_low, paired$CI_low)
    }
    ranks <- rank(abs(nonzero))
    put("hodges_lehmann", "statistic", sum(ranks[nonzero > 0]), "rank sum")
    put("hodges_lehmann", "p_value", wilcox.exact(units, exact = TRUE)$p.value,
        "exactRankTests::wilcox.exact")
  }

  better <- sum(units > 0) + sum(units == 0) / 2
  put("probability_of_improvement", "estimate", better / n, "count")
  limits <- suppressWarnings(prop.test(better, n, conf.level = confidence, correct = FALSE))$conf.int
  if (better == 0) limits[1] <- 0
  if (better == n) limits[2] <- 1
  ends("probability_of_improvement", limits, "stats::prop.test(correct = FALSE), ties as halves")
  out
}
expected <- do.call(rbind, c(lapply(about$case, one_case, confidence = 0.95),
                             lapply(about$case, one_case, confidence = 0.9)))
write_csv(expected, "change_estimates_expected.csv")

# ---- Pratt's zeros -------------------------------------------------------------

pratt <- do.call(rbind, lapply(about$case, function(name) {
  rows <- cases[cases$case == name, ]
  units <- round((rows$post - rows$pre) / about$grain[about$case == name])
  if (all(units == 0)) return(NULL)
  zero <- numeric(length(units))
  exact <- wilcoxsign_test(units ~ zero, distribution = "exact", zero.method = "Pratt")
  ranks <- rank(abs(units))
  data.frame(case = name, statistic = digits(sum(ranks[units > 0])),
             p_value = digits(as.numeric(pvalue(exact))))
}))
write_csv(pratt, "change_estimates_pratt.csv")

# ---- Benjamini-Hochberg --------------------------------------------------------

p <- read.csv(file.path(folder, "p_adjust_cases.csv"))
p$bh <- ave(p$p, p$case, FUN = function(p) p.adjust(p, method = "BH"))
p$p <- vapply(p$p, digits, "")
p$bh <- vapply(p$bh, digits, "")
write_csv(p, "change_estimates_bh.csv")

# ---- what was used, what disagreed ---------------------------------------------

cat(R.version.string, "\n")
for (package in c("exactRankTests", "coin", "effectsize", "mvtnorm")) {
  cat(package, as.character(packageVersion(package)), "\n")
}
options(width = 220)
print(differs, row.names = FALSE, right = FALSE)
