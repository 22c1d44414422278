"""Requests whose end can be read in two ways. Sent to nginx over TLS, and straight to the gateway's port: never is
what one reading calls a body answered as a request, never does the gateway answer what its client did not see
answered, and whoever comes next gets its own answer."""
import unittest

from instance import Instance
from nginx import Nginx
from partner import module
from raw_http import Line, request, statuses

process_pb2 = module('bus.v1.process')
CALL = '/api/pvd.bus.v1.BusService/WhoAmI'
JSON = 'Content-Type: application/json'
EMPTY_CHUNKS = b'0\r\n\r\n'
ENCODINGS = {
    'plain': 'Transfer-Encoding: chunked',
    'a space before the colon': 'Transfer-Encoding : chunked',
    'a tab': 'Transfer-Encoding:\tchunked',
    'a vertical tab': 'Transfer-Encoding:\x0bchunked',
    'folded': 'Transfer-Encoding:\r\n chunked',
    'a folded line before': 'X-A: b\r\n Transfer-Encoding: chunked',
    'a line feed alone': 'X-A: b\nTransfer-Encoding: chunked',
    'a carriage return alone': 'X-A: b\rTransfer-Encoding: chunked',
    'an x before': 'Transfer-Encoding: xchunked',
    'quoted': 'Transfer-Encoding: "chunked"',
    'identity after': 'Transfer-Encoding: chunked, identity',
    'identity before': 'Transfer-Encoding: identity, chunked',
    'gzip before': 'Transfer-Encoding: gzip, chunked',
    'twice': 'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity',
    'twice, the other way round': 'Transfer-Encoding: identity\r\nTransfer-Encoding: chunked',
    'capitals': 'TRANSFER-ENCODING: CHUNKED',
    'an underscore': 'Transfer_Encoding: chunked',
    'a comma after': 'Transfer-Encoding: chunked,',
    'nothing': 'Transfer-Encoding:',
}
# What says how long a body of {} bytes is, and does not, or in two ways.
LENGTHS = {
    'a sign': 'Content-Length: +{}',
    'minus': 'Content-Length: -{}',
    'a space inside': 'Content-Length: {} 0',
    'a list': 'Content-Length: {}, 0',
    'a list, the other way round': 'Content-Length: 0, {}',
    'twice': 'Content-Length: {}\r\nContent-Length: 0',
    'twice, the other way round': 'Content-Length: 0\r\nContent-Length: {}',
    'twice the same': 'Content-Length: {0}\r\nContent-Length: {0}',
    'capitals beside': 'Content-Length: {}\r\nCONTENT-LENGTH: 0',
    'hexadecimal': 'Content-Length: 0x{:x}',
    'a fraction': 'Content-Length: {}.0',
    'an exponent': 'Content-Length: {}e0',
    'a letter after': 'Content-Length: {}a',
    'more than 64 bits': 'Content-Length: 18446744073709551616{}',
    'a space before the colon': 'Content-Length : {}',
    'folded': 'Content-Length:\r\n {}',
    'zeros before': 'Content-Length: 000{}',
    'named as a hop': 'Connection: Content-Length\r\nContent-Length: {}',
    'a line feed alone': 'X-A: b\nContent-Length: {}',
}
CHUNK_SIZES = {
    'more than 64 bits': b'10000000000000002', 'hexadecimal twice': b'0x2', 'a sign': b'+2', 'minus': b'-2',
    'a space before': b' 2', 'a letter after': b'2g', 'an underscore': b'0_2', 'nothing': b'',
}


def post(*headers, version='1.1', target=CALL):
    return '\r\n'.join([f'POST {target} HTTP/{version}', 'Host: localhost', JSON, *headers, '', '']).encode()


def chunk(data):
    return b'%x\r\n%s\r\n' % (len(data), data)


def cases(hidden):
    """`hidden`: a whole request, or the beginning of one, where one reading finds a body. The name of each case, and
    its bytes."""
    for name, encoding in ENCODINGS.items():
        body = EMPTY_CHUNKS + hidden
        yield f'length or encoding: {name}', post(f'Content-Length: {len(body)}', encoding) + body
        yield f'encoding or length: {name}', post(encoding, f'Content-Length: {len(body)}') + body
    first = b'%x\r\n' % len(hidden)
    yield 'a length that ends before the chunk', (
        post(f'Content-Length: {len(first)}', 'Transfer-Encoding: chunked') + chunk(hidden) + EMPTY_CHUNKS)
    for name, length in LENGTHS.items():
        yield f'a length: {name}', post(length.format(len(hidden))) + hidden
    for name, size in CHUNK_SIZES.items():
        yield f'a chunk: {name}', (
            post('Transfer-Encoding: chunked') + size + b'\r\n{}\r\n' + EMPTY_CHUNKS + hidden)
    yield 'chunks in HTTP/1.0', (
        post('Transfer-Encoding: chunked', 'Connection: keep-alive', version='1.0') + EMPTY_CHUNKS + hidden)
    yield 'a GET with a body', request('GET', '/healthz', body=hidden)
    yield 'a GET with a body in chunks', (
        request('GET', '/healthz', 'Transfer-Encoding: chunked') + chunk(hidden) + EMPTY_CHUNKS)
    yield 'a body where none is read', request('GET', '/rien', body=hidden)
    yield 'a refused body', request('POST', '/healthz', body=hidden)
    yield 'a trailer', post('Transfer-Encoding: chunked') + b'0\r\nContent-Length: %d\r\n\r\n' % len(hidden)
    yield 'an extension', post('Transfer-Encoding: chunked') + b'2;a="b"\r\n{}\r\n' + EMPTY_CHUNKS
    yield 'NUL in a header', post('X-A: \x00', f'Content-Length: {len(hidden)}') + hidden


class Smuggling(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.instance = cls.enterClassContext(Instance(up=['--no-import']))
        cls.nginx = cls.enterClassContext(Nginx(cls.instance.path('run', 'gateway.sock')))
        cls.operator = cls.enterClassContext(cls.instance.partner('operator'))
        endpoints = cls.instance.gateway()
        cls.port = int(endpoints['http'].rsplit(':', 1)[1])
        cls.number = 0

    def answered(self):
        """How many requests the gateway has answered."""
        text = self.operator.query('gateway', 'pvd.bus.v1.ProcessService/GetMetrics', process_pb2.GetMetricsRequest(),
                                   process_pb2.GetMetricsResponse).text
        return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith('pvd_http_answers_total{'))

    def line(self, target):
        self.number += 1  # each from an address of its own, lest the limits hide what happens
        source = f'127.1.{self.number // 250}.{self.number % 250 + 1}'
        return Line(self.nginx.https, tls=True, source=source) if target == 'nginx' else Line(self.port, source=source)

    def attack(self, target, data):
        """What comes back, and how many requests the gateway has answered because of it."""
        before = self.answered()
        with self.line(target) as line:
            line.send(data)
            got = line.read(first=0.3, more=0.02)
        return got, self.answered() - before

    def victim(self, target):
        with self.line(target) as line:
            line.send(request('GET', f'/victim-{self.number}'))
            return f'/victim-{self.number} '.encode() in line.read(more=0)

    def check(self, target, hidden):
        for name, data in cases(hidden):
            with self.subTest(name, target=target):
                got, answered = self.attack(target, data)
                self.assertNotIn(b'smuggled', got)
                self.assertLessEqual(answered, len(statuses(got)))
                self.assertTrue(self.victim(target), 'who came next got another answer')

    def test_a_hidden_request_by_nginx(self):
        self.check('nginx', request('GET', '/smuggled'))

    def test_a_hidden_beginning_by_nginx(self):
        self.check('nginx', b'GET /smuggled HTTP/1.1\r\nX-Eaten: ')

    def test_a_hidden_request_at_the_port(self):
        self.check('gateway', request('GET', '/smuggled'))

    def test_a_hidden_beginning_at_the_port(self):
        self.check('gateway', b'GET /smuggled HTTP/1.1\r\nX-Eaten: ')

    def test_it_would_be_seen(self):
        """Where two requests stand one after the other, both are answered, and told apart."""
        for target in ('nginx', 'gateway'):
            got, answered = self.attack(target, post('Content-Length: 2') + b'{}' + request('GET', '/smuggled'))
            self.assertIn(b'smuggled', got)
            self.assertEqual((statuses(got), answered), ([200, 404], 2), target)

    def test_whose_site_is_said_once(self):
        two = request('GET', '/healthz', 'Host: ailleurs.example')
        for target, answers in (('nginx', [[400]]), ('gateway', [[400]])):
            self.assertIn(statuses(self.attack(target, two)[0]), answers, target)
        absolute = request('GET', 'http://ailleurs.example/healthz')
        self.assertEqual(statuses(self.attack('nginx', absolute)[0]), [421])
        self.assertEqual(statuses(self.attack('gateway', absolute)[0]), [404])
        for host in ('ailleurs.example', 'localhost.ailleurs.example', ''):
            got, answered = self.attack('nginx', request('GET', '/healthz', host=host))
            self.assertIn(statuses(got), ([400], [421]), host)
            self.assertEqual(answered, 0, host)

    def test_garbage_after_a_request(self):
        for target in ('nginx', 'gateway'):
            for garbage in (b'\x00\x01\x02\r\n\r\n', b'\r\n\r\n\x16\x03\x01', b'{}' * 1000, b'GET\r\n\r\n'):
                got, _ = self.attack(target, request('GET', '/healthz') + garbage)
                self.assertIn(statuses(got), ([200], [200, 400], [200, 414]), (target, garbage[:20]))
                self.assertTrue(self.victim(target))


if __name__ == '__main__':
    unittest.main()
