#!/usr/bin/env python3
"""Sixty connections of one address search without end for words that are hard to find. Somebody else's pages are
answered in turn: they wait for one search, and not for all sixty."""

import datetime
import json
import os
import select
import statistics
import subprocess
import tempfile
import time

import abuse

LINES, CONNECTIONS, PAGES = 40000, 60, 30
WORDS = "alpha beta gamma delta epsilon zeta eta theta".split()
SHARE = 4  # a page waits for less than this part of a search's wait


def make_history(folder):
    """A room with many lines of two words each."""
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    lines = [json.dumps({"room": "#busy", "number": i + 1, "time": now, "name": "ada", "kind": "say",
                         "text": f"{WORDS[i % 8]} {WORDS[i // 8 % 8]} common"}) for i in range(LINES)]
    subprocess.run([os.environ["CHATD"], "--import", "--state", folder], input="\n".join(lines).encode(), check=True)


class Asker:
    """Asks again so many seconds after it has its answer, and notes how long that took."""

    def __init__(self, client, question, pause=0):
        self.client, self.question, self.pause, self.waits = client, question + "\n", pause, []
        client.socket.setblocking(False)
        self.ask()

    def ask(self):
        self.since, self.due, self.tail = time.monotonic(), None, b""
        self.client.send(self.question)

    def ask_again(self):
        if self.due and time.monotonic() >= self.due:
            self.ask()

    def hear(self):
        data = self.client.socket.recv(1 << 20)
        if not data:
            raise abuse.Broken("somebody was closed")
        self.tail = (self.tail + data)[-200:]
        if self.tail.endswith(b"\n") and self.tail.splitlines()[-1].startswith(b"-- "):
            self.waits.append(time.monotonic() - self.since)
            self.due = time.monotonic() + self.pause
            self.tail = b""


def script():
    with tempfile.TemporaryDirectory(prefix="chatd-abuse-") as state:
        make_history(state)
        with abuse.Server("--history", "strict", "--state", state, "--rate", "1000") as server:
            first = server.line("first", "busy")  # until all lines are indexed
            first.say("/search 1 common")
            first.await_line("-- ")
            search = "/search common " + " ".join(WORDS[:7])
            greedy = [Asker(server.line(f"greedy{i}", "busy"), search) for i in range(CONNECTIONS)]
            modest = Asker(server.line("modest", "busy", source="127.0.1.1"), "/history 5", 0.1)
            askers = {asker.client: asker for asker in [*greedy, modest]}
            until = time.monotonic() + 30
            while len(modest.waits) < PAGES and time.monotonic() < until:
                for client in select.select(list(askers), [], [], 0.02)[0]:
                    askers[client].hear()
                for asker in askers.values():
                    asker.ask_again()
            abuse.check_server(server)
    searches = statistics.median([wait for asker in greedy for wait in asker.waits] or [30])
    page = statistics.median(modest.waits or [30])
    print(f"a search waited {searches * 1000:.1f} ms, a page {page * 1000:.1f} ms (medians; {len(modest.waits)} pages)")
    if len(modest.waits) < PAGES or page * SHARE > searches:
        raise abuse.Broken("a page waits for other people's searches")


abuse.run(script)
