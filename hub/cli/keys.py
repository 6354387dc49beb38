"""Commands on API keys."""

from datetime import timedelta
from typing import Annotated

import typer

from hub.access.keys import NewKey, make
from hub.access.keys import revoke as revoke_key
from hub.cli.shared import out, told, transaction
from hub.directory.queries import agency as find_agency
from hub.domain.errors import HubError, NotFoundError
from hub.domain.roles import ROLE_OF, WITH_KEYS

app = typer.Typer(no_args_is_help=True, help="API keys of agencies.")


@app.command("make")
@told
def make_key(
    agency: Annotated[str, typer.Argument(help="The agency's slug, such as merseyside-police.")],
    label: Annotated[str, typer.Option(help="What the key is for.")] = "made by hand",
    days: Annotated[int, typer.Option(min=1, max=730, help="For how long it holds.")] = 365,
) -> None:
    """Make a key for an agency and print it, once: only its hash is kept."""
    with transaction() as tx:
        found = find_agency(tx, slug=agency)
        if found is None:
            raise NotFoundError(f"The directory has no agency {agency}; load a directory first.")
        if found.kind not in WITH_KEYS:
            raise HubError(f"{agency} takes no keys.")
        new = NewKey(agency_id=found.id, role=ROLE_OF[found.kind], label=label, lifetime=timedelta(days=days))
        key = make(tx, new)
    out.print(key)


@app.command("revoke")
@told
def revoke(prefix: Annotated[str, typer.Argument(help="The eight characters after vrh_.")]) -> None:
    """End a key at once."""
    with transaction() as tx:
        revoke_key(tx, prefix)
    out.print(f"The key {prefix} is revoked.")
