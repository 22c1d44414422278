"""A value for each name of a field of the contract: what the access matrix makes its requests of. Where services
mean different things by one name, each has its own."""
import os
import time

import zmq
from google.protobuf import timestamp_pb2

from world import (APPLICANT, BANK, COMMUNE, DOCUMENT, EPCI, GRID, INDICATORS, LEFT, MEASURE, VISITOR, comparison_pb2,
                   export_pb2, geography_pb2, member_pb2, process_pb2, run_pb2, site_pb2)


def key():
    return zmq.curve_keypair()[0].decode()


def _of_every_service(world, service):
    position = world.positions.get(service, process_pb2.GetStatusResponse().position)
    return {
        'epoch': position.epoch, 'after': position.sequence, 'hash': position.hash, 'wait_ms': 0, 'limit': 0,
        'seconds': 4102444800, 'nanos': 0, 'name': 'a-backup', 'text': 'ferte', 'file': '', 'rewind': False,
        'source': 'Une source', 'title': 'Un titre', 'reason': 'Un motif.', 'legal_reference': 'Un texte',
        'decision_reference': 'D-1', 'decision_date': '2024-01-15', 'departement_code': '77',
        'departement_codes': ['77'], 'region_code': '11', 'commune_code': COMMUNE, 'epci_siren': EPCI,
    }


def _of_bus(world, _):
    return {
        'id': world.victim, 'public_key': key(), 'public_keys': [key()], 'revocation_reason': '',
        'departements': ['77'], 'collectivites': [COMMUNE], 'territories': ['T'], 'partner': BANK,
    }


def _of_registry(world, _):
    return {
        'candidacy_id': world.candidacy, 'candidacy_ids': [world.candidacy], 'selection_id': world.selection,
        'label_id': world.label, 'territory_id': world.territory,
        'code': COMMUNE, 'codes': [COMMUNE], 'values': [10254], 'siren': EPCI, 'commune_codes': [COMMUNE],
        'epci_sirens': [EPCI], 'coordinating_departement_code': '77', 'cog_year': 2026, 'population_year': 2023,
        'year': 2023, 'reference_year': 2023, 'population_limit': 20000, 'version': 'criteria-2026',
        'population_source': 'Une source', 'digest': bytes(range(32)), 'index': 0, 'after_code': '',
        'import_id': '01ARZ3NDEKTSV4RRFFQ69G5FAV', 'names': ['Un nom'], 'chef_lieu_codes': [COMMUNE],
        'totals': geography_pb2.GeographyTotals(regions=1, departements=1, arrondissements=1, communes=1, epcis=1),
        'zones': ['metro'],
        'project_note': 'Une note.', 'comment': 'Un commentaire.', 'rank': 1, 'committee_date': '2024-01-15',
        'minutes_reference': 'PV-1', 'unfavourable_reason': 'Parce que.', 'territory_name': 'Un territoire',
        'point_counts': [3], 'deltas': [310_000, 4_890_000, 1000, 0, 0, 1000],
        'longitudes_e5': [310_000], 'latitudes_e5': [4_890_000],
        'held_on': '2024-02-01', 'place': 'Mairie', 'decisions': 'Une décision.', 'axes': ['Un axe'],
    }


def _of_eligibility(world, _):
    return {
        'grid': GRID, 'grid_version': GRID.version, 'version': GRID.version, 'run_id': world.run, 'steps': 10,
        'region_code': '',  # where there is a département, too
        'indicators': list(INDICATORS[:1]), 'places': comparison_pb2.Places(per_departement=1),
        'scope': run_pb2.RunScope(), 'indicator_id': 'jobs', 'indicator_ids': ['population'], 'year': 2018,
        'codes': [COMMUNE], 'values': [4000], 'texts': [], 'kind': 1, 'other_run_id': '', 'criteria_on': '2026-06-01',
        'after_commune': '', 'population_limit': 20000,
    }


def _of_funding(world, request):
    moves_money = 'payer' in request.DESCRIPTOR.fields_by_name
    return {
        'application_id': world.granted if moves_money else world.application, 'territory_id': world.funded, 'beneficiary_code': APPLICANT,
        'measure_id': MEASURE.id, 'starts_on': '2026-01-01', 'months': 12, 'annual_cost_cents': 100_000,
        'payer': BANK, 'amount_cents': 100, 'commitment_reference': 'EJ-1', 'reference': 'Une référence',
        'paid_on': '2026-01-31', 'code': DOCUMENT, 'document_codes': [DOCUMENT], 'note': 'Il la faut.',
        'rule': 'Un article',
        # a measure that nobody asks for
        'id': 'mesure-neuve', 'version': MEASURE.version, 'payers': [BANK], 'opens_on': '', 'closes_on': '',
        'max_months': 12, 'completeness_months': 3, 'read_on': '2026-01-01', 'open_on': '2026-01-01',
    }


def _of_club(world, _):
    return {'topics': [member_pb2.TOPIC_FUNDING], 'notice_ids': world.notices[:1], 'subject_ids': [world.candidacy]}


def _of_gateway(world, _):
    return {
        'principal_id': VISITOR, 'secret_hash': os.urandom(32), 'login_link_hash': os.urandom(32),
        'session_id': world.session, 'session_ids': [world.session], 'label': 'Un tableau',
        'valid_until': timestamp_pb2.Timestamp(seconds=int(time.time()) + 3600), 'token_id': world.token,
        'document': LEFT, 'document_id': world.document, 'export_id': world.export,
        'method': 'pvd.registry.v1.RegistryService/ListTerritories', 'request_json': '{}',
        'form': export_pb2.CSV_FORM_MACHINE, 'rows': 1, 'size_bytes': 1, 'failure': '',
        'site': site_pb2.Site(
            publisher='Un éditeur', publisher_address='Une adresse', publication_director='Une directrice',
            hosting_name='Un hébergeur', hosting_address='Une adresse', hosting_phone='+33 1 23 45 67 89',
            contact_phone='3939', contact_email='contact@pvd.example', data_protection_officer='dpd@pvd.example',
            data_retention='Trois ans.'),
    }


_OWN = {'bus': _of_bus, 'registry': _of_registry, 'eligibility': _of_eligibility, 'funding': _of_funding,
        'club': _of_club, 'gateway': _of_gateway}


def values_of(world, service, request):
    """For one class of request to a service."""
    return {**_of_every_service(world, service), **_OWN[service](world, request)}
