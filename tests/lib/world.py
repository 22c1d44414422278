"""What the access matrix happens in: an instance with all France, a principal for each role and place, subjects
in one département that only some may see, and a value for each name of a field of the contract."""
import collections
import time

import zmq

from contract import actor_pb2, methods
from partner import Partner, envelope_pb2, module, ulid

bus_pb2, process_pb2 = module('bus.v1.bus'), module('bus.v1.process')
candidacy_pb2, selection_pb2 = module('registry.v1.candidacy'), module('registry.v1.selection')
geography_pb2, label_pb2 = module('registry.v1.geography'), module('registry.v1.label')
territory_pb2 = module('registry.v1.territory')
REGISTRY = 'pvd.registry.v1.RegistryService'
STATUS = 'pvd.bus.v1.ProcessService/GetStatus'
ADD = 'pvd.bus.v1.BusService/AddPrincipal'
LONG = 60  # seconds: the sanitizers are slow, and so is a machine that runs other tests

COMMUNE, EPCI = '77183', '200090504'  # La Ferté-sous-Jouarre, CA Coulommiers Pays de Brie
OTHER_COMMUNE, OTHER_EPCI = '77379', '200037133'  # Provins, CC du Provinois
NEIGHBOUR = '77284'  # Meaux: in the same département, and no subject is about it
SECRET_NOTE, SECRET_MINUTES = 'note que seul le 77 peut lire', 'PV que seul le 77 peut lire'
SECRET_PRINCIPAL = 'known-to-the-instance-alone'

# ---- Who calls

ROLES = [role for role in actor_pb2.Role.values() if role != actor_pb2.ROLE_UNSPECIFIED]
NATION = {actor_pb2.ROLE_ANCT, actor_pb2.ROLE_AUDITOR, actor_pb2.ROLE_OPERATOR, actor_pb2.ROLE_SERVICE}
KINDS = {actor_pb2.ROLE_SERVICE: actor_pb2.PRINCIPAL_KIND_SERVICE,
         actor_pb2.ROLE_OPERATOR: actor_pb2.PRINCIPAL_KIND_OPERATOR,
         actor_pb2.ROLE_PARTNER: actor_pb2.PRINCIPAL_KIND_PARTNER}

# What of the subjects a scope holds, as the scope rules count it.
Place = collections.namedtuple('Place', 'scope holds')
NOWHERE = frozenset()
PLACES = {
    'nationwide': Place(actor_pb2.Scope(nationwide=True), frozenset({'departement', 'commune', 'epci'})),
    'departement': Place(actor_pb2.Scope(departements=['77']), frozenset({'departement'})),
    'commune': Place(actor_pb2.Scope(collectivites=[COMMUNE]), frozenset({'commune'})),
    'epci': Place(actor_pb2.Scope(collectivites=[EPCI]), frozenset({'epci'})),
    'elsewhere': Place(actor_pb2.Scope(departements=['84'], collectivites=['84003', '200040624', NEIGHBOUR]),
                       NOWHERE),
    'partner': Place(actor_pb2.Scope(partner='banque'), NOWHERE),
    'nowhere': Place(actor_pb2.Scope(), NOWHERE),
    'unsaid': Place(None, NOWHERE),
}
TOWNS = ('commune', 'epci')  # only who answers for a town has such a scope
Who = collections.namedtuple('Who', 'role place')


def everyone():
    return [Who(role, place) for role in ROLES for place in PLACES
            if place not in TOWNS or role == actor_pb2.ROLE_COLLECTIVITE]


def name_of(who):
    return f'{actor_pb2.Role.Name(who.role)[len("ROLE_"):].lower()}-{who.place}'


# ---- What they call with

def key():
    return zmq.curve_keypair()[0].decode()


def values_of(world, service):
    """A value for each name of a field."""
    position = world.positions.get(service, process_pb2.GetStatusResponse().position)
    return {
        'code': COMMUNE, 'codes': [COMMUNE], 'values': [10254], 'siren': EPCI, 'epci_siren': EPCI,
        'commune_code': COMMUNE, 'commune_codes': [COMMUNE], 'epci_sirens': [EPCI], 'departement_code': '77',
        'coordinating_departement_code': '77', 'region_code': '11', 'cog_year': 2026, 'population_year': 2023,
        'year': 2023, 'reference_year': 2023, 'population_limit': 20000, 'version': 'criteria-2026',
        'candidacy_id': world.candidacy, 'candidacy_ids': [world.candidacy], 'selection_id': world.selection,
        'label_id': world.label, 'territory_id': world.territory,
        'project_note': 'Une note.', 'comment': 'Un commentaire.', 'rank': 1, 'reason': 'Un motif.',
        'decision_reference': 'D-1', 'decision_date': '2024-01-15', 'committee_date': '2024-01-15',
        'minutes_reference': 'PV-1', 'unfavourable_reason': 'Parce que.', 'territory_name': 'Un territoire',
        'import_id': '01ARZ3NDEKTSV4RRFFQ69G5FAV', 'index': 0, 'after_code': '', 'digest': bytes(range(32)),
        'source': 'Une source', 'population_source': 'Une source', 'legal_reference': 'Un texte',
        'totals': geography_pb2.GeographyTotals(regions=1, departements=1, arrondissements=1, communes=1, epcis=1),
        'departements': ['77'], 'names': ['Un nom'], 'chef_lieu_codes': [COMMUNE], 'zones': ['metro'],
        'text': 'ferte', 'file': '', 'limit': 0,
        'held_on': '2024-02-01', 'place': 'Mairie', 'decisions': 'Une décision.', 'axes': ['Un axe'],
        'id': world.victim, 'public_key': key(), 'public_keys': [key()], 'revocation_reason': '',
        'collectivites': [COMMUNE], 'territories': ['T'], 'partner': 'banque', 'seconds': 4102444800, 'nanos': 0,
        'epoch': position.epoch, 'after': position.sequence, 'hash': position.hash, 'wait_ms': 0,
        'name': 'a-backup',
    }


class World:
    """An instance with all France, and in the département 77 a subject of each kind."""

    def __init__(self, instance):
        self.instance = instance
        self.endpoint = instance.endpoint()
        self.services = instance.services()
        self.keys = {}
        self.candidacy = self.selection = self.label = self.territory = ''
        self.victim = 'added-by-the-matrix'
        self.positions = {}

    def connect(self, name):
        return Partner(self.endpoint['tcp'], self.endpoint['server_key'], *self.keys[name], timeout=20)

    def enrol(self, operator, name, roles, scope, kind=actor_pb2.PRINCIPAL_KIND_PERSON):
        public, secret = zmq.curve_keypair()
        principal = actor_pb2.Principal(id=name, kind=kind, roles=roles, scope=scope, public_keys=[public])
        self.keys[name] = (public.decode(), secret.decode())
        return operator.start(envelope_pb2.KIND_COMMAND, 'bus', ADD,
                              bus_pb2.AddPrincipalRequest(principal=principal), key=ulid(), timeout=LONG)

    def enrol_all(self, operator):
        calls = [self.enrol(operator, name_of(who), [who.role], PLACES[who.place].scope,
                            KINDS.get(who.role, actor_pb2.PRINCIPAL_KIND_PERSON)) for who in everyone()]
        for call in calls:
            operator.reply(call, LONG)

    def where(self, operator):
        """How far each journal goes."""
        calls = {name: operator.start(envelope_pb2.KIND_QUERY, name, STATUS, b'', timeout=LONG)
                 for name in self.services}
        return {name: process_pb2.GetStatusResponse.FromString(operator.reply(call, LONG).body).position
                for name, call in calls.items()}

    def settle(self):
        """A territory, a selection that only the 77 may read, and a candidacy on which all acts are possible."""
        with self.instance.partner('operator', timeout=20) as operator:
            self.enrol_all(operator)
            self.positions = self.where(operator)
            operator.reply(self.enrol(operator, SECRET_PRINCIPAL, [actor_pb2.ROLE_PUBLIC], None), LONG)
        with self.connect('prefecture-departement') as prefecture, self.connect('region-departement') as region, \
                self.instance.partner('anct', timeout=20) as anct:
            self.label_one(prefecture, region, anct)
            self.candidacy = self.submit(prefecture, COMMUNE, EPCI, SECRET_NOTE)

    def submit(self, prefecture, commune, epci, note):
        return command(prefecture, 'SubmitCandidacy', candidacy_pb2.SubmitCandidacyRequest(
            commune_codes=[commune], epci_sirens=[epci], project_note=note)).candidacy.id

    def label_one(self, prefecture, region, anct):
        labelled = self.submit(prefecture, OTHER_COMMUNE, OTHER_EPCI, 'Provins')
        command(prefecture, 'GiveOpinion', candidacy_pb2.GiveOpinionRequest(candidacy_id=labelled, kind=1))
        self.selection = command(region, 'ProposeSelection', selection_pb2.ProposeSelectionRequest(
            region_code='11', candidacy_ids=[labelled], committee_date='2024-01-15',
            minutes_reference=SECRET_MINUTES)).selection.id
        self.label = command(anct, 'GrantLabel', label_pb2.GrantLabelRequest(
            candidacy_id=labelled, territory_name='Provins', decision_reference='D-1',
            decision_date='2024-01-16')).label.id
        self.territory = self.born(anct)

    def born(self, anct):
        request = territory_pb2.ListTerritoriesRequest(commune_code=OTHER_COMMUNE)
        end = time.monotonic() + LONG
        while time.monotonic() < end:  # a reaction to the label, a moment later
            found = anct.query('registry', f'{REGISTRY}/ListTerritories', request,
                               territory_pb2.ListTerritoriesResponse, timeout=LONG).territories
            if found:
                return found[0].id
        raise AssertionError('no territory was born of the label')


REQUESTS = {method.name: method for method in methods() if method.path.startswith(REGISTRY)}


def command(partner, name, request):
    method = REQUESTS[name]
    return method.response.FromString(partner.command('registry', method.path, request, timeout=LONG).body)
