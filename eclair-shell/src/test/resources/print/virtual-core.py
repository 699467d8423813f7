# An ELF core file by virtual addresses out of a vmcore by physical ones (standard input): every segment in Linux's direct map and,
# where it lies, in the kernel's image. What page tables map elsewhere (boot_param, kmsg_buf) is not in it. Arguments: truth.json, the file to write.
import json
import struct
import sys

data = sys.stdin.buffer.read()
truth = json.load(open(sys.argv[1]))["seen"]["variables"]
offset, = struct.unpack_from("<Q", data, 32)
count, = struct.unpack_from("<H", data, 56)
linux = int(truth["linux_page_offset_base"], 16)
kernel = int(truth["x86_kernel_phys_base"], 16)
loads = []
for i in range(count):
    kind, flags, at, virtual, physical, filed, memory, align = struct.unpack_from("<IIQQQQQQ", data, offset + 56 * i)
    if kind != 1:
        continue
    loads.append((at, linux + physical, filed))
    if physical <= kernel < physical + filed:
        loads.append((at + kernel - physical, 0xfffffffffe800000, min(8 << 20, physical + filed - kernel)))
loads.sort(key=lambda load: load[1])
start = 64 + 56 * len(loads)
header = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\x02\x01\x01", 4, 62, 1, 0, 64, 0, 0, 64, 56, len(loads), 0, 0, 0)
headers = b"".join(struct.pack("<IIQQQQQQ", 1, 6, start + at, virtual, 0, size, size, 1) for at, virtual, size in loads)
with open(sys.argv[2], "wb") as out:
    out.write(header + headers + data)
