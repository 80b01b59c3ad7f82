"""Find match cuts: pairs of shots that cut together because the picture matches."""

__version__ = "0.1.0"
