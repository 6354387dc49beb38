"""A browser's name of itself, short enough to recognise one's own."""

_BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def device_name(agent: str) -> str:
    """Name browser and system, such as `Firefox on Windows`; never the whole text, which fingerprints."""
    browser = next((name for part, name in _BROWSERS if part in agent), "Another browser")
    system = next((name for part, name in _SYSTEMS if part in agent), "another system")
    return f"{browser} on {system}"
