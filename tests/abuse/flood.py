#!/usr/bin/env python3
"""One address, as many connections as it may have, each writing lines as fast as it can."""

import select

import abuse


def attack(server, ready):
    clients = [server.line(f"flood{i}", "flood") for i in range(64)]
    for client in clients:
        client.socket.setblocking(False)
    lines = b"to whom it may concern\n" * 500
    ready()
    while True:
        readable, writable, _ = select.select(clients, clients, [], 1)
        for client in readable:
            client.socket.recv(1 << 16)
        for client in writable:
            try:
                client.socket.send(lines)
            except BlockingIOError:
                pass


abuse.compare(attack, worst_ratio=200)
