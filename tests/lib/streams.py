"""Streams of the gateway's events, read as their bytes come: one, or many in one thread."""
import collections
import json
import selectors
import time

ANSWER_SECONDS = 40  # a gateway under the sanitizers, beside other tests

Event = collections.namedtuple('Event', 'id type data at')


class Stream:
    """One stream of server-sent events. Read with `take` as its bytes come, or many together with `Streams`."""

    READ_BYTES = 256 * 1024

    def __init__(self, web, service, who, last, query):
        pairs = [('service', service), *((name, value) for name, values in query.items()
                                         for value in (values if isinstance(values, list) else [values]))]
        path = '/api/events?' + '&'.join(f'{name}={value}' for name, value in pairs)
        headers = {'Host': web.host, 'Accept': 'text/event-stream', **(who.headers if who else {}),
                   **({'Last-Event-ID': last} if last else {})}
        self.raw = self.text = b''
        self.status, self.head, self.left, self.is_open = 0, {}, 0, True
        self.events, self.last, self.beats = [], last, 0
        self.socket = web.connect()
        self.socket.sendall((f'GET {path} HTTP/1.1\r\n' + ''.join(f'{n}: {v}\r\n' for n, v in headers.items())
                             + '\r\n').encode())
        self.socket.setblocking(False)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def fileno(self):
        return self.socket.fileno()

    def close(self):
        self.is_open = False
        self.socket.close()

    def take(self):
        """What has arrived; the end is when `is_open` says so."""
        try:
            data = self.socket.recv(self.READ_BYTES)
        except BlockingIOError:
            return
        except ConnectionError:
            data = b''
        if not data:
            self.is_open = False
            return
        self.raw += data
        if not self.status and not self._take_head():
            return
        while self._take_chunk():
            pass
        self._take_events()

    def _take_head(self):
        if b'\r\n\r\n' not in self.raw:
            return False
        head, self.raw = self.raw.split(b'\r\n\r\n', 1)
        line, *lines = head.decode().split('\r\n')
        self.status = int(line.split()[1])
        self.head = {name.lower(): value for name, value in (text.split(': ', 1) for text in lines)}
        return True

    def _take_chunk(self):
        """Of a chunked body; an answer that is no stream has a length, and is all text."""
        if 'chunked' not in self.head.get('transfer-encoding', ''):
            self.text, self.raw = self.text + self.raw, b''
            self.is_open = self.is_open and len(self.text) < int(self.head.get('content-length', 0))
            return False
        line, found, rest = self.raw.partition(b'\r\n')
        size = int(line, 16) if found else 0
        if not found or len(rest) < size + 2:
            return False
        self.text, self.raw = self.text + rest[:size], rest[size + 2:]
        self.is_open = size > 0
        return self.is_open

    def _take_events(self):
        if self.status != 200:
            return
        *blocks, self.text = self.text.split(b'\n\n')
        for block in blocks:
            fields = dict(line.split(': ', 1) for line in block.decode().split('\n') if ': ' in line)
            self.beats += block == b':'
            self.last = fields.get('id', self.last)
            if 'data' in fields:
                self.events.append(Event(fields.get('id'), fields.get('event', 'message'), fields['data'],
                                         time.monotonic()))

    # ---- Waiting

    def run(self, done, seconds=ANSWER_SECONDS):
        """Reads until `done`, given the stream, says so; False if it does not in time, or the stream ends."""
        return Streams([self]).run(lambda: done(self), seconds)

    def opened(self, seconds=ANSWER_SECONDS):
        """Its answer's status."""
        self.run(lambda stream: stream.status and (stream.status == 200 or not stream.is_open), seconds)
        return self.status

    def error(self):
        """The reason of what was no stream, or of what ended one."""
        text = self.events[-1].data if self.status == 200 else self.text.decode()
        return json.loads(text)['details'][0]['debug']['reason']

    def sequences(self):
        return [int(json.loads(event.data)['header']['sequence']) for event in self.events
                if event.type == 'message']


class Streams:
    """Many of them, read in one thread."""

    def __init__(self, streams):
        self.streams = list(streams)

    def run(self, done, seconds=ANSWER_SECONDS):
        end = time.monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            for stream in self.streams:
                if stream.is_open:
                    selector.register(stream, selectors.EVENT_READ)
            while not done():
                if time.monotonic() > end or not selector.get_map():
                    return False
                for ready, _ in selector.select(0.2):
                    stream = ready.fileobj
                    stream.take()
                    if not stream.is_open:
                        selector.unregister(stream)
                        stream.socket.close()
            return True
