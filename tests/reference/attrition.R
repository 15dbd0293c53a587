# Reference values for ek.attrition and ek.share_bounds. Run from the root of the repository:
#     Rscript tests/reference/attrition.R
# Writes attrition_cases.csv (made-up persons), attrition_expected.csv, attrition_bounds.csv.

suppressPackageStartupMessages(library(effectsize))
folder <- "tests/reference"
digits <- function(x) formatC(x, digits = 17, format = "g")

set.seed(20260930)
one <- function(case, kept, lost, group, age = NULL) {
  n <- length(kept) + length(lost)
  data.frame(case = case, person = sprintf("p%03d", seq_len(n)), lost = rep(0:1, c(length(kept), length(lost))),
             pre = c(kept, lost), group = group, age = if (is.null(age)) round(rnorm(n, 20, 2), 1) else age)
}
cases <- rbind(
  one("balanced", round(rnorm(20, 50, 10), 1), round(rnorm(20, 45, 10), 1), rep(c("a", "b", "b", "c"), 10)),
  one("few_lost", sample(1:10, 34, TRUE), c(3, 7), rep(c("a", "b"), 18)),
  one("few_of_both", c(2, 4), c(5, 9, 6), c("a", "b", "a", "b", "b")),
  one("no_difference", c(4, 6, 4, 6), c(4, 6, 4, 6), rep(c("a", "a", "b", "b"), 2)),
  one("far_apart", round(rnorm(12, 10, 1), 2), round(rnorm(9, 22, 1), 2), c(rep("a", 12), rep("b", 9))),
  one("unequal_spread", round(rnorm(60, 30, 3), 1), round(rnorm(15, 33, 9), 1), rep(c("a", "b", "c"), 25)),
  one("one_level_kept", sample(1:10, 30, TRUE), sample(1:10, 8, TRUE), c(rep("a", 30), rep(c("a", "b"), 4)))
)
write.csv(transform(cases, pre = digits(pre), age = digits(age)), file.path(folder, "attrition_cases.csv"),
          row.names = FALSE, quote = FALSE)

expected <- NULL
put <- function(case, variable, level, quantity, value, source) {
  expected <<- rbind(expected, data.frame(case, variable, level, quantity, value = digits(value), source))
}
disagree <- NULL

limits <- function(d, n1, n2, level = 0.95) {
  root <- sqrt(n1 * n2 / (n1 + n2)); t <- d * root; df <- n1 + n2 - 2
  solve <- function(p) uniroot(function(ncp) suppressWarnings(pt(t, df, ncp)) - p, t + c(-30, 30), tol = 1e-13)$root / root
  c(solve((1 + level) / 2), solve((1 - level) / 2))
}

numbers <- function(case, variable, kept, lost) {
  say <- function(quantity, value, source) put(case, variable, "", quantity, value, source)
  n1 <- length(kept); n2 <- length(lost)
  pooled <- sqrt(((n1 - 1) * var(kept) + (n2 - 1) * var(lost)) / (n1 + n2 - 2))
  d <- (mean(lost) - mean(kept)) / pooled
  package <- suppressWarnings(cohens_d(lost, kept, pooled_sd = TRUE))
  stopifnot(isTRUE(all.equal(package$Cohens_d, d, tolerance = 1e-12)))
  ends <- limits(d, n1, n2)
  gaps <- abs(c(package$CI_low, package$CI_high) - ends)
  if (max(gaps) > 1e-5 * max(1, abs(ends))) {
    disagree <<- rbind(disagree, data.frame(case, variable, low = ends[1], package_low = package$CI_low,
                                            high = ends[2], package_high = package$CI_high))
  }
  say("mean_kept", mean(kept), "mean()"); say("mean_lost", mean(lost), "mean()")
  say("sd_kept", sd(kept), "sd()"); say("sd_lost", sd(lost), "sd()")
  say("difference", mean(lost) - mean(kept), "mean()")
  say("estimate", d, "effectsize::cohens_d(pooled_sd = TRUE)")
  say("conf_low", ends[1], "uniroot() on pt(ncp)"); say("conf_high", ends[2], "uniroot() on pt(ncp)")
  say("hedges_g", suppressWarnings(hedges_g(lost, kept, pooled_sd = TRUE))$Hedges_g, "effectsize::hedges_g()")
  welch <- t.test(lost, kept)$conf.int
  say("difference_low", welch[1], "t.test(), Welch"); say("difference_high", welch[2], "t.test(), Welch")
}

wilson <- function(x, n) {
  ends <- suppressWarnings(prop.test(x, n, correct = FALSE))$conf.int
  c(if (x == 0) 0 else ends[1], if (x == n) 1 else ends[2])
}

shares <- function(case, level, kept, lost) {
  say <- function(quantity, value, source) put(case, "group", level, quantity, value, source)
  x1 <- sum(kept == level); n1 <- length(kept); x2 <- sum(lost == level); n2 <- length(lost)
  p1 <- x1 / n1; p2 <- x2 / n2; w1 <- wilson(x1, n1); w2 <- wilson(x2, n2)
  say("share_kept", p1, "by hand"); say("share_lost", p2, "by hand")
  say("difference", p2 - p1, "by hand")
  say("difference_low", p2 - p1 - sqrt((p2 - w2[1])^2 + (w1[2] - p1)^2), "Newcombe's method 10 on prop.test()")
  say("difference_high", p2 - p1 + sqrt((w2[2] - p2)^2 + (p1 - w1[1])^2), "Newcombe's method 10 on prop.test()")
  variance <- (p1 * (1 - p1) + p2 * (1 - p2)) / 2
  if (variance > 0) say("estimate", (p2 - p1) / sqrt(variance), "by hand (Austin 2009)")
}

for (case in unique(cases$case)) {
  rows <- cases[cases$case == case, ]
  kept <- rows[rows$lost == 0, ]; lost <- rows[rows$lost == 1, ]
  numbers(case, "pre", kept$pre, lost$pre)
  numbers(case, "age", kept$age, lost$age)
  for (level in sort(unique(rows$group))) shares(case, level, kept$group, lost$group)
}
write.csv(expected, file.path(folder, "attrition_expected.csv"), row.names = FALSE, quote = TRUE)

bounds <- NULL
for (counts in list(c(24, 34, 10), c(0, 6, 3), c(7, 7, 0), c(5, 9, 30))) {
  improved <- counts[1]; n <- counts[2]; missing <- counts[3]; all <- n + missing
  parts <- list(estimate = c(improved, n), lower = c(improved, all), upper = c(improved + missing, all))
  for (name in names(parts)) {
    x <- parts[[name]][1]; of <- parts[[name]][2]; ends <- wilson(x, of)
    bounds <- rbind(bounds, data.frame(improved, n, missing, name, share = digits(x / of),
                                       low = digits(ends[1]), high = digits(ends[2])))
  }
}
write.csv(bounds, file.path(folder, "attrition_bounds.csv"), row.names = FALSE, quote = FALSE)

cat(R.version.string, "\neffectsize", as.character(packageVersion("effectsize")), "\n")
print(disagree, digits = 10)
