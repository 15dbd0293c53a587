# Outside reference values for alpha, omega, item analysis, intraclass correlations and norms.
# Run from the root of the repository: Rscript tests/reference/reliability.R
# What each file holds, the versions used and what disagreed: reliability.md beside this.

suppressPackageStartupMessages({
  library(psych)
  library(lavaan)
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
  write.csv(frame, file, row.names = FALSE, quote = FALSE, eol = "\n")
}

expected <- data.frame()
expect <- function(case, item, quantity, value, by) {
  expected <<- rbind(expected, data.frame(
    case = case, item = item, quantity = quantity, value = digits(value), by = by))
}

# ---- items -------------------------------------------------------------------

# Answers of n persons to k items coded lowest-highest, with one common factor.
answers <- function(seed, n, loadings, lowest, highest) {
  set.seed(seed, kind = "Mersenne-Twister", normal.kind = "Inversion")
  factor <- rnorm(n)
  middle <- (lowest + highest) / 2
  x <- sapply(loadings, function(l) middle + l * factor + rnorm(n))
  x <- pmin(pmax(round(x), lowest), highest)
  colnames(x) <- paste0("i_", seq_along(loadings))
  x
}

cases <- list(
  five_items = answers(1, 43, c(1, 0.8, 1.2, 0.6, 0.9), 0, 5),
  ten_items_half_reversed = answers(2, 60, rep(c(0.9, 0.6), 5), 0, 3),
  three_items = answers(3, 30, c(1, 0.8, 0.9), 1, 3),
  heywood = answers(15, 60, c(1.2, 1, 1.1), 1, 3),
  two_items = answers(4, 25, c(1, 0.8), 0, 10),
  unrelated_items = answers(12, 20, rep(0, 4), 1, 4),
  one_unreversed = answers(6, 50, c(1, 0.9, -1, 1.1, 0.8), 0, 5),
  twenty_items = answers(7, 80, seq(0.3, 1.2, length.out = 20), 1, 4),
  few_persons = answers(8, 6, c(1, 1, 1), 1, 5)
)
# In the second case these are as answered, to be turned by whoever analyses them.
reversed <- list(ten_items_half_reversed = c(2, 4, 6, 8, 10))
codes <- list(five_items = c(0, 5), ten_items_half_reversed = c(0, 3), three_items = c(1, 3), heywood = c(1, 3),
              two_items = c(0, 10), unrelated_items = c(1, 4), one_unreversed = c(0, 5),
              twenty_items = c(1, 4), few_persons = c(1, 5))

long <- data.frame()
for (case in names(cases)) {
  x <- cases[[case]]
  given <- x
  turn <- reversed[[case]]
  if (length(turn)) given[, turn] <- sum(codes[[case]]) - x[, turn]
  long <- rbind(long, data.frame(
    case = case, person = rep(seq_len(nrow(x)), ncol(x)),
    item = rep(colnames(x), each = nrow(x)), value = as.vector(given)))
}
write_csv(long, "reliability_items.csv")
write_csv(data.frame(case = names(codes), lowest = sapply(codes, `[`, 1),
                     highest = sapply(codes, `[`, 2),
                     reversed = sapply(names(codes), function(n) paste(reversed[[n]], collapse = " "))),
          "reliability_codes.csv")

omega_of <- function(loadings, unique) sum(loadings)^2 / (sum(loadings)^2 + sum(unique))
# psych says on the console which items seem to go the other way; that is what is tested.
quiet <- function(expression) suppressWarnings(suppressMessages(
  {capture.output(value <- expression); value}))

heywood <- character()
for (case in names(cases)) {
  x <- cases[[case]]
  n <- nrow(x); k <- ncol(x)
  found <- quiet(psych::alpha(as.data.frame(x), check.keys = FALSE))
  alpha <- found$total$raw_alpha
  expect(case, "", "alpha", alpha, "psych::alpha()")
  for (confidence in c(0.95, 0.9)) {
    ends <- psych::alpha.ci(alpha, n.obs = n, n.var = k, p.val = 1 - confidence)
    tag <- if (confidence == 0.95) "" else "_90"
    expect(case, "", paste0("alpha_low", tag), ends$lower.ci, "psych::alpha.ci()")
    expect(case, "", paste0("alpha_high", tag), ends$upper.ci, "psych::alpha.ci()")
  }
  expect(case, "", "sd", sd(rowSums(x)), "sd()")
  if (alpha >= 0) {
    sem <- sd(rowSums(x)) * sqrt(1 - alpha)
    expect(case, "", "sem", sem, "sd() sqrt(1 - alpha)")
    expect(case, "", "smallest_detectable_change", qnorm(0.975) * sqrt(2) * sem,
           "qnorm(0.975) sqrt(2) SEM")
  }
  for (item in seq_len(k)) {
    expect(case, colnames(x)[item], "item_rest", cor(x[, item], rowSums(x[, -item, drop = FALSE])),
           "cor()")
    expect(case, colnames(x)[item], "item_rest_psych", found$item.stats$r.drop[item],
           "psych::alpha(): r.drop")
    if (k > 2) {
      expect(case, colnames(x)[item], "alpha_if_deleted", found$alpha.drop$raw_alpha[item],
             "psych::alpha(): alpha.drop")
    }
  }
  if (k < 3) next
  s <- apply(x, 2, sd)
  # The sharpest end of the search that optim reaches.
  ml <- NULL
  for (factr in 10^(0:7)) {
    if (is.null(ml)) {
      ml <- tryCatch(factanal(x, 1, rotation = "none",
                              control = list(opt = list(factr = factr, maxit = 10000))),
                     error = function(e) NULL)
    }
  }
  if (is.null(ml)) stop("factanal found no end: ", case)
  if (any(ml$uniquenesses < 0.00501)) {
    heywood <- c(heywood, case)
    next
  }
  expect(case, "", "omega_total",
         omega_of(ml$loadings[, 1] * s, ml$uniquenesses * s^2), "factanal()")
  one <- quiet(psych::fa(x, 1, fm = "ml"))
  expect(case, "", "omega_psych", omega_of(one$loadings[, 1] * s, one$uniquenesses * s^2),
         "psych::fa(fm = ml)")
  model <- paste0("f =~ NA*i_1 + ", paste(colnames(x)[-1], collapse = " + "), "\nf ~~ 1*f")
  fit <- quiet(lavaan::cfa(model, as.data.frame(x), control = list(rel.tol = 1e-14)))
  found <- lavaan::lavInspect(fit, "est")
  expect(case, "", "omega_lavaan", omega_of(found$lambda, diag(found$theta)), "lavaan::cfa()")
}
cat("no omega (an item without variance of its own):", heywood, "\n")

# ---- intraclass correlations -------------------------------------------------

ratings <- list(
  shrout_fleiss = matrix(c(9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7),
                         ncol = 4, byrow = TRUE),
  twice = answers(9, 30, c(1.6, 1.6), 0, 10),
  shifted = answers(10, 24, c(1.5, 1.5, 1.5), 0, 10) + rep(c(0, 3, 1), each = 24),
  against = cbind(c(1, 2, 3, 4, 5, 6, 7), c(6, 7, 5, 4, 4, 1, 2))
)
long <- data.frame()
for (case in names(ratings)) {
  x <- ratings[[case]]
  long <- rbind(long, data.frame(case = case, person = rep(seq_len(nrow(x)), ncol(x)),
                                 rater = rep(seq_len(ncol(x)), each = nrow(x)),
                                 score = as.vector(x)))
  for (confidence in c(0.95, 0.9)) {
    found <- psych::ICC(unname(x), lmer = FALSE, alpha = 1 - confidence)$results
    forms <- c("ICC(1;1)", "ICC(2;1)", "ICC(3;1)", "ICC(1;k)", "ICC(2;k)", "ICC(3;k)")
    for (row in 1:6) {
      tag <- if (confidence == 0.95) "" else "_90"
      if (confidence == 0.95) {
        expect(case, forms[row], "estimate", found[row, "ICC"], "psych::ICC(lmer = FALSE)")
        expect(case, forms[row], "f", found[row, "F"], "psych::ICC(lmer = FALSE)")
        expect(case, forms[row], "p_value", found[row, "p"], "psych::ICC(lmer = FALSE)")
      }
      expect(case, forms[row], paste0("conf_low", tag), found[row, "lower bound"],
             "psych::ICC(lmer = FALSE)")
      expect(case, forms[row], paste0("conf_high", tag), found[row, "upper bound"],
             "psych::ICC(lmer = FALSE)")
    }
  }
}
write_csv(long, "reliability_ratings.csv")

# ---- norms -------------------------------------------------------------------

set.seed(11, kind = "Mersenne-Twister", normal.kind = "Inversion")
gse <- pmin(pmax(round(25 + 5 * rnorm(19)), 10), 40)
later <- pmin(pmax(gse + round(2 + 3 * rnorm(19)), 10), 40)
write_csv(data.frame(person = 1:19, pre = gse, post = later), "reliability_norms.csv")
for (reading in c("first", "latest")) {
  x <- if (reading == "first") gse else later
  test <- t.test(x, mu = 29.55)
  expect("gse", reading, "mean", mean(x), "mean()")
  expect("gse", reading, "norm_low", test$conf.int[1], "t.test()")
  expect("gse", reading, "norm_high", test$conf.int[2], "t.test()")
  expect("gse", reading, "difference", mean(x) - 29.55, "mean()")
  expect("gse", reading, "difference_in_sd", (mean(x) - 29.55) / 5.32, "by hand")
}
write_csv(expected, "reliability_expected.csv")
