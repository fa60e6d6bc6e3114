#!/usr/bin/env python3
"""One address fills the log: connects and resets, names, tries at passwords, modes and kicks, as fast as it can.

The log must grow by a little only, count what it leaves out, and still show what somebody else does."""

import os
import re
import subprocess
import time

import abuse

SECONDS = 6
BYTES_A_SECOND = 20_000  # a promise: 2.5 to 4.4 million were written once


def storm(server, ready):
    owner, victim = server.line("owner", "storm"), server.line("victim", "storm")
    owner.socket.setblocking(False)
    victim.socket.setblocking(False)
    ready()
    at = 0
    while True:
        at += 1
        for _ in range(20):
            client = server.connect()
            client.send(f"/nick storm{at}\n/oper root x\n" if at % 2 else "\x16\x03\x01")
            client.reset()
        for client, lines in (
            (owner, b"/mode secret\n/mode -secret\n/ban victim\n/unban victim\n/kick victim\n"),
            (victim, b"/join storm\n/nick victim2\n/nick victim\n"),
        ):
            try:
                client.socket.send(lines)
                client.socket.recv(1 << 16)
            except BlockingIOError:
                pass


def row():
    made = subprocess.run(
        [os.environ["CHATD"], "--hash-password"], input="secret\n", capture_output=True, text=True, check=True
    )
    return "root:" + made.stdout.strip()


def script():
    with abuse.Server("--oper", row()) as server:
        with abuse.Attack(server, storm):
            server.keep_running(1)  # what an address has at once is written
            before, start = server.log_bytes(), time.monotonic()
            seen = server.log().count("event=connected name=guest-")
            server.keep_running(SECONDS / 2)
            other = server.line("wanderer", source="127.0.9.1")
            other.close()
            server.keep_running(SECONDS / 2)
            grown = (server.log_bytes() - before) / (time.monotonic() - start)
        log = server.log()
        left_out = sum(map(int, re.findall(r"event=closed suppressed=(\d+)", log)))
        print(f"the log grew by {grown:.0f} bytes a second; {left_out} ends were counted and not written; "
              f"{seen} connects were")
        if grown > BYTES_A_SECOND:
            raise abuse.Broken(f"the log grew by {grown:.0f} bytes a second; {BYTES_A_SECOND} were promised")
        if left_out < 100:
            raise abuse.Broken("the storm was none, or what was left out is not counted")
        for part in ("event=oper_refused .*peer=127.0.0.2:", "event=kick .*target=victim",
                     "event=renamed name=wanderer peer=127.0.9.1:"):
            if not re.search(part, log):
                raise abuse.Broken(f"the log has no {part}")
        abuse.check_server(server)


abuse.run(script)
