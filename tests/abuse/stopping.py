#!/usr/bin/env python3
"""One address, whose 16 connections have each sent 250 KB of /list that the server holds back for the sake of the
speed. TERM must not have all of that answered: the end has a budget of lines, bytes and time, its memory is
bounded, and a second TERM ends it at once. Promised: it ends by itself, with status 0, within PATIENCE, with at
most 128 MB; what a bystander said before TERM is heard."""

import signal

import abuse

KB_MAX = 128 * 1024


def rooms(server):
    """Their members stay, so that the rooms do."""
    members = []
    for i in range(8):
        client = server.irc(f"member{i}", source=f"127.0.3.{i + 1}")
        names = [f"#{'room' * 5}{i}x{j}" for j in range(60)]
        client.say(*("JOIN " + ",".join(names[j : j + 15]) for j in range(0, 60, 15)))
        members.append(client)
    for i, client in enumerate(members):
        client.await_line(f"{i}x59 :End of")
    return members


def held_back(server, count=16):
    asking = []
    for i in range(count):
        client = server.line(f"asker{i}", receive_buffer=4096)
        client.socket.settimeout(0.3)  # what the server does not take now is not what this is about
        try:
            client.send(b"/list\n" * 42000)
        except TimeoutError:
            pass
        asking.append(client)
    return asking


def stop(twice=False):
    with abuse.Server() as server:
        members, asking = rooms(server), held_back(server)
        speaker = server.line("speaker", "corner", source="127.0.1.1")
        listener = server.line("listener", "corner", source="127.0.1.2")
        speaker.say(*(f"word {i}" for i in range(90)))
        if not twice:
            status, seconds = server.end()
            what = "TERM"
        else:
            server.process.send_signal(signal.SIGTERM)
            while "event=stopping" not in server.log():
                pass
            status, seconds = server.end()
            what = "a second TERM"
        memory = server.most_memory
        print(f"{what}: ended with status {status} after {seconds * 1000:.0f} ms; most memory {memory} kB", flush=True)
        if status != 0:
            raise abuse.Broken(f"the exit status was {status}")
        if memory > KB_MAX:
            raise abuse.Broken(f"the server had {memory} kB; at most {KB_MAX} were promised")
        if not twice:
            listener.await_line("word 89")
        for client in members + asking + [speaker, listener]:
            client.close()


def script():
    stop()
    stop(twice=True)


abuse.run(script)
