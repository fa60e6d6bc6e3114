#!/usr/bin/env python3
"""All connections that one address may have say their whole burst at once, again and again as soon as they may.
Readers of 10 Mbit/s must never be put off as too slow."""

import select

import abuse

LINES = (b"x" * 1000 + b"\n") * 100  # a session's burst


def attack(server, ready):
    clients = [server.line(f"burst{i}", "hall") for i in range(60)]
    for client in clients:
        client.socket.setblocking(False)
    ready()
    left = {client: b"" for client in clients}
    while True:
        readable, writable, _ = select.select(clients, clients, [], 1)
        for client in readable:
            if not client.socket.recv(1 << 20):  # it reads what the others say
                raise abuse.Broken("an attacker was closed")
        for client in writable:
            left[client] = left[client] or LINES
            try:
                left[client] = left[client][client.socket.send(left[client]):]
            except BlockingIOError:
                pass


def readers(server):
    return [abuse.SteadyReader(server, "hall", 1_250_000, f"127.0.2.{i + 1}") for i in range(2)]


def still_here(server, readers):
    for reader in readers:
        reader.stop()


abuse.compare(attack, seconds=10, worst_ratio=200, prepare=readers, also=still_here)
