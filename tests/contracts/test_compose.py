"""docker-compose.yml says what the code says, as far as that can be seen without a container engine."""

import re
import tomllib
from pathlib import Path

import pytest
import typer.main
import yaml

from hub.cli import app
from hub.settings import Settings

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
PINNED = re.compile(r"[a-z0-9./-]+:v?\d+\.\d+(\.\d+)?(-[a-z0-9.]+)?")
THREE_PARTS = re.compile(r":v?\d+\.\d+\.\d+")
SETTINGS = {f"HUB_{name.upper()}" for name in Settings.model_fields}
WHERE_SECRETS_ARE = "HUB_SECRETS_DIR"

every_service = pytest.mark.parametrize("name", SERVICES)


@every_service
def test_every_image_is_pinned_to_a_full_version(name):
    image = SERVICES[name]["image"]
    assert PINNED.fullmatch(image)
    # PostgreSQL counts in two parts
    assert THREE_PARTS.search(image) or image.startswith("postgres:")


def test_the_image_of_the_hub_has_the_version_of_the_project():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert {service["image"] for service in OURS.values()} == {f"victim-referral-hub:{version}"}


def test_the_image_is_built_on_a_full_version_too():
    bases = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert bases
    assert all(THREE_PARTS.search(base) for base in bases)


def test_gateway_worker_scheduler_and_migrations_run_the_hub():
    assert set(OURS) == {"gateway", "worker", "scheduler", "migrate"}


@pytest.mark.parametrize("name", OURS)
def test_every_command_is_one_of_the_command_line_with_options_that_it_knows(name):
    commands = typer.main.get_command(app).commands
    command, *options = OURS[name]["command"]
    assert command in commands
    known = {option for parameter in commands[command].params for option in parameter.opts}
    assert {option for option in options if option.startswith("--")} <= known


@every_service
def test_every_variable_of_the_hub_is_a_setting(name):
    variables = {each for each in SERVICES[name].get("environment", {}) if each.startswith("HUB_")}
    assert variables <= SETTINGS | {WHERE_SECRETS_ARE}


def test_every_variable_taken_from_outside_is_a_setting():
    taken = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    assert taken <= SETTINGS


def test_every_secret_of_the_hub_is_a_setting_and_comes_from_a_file():
    for name, secret in COMPOSE["secrets"].items():
        assert not name.startswith("hub_") or name.upper() in SETTINGS
        assert secret == {"file": f"./secrets/{name}"}


@pytest.mark.parametrize("name", OURS)
def test_every_setting_without_a_default_is_given(name):
    service = OURS[name]
    needed = {f"HUB_{field.upper()}" for field, spec in Settings.model_fields.items() if spec.is_required()}
    given = set(service["environment"]) | {secret.upper() for secret in service["secrets"]}
    assert needed <= given


def test_only_the_migrations_know_the_owner_of_the_tables():
    knows = {name for name, service in OURS.items() if "hub_owner_database_url" in service["secrets"]}
    assert knows == {"migrate"}


@every_service
def test_every_secret_that_a_service_takes_is_there(name):
    assert set(SERVICES[name].get("secrets", [])) <= set(COMPOSE["secrets"])


@every_service
def test_every_service_that_runs_on_has_a_health_check(name):
    runs_on = SERVICES[name]["restart"] != "no"
    assert runs_on == ("healthcheck" in SERVICES[name])


@every_service
def test_no_service_is_root_or_writes_to_its_own_image_or_gains_rights(name):
    service = SERVICES[name]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"])
    assert service["read_only"] is True
    assert "/tmp" in service["tmpfs"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service


def test_the_worker_can_be_scaled():
    assert "container_name" not in SERVICES["worker"]
    assert "ports" not in SERVICES["worker"]


@every_service
def test_ports_are_published_on_loopback_only(name):
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


@every_service
def test_what_waits_for_another_waits_for_one_that_can_say_so(name):
    for other, wait in SERVICES[name].get("depends_on", {}).items():
        one_shot = SERVICES[other]["restart"] == "no"
        assert wait["condition"] == ("service_completed_successfully" if one_shot else "service_healthy")


def test_every_file_that_it_mounts_or_the_image_copies_is_in_the_tree():
    mounted = [config["file"] for config in COMPOSE["configs"].values()]
    copied = re.findall(r"^COPY (?!--)(\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert mounted
    assert copied
    assert all((ROOT / each).exists() for each in mounted + copied)
