"""The pages of the portal: the front, asking, the room."""
