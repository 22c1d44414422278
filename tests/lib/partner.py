"""A partner's own client, with nothing of ours but the contract: Debian's python3-zmq and python3-protobuf, and
the .proto files. What a partner's integrator would write."""
import hashlib
import importlib
import os
import sys
import time

import zmq

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PING_SECONDS = 5

# What protoc made of the contract, and of nothing else.
sys.path.insert(0, os.path.join(ROOT, 'build', 'gen', 'python'))
envelope_pb2 = importlib.import_module('pvd.bus.v1.envelope_pb2')
journal_pb2 = importlib.import_module('pvd.bus.v1.journal_pb2')


def module(name):
    """module('registry.v1.candidacy') → the generated classes of that file."""
    return importlib.import_module(f'pvd.{name}_pb2')


def ulid(now=None):
    return int((now or time.time()) * 1000).to_bytes(6, 'big') + os.urandom(10)


class Refused(Exception):
    def __init__(self, status):
        super().__init__(f'{status.reason}: {status.message}')
        self.status, self.reason, self.code = status, status.reason, status.code


class Unreachable(Exception):
    pass


class Partner:
    """One connection to the bus, by its partner endpoint, under one key pair; `envelope` and `journal` are the files of
    the contract it speaks."""
    envelope, journal = envelope_pb2, journal_pb2

    def __init__(self, endpoint, server_key, public_key, secret_key, timeout=10):
        self.context = zmq.Context()
        self.socket = self.context.socket(zmq.DEALER)
        self.socket.linger = 0
        self.socket.curve_serverkey = server_key.encode()
        self.socket.curve_publickey = public_key.encode()
        self.socket.curve_secretkey = secret_key.encode()
        self.socket.connect(endpoint)
        self.replies = {}
        self.welcome = None
        try:
            self.hello(timeout)
        except Unreachable:
            self.close()
            raise

    def close(self):
        self.context.destroy(linger=0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def hello(self, timeout):
        self.send(self.envelope.Envelope(kind=self.envelope.KIND_HELLO, call_id=ulid(),
                                        body=self.envelope.Hello(version='partner').SerializeToString()))
        self.wait(lambda: self.welcome, timeout)

    def send(self, *envelopes):
        self.socket.send(self.envelope.Frame(envelopes=envelopes).SerializeToString())

    def take(self, timeout):
        """Takes what has arrived, waiting at most `timeout` seconds for a first frame."""
        if not self.socket.poll(timeout * 1000):
            return
        frame = self.envelope.Frame.FromString(self.socket.recv())
        for envelope in frame.envelopes:
            if envelope.kind == self.envelope.KIND_WELCOME:
                self.welcome = self.envelope.Welcome.FromString(envelope.body)
            elif envelope.kind == self.envelope.KIND_PING:
                self.send(self.envelope.Envelope(kind=self.envelope.KIND_PONG))
            elif envelope.kind == self.envelope.KIND_REPLY:
                self.replies[envelope.call_id] = envelope

    def wait(self, done, timeout):
        end = time.monotonic() + timeout
        while not done():
            left = end - time.monotonic()
            if left <= 0:
                raise Unreachable('no answer')
            self.take(min(left, PING_SECONDS))

    def start(self, kind, service, method, body, key=None, timeout=10, **fields):
        """Sends a call and does not wait; returns its id."""
        call = self.envelope.Envelope(kind=kind, call_id=ulid(), service=service, method=method,
                                     body=body if isinstance(body, bytes) else body.SerializeToString(),
                                     timeout_ms=int(timeout * 1000), **fields)
        if key:
            call.idempotency_key = key
        self.send(call)
        return call.call_id

    def reply(self, call_id, timeout=10):
        self.wait(lambda: call_id in self.replies, timeout)
        reply = self.replies.pop(call_id)
        if reply.HasField('status'):
            raise Refused(reply.status)
        return reply

    def query(self, service, method, request, answer, **options):
        timeout = options.get('timeout', 10)
        reply = self.reply(self.start(self.envelope.KIND_QUERY, service, method, request, **options), timeout + 2)
        return answer.FromString(reply.body)

    def command(self, service, method, request, key=None, timeout=10, **options):
        """The reply's envelope: .replayed, .position, .body."""
        call = self.start(self.envelope.KIND_COMMAND, service, method, request, key=key or ulid(), timeout=timeout,
                          **options)
        return self.reply(call, timeout + 2)

    def fetch(self, service, after=0, epoch=0, hash=b'', limit=0, wait_ms=0, timeout=10):
        """`timeout`: beyond the wait."""
        request = self.journal.FetchRequest(epoch=epoch, after=after, hash=hash, limit=limit, wait_ms=wait_ms)
        call = self.start(self.envelope.KIND_FETCH, service, 'pvd.bus.v1.JournalService/Fetch', request,
                          timeout=wait_ms / 1000 + timeout)
        return self.journal.FetchResponse.FromString(self.reply(call, wait_ms / 1000 + timeout + 2).body)


def blake2b(*parts):
    return hashlib.blake2b(b''.join(parts), digest_size=32).digest()


class Chain:
    """Where a reader stands in one journal; verifies every entry against the one before."""
    journal = journal_pb2

    def __init__(self, epoch=0, sequence=0, hash=bytes(32)):
        self.epoch, self.sequence, self.hash = epoch, sequence, hash

    def position(self):
        return {'epoch': self.epoch, 'after': self.sequence, 'hash': self.hash if self.sequence else b''}

    def take(self, entry):
        header = self.journal.EntryHeader.FromString(entry.header)
        if header.sequence != self.sequence + 1:
            raise ValueError(f'gap: {header.sequence} after {self.sequence}')
        length = len(entry.audience).to_bytes(4, 'big')
        if entry.salt and blake2b(entry.salt, length, entry.audience, entry.payload) != entry.commitment:
            raise ValueError(f'entry {header.sequence}: the payload is not the one committed to')
        if blake2b(self.hash, entry.header, entry.commitment) != entry.hash:
            raise ValueError(f'entry {header.sequence} does not chain')
        self.epoch, self.sequence, self.hash = header.epoch, header.sequence, entry.hash
        return header
