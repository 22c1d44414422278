"""contract_peer.c, which reads with our own code what was released."""
import json
import struct
import unittest

from c_peer import CPeer


class Unreadable(Exception):
    pass


class Peer(CPeer):
    """It, running."""

    def __init__(self):
        super().__init__('contract')

    def read(self, operation, data):
        done, answer = self.ask(operation + data)
        if not done:
            raise Unreadable(answer.decode())
        return answer

    def message(self, name, packed):
        answer = self.read(b'm', name.encode() + b'\0' + packed)
        size, = struct.unpack_from('>I', answer)
        return answer[4:4 + size], json.loads(answer[4 + size:])

    def entry(self, previous, entry):
        """The hash of an entry that follows the hash `previous`."""
        return self.read(b'e', previous + entry)


class WithPeer(unittest.TestCase):
    def setUp(self):
        self.peer = Peer()

    def tearDown(self):
        self.assertEqual(self.peer.close(), 0)
