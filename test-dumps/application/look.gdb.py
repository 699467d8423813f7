"""What gdb sees of a program, living or dead: registers, frames and variables of every thread, and globals. Writes $OUT."""
import json
import os
import re

import gdb

NAMES = r"r\w\w?|[c-gs]s|eflags|x\d+|sp|pc|cpsr"
GLOBALS = ["grid", "name", "steps_done", "room[0]", "room[4096]", "room[40*4096]", "&room[1]", "sizeof(grid)"]


def registers(frame):
    names = [r.name for r in frame.architecture().registers("general") if re.fullmatch(NAMES, r.name)]
    values = {}
    for name in names:
        try:
            values[name] = hex(int(frame.read_register(name)) & 0xffffffffffffffff)
        except (gdb.error, OverflowError):
            values[name] = None
    return values


def variables(frame):
    found = {}
    try:
        block = frame.block()
    except RuntimeError:
        return found
    while block and not block.is_global and not block.is_static:
        for symbol in block:
            if symbol.is_variable or symbol.is_argument:
                found[symbol.print_name] = str(symbol.value(frame).format_string(max_elements=8))
        if block.function:
            break
        block = block.superblock
    return found


def frames():
    frame, all_of_them = gdb.newest_frame(), []
    while frame:
        line = frame.find_sal()
        all_of_them.append({"function": frame.name(), "pc": hex(frame.pc()), "inlined": frame.type() == gdb.INLINE_FRAME,
                            "source": "%s:%d" % (os.path.basename(line.symtab.filename), line.line) if line.symtab else None,
                            "variables": variables(frame)})
        frame = frame.older()
    return all_of_them


gdb.execute("set pagination off")
threads = []
for thread in sorted(gdb.selected_inferior().threads(), key=lambda t: t.ptid[1] or t.ptid[2]):
    thread.switch()
    threads.append({"lwp": thread.ptid[1] or thread.ptid[2], "registers": registers(gdb.newest_frame()), "frames": frames()})
values = {}
for expression in GLOBALS:
    try:
        values[expression] = str(gdb.parse_and_eval(expression))
    except gdb.error as e:
        values[expression] = "error: %s" % e
with open(os.environ["OUT"], "w") as out:
    json.dump({"threads": threads, "globals": values}, out, indent=1)
    out.write("\n")
