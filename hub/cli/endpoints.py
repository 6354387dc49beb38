"""Commands on the addresses of agencies: a provider's own endpoint, and pausing one that is out of order."""

import base64
import secrets
from typing import Annotated
from uuid import UUID

import typer
from rich.table import Table

from hub.cli.shared import out, told, transaction
from hub.directory.actions import pause_endpoint, put_webhook
from hub.directory.queries import agency as find_agency
from hub.directory.queries import endpoints_of_agency
from hub.domain.errors import NotFoundError

app = typer.Typer(no_args_is_help=True, help="Where agencies are reached.")

Slug = Annotated[str, typer.Argument(help="The agency's slug, such as rasa.")]
EndpointId = Annotated[UUID, typer.Argument(help="The id that `hub endpoints list` shows.")]


@app.command("list")
@told
def list_endpoints(agency: Slug) -> None:
    """List an agency's addresses, the one that is tried first at the top."""
    table = Table("id", "for", "by", "address", "in use")
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
    """Stop using an address; what waits for it is sent once it is resumed, or redriven."""
    with transaction() as tx:
        pause_endpoint(tx, endpoint, paused=True)
    out.print("The address is paused.")


@app.command()
@told
def resume(endpoint: EndpointId) -> None:
    """Use an address again."""
    with transaction() as tx:
        pause_endpoint(tx, endpoint, paused=False)
    out.print("The address is in use again.")
