"""The rota changed, phone tasks opened and ended, digests and cover written down; nothing is sent here."""
