#!/usr/bin/env python3
"""One address whose 64 connections have chosen 64 dialects (sets of capabilities) and are in the same 100 rooms.
They read everything, so nothing waits for them; but each room has a feed for each dialect, and a busy feed
has blocks of 16 KiB. A feed that is quiet must give its last block back: 6,400 of them are 99 MB."""

import os
import select
import threading
import time

import abuse

CAPABILITIES = ["server-time", "away-notify", "extended-join", "invite-notify", "setname", "chghost"]
ROOMS = 100
CONNECTIONS = 64
LINES, LINE_BYTES = 50, 380  # said in each room: a feed's last block has 16 KiB then
GROWN_KB_MAX = 24000  # of the server, once the rooms are quiet; 16 KiB for each feed would be 102,400
QUIET_SECONDS = 20  # within which it must have come down


def come(server, number):
    """A client with those capabilities that are the bits of its number."""
    client = server.connect()
    chosen = [name for bit, name in enumerate(CAPABILITIES) if number >> bit & 1]
    client.say("CAP LS 302", f"NICK dialect{number}", f"USER u 0 * :u")
    if chosen:
        client.say("CAP REQ :" + " ".join(chosen))
        client.await_line(" ACK ")
    client.say("CAP END")
    client.await_line(" 001 ")
    return client


class Reading(threading.Thread):
    """Reads everything, of all clients."""

    def __init__(self):
        super().__init__(daemon=True)
        self.clients, self.taken, self.why = [], 0, None
        self.changed = threading.Condition()
        self.wake_read, self.wake = os.pipe()

    def run(self):
        while not self.why:
            for client in select.select([*self.clients, self.wake_read], [], [])[0]:
                if client == self.wake_read:
                    os.read(self.wake_read, 1)
                    continue
                data = client.socket.recv(1 << 20)
                with self.changed:
                    self.taken += len(data)
                    if not data:
                        self.why = "a client that reads everything was closed"
                    self.changed.notify()

    def add(self, client):
        self.clients.append(client)
        os.write(self.wake, b".")


def join_rooms(client):
    client.say("JOIN " + ",".join(f"#r{room}" for room in range(ROOMS)))
    client.await_line(f" #r{ROOMS - 1} :End of")


def join_all(server):
    reading = Reading()
    reading.start()
    for number in range(CONNECTIONS):
        client = come(server, number)
        join_rooms(client)
        reading.add(client)
    return reading


def say_all(server, reading):
    """Fills the feeds of all rooms, and waits until everything has been read."""
    speaker = server.irc("speaker", source="127.0.1.1")
    join_rooms(speaker)
    expected = reading.taken + LINES * ROOMS * CONNECTIONS * LINE_BYTES
    for _ in range(LINES):
        for room in range(ROOMS):
            speaker.say(f"PRIVMSG #r{room} :{'x' * LINE_BYTES}")
    with reading.changed:
        reading.changed.wait_for(lambda: reading.why or reading.taken >= expected, abuse.PATIENCE)
    if reading.taken < expected:
        raise abuse.Broken(reading.why or f"{reading.taken} of {expected} bytes were read")


def script():
    # Without a limit of speed: saying so much takes 10 seconds with it, and joining 5 minutes.
    with abuse.Server("--rate", "0") as server:
        reading = join_all(server)
        before = server.status("VmRSS")
        say_all(server, reading)
        busy = server.status("VmRSS")
        until = time.monotonic() + QUIET_SECONDS
        while (quiet := server.status("VmRSS")) > before + GROWN_KB_MAX and time.monotonic() < until:
            server.keep_running(0.1)
        print(f"memory:  {before} kB before, {busy} kB just after, {quiet} kB when the rooms were quiet")
        abuse.check_server(server)
        if quiet > before + GROWN_KB_MAX:
            raise abuse.Broken(f"{quiet - before} kB more are kept; at most {GROWN_KB_MAX} was promised")


abuse.run(script)
