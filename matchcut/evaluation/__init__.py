"""The product measured against truth."""
