"""Every setting of the hub, read once at the edge from HUB_* variables or from files of the same name.

A secret may be given as a file: with HUB_SECRETS_DIR=/run/secrets, the file `hub_link_key` there stands for
HUB_LINK_KEY. docs/reference/settings.md lists them all and a test holds it there.
"""

import os
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an operator may set; names below are prefixed with HUB_ in the environment."""

    model_config = SettingsConfigDict(env_prefix="HUB_", extra="ignore", frozen=True)

    database_url: SecretStr = Field(
        description="Where PostgreSQL is, as the application's role: postgresql://hub_app@host/hub."
    )
    owner_database_url: SecretStr | None = Field(
        default=None,
        description="The same database as the role that owns the tables; only `hub migrate` uses it.",
    )
    broker_url: SecretStr = Field(
        default=SecretStr("redis://127.0.0.1:6379/0"), description="Where Redis or Valkey is."
    )
    sealing_keys: SecretStr = Field(
        description="Keys that seal personal data: `1:BASE64` of 32 bytes; newest first, separated by commas."
    )
    token_key: SecretStr = Field(description="Key of the blind tokens that find the same person again.")
    link_key: SecretStr = Field(description="Key of the links in mails.")
    public_url: str = Field(
        default="http://127.0.0.1:8000", description="The address by which people reach the hub."
    )
    open_data_licence: str = Field(
        default="https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        description="The address of the licence under which the open directory may be used.",
    )
    mail_from: str = Field(
        default="Victim referral hub <hub@example.org>", description="The sender of the hub's mails."
    )
    smtp_host: str = Field(default="127.0.0.1", description="The mail server that takes the hub's mails.")
    smtp_port: int = Field(default=25, description="Its port.")
    smtp_user: str | None = Field(default=None, description="Its user, if it wants one.")
    smtp_password: SecretStr | None = Field(default=None, description="That user's password.")
    smtp_tls: Literal["none", "starttls", "implicit"] = Field(
        default="starttls", description="How the connection to the mail server is secured."
    )
    delivery_channel: Literal["live", "console"] = Field(
        default="live", description="`console` prints messages instead of sending them."
    )
    allow_private_webhooks: bool = Field(
        default=False,
        description="Whether a provider's endpoint may be plain http or on a private or loopback address.",
    )
    send_deadline_seconds: float = Field(
        default=10.0, gt=0, description="Total time that sending one message may take."
    )
    delivery_batch: int = Field(
        default=16,
        ge=1,
        le=500,
        description="How many due deliveries one claim takes; a killed worker's wait for their lease's end.",
    )
    delivery_in_flight: int = Field(
        default=4, ge=1, description="How many deliveries to one endpoint may be under way, over all workers."
    )
    delivery_threads: int = Field(
        default=8, ge=1, description="How many messages of one batch a worker sends side by side."
    )
    sweep_seconds: float = Field(
        default=5.0, gt=0, description="How often a worker looks for due rows by itself, with jitter."
    )
    database_pool: int = Field(default=10, ge=1, description="Connections kept by each gateway or worker.")
    duty_mailbox: str = Field(
        default="duty.coordinator@example.org",
        description="Where people write to the referral coordinator; the reply address of every mail.",
    )
    duty_phone: str = Field(
        default="0151 496 0000",
        description="Where the referral coordinator on duty is rung; in every mail and on the link's page.",
    )
    triage_many: int = Field(
        default=25, ge=1, description="So many rows on the triage list raise an alarm, once until it is calm."
    )
    session_idle_minutes: int = Field(
        default=30, ge=5, le=480, description="After how many minutes without a page a person is signed out."
    )
    session_hours: int = Field(
        default=12, ge=1, le=24, description="After how many hours a person signs in again in any case."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least urgent log line that is printed."
    )
    log_format: Literal["json", "console"] = Field(
        default="json", description="Log lines as JSON, or coloured for a person."
    )


@cache
def settings() -> Settings:
    """Read the settings once; a missing or wrong one is named by pydantic's error."""
    folder = os.environ.get("HUB_SECRETS_DIR")
    return Settings(_secrets_dir=Path(folder) if folder else None)  # type: ignore[call-arg]  # the environment gives the rest
