"""The command line. Kept empty: the launcher imports this package before anything is installed."""
