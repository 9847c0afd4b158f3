"""Trains the assistant: what `rasa train` does, which does as well, in less time.

    .venv/bin/python train.py --name hangat --out models

The data is read once, for Rasa's checks and for the training, and not once for each. And what a
part of the pipeline makes of the sentences is known by what it was made from: Rasa writes out and
hashes all features of all sentences after each part, to know its own work again.
"""

import argparse
import logging
import sys
from typing import Any, Dict, List, Text

# Before TensorFlow it loads in half a second, after it in 15.
import skops.io  # noqa: F401
from rasa import model_training
from rasa.cli.utils import get_validated_config, validate_files
from rasa.engine.graph import ExecutionContext
from rasa.engine.training import graph_trainer
from rasa.engine.training.components import PrecomputedValueProvider
from rasa.engine.training.hooks import TrainingHook
from rasa.shared.constants import CONFIG_MANDATORY_KEYS
from rasa.shared.data import TrainingType
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.utils.common import configure_logging_and_warnings
from rasa.utils.log_utils import configure_structlog


class ByOrigin(TrainingHook):
    """Training data that came out of a part is known by the part and by what went into it.

    So a part has to give the same for the same: what it depends on beside its settings and its
    class is its `fingerprint_addon`.
    """

    def on_after_node(
        self,
        node_name: Text,
        execution_context: ExecutionContext,
        config: Dict[Text, Any],
        output: Any,
        input_hook_data: Dict[Text, Any],
    ) -> None:
        """Gives the data its name before Rasa asks for it."""
        made_now = self._pruned_schema.nodes[node_name].uses != PrecomputedValueProvider
        if made_now and isinstance(output, TrainingData):
            origin = input_hook_data["fingerprint_key"]
            output.fingerprint = lambda: origin  # type: ignore[method-assign]
        super().on_after_node(node_name, execution_context, config, output, input_hook_data)


def train(config: Text, domain: Text, data: Text, out: Text, name: Text) -> None:
    """Checks the data and trains. Raises RasaException; ends the program where a check fails."""
    importer = TrainingDataImporter.load_from_config(
        get_validated_config(config, CONFIG_MANDATORY_KEYS), domain, [data]
    )
    validate_files(fail_on_warnings=False, max_history=None, importer=importer)
    model_training._check_unresolved_slots(importer.get_domain(), importer.get_stories())
    graph_trainer.TrainingHook = ByOrigin  # type: ignore[misc]
    model_training._train_graph(
        importer, training_type=TrainingType.BOTH, output_path=out, fixed_model_name=name
    )


def main(arguments: List[Text]) -> None:
    """Reads the command line; the defaults are those of the assistant's folder."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--config", default="config.yml")
    parser.add_argument("--domain", default="domain")
    parser.add_argument("--data", default="data")
    parser.add_argument("--out", default="models", help="folder of the model")
    parser.add_argument("--name", default="hangat", help="of the model's file, without .tar.gz")
    configure_logging_and_warnings(logging.INFO, warn_only_once=True, filter_repeated_logs=True)
    configure_structlog(logging.INFO)
    try:
        train(**vars(parser.parse_args(arguments)))
    except RasaException as error:
        sys.exit(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
