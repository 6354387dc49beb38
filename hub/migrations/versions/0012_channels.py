"""Ways out: what an address asks of a mail or of a webhook."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_OF_AN_ENDPOINT = (
    ("second_secret", sa.LargeBinary()),
    ("token_url", sa.Text()),
    ("token_client", sa.Text()),
    ("token_scope", sa.Text()),
    ("token_secret", sa.LargeBinary()),
    ("client_certificate", sa.LargeBinary()),
    ("client_certificate_ends_at", sa.DateTime(timezone=True)),
    ("route", sa.Text()),
)


def upgrade() -> None:
    for name, kind in _OF_AN_ENDPOINT:
        op.add_column("endpoint", sa.Column(name, kind, nullable=True))
    op.add_column(
        "agency", sa.Column("mail_domains", sa.ARRAY(sa.Text()), nullable=False, server_default="{}")
    )


def downgrade() -> None:
    # what stood in an inbox has no other way out: the release before this one knows no such address
    op.execute("UPDATE endpoint SET channel = 'email', paused = true WHERE channel = 'portal'")
    op.drop_column("agency", "mail_domains")
    for name, _ in reversed(_OF_AN_ENDPOINT):
        op.drop_column("endpoint", name)
