#!/usr/bin/python3
"""Makes what the fuzzers begin with, of the contract: tests/fuzz/corpus/<target>/, and the words of each in
<target>.dict. The same contract gives the same files.

    tests/fuzz/corpus.py [FOLDER]"""
import base64
import hashlib
import json
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
os.environ.setdefault('PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION', 'python')
sys.dont_write_bytecode = True

from seeds import place_of  # noqa: E402, which says where the rest is found

from google.protobuf import json_format  # noqa: E402

from contract import actor_pb2, fill, methods  # noqa: E402
from corpus_bus import (  # noqa: E402
    FRAME_WORDS, JOURNAL_WORDS, ZAP_WORDS, frame_inputs, journal_inputs, zap_inputs)
from corpus_import import IMPORT_WORDS, import_inputs  # noqa: E402
from corpus_method import METHOD_WORDS, method_inputs  # noqa: E402
from partner import envelope_pb2  # noqa: E402

EVERY = 5  # of the methods, about one in so many
RESPONSE, JSON = 1, 2
FRONT, PORT = b'\x01', b'\x00'
TEXTS = {'code': '77183', 'commune_code': '77183', 'departement_code': '77', 'siren': '200090504', 'page_token': ''}
TEXT = 'Été « 1 » ; =2+3, "x"\n'
NUMBERS = {'seconds': 4102444800, 'nanos': 120000000, 'page_size': 50}
KEY, OTHER_KEY = '01ARZ3NDEKTSV4RRFFQ69G5FAV', '01890a5d-ac96-774b-bcce-b302099a8057'
POSITION = f'1:42:{"A" * 43}'


def secret(letter):
    """As people carry it: 32 times a letter."""
    return base64.urlsafe_b64encode(letter.encode() * 32).decode().rstrip('=')


TOKEN = f'Authorization: Bearer pvd_{secret("T")}'

# ---- Messages

def value_of(field):
    if field.cpp_type == field.CPPTYPE_STRING:
        return bytes(range(32)) if field.type == field.TYPE_BYTES else TEXTS.get(field.name, TEXT)
    if field.cpp_type in (field.CPPTYPE_DOUBLE, field.CPPTYPE_FLOAT):
        return 1.5
    if field.cpp_type == field.CPPTYPE_ENUM:
        return field.enum_type.values[-1].number
    return True if field.cpp_type == field.CPPTYPE_BOOL else NUMBERS.get(field.name, 7)


def values_of(descriptor):
    """A value for the name of each field that is no message."""
    values = {}
    for field in descriptor.fields:
        values.update(values_of(field.message_type) if field.message_type else {field.name: value_of(field)})
    return values


def made(message_class):
    return fill(message_class(), values_of(message_class.DESCRIPTOR))


def as_json(message, **options):
    return json_format.MessageToJson(message, indent=None, **options).encode()


def messages(method, form):
    """A request and a response, one in JSON, the other in binary."""
    for what, message_class in ((0, method.request), (RESPONSE, method.response)):
        message, is_json = made(message_class), (what + form) % 2
        text = as_json(message) if is_json else message.SerializeToString()
        yield place_of(method) + bytes([what | JSON * is_json]) + text


def message_inputs(some):
    for number, method in enumerate(some):
        for what, data in zip(('request', 'response'), messages(method, number % 2)):
            yield f'{method.name}-{what}', data


def message_words(every):
    names = {field.name for method in every for message in (method.request, method.response)
             for field in message.DESCRIPTOR.fields}
    return sorted({f'"{name}"' for name in names} | {'null', 'true', '\\r', '\\u0000', '1e400', '-0', '2026-01-01T00:00:00Z'})


# ---- Requests

def request(verb, path, *headers, body=None, door=FRONT):
    lines = [f'{verb} {path} HTTP/1.1', 'Host: localhost', 'X-Forwarded-Proto: https', *headers]
    if door == PORT:
        lines.remove('X-Forwarded-Proto: https')
    if body is not None:
        lines.append(f'Content-Length: {len(body)}')
    return door + '\r\n'.join(lines + ['', '']).encode() + (body or b'')


def call(method, number):
    message, path = made(method.request), f'/api/{method.path}'
    json_text, binary = as_json(message), message.SerializeToString()
    of_every = ['PVD-Service: registry'] if method.service is None else []
    if actor_pb2.ROLE_PUBLIC not in method.policy.roles:
        of_every.append(TOKEN)
    if method.kind == envelope_pb2.KIND_COMMAND:
        of_every.append(f'Idempotency-Key: {KEY}' if number % 2 else f'Idempotency-Key: "{OTHER_KEY}"')
    elif number % 3 == 0:
        text = base64.urlsafe_b64encode(binary).decode().rstrip('=')
        return request('GET', f'{path}?connect=v1&encoding=proto&base64=1&message={text}', *of_every)
    elif number % 3 == 1:
        of_every.append('PVD-At-Least: registry:1:42')
    proto = ('application/proto', binary)
    kind, body = ('application/json; charset=utf-8', json_text) if number % 2 else proto
    return request('POST', path, f'Content-Type: {kind}', 'Connect-Protocol-Version: 1', 'Connect-Timeout-Ms: 1500',
                   *of_every, body=body, door=PORT if number % 4 == 1 else FRONT)


def route_inputs(some):
    for number, method in enumerate(some):
        yield method.name, call(method, number)
    cookie = f'Cookie: __Host-pvd={secret("S")}'
    csrf = hashlib.blake2b(b'S' * 32 + b'csrf', digest_size=32).digest()
    csrf = base64.urlsafe_b64encode(csrf).decode().rstrip('=')
    link = f'/connexion/{secret("L")}'
    csv = '/api/csv/pvd.registry.v1.RegistryService/ListCommunes'
    yield 'health', request('GET', '/healthz')
    yield 'two-on-a-line', request('GET', '/healthz') + request('HEAD', '/healthz')[1:]
    yield 'metrics', request('GET', '/metrics', TOKEN)
    yield 'session', request('GET', '/api/session', cookie)
    yield 'session-on-the-port', request('GET', '/api/session', cookie, door=PORT)
    yield 'sign-out', request('DELETE', '/api/session', cookie, f'X-CSRF-Token: {csrf}', 'Origin: https://localhost')
    yield 'sign-in-page', request('GET', link)
    yield 'sign-in', request('POST', link, 'Sec-Fetch-Site: same-origin', body=b'')
    yield 'events', request('GET', f'/api/events?service=registry&after={POSITION}&type=a&type=b&departement=77')
    yield 'events-again', request('GET', '/api/events?service=registry', f'Last-Event-ID: {POSITION}')
    yield 'events-of-nobody', request('GET', '/api/events')
    yield 'csv', request('GET', f'{csv}?form=machine&message=%7B%22departementCode%22%3A%2277%22%7D')
    yield 'export', request('GET', f'/api/exports/{KEY}', TOKEN)
    yield 'chunked', request('POST', '/api/pvd.bus.v1.BusService/WhoAmI', 'Content-Type: application/json',
                             'Transfer-Encoding: chunked') + b'2\r\n{}\r\n0\r\n\r\n'
    yield 'traced', request('POST', '/api/pvd.bus.v1.BusService/WhoAmI', 'Content-Type: application/json',
                            f'traceparent: 00-{"a" * 32}-{"b" * 16}-01', body=b'{}')
    yield 'verb', request('PUT', '/api/session')
    yield 'no-such-address', request('GET', '/%C3%A9?a=%00')


def route_words(every):
    headers = ['Authorization: Bearer pvd_', 'Cookie: __Host-pvd=', 'Connect-Timeout-Ms: ', 'Content-Encoding: gzip',
               'Content-Length: ', 'Content-Type: application/proto', 'Expect: 100-continue', 'Idempotency-Key: ',
               'Last-Event-ID: ', 'Origin: ', 'PVD-At-Least: ', 'PVD-Service: ', 'Sec-Fetch-Site: same-origin',
               'Transfer-Encoding: chunked', 'X-CSRF-Token: ', 'X-Forwarded-Proto: https', 'traceparent: ']
    paths = [f'/api/{method.path}' for method in every]
    return sorted(headers + paths + ['\r\n', '\r\n\r\n', '%00', '&base64=1', '&encoding=json', '&message='])


# ---- Figures

def metrics_inputs():
    counter = '# HELP pvd_commands_total Commands.\n# TYPE pvd_commands_total counter\npvd_commands_total'
    summary = '# TYPE pvd_seconds summary\npvd_seconds{method="a",quantile="0.5"} 0.1\npvd_seconds_sum 1e3\n'
    histogram = '# TYPE pvd_bytes histogram\npvd_bytes_bucket{le="+Inf"} 3\npvd_bytes_sum 6\npvd_bytes_count 3\n'
    yield 'two', f'{counter}{{service="bus"}} 7\n\f{counter} 3\n'.encode()
    yield 'summary', summary.encode()
    yield 'histogram', f'{histogram}\f{summary}'.encode()
    yield 'without-quantile', summary.replace('quantile', 'quantum').encode()
    yield 'escaped', f'{counter}{{a="\\\\ \\" \\n é",b=""}} NaN\n'.encode()
    yield 'odd', b'# HELP x\n# TYPE x gauge\nx{} 1\nx{a="1",a="2"} 1\nx 1 2\nx -Inf\ny 1\n\xff\n'


METRICS_WORDS = ['# HELP ', '# TYPE ', ' counter\\n', ' gauge\\n', ' histogram\\n', ' summary\\n', '_bucket{le=',
                 '_count', '_sum', 'quantile=', 'service=', '+Inf']


# ---- Tables

def table(text, **keys):
    """A mapping, and a text that it reads."""
    columns = keys.pop('columns', [{'column': 'a', 'indicator': 'jobs', 'year': 2018}])
    mapping = {'id': 'x', 'title': 'X', 'file': 'x.csv', 'source': 'Insee', 'code': 'insee', **keys, 'columns': columns}
    return json.dumps(mapping, ensure_ascii=False).encode() + b'\f' + text.encode()


def table_inputs():
    values = {'column': 'b', 'indicator': 'level', 'year': 2021, 'values': {'Un': 1, 'Zéro': 0, ' - ': None}}
    group = {'column': 'b', 'indicator': 'canton', 'year': 2025, 'text': True}
    constant = {'constant': 1, 'indicator': 'acv', 'year': 2024}
    yield 'numbers', table('insee,a\n01001,93.1193303116279\n2A004,-7\n75056,\n')
    yield 'semicolons', table('\ufeff"insee";"a"\r\n01001;1,5\r\n01004;s\r\n', separator=';', decimal=',', missing=['s'])
    yield 'classes', table('insee,a,b\n01001,1,Un\n01004,2,Zéro\n2A004,3, - \n', columns=[values], absent=0)
    yield 'groups', table('insee,b\n01001,"0108"\n01004,0101\n2A004,000\n', columns=[group], missing=['000'])
    yield 'list', table('insee,nom\n01004,"Ambérieu, en ""Bugey"""\n', columns=[constant], absent=0)
    yield 'except', table('insee,type,a\n01001,COM,1\n01001,COMD,2\n13201,ARM,3\n',
                          **{'except': {'type': ['COMD', 'ARM']}, 'duplicates': 'first'})
    yield 'lines', table('insee,a,b\n01001,1,"x\ny"\n\n01004,2,z')
    yield 'faults', table('insee,a\n1001,1\n01004,1e5\n01004,"x"y\n\r,')
    yield 'ragged', table('insee,a\n01001,1,2\n01004\n')
    yield 'large', table('insee,a\n01001,9007199254740992\n01004,-0.0000000005\n')
    yield 'no-mapping', b'{"id": "x", "columns": [{}]}\f'


TABLE_WORDS = ['"absent"', '"code"', '"column"', '"columns"', '"constant"', '"decimal"', '"duplicates"', '"except"',
               '"first"', '"indicator"', '"missing"', '"separator"', '"text"', '"values"', '"year"', 'null', 'true',
               '\f', '\r\n', '""', '";"', '\ufeff', '01004', '2A004', '9007199254740993']


# ---- Files

def quoted(word):
    """As libFuzzer reads its dictionaries."""
    plain = word if isinstance(word, bytes) else word.encode()
    return ''.join(f'\\{chr(c)}' if chr(c) in '\\"' else chr(c) if 0x20 <= c <= 0x7e else f'\\x{c:02x}' for c in plain)


def write(folder, target, inputs, words):
    (folder / target).mkdir(parents=True, exist_ok=True)
    for name, data in inputs:
        (folder / target / name).write_bytes(data)
    (folder / f'{target}.dict').write_text(''.join(f'"{quoted(word)}"\n' for word in words))


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / 'corpus'
    every = methods()
    share = [[method for method in every if place_of(method)[0] % EVERY == number] for number in range(EVERY)]
    write(folder, 'route', route_inputs(share[0]), route_words(every))
    write(folder, 'json', message_inputs(share[1]), message_words(every))
    write(folder, 'csv', message_inputs(share[2]), message_words(every))
    write(folder, 'table', table_inputs(), TABLE_WORDS)
    write(folder, 'frame', frame_inputs(), FRAME_WORDS)
    write(folder, 'zap', zap_inputs(), ZAP_WORDS)
    write(folder, 'journal', journal_inputs(), JOURNAL_WORDS)
    write(folder, 'import', import_inputs(), IMPORT_WORDS)
    write(folder, 'method', method_inputs(every), METHOD_WORDS)
    write(folder, 'metrics', metrics_inputs(), [word.replace('\\n', '\n') for word in METRICS_WORDS])


if __name__ == '__main__':
    main()
