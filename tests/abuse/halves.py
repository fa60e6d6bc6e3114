#!/usr/bin/env python3
"""TLS handshakes that are begun and never finished: the server has answered, and waits. One address begins
1,000 and gets as many as it may have connections; then 5,000 come from 100 addresses. Those who talk are heard
all the while, whoever comes with TLS is served, and the memory of each is bounded."""

import socket
import ssl

import abuse

OF_ONE = 1000
ALLOWED = 64  # --max-per-address
ADDRESSES, OF_EACH = 100, 50
MOST_KB = 64  # of memory, for each


def hello():
    """What a client says first."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
    out = ssl.MemoryBIO()
    try:
        tls.wrap_bio(ssl.MemoryBIO(), out).do_handshake()
    except ssl.SSLWantReadError:
        return out.read()


def begin(server, source, count):
    """The clients that the server has answered; those who were refused are closed."""
    clients = [server.connect(source) for _ in range(count)]
    answered = []
    for client in clients:
        try:
            client.send(hello())
        except OSError:
            pass  # it has been refused
    for client in clients:
        try:
            first = client.socket.recv(1, socket.MSG_PEEK)
        except ConnectionError:
            first = b""
        if first == b"\x16":  # a record of the handshake; an alert is another
            answered.append(client)
        else:
            client.close()
    return answered


def finish(server):
    """Somebody else comes with TLS meanwhile."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", server.port), abuse.PATIENCE, ("127.0.2.1", 0)) as plain:
        with tls.wrap_socket(plain) as client:
            client.sendall(b"/quit\n")
            said = b""
            while data := client.recv(4096):
                said += data
    if b"-- Goodbye." not in said:
        raise abuse.Broken(f"a caller with TLS was not served: {said!r}")


def script():
    with abuse.Server() as server:
        bystanders = abuse.Bystanders(server)
        bystanders.measure(0.5)  # all is warm
        calm = bystanders.measure(3)
        of_one = begin(server, abuse.ATTACKER, OF_ONE)
        if len(of_one) > ALLOWED:
            raise abuse.Broken(f"one address has {len(of_one)} connections; {ALLOWED} are allowed")
        before = server.status("VmRSS")
        halves = []
        for i in range(ADDRESSES):
            halves += begin(server, f"127.0.3.{i + 1}", OF_EACH)
        memory = server.status("VmRSS")
        hurt = bystanders.measure(3)
        finish(server)
        each = (memory - before) / len(halves)
        print(f"without: {calm}\nwith:    {hurt}")
        print(f"result:  one address had {len(of_one)} of {OF_ONE}; {len(halves)} from {ADDRESSES} addresses take "
              f"{each:.1f} kB each; a bystander's p99 was {calm.p99:.2f} ms before and {hurt.p99:.2f} ms meanwhile",
              flush=True)
        if len(halves) < ADDRESSES * OF_EACH:
            raise abuse.Broken(f"{ADDRESSES * OF_EACH - len(halves)} were refused that are within the limits")
        if each > MOST_KB:
            raise abuse.Broken(f"each takes {each:.1f} kB; {MOST_KB} were promised")
        abuse.check_server(server)


abuse.run(script)
