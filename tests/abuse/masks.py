#!/usr/bin/env python3
"""One address asks for LIST and WHO with masks that used to cost the product of mask and name, and speaks in a
room that has a hundred such bans. The 800 rooms are of twenty addresses, since one may own 512."""

import abuse


def attack(server, ready):
    makers = [server.irc(f"maker{i}", source=f"127.0.3.{i + 1}") for i in range(20)]
    for i, client in enumerate(makers):
        for j in range(40):
            client.say(f"JOIN #{'a' * 40}{i}x{j}")
            client.await_line(" 366 ")
    askers = [server.irc(f"asker{i}", *(["#bans"] if i == 0 else [])) for i in range(20)]
    for i in range(90):
        askers[0].say(f"MODE #bans +b *{'a?' * 24}*{i}")
        askers[0].await_line("MODE #bans")
    ready()
    mask = "*" + "?" * 60 + "z"
    many = "#*" + "a?" * 30 + "z*"
    asks = [f"LIST #{mask}\r\nWHO {mask}\r\nLIST {many}\r\nWHO *{'a?' * 24}z*\r\n".encode() for _ in askers]
    asks[0] += b"PRIVMSG #bans :hello\r\n" * 10
    abuse.pour(askers, dict(zip(askers, asks)))


abuse.compare(attack, worst_ratio=200)
