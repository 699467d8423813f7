# An ELF core file by virtual addresses out of a vmcore by physical ones (standard input): every segment in Linux's direct map and,
# where it is, in the kernel's image. What page tables map elsewhere (boot_param, kmsg_buf) is not in it. Arguments: truth.json, the
# file to write; for a core with threads also a file of threads with their registers, and one to write their numbers to.
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
threads = []
if len(sys.argv) > 3:
    seen = json.load(open(sys.argv[1]))["seen"]
    tids = [int(seen["variables"]["clv[%d].current->tid" % cpu], 16) for cpu in range(len(seen["cpus"]))]
    threads = [{"tid": tid, "registers": {name: int(value, 16) for name, value in cpu["registers"].items()}}
               for tid, cpu in zip(tids, seen["cpus"])] + json.load(open(sys.argv[3]))
    json.dump([thread["tid"] for thread in threads], open(sys.argv[4], "w"))
ORDER = "r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_rax rip cs eflags rsp ss".split()
notes = b""
for number, thread in enumerate(threads):
    registers = struct.pack("<21Q", *(thread["registers"].get(name, 0) for name in ORDER))
    status = (struct.pack("<32xI", number + 1).ljust(112, b"\0") + registers).ljust(336, b"\0")
    notes += struct.pack("<III8s", 5, len(status), 1, b"CORE") + status
loads.sort(key=lambda load: load[1])
head = 64 + 56 * (len(loads) + 1)
start = head + len(notes)
header = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\x02\x01\x01", 4, 62, 1, 0, 64, 0, 0, 64, 56, len(loads) + 1, 0, 0, 0)
headers = struct.pack("<IIQQQQQQ", 4, 0, head, 0, 0, len(notes), 0, 4)
headers += b"".join(struct.pack("<IIQQQQQQ", 1, 6, start + at, virtual, 0, size, size, 1) for at, virtual, size in loads)
with open(sys.argv[2], "wb") as out:
    out.write(header + headers + notes + data)
