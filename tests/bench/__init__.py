"""Tests of the benchmark: of its inputs and of the sameness of its contenders, never of time."""
