"""The product's sentence encoder as a dense featurizer: the same weights that the service runs.

A folder holds the model as ONNX with its tokenizer (`../data/models/encoder-N`); HANGAT_ENCODER
names another one of the same format.
"""

import functools
import hashlib
import json
import os
from pathlib import Path
from typing import Any, Dict, List, Text

import numpy as np
import onnxruntime
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from tokenizers import Tokenizer as Pieces

_LATEST = 256
"""Texts of which the vector is kept: a turn reads the same message up to three times, to tell what
it refers to and whether it asks two things (channels/turn.py)."""
_BOT = Path(__file__).resolve().parents[1]


class DamagedModel(RuntimeError):
    """The encoder's folder is incomplete, or another one than the model was trained with."""


class SentenceEncoder:
    """Texts to unit vectors, on one thread."""

    def __init__(self, folder: Path) -> None:
        """Raises DamagedModel."""
        try:
            card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
            for name, expected in card["sha256"].items():
                if hashlib.sha256((folder / name).read_bytes()).hexdigest() != expected:
                    raise DamagedModel(f"{folder / name} is not the file that its card names")
        except (OSError, ValueError, KeyError) as error:
            raise DamagedModel(
                f"The encoder in {folder} cannot be read: {error}. Any other model becomes such a "
                "folder by `./hangat export encoder MODEL FOLDER`."
            ) from error
        self.version: Text = card["version"]
        self.dimension: int = card["dimension"]
        self._pieces = Pieces.from_file(str(folder / "tokenizer.json"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def encode(self, texts: List[Text]) -> np.ndarray:
        """Vectors of length 1, shape (len(texts), dimension)."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        # One at a time, as the service does: in a batch a vector depends on the others.
        for place, row in enumerate(self._pieces.encode_batch(texts)):
            ids = np.array([row.ids], np.int64)
            inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
            vectors[place] = self._session.run(None, inputs)[0][0]
        return vectors


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(DenseFeaturizer, GraphComponent):
    """One dense sentence feature for each message.

    Setting: `model_dir`, relative to the bot's folder.
    """

    @classmethod
    def required_components(cls) -> List[type]:
        """Rasa wants tokens before any featurizer."""
        return [Tokenizer]

    @staticmethod
    def required_packages() -> List[Text]:
        """What must be installed."""
        return ["onnxruntime", "tokenizers"]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The parent's settings and the folder."""
        return {
            **DenseFeaturizer.get_default_config(),
            "model_dir": "../data/models/encoder-2",
        }

    def __init__(self, config: Dict[Text, Any], name: Text) -> None:
        """Loads the encoder; raises DamagedModel."""
        super().__init__(name, config)
        folder = os.environ.get("HANGAT_ENCODER") or config["model_dir"]
        self._encoder = SentenceEncoder((_BOT / folder).resolve())
        self._latest = functools.lru_cache(_LATEST)(lambda text: self._encoder.encode([text])[0])

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SentenceFeaturizer":
        """Made anew for training and for serving: nothing of it is in Rasa's model."""
        return cls(config, execution_context.node_name)

    @classmethod
    def validate_config(cls, config: Dict[Text, Any]) -> None:
        """Nothing that a folder would not say on loading."""

    def process(self, messages: List[Message]) -> List[Message]:
        """Add the vector of each message that has a text."""
        told = [message for message in messages if (message.get(TEXT) or "").strip()]
        if told:
            texts = [message.get(TEXT) for message in told]
            one = len(texts) == 1
            vectors = [self._latest(texts[0])] if one else self._encoder.encode(texts)
            for message, vector in zip(told, vectors):
                self.add_features_to_message(None, vector[np.newaxis], TEXT, message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The same for all examples at once."""
        self.process(training_data.training_examples)
        return training_data
