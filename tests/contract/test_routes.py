"""The gateway's table of routes and openapi.json tell of the same routes, and say alike who may ask."""
import json
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLE = ROOT / 'services/gateway/routes.c'
ROW = re.compile(r'\{("[^"]*"|[A-Z_]+), (VERB_[A-Z_| ]+),\s*ROUTE_([A-Z_]+),')
NAMED = re.compile(r'#define (\w+)\s+("[^"]*")')
METHODS = '/api/pvd.'  # each says for itself who may call it; test_openapi.py compares them with the contract
REST = {'/api/': r'/api/pvd\..*', '/': r'/(static/.*)?'}  # what is meant for the routes that take all that is left


def rows():
    """(verb, path, access) in the order of the table."""
    names = dict(NAMED.findall((ROOT / 'common/base/secret.h').read_text()))
    table = TABLE.read_text().partition('ROUTES[] = {')[2].partition('\n};')[0]
    found = ROW.findall(table)
    assert len(found) == table.count('.handle'), 'a row of the table is written in another way'
    return [(verb.removeprefix('VERB_').lower(), names.get(path, path).strip('"'), access)
            for path, verbs, access in found for verb in verbs.split(' | ')]


def operations():
    document = json.loads((ROOT / 'build/gen/site/openapi.json').read_text())
    return [(verb, path, operation.get('security', document['security']))
            for path, item in document['paths'].items() for verb, operation in item.items()]


def route_of(rows, path):
    """The path of the first that fits, as the gateway finds it."""
    for _, route, _ in rows:
        if path.startswith(route) if route.endswith('/') else path == route:
            return route
    return None


def access_of(security):
    if not security:
        return 'OPEN'
    return 'ANYONE' if {} in security else 'SIGNED_IN'


def faults(rows, operations):
    """Where the two differ, as sentences."""
    access = {(verb, route): who for verb, route, who in rows}
    told = {(verb, route_of(rows, path)) for verb, path, _ in operations}
    yield from (f'{verb} {route}: not in the document' for verb, route in access.keys() - told)
    for verb, path, security in operations:
        route = route_of(rows, path)
        found = access.get((verb, route))
        if not found or not re.fullmatch(REST.get(route, '.*'), path):
            yield f'{verb} {path}: no route'
        elif not path.startswith(METHODS) and access_of(security) != found:
            yield f'{verb} {path}: {access_of(security)} in the document, {found} in the table'


class Routes(unittest.TestCase):
    def test_the_table_and_the_document_say_the_same(self):
        self.assertEqual(list(faults(rows(), operations())), [])

    def test_a_difference_would_be_seen(self):
        for i, (verb, route, access) in enumerate(rows()):
            other = 'OPEN' if access == 'ANYONE' else 'ANYONE'
            for name, changed in (('no route', rows()[:i] + rows()[i + 1:]),
                                  ('not in the document', rows() + [(verb, '/new' + route, access)]),
                                  ('in the table', rows()[:i] + [(verb, route, other)] + rows()[i + 1:])):
                if name == 'in the table' and route == '/api/':
                    continue
                with self.subTest(f'{name}: {verb} {route}'):
                    self.assertIn(name, ''.join(faults(changed, operations())))


if __name__ == '__main__':
    unittest.main()
