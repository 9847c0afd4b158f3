"""Starts Rasa in its image.

skops looks every function of NumPy up in every loaded module: after TensorFlow that takes 15 s of
each start, before it half a second. And Rasa takes its token from the command line only; here it
comes from the environment.
"""

import os
import sys

import skops.io  # noqa: F401 - before TensorFlow, see above

sys.path.insert(0, os.getcwd())
token = os.environ.get("HANGAT_RASA_TOKEN") if sys.argv[1:2] == ["run"] else None
sys.argv = ["rasa", *sys.argv[1:], *(["--auth-token=" + token] if token else [])]

from rasa.__main__ import main  # noqa: E402

main()
