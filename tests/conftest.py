"""What tests borrow: two real servers a run, a fresh database a test, a movable clock and the gateway.

No fixture here is automatic but the environment: a test of pure rules starts no server.
"""

import os
from base64 import b64encode
from collections.abc import Iterator
from itertools import count

import pytest
from fastapi import FastAPI

from hub import migrations
from hub.access.scopes import HUB
from hub.app import make_app
from hub.db import Database
from hub.demo.prepare import load_carried
from hub.domain.scope import Scope
from hub.jobs import silence
from hub.settings import settings
from tests.browser import screenshots
from tests.factories.gateway import Api, Keys, Post, make_keys, serve
from tests.factories.portal import Portal, make_people
from tests.factories.time import Clock
from tests.servers import Servers, test_servers

EMPTY, LOADED = "template_empty", "template_loaded"
_numbers = count(1)

for inherited in [name for name in os.environ if name.startswith("HUB_")]:
    del os.environ[inherited]  # a developer's own hub is none of the tests' business
KEYS = {
    "HUB_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/no_server_was_asked_for",
    "HUB_SEALING_KEYS": f"1:{b64encode(bytes(range(32))).decode()}",
    "HUB_TOKEN_KEY": "token key of the tests",
    "HUB_LINK_KEY": "link key of the tests",
    "HUB_PUBLIC_URL": "http://hub.example.org",
    "HUB_SMTP_TLS": "none",
    "HUB_ALLOW_PRIVATE_WEBHOOKS": "true",
}
os.environ |= KEYS
settings.cache_clear()
os.environ["COLUMNS"] = "150"  # what a command prints does not depend on whose terminal runs the tests


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", action="store_true", help="save every page into docs/screenshots")


def pytest_configure(config: pytest.Config) -> None:
    screenshots.asked_for = config.getoption("--screenshots")


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """One PostgreSQL with a migrated, empty template database, and one Valkey."""
    with test_servers() as started:
        started.create(EMPTY)
        migrations.upgrade(started.owner_url(EMPTY))
        yield started


@pytest.fixture(scope="session")
def loaded_template(servers: Servers) -> Keys:
    """A second template that holds the directory, carried to next year, and a key for everybody."""
    servers.clone(EMPTY, LOADED)
    database = Database(servers.app_url(LOADED), pool=1)
    with database.transaction(HUB) as tx:
        load_carried(tx)
        keys = make_keys(tx)
        make_people(tx)
    database.close()
    return keys


@pytest.fixture
def hub_scope() -> Scope:
    """Whose rows the hub itself may touch: all."""
    return HUB


@pytest.fixture
def database_name(servers: Servers) -> Iterator[str]:
    """A clone of the migrated, empty database, with the settings of this process pointing to it."""
    yield from _clone(servers, EMPTY)


@pytest.fixture
def owner_url(servers: Servers, database_name: str) -> str:
    """The same database as `database`, for the role that owns the tables."""
    return servers.owner_url(database_name)


@pytest.fixture
def database(servers: Servers, database_name: str) -> Iterator[Database]:
    """The hub's own pool over a fresh, migrated, empty database, as the application's role; no bell rings."""
    made = Database(servers.app_url(database_name))
    with silence():
        yield made
    made.close()


@pytest.fixture
def clock() -> Clock:
    """A virtual now: Wednesday 4 March 2026, 10:00 in London, until a test moves it."""
    return Clock()


@pytest.fixture
def loaded_name(servers: Servers, loaded_template: Keys) -> Iterator[str]:  # noqa: ARG001  it must be there
    """A clone of the database that holds the directory."""
    yield from _clone(servers, LOADED)


@pytest.fixture
def loaded_owner_url(servers: Servers, loaded_name: str) -> str:
    """The same database as `loaded`, for the role that owns the tables."""
    return servers.owner_url(loaded_name)


@pytest.fixture
def loaded(servers: Servers, loaded_name: str, clock: Clock) -> Iterator[Database]:
    """The directory, carried from 2017/18 to next year, at the clock's instant; no bell rings."""
    made = Database(servers.app_url(loaded_name), now=clock)
    with silence():
        yield made
    made.close()


@pytest.fixture(scope="session")
def made_gateway() -> FastAPI:
    """The gateway as it is made once in a process; `gateway` is it over a database."""
    nowhere = Database(settings().database_url.get_secret_value())
    return make_app(settings(), nowhere)


@pytest.fixture
def gateway(made_gateway: FastAPI, loaded: Database) -> FastAPI:
    """The whole gateway over `loaded`."""
    return serve(made_gateway, loaded)


@pytest.fixture
def api(gateway: FastAPI, loaded_template: Keys) -> Iterator[Api]:
    """What calls the gateway over `loaded`: `api.get(path, who)` and `api.post(path, who, body)`."""
    with Api(gateway, loaded_template) as opened:
        yield opened


@pytest.fixture
def portal(gateway: FastAPI, loaded: Database) -> Portal:
    """The pages of the same gateway: `portal.get(path, who)` and `portal.post(path, who, field=...)`."""
    return Portal(gateway, loaded)


@pytest.fixture
def deliver(loaded: Database) -> Post:
    """Send whatever is due on `loaded` when called; gives the messages. `deliver.answer` is their fate."""
    return Post(loaded)


def _clone(servers: Servers, template: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    given = {
        "HUB_DATABASE_URL": servers.app_url(name),
        "HUB_OWNER_DATABASE_URL": servers.owner_url(name),
        "HUB_BROKER_URL": servers.broker_url,
    }
    with servers.cloned(template, name), pytest.MonkeyPatch.context() as patch:
        for variable, value in given.items():
            patch.setenv(variable, value)
        settings.cache_clear()
        yield name
    settings.cache_clear()
