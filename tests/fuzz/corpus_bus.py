"""What the fuzzers of frames, of admission and of journals begin with."""
import hashlib

from partner import envelope_pb2, journal_pb2, module
from seeds import record

actor_pb2, process_pb2 = module('bus.v1.actor'), module('bus.v1.process')
STATUS = 'pvd.bus.v1.ProcessService/GetStatus'
ID, KEY = bytes(range(1, 17)), bytes(range(17, 33))

# ---- Frames: tests/fuzz/frame.c

PERSON, AGAIN, SERVICE, GATEWAY = range(4)
FRAME, ANSWER, ANSWER_AS_BUS, ASK, PASS, CHOKE, LEAVE, REVOKE, TO_LINK = range(9)
OF_REGISTRY, OF_FUNDING = 0, 1
SENT, LATER, GONE = range(3)


def act(what, guest=PERSON, body=b''):
    return record(guest | what << 3, body)


def envelope(kind, **fields):
    return envelope_pb2.Envelope(kind=getattr(envelope_pb2, f'KIND_{kind}'), **fields)


def frame(*envelopes):
    return envelope_pb2.Frame(envelopes=envelopes).SerializeToString()


def hello(service=''):
    body = envelope_pb2.Hello(service=service, version='1').SerializeToString()
    return envelope('HELLO', body=body)


def call(kind='QUERY', service='registry', **fields):
    return envelope(kind, call_id=ID, service=service, method=STATUS, **fields)


def status(reason='NOT_FOUND'):
    return envelope_pb2.Status(code=envelope_pb2.CODE_NOT_FOUND, reason=reason, message='Rien.', fields=['id'])


def fields_of(**fields):
    """An Envelope's, to follow those that every reply has."""
    return envelope_pb2.Envelope(**fields).SerializeToString()


def frame_inputs():
    person, served = act(FRAME, PERSON, frame(hello())), act(FRAME, SERVICE, frame(hello('funding')))
    position = envelope_pb2.Position(epoch=1, sequence=7, hash=bytes(range(32)))
    everything = call('COMMAND', route=9, idempotency_key=KEY, timeout_ms=5000, traceparent=f'00-{"a" * 32}-{"b" * 16}-01',
                      actor=actor_pb2.Actor(principal='operator', roles=[actor_pb2.ROLE_OPERATOR]), status=status(),
                      position=position, replayed=True, body=b'\x0a\x01x',
                      at_least=envelope_pb2.AtLeast(service='registry', sequence=3, epoch=1))
    asserting = call(assert_principal='bob')
    yield 'hello', person
    yield 'ping', person + act(FRAME, PERSON, frame(envelope('PING'), envelope('PONG', call_id=ID)))
    yield 'call', person + act(FRAME, PERSON, frame(call(), call(service='bus'), call(service='nobody')))
    yield 'everything', person + act(FRAME, PERSON, frame(everything))
    yield 'before-hello', act(FRAME, PERSON, frame(call()))
    yield 'welcome', person + act(FRAME, PERSON, frame(envelope('WELCOME')))
    yield 'asserted', act(FRAME, GATEWAY, frame(hello('gateway'), asserting)) + person + act(FRAME, PERSON, frame(asserting))
    yield 'served', served + act(ASK, 0, bytes([OF_FUNDING]) + b'?') + act(ANSWER, SERVICE, b'\x00' + fields_of(body=b'!'))
    yield 'refused', (served + act(ASK, 0, bytes([OF_FUNDING])) +
                      act(ANSWER, SERVICE, b'\x00' + fields_of(status=status(), position=position)))
    yield 'served-late', served + act(ASK, 0, bytes([OF_FUNDING])) + act(PASS, 0, b'\x0a') + act(ANSWER, SERVICE, b'\x00')
    yield 'lost', served + person + act(FRAME, PERSON, frame(call(service='funding'))) + act(LEAVE, SERVICE)
    yield 'displaced', served + act(FRAME, SERVICE, frame(hello('funding'))) + act(FRAME, GATEWAY, frame(hello('funding')))
    yield 'as-bus', person + act(FRAME, PERSON, frame(call(service='bus'))) + act(ANSWER_AS_BUS, 0, b'\x00\x0a\x01x')
    yield 'choked', (person + act(CHOKE, PERSON, bytes([LATER])) + act(FRAME, PERSON, frame(call())) +
                     act(CHOKE, PERSON, bytes([SENT])) + act(FRAME, PERSON, frame(envelope('PING'))))
    yield 'gone', person + act(CHOKE, PERSON, bytes([GONE])) + act(FRAME, PERSON, frame(envelope('PING')))
    yield 'silent', person + 5 * act(PASS, 0, b'\x06')
    yield 'revoked', person + act(REVOKE, PERSON, b'\x01') + person + act(REVOKE, PERSON, b'\x00') + person
    yield 'twice', person + act(FRAME, AGAIN, frame(hello())) + act(FRAME, AGAIN, frame(call())) + act(LEAVE, AGAIN)
    welcome = envelope_pb2.Welcome(instance='fuzz', max_in_flight=1).SerializeToString()
    asked = (1).to_bytes(8, 'big') + bytes(8)
    up = act(TO_LINK, 0, frame(envelope('WELCOME', body=welcome)))
    yield 'to-link', up + act(TO_LINK, 0, frame(everything, envelope('PING'), envelope('REPLY', call_id=asked, body=b'!')))
    yield 'link-refused', up + act(TO_LINK, 0, frame(envelope('REPLY', call_id=asked, status=status())))
    yield 'link-asked-again', (up + act(TO_LINK, 0, frame(envelope(
        'REPLY', call_id=asked, status=envelope_pb2.Status(code=envelope_pb2.CODE_UNAVAILABLE, reason='AWAY')))) +
        act(PASS, 0, b'\x01'))
    yield 'link-broken', act(TO_LINK, 0, frame(call())) + act(PASS, 0, b'\x1e') + up


FRAME_WORDS = ['registry', 'funding', 'gateway', 'bus', 'bob', 'alice', STATUS, 'pvd.bus.v1.JournalService/Fetch'] + [
    frame(hello()), frame(hello('funding')), frame(hello('gateway')), frame(envelope('PING')), frame(call()),
    frame(call(service='funding')), frame(call(service='bus')), frame(call(assert_principal='bob'))]

# ---- Admission: tests/fuzz/zap.c

PART, LAST = 0, 1


def asked(**changed):
    parts = {'version': b'1.0', 'id': b'1', 'domain': b'pvd', 'address': b'127.0.0.1', 'identity': b'',
             'mechanism': b'CURVE', 'key': b'A' * 32, **changed}
    parts = [part for part in parts.values() if part is not None]
    return b''.join(record(LAST if part is parts[-1] else PART, part) for part in parts)


def zap_inputs():
    yield 'known', asked()
    yield 'revoked', asked(key=b'B' * 32)
    yield 'expired', asked(key=b'C' * 32)
    yield 'stranger', asked(key=b'D' * 32)
    yield 'two', asked(id=b'one', key=b'D' * 32) + asked(id=b'two')
    yield 'plain', asked(mechanism=b'PLAIN', key=b'user')
    yield 'null', asked(mechanism=b'NULL', key=b'', identity=b'x')
    yield 'of-another-domain', asked(domain=b'')
    yield 'too-short', asked(identity=None)
    yield 'too-long', asked(more=b'x' * 40, and_more=b'y')


ZAP_WORDS = ['1.0', 'pvd', 'CURVE', 'PLAIN', 'NULL', 'GSSAPI', 'A' * 32]

# ---- Journals: tests/fuzz/journal.c

FOLLOWER, OTHER, REPLICA, STORE = range(4)
FETCHED, SEALED, NUMBERED, DIVERGED, RESUMED, REWOUND, RESTARTED = range(7)
SALT = bytes(range(16))


def blake(*parts):
    return hashlib.blake2b(b''.join(parts), digest_size=32).digest()


class Journal:
    """Entries, each chained to the one before."""

    def __init__(self):
        self.hash, self.sequence = bytes(32), 0

    def entry(self, text='Bonjour', withheld=False, audience=b'', **fields):
        self.sequence += 1
        header = journal_pb2.EntryHeader(sequence=self.sequence, instance='essai', epoch=1, actor='bus', command=KEY,
                                         type='pvd.bus.v1.Noted')
        header.instant.seconds = 1768478400
        for name, value in fields.items():
            if name == 'seconds':
                header.instant.seconds = value
            elif name == 'departements':
                header.departements.extend(value)
            else:
                setattr(header, name, value)
        payload, head = process_pb2.Noted(text=text).SerializeToString(), header.SerializeToString()
        commitment = blake(SALT, len(audience).to_bytes(4, 'big'), audience, payload)
        self.hash = blake(self.hash, head, commitment)
        entry = journal_pb2.JournalEntry(header=head, commitment=commitment, hash=self.hash)
        if not withheld:
            entry.salt, entry.payload, entry.audience = SALT, payload, audience
        return entry


def fetched(*entries):
    return journal_pb2.FetchResponse(entries=entries, head_sequence=len(entries)).SerializeToString()


def one_of(**fields):
    return fetched(Journal().entry(**fields))


def read(who, done, body=b''):
    return record(who | done << 2, body)


def journal_inputs():
    journal, towns = Journal(), journal_pb2.EntryHeader(collectivites=['77131'], partners=['etat']).SerializeToString()
    three = [journal.entry(), journal.entry(audience=towns, departements=['77']), journal.entry(withheld=True)]
    for name, who in (('follower', FOLLOWER), ('other', OTHER), ('replica', REPLICA)):
        yield name, read(who, FETCHED, fetched(*three[:2]))
        yield f'{name}-withheld', read(who, FETCHED, fetched(*three)) + read(who, RESUMED)
        yield f'{name}-gap', read(who, FETCHED, fetched(three[0], three[2])) + read(who, RESTARTED)
        yield f'{name}-chain', read(who, FETCHED, fetched(three[0], Journal().entry()))
        yield f'{name}-unknown', read(who, SEALED, one_of(type='pvd.bus.v1.Nothing'))
        yield f'{name}-ignorable', read(who, SEALED, one_of(type='pvd.bus.v1.Nothing', ignorable=True))
        yield f'{name}-another', read(who, SEALED, one_of(instance='autre', epoch=7))
        yield f'{name}-numbered', 2 * read(who, NUMBERED, fetched(*three[:2])) + read(who, FETCHED, fetched())
        yield f'{name}-diverged', read(who, NUMBERED, fetched(three[0])) + read(who, DIVERGED) + read(who, RESUMED)
        yield f'{name}-rewound', (read(who, FETCHED, fetched(*three[:2])) + read(who, DIVERGED) + read(who, REWOUND) +
                                  2 * read(who, DIVERGED) + read(who, FETCHED, fetched()) +
                                  read(who, NUMBERED, fetched(three[0])))
        yield f'{name}-twice', read(who, FETCHED, fetched(three[0])) + read(who, SEALED, fetched(three[0]))
        yield f'{name}-diverged-at-first', read(who, DIVERGED) + read(who, RESUMED) + read(who, FETCHED)
        yield f'{name}-beyond-time', read(who, SEALED, one_of(seconds=2 ** 63 - 1)) + read(who, SEALED, one_of(seconds=-2 ** 63))
        yield f'{name}-year', read(who, SEALED, one_of(seconds=253402300799))
    yield 'tampered', read(STORE, FETCHED, b'\x01' + three[0].SerializeToString())
    yield 'lost', read(STORE, FETCHED, b'\x00')


JOURNAL_WORDS = ['pvd.bus.v1.Noted', 'pvd.bus.v1.DeadlinePassed', 'pvd.bus.v1.EffectCarriedOut', 'essai', '77', 'bus']
