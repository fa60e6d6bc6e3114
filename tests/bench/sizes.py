#!/usr/bin/env python3
"""What a server takes, for the table in docs/operations.md: memory and idle CPU for so many people, and CPU for each
line that is delivered to one of them.

    tests/bench/sizes.py build/server/chatd nc,irc,web,nc+tls 100,1000,10000

People with nc are all in the lobby, others in rooms of 1,000; one person says lines in the last room. The kernel's own memory for the sockets is
that of both ends, halved. Needs as many descriptors as clients (ulimit -n)."""

import math
import os
import resource
import select
import socket
import ssl
import subprocess
import sys
import tempfile
import time

IDLE_SECONDS = 10
TALK_SECONDS = 6
TEXT = "the quick brown fox jumps over the lazy dog, and twice"
ROOM = 1000
MASK = bytes(4)


def room_of(number):
    return f"#room{number // ROOM}"


def frame(text):
    data = text.encode()
    return bytes([0x81, 0x80 | len(data)]) + MASK + data


class Server:
    def __init__(self, program, history):
        self.folder = tempfile.TemporaryDirectory()
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
            notify.bind(f"{self.folder.name}/notify")
            self.process = subprocess.Popen(
                [program, "--bind", "127.0.0.1:0", "--history", history, "--state", f"{self.folder.name}/state",
                 "--rate", "0", "--ping", "0"],
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                env={**os.environ, "NOTIFY_SOCKET": notify.getsockname()})
            for line in self.process.stderr:
                if "event=listening" in line:
                    self.port = int(line.split("127.0.0.1:")[1].split()[0])
                    break
            while b"READY=1" not in notify.recv(4096):  # all its threads run
                pass
        self.log = self.process.stderr.fileno()
        os.set_blocking(self.log, False)

    def drain_log(self):
        try:
            while os.read(self.log, 1 << 20):
                pass
        except BlockingIOError:
            pass

    def rss(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(l.split()[1]) * 1024 for l in status if l.startswith("VmRSS"))

    def cpu(self):
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self.process.terminate()
        os.set_blocking(self.log, True)
        self.drain_log()  # to its end
        self.process.wait()
        self.folder.cleanup()


def slab():
    with open("/proc/meminfo") as info:
        return next(int(l.split()[1]) * 1024 for l in info if l.startswith("Slab:"))


class Crowd:
    """Clients of one kind. Their bytes are read and, but for the line that is waited for, forgotten."""

    def __init__(self, server, kind):
        self.server, (self.door, *tls) = server, kind.split("+")
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if tls else None
        if self.tls:
            self.tls.check_hostname, self.tls.verify_mode = False, ssl.CERT_NONE
        self.poll, self.sockets, self.got = select.epoll(), {}, {}

    def add(self, number):
        connection = socket.create_connection(("127.0.0.1", self.server.port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.tls:
            connection = self.tls.wrap_socket(connection)
        if self.door == "web":
            connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                               b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                               b"Sec-WebSocket-Protocol: text.ircv3.net\r\n\r\n")
        connection.setblocking(False)
        self.sockets[connection.fileno()] = connection
        self.got[connection.fileno()] = 0
        self.poll.register(connection.fileno(), select.EPOLLIN)
        if self.door == "nc":
            self.say(connection, f"/nick n{number}")
        else:
            for line in f"NICK n{number}", f"USER n{number} 0 * :n{number}", f"JOIN {room_of(number)}":
                self.say(connection, line)
        return connection

    def say(self, connection, line):
        data = frame(line) if self.door == "web" else (line + "\r\n").encode()
        connection.sendall(data)

    def read(self, seconds, mark=None, most=math.inf):
        """Reads what comes for so long, or until the mark was read `most` times. Returns how often it was."""
        until, count = time.monotonic() + seconds, 0
        while count < most and (left := until - time.monotonic()) > 0:
            self.server.drain_log()
            for fd, _ in self.poll.poll(min(left, 0.05), 1000):
                try:
                    while data := self.sockets[fd].recv(65536):
                        count += data.count(mark) if mark else 0
                        self.got[fd] += len(data)
                        if len(data) < 65536 and not self.tls:
                            break
                except (BlockingIOError, ssl.SSLWantReadError):
                    pass
        return count

    def settle(self):
        """Until nothing has come for some seconds: no line is the last one for all that a room tells of newcomers."""
        before, quiet = -1, 0
        while quiet < 4:
            now = sum(self.got.values())
            quiet = quiet + 1 if now == before else 0
            before = now
            self.read(1)

    def close(self):
        for connection in self.sockets.values():
            connection.close()


def talk(server, crowd, speaker, room, others, rate):
    """CPU seconds of the server for each line that one of the others in the room got."""
    mark = TEXT.encode()
    words = TEXT if crowd.door == "nc" else f"PRIVMSG {room} :{TEXT}"
    before, got, start = server.cpu(), 0, time.monotonic()
    lines = int(TALK_SECONDS * rate)
    for i in range(lines):
        crowd.say(speaker, words)
        got += crowd.read(max(0.001, start + (i + 1) / rate - time.monotonic()), mark)
    got += crowd.read(10, mark, lines * others - got)
    return (server.cpu() - before) / max(got, 1), got


def measure(program, kind, people):
    server = Server(program, "strict")
    crowd = Crowd(server, kind)
    empty, kernel = server.rss(), slab()
    for number in range(people):
        speaker = crowd.add(number)
        if number % 500 == 499:
            crowd.read(0.05)  # so that nobody's queue grows
    crowd.settle()
    crowd.read(3)
    full, kernel = server.rss(), (slab() - kernel) / 2
    before = server.cpu()
    crowd.read(IDLE_SECONDS)
    idle = (server.cpu() - before) / IDLE_SECONDS
    others = people - 1 if crowd.door == "nc" else (people - 1) % ROOM
    each, got = talk(server, crowd, speaker, room_of(people - 1), others, 2 if people > ROOM and kind.startswith("nc") else 10)
    print(f"{kind:8} {people:6} people: {empty / 1e6:5.1f} MB empty, {full / 1e6:6.1f} MB, "
          f"{(full - empty) / people:6.0f} B each, kernel {kernel / people:6.0f} B each; idle {100 * idle:5.2f} % of a core; "
          f"{each * 1e6:5.2f} us CPU a delivery ({got}); {server.rss() / 1e6:6.1f} MB behind", flush=True)
    crowd.close()
    server.stop()


def main():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    for kind in sys.argv[2].split(","):
        for people in sys.argv[3].split(","):
            measure(sys.argv[1], kind, int(people))


main()
