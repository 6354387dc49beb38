"""The open directory: Open Referral UK 3.0, for whoever wants to republish who helps.

A sub-application of its own, open to everybody. Its shapes and parameters are the standard's; what each
means here is in docs/reference/open-referral.md.
"""
