"""Commands on the addresses of agencies: a provider's own endpoint, and pausing one that is out of order."""

import base64
import secrets
from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.table import Table

from hub.cli.shared import out, told, transaction
from hub.delivery.rules import instant_in_words
from hub.directory.actions import put_webhook
from hub.directory.queries import agency as find_agency
from hub.directory.queries import endpoints_of_agency
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
    table = Table("id", "for", "by", "address", "in use", "why not")
    with transaction() as tx:
        if find_agency(tx, slug=agency) is None:
            raise NotFoundError(f"The directory has no agency {agency}; load a directory first.")
        for row in endpoints_of_agency(tx, agency):
            table.add_row(
                str(row["id"]),
                row["purpose"],
                row["channel"],
                row["address"],
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
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(24)).decode()}"
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
