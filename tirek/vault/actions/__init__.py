"""Everything that can happen to keys and sealed bodies: the only place in the vault that writes."""
