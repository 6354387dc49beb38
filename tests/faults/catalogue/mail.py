"""The mail server refuses, wavers, falls silent, or has its encryption taken away."""

from collections import Counter
from collections.abc import Callable

from tests.faults.certificates import server_context
from tests.faults.desk import Kind
from tests.faults.fault import Fault
from tests.faults.house import House
from tests.faults.processes import until
from tests.faults.receivers import Manners

COUNT = 6


def _against(house: House, manners: "Counted") -> int:
    """Meet these manners, then good ones."""
    house.mail.manners = manners
    house.start_workers(2)
    house.submit(COUNT, Kind.BURGLARY)
    until(lambda: manners.met >= COUNT, 30, "each mail meets it")
    until(lambda: house.under_way() == 0, 20, "and that is recorded")
    house.mail.manners = Manners()
    house.healing()
    return manners.met


def _passes(manners: Callable[[House], "Counted"]) -> Callable[[House], int]:
    """What passes by itself ends as a hand-over, without a person."""

    def inject(house: House) -> int:
        met = _against(house, manners(house))
        house.settle()
        _expect_all_handed_over(house)
        return met

    return inject


def _expect_all_handed_over(house: House) -> None:
    compared = house.compare()
    house.expect(compared.handed_over == COUNT, f"{compared.handed_over} of {COUNT} are handed over")
    house.expect(not compared.waiting, f"{compared.waiting} are before a person")


class Counted(Manners):
    """Counts how often its fault was met."""

    def __init__(self) -> None:
        self.met = 0


class Wavering(Counted):
    """Answers 4xx at the recipient."""

    def at_recipient(self, _recipient: str) -> str:
        self.met += 1
        return "451 4.3.0 try again"


class Grey(Counted):
    """Greylists: refuses each recipient's first two tries, and takes the third."""

    def __init__(self) -> None:
        super().__init__()
        self.times: Counter[str] = Counter()

    def at_end(self, message: str) -> str:
        self.times[message] += 1
        self.met += 1
        return "450 4.2.0 greylisted" if self.times[message] <= 2 else "250 kept"


class NoSuchMailbox(Counted):
    """Refuses the recipient for good."""

    def at_recipient(self, _recipient: str) -> str:
        self.met += 1
        return "550 5.1.1 no such mailbox"


class Unwanted(Counted):
    """Refuses the mail for good once it has it."""

    def at_end(self, _message: str) -> str:
        self.met += 1
        return "554 5.6.0 not wanted"


class Mute(Counted):
    """Keeps the mail and closes the line in place of an answer to the final dot, once each."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self.house = house

    def at_end(self, message: str) -> str | None:
        self.met += 1
        self.house.seen.take(message)
        return None


def _greylisted(house: House) -> int:
    house.mail.manners = grey = Grey()
    house.start_workers(2)
    house.submit(COUNT, Kind.BURGLARY)

    def is_through() -> bool:
        house.hurry()
        return len(grey.times) >= COUNT and min(grey.times.values()) >= 3

    until(is_through, 40, "each mail is tried a third time", pause=0.3)
    house.healing()
    house.settle()
    _expect_all_handed_over(house)
    return grey.met


def _refused(manners: Callable[[], Counted]) -> Callable[[House], int]:
    def inject(house: House) -> int:
        met = _against(house, manners())
        house.settle()
        with_a_person = house.compare().waiting
        house.expect(with_a_person == COUNT, f"{with_a_person} of {COUNT} are before a person")
        house.healing()
        return met

    return inject


def stripped(house: House) -> int:
    """Somebody between takes STARTTLS out of what the server offers: nothing goes out in plain text."""
    good, file = server_context(house.ground.folder)
    house.start_workers(2, HUB_SMTP_TLS="starttls", SSL_CERT_FILE=str(file))
    house.submit(COUNT, Kind.BURGLARY)
    tried = (
        "SELECT count(*) FROM attempt a JOIN delivery d ON d.id = a.delivery_id JOIN referral r "
        "ON r.id = d.referral_id WHERE r.source_reference = ANY(%(mine)s) AND a.code = 'tls_failed'"
    )
    until(lambda: house.count(tried, mine=house.asked) >= COUNT, 30, "each is tried and not sent")
    house.expect(not house.compare().handed_over, "nothing goes out in plain text")
    house.mail.tls = good
    house.healing()
    return COUNT


FAULTS = (
    Fault(name="SMTP 4xx", inject=_passes(lambda _house: Wavering())),
    Fault(name="SMTP greylist", inject=_greylisted),
    Fault(name="SMTP 5xx at RCPT", inject=_refused(NoSuchMailbox)),
    Fault(name="SMTP 5xx at DATA", inject=_refused(Unwanted)),
    Fault(
        name="SMTP no reply after the final dot",
        inject=_passes(Mute),
        may_repeat=True,
    ),
    Fault(name="SMTP STARTTLS stripped", inject=stripped),
)
