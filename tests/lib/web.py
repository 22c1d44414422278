"""The gateway as its clients see it: calls of the Connect protocol, sessions, tokens, and streams of events. Nothing
but sockets: what a browser or a program would send, and what it should not."""
import base64
import collections
import http.client
import json
import os
import selectors
import socket
import time

from google.protobuf import json_format

from contract import methods
from partner import blake2b, envelope_pb2, module, ulid

session_pb2, token_pb2 = module('gateway.v1.session'), module('gateway.v1.token')
METHODS = {method.name: method for method in methods()}
COOKIE = '__Host-pvd'
ANSWER_SECONDS = 40  # a gateway under the sanitizers, beside other tests


def b64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b'=').decode()


def crockford(key):
    """A ULID as text."""
    alphabet, number = '0123456789ABCDEFGHJKMNPQRSTVWXYZ', int.from_bytes(key, 'big')
    return ''.join(alphabet[number >> 5 * place & 31] for place in reversed(range(26)))


def new_key():
    return crockford(ulid())


class Answer:
    """What came back; `message` of a call that was made, `error` (a bus Status) of one that was refused."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body
        self.message = self.error = None
        self.code = ''  # as the Connect protocol has it

    def json(self):
        return json.loads(self.body)

    @property
    def reason(self):
        return self.error.reason if self.error else ''

    def read_error(self):
        """The Status among the details of an error."""
        told = self.json()
        detail = told['details'][0]
        self.code = told['code']
        self.error = envelope_pb2.Status.FromString(base64.b64decode(detail['value'] + '=='))
        assert detail['type'] == 'pvd.bus.v1.Status', detail
        assert told['message'] == self.error.message, told
        assert json_format.ParseDict(detail['debug'], envelope_pb2.Status()) == self.error, told
        assert envelope_pb2.Code.Name(self.error.code) == f'CODE_{self.code.upper()}', told

    def __repr__(self):
        return f'{self.status} {self.reason or self.body[:200]}'


# What goes with each request of somebody: `headers`; of a token or a session, its secret.
Bearer = collections.namedtuple('Bearer', 'headers secret id')
Session = collections.namedtuple('Session', 'headers secret csrf')


class Web:
    """Requests from one address, over one connection that stays open, in nobody's name unless it is said."""

    def __init__(self, instance, source='127.0.0.1', timeout=ANSWER_SECONDS):
        self.instance, self.source, self.timeout = instance, source, timeout
        self.connection = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    # ---- Where it is

    @property
    def address(self):
        """('localhost', port), as the gateway that runs now has it."""
        with open(self.instance.path('run', 'gateway.json'), encoding='utf-8') as file:
            host, port = json.load(file)['http'].removeprefix('http://').rsplit(':', 1)
        return host, int(port)

    @property
    def host(self):
        return '{}:{}'.format(*self.address)

    @property
    def origin(self):
        return f'http://{self.host}'

    def connect(self):
        """A bare connection, for what no client would send."""
        return socket.create_connection(('127.0.0.1', self.address[1]), self.timeout, (self.source, 0))

    # ---- Requests

    def request(self, verb, path, headers=None, body=None, keep=True):
        """Of `keep`, a connection that the other side has closed meanwhile is opened anew."""
        sent = {'Host': self.host, **(headers or {})}
        for attempt in range(2):
            fresh = self.connection is None
            if fresh:
                self.connection = http.client.HTTPConnection('127.0.0.1', self.address[1], timeout=self.timeout,
                                                             source_address=(self.source, 0))
            try:
                self.connection.request(verb, path, body, sent)
                answer = self.connection.getresponse()
                read = Answer(answer.status, answer.headers, answer.read())
                break
            except (ConnectionError, http.client.BadStatusLine):
                self.close()
                if fresh:
                    raise
        if not keep:
            self.close()
        if read.status >= 400 and b'"details"' in read.body:
            read.read_error()
        return read

    def call(self, method, request=None, who=None, key=None, codec='json', get=False, service=None, headers=None):
        """One call of a method of the bus, by its name; of a command, with a key of its own unless one is given."""
        method = METHODS[method] if isinstance(method, str) else method
        message = method.request() if request is None else \
            json_format.ParseDict(request, method.request()) if isinstance(request, dict) else request
        text = json_format.MessageToJson(message).encode() if codec == 'json' else message.SerializeToString()
        sent = dict(who.headers if who else {})
        if not method.service:
            sent['PVD-Service'] = service
        if method.kind == envelope_pb2.KIND_COMMAND:
            sent['Idempotency-Key'] = key or new_key()
        sent.update(headers or {})
        path = f'/api/{method.path}'
        if get:
            answer = self.request('GET', f'{path}?connect=v1&encoding={codec}&base64=1&message={b64url(text)}', sent)
        else:
            answer = self.request('POST', path, {'Content-Type': f'application/{codec}', **sent}, text)
        if answer.status == 200:
            answer.message = json_format.Parse(answer.body, method.response()) if codec == 'json' \
                else method.response.FromString(answer.body)
        return answer

    def is_healthy(self):
        return self.request('GET', '/healthz').status == 200

    # ---- Being somebody

    def create_link(self, principal, operator):
        """The path of a one-time link; `operator` is an open connection to the bus."""
        secret = os.urandom(32)
        operator.command('gateway', METHODS['CreateLoginLink'].path, session_pb2.CreateLoginLinkRequest(
            principal_id=principal, secret_hash=blake2b(secret)), timeout=ANSWER_SECONDS)
        return f'/connexion/{b64url(secret)}'

    def press(self, path, headers=None):
        """The button of a link's page."""
        return self.request('POST', path, {'Origin': self.origin, 'Content-Length': '0', **(headers or {})})

    def session_of(self, answer):
        """Who one is, by the cookie of an answer."""
        secret = answer.headers['Set-Cookie'].split(';')[0].removeprefix(f'{COOKIE}=')
        cookie = {'Cookie': f'{COOKIE}={secret}'}
        csrf = self.request('GET', '/api/session', cookie).json()['csrfToken']
        return Session({**cookie, 'Origin': self.origin, 'X-CSRF-Token': csrf}, secret, csrf)

    def sign_in(self, principal, operator):
        answer = self.press(self.create_link(principal, operator))
        assert answer.status == 303, answer
        return self.session_of(answer)

    @staticmethod
    def tokens(principals, operator, valid_until=None):
        """A token for each, asked for all at once."""
        method, secrets = METHODS['CreateToken'], [os.urandom(32) for _ in principals]
        calls = [operator.start(envelope_pb2.KIND_COMMAND, 'gateway', method.path, token_pb2.CreateTokenRequest(
            principal_id=principal, label='essai', secret_hash=blake2b(secret), valid_until=valid_until),
            key=ulid(), timeout=ANSWER_SECONDS) for principal, secret in zip(principals, secrets)]
        made = [method.response.FromString(operator.reply(call, ANSWER_SECONDS + 2).body) for call in calls]
        return {principal: bearer(f'pvd_{b64url(secret)}', answer.token.id)
                for principal, secret, answer in zip(principals, secrets, made)}

    def token(self, principal, operator, valid_until=None):
        return self.tokens([principal], operator, valid_until)[principal]

    def stream(self, service='registry', who=None, last=None, **query):
        return Stream(self, service, who, last, query)


def bearer(text, id=''):
    return Bearer({'Authorization': f'Bearer {text}'}, text, id)


Event = collections.namedtuple('Event', 'id type data at')


class Stream:
    """One stream of server-sent events. Read with `take` as its bytes come, or many together with `Streams`."""

    READ_BYTES = 256 * 1024

    def __init__(self, web, service, who, last, query):
        pairs = [('service', service), *((name, value) for name, values in query.items()
                                         for value in (values if isinstance(values, list) else [values]))]
        path = '/api/events?' + '&'.join(f'{name}={value}' for name, value in pairs)
        headers = {'Host': web.host, 'Accept': 'text/event-stream', **(who.headers if who else {}),
                   **({'Last-Event-ID': last} if last else {})}
        self.raw = self.text = b''
        self.status, self.head, self.left, self.is_open = 0, {}, 0, True
        self.events, self.last, self.beats = [], last, 0
        self.socket = web.connect()
        self.socket.sendall((f'GET {path} HTTP/1.1\r\n' + ''.join(f'{n}: {v}\r\n' for n, v in headers.items())
                             + '\r\n').encode())
        self.socket.setblocking(False)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def fileno(self):
        return self.socket.fileno()

    def close(self):
        self.is_open = False
        self.socket.close()

    def take(self):
        """What has arrived; the end is when `is_open` says so."""
        try:
            data = self.socket.recv(self.READ_BYTES)
        except BlockingIOError:
            return
        except ConnectionError:
            data = b''
        if not data:
            self.is_open = False
            return
        self.raw += data
        if not self.status and not self._take_head():
            return
        while self._take_chunk():
            pass
        self._take_events()

    def _take_head(self):
        if b'\r\n\r\n' not in self.raw:
            return False
        head, self.raw = self.raw.split(b'\r\n\r\n', 1)
        line, *lines = head.decode().split('\r\n')
        self.status = int(line.split()[1])
        self.head = {name.lower(): value for name, value in (text.split(': ', 1) for text in lines)}
        return True

    def _take_chunk(self):
        """Of a chunked body; an answer that is no stream has a length, and is all text."""
        if 'chunked' not in self.head.get('transfer-encoding', ''):
            self.text, self.raw = self.text + self.raw, b''
            self.is_open = self.is_open and len(self.text) < int(self.head.get('content-length', 0))
            return False
        line, found, rest = self.raw.partition(b'\r\n')
        size = int(line, 16) if found else 0
        if not found or len(rest) < size + 2:
            return False
        self.text, self.raw = self.text + rest[:size], rest[size + 2:]
        self.is_open = size > 0
        return self.is_open

    def _take_events(self):
        if self.status != 200:
            return
        *blocks, self.text = self.text.split(b'\n\n')
        for block in blocks:
            fields = dict(line.split(': ', 1) for line in block.decode().split('\n') if ': ' in line)
            self.beats += block == b':'
            self.last = fields.get('id', self.last)
            if 'data' in fields:
                self.events.append(Event(fields.get('id'), fields.get('event', 'message'), fields['data'],
                                         time.monotonic()))

    # ---- Waiting

    def run(self, done, seconds=ANSWER_SECONDS):
        """Reads until `done`, given the stream, says so; False if it does not in time, or the stream ends."""
        return Streams([self]).run(lambda: done(self), seconds)

    def opened(self, seconds=ANSWER_SECONDS):
        """Its answer's status."""
        self.run(lambda stream: stream.status and (stream.status == 200 or not stream.is_open), seconds)
        return self.status

    def error(self):
        """The reason of what was no stream, or of what ended one."""
        text = self.events[-1].data if self.status == 200 else self.text.decode()
        return json.loads(text)['details'][0]['debug']['reason']

    def sequences(self):
        return [int(json.loads(event.data)['header']['sequence']) for event in self.events
                if event.type == 'message']


class Streams:
    """Many of them, read in one thread."""

    def __init__(self, streams):
        self.streams = list(streams)

    def run(self, done, seconds=ANSWER_SECONDS):
        end = time.monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            for stream in self.streams:
                if stream.is_open:
                    selector.register(stream, selectors.EVENT_READ)
            while not done():
                if time.monotonic() > end or not selector.get_map():
                    return False
                for ready, _ in selector.select(0.2):
                    stream = ready.fileobj
                    stream.take()
                    if not stream.is_open:
                        selector.unregister(stream)
                        stream.socket.close()
            return True
