"""contract_peer.c, which reads with our own code what was released."""
import json
import struct
import subprocess
import unittest

from partner import ROOT

PEER = ROOT + '/build/dev/peer/contract'


class Unreadable(Exception):
    pass


class Peer:
    """It, running."""

    def __init__(self):
        self.process = subprocess.Popen([PEER], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, operation, data):
        self.process.stdin.write(struct.pack('>I', 1 + len(data)) + operation + data)
        self.process.stdin.flush()
        size, = struct.unpack('>I', self.process.stdout.read(4))
        answer = self.process.stdout.read(size)
        if answer[0] != 1:
            raise Unreadable(answer[1:].decode())
        return answer[1:]

    def message(self, name, packed):
        answer = self.ask(b'm', name.encode() + b'\0' + packed)
        size, = struct.unpack_from('>I', answer)
        return answer[4:4 + size], json.loads(answer[4 + size:])

    def entry(self, previous, entry):
        """The hash of an entry that follows the hash `previous`."""
        return self.ask(b'e', previous + entry)

    def close(self):
        self.process.stdin.close()
        status = self.process.wait(30)
        self.process.stdout.close()
        return status


class WithPeer(unittest.TestCase):
    def setUp(self):
        self.peer = Peer()

    def tearDown(self):
        self.assertEqual(self.peer.close(), 0)
