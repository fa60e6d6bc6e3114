#!/usr/bin/env python3
"""Guessers of an operator's password: 64 from one address, one from each of 64 addresses, and 64 beside the
operator on the server's own machine.

The operator, in the first two from another address, becomes one again and again meanwhile, and must get in each time. The
log has a line for each address that guesses, and does not grow by more than it may."""

import os
import re
import subprocess
import time

import abuse

PASSWORD = "correct horse"
OPERATOR = "127.0.9.1"
GUESSERS = 64
SECONDS = 8


def row():
    made = subprocess.run(
        [os.environ["CHATD"], "--hash-password"], input=PASSWORD + "\n", capture_output=True, text=True, check=True
    )
    return "root:" + made.stdout.strip()


def guess(sources):
    def attack(server, ready):
        clients = [server.line(f"guesser{i}", source=source) for i, source in enumerate(sources)]
        ready()
        while True:
            for client in clients:
                client.say("/oper root guess")
            for client in clients:
                client.await_line("!!")

    return attack


def succeed(server, operator):
    """One visit of the operator: connects, says the password once, and tells what became of it."""
    client = server.line("boss", source=operator)
    client.say("/oper root " + PASSWORD)
    while True:
        line = client.await_line("")
        if "server's operators now" in line or line.startswith("!!"):
            client.say("/quit")
            client.await_line("Goodbye")
            client.close()
            return not line.startswith("!!")


def measure(server, sources, operator, name):
    before = server.log_bytes()
    with abuse.Attack(server, guess(sources)):
        until, tries, good, longest = time.monotonic() + SECONDS, 0, 0, 0
        while time.monotonic() < until:
            start = time.monotonic()
            good += succeed(server, operator)
            tries += 1
            longest = max(longest, time.monotonic() - start)
    grown = server.log_bytes() - before
    print(f"{name}: let in {good} of {tries} times, after {longest:.2f} s at most; the log grew by {grown} bytes")
    if good < tries:
        raise abuse.Broken(f"the operator was kept out {tries - good} times of {tries}")
    seen = set(re.findall(r"event=oper_refused .*peer=(127\.[0-9.]+):", server.log()))
    if not seen >= set(sources):
        raise abuse.Broken(f"addresses that guessed are not in the log: {set(sources) - seen}")
    if grown > 300_000:
        raise abuse.Broken(f"the log grew by {grown} bytes")


def script():
    for sources, operator, name in (
        (["127.0.0.2"] * GUESSERS, OPERATOR, "64 of one address"),
        ([f"127.0.0.{i + 2}" for i in range(GUESSERS)], OPERATOR, "64 addresses"),
        (["127.0.0.1"] * GUESSERS, "127.0.0.1", "64 on the same machine"),
    ):
        with abuse.Server("--oper", row()) as server:
            measure(server, sources, operator, name)
            abuse.check_server(server)


abuse.run(script)
