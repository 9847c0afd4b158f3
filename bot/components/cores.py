"""How many cores a training may use."""

import os

CORES = min(4, len(os.sched_getaffinity(0)))
"""Libraries are held to one thread each (a service shares its machine): a training takes its own."""
