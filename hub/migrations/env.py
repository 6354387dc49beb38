"""How Alembic reaches the database: as the owner of the tables, with short lock waits."""

from alembic import context
from sqlalchemy import create_engine, pool, text

from hub.db import driver_url
from hub.models import Row


def run() -> None:
    """Run the migrations over the URL that `hub migrate` put into the configuration."""
    url = context.config.attributes["url"]
    engine = create_engine(driver_url(url), poolclass=pool.NullPool)
    with engine.connect() as connection:
        # a migration that cannot get its lock at once must not hold up everybody who queues behind it
        connection.execute(text("SET lock_timeout = '2s'"))
        connection.commit()
        context.configure(connection=connection, target_metadata=Row.metadata, transaction_per_migration=True)
        with context.begin_transaction():
            context.run_migrations()


run()
