"""What an instance of a release leaves: a backup of every service's store, the keys that go with its directory, where
its journals stood, and what each query of the contract answered."""
import json
import lzma
import os
import pathlib
import tarfile
import tempfile
import time

from google.protobuf import json_format

import clock
from contract import fill, methods
from instance import RELEASED, Instance
from partner import ROOT, Refused, envelope_pb2
from uploads import Uploads, pdf
from values import values_of
from web import Web
from world import COMMUNE, World

COG = pathlib.Path(ROOT, 'node_modules', '@etalab', 'decoupage-administratif', 'data')
INSTANCE, ANSWERS = 'instance.tar.xz', 'answers.json.xz'
NAME = 'release'  # of the backup
KEPT = ('keys', 'instance.json', f'backup/{NAME}')
ASKERS = ('anct', 'operator', 'demo.1.membre', 'demo.1.mairie-ferte', 'demo.1.prefecture-77', 'demo.1.anah')
PLACES = {  # where the story and the access matrix play; what lies with them in one EPCI is imported, nothing else
    '77183', '77131', '77379', '77284', '84003', '84054', '06163', '06023', '06103', '31523', '31020', '31503', '73248'}
FREE = '77320'  # Mouroux, of the same EPCI as the story's first town
TIMEOUT = 60
DOCUMENT_BYTES = 2000


class Then(Instance):
    """An instance of today's programs whose clock stands `seconds` behind the machine's."""

    def __init__(self, seconds=0):
        self.clock = clock.Clock(os.path.join(RELEASED, 'pvd')) if seconds else None
        if self.clock:
            self.clock.jump(-seconds)
        super().__init__(env=self.clock and self.clock.env, programs=RELEASED, up=['--no-import'])


def heads(instance):
    """Where each journal stands."""
    return {name: {key: status['position'][key] for key in ('epoch', 'sequence', 'hash')}
            for name, status in json.loads(instance.pvd('status', '--json').stdout)['services'].items()}


# ---- What queries answer

def ask(partner, asked):
    method = METHODS[asked['method']]
    request = json_format.ParseDict(asked['request'], method.request())
    return json_format.MessageToDict(partner.query(method.service, method.path, request, method.response, timeout=TIMEOUT))


METHODS = {method.path: method for method in methods() if method.service}


def questions(world):
    """Of each query of the contract, one that a name of the instance may ask, with a value for each field and with none."""
    for method in METHODS.values():
        if method.kind == envelope_pb2.KIND_QUERY and not method.policy.worker:
            for request in (fill(method.request(), values_of(world, method.service, method.request)), method.request()):
                yield {'method': method.path, 'request': json_format.MessageToDict(request)}


def answer_all(instance, asked):
    """Each question with its answer and who got it; who is refused by all is left out."""
    found = []
    for who in ASKERS:
        with instance.partner(who) as partner:
            for one in asked:
                if any(one.items() <= other.items() for other in found):
                    continue
                try:
                    found.append({**one, 'who': who, 'answer': ask(partner, one)})
                except Refused:
                    pass
    return found


# ---- Making one

def small_france(folder):
    """The COG, with the communes alone that lie in one EPCI with a place of ours, and whatever holds them with its
    chief town."""
    files = {path.stem: json.loads(path.read_text()) for path in COG.glob('*.json')}
    files['epci'] = [one for one in files['epci'] if PLACES & {member['code'] for member in one['membres']}]
    files['ept'] = []
    towns = {one['code']: one for one in files['communes'] if one['type'] == 'commune-actuelle'}
    kept = {member['code'] for one in files['epci'] for member in one['membres']}
    for name, of in (('regions', 'region'), ('departements', 'departement'), ('arrondissements', 'arrondissement')):
        holding = {towns[code].get(of) for code in kept}
        files[name] = [one for one in files[name] if one['code'] in holding]
        kept |= {one['chefLieu'] for one in files[name]}
    files['communes'] = [towns[code] for code in sorted(kept)]
    for name, content in files.items():
        (folder / f'{name}.json').write_text(json.dumps(content))


class Beside(World):
    """The matrix's subjects where the story has been played: one of its towns is taken."""

    def submit(self, prefecture, commune, epci, note):
        return super().submit(prefecture, FREE if commune == COMMUNE else commune, epci, note)


def live(instance):
    """A story over all services, and a subject of each kind."""
    with tempfile.TemporaryDirectory() as folder:
        small_france(pathlib.Path(folder))
        instance.pvd('import', 'cog', folder, '--cog-year', '2026', '--population-year', '2023')
    for what in ('criteria', 'definitions', 'grid', 'catalogue'):
        instance.pvd('import', what)
    instance.call('RunScores', {}, '--timeout', '60')
    instance.pvd('demo')
    world = Beside(instance)
    world.settle()
    instance.settle()
    return world


def leave_document(instance):
    """A file left over HTTP under a token; how both are found again."""
    with Web(instance) as web:
        with instance.partner('operator') as operator:
            headers = web.token('anct', operator).headers
        document = Uploads(web, headers).leave(pdf(DOCUMENT_BYTES))
    return {'id': document['id'], 'digest': document['digest'], 'headers': headers}


def pack(instance, release):
    with tempfile.TemporaryFile() as plain:
        with tarfile.open(fileobj=plain, mode='w') as tar:
            for name in KEPT:
                tar.add(instance.path(name), name)
        plain.seek(0)
        data = lzma.compress(plain.read(), preset=9 | lzma.PRESET_EXTREME)
    (release.folder / INSTANCE).write_bytes(data)


def make(release, instance):
    """Lives through it on a new instance, and keeps what is to be found again. What an answer says of the moment it is
    given, and differs from one to the next, is not kept."""
    world = live(instance)
    left = leave_document(instance)
    first = answer_all(instance, list(questions(world)))
    instance.pvd('backup', NAME)
    kept = {'instant': int(time.time()), 'heads': heads(instance), 'document': left}
    instance.stop()
    instance.start()
    instance.settle()
    again = answer_all(instance, [{key: one[key] for key in ('method', 'request')} for one in first])
    kept['answers'] = [one for one in first if one in again]
    asked = {path for path, method in METHODS.items() if method.kind == envelope_pb2.KIND_QUERY and not method.policy.worker}
    for title, found in (('refused to all', asked - {one['method'] for one in first}),
                         ('not the same twice', {one['method'] for one in first if one not in again})):
        print(f'{title}: {", ".join(sorted(found)) or "none"}')
    pack(instance, release)
    answers = json.dumps(kept, ensure_ascii=False, indent=0, sort_keys=True).encode()
    (release.folder / ANSWERS).write_bytes(lzma.compress(answers, preset=9))


def kept_by(release):
    return json.loads(lzma.decompress((release.folder / ANSWERS).read_bytes()))


def unpack(release, folder):
    with tarfile.open(release.folder / INSTANCE) as tar:
        tar.extractall(folder)
