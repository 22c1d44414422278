"""Reads the contract: runs protoc on every .proto file and gives methods and events as plain objects."""

import pathlib
import subprocess
import sys
from dataclasses import dataclass, field

from google.protobuf import descriptor_pb2

from . import Refused

OPTIONS = 'pvd/bus/v1/options.proto'

FileSet = descriptor_pb2.FileDescriptorSet
Options = descriptor_pb2.MethodOptions

# The lists of a descriptor whose members have a name, and may have a comment.
DECLARING = ('message_type', 'enum_type', 'service', 'field', 'nested_type', 'oneof_decl', 'value', 'method')


@dataclass
class Message:
    name: str  # "pvd.registry.v1.GetCommuneRequest"
    file: descriptor_pb2.FileDescriptorProto
    proto: descriptor_pb2.DescriptorProto

    @property
    def fields(self):
        """In the order of their numbers, which is protobuf-c's."""
        return sorted(self.proto.field, key=lambda f: f.number)


@dataclass
class Method:
    path: str  # "pvd.registry.v1.RegistryService/GetCommune"
    file: descriptor_pb2.FileDescriptorProto
    proto: descriptor_pb2.MethodDescriptorProto
    policy: object  # MethodPolicy, or None
    doc: str
    request: Message
    response: Message

    @property
    def name(self):
        return self.proto.name

    @property
    def kind(self):
        if self.policy.fetch:
            return 'fetch'
        return 'query' if self.proto.options.idempotency_level == Options.NO_SIDE_EFFECTS else 'command'

    @property
    def package(self):
        return package_word(self.file)


@dataclass
class Event:
    message: Message
    policy: object  # EventPolicy

    @property
    def package(self):
        return package_word(self.message.file)


@dataclass
class Contract:
    files: FileSet
    options: object  # the generated module options_pb2: what the custom options mean
    messages: dict = field(default_factory=dict)  # by full name
    enums: dict = field(default_factory=dict)  # by full name
    # What is said of each declaration, before it and behind it, by full name ("pvd.bus.v1.Role.ROLE_PUBLIC"),
    # and of each file, by its path.
    comments: dict = field(default_factory=dict)
    methods: list = field(default_factory=list)  # by path
    events: list = field(default_factory=list)  # by name


def package_word(file):
    """The word a package is known by in C: "registry" of pvd.registry.v1, "pb" of google.protobuf."""
    if file.package == 'google.protobuf':
        return 'pb'
    words = file.package.split('.')
    if len(words) != 3 or words[0] != 'pvd':
        raise Refused(f'{file.name}: package {file.package!r} is not pvd.<service>.v<n>')
    return words[1]


def protoc(*args):
    """Runs protoc; what it says on failure is the refusal."""
    done = subprocess.run(['protoc', *map(str, args)], capture_output=True, text=True)
    if done.returncode:
        raise Refused(done.stderr.strip())


def load(root: pathlib.Path, python: pathlib.Path) -> Contract:
    """Reads every contract file under `root`; leaves their Python modules in `python`."""
    sources = sorted(str(p.relative_to(root)) for p in root.glob('pvd/*/v*/*.proto'))
    if OPTIONS not in sources:
        raise Refused(f'{root}: no {OPTIONS} in it')
    descriptors = python / 'contract.bin'
    protoc('-I', root, '--include_imports', '--include_source_info',
           f'--descriptor_set_out={descriptors}', f'--python_out={python}', *sources)
    contract = Contract(FileSet(), _options_module(python))
    # Only now: the options are decoded by what the module has registered.
    contract.files.ParseFromString(descriptors.read_bytes())
    descriptors.unlink()
    for file in contract.files.file:
        _add_declarations(contract, file)
    for file in contract.files.file:
        _add_methods(contract, file)
    _add_events(contract)
    contract.methods.sort(key=lambda m: m.path)
    contract.events.sort(key=lambda e: e.message.name)
    return contract


def _options_module(python):
    sys.path.insert(0, str(python))
    sys.dont_write_bytecode = True
    try:
        from pvd.bus.v1 import options_pb2
    finally:
        sys.path.pop(0)
    return options_pb2


def _declared(proto, name, path=()):
    """Everything declared in a file or in a part of it: full name, place in the source, descriptor."""
    for member in DECLARING:
        known = proto.DESCRIPTOR.fields_by_name.get(member)
        for i, child in enumerate(getattr(proto, member) if known else ()):
            place = (f'{name}.{child.name}', (*path, known.number, i))
            yield *place, child
            yield from _declared(child, *place)


def _add_declarations(contract, file):
    texts = {tuple(place.path): ' '.join(f'{place.leading_comments} {place.trailing_comments}'.split())
             for place in file.source_code_info.location}
    syntax = file.DESCRIPTOR.fields_by_name['syntax'].number
    contract.comments[file.name] = texts.get((syntax,), '')
    for name, path, proto in _declared(file, file.package):
        contract.comments[name] = texts.get(path, '')
        if isinstance(proto, descriptor_pb2.DescriptorProto):
            contract.messages[name] = Message(name, file, proto)
        elif isinstance(proto, descriptor_pb2.EnumDescriptorProto):
            contract.enums[name] = proto


def _add_methods(contract, file):
    for service in file.service:
        for proto in service.method:
            name = f'{file.package}.{service.name}'
            extensions = proto.options.Extensions
            has_policy = proto.options.HasExtension(contract.options.policy)
            contract.methods.append(Method(
                path=f'{name}/{proto.name}', file=file, proto=proto,
                policy=extensions[contract.options.policy] if has_policy else None,
                doc=contract.comments[f'{name}.{proto.name}'],
                request=contract.messages[proto.input_type[1:]],
                response=contract.messages[proto.output_type[1:]]))


def _add_events(contract):
    for message in contract.messages.values():
        options = message.proto.options
        if options.HasExtension(contract.options.event):
            contract.events.append(Event(message, options.Extensions[contract.options.event]))
