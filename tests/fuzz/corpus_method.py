"""What the fuzzer of methods begins with: a request of each, by who may, over what tests/fuzz/lib/scenes.h puts there."""
from google.protobuf.descriptor import FieldDescriptor

from contract import actor_pb2, fill
from partner import module
from seeds import place_of, record

# Of tests/fuzz/method.c.
ACTORS = ['ANCT', 'OPERATOR', 'PREFECTURE', 'SERVICE', 'COLLECTIVITE', 'PARTNER', 'REGION', 'MEMBER', 'PUBLIC', 'AUDITOR']
SERVICES = ['bus', 'registry', 'eligibility', 'funding', 'club', 'gateway']
LATER, AT_LEAST, OTHERWISE = 1 << 4, 1 << 5, 1 << 6
COMMUNE, EPCI, SECRET = '77131', '200010023', bytes(range(32))

OF_ALL = {
    'epoch': 0, 'after': 0, 'hash': b'', 'wait_ms': 0, 'limit': 0, 'seconds': 1800000000, 'nanos': 0, 'name': 'copie',
    'text': 'fert', 'file': '', 'rewind': False, 'source': 'registry', 'title': 'Un titre', 'reason': 'Un motif.',
    'legal_reference': 'Un texte', 'decision_reference': 'D-1', 'decision_date': '2026-01-14', 'region_code': '11',
    'departement_code': '77', 'departement_codes': ['77'], 'commune_code': COMMUNE, 'epci_siren': EPCI, 'page_size': 2,
    'page_token': '', 'version': 'v-2', 'code': COMMUNE, 'year': 2023, 'codes': [COMMUNE], 'values': [4000],
    'id': 'anna', 'public_key': '0' * 39 + '9', 'public_keys': ['0' * 39 + '8'], 'partner': 'etat',
    'departements': ['77'], 'collectivites': [COMMUNE], 'territories': ['@a'], 'partners': ['etat'], 'comment': 'Oui.',
    'note': 'Une note.', 'revoked': False, 'revocation_reason': '', 'rank': 1, 'label': 'Un tableau', 'population_limit': 20000,
}
OF_EACH = {
    'registry': {
        'candidacy_id': '@f', 'candidacy_ids': ['@f'], 'selection_id': '@c', 'label_id': '@d', 'territory_id': '@e',
        'siren': EPCI, 'commune_codes': [COMMUNE], 'epci_sirens': [EPCI], 'coordinating_departement_code': '77',
        'cog_year': 2027, 'population_year': 2024, 'reference_year': 2023, 'population_source': 'Insee', 'digest': SECRET,
        'index': 0, 'after_code': '', 'import_id': '@z', 'names': ['Un nom'], 'chef_lieu_codes': [COMMUNE], 'version': 'criteria-2026',
        'zones': ['metro'], 'project_note': 'Une note.', 'committee_date': '2026-01-10', 'minutes_reference': 'PV-1',
        'unfavourable_reason': 'Parce que.', 'territory_name': 'Un territoire', 'point_counts': [3],
        'deltas': [310_000, 4_890_000, 1000, 0, 0, 1000], 'longitudes_e5': [310_000], 'latitudes_e5': [4_890_000],
        'held_on': '2026-01-15', 'place': 'Mairie', 'decisions': 'Une décision.', 'axes': ['Un axe'],
        'totals': module('registry.v1.geography').GeographyTotals(communes=1),
    },
    'eligibility': {
        'grid_version': '', 'version': 'grille-1', 'run_id': '', 'steps': 10, 'region_code': '', 'indicator_id': 'population',
        'indicator_ids': ['population'], 'texts': [], 'kind': 1, 'other_run_id': '', 'valid_from': '2026-01-01', 'valid_until': '', 'criteria_version': 'criteria-2026',
        'weight_id': '', 'criteria_on': '2026-01-01',
        'after_commune': '', 'per_departement': 1, 'commune_code': '14047', 'departement_code': '14',
        'commune_codes': ['14047'], 'codes': ['14047'],
    },
    'funding': {
        'application_id': '@d', 'territory_id': '01JTERRAT0BR1E000000000000', 'beneficiary_code': COMMUNE,
        'measure_id': 'chef-de-projet', 'starts_on': '2026-02-01', 'months': 12, 'annual_cost_cents': 6_000_000,
        'payer': 'etat', 'payers': ['etat'], 'amount_cents': 100, 'commitment_reference': '2102368447',
        'reference': 'DP-2', 'paid_on': '2026-01-15', 'code': 'convention', 'document_codes': ['convention'],
        'rule': 'Un article', 'opens_on': '', 'closes_on': '', 'max_months': 12, 'completeness_months': 3,
        'read_on': '2026-01-01', 'open_on': '2026-01-01', 'rate_bp': 5000, 'id': 'mesure-neuve',
        'project_cost_cents': 6_000_000,
    },
    'club': {'notice_ids': ['@c'], 'subject_ids': ['01KAAAAAAAAAAAAAAAAAAAAAAA']},
    'gateway': {
        'principal_id': 'anna', 'secret_hash': SECRET, 'login_link_hash': SECRET, 'session_id': '@a', 'session_ids': ['@a'],
        'token_id': '@b', 'document_id': '0' * 64, 'export_id': '@a', 'request_json': '{}', 'rows': 1, 'size_bytes': 1,
        'failure': '', 'method': 'pvd.registry.v1.RegistryService/ListTerritories', 'digest': '0123456789abcdef' * 4,
        'media_type': 'application/pdf', 'file_name': 'acte.pdf', 'owner_id': 'anna', 'collectivite_codes': [COMMUNE],
        'partner_ids': ['etat'], 'hosting_phone': '+33 1 23 45 67 89', 'contact_phone': '3939',
        'contact_email': 'contact@pvd.example', 'data_protection_officer': 'dpd@pvd.example',
    },
}


class Values(dict):
    """A field that nobody says a value for has one of its type."""

    def __init__(self, service, request):
        super().__init__({**OF_ALL, **OF_EACH.get(service, {})})
        self.add(request.DESCRIPTOR)

    def add(self, descriptor):
        for field in descriptor.fields:
            if field.message_type:
                self.add(field.message_type)
            elif field.name not in self and field.cpp_type in PLAIN:
                self[field.name] = PLAIN[field.cpp_type](field)


PLAIN = {
    FieldDescriptor.CPPTYPE_STRING: lambda field: SECRET if field.type == field.TYPE_BYTES else 'Un texte',
    FieldDescriptor.CPPTYPE_DOUBLE: lambda _: 1.0,
    FieldDescriptor.CPPTYPE_BOOL: lambda _: True,
    **{kind: lambda _: 1 for kind in (FieldDescriptor.CPPTYPE_INT32, FieldDescriptor.CPPTYPE_INT64,
                                      FieldDescriptor.CPPTYPE_UINT32, FieldDescriptor.CPPTYPE_UINT64)},
}


def actor_of(method):
    """The first who may."""
    roles = {actor_pb2.Role.Name(role)[len('ROLE_'):] for role in method.policy.roles}
    return next(n for n, role in enumerate(ACTORS) if role in roles or 'PUBLIC' in roles)


def call_of(method, service, how=0, request=None):
    request = request if request is not None else fill(method.request(), Values(service, method.request))
    if service == 'funding' and 'payer' in request.DESCRIPTOR.fields_by_name and 'application_id' in request.DESCRIPTOR.fields_by_name:
        request.application_id = '@a'
    where = bytes([SERVICES.index(service)]) if method.service is None else b''
    return record(actor_of(method) | how, place_of(method) + where + request.SerializeToString())


def method_inputs(every):
    for method in every:
        for service in [method.service] if method.service else SERVICES[:2]:
            name = f'{method.name}' if method.service else f'{method.name}-{service}'
            yield name, call_of(method, service)
    by_name = {method.name: method for method in every}
    empty = [method for method in every if method.service]
    for service in SERVICES:
        own = [method for method in empty if method.service == service]
        yield f'empty-{service}', b''.join(call_of(method, service, request=method.request()) for method in own)
        yield f'otherwise-{service}', call_of(own[0], service, OTHERWISE) + call_of(own[-1], service, AT_LEAST)
        yield f'later-{service}', call_of(by_name['GetStatus'], service, LATER)


METHOD_WORDS = sorted({value for values in [OF_ALL, *OF_EACH.values()] for value in values.values()
                       if isinstance(value, str) and value} | {f'@{letter}' for letter in 'abcdefgh'} |
                      {'14047', '27016', '97411', '14', '974', '28', '200010007', '200010015', 'banque-des-territoires'})
