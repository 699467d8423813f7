# Read by gdb: arguments and variables of every frame of every thread go to gdb.json.
import json

import gdb

gdb.execute("set print entry-values no")


def value(symbol, frame):
    try:
        return symbol.value(frame).format_string()
    except gdb.error as error:
        return "error: %s" % error


def frames():
    found = []
    frame = gdb.newest_frame()
    while frame is not None and len(found) < 64:
        try:
            block = frame.block()
        except RuntimeError:
            block = None
        arguments, variables = {}, {}
        while block is not None:
            for symbol in block:
                if symbol.is_argument:
                    arguments[symbol.name] = value(symbol, frame)
                elif symbol.is_variable:
                    variables.setdefault(symbol.name, value(symbol, frame))
            if block.function is not None:
                break
            block = block.superblock
        found.append({"function": frame.name(), "arguments": arguments, "locals": variables})
        frame = frame.older()
    return found


tids = json.load(open("threads.json"))
answer = []
for thread in sorted(gdb.selected_inferior().threads(), key=lambda t: t.num):
    thread.switch()
    answer.append({"tid": tids[thread.num - 1], "frames": frames()})
with open("gdb.json", "w") as out:
    json.dump(answer, out, indent=1)
    out.write("\n")
