"""What is counted in a sentence as a whole: words, pieces of words, and patterns.

Rasa's own featurizers count the same in each single word as well, for models that read a sentence
word by word. Here none does (classifier.py), and those counts were a third of a training.
"""

import re
from collections import Counter
from typing import Any, Callable, Dict, List, Optional, Text, Tuple

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer import CountVectorsFeaturizer
from rasa.nlu.featurizers.sparse_featurizer.regex_featurizer import RegexFeaturizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from scipy.sparse import coo_matrix
from sklearn.feature_extraction.text import CountVectorizer

Row = Optional[coo_matrix]

_SPARSE = DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER


@DefaultV1Recipe.register(_SPARSE, is_trainable=True)
class SentenceCounts(CountVectorsFeaturizer):
    """Rasa's CountVectorsFeaturizer with its settings: of texts, and only of whole ones."""

    _splits: Optional[Tuple[CountVectorizer, Callable[[Text], List[Text]]]] = None

    @staticmethod
    def _attributes_for(analyzer: Text) -> List[Text]:
        return [TEXT]

    def _create_features(
        self, attribute: Text, all_tokens: List[List[Text]]
    ) -> Tuple[List[Row], List[Row]]:
        rows = [self._row(" ".join(tokens)) if tokens else None for tokens in all_tokens]
        return [None] * len(rows), rows

    def _row(self, text: Text) -> Row:
        """As scikit-learn's `transform` for one text, without its checks of a table."""
        vectorizer = self.vectorizers.get(TEXT)
        vocabulary: Optional[Dict[Text, int]] = getattr(vectorizer, "vocabulary_", None)
        if vectorizer is None or vocabulary is None:
            return None
        if self._splits is None or self._splits[0] is not vectorizer:
            self._splits = vectorizer, vectorizer.build_analyzer()
        found = Counter(map(vocabulary.get, self._splits[1](text)))
        found.pop(None, None)
        columns = sorted(found)
        counts = np.array([found[column] for column in columns], np.int64)
        shape = (1, len(vocabulary))
        return coo_matrix((counts, (np.zeros(len(columns), np.int32), columns)), shape=shape)


@DefaultV1Recipe.register(_SPARSE, is_trainable=True)
class SentencePatterns(RegexFeaturizer):
    """Rasa's RegexFeaturizer with its settings: which patterns a text holds, not which word."""

    def _features_for_patterns(self, message: Message, attribute: Text) -> Tuple[Row, Row]:
        text: Text = message.get(attribute) or ""
        spans = [(t.start, t.end) for t in message.get(TOKENS_NAMES[attribute]) or []]
        if not text or not spans:
            return None, None
        found = [self._holds(pattern, text, spans) for pattern in self.known_patterns]
        return None, coo_matrix(np.array([found], np.float64))

    def _holds(self, pattern: Dict[Text, Any], text: Text, spans: List[Tuple[int, int]]) -> bool:
        flags = 0 if self.case_sensitive else re.IGNORECASE
        return any(
            start < match.end() and end > match.start()
            for match in re.finditer(pattern["pattern"], text, flags)
            for start, end in spans
        )
