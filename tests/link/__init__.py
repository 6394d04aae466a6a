"""Tests of links to other data sets."""
