"""Find figures with a small network that learnt from the footage itself, without labels."""
