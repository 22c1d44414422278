"""Exports: lists as files that are made meanwhile, whoever dies in the middle."""
import os
import time
import unittest

from programme import Programme
from web import Web

LIST = 'pvd.registry.v1.RegistryService/ListCommunes'
MADE_SECONDS = 120  # under the sanitizers, beside other tests
SWEPT_SECONDS = 100  # once a minute, beside other tests
UNKNOWN = '01ARZ3NDEKTSV4RRFFQ69G5FAV'


class Exports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.instance = cls.enterClassContext(Programme(criteria=False))
        cls.web = cls.enterClassContext(Web(cls.instance))
        cls.instance.settle()
        with cls.instance.partner('operator') as operator:
            cls.tokens = cls.web.tokens(['anct', 'prefecture-77', 'mairie'], operator)
        cls.direct = cls.web.request('GET', f'/api/csv/{LIST}').body

    def call(self, method, request, who='anct'):
        answer = self.web.call(method, request, self.tokens[who])
        self.assertEqual(answer.status, 200, answer)
        return answer.json()

    def request(self, text='', who='anct', form='CSV_FORM_UNSPECIFIED'):
        return self.call('RequestExport', {'method': LIST, 'requestJson': text, 'form': form}, who)['export']['id']

    def export(self, export, who='anct'):
        return self.call('GetExport', {'exportId': export}, who)['export']

    def wait(self, export, is_so, who='anct'):
        end = time.monotonic() + MADE_SECONDS
        while not is_so(found := self.export(export, who)):
            self.assertLess(time.monotonic(), end, found)
            time.sleep(0.02)
        return found

    def ended(self, export, who='anct'):
        return self.wait(export, lambda found: found['state'] != 'EXPORT_STATE_RUNNING', who)

    def in_the_middle(self, export):
        """Once rows of it are written, and not all."""
        found = self.wait(export, lambda found: 'rows' in found)
        self.assertEqual(found['state'], 'EXPORT_STATE_RUNNING')
        return found

    def download(self, export, who='anct'):
        return self.web.request('GET', f'/api/exports/{export}', self.tokens[who].headers if who else {})

    def assert_made(self, export):
        found = self.ended(export)
        self.assertEqual(found['state'], 'EXPORT_STATE_DONE', found)
        answer = self.download(export)
        self.assertEqual((answer.status, answer.headers['Content-Type']), (200, 'text/csv; charset=utf-8'))
        self.assertRegex(answer.headers['Content-Disposition'], r'^attachment; filename="ListCommunes-[-\d]{10}\.csv"')
        self.assertTrue(answer.body == self.direct, (len(answer.body), len(self.direct)))
        self.assertEqual((int(found['rows']), int(found['sizeBytes'])),
                         (answer.body.count(b'\r\n') - 1, len(answer.body)))
        self.assertFalse(os.path.exists(self.instance.path('exports', f'{export}.part')))

    # ---- Made

    def test_one_sees_it_grow_and_fetches_it(self):
        export = self.request()
        first = self.in_the_middle(export)
        self.assertEqual(self.download(export).reason, 'EXPORT_NOT_DONE')
        grown = self.wait(export, lambda found: int(found.get('rows', 0)) > int(first['rows']))
        self.assertGreater(int(grown['sizeBytes']), int(first['sizeBytes']))
        self.assert_made(export)

    def test_the_form_for_programs(self):
        export = self.request('{"departementCode": "01"}', form='CSV_FORM_MACHINE')
        self.assertEqual(self.ended(export)['state'], 'EXPORT_STATE_DONE')
        direct = self.web.request('GET', f'/api/csv/{LIST}?form=machine&message=%7B%22departementCode%22:%2201%22%7D')
        self.assertEqual(self.download(export).body, direct.body)

    def test_nobody_else_is_given_it(self):
        export = self.request('{"departementCode": "77"}', 'prefecture-77')
        self.ended(export, 'prefecture-77')
        self.assertEqual(self.download(export, 'prefecture-77').status, 200)
        for who in ('mairie', 'anct'):
            answer = self.download(export, who)
            self.assertEqual((answer.status, answer.reason), (404, 'EXPORT_UNKNOWN'))
        self.assertEqual(self.download(export, None).status, 401)
        for path in (UNKNOWN, '', 'x', '../keys/anct.key', '%2e%2e%2fkeys%2fanct.key', f'{export}/x'):
            self.assertEqual(self.download(path, 'prefecture-77').status, 404, path)

    def test_what_is_refused_fails_and_says_why(self):
        for text in ('{"departementCode": "77", "regionCode": "11"}', '{"nothing": 1}', 'no JSON', '{"a\\u0001": 1}',
                     '{"departementCode": "\\u0007"}', '[]', '{"departementCode": "' + 16000 * 'x' + '"}'):
            with self.subTest(text[:60]):
                export = self.request(text)
                found = self.ended(export)
                self.assertEqual(found['state'], 'EXPORT_STATE_FAILED')
                self.assertGreater(len(found['failure']), 10)
                self.assertEqual(self.download(export).reason, 'EXPORT_NOT_DONE')

    def test_there_are_four_at_a_time(self):
        exports = [self.request(who='prefecture-77') for _ in range(4)]
        answer = self.web.call('RequestExport', {'method': LIST}, self.tokens['prefecture-77'])
        self.assertEqual(answer.reason, 'TOO_MANY_EXPORTS')
        for export in exports:
            self.assertEqual(self.ended(export, 'prefecture-77')['state'], 'EXPORT_STATE_DONE')
        self.ended(self.request('{"departementCode": "77"}', 'prefecture-77'), 'prefecture-77')

    # ---- Whoever dies

    def test_the_gateway_dies(self):
        export = self.request()
        self.in_the_middle(export)
        self.instance.kill('gateway')
        self.assertTrue(os.path.exists(self.instance.path('exports', f'{export}.part')))
        self.web.wait_back()
        self.assert_made(export)

    def test_the_service_dies(self):
        export = self.request()
        self.in_the_middle(export)
        self.instance.kill('registry')
        self.assert_made(export)

    def test_files_of_nobody_are_removed(self):
        kept = self.request('{"departementCode": "77"}')
        self.ended(kept)
        for name in (f'{UNKNOWN}.csv', f'{UNKNOWN}.part', 'other'):
            with open(self.instance.path('exports', name), 'w', encoding='utf-8') as file:
                file.write('x')
        end = time.monotonic() + SWEPT_SECONDS
        while any(name.startswith(UNKNOWN) or name == 'other' for name in os.listdir(self.instance.path('exports'))):
            self.assertLess(time.monotonic(), end)
            time.sleep(1)
        self.assertEqual(self.download(kept).status, 200)


if __name__ == '__main__':
    unittest.main()
