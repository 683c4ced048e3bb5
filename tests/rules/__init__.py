"""Tiny cases that a planner can check by hand: the answer with each rule and without it."""
