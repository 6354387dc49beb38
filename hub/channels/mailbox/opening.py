"""The mailbox that the settings name."""

from functools import partial

from hub.channels.mailbox import Opened, imap, maildir
from hub.settings import Settings


def mailbox_for(settings: Settings) -> Opened | None:
    """Say how to open the mailbox of the return address; None where there is none to read."""
    if settings.return_address is None:
        return None
    if settings.return_maildir is not None:
        return partial(maildir.opened, settings.return_maildir)
    if settings.return_imap_host is None:
        return None
    password = settings.return_imap_password
    server = imap.ImapServer(
        host=settings.return_imap_host,
        port=settings.return_imap_port,
        user=settings.return_imap_user or "",
        password=password.get_secret_value() if password else "",
        folder=settings.return_imap_folder,
    )
    return partial(imap.opened, server)
