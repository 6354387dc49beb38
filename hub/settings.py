"""Every setting of the hub, read once at the edge from HUB_* variables or from files of the same name.

A secret may be given as a file: with HUB_SECRETS_DIR=/run/secrets, the file `hub_link_key` there stands for
HUB_LINK_KEY. docs/reference/settings.md lists them all and a test holds it there.
"""

import os
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from hub.domain.opening import read_hours

Tls = Literal["none", "starttls", "implicit"]
RouteName = Annotated[str, StringConstraints(pattern="^[a-z0-9]+(-[a-z0-9]+)*$")]


class MailRoute(BaseModel):
    """One mail server that takes the hub's mails, and what it asks of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = Field(min_length=1)
    port: int = Field(default=587, ge=1, le=65535)
    tls: Tls = "starttls"
    user: str | None = None
    password: SecretStr | None = None
    sender: str | None = None
    """The sender of the mails by this route, where it takes none of HUB_MAIL_FROM."""


class Settings(BaseSettings):
    """What an operator may set; names below are prefixed with HUB_ in the environment."""

    model_config = SettingsConfigDict(
        env_prefix="HUB_",
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,  # a route that is wrong would be shown with its password
    )

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
    smtp_tls: Tls = Field(default="starttls", description="How the connection to the mail server is secured.")
    mail_routes: dict[RouteName, MailRoute] = Field(
        default={},
        description="Other mail servers, such as a secure-mail relay, by the names that the directory uses.",
    )
    return_address: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9._-]{1,21}@[A-Za-z0-9.-]+$",
        description=(
            "Where mail servers send what they cannot deliver, such as returns@hub.example.org; a token "
            "comes behind a plus sign. None: what cannot be delivered goes back to the sender."
        ),
    )
    return_maildir: Path | None = Field(
        default=None,
        description="The Maildir folder that mail to the return address arrives in, if it is here.",
    )
    return_imap_host: str | None = Field(
        default=None, description="Else the IMAP server that keeps it; always over TLS."
    )
    return_imap_port: int = Field(default=993, description="Its port.")
    return_imap_user: str | None = Field(default=None, description="Its user.")
    return_imap_password: SecretStr | None = Field(default=None, description="That user's password.")
    return_imap_folder: str = Field(default="INBOX", description="The folder that the mail arrives in.")
    return_read_seconds: float = Field(
        default=60.0, gt=0, description="How often each worker reads what came to the return address."
    )
    return_deadline_seconds: float = Field(
        default=30.0, gt=0, description="Total time that one such reading may take."
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
    fall_back_minutes: float = Field(
        default=30.0,
        gt=0,
        description="After how long without hand-over an agency's next address is tried.",
    )
    fall_back_minutes_high_risk: float = Field(
        default=5.0, gt=0, description="The same at high risk; both well before the hand-over is due."
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
    coordinator_hours: str = Field(
        default=(
            '{"mon": [["09:00", "17:00"]], "tue": [["09:00", "17:00"]], "wed": [["09:00", "17:00"]], '
            '"thu": [["09:00", "17:00"]], "fri": [["09:00", "17:00"]]}'
        ),
        description=(
            "When the referral coordinator's desk is staffed, in London time: `always`, or as JSON the days "
            "mon to sun and `bank_holidays`. Outside these hours high risk is rung for."
        ),
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

    @field_validator("coordinator_hours")
    @classmethod
    def _are_hours(cls, value: str) -> str:
        read_hours(value)
        return value

    @property
    def usual_route(self) -> MailRoute:
        """The mail server of every address that names no other route."""
        return MailRoute(
            host=self.smtp_host,
            port=self.smtp_port,
            tls=self.smtp_tls,
            user=self.smtp_user,
            password=self.smtp_password,
        )


@cache
def settings() -> Settings:
    """Read the settings once; a missing or wrong one is named by pydantic's error."""
    folder = os.environ.get("HUB_SECRETS_DIR")
    return Settings(_secrets_dir=Path(folder) if folder else None)  # type: ignore[call-arg]  # the environment gives the rest
