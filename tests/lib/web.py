"""The gateway as its clients see it: requests, calls of the Connect protocol, sessions and tokens. Nothing but sockets:
what a browser or a program would send, and what it should not."""
import base64
import collections
import http.client
import json
import os
import socket
import time
import urllib.parse

from google.protobuf import json_format

from contract import methods
from partner import blake2b, envelope_pb2, module, ulid
from streams import ANSWER_SECONDS, Stream

session_pb2, token_pb2 = module('gateway.v1.session'), module('gateway.v1.token')
METHODS = {method.name: method for method in methods()}
COOKIE = '__Host-pvd'
BACK_SECONDS = 60
RECEIVE_BYTES = 32 * 1024  # so that what a reader has not taken stays with the gateway


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

    def connect(self, receive_bytes=None):
        """A bare connection, for what no client would send."""
        connection = socket.socket()
        if receive_bytes:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        connection.settimeout(self.timeout)
        connection.bind((self.source, 0))
        connection.connect(('127.0.0.1', self.address[1]))
        return connection

    # ---- Requests

    def new_connection(self):
        return http.client.HTTPConnection('127.0.0.1', self.address[1], timeout=self.timeout,
                                          source_address=(self.source, 0))

    def send(self, verb, path, headers, body):
        self.connection.request(verb, path, body, {'Host': self.host, **headers})
        answer = self.connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())

    def request(self, verb, path, headers=None, body=None, keep=True):
        """Of `keep`, a connection that the other side has closed meanwhile is opened anew."""
        is_fresh = self.connection is None
        try:
            self.connection = self.connection or self.new_connection()
            answer = self.send(verb, path, headers or {}, body)
        except (OSError, http.client.HTTPException) as failure:
            self.close()
            if is_fresh or not isinstance(failure, (ConnectionError, http.client.BadStatusLine)):
                raise
            return self.request(verb, path, headers, body, keep)
        if not keep:
            self.close()
        if answer.status >= 400 and b'"details"' in answer.body:
            answer.read_error()
        return answer

    def open(self, path, headers=None):
        """A connection of its own, and an answer whose body is still to be read."""
        connection = self.new_connection()
        connection.sock = self.connect(RECEIVE_BYTES)
        connection.request('GET', path, headers={'Host': self.host, **(headers or {})})
        return connection, connection.getresponse()

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

    def wait_back(self):
        """Until the gateway answers again, after it died."""
        end = time.monotonic() + BACK_SECONDS
        while True:
            try:
                if self.is_healthy():
                    return
            except (OSError, ValueError, http.client.HTTPException):  # nobody listens; no file, or half a one
                pass
            assert time.monotonic() < end, self.instance.log_text()
            time.sleep(0.1)

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

    def follow(self, link):
        """Who one is in a browser that opens a link and presses the button of its page."""
        path = urllib.parse.urlsplit(link.strip()).path
        page = self.request('GET', path)
        assert page.status == 200, page
        answer = self.press(path)
        assert answer.status == 303, answer
        return self.session_of(answer)

    def sign_in(self, principal, operator):
        return self.follow(self.create_link(principal, operator))

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
