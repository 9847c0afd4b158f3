"""What must always hold, while things are cut, frozen and killed."""
