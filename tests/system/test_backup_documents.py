"""What people left is put back with the stores that name it, and what came since stays."""
import os
import shutil
import subprocess
import tempfile
import unittest

from instance import BIN, Instance
from uploads import Uploads, digest_of, pdf
from web import Web


def place(content):
    digest = digest_of(content)
    return os.path.join('documents', digest[:2], digest[2:])


class Restore(unittest.TestCase):
    """The command alone, on a folder of an instance that is stopped."""

    def setUp(self):
        self.parts = tempfile.mkdtemp(prefix='pvd-documents-')
        self.addCleanup(shutil.rmtree, self.parts, True)
        self.dir = os.path.join(self.parts, 'gateway')
        self.assertEqual(self.pvd(self.parts, 'init', '--name', 'essai').returncode, 0)
        self.write(os.path.join('backup', 'soir', 'gateway', 'data.mdb'), b'un magasin')

    def pvd(self, folder, *args):
        return subprocess.run([os.path.join(BIN, 'pvd'), '--dir', folder, *args], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=60)

    def write(self, name, content):
        path = os.path.join(self.dir, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as file:
            file.write(content)

    def read(self, name):
        with open(os.path.join(self.dir, name), 'rb') as file:
            return file.read()

    def keep(self, content):
        self.write(os.path.join('backup', 'soir', place(content)), content)

    def restore(self):
        return self.pvd(self.dir, 'restore', 'soir')

    def test_documents_come_back_and_later_ones_stay(self):
        self.keep(b'un acte')
        self.write(place(b'venu depuis'), b'venu depuis')
        for _ in range(2):
            process = self.restore()
            self.assertEqual(process.returncode, 0, process.stderr)
            self.assertEqual(self.read(place(b'un acte')), b'un acte')
            self.assertEqual(self.read(place(b'venu depuis')), b'venu depuis')
            self.assertEqual(self.read('gateway/data.mdb'), b'un magasin')

    def test_a_backup_without_documents(self):
        self.assertEqual(self.restore().returncode, 0)
        self.assertFalse(os.path.exists(os.path.join(self.dir, 'documents')))

    def test_a_store_is_not_put_back_without_its_documents(self):
        self.keep(b'un acte')
        self.write('documents', b'un fichier de ce nom')
        process = self.restore()
        self.assertNotEqual(process.returncode, 0)
        self.assertIn('documents : ', process.stderr)
        self.assertFalse(os.path.exists(os.path.join(self.dir, 'gateway')))


class Running(unittest.TestCase):
    """A backup of an instance at work, put back where documents were lost."""

    def test_documents_come_back_with_those_who_may_read_them(self):
        with Instance(up=['--no-import']) as instance, Web(instance) as web:
            with instance.partner('operator') as operator:
                headers = web.token('anct', operator).headers
            content = pdf()
            document = Uploads(web, headers).leave(content)
            instance.pvd('backup', 'soir')
            later = Uploads(web, headers).leave(pdf())
            instance.stop()
            shutil.rmtree(instance.path('documents'))
            instance.pvd('restore', 'soir')
            instance.start()
            self.assertTrue(self.download(web, headers, document).body == content)
            self.assertEqual(self.download(web, headers, later).reason, 'DOCUMENT_UNKNOWN')

    @staticmethod
    def download(web, headers, document):
        return web.request('GET', f'/api/documents/{document["id"]}', headers)


if __name__ == '__main__':
    unittest.main()
