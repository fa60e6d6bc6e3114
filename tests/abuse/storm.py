#!/usr/bin/env python3
"""One address that connects and resets as fast as it can, from two processes. Handshakes have their share of a
turn, not all of it: bystanders go on being heard."""

import socket
import struct

import abuse

RESET = struct.pack("ii", 1, 0)


def attack(server, ready):
    ready()
    target = ("127.0.0.1", server.port)
    while True:
        batch = []
        for _ in range(200):
            one = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
            one.setsockopt(socket.IPPROTO_IP, 24, 1)  # IP_BIND_ADDRESS_NO_PORT
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            try:
                one.bind((abuse.ATTACKER, 0))
                one.connect(target)
            except BlockingIOError:
                pass
            except OSError:
                one.close()
                continue
            batch.append(one)
        for one in batch:
            one.close()


abuse.compare(attack, seconds=10, worst_ratio=100, processes=2)
