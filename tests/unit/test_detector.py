"""The trained detector: its folder, and that it reads live as it reads a recording."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from handoff.adapters.detector import CARD, WEIGHTS, TrainedDetector, TrainedReader, load_models
from handoff.adapters.encoding import ThreadEncoding
from handoff.adapters.overheard import OverheardBot
from handoff.adapters.remembered import RememberedVectors
from handoff.adapters.sentence_encoder import DamagedModel, OnnxEncoder, Vectors
from handoff.application.ports import BotTurn
from handoff.detector.models import Models
from handoff.domain.commands import RecordBotReply
from handoff.domain.events import BotMessage, Outcome
from handoff.domain.evidence import TELLING, Thresholds
from handoff.domain.signals import Speaker, Turn
from handoff.settings import ModelSettings

SETTINGS = ModelSettings()
TALK = (
    Turn(speaker=Speaker.CUSTOMER, text="transfer saya ke bank lain belum masuk"),
    Turn(speaker=Speaker.BOT, text="Untuk transfer, pilih menu Transfer di aplikasi."),
    Turn(speaker=Speaker.CUSTOMER, text="bukan itu, uangnya sudah terpotong tapi belum sampai"),
    Turn(speaker=Speaker.BOT, text="Untuk transfer, pilih menu Transfer di aplikasi."),
    Turn(
        speaker=Speaker.CUSTOMER,
        text="Percuma ya ngomong sama bot. Sambungkan ke petugas sekarang.",
    ),
)


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    return OnnxEncoder(Path(SETTINGS.encoder))


@pytest.fixture(scope="module")
def models() -> Models:
    return load_models(SETTINGS.detector)[0]


def test_the_detector_fits_the_encoder_that_is_shipped(encoder: OnnxEncoder) -> None:
    _, card = load_models(SETTINGS.detector)
    assert card["encoder"] == encoder.version


def test_the_shipped_thresholds_are_those_that_were_chosen() -> None:
    _, card = load_models(SETTINGS.detector)
    shipped, chosen = Thresholds(), card["thresholds"]
    assert isinstance(chosen, dict)
    assert (chosen["offer_at"], chosen["transfer_at"]) == (shipped.offer_at, shipped.transfer_at)
    assert chosen["leanings"] == dict(shipped.leanings)
    for reason, how in shipped.accumulations.items():
        assert chosen["accumulations"][reason] == {
            "prior": how.prior, "drift": how.drift, "keep": how.keep, "most": how.most,
        }  # fmt: skip


async def test_live_turns_are_read_as_recorded_ones(encoder: OnnxEncoder, models: Models) -> None:
    recorded = TrainedReader(models, encoder).read(TALK)
    detector = TrainedDetector(models, encoder)
    live = [await detector.read(TALK[: place + 1]) for place in (0, 2, 4)]
    assert live == recorded


async def test_what_a_conversation_shows(encoder: OnnxEncoder, models: Models) -> None:
    detector = TrainedDetector(models, encoder)
    first, second, third = [await detector.read(TALK[:end]) for end in (1, 3, 5)]
    assert (first.asked_for_human or 0) < 0.1 < TELLING < (third.asked_for_human or 0)
    assert (first.frustration or 0) < (third.frustration or 0)
    assert (first.repeats, second.bot_repeats, third.bot_repeats) == (0, 0, 1)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        (
            "ada yang ngaku dari bank minta kode OTP dan saya kasih, saldo saya hilang",
            "fraud_report",
        ),
        ("suami saya meninggal minggu lalu, bagaimana dengan tabungannya", "bereavement"),
        ("saldo saya berapa ya", None),
        ("Kartu saya hilang, tolong diblokir", None),
    ],
)
async def test_a_sensitive_matter_is_named_where_it_is_clear(
    text: str, topic: str | None, encoder: OnnxEncoder, models: Models
) -> None:
    detector = TrainedDetector(models, encoder)
    told = Turn(speaker=Speaker.CUSTOMER, text=text)
    assert (await detector.read((told,))).topic == topic
    then = (told, Turn(speaker=Speaker.BOT, text="Baik."))
    read = await detector.read((*then, Turn(speaker=Speaker.CUSTOMER, text="gimana dong")))
    assert read.topic == topic
    said_by_bot = (Turn(speaker=Speaker.BOT, text=text), TALK[0])
    assert (await detector.read(said_by_bot)).topic is None


class _Counting:
    """The encoder, telling which texts it was given together; fails for some."""

    version, dimension = "counting", 384

    def __init__(self, encoder: OnnxEncoder) -> None:
        self._encoder = encoder
        self.batches: list[list[str]] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.batches.append(list(texts))
        if "broken" in texts:
            raise RuntimeError("no vector")
        return self._encoder.encode(texts)


async def test_conversations_are_encoded_together_and_once(
    encoder: OnnxEncoder, models: Models
) -> None:
    counting = _Counting(encoder)
    detector = TrainedDetector(models, counting)
    talks = [[Turn(speaker=Speaker.CUSTOMER, text=f"halo nomor {i}")] for i in range(40)]
    signals = await asyncio.gather(*(detector.read(talk) for talk in [*talks, *talks]))
    assert signals[:40] == signals[40:]
    said = [text for batch in counting.batches for text in batch]
    assert sorted(said) == sorted(talk[0].text for talk in talks)
    assert len(counting.batches) < 5


async def test_a_message_that_was_read_is_looked_up_without_encoding_it_again(
    encoder: OnnxEncoder, models: Models
) -> None:
    counting, remembered = _Counting(encoder), RememberedVectors()
    detector = TrainedDetector(models, counting, remembered)
    await detector.read([Turn(speaker=Speaker.CUSTOMER, text="kartu saya hilang")])
    made = await ThreadEncoding(counting, remembered).encode(["kartu saya hilang"])
    assert counting.batches == [["kartu saya hilang"]]
    assert made.tolist() == encoder.encode(["kartu saya hilang"]).tolist()


async def test_what_the_bot_answers_is_encoded_before_the_next_message(
    encoder: OnnxEncoder, models: Models
) -> None:
    counting = _Counting(encoder)
    detector = TrainedDetector(models, counting)
    await detector.read(TALK[:1])
    bot = OverheardBot(_Answering(TALK[1].text), detector.expect)
    answer = await bot.reply(cast(BotTurn, None))
    assert [message.text for message in answer.messages] == [TALK[1].text]
    assert await bot.healthy() is None
    signal = await detector.read(TALK[:3])
    assert counting.batches == [[turn.text] for turn in TALK[:3]]
    assert signal == await TrainedDetector(models, encoder).read(TALK[:3])
    detector.expect("broken")  # nobody is told, until somebody needs it
    with pytest.raises(RuntimeError, match="no vector"):
        await detector.read([Turn(speaker=Speaker.CUSTOMER, text="broken")])


class _Answering:
    """A bot that says the same to everything."""

    def __init__(self, text: str) -> None:
        self._text = text

    async def reply(self, turn: BotTurn) -> RecordBotReply:
        messages = (BotMessage(text=self._text),)
        return RecordBotReply(session=1, answers=1, messages=messages, outcome=Outcome.ANSWERED)

    async def healthy(self) -> str | None:
        return None


async def test_a_failure_is_the_readers_alone_and_passes(
    encoder: OnnxEncoder, models: Models
) -> None:
    detector = TrainedDetector(models, _Counting(encoder))
    with pytest.raises(RuntimeError, match="no vector"):
        await detector.read([Turn(speaker=Speaker.CUSTOMER, text="broken")])
    assert (await detector.read(TALK)).asked_for_human


async def test_who_gives_up_waiting_breaks_nothing(encoder: OnnxEncoder, models: Models) -> None:
    detector = TrainedDetector(models, encoder)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await detector.read(TALK)
    assert (await detector.read(TALK)).model_version == models.version


@pytest.mark.parametrize("broken", [CARD, WEIGHTS])
def test_a_damaged_folder_is_refused(broken: str, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(SETTINGS.detector, tmp_path / "detector"))
    (copy / broken).write_text(json.dumps({"sha256": {}}))
    with pytest.raises(DamagedModel):
        load_models(copy)
    (copy / broken).unlink()
    with pytest.raises(DamagedModel, match="missing"):
        load_models(copy)


def test_no_turns_no_signals(encoder: OnnxEncoder, models: Models) -> None:
    assert TrainedReader(models, encoder).read([]) == []
    assert np.isfinite(encoder.encode([""])).all()
