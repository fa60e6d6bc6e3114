#!/usr/bin/env python3
"""Operators of eight rooms each who lose the connection again and again, so that names and rooms are kept for them."""

import abuse


def attack(server, ready):
    number = 0
    ready()
    while True:
        number += 1
        client = server.connect()
        client.say(f"NICK op{number}", f"USER op{number} 0 * :op")
        client.await_line(" 001 ")
        client.say("JOIN " + ",".join(f"#kept{number}-{i}" for i in range(8)))
        client.await_line(f" 366 op{number} #kept{number}-7 ")
        client.say(*(f"MODE #kept{number}-{i} +b {'x' * 100}{i}!*@*" for i in range(8)))
        client.await_line(f"MODE #kept{number}-7 ")
        client.reset()


abuse.compare(attack, worst_ratio=200)
