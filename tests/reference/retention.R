# Reference values for ek.retention and ek.exit_reasons. Run from the root of the repository:
#     Rscript tests/reference/retention.R
# Writes retention_cases.csv (made-up persons), retention_expected.csv.

suppressPackageStartupMessages({library(survival); library(etm)})
folder <- "tests/reference"
digits <- function(x) {
  if (is.na(x)) return("NA")
  for (d in 15:17) {
    text <- formatC(x, digits = d, format = "g", width = 1)
    if (as.numeric(text) == x) break
  }
  text
}

# months: whole months; reason: "" while it lasts.
one <- function(case, months, reason, group = "a") {
  n <- length(months)
  data.frame(case = case, person = sprintf("p%03d", seq_len(n)), months = months, reason = reason, group = group)
}
set.seed(20260930)
drawn <- function(n) {
  stay <- ceiling(rexp(n, 1 / 14)); seen <- sample(3:30, n, TRUE)
  data.frame(months = pmin(stay, seen),
             reason = ifelse(stay <= seen, sample(c("done", "moved", "stopped"), n, TRUE, c(5, 2, 3)), ""))
}
large <- drawn(150); small <- drawn(24); third <- drawn(60)
cases <- rbind(
  one("ties", c(2, 2, 2, 4, 4, 5, 5, 5, 9, 9, 12, 12), c("done", "", "stopped", "done", "done", "", "stopped", "done", "", "done", "stopped", "")),
  one("all_open", c(3, 5, 8, 8, 13), ""),
  one("one_ended", 6, "done"),
  one("one_open", 6, ""),
  one("last_ended", c(1, 3, 4, 6, 7, 10), c("stopped", "", "done", "done", "", "done")),
  one("all_ended", c(2, 4, 4, 6, 8, 10), c("done", "stopped", "done", "done", "stopped", "done")),
  one("half_exactly", c(2, 4, 6, 8), c("done", "done", "done", "stopped")),
  one("small", small$months, small$reason, rep(c("a", "b"), 12)),
  one("large", large$months, large$reason, rep(c("a", "b", "c"), 50)),
  one("unequal", third$months, third$reason, rep(c("a", "b"), c(6, 54)))
)
write.csv(cases, file.path(folder, "retention_cases.csv"), row.names = FALSE, quote = FALSE)

expected <- NULL
put <- function(case, what, detail, quantity, value, source) {
  expected <<- rbind(expected, data.frame(case, what, detail, quantity, value = digits(value), source))
}
months <- c(2, 3, 6, 12)

curves <- function(case, d) {
  over <- as.integer(d$reason != "")
  for (type in c("log-log", "log", "plain")) {
    fit <- survfit(Surv(months, over) ~ 1, d, conf.type = type)
    for (m in months) {
      known <- m <= max(d$months) || min(fit$surv) == 0
      at <- summary(fit, times = m, extend = TRUE)
      inside <- known && at$surv > 0 && at$surv < 1
      if (type == "log-log") {
        put(case, "curve", m, "estimate", if (known) at$surv else NA, "survfit")
        put(case, "curve", m, "std_error", if (inside) at$std.err else NA, "survfit")
        put(case, "curve", m, "n_risk", sum(d$months >= m), "by hand")
      }
      put(case, paste("interval", type), m, "conf_low", if (inside) at$lower else NA, "survfit")
      put(case, paste("interval", type), m, "conf_high", if (inside) at$upper else NA, "survfit")
    }
    # Where the share is 1 survfit has the limits 1 and 1; they do not move the median's limits.
    found <- summary(fit)$table
    put(case, paste("interval", type), "median", "median", found[["median"]], "survfit")
    low <- found[["0.95LCL"]]; high <- found[["0.95UCL"]]
    put(case, paste("interval", type), "median", "median_low", low, "survfit")
    put(case, paste("interval", type), "median", "median_high", high, "survfit")
  }
  fit <- survfit(Surv(months, over) ~ 1, d)
  for (horizon in c(5, 12)) {
    reached <- horizon <= max(d$months) || min(fit$surv) == 0
    found <- survival:::survmean(fit, rmean = horizon)$matrix
    name <- grep("rmean", names(found))
    put(case, "restricted mean", horizon, "mean_months", if (reached) found[[name[1]]] else NA, "survfit")
    error <- found[[name[2]]]
    put(case, "restricted mean", horizon, "mean_error", if (reached && error > 0) error else NA, "survfit")
  }
}

# Aalen-Johansen by etm (Greenwood type) and by survfit (infinitesimal jackknife): one number.
reasons <- function(case, d) {
  kinds <- sort(unique(d$reason[d$reason != ""]))
  if (!length(kinds) || nrow(d) < 2) return()
  tra <- matrix(FALSE, length(kinds) + 1, length(kinds) + 1)
  tra[1, -1] <- TRUE
  states <- c("0", kinds)
  long <- data.frame(id = seq_len(nrow(d)), from = "0", to = ifelse(d$reason == "", "cens", d$reason), time = d$months)
  fit <- suppressWarnings(etm(long, states, tra, "cens", s = 0))
  ms <- survfit(Surv(months, factor(reason, c("", kinds))) ~ 1, d, conf.type = "log-log")
  lasts <- survfit(Surv(months, reason != "") ~ 1, d)
  for (kind in kinds) for (m in months) {
    known <- m <= max(d$months) || min(lasts$surv) == 0
    place <- findInterval(m, fit$time)
    f <- if (place) fit$est["0", kind, place] else 0
    v <- if (place) fit$cov[paste("0", kind), paste("0", kind), place] else 0
    inside <- known && f > 0 && f < 1 && v > 1e-20
    two <- summary(ms, times = m, extend = TRUE); k <- 1 + match(kind, kinds)
    stopifnot(abs(two$pstate[k] - f) < 1e-12, !inside || abs(two$std.err[k] - sqrt(v)) < 1e-12)
    put(case, kind, m, "estimate", if (known) f else NA, "etm")
    put(case, kind, m, "std_error", if (inside) sqrt(v) else NA, "etm")
    put(case, kind, m, "conf_low", if (inside) two$lower[k] else NA, "survfit")
    put(case, kind, m, "conf_high", if (inside) two$upper[k] else NA, "survfit")
  }
}

for (case in unique(cases$case)) {
  d <- cases[cases$case == case, ]
  curves(case, d)
  reasons(case, d)
  if (length(unique(d$group)) > 1) {
    test <- survdiff(Surv(months, reason != "") ~ group, d)
    df <- length(test$n) - 1
    put(case, "log-rank", "all", "statistic", test$chisq, "survdiff")
    put(case, "log-rank", "all", "p_value", pchisq(test$chisq, df, lower.tail = FALSE), "survdiff")
    for (g in seq_along(test$n)) put(case, "log-rank", letters[g], "expected", test$exp[g], "survdiff")
  }
}
write.csv(expected, file.path(folder, "retention_expected.csv"), row.names = FALSE, quote = FALSE)
