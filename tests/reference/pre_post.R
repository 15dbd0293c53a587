# Outside reference values for the before/after comparison, Holm and Wilson.
# Run from the root of the repository: Rscript tests/reference/pre_post.R
# What each file holds, the versions used and what disagreed: README.md beside this.

suppressPackageStartupMessages({
  library(exactRankTests)
  library(coin)
  library(effectsize)
})
folder <- file.path("tests", "reference")
not_computable <- "not computable"

# ---- helpers -----------------------------------------------------------------

# Shortest decimal that reads back as the same double (at least 15 digits asked for).
digits <- function(x) {
  if (is.na(x)) return("NA")
  for (d in 15:17) {
    text <- formatC(x, digits = d, format = "g", width = 1)
    if (as.numeric(text) == x) break
  }
  text
}

write_csv <- function(frame, name, quote) {
  file <- file(file.path(folder, name), open = "wb", encoding = "UTF-8")
  on.exit(close(file))
  write.csv(frame, file, row.names = FALSE, quote = quote, eol = "\n")
}

# The value of an expression, or the reason why there is none.
attempt <- function(expression) {
  tryCatch({
    value <- expression
    if (any(!is.finite(value))) list(reason = paste("R returned", paste(value, collapse = " ")))
    else list(value = value)
  }, error = function(e) list(reason = paste0("R refused: ", conditionMessage(e))))
}

disagreements <- data.frame()
note <- function(case, quantity, used, by, other, other_by) {
  disagreements <<- rbind(disagreements, data.frame(
    case = case, quantity = quantity, used = digits(used), by = by,
    other = digits(other), other_by = other_by,
    relative = formatC(abs(other - used) / max(abs(used), 1e-300), digits = 2, format = "e")))
}

# Exact conditional two-sided p of the signed-rank sum by counting all sign
# patterns (zeros dropped, midranks; ranks doubled so that they are whole).
count_signs <- function(units) {
  units <- units[units != 0]
  if (!length(units)) return(NA_real_)
  ranks <- round(2 * rank(abs(units)))
  total <- sum(ranks)
  share <- c(1, numeric(total))  # share[s + 1]: probability of the doubled sum s
  for (r in ranks) share <- 0.5 * share + 0.5 * c(numeric(r), share[seq_len(total + 1 - r)])
  observed <- sum(ranks[units > 0])
  extreme <- max(observed, total - observed)
  min(1, 2 * sum(rev(share[(extreme + 1):(total + 1)])))
}

# Noncentrality at which P(T <= t) is `target`, by R's pt() on a narrow bracket.
ncp_by_pt <- function(t, df, target) {
  guess <- t - qnorm(target) * sqrt(1 + t^2 / (2 * df))
  uniroot(function(ncp) pt(t, df, ncp) - target, guess + c(-0.5, 0.5),
          extendInt = "downX", tol = 1e-13, maxiter = 10000)$root
}

# The same without pt(): P(T <= t) = E[ pnorm(t s - ncp) ], df s^2 ~ chi-squared(df).
ncp_by_integral <- function(t, df, target) {
  cdf <- function(ncp) {
    f <- function(s) pnorm(t * s - ncp) * 2 * s * df * dchisq(df * s^2, df)
    edges <- sqrt(qchisq(c(0, 1e-6, 0.01, 0.25, 0.5, 0.75, 0.99, 1 - 1e-6), df) / df)
    edges <- c(edges, max(edges) + c(1, 8))
    sum(mapply(function(a, b) integrate(f, a, b, rel.tol = 1e-12, abs.tol = 1e-14,
                                        subdivisions = 2000, stop.on.error = FALSE)$value,
               head(edges, -1), tail(edges, -1)))
  }
  guess <- t - qnorm(target) * sqrt(1 + t^2 / (2 * df))
  uniroot(function(ncp) cdf(ncp) - target, guess + c(-0.5, 0.5),
          extendInt = "downX", tol = 1e-12, maxiter = 10000)$root
}

# The documented example of MBESS::conf.limits.nct (t = 2.83, df = 126): 0.8337502, 4.815359.
stopifnot(abs(ncp_by_pt(2.83, 126, 0.975) - 0.8337502) < 2e-7,
          abs(ncp_by_pt(2.83, 126, 0.025) - 4.815359) < 2e-6)

# ---- before and after --------------------------------------------------------

cases <- read.csv(file.path(folder, "pre_post_cases.csv"), encoding = "UTF-8")
about <- read.csv(file.path(folder, "pre_post_cases_about.csv"), encoding = "UTF-8")
stopifnot(setequal(cases$case, about$case))

# Student's data are what R ships, not what somebody typed.
sleep_rows <- cases[cases$case == "student_sleep", ]
stopifnot(all(sleep_rows$pre == sleep$extra[sleep$group == 1]),
          all(sleep_rows$post == sleep$extra[sleep$group == 2]))

one_case <- function(name) {
  rows <- cases[cases$case == name, ]
  grain <- about$grain[about$case == name]
  n <- nrow(rows)
  units <- round((rows$post - rows$pre) / grain)  # changes as whole grains
  change <- round(units * grain, 10)              # rounded to the grain
  out <- list()
  put <- function(quantity, result, source) {
    if (is.null(result$value)) {
      text <- not_computable
      source <- paste0(result$reason, " (", source, ")")
    } else text <- digits(result$value)
    out[[length(out) + 1]] <<- data.frame(case = name, quantity = quantity, value = text, source = source)
  }
  pick <- function(result, i) if (is.null(result$value)) result else list(value = unname(result$value[i]))

  put("n", list(value = n), "number of rows")
  put("mean_pre", attempt(mean(rows$pre)), "mean")
  put("mean_post", attempt(mean(rows$post)), "mean")
  put("mean_change", attempt(mean(change)), "mean of the changes rounded to the grain")
  put("sd_change", attempt(sd(change)), "sd (n - 1) of the changes rounded to the grain")

  paired <- attempt({
    test <- t.test(rows$post, rows$pre, paired = TRUE)
    narrow <- t.test(rows$post, rows$pre, paired = TRUE, conf.level = 0.90)
    c(test$conf.int, narrow$conf.int, test$statistic, test$parameter, test$p.value)
  })
  if (!is.null(paired$value)) {
    rounded <- t.test(change)
    stopifnot(isTRUE(all.equal(unname(paired$value[c(1, 2, 5, 7)]),
      c(rounded$conf.int[1:2], unname(rounded$statistic), rounded$p.value), tolerance = 1e-12)))
  } else if (sd(change) == 0) {
    # For changes that are all zero R gives NaN instead of refusing.
    paired$reason <- paste0("the changes do not vary; ", paired$reason)
  }
  names <- c("conf_low", "conf_high", "conf_low_90", "conf_high_90", "t", "df", "p_value")
  for (i in seq_along(names)) {
    put(names[i], pick(paired, i), "stats::t.test(post, pre, paired = TRUE)")
  }

  # Exact Wilcoxon: two packages and a count of all sign patterns.
  counted <- count_signs(units)
  old <- attempt(wilcox.exact(units, exact = TRUE)$p.value)
  old_pair <- attempt(wilcox.exact(units, numeric(n), paired = TRUE, exact = TRUE)$p.value)
  stopifnot(identical(old$value, old_pair$value))
  zero <- numeric(n)
  new <- attempt(as.numeric(pvalue(wilcoxsign_test(units ~ zero, distribution = "exact",
                                                   zero.method = "Wilcoxon"))))
  if (is.na(counted)) {
    put("p_wilcoxon", list(reason = "no change differs from zero, so no ranks remain"),
        paste0("exactRankTests: ", old$reason, "; coin: ", new$reason))
  } else {
    near <- function(result) !is.null(result$value) && abs(result$value - counted) <= 1e-9 * counted
    show <- function(result) if (is.null(result$value)) result$reason else digits(result$value)
    for (other in list(list(old, "exactRankTests::wilcox.exact"), list(new, "coin::wilcoxsign_test"))) {
      if (!near(other[[1]])) {
        if (is.null(other[[1]]$value)) message(name, ": ", other[[2]], ": ", other[[1]]$reason)
        else note(name, "p_wilcoxon", counted, "count of all sign patterns", other[[1]]$value, other[[2]])
      }
    }
    if (near(old) && near(new)) {
      source <- "exactRankTests::wilcox.exact; coin::wilcoxsign_test(zero.method = Wilcoxon) and a count of all sign patterns agree"
      put("p_wilcoxon", old, source)
    } else if (near(old)) {
      put("p_wilcoxon", old, paste0("exactRankTests::wilcox.exact and a count of all sign patterns agree; coin differs: ", show(new)))
    } else if (near(new)) {
      put("p_wilcoxon", new, paste0("coin::wilcoxsign_test(zero.method = Wilcoxon) and a count of all sign patterns agree; exactRankTests differs: ", show(old)))
    } else {
      put("p_wilcoxon", list(value = counted), paste0("count of all sign patterns; exactRankTests: ", show(old), "; coin: ", show(new)))
    }
  }
  put("p_wilcoxon_normal",
      if (is.na(counted)) list(reason = "no change differs from zero, so no ranks remain")
      else attempt(wilcox.test(units, exact = FALSE, correct = TRUE)$p.value),
      "stats::wilcox.test(exact = FALSE, correct = TRUE), zeros dropped, midranks")

  # What the same functions say when the changes are not rounded first.
  raw <- rows$post - rows$pre
  if (!is.na(counted)) {
    for (other in list(
      list(attempt(wilcox.exact(raw, exact = TRUE)$p.value), "p_wilcoxon", "exactRankTests, unrounded"),
      list(attempt(as.numeric(pvalue(wilcoxsign_test(raw ~ zero, distribution = "exact",
                                                     zero.method = "Wilcoxon")))), "p_wilcoxon", "coin, unrounded"),
      list(attempt(wilcox.test(raw, exact = FALSE, correct = TRUE)$p.value), "p_wilcoxon_normal", "stats, unrounded"))) {
      used <- if (other[[2]] == "p_wilcoxon") counted else wilcox.test(units, exact = FALSE)$p.value
      if (is.null(other[[1]]$value)) message(name, ": ", other[[3]], ": ", other[[1]]$reason)
      else if (abs(other[[1]]$value - used) > 1e-9 * used && grain < 1) {
        note(name, other[[2]], used, "changes rounded to the grain", other[[1]]$value, other[[3]])
      }
    }
  }

  # d_z and its interval.
  spread <- sd(change)
  if (spread == 0) {
    reason <- list(reason = "the changes do not vary, so there is no SD to divide by")
    put("d_z", reason, "mean_change / sd_change")
    for (q in c("d_z_low", "d_z_high", "d_z_low_90", "d_z_high_90")) put(q, reason, "noncentral t")
  } else {
    put("d_z", list(value = mean(change) / spread), "mean_change / sd_change, no correction; effectsize::cohens_d(paired = TRUE) agrees")
    d <- suppressWarnings(cohens_d(rows$post, rows$pre, paired = TRUE, ci = 0.95))
    stopifnot(isTRUE(all.equal(d$Cohens_d, mean(change) / spread, tolerance = 1e-12)))
    t <- unname(paired$value[5])
    for (level in c(0.95, 0.90)) {
      suffix <- if (level == 0.95) "" else "_90"
      other <- suppressWarnings(cohens_d(rows$post, rows$pre, paired = TRUE, ci = level))
      for (side in c("low", "high")) {
        target <- if (side == "low") (1 + level) / 2 else (1 - level) / 2
        root <- ncp_by_pt(t, n - 1, target) / sqrt(n)
        check <- ncp_by_integral(t, n - 1, target) / sqrt(n)
        quantity <- paste0("d_z_", side, suffix)
        source <- "uniroot on stats::pt(ncp), limits / sqrt(n)"
        gap <- abs(check - root)
        largest_gap <<- max(largest_gap, gap)
        if (gap > 1e-8) note(name, quantity, root, "uniroot on pt", check, "uniroot on an integral")
        else source <- paste0(source, "; an integral without pt agrees to ", if (gap > 1e-9) "1e-8" else "1e-9")
        package <- if (side == "low") other$CI_low else other$CI_high
        if (abs(package - root) > 1e-5 * max(1, abs(root))) {
          note(name, quantity, root, "uniroot on pt", package, "effectsize::cohens_d")
          source <- paste0(source, "; effectsize::cohens_d differs: ", digits(package))
        } else source <- paste0(source, "; effectsize::cohens_d agrees to 1e-5")
        put(quantity, list(value = root), paste0(source, "; MBESS not available"))
      }
    }
  }
  put("improved", list(value = sum(units > 0)), "count of changes above zero after rounding to the grain; higher is better")
  put("same", list(value = sum(units == 0)), "count of changes of zero after rounding to the grain")
  put("worse", list(value = sum(units < 0)), "count of changes below zero after rounding to the grain; higher is better")
  do.call(rbind, out)
}
largest_gap <- 0
expected <- do.call(rbind, lapply(about$case, one_case))
write_csv(expected, "pre_post_expected.csv", TRUE)

# ---- Holm --------------------------------------------------------------------

holm <- read.csv(file.path(folder, "p_adjust_cases.csv"))
holm$holm <- ave(holm$p, holm$case, FUN = function(p) p.adjust(p, method = "holm"))
holm$p <- vapply(holm$p, digits, "")
holm$holm <- vapply(holm$holm, digits, "")
write_csv(holm, "p_adjust_expected.csv", FALSE)

# ---- Wilson ------------------------------------------------------------------

wilson <- NULL
noise <- 0
for (n in c(1, 2, 5, 10, 49, 1000)) {
  xs <- switch(as.character(n), "49" = c(0, 1, 7, 24, 25, 48, 49),
               "1000" = c(0, 1, 37, 500, 999, 1000), "10" = c(0, 1, 3, 5, 9, 10), 0:n)
  for (x in xs) for (confidence in c(0.95, 0.90)) {
    # The interval is wanted here, not the chi-squared test that R warns about.
    limits <- suppressWarnings(prop.test(x, n, conf.level = confidence, correct = FALSE))$conf.int
    # At x = 0 the lower limit is 0 exactly, at x = n the upper is 1 exactly.
    if (x == 0) { noise <- max(noise, abs(limits[1])); limits[1] <- 0 }
    if (x == n) { noise <- max(noise, abs(limits[2] - 1)); limits[2] <- 1 }
    wilson <- rbind(wilson, data.frame(x = digits(x), n = digits(n), confidence = digits(confidence),
                                       low = digits(limits[1]), high = digits(limits[2])))
  }
}
stopifnot(noise < 1e-15)
write_csv(wilson, "wilson_expected.csv", FALSE)

# ---- what was used, what disagreed -------------------------------------------

cat(R.version.string, "\n")
for (package in c("exactRankTests", "coin", "effectsize")) {
  cat(package, as.character(packageVersion(package)), "\n")
}
cat("largest gap between the two ways to the d_z limits:", largest_gap, "\n")
cat("largest rounding noise clipped in the Wilson limits:", noise, "\n")
cat("disagreements:", nrow(disagreements), "\n")
options(width = 220)
if (nrow(disagreements)) print(disagreements, row.names = FALSE, right = FALSE)
