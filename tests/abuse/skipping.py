#!/usr/bin/env python3
"""Six hundred connections read nothing more of a room in which ten addresses say all that they may, and each is
written to now and then, so that what the room says is copied for it. Lines are skipped for them: they keep
their connections and cost no more than the limits say, and who reads loses no line."""

import select
import time

import abuse

ADDRESSES, EACH, SPEAKERS = 10, 60, 10
MEMORY_KB = 800_000  # 64 MiB for each address, and the rest
LINES = (b"x" * 1000 + b"\n") * 100


def deaf(server):
    clients = []
    for name, source in [(f"deaf{a}-{i}", f"127.0.3.{a + 1}") for a in range(ADDRESSES) for i in range(EACH)]:
        clients.append(server.connect(source, receive_buffer=4096))
        clients[-1].say(f"/nick {name}", "/join hall")
    for client in clients:
        client.await_line("You are in #hall")
    return clients, [abuse.SteadyReader(server, "hall", 4_000_000, f"127.0.2.{i + 1}") for i in range(2)]


def attack(server, ready):
    speakers = [server.line(f"loud{i}", "hall", f"127.0.4.{i + 1}") for i in range(SPEAKERS)]
    writer = server.line("writer", source="127.0.5.1")
    names = [f"deaf{a}-{i}" for a in range(ADDRESSES) for i in range(EACH)]
    for client in [*speakers, writer]:
        client.socket.setblocking(False)
    left = {client: b"" for client in speakers}
    at, due = 0, time.monotonic()
    full, waiting = due + 7, True  # until then the system's own buffers take what is said
    while True:
        if waiting and time.monotonic() > full:
            waiting = False
            ready()
        readable, writable, _ = select.select([*speakers, writer], speakers, [], 0.05)
        for client in readable:
            if not client.socket.recv(1 << 20):
                raise abuse.Broken("an attacker was closed")
        for client in writable:
            left[client] = left[client] or LINES
            try:
                left[client] = left[client][client.socket.send(left[client]):]
            except BlockingIOError:
                pass
        if time.monotonic() > due:
            writer.send(f"/msg {names[at % len(names)]} psst\n")
            at, due = at + 1, due + 0.05


def still_here(server, prepared):
    clients, readers = prepared
    for reader in readers:
        reader.stop()
    memory = server.status("VmHWM")
    if memory > MEMORY_KB:
        raise abuse.Broken(f"the server had {memory} kB")
    for client in clients:
        client.send("I am still here\n")
    for client in clients[::50]:
        client.await_line("lines were skipped")


abuse.compare(attack, seconds=12, worst_ratio=100, prepare=deaf, also=still_here)
