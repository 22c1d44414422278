"""The HTTP side of a real instance, as a plain client sees it: one connection for each request."""
import collections
import hashlib
import http.client
import json
import socket
import time
import urllib.parse

from web import new_key

BACK_SECONDS = 60
RECEIVE_BYTES = 32 * 1024  # so that what a reader has not taken stays with the gateway


class Answer(collections.namedtuple('Answer', 'status headers body')):
    def json(self):
        return json.loads(self.body)

    @property
    def reason(self):
        """Why it was refused; None if it was not."""
        details = self.json().get('details') if self.status >= 400 else None
        return details[0]['debug']['reason'] if details else None


class Web:
    def __init__(self, instance):
        self.instance = instance

    def address(self):
        """It may be another one after each start."""
        with open(self.instance.path('run', 'gateway.json'), encoding='utf-8') as file:
            return urllib.parse.urlsplit(json.load(file)['http'])

    def connect(self):
        address = self.address()
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
        connection.sock = socket.socket()
        connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
        connection.sock.settimeout(60)
        connection.sock.connect((address.hostname, address.port))
        return connection

    def open(self, verb, path, body=None, token=None, headers=None):
        """The connection, and an answer whose body is still to be read."""
        connection, sent = self.connect(), dict(headers or {})
        if token:
            sent['Authorization'] = f'Bearer {token}'
        if isinstance(body, dict):
            body, sent['Content-Type'] = json.dumps(body), 'application/json'
        connection.request(verb, path, body, sent)
        return connection, connection.getresponse()

    def ask(self, *args, **how):
        connection, answer = self.open(*args, **how)
        try:
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def call(self, method, request=None, token=None):
        """One call over Connect; a command under a key of its own."""
        answer = self.ask('POST', f'/api/{method}', request or {}, token, {'Idempotency-Key': new_key()})
        assert answer.status == 200, answer
        return answer.json()

    def wait_back(self):
        """Until the gateway answers again, after it died."""
        end = time.monotonic() + BACK_SECONDS
        while True:
            try:
                if self.ask('GET', '/healthz').status == 200:
                    return
            except (OSError, ValueError, http.client.HTTPException):
                pass
            assert time.monotonic() < end, self.instance.log_text()
            time.sleep(0.1)

    def token(self, principal):
        return json.loads(self.instance.pvd('token', 'add', principal, '--label', 'essai', '--json').stdout)['token']

    def sign_in(self, principal):
        """As follow, by a link made for it."""
        return self.follow(json.loads(self.instance.pvd('login-link', principal, '--json').stdout)['url'])

    def follow(self, link):
        """The headers of a browser in which somebody has signed in, and the token against forged requests."""
        path = urllib.parse.urlsplit(link.strip()).path
        assert self.ask('GET', path).status == 200
        answer = self.ask('POST', path, headers={'Sec-Fetch-Site': 'same-origin'})
        assert answer.status == 303, answer
        cookie = {'Cookie': answer.headers['Set-Cookie'].split(';')[0]}
        return cookie, self.ask('GET', '/api/session', headers=cookie).json()['csrfToken']


def digest_of(content):
    return hashlib.blake2b(content, digest_size=32).hexdigest()
