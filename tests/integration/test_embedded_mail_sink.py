import re
import smtplib
import sys
import urllib.error
import urllib.request
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from hub.demo.children import Child
from hub.demo.mail_sink import keep
from hub.demo.ports import LOOPBACK, choose, listens
from hub.demo.supervisor import Supervisor


def mail(subject="A referral awaits your answer", number=1):
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "hub@example.org", "duty@provider.example.org", subject
    made["Message-ID"] = f"<{number}@hub.example.org>"
    made.set_content("Reference R-1 <now>\nhttps://hub.example.org/l/abc?x=1&y=2\n")
    made.add_alternative('<p>Reference <a href="https://hub.example.org/l/abc">R-1</a></p>', subtype="html")
    return made


@pytest.fixture(scope="module")
def sink(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mail")
    smtp = choose("smtp", 20250, None)
    page = choose("page", 20260, None)
    command = (sys.executable, "-m", "hub.demo.mail_sink", "--smtp-port", str(smtp), "--http-port", str(page))
    child = Child(
        name="mail",
        command=(*command, "--folder", str(folder)),
        ready=lambda: listens(smtp) and listens(page),
    )
    with Supervisor(say=lambda _: None) as supervisor:
        supervisor.start(child)
        yield folder, smtp, f"http://{LOOPBACK}:{page}"


def read(url):
    with urllib.request.urlopen(url, timeout=5) as answer:
        return answer.read().decode(), answer.headers


def test_every_mail_is_one_file_and_a_repeat_shows_by_its_name(sink):
    folder, smtp, _ = sink
    with smtplib.SMTP(LOOPBACK, smtp, timeout=5) as server:
        server.send_message(mail())
        server.send_message(mail())
        server.send_message(mail(number=2))
    names = sorted(each.name for each in folder.iterdir())
    assert len(names) == 3
    assert all(re.fullmatch(r"\d{8}T\d{6}\.\d{6}Z-[0-9a-f]{16}\.eml", name) for name in names)
    assert len({name.partition("-")[2] for name in names}) == 2
    assert b"Reference R-1" in (folder / names[0]).read_bytes()


def test_the_page_lists_the_newest_first_and_shows_one_with_its_html_shut_in_a_frame(sink):
    folder, _, url = sink
    older = keep(folder, mail("The older one").as_bytes(), datetime(2030, 1, 1, tzinfo=UTC))
    newer = keep(folder, mail("The <newer> one").as_bytes(), datetime(2030, 1, 2, tzinfo=UTC))
    listed, headers = read(url)
    assert listed.index(newer.name) < listed.index(older.name)
    assert "The &lt;newer&gt; one" in listed
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    shown, _ = read(f"{url}/mails/{newer.name}")
    assert '<a href="https://hub.example.org/l/abc?x=1&amp;y=2">' in shown
    assert "Reference R-1 &lt;now&gt;" in shown
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in shown
    assert "&lt;p&gt;Reference" in shown


def test_the_list_goes_on_to_older_mails(sink):
    folder, _, url = sink
    for minute in range(110):
        keep(
            folder,
            mail(f"Many {minute}").as_bytes(),
            datetime(2031, 1, 1, minute // 60, minute % 60, tzinfo=UTC),
        )
    first, _ = read(url)
    second, _ = read(f"{url}/?skip=100")
    assert "Many 109" in first
    assert 'href="/?skip=100"' in first
    assert "Many 0<" in second


@pytest.mark.parametrize("path", ["/mails/../../etc/passwd", "/mails/none.eml", "/mails/", "/other"])
def test_nothing_but_a_kept_mail_is_shown(sink, path):
    _, _, url = sink
    with pytest.raises(urllib.error.HTTPError) as refused:
        read(url + path)
    assert refused.value.code == 404
    refused.value.close()
