"""The mailbox of returned mail: one contract over a Maildir and an IMAP server, and the deadline."""

import mailbox as stdlib_mailbox
import time
from functools import partial

import pytest

from hub.channels.mailbox import MOST_BYTES, Letter, Shelf, imap, maildir
from hub.channels.mailbox.opening import mailbox_for
from hub.settings import Settings
from tests.contracts.test_channels_tls import authority, certificate, trusted  # noqa: F401  fixtures
from tests.factories.imap import PASSWORD, USER, Kept, imap_server


class Folder:
    """A Maildir, and what is in it."""

    def __init__(self, path):
        self.path = path / "box"
        self.box = stdlib_mailbox.Maildir(self.path)
        self.opened = partial(maildir.opened, self.path)

    def put(self, raw):
        self.box.add(raw)
        time.sleep(0.002)  # the name begins with the time, to the microsecond

    def waiting(self):
        return len(self.box)

    def on(self, shelf):
        kept = self.path / f".{shelf}"
        return len(stdlib_mailbox.Maildir(kept)) if kept.is_dir() else 0


class Server:
    """An IMAP server, and what is in it."""

    def __init__(self, kept):
        self.kept = kept
        self.put = kept.put
        self.opened = partial(imap.opened, server_of(kept))

    def waiting(self):
        return len(self.kept.waiting())

    def on(self, shelf):
        return len(self.kept.folders.get(str(shelf), {}))


def server_of(kept, **changes):
    known = {"host": "localhost", "port": kept.port, "user": USER, "password": PASSWORD}
    return imap.ImapServer(**{**known, **changes})


@pytest.fixture
def kept(authority, certificate, trusted):  # noqa: F811, ARG001  fixtures
    with imap_server(authority.serving(certificate), Kept()) as serving:
        yield serving


@pytest.fixture(params=["maildir", "imap", "imap without MOVE"])
def place(request, tmp_path):
    if request.param == "maildir":
        return Folder(tmp_path)
    kept = request.getfixturevalue("kept")
    kept.moves = request.param == "imap"
    return Server(kept)


def mail(number):
    return f"Subject: {number}\n\nbody\n".encode()


def letters(place, most=100):
    with place.opened(deadline=5) as box:
        return list(box.letters(most))


def test_the_oldest_come_first_and_no_more_than_asked_for(place):
    for number in range(5):
        place.put(mail(number))
    assert [letter.raw for letter in letters(place, most=3)] == [mail(number) for number in range(3)]


def test_reading_alone_moves_nothing(place):
    place.put(mail(1))
    assert letters(place) == letters(place)
    assert place.waiting() == 1


def test_an_empty_mailbox_has_no_letters(place):
    assert letters(place) == []


@pytest.mark.parametrize("shelf", Shelf)
def test_what_is_put_away_is_on_its_shelf_and_waits_no_more(place, shelf):
    place.put(mail(1))
    place.put(mail(2))
    with place.opened(deadline=5) as box:
        first, _second = box.letters(10)
        box.put_away(first, shelf)
    assert (place.waiting(), place.on(shelf)) == (1, 1)
    assert [letter.raw for letter in letters(place)] == [mail(2)]


def test_a_mail_that_another_reader_has_moved_is_no_fault(place):
    place.put(mail(1))
    with place.opened(deadline=5) as one, place.opened(deadline=5) as other:
        (letter,) = one.letters(10)
        (same,) = other.letters(10)
        one.put_away(letter, Shelf.READ)
        other.put_away(same, Shelf.READ)
    assert (place.waiting(), place.on(Shelf.READ)) == (0, 1)


def test_of_a_long_mail_only_the_beginning_is_read(place):
    place.put(b"Subject: long\n\n" + b"a" * MOST_BYTES)
    (letter,) = letters(place)
    assert len(letter.raw) == MOST_BYTES


def test_bytes_of_any_kind_are_read_as_they_are(place):
    raw = b"Subject: \xff\xfe\n\n" + bytes(range(1, 10)) + b"\x80\xff\n"
    place.put(raw)
    assert letters(place)[0].raw == raw


def test_a_letter_shows_nothing_of_itself():
    assert "secret" not in repr(Letter(key="1", raw=b"secret"))


def test_a_folder_that_is_no_maildir_is_said_to_be_none(tmp_path):
    with pytest.raises(FileNotFoundError), maildir.opened(tmp_path, deadline=5):
        pass


def test_a_wrong_password_is_an_error_that_does_not_hold_it(kept):
    with (
        pytest.raises(OSError, match="answer was") as raised,
        imap.opened(server_of(kept, password="wrong"), deadline=5),
    ):
        pass
    assert "wrong" not in f"{raised.value!r}{server_of(kept, password='wrong')!r}"


@pytest.mark.parametrize("command", ["SELECT", "SEARCH", "FETCH"])
def test_a_server_that_says_no_is_an_error(kept, command):
    kept.put(mail(1))
    kept.refuses = command
    with pytest.raises(OSError, match="refused"), imap.opened(server_of(kept), deadline=5) as box:
        list(box.letters(10))
    assert kept.waiting() == [1]


def test_a_mail_that_cannot_be_copied_stays(kept):
    kept.put(mail(1))
    kept.moves, kept.refuses = False, "COPY"
    with imap.opened(server_of(kept), deadline=5) as box:
        (letter,) = box.letters(10)
        with pytest.raises(OSError, match="refused"):
            box.put_away(letter, Shelf.READ)
    assert kept.waiting() == [1]


def test_a_server_that_drips_outlives_no_deadline(kept):
    kept.drips = True
    began = time.monotonic()
    with pytest.raises(OSError, match=r"deadline|timed out"), imap.opened(server_of(kept), deadline=0.4):
        pass
    assert time.monotonic() - began < 3


def test_a_certificate_that_nobody_has_signed_is_refused(authority, certificate):  # noqa: F811  fixtures
    with (
        imap_server(authority.serving(certificate), Kept()) as kept,
        pytest.raises(OSError, match="certificate verify failed"),
        imap.opened(server_of(kept), deadline=5),
    ):
        pass
    assert "LOGIN" not in kept.commands


def test_the_settings_name_the_mailbox(tmp_path):
    assert mailbox_for(Settings()) is None
    address = {"return_address": "returns@hub.example.org"}
    assert mailbox_for(Settings(**address)) is None
    assert mailbox_for(Settings(return_maildir=tmp_path)) is None
    assert mailbox_for(Settings(**address, return_maildir=tmp_path)).func is maildir.opened
    by_imap = mailbox_for(
        Settings(**address, return_imap_host="imap.example.org", return_imap_user="returns")
    )
    assert (by_imap.func, by_imap.args[0].host) == (imap.opened, "imap.example.org")


@pytest.mark.parametrize(
    "address", ["returns", "a" * 22 + "@hub.example.org", "re+turns@hub.example.org", "a@b c"]
)
def test_a_return_address_that_leaves_no_room_for_a_token_is_refused(address):
    with pytest.raises(ValueError, match="return_address"):
        Settings(return_address=address)
