#!/usr/bin/env python3
"""The disk says nothing for half a minute while a room talks. Somebody else's PING is answered all the time: no loop
waits for a disk, and the fence behind which the answer waits is about lines of one's own."""

import mmap
import os
import struct
import tempfile
import time

import abuse

STALL = 30  # seconds that a sync takes
PINGS = 100  # a second
DISK = "96s96sIIIi3i?3x"  # struct disk of tests/system/disk.h
DELAY_AT = 204


class Disk:
    """What tests/system/disk_shim.c asks, for the files of one folder."""

    def __init__(self, folder, path):
        with open(path, "w+b") as file:
            file.write(struct.pack(DISK, folder.encode(), b"", 0, 0, 0, 0, 0, 0, 0, False))
            file.flush()
            self.memory = mmap.mmap(file.fileno(), 0)
        os.environ.update(CHATD_TEST_DISK=path, LD_PRELOAD=os.environ["DISK_SHIM"])

    def delay(self, seconds):
        struct.pack_into("i", self.memory, DELAY_AT, seconds * 1000)


def measure(client, seconds):
    """The waits for the answers to PINGs, counted from when each was due."""
    waits = []
    start = time.monotonic()
    for i in range(seconds * PINGS):
        due = start + i / PINGS
        time.sleep(max(0, due - time.monotonic()))
        client.say(f"PING :{i}")
        client.await_line(f":{i}\r")
        waits.append((time.monotonic() - due) * 1000)
    return abuse.Waits(waits)


def talk(server, ready):
    clients = [server.line(f"talker{i}", "busy") for i in range(10)]
    ready()
    while True:
        for client in clients:
            client.say("what we say is not stored")
        server.keep_running(0.1)


def script():
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as beside:
        disk = Disk(folder, beside + "/disk")
        with abuse.Server("--history", "strict", "--state", folder, "--rate", "0") as server:
            del os.environ["LD_PRELOAD"]
            bystander = server.irc("bystander", "#calm", source="127.0.1.1")
            with abuse.Attack(server, talk):
                calm = measure(bystander, 15)
                print(f"without: {calm}", flush=True)
                disk.delay(STALL)
                stalled = measure(bystander, STALL - 2)
                print(f"with:    {stalled}", flush=True)
                disk.delay(0)
            if "event=history_late" not in server.log():
                raise abuse.Broken("the disk did not stall")
            if stalled.worst > 20 * max(calm.worst, 20):
                raise abuse.Broken("a PING waited for the disk")
            abuse.check_server(server)


abuse.run(script)
