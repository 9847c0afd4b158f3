"""The product's sentence encoder as a dense featurizer: the same weights that the service runs.

A folder holds the model as ONNX with its tokenizer (`../data/models/encoder-N`); HANGAT_ENCODER
names another one of the same format.
"""

import base64
import hashlib
import json
import os
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Dict, List, Optional, Text, Tuple

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

from components.cores import CORES

_KEPT = 256
_UNIT = 1e-3
_BOT = Path(__file__).resolve().parents[1]


class DamagedModel(RuntimeError):
    """The encoder's folder is incomplete, or another one than the model was trained with."""


class SentenceEncoder:
    """Texts to unit vectors; each of them on one thread."""

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

    def encode(self, texts: List[Text], threads: int = 1) -> np.ndarray:
        """Vectors of length 1, shape (len(texts), dimension)."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        rows = self._pieces.encode_batch(texts)

        def some(first: int) -> None:
            # One at a time, as the service does: in a batch a vector depends on the others.
            for place in range(first, len(rows), threads):
                ids = np.array([rows[place].ids], np.int64)
                inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
                vectors[place] = self._session.run(None, inputs)[0][0]

        if threads == 1:
            some(0)
        else:
            with ThreadPoolExecutor(threads, thread_name_prefix="encoder") as workers:
                list(workers.map(some, range(threads)))
        return vectors


class LatestVectors:
    """Vectors of the texts that were read last, by the encoder's version.

    A turn reads the same message up to three times, to tell what it refers to and whether it asks
    two things (channels/turn.py). And the service, whose detector has read the message before,
    sends its vector along.
    """

    def __init__(self) -> None:
        """With none."""
        self._vectors: "OrderedDict[Tuple[Text, Text], np.ndarray]" = OrderedDict()

    def get(self, version: Text, text: Text) -> Optional[np.ndarray]:
        """The vector, if it is known."""
        return self._vectors.get((version, text))

    def put(self, version: Text, text: Text, vector: np.ndarray) -> None:
        """Keep it, and forget the oldest."""
        self._vectors[version, text] = vector
        if len(self._vectors) > _KEPT:
            self._vectors.popitem(last=False)

    def hear(self, text: Text, said: Any) -> None:
        """Keep what the service says of a text: `encoder`, and `values` as base64 of float32.

        Raises ValueError for anything else. Of another encoder than Rasa's it is never used.
        """
        if not isinstance(said, dict) or not isinstance(said.get("encoder"), str):
            raise ValueError("`encoder` is missing")
        if not isinstance(said.get("values"), str):
            raise ValueError("`values` is missing")
        raw = base64.b64decode(said["values"], validate=True)  # binascii.Error is a ValueError
        vector = np.frombuffer(raw, "<f4")
        if not len(vector) or not abs(float(vector @ vector) - 1.0) <= _UNIT:  # nor NaN
            raise ValueError("`values` is no vector of length 1")
        self.put(said["encoder"], text, vector)


LATEST = LatestVectors()
"""For the channel and for the component, of which Rasa makes the instance."""


def _folder(config: Dict[Text, Any]) -> Path:
    return (_BOT / (os.environ.get("HANGAT_ENCODER") or config["model_dir"])).resolve()


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
            "model_dir": "../data/models/encoder-4",
        }

    def __init__(self, config: Dict[Text, Any], name: Text) -> None:
        """Loads the encoder; raises DamagedModel."""
        super().__init__(name, config)
        self._encoder = SentenceEncoder(_folder(config))

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, Any]) -> Text:
        """Another encoder makes other vectors: its card, which names its files by their hashes."""
        try:
            return (_folder(config) / "card.json").read_text(encoding="utf-8")
        except OSError:
            return ""  # that it is missing is told when it is loaded

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
            vectors = [self._latest(texts[0])] if one else self._encoder.encode(texts, CORES)
            for message, vector in zip(told, vectors):
                self.add_features_to_message(None, vector[np.newaxis], TEXT, message)
        return messages

    def _latest(self, text: Text) -> np.ndarray:
        vector = LATEST.get(self._encoder.version, text)
        if vector is None or len(vector) != self._encoder.dimension:
            vector = self._encoder.encode([text])[0]
            LATEST.put(self._encoder.version, text, vector)
        return vector

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The same for all examples at once, on all cores."""
        self.process(training_data.training_examples)
        return training_data
