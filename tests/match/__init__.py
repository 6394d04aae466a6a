"""Tests of matching names."""
