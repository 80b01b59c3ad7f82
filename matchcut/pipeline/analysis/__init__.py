"""From films to features: watch each once, represent its shots, group near-duplicates."""
