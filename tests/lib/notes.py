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

    def __init__(self, partner, service='registry', in_flight=16, name='note', refusals=()):
        """`refusals`: the reasons that a refusal may have."""
        self.partner, self.service, self.in_flight, self.name = partner, service, in_flight, name
        self.refusals, self.refused = refusals, {}  # key → reason
        self.sent = 0
        self.under_way = {}  # call id → (key, text, when)
        self.acknowledged = {}  # key → text
        self.retries = 0
        self.answers = []  # (when, after how many seconds), of each call that was answered, in order

    def send(self, key, text):
        call = self.partner.start(envelope_pb2.KIND_COMMAND, self.service, NOTE,
                                  process_pb2.NoteRequest(text=text), key=key, timeout=5)
        self.under_way[call] = (key, text, time.monotonic())

    def take(self, call, reply):
        key, text, since = self.under_way.pop(call)
        now = time.monotonic()
        self.answers.append((now, now - since))
        if not reply.HasField('status'):
            self.acknowledged[key] = text
            return
        if reply.status.reason in self.refusals:
            self.refused[key] = reply.status.reason
            return
        if reply.status.code not in UNKNOWN_OUTCOME:
            raise Refused(reply.status)
        self.retries += 1
        time.sleep(0.01)
        self.send(key, text)

    def begin(self):
        """As many under way as there may be."""
        while len(self.under_way) < self.in_flight:
            self.sent += 1
            self.send(ulid(), f'{self.name} {self.sent}')

    def collect(self):
        """Takes the answers that have come; sends again what was lost with a connection."""
        for call in [c for c in self.under_way if c in self.partner.replies]:
            self.take(call, self.partner.replies.pop(call))
        for call, (_, _, since) in list(self.under_way.items()):
            if time.monotonic() - since > 6:
                self.send_again(call)

    def send_again(self, call):
        key, text, _ = self.under_way.pop(call)
        self.retries += 1
        self.send(key, text)

    def move(self, partner):
        """Goes on over another connection, with the same keys."""
        self.partner = partner
        for call in list(self.under_way):
            self.send_again(call)

    def run(self, seconds=None, count=None, settle=20):
        """Writes for so long, or so many; then waits until every one is acknowledged."""
        end = time.monotonic() + (seconds if seconds is not None else 600)
        last = self.sent + count if count is not None else None
        most = self.in_flight
        while time.monotonic() < end and (last is None or self.sent < last):
            if last is not None:
                self.in_flight = min(most, len(self.under_way) + last - self.sent)
            self.begin()
            self.partner.take(0.05)
            self.collect()
        self.in_flight = most
        finish([self], settle)


def finish(writers, seconds=20):
    """Waits until every note is acknowledged; the writers share one connection."""
    end = time.monotonic() + seconds
    while any(writer.under_way for writer in writers):
        if time.monotonic() > end:
            waiting = {writer.service: len(writer.under_way) for writer in writers if writer.under_way}
            raise Unreachable(f'notes without an answer: {waiting}')
        writers[0].partner.take(0.05)
        for writer in writers:
            writer.collect()


def write_all(writers, seconds):
    """All of them at once, over one connection; what is under way at the end stays so."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for writer in writers:
            writer.begin()
        writers[0].partner.take(0.01)
        for writer in writers:
            writer.collect()


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


def read_notes(partner, service):
    """The notes of a journal, as (key, text)."""
    return [(header.command, process_pb2.Noted.FromString(payload).text)
            for header, payload in read_all(partner, service) if header.type == NOTED]


def lost_notes(notes, writer):
    keys = {key for key, _ in notes}
    return [text for key, text in writer.acknowledged.items() if key not in keys]


def check_written(case, partner, writer):
    """Nothing acknowledged is lost, nothing took effect twice."""
    notes = read_notes(partner, writer.service)
    counts = collections.Counter(text for _, text in notes)
    case.assertEqual([text for key, text in notes if key in writer.refused], [], 'refused and done')
    case.assertEqual(lost_notes(notes, writer), [], 'acknowledged and lost')
    case.assertEqual([t for t, n in counts.items() if n > 1], [], 'took effect twice')
    case.assertGreater(len(writer.acknowledged), 0, 'nothing was written at all')
