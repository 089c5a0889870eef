"""Instagram: comments, mentions, and the messages of one professional account or more."""
