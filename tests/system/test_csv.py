"""Lists as CSV over HTTP: what spreadsheets and programs read, all of it, or an end that says that it is not."""
import contextlib
import csv
import http.client
import io
import json
import os
import signal
import unittest
import urllib.parse

from programme import APT, APT_LUBERON, FERTE, FRANCE, Programme
from web import Web

REGISTRY = 'pvd.registry.v1.RegistryService/'
# Without it the sanitizer keeps what was freed, and a process of a constant size seems to grow.
LITTLE_KEPT = {'ASAN_OPTIONS': ':'.join(filter(None, [os.environ.get('ASAN_OPTIONS'), 'quarantine_size_mb=1']))}
READ_BYTES = 64 * 1024


class Csv(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.instance = cls.enterClassContext(Programme(env=LITTLE_KEPT))
        cls.web = cls.enterClassContext(Web(cls.instance))
        cls.instance.settle()
        with cls.instance.partner('operator') as operator:
            cls.tokens = cls.web.tokens(['prefecture-77', 'prefecture-84', 'mairie', 'anct'], operator)
        cls.instance.act('prefecture-77', 'SubmitCandidacy', communeCodes=[FERTE], epciSirens=['200090504'],
                         projectNote='=1+1; et "la suite"\nen dessous')
        cls.instance.act('prefecture-84', 'SubmitCandidacy', communeCodes=[APT], epciSirens=[APT_LUBERON],
                         projectNote='Une note.')

    @staticmethod
    def path(method, request=None, form=None):
        arguments = {name: value for name, value in (('message', request and json.dumps(request)), ('form', form)) if value}
        return f'/api/csv/{REGISTRY}{method}?{urllib.parse.urlencode(arguments)}'

    def get(self, *what, who=None):
        return self.web.request('GET', self.path(*what), self.tokens[who].headers if who else {})

    def rows(self, *what, who=None):
        """As Python's own reader takes the form for programs."""
        answer = self.get(*what, 'machine', who=who)
        self.assertEqual(answer.status, 200, answer.body)
        return list(csv.DictReader(io.StringIO(answer.body.decode(), newline='')))

    def pages(self, method, rows, request):
        """The same list over Connect."""
        found, token = [], ''
        while True:
            answer = self.web.call(method, {**request, 'pageSize': 100, 'pageToken': token}).json()
            found += answer[rows]
            token = answer.get('nextPageToken')
            if not token:
                return found

    # ---- Forms

    def test_what_spreadsheets_open(self):
        answer = self.get('ListCommunes', {'departementCode': '01'})
        self.assertEqual((answer.status, answer.headers['Content-Type']), (200, 'text/csv; charset=utf-8'))
        self.assertRegex(answer.headers['Content-Disposition'],
                         r'^attachment; filename="ListCommunes-\d{4}-\d\d-\d\d\.csv"')
        text = answer.body.decode()
        self.assertTrue(text.startswith('\ufeffcode;name;departementCode;'), text[:100])
        lines = text.split('\r\n')
        self.assertEqual(lines[-1], '')
        self.assertFalse([line for line in lines if '\n' in line])
        self.assertTrue([line for line in lines if line.startswith('"=""01004""";')], lines[:3])

    def test_a_formula_is_a_text(self):
        text = self.get('ListCandidacies', who='prefecture-77').body.decode()
        self.assertIn(';"\'=1+1; et ""la suite""\nen dessous";', text)
        self.assertEqual(self.rows('ListCandidacies', None, who='prefecture-77')[0]['projectNote'],
                         '=1+1; et "la suite"\nen dessous')

    def test_the_same_rows_as_page_by_page(self):
        request = {'departementCode': '77'}
        rows, communes = self.rows('ListCommunes', request), self.pages('ListCommunes', 'communes', request)
        self.assertGreater(len(communes), 500)  # several pages, of both
        self.assertEqual([(row['code'], row['name'], row['epciSiren'], json.loads(row['populations'])) for row in rows],
                         [(commune['code'], commune['name'], commune.get('epciSiren', ''), commune['populations'])
                          for commune in communes])

    def test_an_empty_list_is_its_columns(self):
        for form, start in (('machine', b'id,'), ('spreadsheet', b'\xef\xbb\xbfid;')):
            body = self.get('ListTerritories', {'departementCode': '2A'}, form).body
            self.assertTrue(body.startswith(start), body)
            self.assertEqual(body.count(b'\r\n'), 1)

    # ---- Who sees what

    def test_each_sees_their_own(self):
        for who, notes in (('prefecture-77', 1), ('prefecture-84', 1), ('anct', 2)):
            with self.subTest(who):
                self.assertEqual(len(self.rows('ListCandidacies', None, who=who)), notes)
        self.assertEqual(self.rows('ListCandidacies', None, who='prefecture-84')[0]['projectNote'], 'Une note.')

    def test_refused(self):
        for reason, status, path in (
                ('NOT_A_LIST', 400, self.path('GetCommune')), ('NOT_A_LIST', 400, self.path('SubmitCandidacy')),
                ('NOT_A_LIST', 400, '/api/csv/nothing'), ('NOT_A_LIST', 400, '/api/csv/'),
                ('FORM_INVALID', 400, self.path('ListCommunes', None, 'pdf')),
                ('ROLE_REQUIRED', 403, self.path('ListCandidacies'))):
            with self.subTest(path):
                answer = self.web.request('GET', path)
                self.assertEqual((answer.reason, answer.status), (reason, status), answer.body)
        for request in ({'departementCode': 1}, {'nothing': 'x'}, {'departementCode': '77', 'regionCode': '11'}):
            with self.subTest(request):
                self.assertEqual(self.get('ListCommunes', request).status, 400)

    # ---- However long

    def memory(self):
        """Of the gateway, in bytes."""
        with open(f'/proc/{self.instance.pid("gateway")}/status', encoding='utf-8') as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith('VmRSS:'))

    def test_a_long_list_is_whole_and_not_held(self):
        self.rows('ListCommunes', {'departementCode': '77'})  # what a process needs once
        before, most, text = self.memory(), 0, b''
        connection, answer = self.web.open(self.path('ListCommunes', None, 'machine'))
        with contextlib.closing(connection):
            while part := answer.read(READ_BYTES):
                text += part
                most = max(most, self.memory())
        rows = list(csv.DictReader(io.StringIO(text.decode(), newline='')))
        self.assertGreaterEqual(len(rows), FRANCE['communes'])
        self.assertEqual(len({row['code'] for row in rows}), len(rows))
        self.assertLess(most - before, len(text) / 2, (before, most, len(text)))

    def test_what_breaks_in_the_middle_does_not_end_well(self):
        connection, answer = self.web.open(self.path('ListCommunes', None, 'machine'))
        self.assertEqual((answer.status, len(answer.read(READ_BYTES))), (200, READ_BYTES))
        self.instance.process.send_signal(signal.SIGSTOP)  # whoever would start it again
        try:
            self.instance.kill('registry')
            with self.assertRaises((http.client.IncompleteRead, ConnectionResetError)):
                answer.read()
        finally:
            self.instance.process.send_signal(signal.SIGCONT)
            connection.close()
            self.instance.wait_ready()
        self.assertGreater(len(self.rows('ListCommunes', {'departementCode': '77'})), 500)


if __name__ == '__main__':
    unittest.main()
