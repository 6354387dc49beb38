"""What each role may see of a referral, for the JSON API and the pages alike.

A view is a dict of plain names and the field's own values (instants, ids, closed codes); a door turns those
into its own shape. Whatever may be shown to nobody else is left out here, so that no door can forget to. Who
sees something is recorded here as well (DPA 2018 s.62), unless a view says otherwise.
"""
