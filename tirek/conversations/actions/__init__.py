"""Everything that can happen to a conversation: the only place in the room that writes."""
