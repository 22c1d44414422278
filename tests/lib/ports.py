"""Ports for whoever must know one before it listens. They lie below those that the system gives to whoever only connects:
a browser beside, with its hundreds of connections, would take one between the moment it was found free and its use."""
import random
import socket

FIRST, LAST = 20_000, 32_000


def free_ports(count):
    found = []
    while len(found) < count:
        port = random.randint(FIRST, LAST)
        with socket.socket() as probe:
            try:
                probe.bind(('127.0.0.1', port))
            except OSError:
                continue
        if port not in found:
            found.append(port)
    return found


def free_port():
    return free_ports(1)[0]
