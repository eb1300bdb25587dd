"""Everything that can happen to people: colleagues and their keys, signing in."""
