"""Every statement over messages, their tries and their links, split by what is done with them."""
