"""Template tags of the house; Django finds them by this folder's name."""
