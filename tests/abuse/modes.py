#!/usr/bin/env python3
"""Fifty operators of one room that is read in 64 dialects, each sending MODE with 450 changes of flags in it."""

import abuse

CAPS = ["message-tags", "server-time", "away-notify", "extended-join", "invite-notify", "setname"]


def come(server, number):
    """Whose choice of capabilities nobody else has."""
    client = server.connect()
    caps = " ".join(cap for bit, cap in enumerate(CAPS) if number >> bit & 1)
    client.say("CAP REQ :" + caps, f"NICK op{number}", f"USER op{number} 0 * :op", "CAP END")
    client.await_line(" 001 ")
    client.say("JOIN #modes")
    client.await_line(" 366 ")
    return client


def attack(server, ready):
    clients = [come(server, i) for i in range(64)]
    for first in range(1, 50, 6):
        names = [f"op{i}" for i in range(first, min(first + 6, 50))]
        clients[0].say("MODE #modes +" + "o" * len(names) + " " + " ".join(names))
    clients[49].await_line("op49")
    line = b"MODE #modes " + b"+m-m" * 112 + b"+s\r\nMODE #modes " + b"+m-m" * 112 + b"-s\r\n"
    ready()
    abuse.pour(clients, dict.fromkeys(clients[:50], line))


abuse.compare(attack, worst_ratio=200)
