"""Stories: what happens to a complaint, told through the real engine."""
