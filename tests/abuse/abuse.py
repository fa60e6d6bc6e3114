"""What the abuse scripts share: a chatd, clients from chosen addresses, and bystanders whose waiting is measured.

An abuse script plays an attacker who keeps within the server's default limits, and shows what that costs
the others. `meson test --suite abuse --verbose` runs all of them (they are not part of a plain `meson
test`), and CHATD=build/server/chatd tests/abuse/flood.py runs one.

To add one: copy flood.py, give it a docstring that says what the attacker does, write attack(), and add
the file's name to meson.build. The rest is here:

    compare(attack, worst_ratio=...)  does the whole: starts a server, measures bystanders without the
                        attacker, then with it, prints both and the ratio, and fails if a promise is broken
    Server(*options)    a chatd on a free port of 127.0.0.1; for scripts that measure something else
    server.line(name), server.irc(name)   a client, by default from ATTACKER, another address with source=
    Bystanders(server)  pairs of a speaker and a listener, each from an address of its own
    SteadyReader(server, room, bytes_per_second)   somebody who must never lose a line as too slow
    Attack(server, f)   f(server, ready) in a process of its own (or several), until the `with` block ends

127.0.0.1 and ::1 are free of the limits of an address; all other addresses of 127.0.0.0/8 have them like any
address of the internet. So the attacker is 127.0.0.2 (ATTACKER), and no bystander shares an address.

What a script may fail for is a promise that does not depend on the speed of the machine: a bystander was
closed or lost lines, the server ended or did not end with status 0, memory went over a bound that is
stated, or the ratio of a bystander's waits with and without the attacker, in the same run, went over a
very wide bound that is stated. Each script ends within LIFETIME seconds, and with it whatever it started.
"""

import ctypes
import os
import re
import resource
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

ATTACKER = "127.0.0.2"
LIFETIME = 58  # seconds of one script
PATIENCE = 20  # seconds for something that must come
CALM_MS = 5
RATE = 15  # lines a second of a bystander: less than --rate allows

_libc = ctypes.CDLL(None, use_errno=True)


class Broken(Exception):
    """A promise that was not kept."""


def _end_with_parent():
    PR_SET_PDEATHSIG = 1
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Client:
    """One connection. Reading waits for what is expected, for PATIENCE seconds at most."""

    def __init__(self, port, source=ATTACKER, receive_buffer=0):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        # Without this a port is reserved for each of an address's connections, and they run out.
        self.socket.setsockopt(socket.IPPROTO_IP, 24, 1)  # IP_BIND_ADDRESS_NO_PORT
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.bind((source, 0))
        self.socket.settimeout(PATIENCE)
        self.socket.connect(("127.0.0.1", port))
        self.got = b""

    def fileno(self):
        return self.socket.fileno()

    def send(self, data):
        self.socket.sendall(data if isinstance(data, bytes) else data.encode())

    def say(self, *lines):
        self.send("".join(line + "\r\n" for line in lines))

    def read(self):
        """What has come, as bytes; empty at the end."""
        data, self.got = self.got, b""
        return data or self.socket.recv(1 << 20)

    def await_line(self, part):
        """Reads on to a line that has `part` in it, and returns that line."""
        part = part.encode()
        until = time.monotonic() + PATIENCE
        while True:
            *lines, rest = self.got.split(b"\n")
            for i, line in enumerate(lines):
                if part in line:
                    self.got = b"\n".join(lines[i + 1 :] + [rest])
                    return line.decode(errors="replace").rstrip("\r")
            self.got = rest
            try:
                data = self.socket.recv(1 << 20) if time.monotonic() < until else b""
            except OSError:
                data = b""
            if not data:
                raise Broken(f"a client waited in vain for {part.decode()!r}; it has {rest!r}")
            self.got += data

    def close(self):
        self.socket.close()

    def reset(self):
        """Closes with a reset instead of the usual end."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.socket.close()


class Server:
    """A chatd on a free port. Its limits are the defaults where no option is given; but it keeps no history."""

    def __init__(self, *options, threads=2):
        self.log_file = tempfile.TemporaryFile()
        history = () if "--history" in options else ("--history", "off")
        command = [os.environ["CHATD"], "--bind", "127.0.0.1:0", "--threads", str(threads), *history, *options]
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log_file,
            preexec_fn=_end_with_parent,
        )
        self.pid = self.process.pid
        self.ended = os.pidfd_open(self.pid)  # readable once the server has ended
        self.most_memory = 0
        try:
            self.port = self._await_port()
        except Broken:
            self.kill()
            raise

    def _await_port(self):
        """The port that the banner on standard output names: from then on the server listens."""
        banner = b""
        until = time.monotonic() + PATIENCE
        while not (found := re.search(rb"port (\d+)\D", banner)):
            left = max(until - time.monotonic(), 0)
            data = select.select([self.process.stdout], [], [], left)[0] and os.read(self.process.stdout.fileno(), 4096)
            if not data:
                raise Broken(f"chatd did not start:\n{self.log()}")
            banner += data
        return int(found[1])

    def log(self):
        """All of the log so far."""
        size = os.fstat(self.log_file.fileno()).st_size
        return os.pread(self.log_file.fileno(), size, 0).decode(errors="replace")

    def log_bytes(self):
        return os.fstat(self.log_file.fileno()).st_size

    def status(self, field):
        """A number in /proc/PID/status, such as VmRSS (in kB)."""
        with open(f"/proc/{self.pid}/status") as file:
            return int(re.search(rf"^{field}:\s+(\d+)", file.read(), re.M)[1])

    def connect(self, source=ATTACKER, **options):
        """A connection that has said nothing yet."""
        return Client(self.port, source, **options)

    def line(self, name, room=None, source=ATTACKER, **options):
        """A client of the line door with this name."""
        client = self.connect(source, **options)
        client.say(f"/nick {name}")
        client.await_line("You are " + name)
        if room:
            client.say(f"/join {room}")
            client.await_line("You are in ")
        return client

    def irc(self, name, *channels, source=ATTACKER, **options):
        """An IRC client that is registered and in these rooms."""
        client = self.connect(source, **options)
        client.say(f"NICK {name}", f"USER {name} 0 * :{name}")
        client.await_line(" 001 ")
        for channel in channels:
            client.say(f"JOIN {channel}")
            client.await_line(" 366 ")
        return client

    def is_running(self):
        return self.process.poll() is None

    def has_ended(self, seconds):
        """Waits for the server's end, for so long at most. Any process may call this."""
        return bool(select.select([self.ended], [], [], seconds)[0])

    def keep_running(self, seconds):
        """Lets so much time pass, in which the server must not end."""
        if self.has_ended(seconds):
            raise Broken(f"the server ended:\n{self.log()[-2000:]}")

    def end(self, seconds=PATIENCE):
        """TERM. Returns the exit status and how long the end took."""
        start = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        while (status := self.process.poll()) is None:
            self.note_memory()
            if time.monotonic() - start > seconds:
                raise Broken(f"the server did not end within {seconds} s of TERM; it has {self.most_memory} kB")
            self.has_ended(0.002)
        return status, time.monotonic() - start

    def note_memory(self):
        """Looks at the most memory it has had (kB) while that can still be seen."""
        try:
            self.most_memory = max(self.most_memory, self.status("VmHWM"))
        except (OSError, TypeError):
            pass  # it has just ended

    def kill(self):
        if self.is_running():
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        os.close(self.ended)
        self.log_file.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()


class Waits:
    """How long bystanders waited for their own lines, in milliseconds."""

    def __init__(self, waits):
        self.waits = sorted(waits)

    def at(self, share):
        return self.waits[min(len(self.waits) - 1, int(len(self.waits) * share))]

    median = property(lambda self: self.at(0.5))
    p99 = property(lambda self: self.at(0.99))
    worst = property(lambda self: self.waits[-1])

    def __str__(self):
        return (f"median {self.median:9.2f} ms   p99 {self.p99:9.2f} ms   worst {self.worst:9.2f} ms"
                f"   ({len(self.waits)} lines)")


class Bystanders:
    """Pairs: one says RATE lines a second, the other hears them. A line's wait is counted from when it was
    due, not from when it could be written: who cannot write because the server does not read waits too."""

    def __init__(self, server, pairs=8, room="bystanders"):
        self.speakers, self.listener_of, self.said = [], {}, 0
        for i in range(pairs):
            source = f"127.0.1.{i + 1}"
            name = f"speaker{i}"
            self.speakers.append(server.line(name, f"{room}{i}" if room else None, source=source))
            listener = server.line(f"listener{i}", f"{room}{i}" if room else None, source=source)
            self.listener_of[listener.fileno()] = listener
        for client in [*self.speakers, *self.listener_of.values()]:
            client.socket.setblocking(False)

    def measure(self, seconds):
        """Says lines for so long, hears all of them, and returns their Waits."""
        start = time.monotonic()
        interval = 1 / RATE / len(self.speakers)
        due = [start + i * interval for i in range(int(seconds / interval))]
        first, waits, at = self.said, {}, 0
        until = due[-1] + PATIENCE
        while len(waits) < len(due):
            now = time.monotonic()
            while at < len(due) and due[at] <= now:
                self._say(self.speakers[at % len(self.speakers)], first + at)
                at += 1
            if now > until:
                raise Broken(f"{len(due) - len(waits)} of {len(due)} lines of bystanders did not arrive")
            pause = max(0, due[at] - time.monotonic()) if at < len(due) else 1
            readable = select.select([*self.listener_of.values(), *self.speakers], [], [], pause)[0]
            heard = time.monotonic()
            for client in readable:
                for number in self._hear(client):
                    if number >= first:
                        waits[number] = (heard - due[number - first]) * 1000
        self.said += len(due)
        return Waits(waits.values())

    def _say(self, speaker, number):
        try:
            speaker.send(f"bystander {number}\n")
        except OSError as error:
            raise Broken(f"a bystander cannot speak any more: {error}") from None

    def _hear(self, client):
        try:
            data = client.socket.recv(1 << 16)
        except OSError as error:
            raise Broken(f"a bystander lost the connection: {error}") from None
        if not data:
            raise Broken(f"a bystander was closed; it had {client.got[-300:]!r}")
        *lines, client.got = (client.got + data).split(b"\n")
        return [int(found[1]) for line in lines if (found := re.search(rb"bystander (\d+)", line))]


def pour(clients, lines):
    """Sends lines[client] to the server as often as it takes them, and reads what comes to all the clients, for ever."""
    for client in clients:
        client.socket.setblocking(False)
    while True:
        readable, writable, _ = select.select(clients, list(lines), [], 1)
        for client in readable:
            client.socket.recv(1 << 20)
        for client in writable:
            try:
                client.socket.send(lines[client])
            except BlockingIOError:
                pass


class SteadyReader:
    """Somebody in `room` who reads so many bytes a second, in a thread, until stop(), and may lose neither the
    connection nor a line."""

    def __init__(self, server, room, bytes_per_second, source="127.0.2.1"):
        self.client = server.line("reader" + source.rsplit(".", 1)[1], room, source=source, receive_buffer=65536)
        self.rate, self.taken, self.tail, self.why = bytes_per_second, 0, b"", None
        self.ending = threading.Event()
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self):
        start = time.monotonic()
        while not self.ending.wait(0.01):
            due = int((time.monotonic() - start) * self.rate) - self.taken
            if due <= 0:
                continue
            try:
                self.client.socket.settimeout(0.05)
                data = self.client.socket.recv(due)
            except TimeoutError:
                start, self.taken = time.monotonic(), 0  # nothing was there: it cannot catch up later
                continue
            except OSError as error:
                data, self.why = b"", str(error)
            if not data:
                self.why = self.why or f"closed, with the last words {self.tail[-200:]!r}"
                return
            self.taken += len(data)
            self.tail = (self.tail + data)[-400:]
            if b"were skipped" in data:
                self.why = "lines of it"
                return

    def stop(self):
        self.ending.set()
        self.thread.join()
        if self.why:
            raise Broken(f"a reader of {self.rate} bytes a second lost the connection or lines: {self.why}")


class Attack:
    """Runs f(server, ready) in processes of its own, so that it does not take the measuring one's time. The
    `with` block begins when each has called ready(), and its end kills them; so does the end of the script.
    What f raises fails the script."""

    def __init__(self, server, function, processes=1):
        self.server, self.function, self.processes = server, function, processes

    def __enter__(self):
        self.pipe, send = os.pipe()
        sys.stdout.flush()
        self.pids = [os.fork() or self._run(send) for _ in range(self.processes)]
        os.close(send)
        for _ in self.pids:
            if not select.select([self.pipe], [], [], LIFETIME)[0] or not os.read(self.pipe, 1):
                raise Broken("the attack failed before it was ready")
        return self

    def _run(self, send):
        status = 1
        try:
            _end_with_parent()
            signal.alarm(LIFETIME)
            self.function(self.server, lambda: os.write(send, b"."))
            status = 0
        except Exception as error:  # the parent hears of it by the status
            print(f"attack: {type(error).__name__}: {error}", flush=True)
        finally:
            os._exit(status)

    def __exit__(self, *_):
        failed = False
        for pid in self.pids:
            gone, status = os.waitpid(pid, os.WNOHANG)
            failed |= bool(gone) and status != 0
            if not gone:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
        os.close(self.pipe)
        if failed and self.server.is_running():
            raise Broken("the attack ended before its time")


def check_server(server):
    """The server still runs, and ends well."""
    if not server.is_running():
        raise Broken(f"the server ended with status {server.process.returncode}:\n{server.log()[-2000:]}")
    status, _ = server.end()
    if status != 0:
        raise Broken(f"the server ended with status {status}:\n{server.log()[-2000:]}")


def run(script):
    """Runs script(), and ends with 1 and a sentence where a promise was broken."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    signal.alarm(LIFETIME)
    print(sys.modules["__main__"].__doc__.strip())
    try:
        script()
    except Broken as broken:
        sys.exit(f"BROKEN: {broken}")


def compare(attack, *options, worst_ratio=None, seconds=5, calm_seconds=5, room="bystanders", prepare=None, also=None,
            processes=1):
    """The usual script. `worst_ratio` bounds the p99 of the waits with the attacker by that without, or by
    CALM_MS where that is less: on a busy machine, calm is an accident.
    also(server, prepare(server)) checks more at the attack's end."""
    def script():
        with Server(*options) as server:
            bystanders = Bystanders(server, room=room)
            prepared = prepare(server) if prepare else None
            bystanders.measure(0.5)  # all is warm
            calm = bystanders.measure(calm_seconds)
            print(f"without: {calm}", flush=True)
            with Attack(server, attack, processes):
                hurt = bystanders.measure(seconds)
                print(f"with:    {hurt}")
                memory = server.status("VmHWM") if server.is_running() else 0
                if also:
                    also(server, prepared)
            ratio = hurt.p99 / max(calm.p99, CALM_MS)
            print(f"ratio:   median {hurt.median / calm.median:9.2f}      p99 {hurt.p99 / calm.p99:9.2f}      "
                  f"worst {hurt.worst / calm.worst:9.2f}      (server's most memory: {memory} kB)", flush=True)
            check_server(server)
            if worst_ratio and ratio > worst_ratio:
                raise Broken(f"the p99 with the attacker is {ratio:.0f} times that without (or {CALM_MS} ms); "
                             f"at most {worst_ratio} was promised")
    run(script)
