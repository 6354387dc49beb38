"""Commands on the routing table: asking it, finding its holes, trying and drafting another."""

import typer

from hub.cli import drafting, explaining, surveying

app = typer.Typer(no_args_is_help=True, help="Ask the routing table, find its holes, draft another.")
app.command("explain")(explaining.explain_facts)
app.command()(surveying.gaps)
app.command()(surveying.compare)
app.command()(surveying.tally)
app.command()(drafting.draft)
app.command()(drafting.check)
app.command()(drafting.drafts)
app.command()(drafting.tables)
