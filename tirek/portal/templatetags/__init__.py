"""Template tags of the portal; Django finds them by this folder's name."""
