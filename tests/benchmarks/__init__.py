"""Benchmarks, run by hand: portfolios of any size, and ours against other solvers."""
