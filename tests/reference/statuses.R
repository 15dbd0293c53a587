# Statuses so many months after start: counts by looking at every person on every day, Wilson, Newcombe, McNemar.
# Rscript tests/reference/statuses.R   (from the root of the repository; base R only)

set.seed(20261122)
here <- "tests/reference"
months <- c(0, 1, 6, 12)
last_day <- as.Date("2026-06-30")

# Courses: first days at the ends of months, where months of different length matter.
ends <- as.Date(c("2024-01-31", "2024-02-29", "2024-08-31", "2025-01-31", "2025-05-31", "2025-08-30", "2025-12-31"))
n <- 80
started <- sort(c(sample(ends, n / 2, replace = TRUE), as.Date("2024-01-01") + sample(0:900, n / 2, replace = TRUE)))
courses <- data.frame(person = sprintf("p%03d", seq_len(n)), programme = "made", started = started)

# Spells: domain a excludes and is not complete; domain b excludes and is complete; c may have several.
domains <- list(a = c("benefit", "grant", "wage"), b = c("in treatment"), c = c("north", "south"))
spells <- data.frame()
for (i in seq_len(n)) for (domain in names(domains)) {
  if (runif(1) < 0.15) next
  from <- courses$started[i] - sample(0:300, 1)
  for (k in seq_len(sample(1:4, 1))) {
    length <- sample(0:250, 1)
    to <- from + length
    open <- runif(1) < 0.15
    spells <- rbind(spells, data.frame(
      person = courses$person[i], programme = "made", domain = domain,
      status = sample(domains[[domain]], 1), started = from, ended = if (open) as.Date(NA) else to
    ))
    if (open) break
    # The next day, the same day (a handover), some days later, or before: a contradiction.
    from <- to + sample(c(1, 0, 40, -10), 1, prob = c(.5, .2, .2, .1))
  }
}
# A spell never starts twice with the same key.
spells <- spells[!duplicated(spells[c("person", "domain", "status", "started")]), ]

days_in_month <- function(year, month) {
  first <- as.Date(sprintf("%04d-%02d-01", year, month))
  as.integer(format(seq(first, by = "month", length.out = 2)[2] - 1, "%d"))
}
months_after <- function(day, m) {
  at <- as.POSIXlt(day)
  total <- at$year * 12 + at$mon + m
  year <- 1900 + total %/% 12
  month <- total %% 12 + 1
  as.Date(sprintf("%04d-%02d-%02d", year, month, min(at$mday, days_in_month(year, month))))
}

# The statuses of one person in one domain on one day.
held_on <- function(own, day, exclusive) {
  inside <- own[own$started <= day & (is.na(own$ended) | day <= own$ended), ]
  if (exclusive && any(inside$started == day)) {
    over <- !is.na(inside$ended) & inside$ended == day & inside$started < day
    inside <- inside[!over, ]
  }
  unique(inside$status)
}

wilson <- function(x, n) {
  if (n == 0) return(c(NA, NA))
  limits <- as.numeric(suppressWarnings(prop.test(x, n, correct = FALSE))$conf.int)
  if (x == 0) limits[1] <- 0
  if (x == n) limits[2] <- 1
  limits
}

known_at <- function(domain, m) {
  complete <- domain == "b"
  exclusive <- domain != "c"
  own <- split(spells[spells$domain == domain, ], spells$person[spells$domain == domain])
  lapply(seq_len(n), function(i) {
    day <- months_after(courses$started[i], m)
    if (day > last_day) return("not yet")
    mine <- own[[courses$person[i]]]
    held <- if (is.null(mine)) character() else held_on(mine, day, exclusive)
    if (exclusive && length(held) > 1) return("unknown")
    if (length(held) == 0) return(if (complete) "(none)" else "unknown")
    held
  })
}

expected <- data.frame()
add <- function(kind, domain, status, month, quantity, value) {
  expected <<- rbind(expected, data.frame(kind, domain, status, month, quantity, value = format(value, digits = 17)))
}
seen <- list()
for (domain in names(domains)) for (m in months) seen[[paste(domain, m)]] <- known_at(domain, m)
shown <- lapply(names(domains), function(d) c(domains[[d]], if (d == "b") "(none)"))
names(shown) <- names(domains)
is_known <- function(one) !("not yet" %in% one || "unknown" %in% one)
began <- courses$started <= last_day
for (domain in names(domains)) for (m in months) {
  all <- seen[[paste(domain, m)]][began]
  known <- Filter(is_known, all)
  for (status in shown[[domain]]) {
    count <- sum(vapply(known, function(one) status %in% one, NA))
    limits <- wilson(count, length(known))
    add("at", domain, status, m, "n", length(known))
    add("at", domain, status, m, "count", count)
    add("at", domain, status, m, "share", count / length(known))
    add("at", domain, status, m, "conf_low", limits[1])
    add("at", domain, status, m, "conf_high", limits[2])
    add("at", domain, status, m, "not_yet", sum(vapply(all, function(one) "not yet" %in% one, NA)))
    add("at", domain, status, m, "unknown", sum(vapply(all, function(one) "unknown" %in% one, NA)))
  }
}
for (domain in names(domains)) for (status in shown[[domain]]) {
  before <- seen[[paste(domain, 0)]][began]
  after <- seen[[paste(domain, 12)]][began]
  both <- vapply(before, is_known, NA) & vapply(after, is_known, NA)
  pre <- vapply(before[both], function(one) status %in% one, NA)
  post <- vapply(after[both], function(one) status %in% one, NA)
  left <- sum(pre & !post)
  came <- sum(!pre & post)
  add("change", domain, status, 12, "n", sum(both))
  add("change", domain, status, 12, "pre", sum(pre))
  add("change", domain, status, 12, "post", sum(post))
  add("change", domain, status, 12, "pre_only", left)
  add("change", domain, status, 12, "post_only", came)
  add("change", domain, status, 12, "estimate", mean(post) - mean(pre))
  if (left + came > 0) add("change", domain, status, 12, "p_value", binom.test(left, left + came)$p.value)
}
write.csv(courses, file.path(here, "statuses_courses.csv"), row.names = FALSE, quote = FALSE)
write.csv(spells, file.path(here, "statuses_spells.csv"), row.names = FALSE, quote = FALSE, na = "")
write.csv(expected, file.path(here, "statuses_expected.csv"), row.names = FALSE, quote = FALSE)
