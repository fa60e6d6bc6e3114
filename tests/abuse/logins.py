#!/usr/bin/env python3
"""1,000 wrong passwords for an account, from 50 addresses, and again and again; meanwhile the owner, who is at
home, logs in each time, and a pair of people talk."""

import time

import abuse

PASSWORD = "correct horse battery"
OWNER = "127.0.9.1"
ADDRESSES = 50
TRIES = 20  # of each address: most are refused without being looked at


def prepare(server):
    owner = server.line("victim", source=OWNER)
    owner.say("/register " + PASSWORD)
    owner.await_line("You are logged in")
    owner.close()


def attack(server, ready):
    clients = [server.line(f"guesser{i}", source=f"127.0.3.{i + 1}") for i in range(ADDRESSES)]
    ready()
    while True:
        for _ in range(TRIES):
            for client in clients:
                client.say("/login victim guess")
            for client in clients:
                client.await_line("!!")


def owner_logs_in(server):
    """How long the owner waits for that, at home and while others guess."""
    start = time.monotonic()
    client = server.line("visitor", source=OWNER)
    client.say("/login victim " + PASSWORD)
    line = client.await_line("logged in as victim")
    client.say("/quit")
    client.close()
    if "victim" not in line:
        raise abuse.Broken("the owner was kept out: " + line)
    return time.monotonic() - start


def script():
    with abuse.Server("--plain-passwords") as server:
        prepare(server)
        bystanders = abuse.Bystanders(server)
        calm = bystanders.measure(5)
        with abuse.Attack(server, attack):
            waits = bystanders.measure(8)
            longest = max(owner_logs_in(server) for _ in range(5))
        memory = server.status("VmHWM")
        refused = server.log().count("event=login_refused")
        print(f"alone:        {calm}\nwhile {ADDRESSES} addresses guess: {waits}")
        print(f"p99 {waits.at(0.99) / calm.at(0.99):.2f} times; {refused} refusals in the log; "
              f"the owner was in after {longest:.2f} s at most; {memory} kB at most")
        if memory > 200_000:
            raise abuse.Broken(f"memory went up to {memory} kB")
        abuse.check_server(server)


abuse.run(script)
