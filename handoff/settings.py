"""Every setting, with its meaning, in one place. Environment variables, prefix HANGAT_."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from handoff.domain.hours import Hours, hours

_DATA = Path(__file__).parent.parent / "data"
_MODELS = _DATA / "models"


class ModelSettings(BaseSettings):
    """Which models are used: all that is needed to read conversations without a server."""

    model_config = SettingsConfigDict(env_prefix="HANGAT_", frozen=True)

    encoder: str = Field(
        str(_MODELS / "encoder-4"),
        description="The sentence encoder: a folder, or a model's name for sentence-transformers.",
    )
    detector: Path = Field(
        _MODELS / "detector-9", description="Folder of the detector that fits the encoder."
    )
    reranker: Path | None = Field(
        _MODELS / "reranker-4",
        description="Folder of the model that reads which sentence answers.",
    )
    questions: Path | None = Field(
        _MODELS / "questions-3",
        description="Folder of the classifier of questions, which goes with one reranker and one "
        "encoder; without it or the reranker articles are found by likeness alone.",
    )


class Settings(ModelSettings):
    database_url: SecretStr = Field(description="PostgreSQL, as libpq takes it (URL or key=value).")
    database_pool: int = Field(10, ge=2, le=200, description="Connections of one process.")
    rasa_url: str = Field("http://127.0.0.1:5005", description="Where the Rasa server answers.")
    rasa_token: SecretStr = Field(description="Token of the Rasa server and its channel.")
    bot_deadline_s: float = Field(
        6.0, gt=0, le=60, description="Seconds after which a silent bot means a person."
    )
    bot_start_s: float = Field(
        60.0, ge=0, le=600, description="Seconds that messages wait for a bot that is starting."
    )
    bot_starting: Path | None = Field(
        None,
        description="A file that is there while the bot is starting, as old as its start. The "
        "launcher writes it. Without one the gateway's own start counts until the bot was there.",
    )
    detector_deadline_s: float = Field(
        0.25, gt=0, le=5, description="Seconds that reading one turn may take."
    )
    knowledge: Path = Field(
        _DATA / "knowledge",
        description="Folder of the articles; they are indexed anew when one changes.",
    )
    secret_key: SecretStr = Field(
        min_length=32, description="Signs customer tokens. Changing it signs everybody out."
    )
    site_key: SecretStr = Field(
        min_length=32, description="Shared with the host site, which signs its customers with it."
    )
    host: str = Field("127.0.0.1", description="Address that the gateway listens on.")
    port: int = Field(8080, ge=1, le=65535, description="Port of the gateway.")
    public_origins: tuple[str, ...] = Field(
        (), description="Origins of the consoles, where the gateway is behind another address."
    )
    site_origins: tuple[str, ...] = Field(
        (), description="Origins of the sites that carry the widget, besides the gateway's own."
    )
    secure_cookies: bool = Field(False, description="Set where the gateway is reached over HTTPS.")
    web_root: Path = Field(
        Path(__file__).parent.parent / "web" / "dist", description="The built pages."
    )
    demo: bool = Field(False, description="Serve the demo bank's page, which signs in anybody.")
    staff_hours: str = Field(
        "",
        description="When staff are usually on duty, such as `Mon-Fri 08:00-17:00, Sat "
        "09:00-12:00 WIB` (or WITA, WIT). Empty: customers are told no time.",
    )
    staff_days_off: tuple[date, ...] = Field(
        (), description='Days on which no staff are on duty, such as `["2026-12-25"]`.'
    )
    customer_token_s: int = Field(900, ge=60, description="Life of a customer token, seconds.")
    staff_session_s: int = Field(12 * 3600, ge=300, description="Life of a staff session, seconds.")
    presence_lease_s: float = Field(
        45.0, gt=0, description="Seconds after which an agent without a connection is gone."
    )
    heartbeat_s: float = Field(15.0, gt=0, description="Seconds between heartbeats.")
    upkeep_s: float = Field(2.0, gt=0, description="Seconds between the worker's rounds.")
    hello_s: float = Field(10.0, gt=0, description="Seconds that a connection has to say hello.")
    frames_per_10s: int = Field(60, ge=5, description="Frames that one connection may send.")
    connections_per_address: int = Field(
        200, ge=1, description="Open websockets that one network address may hold."
    )
    log_format: Literal["json", "console"] = Field("json", description="How log lines look.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Least level that is logged: debug, info, warning or error."
    )

    @field_validator("staff_hours")
    @classmethod
    def _hours_can_be_read(cls, text: str) -> str:
        hours(text)
        return text

    @property
    def hours(self) -> Hours | None:
        """When staff are usually on duty; None: nobody has said."""
        return hours(self.staff_hours, frozenset(self.staff_days_off))

    @property
    def public_origin(self) -> str | None:
        """Where people reach the gateway's pages: its first public origin, else its own address.

        None where it listens on every address and nobody has said which one is known outside.
        """
        if self.public_origins:
            return self.public_origins[0].rstrip("/")
        if self.host in ("0.0.0.0", "::", ""):  # noqa: S104
            return None
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"
