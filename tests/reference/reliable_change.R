# Outside reference values for reliable change: every index, the categories, cut-offs, and what
# measurement error alone gives. Run from the root of the repository:
#   Rscript tests/reference/reliable_change.R
# Base R only: the formulas are written out from the papers (reliable_change.md), person by person.

folder <- file.path("tests", "reference")

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

# ---- data --------------------------------------------------------------------

set.seed(20261122)
make <- function(case, n, mean, sd, low, high, step, gain) {
  true <- rnorm(n, mean, sd * 0.9)
  whole <- function(x) pmin(high, pmax(low, round(x / step) * step))
  data.frame(case = case, person = paste0(case, seq_len(n)),
             pre = whole(true + rnorm(n, 0, sd * 0.45)),
             post = whole(true + gain + rnorm(n, 0, sd * 0.45)))
}
cases <- rbind(
  make("who5", 60, 45, 20, 0, 100, 4, 12),
  make("gse", 40, 27, 5, 10, 40, 1, 2),
  make("star_mean", 25, 5, 1.6, 1, 10, 0.1, 0.8),
  make("t_ils", 33, 6.5, 1.8, 3, 9, 1, -0.6),
  make("large_numbers", 12, 100000, 1500, 0, 1e6, 1, 500)
)
cases$pre <- round(cases$pre, 6)
cases$post <- round(cases$post, 6)
about <- data.frame(
  case = c("who5", "gse", "star_mean", "t_ils", "large_numbers"),
  better = c("higher", "higher", "higher", "lower", "higher"),
  reliability = c(0.85, 0.80, 0.90, 0.88, 0.95),
  reliability_post = c(0.88, 0.76, 0.93, 0.72, 0.95),
  mean = c(60, 29, 6, 5, 100200),
  mean_post = c(63, 29.5, 6.2, 4.9, 100300),
  sd = c(18, 5.5, 1.5, 1.9, 1400),
  cutoff = c(50, 30, 6.5, 5, 100000),
  threshold = c(10, 3, 1, 1, 800),
  grain = c(4, NA, NA, 1, NA)
)
write_csv(cases, "reliable_change_cases.csv")
write_csv(about, "reliable_change_about.csv")

# ---- one person at a time ----------------------------------------------------

# pnorm etc. at 0.95: two-sided; Hageman and Arrindell one-sided.
two_sided <- qnorm(0.975)

index <- function(method, one, a, group, s) {
  r <- a$reliability
  sem <- s * sqrt(1 - r)
  switch(method,
    "jacobson-truax" = (one$post - one$pre) / sqrt(2 * sem^2),
    "gulliksen-lord-novick" =
      ((one$post - a$mean) - r * (one$pre - a$mean)) / (a$sd * sqrt(1 - r^2)),
    "hsu-linn-lord" =
      ((one$post - a$mean_post) - r * (one$pre - a$mean)) / (a$sd * sqrt(1 - r^2)),
    "edwards-nunnally" =
      (one$post - (r * (one$pre - a$mean) + a$mean)) / (a$sd * sqrt(1 - r)),
    "nunnally-kotsch" = {
      sem1 <- a$sd * sqrt(1 - r)
      sem2 <- a$sd * sqrt(1 - a$reliability_post)
      (one$post - (r * (one$pre - a$mean) + a$mean)) / sqrt(r^2 * sem1^2 + sem2^2)
    },
    "hageman-arrindell" = {
      # The reliability of differences from the variances and reliabilities at both times, as in
      # the paper, and not by the shorter form that evalkit uses.
      s1 <- sd(group$pre)
      s2 <- sd(group$post)
      r12 <- cor(group$pre, group$post)
      r1 <- (s1^2 - sem^2) / s1^2
      r2 <- (s2^2 - sem^2) / s2^2
      rdd <- (s1^2 * r1 + s2^2 * r2 - 2 * s1 * s2 * r12) / (s1^2 + s2^2 - 2 * s1 * s2 * r12)
      # Below 0 the changes vary less than by error: the index does not exist.
      if (rdd <= 0) return(NA)
      ((one$post - one$pre) * rdd + (mean(group$post) - mean(group$pre)) * (1 - rdd)) /
        (sqrt(rdd) * sqrt(2 * sem^2))
    },
    "smallest-important-change" = (one$post - one$pre) / a$threshold
  )
}

category <- function(rci, one, a, method) {
  if (is.na(rci)) return("undefined")
  turn <- if (a$better == "higher") 1 else -1
  limit <- switch(method, "hageman-arrindell" = qnorm(0.95), "smallest-important-change" = 1,
                  two_sided)
  beyond <- function(x) if (method == "smallest-important-change") x >= limit - 1e-9 else x > limit
  functional <- function(x) turn * round(x - a$cutoff, 9) > 0
  if (beyond(turn * rci))
    return(if (!functional(one$pre) && functional(one$post)) "recovered" else "improved")
  if (beyond(-turn * rci))
    return(if (functional(one$pre) && !functional(one$post)) "harmed" else "deteriorated")
  "unchanged"
}

methods <- c("jacobson-truax", "gulliksen-lord-novick", "hsu-linn-lord", "edwards-nunnally",
             "nunnally-kotsch", "hageman-arrindell", "smallest-important-change")
people <- data.frame()
for (case in about$case) {
  a <- about[about$case == case, ]
  group <- cases[cases$case == case, ]
  for (method in methods) for (i in seq_len(nrow(group))) {
    one <- group[i, ]
    rci <- index(method, one, a, group, sd(group$pre))
    people <- rbind(people, data.frame(case = case, method = method, person = one$person,
                                       rci = digits(rci), category = category(rci, one, a, method)))
  }
}
write_csv(people, "reliable_change_people.csv")

# ---- what measurement error alone gives -------------------------------------

# "exact": whole-number scores whose error is the difference of two rounded normal scores,
# summed over all pairs of steps: what the continuity correction approximates. The SD of the
# scores as they are (steps included) is the SD that is stated.
by_error <- data.frame()
add <- function(case, quantity, value)
  by_error <<- rbind(by_error, data.frame(case = case, quantity = quantity, value = digits(value)))
for (case in about$case) {
  a <- about[about$case == case, ]
  s <- sd(cases$pre[cases$case == case])
  n <- sum(cases$case == case)
  se <- s * sqrt(2 * (1 - a$reliability))
  add(case, "expected_normal", n * (1 - pnorm(two_sided)))
  if (is.na(a$grain)) {
    add(case, "expected_improved", n * (1 - pnorm(two_sided)))
    add(case, "expected_any_up", n * 0.5)
  } else {
    steps <- 1
    while (steps * a$grain <= two_sided * se) steps <- steps + 1
    add(case, "expected_improved", n * pnorm((steps - 0.5) * a$grain, 0, se, lower.tail = FALSE))
    add(case, "expected_any_up", n * pnorm(0.5 * a$grain, 0, se, lower.tail = FALSE))
  }
  # Without a change: the residual's own SD against the unit of the index, by the law of variances.
  residual <- sqrt((1 - a$reliability) + a$reliability * (1 - a$reliability))
  unit <- sqrt(1 - a$reliability)
  add(case, "expected_edwards", n * pnorm(-two_sided * unit / residual))
}
write_csv(by_error, "reliable_change_by_error.csv")

# ---- cut-offs ----------------------------------------------------------------

cut <- data.frame()
for (i in 1:4) {
  clinical <- list(c(40, 7.5), c(6.5, 1.8), c(92.8, 15.1), c(27.35, 10.29))[[i]]
  functional <- list(c(60, 7.5), c(4.1, 1.2), c(114.8, 17.8), c(4.51, 4.51))[[i]]
  turn <- sign(functional[1] - clinical[1])
  value <- c(a = clinical[1] + turn * 2 * clinical[2], b = functional[1] - turn * 2 * functional[2],
             c = (clinical[2] * functional[1] + functional[2] * clinical[1]) /
               (clinical[2] + functional[2]))
  # The cut-off c is where both are as many of their own SDs away: solved, not by the formula.
  apart <- function(x) abs(x - clinical[1]) / clinical[2] - abs(x - functional[1]) / functional[2]
  solved <- uniroot(apart, sort(c(clinical[1], functional[1])), tol = 1e-12)$root
  stopifnot(abs(solved - value["c"]) < 1e-8)
  for (kind in names(value)) cut <- rbind(cut, data.frame(
    case = i, kind = kind, better = if (turn > 0) "higher" else "lower",
    clinical_mean = clinical[1], clinical_sd = clinical[2],
    functional_mean = functional[1], functional_sd = functional[2], value = digits(value[[kind]])))
}
write_csv(cut, "reliable_change_cutoffs.csv")

# ---- how near the continuity correction is (told in reliable_change.md) -------

# Scores are whole: the true score lies anywhere, each observed score is rounded normal.
exact <- function(s_error, step, least) {
  centre <- seq(-0.5, 0.5, length.out = 201)[-201]
  k <- -400:400
  at <- function(m) diff(pnorm((c(k, 401) - 0.5 - m) * step, 0, s_error))
  mean(sapply(centre, function(m) {
    p <- at(m)
    sum(convolve(p, p, type = "open")[(length(k) + least):(2 * length(k) - 1)])
  }))
}
for (s_error in c(0.5, 1, 2, 4)) {
  se <- sqrt(2 * (s_error^2 + 1 / 12))
  least <- floor(two_sided * se) + 1
  cat(sprintf("error SD %.1f steps: reliable %.4f, corrected %.4f; any up %.4f, corrected %.4f\n",
    s_error, exact(s_error, 1, least), pnorm(-(least - 0.5) / se),
    exact(s_error, 1, 1), pnorm(-0.5 / se)))
}
