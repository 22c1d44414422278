"""What the access matrix happens in: an instance with all France, a principal for each role and place, and subjects
in one département that only some may see."""
import collections
import os
import time

import zmq
from google.protobuf import json_format

from contract import actor_pb2, methods
from partner import ROOT, Partner, envelope_pb2, module, ulid

bus_pb2, process_pb2 = module('bus.v1.bus'), module('bus.v1.process')
candidacy_pb2, selection_pb2 = module('registry.v1.candidacy'), module('registry.v1.selection')
geography_pb2, label_pb2 = module('registry.v1.geography'), module('registry.v1.label')
territory_pb2 = module('registry.v1.territory')
grid_pb2, run_pb2 = module('eligibility.v1.grid'), module('eligibility.v1.run')
indicator_pb2, comparison_pb2 = module('eligibility.v1.indicator'), module('eligibility.v1.comparison')
application_pb2, measure_pb2 = module('funding.v1.application'), module('funding.v1.measure')
money_pb2 = module('funding.v1.money')
member_pb2, notice_pb2 = module('club.v1.member'), module('club.v1.notice')
session_pb2, token_pb2 = module('gateway.v1.session'), module('gateway.v1.token')
document_pb2, export_pb2 = module('gateway.v1.document'), module('gateway.v1.export')
site_pb2 = module('gateway.v1.site')
STATUS = 'pvd.bus.v1.ProcessService/GetStatus'
ADD = 'pvd.bus.v1.BusService/AddPrincipal'
LONG = 60  # seconds: the sanitizers are slow, and so is a machine that runs other tests

COMMUNE, EPCI = '77183', '200090504'  # La Ferté-sous-Jouarre, CA Coulommiers Pays de Brie
OTHER_COMMUNE, OTHER_EPCI = '77379', '200037133'  # Provins, CC du Provinois
APPLICANT = '77131'  # Coulommiers, of the first one's EPCI: its territory asks for money
NEIGHBOUR = '77284'  # Meaux: in the same département, and no subject is about it
BANK, OTHER_PAYER = 'banque-des-territoires', 'anah'
SECRET_NOTE, SECRET_MINUTES = 'note que seul le 77 peut lire', 'PV que seul le 77 peut lire'
SECRET_TITLE = 'demande que seuls le 77 et son financeur peuvent lire'
SECRET_FILE = 'acte que seuls le 77 et son financeur peuvent lire.pdf'
SECRET_PRINCIPAL = 'known-to-the-instance-alone'

DOCUMENT = 'deliberation'
MEASURE = measure_pb2.Measure(
    id='mesure-d-essai', version='mesure-d-essai-1', title='Mesure d’essai', pillar=measure_pb2.PILLAR_FUNDING,
    payers=[BANK, OTHER_PAYER], documents=[measure_pb2.Document(code=DOCUMENT, title='Délibération')], max_months=12,
    completeness_months=3, share=measure_pb2.ShareOfCost(rate_bp=8000), source='Un essai', read_on='2026-01-01')
ASKED = money_pb2.PayerAmount(payer=BANK, amount_cents=20_000)


VISITOR = 'told-here'  # who is signed in at the gateway, and left something there
LEFT = document_pb2.Document(
    digest='0123456789abcdef' * 4, size_bytes=1, media_type='application/pdf', file_name=SECRET_FILE, owner_id=VISITOR,
    departement_codes=['77'], collectivite_codes=[COMMUNE, EPCI], partner_ids=[BANK])


def _shipped(path, request):
    with open(os.path.join(ROOT, 'deploy', *path), encoding='utf-8') as file:
        return json_format.Parse(file.read(), request)


GRID = _shipped(('grids', 'grille-2026-1.json'), grid_pb2.AdoptGridRequest()).grid
INDICATORS = _shipped(('indicators', 'indicators-2026.json'), indicator_pb2.DefineIndicatorsRequest()).indicators

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
    'nationwide': Place(actor_pb2.Scope(nationwide=True), frozenset({'departement', 'commune', 'epci', 'partner'})),
    'departement': Place(actor_pb2.Scope(departements=['77']), frozenset({'departement'})),
    'commune': Place(actor_pb2.Scope(collectivites=[COMMUNE, APPLICANT]), frozenset({'commune'})),
    'epci': Place(actor_pb2.Scope(collectivites=[EPCI]), frozenset({'epci'})),
    'elsewhere': Place(actor_pb2.Scope(departements=['84'], collectivites=['84003', '200040624', NEIGHBOUR]),
                       NOWHERE),
    'partner': Place(actor_pb2.Scope(partner=BANK), frozenset({'partner'})),
    'other-payer': Place(actor_pb2.Scope(partner=OTHER_PAYER), NOWHERE),
    'nowhere': Place(actor_pb2.Scope(), NOWHERE),
    'unsaid': Place(None, NOWHERE),
}
ONLY = {'commune': actor_pb2.ROLE_COLLECTIVITE, 'epci': actor_pb2.ROLE_COLLECTIVITE,  # who answers for a town
        'other-payer': actor_pb2.ROLE_PARTNER}
Who = collections.namedtuple('Who', 'role place')
MEMBERS = {VISITOR: (actor_pb2.ROLE_PREFECTURE, PLACES['departement'].scope),
           'told-elsewhere': (actor_pb2.ROLE_PREFECTURE, PLACES['elsewhere'].scope),
           'told-other-payer': (actor_pb2.ROLE_PARTNER, PLACES['other-payer'].scope),
           'told-unsaid': (actor_pb2.ROLE_MEMBER, None)}


def everyone():
    return [Who(role, place) for role in ROLES for place in PLACES if ONLY.get(place, role) == role]


def name_of(who):
    return f'{actor_pb2.Role.Name(who.role)[len("ROLE_"):].lower()}-{who.place}'


# ---- What it happens in

class World:
    """An instance with all France, and in the département 77 a subject of each kind."""

    def __init__(self, instance):
        self.instance = instance
        self.endpoint = instance.endpoint()
        self.services = instance.services()
        self.keys = {}
        self.candidacy = self.selection = self.label = self.territory = ''
        self.run = self.funded = self.application = self.granted = ''
        self.notices = []
        self.session = self.token = self.document = self.export = ''
        self.victim = 'added-by-the-matrix'
        self.positions = {}  # before there was any subject

    def connect(self, name):
        return Partner(self.endpoint['tcp'], self.endpoint['server_key'], *self.keys[name], timeout=20)

    # ---- Who is there

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

    def join(self, operator):
        """Members who are told of everything they may know, before there is anything to tell."""
        for name, (role, scope) in MEMBERS.items():
            operator.reply(self.enrol(operator, name, [role], scope), LONG)
            with self.connect(name) as member:
                command(member, 'JoinClub', member_pb2.JoinClubRequest())

    # ---- How far the journals go

    def operator(self):
        """A connection of its own each time: the bus ends one that leaves its pings unanswered."""
        return self.instance.partner('operator', timeout=20)

    def statuses(self):
        with self.operator() as operator:
            calls = {name: operator.start(envelope_pb2.KIND_QUERY, name, STATUS, b'', timeout=LONG)
                     for name in self.services}
            return {name: process_pb2.GetStatusResponse.FromString(operator.reply(call, LONG).body)
                    for name, call in calls.items()}

    def where(self):
        return {name: status.position for name, status in self.statuses().items()}

    def quiet(self):
        """Waits until whoever follows a journal has taken it in, and so has nothing left to say about it."""
        end, before = time.monotonic() + LONG, None
        while time.monotonic() < end:
            statuses = self.statuses()
            after = {name: status.position.sequence for name, status in statuses.items()}
            behind = [follow for status in statuses.values() for follow in status.follows
                      if follow.sequence < after[follow.service]]
            if not behind and after == before:
                return
            before = after
            time.sleep(0.05)
        raise AssertionError(f'the services do not come to rest: {behind}')

    # ---- What there is

    def settle(self):
        """A territory, a selection that only the 77 may read, a candidacy and an application on which all acts are
        possible, another that was granted, a run, members of the Club and what they were told; of one who signed in at
        the gateway, a session, a token, a document and an export."""
        with self.operator() as operator:
            self.enrol_all(operator)
        self.quiet()
        self.positions = self.where()
        with self.operator() as operator:
            operator.reply(self.enrol(operator, SECRET_PRINCIPAL, [actor_pb2.ROLE_PUBLIC], None), LONG)
            self.join(operator)
        for act in (self.score, self.label_both, self.ask, self.sign_in):
            act()
            self.quiet()
        with self.connect(VISITOR) as member:
            self.notices = [notice.id for notice in notices_of(member) if SECRET_TITLE in notice.title]

    def score(self):
        with self.instance.partner('anct', timeout=20) as anct:
            command(anct, 'DefineIndicators', indicator_pb2.DefineIndicatorsRequest(indicators=INDICATORS))
            command(anct, 'AdoptGrid', grid_pb2.AdoptGridRequest(grid=GRID))
            self.run = command(anct, 'RunScores', run_pb2.RunScoresRequest()).run.id

    def label_both(self):
        with self.connect('prefecture-departement') as prefecture, self.connect('region-departement') as region, \
                self.instance.partner('anct', timeout=20) as anct:
            self.selection, self.label = self.label_one(prefecture, region, anct, OTHER_COMMUNE, OTHER_EPCI,
                                                        SECRET_MINUTES)
            self.label_one(prefecture, region, anct, APPLICANT, EPCI, 'PV')
            self.candidacy = self.submit(prefecture, COMMUNE, EPCI, SECRET_NOTE)
            self.territory, self.funded = self.born(anct, OTHER_COMMUNE), self.born(anct, APPLICANT)

    def ask(self):
        with self.connect('prefecture-departement') as prefecture, self.instance.partner('anct', timeout=20) as anct:
            command(anct, 'AdoptCatalogue', measure_pb2.AdoptCatalogueRequest(measures=[MEASURE]))
            self.application = self.apply(prefecture, SECRET_TITLE)
            self.granted = self.grant(prefecture, self.apply(prefecture, 'Une autre demande'))

    def sign_in(self):
        link, cookie, token = os.urandom(32), os.urandom(32), os.urandom(32)
        with self.operator() as operator, self.instance.partner('gateway', timeout=20) as gateway, \
                self.connect(VISITOR) as visitor:
            command(operator, 'CreateLoginLink',
                    session_pb2.CreateLoginLinkRequest(principal_id=VISITOR, secret_hash=link))
            self.session = command(gateway, 'OpenSession', session_pb2.OpenSessionRequest(
                login_link_hash=link, secret_hash=cookie)).session.id
            self.token = command(operator, 'CreateToken', token_pb2.CreateTokenRequest(
                principal_id=VISITOR, label='Un tableau', secret_hash=token)).token.id
            self.document = command(gateway, 'RecordDocument',
                                    document_pb2.RecordDocumentRequest(document=LEFT)).document.id
            self.export = command(visitor, 'RequestExport', export_pb2.RequestExportRequest(
                method=METHODS['ListTerritories'].path)).export.id
            self.wait_for_export(visitor)

    def submit(self, prefecture, commune, epci, note):
        return command(prefecture, 'SubmitCandidacy', candidacy_pb2.SubmitCandidacyRequest(
            commune_codes=[commune], epci_sirens=[epci], project_note=note)).candidacy.id

    def label_one(self, prefecture, region, anct, commune, epci, minutes):
        """The ids of the selection and of the label."""
        labelled = self.submit(prefecture, commune, epci, 'Une note.')
        command(prefecture, 'GiveOpinion', candidacy_pb2.GiveOpinionRequest(candidacy_id=labelled, kind=1))
        selection = command(region, 'ProposeSelection', selection_pb2.ProposeSelectionRequest(
            region_code='11', candidacy_ids=[labelled], committee_date='2024-01-15',
            minutes_reference=minutes)).selection.id
        return selection, command(anct, 'GrantLabel', label_pb2.GrantLabelRequest(
            candidacy_id=labelled, territory_name=commune, decision_reference='D-1',
            decision_date='2024-01-16')).label.id

    def wait_for_export(self, visitor):
        end, request = time.monotonic() + LONG, export_pb2.GetExportRequest(export_id=self.export)
        while query(visitor, 'GetExport', request).export.state == export_pb2.EXPORT_STATE_RUNNING:
            if time.monotonic() > end:
                raise AssertionError('the export does not end')
            time.sleep(0.05)

    def born(self, anct, commune):
        request = territory_pb2.ListTerritoriesRequest(commune_code=commune)
        end = time.monotonic() + LONG
        while time.monotonic() < end:  # a reaction to the label, a moment later
            found = query(anct, 'ListTerritories', request).territories
            if found:
                return found[0].id
        raise AssertionError('no territory was born of the label')

    def apply(self, prefecture, title):
        return command(prefecture, 'FileApplication', application_pb2.FileApplicationRequest(
            territory_id=self.funded, beneficiary_code=APPLICANT, measure_id=MEASURE.id, title=title,
            starts_on='2026-01-01', months=12, annual_cost_cents=100_000, amounts=[ASKED])).application.id

    @staticmethod
    def grant(prefecture, application):
        command(prefecture, 'ProvideDocuments', application_pb2.ProvideDocumentsRequest(
            application_id=application,
            documents=[application_pb2.FiledDocument(code=DOCUMENT, reference='Une délibération')]))
        command(prefecture, 'DeclareComplete', application_pb2.DeclareCompleteRequest(application_id=application))
        command(prefecture, 'GrantApplication', application_pb2.GrantApplicationRequest(
            application_id=application, amounts=[ASKED], decision_reference='D-1', decision_date='2024-01-15'))
        return application


METHODS = {method.name: method for method in methods() if method.service}


def command(partner, name, request):
    method = METHODS[name]
    return method.response.FromString(partner.command(method.service, method.path, request, timeout=LONG).body)


def query(partner, name, request):
    method = METHODS[name]
    return partner.query(method.service, method.path, request, method.response, timeout=LONG)


def notices_of(member):
    return query(member, 'ListNotices', notice_pb2.ListNoticesRequest(page_size=1000)).notices
