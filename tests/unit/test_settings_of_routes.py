"""Mail routes as an operator sets them: in a variable or a file, and never shown when they are wrong."""

import json

import pytest
import structlog
from pydantic import ValidationError
from pydantic_settings import SettingsError
from typer.testing import CliRunner

from hub.cli import app
from hub.delivery.drain import channels_for
from hub.domain.codes import ChannelKind
from hub.settings import settings

CJSM = {"host": "relay.example.org", "user": "hub", "password": "very secret", "sender": "hub@example.org"}


@pytest.fixture
def routes(monkeypatch):
    def given(content):
        monkeypatch.setenv("HUB_MAIL_ROUTES", content if isinstance(content, str) else json.dumps(content))
        settings.cache_clear()
        return settings()

    yield given
    monkeypatch.undo()
    settings.cache_clear()
    structlog.reset_defaults()  # a command's log goes to its own terminal, which is gone now


def test_a_route_asks_for_encryption_unless_it_says_otherwise(routes):
    found = routes({"cjsm": CJSM, "inside": {"host": "127.0.0.1", "port": 25, "tls": "none"}}).mail_routes
    assert (found["cjsm"].port, found["cjsm"].tls, found["inside"].tls) == (587, "starttls", "none")


def test_routes_may_come_from_a_file_of_the_secrets(routes, monkeypatch, tmp_path):
    (tmp_path / "hub_mail_routes").write_text(json.dumps({"cjsm": CJSM}))
    routes({})
    monkeypatch.delenv("HUB_MAIL_ROUTES")
    monkeypatch.setenv("HUB_SECRETS_DIR", str(tmp_path))
    settings.cache_clear()
    assert settings().mail_routes["cjsm"].password.get_secret_value() == "very secret"


def test_each_route_and_each_kind_of_address_has_its_way_out(routes):
    made = channels_for(routes({"cjsm": CJSM}))
    assert set(made) == set(ChannelKind)
    assert set(made[ChannelKind.EMAIL]._ways) == {None, "cjsm"}


@pytest.mark.parametrize(
    "content",
    [
        {"cjsm": {**CJSM, "port": "many"}},
        {"cjsm": {**CJSM, "tsl": "none"}},
        {"cjsm": {**CJSM, "tls": "maybe"}},
        {"cjsm": {key: value for key, value in CJSM.items() if key != "host"}},
        {"C J S M": CJSM},
        json.dumps([CJSM]),
    ],
)
def test_a_route_that_is_wrong_is_named_without_its_password(routes, content):
    with pytest.raises(ValidationError) as refused:
        routes(content)
    assert "mail_routes" in str(refused.value)
    assert "very secret" not in str(refused.value)


def test_what_is_no_json_is_told_by_a_command_in_words(routes):
    with pytest.raises(SettingsError):
        routes('{"cjsm": very secret')
    told = CliRunner().invoke(app, ["endpoints", "list", "rasa"])
    assert told.exit_code == 2
    assert "mail_routes" in told.output
    assert "very secret" not in told.output
