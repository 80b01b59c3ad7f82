"""From films to features: watch each film once, represent its shots, group near-duplicates."""
