"""``python -m handoff.cli``"""

from handoff.cli.main import run

run()
