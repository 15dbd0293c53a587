# Outside reference values for charts that watch: XmR, p and u charts, run charts.
# Run from the root of the repository: Rscript tests/reference/charts.R
# What each file holds and what differs: charts.md beside this. Base R only.

folder <- file.path("tests", "reference")
set.seed(20261122)

digits <- function(x) {
  if (is.na(x)) return("NA")
  for (d in 15:17) {
    text <- formatC(x, digits = d, format = "g", width = 1)
    if (as.numeric(text) == x) break
  }
  text
}
write_csv <- function(frame, name) {
  for (column in names(frame)) {
    if (is.double(frame[[column]])) frame[[column]] <- vapply(frame[[column]], digits, "")
  }
  file <- file(file.path(folder, name), open = "wb", encoding = "UTF-8")
  on.exit(close(file))
  write.csv(frame, file, row.names = FALSE, quote = FALSE, eol = "\n")
}

# ---- series, one or more for each rule ------------------------------------------

steady <- c(10, 12, 9, 11, 10, 12, 9, 11, 10, 12, 9, 11)
quiet <- rep(c(10, 11, 10, 9), 3)
made <- list(
  outside_above = c(steady, 19),
  outside_below = c(steady, 2),
  outside_both = c(steady, 19, 2, steady),
  one_far_out = c(steady, 35, steady),
  shift_six = c(9, 11, 8, 11, 9, 11, 12, 11, 12, 11, 12, 8, 9, 11, 7, 11, 9, 8),
  shift_seven = c(9, 11, 8, 11, 9, 11, 12, 11, 12, 11, 12, 11, 8, 9, 11, 7, 11, 9, 7),
  shift_nine_down = c(11, 10, 12, 11, 12, 10, 8, 7, 8, 7, 8, 7, 8, 7, 8, 11),
  point_on_the_mean = c(9, 11, 8, 11, 9, 11, 12, 11, 10, 12, 11, 12, 8, 9, 11, 7, 11, 9, 8),
  trend_six = c(5, 3, 1, 2, 3, 4, 5, 6, 4, 5, 3, 4),
  trend_seven_up = c(6, 1, 2, 3, 4, 5, 6, 7, 4, 5, 3, 4),
  trend_seven_down = c(2, 7, 6, 5, 4, 3, 2, 1, 4, 3, 5, 4),
  trend_with_two_alike = c(6, 1, 2, 3, 4, 4, 5, 6, 7, 4, 5, 3, 4),
  rise_then_fall = c(3, 1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1, 4, 2),
  two_in_a_row = c(quiet, 11, 12.6, 12.6, 11, quiet),
  two_with_one_between = c(quiet, 11, 12.6, 11.5, 12.6, 11, quiet),
  two_across_the_mean = c(quiet, 11, 12.6, 9, 12.6, 11, quiet),
  two_low = c(quiet, 9, 7.4, 7.4, 9, quiet),
  three_near = c(quiet, 11, 12.6, 12.5, 12.6, 11, quiet),
  one_near_one_outside = c(quiet, 11, 12.6, 13.8, 11.5, 11, quiet),
  two_near_one_outside = c(quiet, 11, 12.6, 14, 12.6, 11, quiet),
  constant = rep(0.1, 15),
  two_points = c(3, 8),
  random_normal = round(rnorm(60, 50, 8), 2),
  random_drift = round(cumsum(rnorm(60)) + 20, 2),
  random_counts = rpois(60, 6)
)
rebased <- list(
  shift_across_a_rebase = list(c(9, 11, 8, 11, 9, 10, 12, 11, 12, 11, 11, 12, 11, 10, 9, 11, 9, 11, 9), 11),
  trend_across_a_rebase = list(c(6, 1, 2, 3, 4, 5, 6, 7, 8, 4, 5, 3, 4, 6, 2), 6),
  new_level = list(c(steady, 20 + steady), 13)
)

# ---- the rules, by runs of signs ------------------------------------------------

# A run of at least `length` alike signs, marked whole.
runs_of <- function(signs, length) {
  r <- rle(signs)
  rep(ifelse(r$lengths >= length & r$values != 0, r$values, 0), r$lengths)
}
# A trend of `length` points is a run of length - 1 alike steps; its first point has the step after
# it. A point between two runs belongs to the later.
trends_of <- function(y, length) {
  if (length(y) < 2) return(rep(0, length(y)))
  steps <- runs_of(sign(diff(y)), length - 1)
  marks <- c(0, steps)
  begins <- c(steps, 0)
  ifelse(begins != 0, begins, marks)
}
two_of_three <- function(near, side) {
  marks <- rep(0, length(near))
  for (i in seq_len(max(length(near) - 2, 0))) {
    three <- i + 0:2
    alike <- length(unique(side[three])) == 1 && side[i] != 0
    if (alike && sum(near[three] == side[i]) >= 2) {
      marks[three[near[three] == side[i]]] <- side[i]
    }
  }
  marks
}
# Arithmetic of binary fractions: what differs by less than this is the same.
apart <- function(d, y) ifelse(abs(d) > 1e-12 * max(abs(y)), sign(d), 0)

phase_of <- function(y, screen) {
  mr <- abs(diff(y))
  average <- mean(mr)
  if (screen) average <- mean(mr[mr <= 3.267 * average])
  middle <- mean(y)
  upper <- middle + 2.66 * average
  lower <- middle - 2.66 * average
  side <- apart(y - middle, y)
  beyond <- (apart(y - upper, y) > 0) - (apart(lower - y, y) > 0)
  near <- (apart(y - middle - 2 / 3 * 2.66 * average, y) > 0) -
    (apart(middle - 2 / 3 * 2.66 * average - y, y) > 0)
  near[beyond != 0] <- 0
  data.frame(
    value = y, mean = middle, lower = lower, upper = upper, outside = beyond,
    shift7 = runs_of(side, 7), shift6 = runs_of(side, 6),
    trend7 = trends_of(y, 7), trend6 = trends_of(y, 6), two_of_three = two_of_three(near, side)
  )
}
days <- function(n) as.character(as.Date("2025-01-06") + 7 * (seq_len(n) - 1))

xmr <- NULL
for (name in names(made)) {
  for (screen in c(FALSE, TRUE)) {
    if (screen && !(name %in% c("one_far_out", "random_counts", "random_normal"))) next
    y <- made[[name]]
    xmr <- rbind(xmr, data.frame(
      series = name, screen = as.integer(screen), rebase = "", date = days(length(y)),
      phase_of(y, screen)
    ))
  }
}
for (name in names(rebased)) {
  y <- rebased[[name]][[1]]
  from <- rebased[[name]][[2]]
  parts <- rbind(phase_of(y[seq_len(from - 1)], FALSE), phase_of(y[from:length(y)], FALSE))
  xmr <- rbind(xmr, data.frame(
    series = name, screen = 0L, rebase = days(length(y))[from], date = days(length(y)), parts
  ))
}
write_csv(xmr, "charts_xmr.csv")

# ---- shares and rates -------------------------------------------------------------

counts <- NULL
add_counts <- function(kind, case, count, n) {
  middle <- sum(count) / sum(n)
  error <- if (kind == "p") sqrt(middle * (1 - middle) / n) else sqrt(middle / n)
  z <- (count / n - middle) / error
  ratio <- mean(abs(diff(z))) / 1.128
  highest <- if (kind == "p") 1 else Inf
  counts <<- rbind(counts, data.frame(
    kind = kind, case = case, date = days(length(n)), count = count, n = n,
    mean = middle, sigma_z = ratio,
    lower = pmax(0, middle - 3 * error), upper = pmin(highest, middle + 3 * error),
    laney_lower = pmax(0, middle - 3 * error * ratio),
    laney_upper = pmin(highest, middle + 3 * error * ratio)
  ))
}
n <- sample(12:40, 30, replace = TRUE)
add_counts("p", "even", rbinom(30, n, 0.7), n)
add_counts("p", "small", rbinom(30, 6, 0.1), rep(6, 30))
many <- sample(800:1500, 30, replace = TRUE)
add_counts("p", "overdispersed", rbinom(30, many, rbeta(30, 30, 20)), many)
hours <- round(runif(30, 5, 12), 1)
add_counts("u", "even", rpois(30, 1.4 * hours), hours)
add_counts("u", "overdispersed", rnbinom(30, size = 2, mu = 8 * hours), hours)
write_csv(counts, "charts_counts.csv")

# ---- run charts ---------------------------------------------------------------------

runs <- NULL
run_tests <- function(y) {
  side <- sign(y - median(y))
  side <- side[side != 0]
  useful <- length(side)
  lengths <- rle(side)$lengths
  data.frame(
    median = median(y), useful = useful, longest_run = max(lengths),
    longest_allowed = round(log2(useful) + 3), crossings = length(lengths) - 1,
    fewest_allowed = qbinom(0.05, useful - 1, 0.5)
  )
}
for (name in setdiff(names(made), "constant")) {
  runs <- rbind(runs, data.frame(series = name, run_tests(made[[name]])))
}
# Limits for every number of useful points, as Anhoej's tables have them.
limits <- data.frame(useful = 2:100)
limits$longest_allowed <- round(log2(limits$useful) + 3)
limits$fewest_allowed <- qbinom(0.05, limits$useful - 1, 0.5)
write_csv(runs, "charts_runs.csv")
write_csv(limits, "charts_run_limits.csv")
