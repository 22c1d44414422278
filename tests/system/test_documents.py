"""Files that people leave: by parts, whoever dies meanwhile; whole before anybody is told; for whom they are for."""
import contextlib
import json
import os
import unittest

from instance import Instance
from uploads import PART_BYTES, Uploads, digest_of, pdf
from web import Web

EVENTS = '/api/events?service=gateway&type=pvd.gateway.v1.DocumentRecorded'
UNKNOWN = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
FILE_MAX = 50 << 20
PEOPLE = {'mairie': ('COLLECTIVITE', '--collectivite', '77183'), 'prefecture-77': ('PREFECTURE', '--departement', '77'),
          'prefecture-84': ('PREFECTURE', '--departement', '84')}


class Documents(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.instance = cls.enterClassContext(Instance(up=['--no-import']))
        for name, (role, *scope) in PEOPLE.items():
            cls.instance.principal(name, role, *scope)
        cls.instance.settle()
        cls.web = cls.enterClassContext(Web(cls.instance))
        cls.operator = cls.enterClassContext(cls.instance.partner('operator'))
        cls.headers = {name: token.headers for name, token in cls.web.tokens(list(PEOPLE), cls.operator).items()}
        cls.mairie = Uploads(cls.web, cls.headers['mairie'])

    def begun(self, content, **said):
        answer = self.mairie.begin(content, **said)
        self.assertEqual(answer.status, 201, answer)
        self.assertEqual((answer.json()['offset'], answer.json()['chunkMaxBytes']), (0, PART_BYTES))
        return answer.json()['uploadId']

    def refused(self, reason, answer, status=400):
        self.assertEqual((answer.reason, answer.status), (reason, status), answer)

    def download(self, document, who='mairie', **headers):
        return self.web.request('GET', f'/api/documents/{document}', {**headers, **(self.headers[who] if who else {})})

    def on_disk(self, content):
        digest = digest_of(content)
        return self.instance.path('documents', digest[:2], digest[2:])

    # ---- Left

    def test_a_file_by_parts(self):
        content = pdf()
        upload = self.begun(content)
        self.mairie.send(upload, content[:PART_BYTES])
        self.assertEqual(self.mairie.state(upload).json(), {'offset': PART_BYTES, 'sizeBytes': len(content)})
        self.refused('UPLOAD_INCOMPLETE', self.mairie.finish(upload))
        self.mairie.send(upload, content, PART_BYTES)
        document = self.mairie.finish(upload).json()['document']
        self.assertEqual((document['digest'], document['sizeBytes'], document['ownerId']),
                         (digest_of(content), str(len(content)), 'mairie'))
        with open(self.on_disk(content), 'rb') as file:
            self.assertTrue(file.read() == content)
        self.assertTrue(self.download(document['id']).body == content)

    def test_it_is_whole_before_anybody_is_told(self):
        connection, stream = self.web.open(EVENTS, self.headers['prefecture-77'])
        with contextlib.closing(connection):
            content = pdf()
            document = self.mairie.leave(content, departementCodes=['77'])
            data = next(line for line in stream if line.startswith(b'data: '))
            with open(self.on_disk(content), 'rb') as file:
                self.assertTrue(file.read() == content)
            self.assertEqual(json.loads(data[6:])['event']['document']['id'], document['id'])

    def test_finished_twice_it_is_one_document(self):
        content = pdf(100)
        upload = self.begun(content)
        self.mairie.send(upload, content)
        first, second = self.mairie.finish(upload).json(), self.mairie.finish(upload).json()
        self.assertEqual(first, second)
        self.assertNotEqual(self.mairie.leave(content)['id'], first['document']['id'])

    def test_the_gateway_dies_in_the_middle(self):
        content = pdf()
        upload = self.begun(content)
        self.mairie.send(upload, content[:PART_BYTES])
        self.instance.kill('gateway')
        self.web.wait_back()
        offset = self.mairie.state(upload).json()['offset']
        self.assertEqual(offset, PART_BYTES)
        self.mairie.send(upload, content, offset)
        document = self.mairie.finish(upload).json()['document']
        self.instance.kill('gateway')
        self.web.wait_back()
        self.assertEqual(self.mairie.finish(upload).json()['document'], document)
        self.assertTrue(self.download(document['id']).body == content)

    # ---- Refused

    def test_a_description_that_does_not_do(self):
        content = pdf(100)
        for reason, said in (('FILE_TOO_LARGE', {'sizeBytes': FILE_MAX + 1}), ('FILE_EMPTY', {'sizeBytes': 0}),
                             ('MEDIA_TYPE_NOT_TAKEN', {'mediaType': 'text/html', 'fileName': 'a.html'}),
                             ('FILE_EXTENSION_MISMATCH', {'fileName': 'a.exe'}),
                             ('FILE_NAME_INVALID', {'fileName': '../a.pdf'}),
                             ('DIGEST_INVALID', {'digest': 'x'}), ('READER_INVALID', {'departementCodes': ['Seine']})):
            with self.subTest(reason):
                self.refused(reason, self.mairie.begin(content, **said))

    def test_a_part_that_does_not_fit(self):
        content = pdf(100)
        upload = self.begun(content)
        self.refused('OFFSET_MISMATCH', self.mairie.put(upload, 1, content), 409)
        self.refused('OFFSET_INVALID', self.mairie.put(upload, 'x', content))
        self.refused('UPLOAD_OVERFLOWS', self.mairie.put(upload, 0, content + b'x'))
        for _ in range(10):  # told, and not cut off, though it is refused before it has come
            self.assertEqual(Uploads(self.web).put(upload, 0, PART_BYTES * b'x').status, 401)
            self.assertEqual(self.mairie.ask('POST', '', {'fileName': 30_000 * 'x'}).status, 413)
        self.refused('CHUNK_EMPTY', self.mairie.put(upload, 0, b''))
        too_long = {'Content-Length': str(17 * PART_BYTES), 'Content-Type': 'application/octet-stream'}
        self.assertEqual(self.mairie.ask('PUT', f'/{upload}?offset=0', **too_long).status, 413)  # before it is sent
        self.assertEqual(self.mairie.state(upload).json()['offset'], 0)
        self.mairie.send(upload, content)
        self.assertEqual(self.mairie.ask('DELETE', f'/{upload}').status, 200)
        self.refused('UPLOAD_UNKNOWN', self.mairie.state(upload), 404)

    def test_what_is_not_what_was_said(self):
        content = pdf(100)
        for reason, sent in (('DIGEST_MISMATCH', content[:-1] + bytes([content[-1] ^ 1])),
                             ('MEDIA_TYPE_MISMATCH', b'<!doctype html>' + 85 * b' ')):
            with self.subTest(reason):
                upload = self.begun(sent, digest=digest_of(content if reason == 'DIGEST_MISMATCH' else sent))
                self.mairie.send(upload, sent)
                self.refused(reason, self.mairie.finish(upload))
                self.assertFalse(os.path.exists(self.on_disk(sent)))
                self.refused('UPLOAD_UNKNOWN', self.mairie.state(upload), 404)

    def test_who_may_leave_files(self):
        content = pdf(100)
        upload = self.begun(content)
        nobody, other = Uploads(self.web), Uploads(self.web, self.headers['prefecture-77'])
        self.assertEqual(nobody.begin(content).status, 401)
        self.assertEqual(nobody.state(upload).status, 401)
        for answer in (other.state(upload), other.put(upload, 0, content), other.finish(upload),
                       other.ask('DELETE', f'/{upload}')):
            self.refused('UPLOAD_UNKNOWN', answer, 404)
        self.assertEqual(self.mairie.ask('DELETE', f'/{upload}').status, 200)

    def test_a_browser_shows_that_it_is_this_site(self):
        content = pdf(100)
        session = self.web.sign_in('prefecture-77', self.operator)
        cookie, token = {'Cookie': session.headers['Cookie']}, session.csrf
        for headers in ({}, {'X-CSRF-Token': token[:-1] + ('A' if token[-1] != 'A' else 'B')}):
            self.assertEqual(Uploads(self.web, {**cookie, **headers}).begin(content).status, 403)
        browser = Uploads(self.web, {**cookie, 'X-CSRF-Token': token, 'Sec-Fetch-Site': 'same-origin'})
        document = browser.leave(content)
        self.assertEqual(document['ownerId'], 'prefecture-77')
        self.assertEqual(self.web.request('GET', f'/api/documents/{document["id"]}', cookie).body, content)

    # ---- Fetched

    def test_whom_it_is_for(self):
        document = self.mairie.leave(pdf(100), departementCodes=['77'])['id']
        for who, status in (('mairie', 200), ('prefecture-77', 200), ('prefecture-84', 404), (None, 401)):
            with self.subTest(who):
                self.assertEqual(self.download(document, who).status, status)
        own = self.mairie.leave(pdf(100))['id']
        self.refused('DOCUMENT_UNKNOWN', self.download(own, 'prefecture-77'), 404)
        for path in (UNKNOWN, '', 'x', '../keys/anct.key', '%2e%2e%2fkeys%2fanct.key'):
            self.assertEqual(self.download(path).status, 404, path)

    def test_it_is_saved_and_not_shown(self):
        headers = self.download(self.mairie.leave(pdf(100))['id']).headers
        self.assertEqual(headers['Content-Disposition'],
                         'attachment; filename="D_lib_ration.pdf"; filename*=UTF-8\'\'D%C3%A9lib%C3%A9ration.pdf')
        self.assertEqual([headers[name] for name in ('Content-Type', 'X-Content-Type-Options', 'Content-Security-Policy',
                                                     'Cache-Control')],
                         ['application/pdf', 'nosniff', 'sandbox', 'private, no-store'])


if __name__ == '__main__':
    unittest.main()
