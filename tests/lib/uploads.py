"""Files left at the gateway, as its clients leave them: described, sent by parts, finished."""
import json
import os

from partner import blake2b

PART_BYTES = 1 << 20


def digest_of(content):
    return blake2b(content).hex()


def pdf(size=2_500_000):
    """As far as anybody looks; no two are alike."""
    return b'%PDF-1.7\n' + os.urandom(size - 9)


class Uploads:
    """Of one visitor, who signed in or has a token."""

    def __init__(self, web, headers=None):
        self.web, self.headers = web, headers or {}

    def ask(self, verb, path, body=None, **headers):
        """Each ends its connection: some are refused before they have come."""
        sent = {**self.headers, **{name.replace('_', '-'): value for name, value in headers.items()}}
        if isinstance(body, dict):
            body, sent['Content-Type'] = json.dumps(body), 'application/json'
        return self.web.request(verb, f'/api/uploads{path}', sent, body, keep=False)

    def begin(self, content, **said):
        return self.ask('POST', '', {'fileName': 'Délibération.pdf', 'mediaType': 'application/pdf',
                                     'sizeBytes': len(content), 'digest': digest_of(content), **said})

    def put(self, upload, offset, part):
        return self.ask('PUT', f'/{upload}?offset={offset}', part, Content_Type='application/octet-stream')

    def state(self, upload):
        return self.ask('GET', f'/{upload}')

    def send(self, upload, content, start=0):
        for offset in range(start, len(content), PART_BYTES):
            answer = self.put(upload, offset, content[offset:offset + PART_BYTES])
            assert answer.status == 200, answer

    def finish(self, upload):
        return self.ask('POST', f'/{upload}/finish')

    def leave(self, content, **said):
        """The whole way; the document."""
        upload = self.begin(content, **said).json()['uploadId']
        self.send(upload, content)
        answer = self.finish(upload)
        assert answer.status == 200, answer
        return answer.json()['document']
