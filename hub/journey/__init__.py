"""A referral's life: one short function an event, calling the stages in order."""
