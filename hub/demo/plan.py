"""What a demo will run, settled before anything starts: its folder, its ports and its environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from hub.demo.ports import LOOPBACK, PortError, choose
from hub.demo.pretend_provider import Behaviour
from hub.demo.private_files import keys

PROVIDERS: Mapping[str, Behaviour] = {
    "anthony-walker-foundation": Behaviour.ACCEPTS,
    "listening-ear": Behaviour.DECLINES,
    "light-for-life": Behaviour.SILENT,
}


@dataclass(frozen=True, kw_only=True)
class DemoOptions:
    """What whoever starts a demo may choose; a port of None is the preferred one or the next that is free."""

    folder: Path
    port: int | None = None
    mail_port: int | None = None
    smtp_port: int | None = None
    provider_port: int | None = None
    """The first of three."""

    @classmethod
    def from_environment(cls, folder: Path, environment: Mapping[str, str]) -> Self:
        """Read HUB_DEMO_PORT, _MAIL_PORT, _SMTP_PORT and _PROVIDER_PORT; raises PortError."""

        def port(name: str) -> int | None:
            given = environment.get(f"HUB_DEMO_{name}", "")
            if given and not given.isdigit():
                raise PortError(f"HUB_DEMO_{name} is not a port: {given}")
            return int(given) if given else None

        return cls(
            folder=folder,
            port=port("PORT"),
            mail_port=port("MAIL_PORT"),
            smtp_port=port("SMTP_PORT"),
            provider_port=port("PROVIDER_PORT"),
        )


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The demo's choices: every child is described from these alone."""

    folder: Path
    port: int
    mail_port: int
    smtp_port: int
    provider_ports: Mapping[str, int]

    @property
    def ports(self) -> tuple[int, ...]:
        """Every port that something of the demo will listen on."""
        return (self.port, self.mail_port, self.smtp_port, *self.provider_ports.values())

    @property
    def url(self) -> str:
        """Where the gateway is."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def mail_url(self) -> str:
        """Where the mails are read."""
        return f"http://{LOOPBACK}:{self.mail_port}"

    @property
    def mails(self) -> Path:
        """Where each mail is a file."""
        return self.folder / "mail"

    @property
    def prepared(self) -> Path:
        """Where `hub.demo.prepare` leaves the keys that it made."""
        return self.folder / "prepared.json"

    def log(self, name: str) -> Path:
        """Where a server that speaks too much for a terminal writes."""
        return self.folder / "log" / f"{name}.log"

    def environment(self, servers: Mapping[str, str]) -> Mapping[str, str]:
        """Give the settings of every child: those of the servers, the demo's own, its keys."""
        return {
            **keys(self.folder / "secrets.json"),
            "HUB_PUBLIC_URL": self.url,
            "HUB_SMTP_HOST": LOOPBACK,
            "HUB_SMTP_PORT": str(self.smtp_port),
            "HUB_SMTP_TLS": "none",
            "HUB_ALLOW_PRIVATE_WEBHOOKS": "true",
            "HUB_LOG_FORMAT": "console",
            **servers,
        }


def plan(options: DemoOptions) -> Plan:
    """Choose the ports; raises PortError when one that was asked for is taken."""
    port = choose("HUB_DEMO_PORT", 8000, options.port)
    mail_port = choose("HUB_DEMO_MAIL_PORT", 8025, options.mail_port, {port})
    smtp_port = choose("HUB_DEMO_SMTP_PORT", 2525, options.smtp_port, {port, mail_port})
    promised = {port, mail_port, smtp_port}
    provider_ports: dict[str, int] = {}
    for place, name in enumerate(PROVIDERS):
        asked = options.provider_port + place if options.provider_port else None
        provider_ports[name] = choose("HUB_DEMO_PROVIDER_PORT", 8101 + place, asked, promised)
        promised.add(provider_ports[name])
    return Plan(
        folder=options.folder.absolute(),
        port=port,
        mail_port=mail_port,
        smtp_port=smtp_port,
        provider_ports=provider_ports,
    )
