# Outside reference values for equivalence, detectable change, sample size, groups, correlated
# change and regression to the mean.
# Run from the root of the repository: Rscript tests/reference/questions_of_change.R
# What each file holds, the versions used and what disagreed: questions_of_change.md beside this.

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

expected <- list()
put <- function(topic, case, quantity, value, by) {
  expected[[length(expected) + 1]] <<- data.frame(
    topic = topic, case = case, quantity = quantity, value = digits(unname(value)), by = by)
}

# ---- equivalence: the cases of pre_post.R ------------------------------------

cases <- read.csv(file.path(folder, "pre_post_cases.csv"), encoding = "UTF-8")
wanted <- c("student_sleep", "sixty", "star_ceiling", "integers_ties_zeros", "binary_floats", "huge_t")
margins <- c(student_sleep = 2, sixty = 3, star_ceiling = 1, integers_ties_zeros = 2, binary_floats = 0.5, huge_t = 5)
by <- "t.test(mu = +/- margin; alternative)"
for (case in wanted) {
  rows <- cases[cases$case == case, ]
  change <- round(rows$post - rows$pre, 10)
  m <- margins[[case]]
  for (confidence in c(0.95, 0.90)) {
    name <- paste(case, confidence)
    lower <- t.test(change, mu = -m, alternative = "greater")
    upper <- t.test(change, mu = m, alternative = "less")
    within <- t.test(change, conf.level = 2 * confidence - 1)$conf.int
    near <- t.test(change, mu = m * sign(mean(change)))
    put("equivalence", name, "t_lower", lower$statistic, by)
    put("equivalence", name, "p_lower", lower$p.value, by)
    put("equivalence", name, "t_upper", upper$statistic, by)
    put("equivalence", name, "p_upper", upper$p.value, by)
    put("equivalence", name, "p_tost", max(lower$p.value, upper$p.value), by)
    put("equivalence", name, "p_beyond", if (abs(mean(change)) <= m) 1 else near$p.value, by)
    put("equivalence", name, "within_low", within[1], "t.test(conf.level = 1 - 2 alpha)")
    put("equivalence", name, "within_high", within[2], "t.test(conf.level = 1 - 2 alpha)")
  }
  put("equivalence", case, "margin", m, "stated")
}

# ---- power of the paired t, both tails ---------------------------------------
# tol is tight, and cases stay where R's noncentral t is exact (noncentrality below 37.62).

by <- "power.t.test(type = paired; strict = TRUE)"
for (n in c(2, 3, 5, 8, 12, 26, 34, 100, 1000)) for (power in c(0.5, 0.8, 0.95)) for (alpha in c(0.05, 0.1)) {
  delta <- power.t.test(n = n, sd = 1, power = power, sig.level = alpha, type = "paired",
                        strict = TRUE, tol = 1e-13)$delta
  if (delta * sqrt(n) < 37.62) put("detectable", paste(n, power, 1 - alpha), "d_z", delta, by)
}
for (d in c(0.1, 0.2, 0.35, 0.5, 0.8, 1.2, 2)) for (power in c(0.5, 0.8, 0.9)) {
  n <- power.t.test(delta = d, sd = 1, power = power, type = "paired", strict = TRUE, tol = 1e-12)$n
  put("needed", paste(d, power, 0.95), "pairs_exact", n, by)
  put("needed", paste(d, power, 0.95), "pairs", ceiling(n), by)
  reached <- power.t.test(n = ceiling(n), delta = d, sd = 1, type = "paired", strict = TRUE)$power
  put("needed", paste(d, power, 0.95), "power_reached", reached, by)
}

# ---- groups ------------------------------------------------------------------

set.seed(19910301)
groups <- NULL
add <- function(case, group, n, mean, sd, grain) {
  if (!n) return()
  pre <- round(rnorm(n, 40, 12) / grain) * grain
  post <- pre + round(rnorm(n, mean, sd) / grain) * grain
  groups <<- rbind(groups, data.frame(case = case, group = group,
    person = paste0(case, "_", group, seq_len(n)), pre = pre, post = post))
}
add("two_unequal", "a", 23, 8, 12, 4); add("two_unequal", "b", 11, 1, 5, 4)
add("two_tiny", "a", 3, 1, 1, 1); add("two_tiny", "b", 2, 3, 1, 1)
add("three", "a", 20, 2, 3, 0.5); add("three", "b", 9, 4, 6, 0.5); add("three", "c", 12, 3, 1, 0.5)
add("four_with_one", "a", 15, 0, 2, 1); add("four_with_one", "b", 8, 1, 2, 1)
add("four_with_one", "c", 7, 2, 4, 1); add("four_with_one", "d", 1, 2, 4, 1)
groups <- rbind(groups, data.frame(case = "one_alike", group = rep(c("a", "b"), c(6, 4)),
  person = paste0("one_alike_", rep(c("a", "b"), c(6, 4)), c(1:6, 1:4)),
  pre = c(1, 2, 3, 4, 5, 6, 1, 2, 3, 4), post = c(2, 4, 3, 7, 6, 9, 3, 4, 5, 6)))
text <- groups
text$pre <- vapply(groups$pre, digits, ""); text$post <- vapply(groups$post, digits, "")
write_csv(text, "questions_of_change_groups.csv")

for (case in unique(groups$case)) {
  rows <- groups[groups$case == case, ]
  rows$change <- rows$post - rows$pre
  reference <- names(sort(-table(rows$group)))[1]
  base <- rows$change[rows$group == reference]
  for (group in setdiff(unique(rows$group), reference)) {
    own <- rows$change[rows$group == group]
    name <- paste(case, group)
    pre <- mean(rows$pre[rows$group == group]) - mean(rows$pre[rows$group == reference])
    put("groups", name, "baseline_difference", pre, "mean()")
    if (length(own) < 2) next
    test <- t.test(own, base)
    by <- "t.test() (Welch)"
    put("groups", name, "difference", test$estimate[1] - test$estimate[2], by)
    put("groups", name, "std_error", test$stderr, by)
    put("groups", name, "diff_low", test$conf.int[1], by)
    put("groups", name, "diff_high", test$conf.int[2], by)
    put("groups", name, "t", test$statistic, by)
    put("groups", name, "df", test$parameter, by)
    put("groups", name, "p_value", test$p.value, by)
    # The interaction of group and time in a regression of the long form: the same estimate.
    two <- rows[rows$group %in% c(group, reference), ]
    long <- data.frame(y = c(two$pre, two$post), time = rep(0:1, each = nrow(two)),
                       g = rep(two$group == group, 2))
    put("groups", paste(name, "lm"), "difference", coef(lm(y ~ time * g, long))["time:gTRUE"],
        "lm(y ~ time * group): interaction")
  }
  counts <- table(rows$group)
  enough <- rows[rows$group %in% names(counts[counts > 1]), ]
  if (all(tapply(enough$change, enough$group, sd) > 0)) {
    test <- oneway.test(change ~ group, enough)
    by <- "oneway.test()"
    put("overall", case, "statistic", test$statistic, by)
    put("overall", case, "df1", test$parameter[1], by)
    put("overall", case, "df2", test$parameter[2], by)
    put("overall", case, "p_value", test$p.value, by)
  }
}
p <- sapply(Filter(function(e) e$topic == "groups" && e$quantity == "p_value", expected), function(e) as.numeric(e$value))
names(p) <- sapply(Filter(function(e) e$topic == "groups" && e$quantity == "p_value", expected), function(e) e$case)
adjusted <- p.adjust(p, "holm")
for (name in names(p)) put("groups", name, "p_adjusted", adjusted[[name]], "p.adjust(method = holm)")

# ---- correlated change -------------------------------------------------------

both <- NULL
correlate <- function(case, first_pre, first_post, second_pre, second_post) {
  both <<- rbind(both, data.frame(case = case, person = paste0(case, seq_along(first_pre)),
    first_pre, first_post, second_pre, second_post))
}
steps <- function(n, mean, sd) round(rnorm(n, mean, sd))
x <- steps(25, 27, 4); y <- steps(25, 34, 8); shared <- rnorm(25)
correlate("twenty_five", x, x + round(2 + 2 * shared + rnorm(25, 0, 2)), y, y + round(6 + 5 * shared + rnorm(25, 0, 6)))
x <- steps(4, 27, 4); correlate("four", x, x + c(1, 3, -2, 4), x * 2 + c(0, 1, 0, 3), x * 2 + c(5, 2, -1, 3))
x <- steps(60, 5, 1); y <- steps(60, 6, 1); correlate("sixty_ties", x, x + steps(60, 0, 1), y, y + steps(60, 0, 1))
x <- steps(12, 50, 9); correlate("opposite", x, x + c(4, 8, -2, 0, 6, 10, 1, 3, -5, 7, 2, 9), 9 - (1:12) %% 5,
  9 - (1:12) %% 5 + c(-2, -3, 1, 0, -2, -4, 0, -2, 3, -2, -1, -3))
write_csv(both, "questions_of_change_both.csv")

for (case in unique(both$case)) {
  rows <- both[both$case == case, ]
  values <- list(change = list(rows$first_post - rows$first_pre, rows$second_post - rows$second_pre),
                 pre = list(rows$first_pre, rows$second_pre), post = list(rows$first_post, rows$second_post))
  for (quantity in names(values)) {
    a <- values[[quantity]][[1]]; b <- values[[quantity]][[2]]
    test <- cor.test(a, b)
    name <- paste(case, quantity, "Pearson")
    put("correlated", name, "estimate", test$estimate, "cor.test()")
    put("correlated", name, "conf_low", test$conf.int[1], "cor.test()")
    put("correlated", name, "conf_high", test$conf.int[2], "cor.test()")
    put("correlated", name, "statistic", test$statistic, "cor.test()")
    put("correlated", name, "p_value", test$p.value, "cor.test()")
    # exact = FALSE and ties: R's p is that of t with n - 2 df.
    rank <- suppressWarnings(cor.test(a, b, method = "spearman", exact = FALSE))
    r <- unname(rank$estimate); n <- length(a)
    half <- qnorm(0.975) * sqrt((1 + r^2 / 2) / (n - 3))
    name <- paste(case, quantity, "Spearman")
    put("correlated", name, "estimate", r, "cor.test(method = spearman)")
    # On one line R says p = 0 and an interval from 1 to 1; evalkit says that there is neither.
    if (abs(r) > 1 - 1e-12) next
    put("correlated", name, "p_value", rank$p.value, "cor.test(method = spearman; exact = FALSE)")
    put("correlated", name, "conf_low", tanh(atanh(r) - half), "Bonett and Wright 2000 by hand")
    put("correlated", name, "conf_high", tanh(atanh(r) + half), "Bonett and Wright 2000 by hand")
  }
}

# ---- regression to the mean --------------------------------------------------

# The example of the package regtomean (McClave and Dietrich 1988): t = 1.938 at mu = 59.
language <- data.frame(pre = c(45, 52, 63, 68, 57, 55, 60, 59), post = c(49, 50, 70, 71, 53, 61, 62, 67))
regress <- function(case, pre, post, mu, r) {
  name <- paste(case, mu, r)
  by <- "lm(post ~ I(pre - mu))"
  fit <- lm(post ~ I(pre - mu)); at <- summary(fit)$coefficients
  t <- (at[1, 1] - mu) / at[1, 2]
  put("regression", name, "slope", at[2, 1], by)
  put("regression", name, "at_norm", at[1, 1] - mu, by)
  put("regression", name, "at_norm_std_error", at[1, 2], by)
  put("regression", name, "at_norm_low", confint(fit)[1, 1] - mu, by)
  put("regression", name, "at_norm_high", confint(fit)[1, 2] - mu, by)
  put("regression", name, "t", t, by)
  put("regression", name, "p_value", 2 * pt(-abs(t), fit$df.residual), by)
  left <- t.test((post - pre) - (1 - r) * (mu - pre))
  put("regression", name, "expected_change", (1 - r) * (mu - mean(pre)), "by hand")
  put("regression", name, "estimate", left$estimate, "t.test() of what is left over")
  put("regression", name, "conf_low", left$conf.int[1], "t.test() of what is left over")
  put("regression", name, "conf_high", left$conf.int[2], "t.test() of what is left over")
}
for (mu in c(50, 59, 75)) regress("language_test", language$pre, language$post, mu, 0.8)
put("regression", "language_test 59 0.8 published", "t", 1.938, "R package regtomean 1.2: its test of plot_mu")
for (case in c("student_sleep", "sixty", "star_ceiling")) {
  rows <- cases[cases$case == case, ]
  regress(case, rows$pre, rows$post, round(mean(rows$pre)) + 5, 0.7)
}

write_csv(do.call(rbind, expected), "questions_of_change_expected.csv")
cat(R.version.string, "\n")
# Beyond noncentrality 37.62 R's pt() is a normal approximation: two pairs at alpha 0.0001.
wrong <- power.t.test(n = 2, sd = 1, power = 0.99, sig.level = 1e-4, type = "paired", strict = TRUE)$delta
# Two pairs have one df, so T > t(1 - alpha/2, 1) when |Z2| < (Z1 + d sqrt(2)) / t: integrate over Z1.
critical <- qt(1 - 1e-4 / 2, 1)
exact <- uniroot(function(d) integrate(function(z) dnorm(z) * (2 * pnorm(pmax(z + d * sqrt(2), 0) / critical) - 1),
  -8, 8, rel.tol = 1e-12)$value - 0.99, c(5000, 20000), tol = 1e-8)$root
cat("detectable d_z, n = 2, alpha 0.0001, power 0.99: power.t.test", wrong, "by integration", exact, "\n")
