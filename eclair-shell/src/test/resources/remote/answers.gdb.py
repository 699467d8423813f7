"""What gdb makes of a target, as one line of JSON after a mark. Arguments in the environment: NAMES, words of C to print."""
import json
import os
import gdb

MOST_FRAMES = 100


def frames():
    found = []
    frame = gdb.newest_frame()
    while frame is not None and len(found) < MOST_FRAMES:
        try:
            pc = frame.pc()
        except gdb.error:
            break
        if pc < 1 << 63:
            break  # the program's own stack, which a dump of the kernel does not describe
        function = frame.function()
        line = frame.find_sal()
        found.append({
            "function": function.name if function is not None else None,
            "pc": hex(pc),
            "kind": frame.type(),
            "line": "%s:%d" % (line.symtab.filename.split("/")[-1], line.line) if line.symtab else None,
        })
        try:
            frame = frame.older()
        except gdb.error:
            break
    for each in found:
        each["tail"] = each["kind"] == gdb.TAILCALL_FRAME
        each["entry"] = each["kind"] == gdb.SIGTRAMP_FRAME
    return found


def registers(names):
    values = {}
    for name in names:
        text = gdb.execute("print/x $" + name, to_string=True).split(" = ", 1)[1].strip()
        values[name] = text if text.startswith("0x") else None
    return values


def memory(address, length):
    try:
        return bytes(gdb.selected_inferior().read_memory(address, length)).hex()
    except gdb.error:
        return None


answer = {"first": gdb.selected_thread().ptid[1], "threads": []}
names = os.environ["REGISTERS"].split()
for thread in sorted(gdb.selected_inferior().threads(), key=lambda t: t.num):
    thread.switch()
    answer["threads"].append({"tid": thread.ptid[1], "name": thread.name, "details": thread.details,
                              "frames": frames(), "registers": registers(names)})
answer["memory"] = {a: memory(int(a, 16), 64) for a in os.environ["ADDRESSES"].split()}
answer["values"] = {n: gdb.execute("print " + n, to_string=True).split(" = ", 1)[1].strip()
                    for n in os.environ["NAMES"].split()}
answer["examined"] = gdb.execute("x/4gx " + os.environ["ADDRESSES"].split()[0], to_string=True)
answer["monitor"] = {c: gdb.execute("monitor " + c, to_string=True) for c in ("ps", "triage", "info threads")}
print("ANSWER " + json.dumps(answer))
