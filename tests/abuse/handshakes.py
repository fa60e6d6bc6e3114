#!/usr/bin/env python3
"""10,000 clients from 200 addresses begin a TLS handshake at the same time, and all are served. Those who talk
meanwhile go on being heard: an answer to a hello takes most of a millisecond, and many of them must not stand
between a line and its readers."""

import os
import select
import socket
import ssl
import time

import abuse

CLIENTS = 10_000
ADDRESSES = 200
PROCESSES = 2
SECONDS = 40  # for all of them, on a slow machine


class Caller:
    """Shakes hands, leaves, and is told goodbye."""

    def __init__(self, tls, port, number):
        plain = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        plain.setsockopt(socket.IPPROTO_IP, 24, 1)  # IP_BIND_ADDRESS_NO_PORT
        plain.bind((f"127.0.{4 + number % ADDRESSES // 100}.{number % 100 + 1}", 0))
        plain.connect(("127.0.0.1", port))
        plain.setblocking(False)
        self.socket = tls.wrap_socket(plain, do_handshake_on_connect=False)
        self.shaken, self.got = False, b""

    def advance(self):
        """True once it is served, or its connection has ended."""
        try:
            if not self.shaken:
                self.socket.do_handshake()
                self.shaken = True
                self.socket.send(b"/quit\n")
            while data := self.socket.recv(4096):
                self.got += data
            return True
        except ssl.SSLWantReadError:
            return False
        except OSError:
            return True

    def is_served(self):
        return b"-- Goodbye." in self.got


def call(port, process):
    """Returns how many were served."""
    tls, poll = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), select.epoll()
    tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
    waiting, served = {}, 0
    for number in range(process, CLIENTS, PROCESSES):
        caller = Caller(tls, port, number)
        caller.advance()  # the hello
        waiting[caller.socket.fileno()] = caller
        poll.register(caller.socket, select.EPOLLIN)
    until = time.monotonic() + SECONDS
    while waiting and time.monotonic() < until:
        for fd, _ in poll.poll(1):
            if waiting[fd].advance():
                served += waiting[fd].is_served()
                waiting.pop(fd).socket.close()
    return served


class Storm:
    """The processes that call, from the first hello to the last answer."""

    def __init__(self, port):
        self.ends = []
        for process in range(PROCESSES):
            end, other = os.pipe()
            if os.fork() == 0:
                served = 0
                try:
                    served = call(port, process)
                finally:
                    os.write(other, b"%d" % served)
                    os._exit(0)
            os.close(other)
            self.ends.append(end)

    def is_over(self):
        return len(select.select(self.ends, [], [], 0)[0]) == len(self.ends)

    def served(self):
        return sum(int(os.read(end, 32) or 0) for end in self.ends)


def script():
    with abuse.Server("--max-per-address", "200") as server:
        bystanders = abuse.Bystanders(server)
        bystanders.measure(0.5)  # all is warm
        calm = bystanders.measure(5)
        print(f"without: {calm}", flush=True)
        start = time.monotonic()
        storm = Storm(server.port)
        waits = []
        while not storm.is_over():
            waits += bystanders.measure(0.5).waits
        seconds, served, hurt = time.monotonic() - start, storm.served(), abuse.Waits(waits)
        print(f"with:    {hurt}")
        print(f"result:  {served} of {CLIENTS} callers were served in {seconds:.1f} s; a bystander's p99 was "
              f"{calm.p99:.2f} ms before and {hurt.p99:.2f} ms meanwhile (server's most memory: "
              f"{server.status('VmHWM')} kB)", flush=True)
        if served < CLIENTS:
            raise abuse.Broken(f"{CLIENTS - served} callers were not served\n{server.log()[-2000:]}")
        abuse.check_server(server)


abuse.run(script)
