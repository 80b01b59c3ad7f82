"""The steps in order: analyse films, find pairs, and write lists of them."""
