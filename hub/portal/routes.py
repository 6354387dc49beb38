"""Every router of the pages, put together."""

from hub.portal import (
    account,
    admin,
    commissioner,
    coordinator,
    invitation,
    link,
    look,
    police,
    provider,
    public,
    sign_in,
    team,
)

ROUTERS = (
    public.router,
    look.router,
    link.router,
    sign_in.router,
    invitation.router,
    account.router,
    police.router,
    provider.router,
    coordinator.router,
    commissioner.router,
    admin.router,
    team.router,
)
