"""Ratios of the product's speed and memory to floors that are measured in the same run.

`./run bench` starts a PostgreSQL and a Valkey of its own with their default durability, measures each line
and its floor in turn, three rounds, and prints the median of the rounds' ratios with their spread.
"""
