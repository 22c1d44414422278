"""Notes: the least a command can do. A writer that records, outside of the instance, what was acknowledged, and
the count of what the journal holds in the end."""
import collections
import time

from partner import Chain, Refused, Unreachable, envelope_pb2, module, ulid

process_pb2 = module('bus.v1.process')
NOTE = 'pvd.bus.v1.ProcessService/Note'
NOTED = 'pvd.bus.v1.Noted'
UNKNOWN_OUTCOME = (envelope_pb2.CODE_UNAVAILABLE, envelope_pb2.CODE_DEADLINE_EXCEEDED)


class Writer:
    """Keeps `in_flight` notes under way; sends again, with the same key, what has no known outcome."""

    def __init__(self, partner, service='registry', in_flight=16, name='note'):
        self.partner, self.service, self.in_flight, self.name = partner, service, in_flight, name
        self.sent = 0
        self.under_way = {}  # call id → (key, text, when)
        self.acknowledged = {}  # key → text
        self.retries = 0

    def send(self, key, text):
        call = self.partner.start(envelope_pb2.KIND_COMMAND, self.service, NOTE,
                                  process_pb2.NoteRequest(text=text), key=key, timeout=5)
        self.under_way[call] = (key, text, time.monotonic())

    def take(self, call, reply):
        key, text, _ = self.under_way.pop(call)
        if not reply.HasField('status'):
            self.acknowledged[key] = text
            return
        if reply.status.code not in UNKNOWN_OUTCOME:
            raise Refused(reply.status)
        self.retries += 1
        time.sleep(0.01)
        self.send(key, text)

    def run(self, seconds=None, count=None, settle=20):
        """Writes for so long, or so many; then waits until every one is acknowledged."""
        end = time.monotonic() + (seconds if seconds is not None else 600)
        last = self.sent + count if count is not None else None

        def more():
            return time.monotonic() < end and (last is None or self.sent < last)
        while more() or self.under_way:
            while more() and len(self.under_way) < self.in_flight:
                self.sent += 1
                self.send(ulid(), f'{self.name} {self.sent}')
            self.partner.take(0.05)
            for call in [c for c in self.under_way if c in self.partner.replies]:
                self.take(call, self.partner.replies.pop(call))
            for call, (key, text, since) in list(self.under_way.items()):
                if time.monotonic() - since > 6:  # lost with a connection
                    del self.under_way[call]
                    self.retries += 1
                    self.send(key, text)
            if time.monotonic() > end + settle:
                raise Unreachable(f'{len(self.under_way)} notes without an answer')


def read_all(partner, service='registry', chain=None):
    """Every entry of a journal as (header, payload), verified on the way."""
    chain = chain or Chain()
    entries = []
    while True:
        answer = partner.fetch(service, **chain.position())
        if not answer.entries:
            return entries
        for entry in answer.entries:
            entries.append((chain.take(entry), entry.payload))


def check_written(case, partner, writer):
    """Nothing acknowledged is lost, nothing took effect twice."""
    notes = [(header.command, process_pb2.Noted.FromString(payload).text)
             for header, payload in read_all(partner, writer.service) if header.type == NOTED]
    counts = collections.Counter(text for _, text in notes)
    keys = {key for key, _ in notes}
    lost = [text for key, text in writer.acknowledged.items() if key not in keys]
    case.assertEqual(lost, [], 'acknowledged and lost')
    case.assertEqual([t for t, n in counts.items() if n > 1], [], 'took effect twice')
    case.assertGreater(len(writer.acknowledged), 0, 'nothing was written at all')
