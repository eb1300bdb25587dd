"""The pages of the standard, by what is done on them."""
