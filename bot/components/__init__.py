"""Components of our own in the NLU pipeline."""
