"""Who is asking, and which rows are theirs."""
