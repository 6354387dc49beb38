"""Mails that mail servers, mail programs and people send back: of our own wording, all at example.org.

Each is written for the address that it comes to, as the kinds of server that it is named after do.
"""

from dataclasses import dataclass

from hub.domain.codes import ReturnedKind as K

COPY = "From: hub@example.org\nTo: duty@support.example.org\nSubject: Referral VRH-0000\n\nA reference.\n"


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A mail, and what it is to be taken for."""

    name: str
    kind: K
    status: str | None = None
    reply: int | None = None
    head: str = "From: Mail Delivery System <MAILER-DAEMON@mx.example.org>\nReturn-Path: <>\n"
    body: str

    def raw(self, to: str = "returns@hub.example.org", digest: str = "1") -> bytes:
        """Write it out; another `digest` makes another mail of it."""
        return f"Delivered-To: {to}\n{self.head}To: {to}\nX-Number: {digest}\n{self.body}".encode(
            "utf-8", "surrogateescape"
        )


def report(
    action: str, status: str, diagnostic: str = "", *, text: str = "See below.", kind: str = "report"
) -> str:
    """Write a delivery report of RFC 3464."""
    said = f"Diagnostic-Code: {diagnostic}\n" if diagnostic else ""
    return (
        "Subject: Delivery Status Notification\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/{kind}; report-type=delivery-status; boundary="b"\n\n'
        f"--b\nContent-Type: text/plain\n\n{text}\n\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"
        f"Final-Recipient: rfc822; duty@support.example.org\nAction: {action}\nStatus: {status}\n{said}\n"
        f"--b\nContent-Type: message/rfc822\n\n{COPY}\n--b--\n"
    )


def worded(subject: str, text: str) -> str:
    """Write a mail in words alone."""
    return f"Subject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"


PERSON = "From: Sam Duty <sam@support.example.org>\nReturn-Path: <sam@support.example.org>\n"
PROGRAM = PERSON + "Auto-Submitted: auto-replied\n"

SAMPLES = (
    Sample(
        name="postfix, no such user",
        kind=K.PERMANENT,
        status="5.1.1",
        reply=550,
        body=report("failed", "5.1.1", "smtp; 550 5.1.1 <duty@support.example.org>: user unknown"),
    ),
    Sample(
        name="postfix, still tried",
        kind=K.DELAYED,
        status="4.4.1",
        body=report("delayed", "4.4.1", "X-Postfix; connect to mx: Connection timed out"),
    ),
    Sample(
        name="postfix, tried in vain",
        kind=K.TEMPORARY,
        status="4.4.1",
        body=report("failed", "4.4.1", "X-Postfix; connect to mx: Connection timed out"),
    ),
    Sample(name="postfix, passed on", kind=K.ARRIVED, status="2.0.0", body=report("relayed", "2.0.0")),
    Sample(name="postfix, delivered", kind=K.ARRIVED, status="2.0.0", body=report("delivered", "2.0.0")),
    Sample(name="a list, expanded", kind=K.ARRIVED, status="2.0.0", body=report("expanded", "2.0.0")),
    Sample(
        name="exchange, no such recipient",
        kind=K.PERMANENT,
        status="5.1.10",
        reply=550,
        head="From: Microsoft Outlook <postmaster@exchange.example.org>\nIn-Reply-To: <1@hub.example.org>\n"
        "Auto-Submitted: auto-replied\n",
        body=report(
            "failed", "5.1.10", "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found"
        ),
    ),
    Sample(
        name="exchange, refused by a rule",
        kind=K.PERMANENT,
        status="5.7.1",
        reply=550,
        head="From: postmaster@exchange.example.org\nAuto-Submitted: auto-replied\n",
        body=report("failed", "5.7.1", "smtp;550 5.7.1 TRANSPORT.RULES.RejectMessage; refused by a rule"),
    ),
    Sample(
        name="exchange, in words",
        kind=K.PERMANENT,
        head="From: System Administrator <postmaster@exchange.example.org>\n",
        body=worded(
            "Undeliverable: Referral for you",
            "Your message\n\n  To: duty@support.example.org\n\ndid not reach the following recipient(s):\n\n"
            "duty@support.example.org on Wed, 4 Mar 2026 10:00:00 -0000\n    The recipient is not known\n",
        ),
    ),
    Sample(
        name="gmail, address not found",
        kind=K.PERMANENT,
        status="5.1.1",
        reply=550,
        head="From: Mail Delivery Subsystem <mailer-daemon@mail.example.org>\nAuto-Submitted: auto-replied\n"
        "X-Failed-Recipients: duty@support.example.org\n",
        body=report(
            "failed", "5.1.1", "smtp; 550-5.1.1 The account does not exist.", text="** Address not found **"
        ),
    ),
    Sample(
        name="gmail, in words with its own field",
        kind=K.PERMANENT,
        status="5.1.1",
        head="From: mailer-daemon@mail.example.org\nX-Failed-Recipients: duty@support.example.org\n",
        body=worded("Delivery Status Notification (Failure)", "There is no such account here. 5.1.1\n"),
    ),
    Sample(
        name="gmail, still tried",
        kind=K.DELAYED,
        body=worded(
            "Delivery Status Notification (Delay)",
            "THIS IS A WARNING MESSAGE ONLY.\nDelivery to the following recipient has been delayed:\n\n"
            "     duty@support.example.org\n\nMessage will be retried for 2 more day(s)\n",
        ),
    ),
    Sample(
        name="qmail",
        kind=K.PERMANENT,
        status="5.1.1",
        body=worded(
            "failure notice",
            "Hi. This is the qmail-send program at mx.example.org.\n"
            "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
            "This is a permanent error; I've given up.\n\n<duty@support.example.org>:\n"
            f"No mailbox by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\n{COPY}",
        ),
    ),
    Sample(
        name="exim",
        kind=K.PERMANENT,
        reply=550,
        body=worded(
            "Mail delivery failed: returning message to sender",
            "This message was created automatically by mail delivery software.\n\n"
            "A message that you sent could not be delivered to all of its recipients. The\n"
            "following address(es) failed:\n\n  duty@support.example.org:\n    550 no mailbox here\n\n"
            f"------ This is a copy of the message, including all the headers. ------\n\n{COPY}",
        ),
    ),
    Sample(
        name="exim, still tried",
        kind=K.DELAYED,
        body=worded(
            "Warning: message 1abc delayed 24 hours",
            "This message was created automatically by mail delivery software.\n"
            "A message that you sent has not yet been delivered to all its recipients\n\n"
            "  duty@support.example.org\n\nNo action is required on your part.\n",
        ),
    ),
    Sample(name="opensmtpd, its own action", kind=K.PERMANENT, status="5.0.0", body=report("error", "5.0.0")),
    Sample(
        name="an action with a comment",
        kind=K.PERMANENT,
        status="5.1.1",
        body=report("failed (bad destination mailbox)", "5.1.1"),
    ),
    Sample(
        name="a report in a plain multipart",
        kind=K.PERMANENT,
        status="5.2.2",
        body=report("Failed", "5.2.2 (mailbox full)", kind="mixed"),
    ),
    Sample(
        name="a status in the diagnostic alone",
        kind=K.PERMANENT,
        status="5.1.1",
        reply=550,
        body=report("failed", "", "SMTP; 550 5.1.1 User unknown"),
    ),
    Sample(
        name="mailbox full, in words",
        kind=K.PERMANENT,
        body=worded(
            "Returned mail", "The mailbox of duty@support.example.org is full. It was not delivered."
        ),
    ),
    Sample(
        name="given up for what may pass, in words",
        kind=K.TEMPORARY,
        status="4.4.4",
        body=worded(
            "Mail could not be delivered",
            "Could not be delivered. 4.4.4 Server unavailable, try again later.",
        ),
    ),
    Sample(
        name="a gateway that never sends a null path",
        kind=K.PERMANENT,
        head=PERSON,
        body=worded("Mail could not be delivered", "****** Gateway ******\nThe mail could not be delivered."),
    ),
    Sample(
        name="late, in a gateway's words",
        kind=K.DELAYED,
        body=worded(
            "Mail is late", "Your mail has not yet been delivered. Attempts will continue for 3 days."
        ),
    ),
    Sample(
        name="out of office",
        kind=K.AUTO_REPLY,
        head=PROGRAM,
        body=worded("Automatic reply: Referral", "Back on Monday."),
    ),
    Sample(
        name="out of office without RFC 3834",
        kind=K.AUTO_REPLY,
        head=PERSON,
        body=worded("Out of Office: Referral VRH-0000", "I am away until Monday."),
    ),
    Sample(
        name="vacation(1)",
        kind=K.AUTO_REPLY,
        head=PERSON + "Auto-Submitted: auto-replied (vacation)\n",
        body=worded("Re: Referral", "I acknowledge and accept your mail. It will be read when I am back."),
    ),
    Sample(
        name="an autoresponder's old mark",
        kind=K.AUTO_REPLY,
        head=PERSON + "Precedence: auto_reply\n",
        body=worded("We have your message", "Received with thanks."),
    ),
    Sample(
        name="a ticket system",
        kind=K.AUTO_REPLY,
        head=PERSON + "Auto-Submitted: auto-generated\n",
        body=worded("[Ticket 1] Referral", "We have opened a ticket."),
    ),
    Sample(
        name="a read receipt",
        kind=K.ARRIVED,
        head=PERSON,
        body=(
            "Subject: Read: Referral\nContent-Type: multipart/report; "
            'report-type=disposition-notification; boundary="b"\n\n--b\n\nYour message was read.\n'
            "--b\nContent-Type: message/disposition-notification\n\n"
            "Disposition: manual-action/MDN-sent-manually; displayed\n\n--b--\n"
        ),
    ),
    Sample(
        name="a person who accepts",
        kind=K.WRITTEN,
        head=PERSON + "In-Reply-To: <1@hub.example.org>\n",
        body=worded("Re: Referral VRH-0000", "We acknowledge and accept this referral. Sam"),
    ),
    Sample(
        name="a person who quotes a failure",
        kind=K.WRITTEN,
        head=PERSON + "In-Reply-To: <1@hub.example.org>\n",
        body=worded(
            "Re: Undeliverable mail",
            "> This message was created automatically by mail delivery\n"
            "> addressed to 'duty@support.example.org'\n> ---- START OF RETURNED MESSAGE ----\nYours?",
        ),
    ),
    Sample(
        name="advertising",
        kind=K.WRITTEN,
        head="From: shop@shop.example.org\n",
        body=worded("Sale", "Buy now."),
    ),
    Sample(
        name="a program's mail that says nothing known",
        kind=K.WRITTEN,
        body=worded("Hello", "Nothing of note."),
    ),
)

RUBBISH = {
    "nothing": b"",
    "zeros": bytes(4096),
    "no head": b"\n\n\n",
    "eight bits in the head": b"From: \xff\xfe\xe4\nSubject: \xc3\x28\nTo: <\xe9@example.org>\n\n\xff",
    "an unknown charset": b"Content-Type: text/plain; charset=x-none\nSubject: =?x-none?q?=ff?=\n\n\xff\xff",
    "broken base64": b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n====%%%",
    "a boundary that never ends": b'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/',
    "ten thousand parts": b'Content-Type: multipart/mixed; boundary="b"\n\n'
    + b"--b\n\nx\n" * 10_000
    + b"--b--\n",
    "a thousand nested parts": b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (each, each) for each in range(1000)
    ),
    "mails in mails": b"Content-Type: message/rfc822\n\n" * 3000,
    "a report that is no report": b"Content-Type: message/delivery-status\n\n\xff\nAction\n\n: failed",
    "one line of a megabyte": b"Subject: " + b"a" * 1_000_000,
    "a thousand recipients": b"To: " + b"a@example.org, " * 1000 + b"\n\n",
}
