"""Writes what docs/reference says straight from the code: `python -m tests.contracts.write_reference`."""

from tests.contracts import reference


def main() -> None:
    for (name, title), content in reference.GENERATED.items():
        written = reference.put_block(reference.page(name), title, content())
        (reference.PAGES / name).write_text(written, encoding="utf-8")
    reference.OPENAPI.write_text(reference.openapi(), encoding="utf-8")
    reference.OPEN_REFERRAL.write_text(reference.open_referral(), encoding="utf-8")


if __name__ == "__main__":
    main()
