#!/usr/bin/env python3
"""Forty connections of one address say a line and erase it by /forget, again and again, on a server with 20,000
rooms: history stays strict, so nobody is told that the disk does not keep up."""

import datetime
import json
import os
import select
import subprocess
import tempfile

import abuse

ROOMS, CONNECTIONS = 20000, 40


def make_history(folder):
    """Rooms in which one line has just been said."""
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    lines = [json.dumps({"room": f"#room{i}", "number": 1, "time": now, "name": "ada", "kind": "say", "text": "hello"})
             for i in range(ROOMS)]
    subprocess.run([os.environ["CHATD"], "--import", "--state", folder], input="\n".join(lines).encode(), check=True)


def attack(server, ready):
    clients = [server.line(f"forgetful{i}", f"room{i}") for i in range(CONNECTIONS)]
    for client in clients:
        client.socket.setblocking(False)
    ready()
    while True:
        for client in clients:
            try:
                client.send("something\n/forget\n")
            except BlockingIOError:
                pass
        for client in select.select(clients, [], [], 0.05)[0]:
            if not client.socket.recv(1 << 20):
                raise abuse.Broken("an attacker was closed")


def still_strict(server, _):
    if "history_late" in server.log():
        raise abuse.Broken("the history is not strict any more")


with tempfile.TemporaryDirectory(prefix="chatd-abuse-") as state:
    make_history(state)
    abuse.compare(attack, "--history", "strict", "--state", state, worst_ratio=200, also=still_strict)
