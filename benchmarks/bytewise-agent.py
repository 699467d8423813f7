#!/usr/bin/env python3
"""A remote agent with the manner of the first eclair, to be compared with today's. Only benchmarks/remote-agent starts it.

Usage: bytewise-agent.py PORT IMG MCKDUMP DIRECT_MAP waits|at-once

It hands every packet on to eclair's server at PORT, with these differences: packets of 1024 (which gdb reads as hexadecimal), every
packet acknowledged, and memory read byte by byte, each byte with a translation, a search for its chunk,
a look-up of the section by name, and a read of the file. What cannot be read becomes zeros. x86_64 only. Prints its own port.

"waits": an acknowledgement and the answer after it are sent as two pieces, and TCP holds the second back until the first is
confirmed, which Linux does after 40 ms. So did the first eclair: 22.7 s for a MiB in pieces of some 2060 bytes are 45 ms each.
"at-once" makes TCP send at once, to see what of the difference is the reading alone.
"""
import os
import socket
import struct
import sys


class Dump:
    """The sections physmemN of an mckdump, found by name as often as they are asked for."""

    def __init__(self, path):
        self.fd = os.open(path, os.O_RDONLY)
        head = os.pread(self.fd, 64, 0)
        table, = struct.unpack_from("<Q", head, 40)
        count, names = struct.unpack_from("<HH", head, 60)
        raw = os.pread(self.fd, 64 * count, table)
        sections = [struct.unpack_from("<IIQQQQIIQQ", raw, 64 * i) for i in range(count)]
        text = os.pread(self.fd, sections[names][5], sections[names][4])
        self.sections = [(text[s[0]:text.index(b"\0", s[0])].decode(), s[3], s[4], s[5]) for s in sections]
        self.sections = {name: (start, offset, size) for name, start, offset, size in self.sections}
        offset = self.sections["physchunks"][1]
        count, = struct.unpack("<i", os.pread(self.fd, 4, offset))
        self.base, = struct.unpack("<Q", os.pread(self.fd, 8, offset + 8))
        self.chunks = list(struct.iter_unpack("<QQ", os.pread(self.fd, 16 * count, offset + 24)))

    def byte(self, physical):
        for i, (start, size) in enumerate(self.chunks):
            if start <= physical < start + size:
                _, offset, _ = self.sections["physmem%d" % i]
                return os.pread(self.fd, 1, offset + physical - start)
        return b"\0"


def first_load(image):
    """Virtual address that the image is linked to, down to a large page."""
    with open(image, "rb") as file:
        head = file.read(64)
        at, = struct.unpack_from("<Q", head, 32)
        size, count = struct.unpack_from("<HH", head, 54)
        file.seek(at)
        loads = [struct.unpack_from("<IIQQ", file.read(size)) for _ in range(count)]
    return min(load[3] for load in loads if load[0] == 1) & -(2 << 20)


def framed(data):
    return b"$" + data + b"#%02x" % (sum(data) & 255)


def packet(stream):
    """The next packet's data, still framed; None at the end."""
    byte = stream.read(1)
    while byte and byte != b"$":
        byte = stream.read(1)
    data = bytearray()
    byte = stream.read(1)
    while byte and byte != b"#":
        data += byte
        byte = stream.read(1)
    return bytes(data) if len(stream.read(2)) == 2 else None


def serve(client, server, dump, translate):
    """One conversation, to its end."""
    asked = client.makefile("rb")
    answers = server.makefile("rb")
    while True:
        data = packet(asked)
        if data is None:
            return
        client.sendall(b"+")
        if data.startswith(b"m"):
            address, length = (int(n, 16) for n in data[1:].split(b","))
            answer = "".join("%02x" % dump.byte(translate(address + i))[0] for i in range(min(length, 2048))).encode()
        elif data.startswith(b"qSupported"):
            answer = b"PacketSize=1024;qXfer:features:read+"
        elif data.startswith((b"QStartNoAckMode", b"qXfer:threads", b"p", b"x")):
            answer = b""
        else:
            server.sendall(framed(data))
            answer = packet(answers)
            if answer is None:
                return
            server.sendall(b"+")
        client.sendall(framed(answer))


def main():
    port, image, path, direct = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4], 16)
    dump = Dump(path)
    start = first_load(image)

    def translate(address):
        return dump.base + address - start if address >= start else address - direct

    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    while True:
        client, _ = listener.accept()
        with client, socket.create_connection(("127.0.0.1", port)) as server:
            server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, int(sys.argv[5] == "at-once"))
            serve(client, server, dump, translate)


if __name__ == "__main__":
    main()
