"""Names in C: protobuf-c's, which must be met exactly, and ours."""

import re

from .contract import package_word

VERBS = {'query': 'query', 'command': 'decide'}


def snake(name):
    """GetCommune → get_commune, WhoAmI → who_am_i."""
    return re.sub(r'(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])', '_', name).lower()


def _pieces(message):
    return message.name[len(message.file.package) + 1:].split('.')


def struct(message):
    """Registry__GetCommuneRequest: the type protobuf-c gives a message."""
    return '__'.join([package_word(message.file).capitalize(), *_pieces(message)])


def descriptor(message):
    """registry__get_commune_request__descriptor, with protobuf-c's own lower case (WhoAmIRequest →
    who_am_irequest)."""
    lowered = [re.sub(r'(?<=[^A-Z])(?=[A-Z])', '_', piece).lower() for piece in _pieces(message)]
    return '__'.join([package_word(message.file), *lowered, 'descriptor'])


def header(file):
    return file.name.removesuffix('.proto') + '.pb-c.h'


def owner(subject):
    """Who writes the handler of a method or an event: the service, or the engine that all services share."""
    return 'engine' if subject.policy.every_service else subject.package


def handler(method):
    """registry_query_get_commune"""
    verb = 'work' if method.policy.worker else VERBS.get(method.kind, 'fetch')
    return f'{owner(method)}_{verb}_{snake(method.name)}'


def applier(event):
    """registry_apply_candidacy_submitted"""
    return f'{owner(event)}_apply_{snake(event.message.proto.name)}'
