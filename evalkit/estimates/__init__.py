"""Intervals, effect sizes and exact tests: arrays in, numbers out."""
