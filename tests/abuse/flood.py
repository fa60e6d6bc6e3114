#!/usr/bin/env python3
"""One address, as many connections as it may have, each writing lines as fast as it can."""

import abuse


def attack(server, ready):
    clients = [server.line(f"flood{i}", "flood") for i in range(64)]
    ready()
    abuse.pour(clients, dict.fromkeys(clients, b"to whom it may concern\n" * 500))


abuse.compare(attack, worst_ratio=200)
