import signal
import socket
from pathlib import Path

from kombu import Connection

from hub.demo.places import SOCKET_PATH
from hub.demo.supervisor import Supervisor
from hub.demo.valkey import broker


def test_several_clients_share_one_broker_over_the_address_that_it_gives(tmp_path):
    made = broker(tmp_path, log=tmp_path / "log")
    with Supervisor(say=lambda _: None) as supervisor:
        supervisor.start(made.child())
        with Connection(made.url) as giver, Connection(made.url) as taker:
            giver.SimpleQueue("bell").put("ring")
            assert taker.SimpleQueue("bell").get(timeout=2).payload == "ring"
    assert not made.answers()


def test_it_listens_on_nothing_but_its_socket(tmp_path):
    made = broker(tmp_path, log=tmp_path / "log")
    with Supervisor(say=lambda _: None) as supervisor:
        supervisor.start(made.child())
        assert made.socket.stat().st_mode & 0o077 == 0
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(made.socket))
            line.sendall(b"CONFIG GET port\r\n")
            assert line.recv(100).split() == [b"*2", b"$4", b"port", b"$1", b"0"]


def test_a_broker_in_a_deep_folder_has_a_short_socket(tmp_path: Path):
    deep = tmp_path / ("deep" * 20) / ("deeper" * 10)
    made = broker(deep, log=tmp_path / "log")
    try:
        assert len(str(made.socket)) < SOCKET_PATH
    finally:
        made.socket.parent.rmdir()


def test_it_ends_by_a_signal_that_leaves_no_file_behind(tmp_path):
    made = broker(tmp_path, log=tmp_path / "log")
    with Supervisor(say=lambda _: None) as supervisor:
        supervisor.start(made.child())
    assert made.child().stop_signal is signal.SIGTERM
    assert list(made.socket.parent.iterdir()) == []
