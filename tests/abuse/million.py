#!/usr/bin/env python3
"""Fifty connections search the history of a million lines without end, each again as soon as it has its answer, and
no speed limit holds them back. Searches are answered by one thread, one after the other, and never by a loop."""

import datetime
import os
import random
import subprocess
import tempfile
import time

import abuse

LINES = int(os.environ.get("LINES_STORED", 1000000))
WORDS = ("the a of build server please ok lunch disk why again test tomorrow nobody see line that not is works for me "
         "restart loop client patch merged thanks hello everybody report number").split()


def fill(folder):
    """Imports the lines: nine words each, the last one rare, of 200 people within ten days."""
    begin = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=10)
    command = [os.environ["CHATD"], "--import", "--state", folder]
    texts = [" ".join(random.choices(WORDS, k=8)) for _ in range(10000)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, text=True) as process:
        for number in range(LINES):
            if number % 1000 == 0:
                when = (begin + datetime.timedelta(days=9 * number / LINES)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
            process.stdin.write(f'{{"room":"#past","number":{number + 1},"time":"{when}","name":"u{number % 200}",'
                                f'"user":"u","host":"h","kind":"say","text":"{texts[number % 10000]} '
                                f'w{random.randrange(100000)}"}}\n')
    if process.returncode != 0:
        raise abuse.Broken("the lines could not be imported")


def ask(server):
    """How long pages and searches take while nobody else asks, once the index has all lines."""
    client = server.line("first", "past")
    client.say("/search nobody-says-this")
    while "at once" in client.await_line("-- "):
        client.say("/search nobody-says-this")
    for what, question, end in (
        ("pages:   ", lambda: "/history 50", "-- Earlier lines: "),
        ("searches:", lambda: f"/search {random.choice(WORDS)} {random.choice(WORDS)}", "-- 20 lines of "),
    ):
        waits = []
        for _ in range(500):
            start = time.monotonic()
            client.say(question())
            client.await_line(end)
            waits.append((time.monotonic() - start) * 1000)
        print(what, abuse.Waits(waits), flush=True)
    client.close()


def attack(server, ready):
    # It is not to take the processor from the server and those who measure.
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    clients = [server.line(f"search{i}", "past") for i in range(50)]
    ready()
    while True:
        for client in clients:
            client.say(f"/search {random.choice(WORDS)} {random.choice(WORDS)}")
        for client in clients:
            client.await_line("-- ")


with tempfile.TemporaryDirectory() as folder:
    fill(folder)
    abuse.compare(attack, "--history", "strict", "--state", folder, "--rate", "0", worst_ratio=10, seconds=15,
                  calm_seconds=15, prepare=ask)
