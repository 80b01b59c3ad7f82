"""Measure the product against ground truth."""
