"""Commands on the accounts of people; an invitation's link is printed, once, for whoever hands it over."""

from typing import Annotated
from uuid import UUID

import typer
from rich.table import Column, Table

from hub.access import accounts, people, sessions
from hub.access.accounts import NewAccount
from hub.access.people import Chosen
from hub.cli.shared import out, told, transaction
from hub.db import Transaction
from hub.directory.queries import agency as find_agency
from hub.domain.errors import NotFoundError
from hub.domain.roles import ROLE_OF
from hub.settings import settings

app = typer.Typer(no_args_is_help=True, help="Accounts of people.")

Email = Annotated[str, typer.Argument(help="The address with which the person signs in.")]
Slug = Annotated[str, typer.Option("--agency", help="The agency's slug, such as merseyside-police.")]


@app.command()
@told
def invite(
    email: Email,
    agency: Slug,
    name: Annotated[str, typer.Option(help="The person's full name.")],
    unit: Annotated[
        str | None, typer.Option(help="The slug of their referring unit; all units without it.")
    ] = None,
    *,
    manager: Annotated[
        bool, typer.Option("--manager", help="They may invite others and end accounts.")
    ] = False,
) -> None:
    """Open an account in the agency's role and print the invitation's link, which works once, for 7 days."""
    with transaction() as tx:
        found = find_agency(tx, slug=agency)
        if found is None:
            raise NotFoundError(f"The directory has no agency {agency}; load a directory first.")
        if unit is not None and unit not in found.units:
            raise NotFoundError(f"{agency} has no referring unit {unit}.")
        new = NewAccount(
            agency_id=found.id,
            role=ROLE_OF[found.kind],
            name=name,
            email=email,
            unit_id=found.units[unit] if unit else None,
            is_manager=manager,
        )
        token = accounts.invite(tx, new)
    _print_link(token)


@app.command("list")
@told
def list_users(
    agency: Annotated[str | None, typer.Option(help="Only this agency's, by its slug.")] = None,
) -> None:
    """List accounts by agency and name, with how far each is and when it was last used."""
    with transaction() as tx:
        rows = people.listed(tx, Chosen(agencies=[agency] if agency else ()))
    # an address is what the other commands take, so that it stays whole on a narrow terminal
    whole = max((len(row["email"]) for row in rows), default=5)
    head = ("name", "agency", "unit", "role", "manager", "state", "last used")
    others = (Column(each, overflow="fold") for each in head)
    table = Table(Column("email", no_wrap=True, min_width=whole), *others)
    for row in rows:
        last = row["last_used"]
        table.add_row(
            row["email"],
            row["name"],
            row["agency"],
            row["unit_name"] or "",
            row["role"],
            "yes" if row["is_manager"] else "no",
            row["state"],
            f"{last:%Y-%m-%d %H:%M} UTC" if last else "never",
        )
    out.print(table)


@app.command("invite-again")
@told
def invite_again(email: Email) -> None:
    """Print a new link for an account, such as for a forgotten password; older links stop working."""
    with transaction() as tx:
        token = accounts.invite_again(tx, _account(tx, email))
    _print_link(token)


@app.command()
@told
def end(email: Email) -> None:
    """End an account; wherever the person is signed in, that ends at once."""
    with transaction() as tx:
        accounts.end(tx, _account(tx, email))
    out.print("The account has ended.")


@app.command()
@told
def reopen(email: Email) -> None:
    """Reopen an ended account and print its new link; the old password is gone."""
    with transaction() as tx:
        token = accounts.reopen(tx, _account(tx, email))
    _print_link(token)


@app.command("sign-out")
@told
def sign_out(email: Email) -> None:
    """End every session of an account; the person may sign in again."""
    with transaction() as tx:
        count = sessions.end_others(tx, _account(tx, email))
    out.print(f"Sessions ended: {count}.")


def _account(tx: Transaction, email: str) -> UUID:
    found: UUID = people.one(tx, Chosen(email=accounts.plain_email(email)))["id"]
    return found


def _print_link(token: str) -> None:
    out.print(f"{settings().public_url.rstrip('/')}/invitation/{token}", markup=False)
