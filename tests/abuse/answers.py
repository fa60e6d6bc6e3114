#!/usr/bin/env python3
"""There are a thousand rooms, and all connections of one address ask for LIST and WHO and read slowly. A long
answer is made as it is read, so it takes no memory. The rooms are of ten addresses, since one may own 512."""

import select

import abuse

KB_MAX = 60000  # of the server; an answer has 100 kB, and was kept whole for each


def attack(server, ready):
    makers = [server.irc(f"maker{i}", source=f"127.0.3.{i + 1}") for i in range(10)]
    for i, client in enumerate(makers):
        for j in range(100):
            client.say(f"JOIN #room-with-a-rather-long-name-{i}-{j}")
        for _ in range(100):
            client.await_line(" 366 ")
    askers = [server.irc(f"asker{i}", receive_buffer=2048) for i in range(50)]
    ready()
    for client in askers:
        client.socket.setblocking(False)
    while True:
        for client in askers:
            try:
                client.socket.send(b"LIST\r\nWHO\r\n")
            except (BlockingIOError, OSError):
                pass
        for client in select.select(askers, [], [], 0.1)[0]:
            try:
                client.socket.recv(512)
            except OSError:
                pass
        server.keep_running(0.01)


def check_memory(server, _):
    used = server.status("VmRSS")
    print(f"memory:  {used} kB")
    if used > KB_MAX:
        raise abuse.Broken(f"the server has {used} kB; at most {KB_MAX} was promised")


abuse.compare(attack, worst_ratio=200, also=check_memory)
