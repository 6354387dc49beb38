"""Commands on the addresses of agencies: a provider's own endpoint, how it knows the hub, and pausing it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.table import Table

from hub.cli.loading import By, acting
from hub.cli.shared import out, text_of, told, transaction
from hub.delivery.rules import instant_in_words
from hub.directory.actions import put_webhook, signing
from hub.directory.queries import agency as find_agency
from hub.directory.queries import endpoints_of_agency
from hub.domain.calendar import LONDON
from hub.domain.errors import NotFoundError
from hub.journey import addresses
from hub.portal.words import label

app = typer.Typer(no_args_is_help=True, help="Where agencies are reached.")

Slug = Annotated[str, typer.Argument(help="The agency's slug, such as rasa.")]
EndpointId = Annotated[UUID, typer.Argument(help="The id that `hub endpoints list` shows.")]


@app.command("list")
@told
def list_endpoints(agency: Slug) -> None:
    """List an agency's addresses, the one that is tried first at the top."""
    table = Table("id", "for", "by", "address", "with", "in use", "why not")
    with transaction() as tx:
        if find_agency(tx, slug=agency) is None:
            raise NotFoundError(f"The directory has no agency {agency}; load a directory first.")
        for row in endpoints_of_agency(tx, agency):
            table.add_row(
                str(row["id"]),
                row["purpose"],
                row["channel"],
                row["address"],
                _with(row),
                "no" if row["paused"] else "yes",
                _why_not(row),
            )
    out.print(table)


@app.command()
@told
def add(
    agency: Slug, url: Annotated[str, typer.Argument(help="The provider's https address for webhooks.")]
) -> None:
    """Give a provider an endpoint that is tried before its mailbox; prints the signing secret, once."""
    secret = signing.new_secret()
    with transaction() as tx:
        put_webhook(tx, agency, url, secret)
    out.print(secret)


@app.command()
@told
def pause(endpoint: EndpointId) -> None:
    """Stop using an address; what waits goes to the agency's next one, or waits until it is resumed."""
    with transaction() as tx:
        addresses.suspend(tx, endpoint)
    out.print("The address is paused.")


@app.command()
@told
def resume(endpoint: EndpointId) -> None:
    """Use an address again; what has waited goes out one after the other, at high risk first."""
    with transaction() as tx:
        waiting = addresses.resume(tx, endpoint)
    out.print(
        f"The address is in use again; {waiting} {'message goes' if waiting == 1 else 'messages go'} out."
    )


@app.command("add-secret")
@told
def add_secret(endpoint: EndpointId, by: By = None) -> None:
    """Put a second signing secret beside the first; both sign until the old one is dropped; printed once."""
    with transaction() as tx:
        out.print(signing.add_secret(acting(tx, by), endpoint))


@app.command("drop-secret")
@told
def drop_secret(endpoint: EndpointId, by: By = None) -> None:
    """Drop the older of two signing secrets, once the provider's program takes the newer one."""
    with transaction() as tx:
        signing.drop_secret(acting(tx, by), endpoint)
    out.print("The newer secret signs alone.")


@app.command()
@told
def token(
    endpoint: EndpointId,
    url: Annotated[str, typer.Argument(help="Where the provider's program gives tokens.")],
    client: Annotated[str, typer.Argument(help="As whom it knows the hub.")],
    secret_file: Annotated[Path, typer.Option(help="A file that holds the client's secret alone.")],
    scope: Annotated[str, typer.Option(help="What the token is to be good for.")] = "",
    by: By = None,
) -> None:
    """Fetch a token by OAuth2 client credentials before a post, where a provider's program asks for one."""
    secret = text_of(secret_file).strip()
    with transaction() as tx:
        signing.put_token(acting(tx, by), endpoint, url=url, client=client, secret=secret, scope=scope)
    out.print("The hub fetches a token first.")


@app.command("no-token")
@told
def no_token(endpoint: EndpointId, by: By = None) -> None:
    """Post without a token again."""
    with transaction() as tx:
        signing.drop_token(acting(tx, by), endpoint)
    out.print("The hub posts without a token.")


@app.command()
@told
def certificate(
    endpoint: EndpointId,
    file: Annotated[Path, typer.Argument(help="One PEM file: the hub's certificate, its chain, its key.")],
    by: By = None,
) -> None:
    """Show a client certificate in each handshake, where a provider's program asks for one (mutual TLS)."""
    with transaction() as tx:
        signing.put_certificate(acting(tx, by), endpoint, text_of(file))
    out.print("The hub shows this certificate.")


@app.command("no-certificate")
@told
def no_certificate(endpoint: EndpointId, by: By = None) -> None:
    """Show no client certificate again."""
    with transaction() as tx:
        signing.drop_certificate(acting(tx, by), endpoint)
    out.print("The hub shows no certificate.")


def _with(row: Mapping[str, Any]) -> str:
    """Say what goes with an address, and no secret."""
    ends_at = row["client_certificate_ends_at"]
    parts = (
        row["route"] and f"route {row['route']}",
        row["two_secrets"] and "two secrets",
        row["token_client"] and f"token as {row['token_client']}",
        ends_at and f"certificate until {ends_at.astimezone(LONDON):%Y-%m-%d}",
    )
    return ", ".join(part for part in parts if part)


@app.command()
@told
def test(endpoint: EndpointId) -> None:
    """Send a message about nobody to one address, in use or not; prints its id."""
    with transaction() as tx:
        delivery_id = addresses.send_test(tx, endpoint)
    out.print(str(delivery_id))


def _why_not(row: Mapping[str, Any]) -> str:
    if row["suspended_at"] is None:
        return ""
    by = f", {row['suspended_by']}" if row["suspended_by"] else ""
    return f"{label(row['suspended_for'])}{by}, {instant_in_words(row['suspended_at'])}"
