#!/usr/bin/env python3
"""One address whose connections say a burst of lines, leave, and come back for the next one. A steady reader
of 1 MB/s, as a bystander is, must never be put off as too slow: an address has one allowance."""

import select

import abuse

LINES = (b"x" * 1000 + b"\n") * 100  # a session's burst


def attack(server, ready):
    ready()
    number, clients = 0, []
    while True:
        while len(clients) < 60:
            number += 1
            client = server.connect()
            client.send(b"/nick come%d\n/join hall\n" % number + LINES + b"/quit\n")
            clients.append(client)
        for client in select.select(clients, [], [], 1)[0]:
            try:
                if client.socket.recv(1 << 16):
                    continue
            except ConnectionError:
                pass
            client.close()
            clients.remove(client)


def readers(server):
    return [abuse.SteadyReader(server, "hall", 1_000_000, f"127.0.2.{i + 1}") for i in range(2)]


def still_here(server, readers):
    for reader in readers:
        reader.stop()


abuse.compare(attack, seconds=10, worst_ratio=200, prepare=readers, also=still_here)
