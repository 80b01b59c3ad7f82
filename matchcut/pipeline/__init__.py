"""The steps in order: watch films, find pairs in what was seen, and give lists of them out."""
