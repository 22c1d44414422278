"""What was released, as tests/compat keeps it: the contract of then, apart from today's."""
import gzip
import pathlib
import types

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

from partner import module

RELEASES = pathlib.Path(__file__).resolve().parents[1] / 'compat'
OWN = 'pvd/'  # the files that are ours among those of an image
OPTIONS = 'pvd/bus/v1/options.proto'  # says what the contract means, and travels nowhere
options_pb2 = module('bus.v1.options')


def names():
    """Every release that something is kept of, the oldest first."""
    return sorted((path.name for path in RELEASES.glob('release-*')), key=lambda name: int(name.split('-')[1]))


class Release:
    def __init__(self, name):
        self.name = name
        self.folder = RELEASES / name
        self.image = self.folder / 'contract.binpb.gz'
        self.files = descriptor_pb2.FileDescriptorSet.FromString(gzip.decompress(self.image.read_bytes())).file
        self.pool = descriptor_pool.DescriptorPool()
        for file in self.files:
            self.prepare(file)
            self.pool.Add(file)
        self.factory = message_factory.MessageFactory(self.pool)

    def prepare(self, file):
        """For contracts that differ from this one."""

    def message(self, name):
        """The class of a message, by its full name."""
        return self.factory.GetPrototype(self.pool.FindMessageTypeByName(name))

    def messages(self):
        """The full name of each message that travels or is stored."""
        return sorted(f'{file.package}.{message.name}' for file in self.files
                      if file.name.startswith(OWN) and file.name != OPTIONS for message in file.message_type)

    def module(self, name):
        """What protoc would make of one of its files: module('bus.v1.envelope') has Envelope, KIND_QUERY..."""
        file = self.pool.FindFileByName(f'{OWN}{name.replace(".", "/")}.proto')
        return types.SimpleNamespace(
            **{one.name: self.factory.GetPrototype(one) for one in file.message_types_by_name.values()},
            **{value.name: value.number for one in file.enum_types_by_name.values() for value in one.values})

    def methods(self):
        """What was said of each method, by its path."""
        return {f'{file.package}.{service.name}/{method.name}': method.options.Extensions[options_pb2.policy]
                for file in self.files for service in file.service for method in service.method}

    def events(self):
        """What was said of each event, by its full name."""
        return {f'{file.package}.{message.name}': message.options.Extensions[options_pb2.event] for file in self.files
                for message in file.message_type if message.options.HasExtension(options_pb2.event)}
