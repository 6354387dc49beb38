"""Every router of the pages, put together."""

from hub.portal import (
    account,
    admin,
    commissioner,
    coordinator,
    find_support,
    invitation,
    link,
    look,
    police,
    provider,
    public,
    rota,
    sign_in,
    team,
)

ROUTERS = (
    public.router,
    find_support.router,
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
    rota.router,
)
