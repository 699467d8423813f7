#!/usr/bin/env python3
"""Compares what dump-core says of an image (GOT) with what a peer says (WANT); called by dwarf.sh.

types WANT GOT VARIANTS   gdb's "ptype /o"; VARIANTS holds every body of the tags that differ
lines WANT GOT CODE NM [SECOND]   "addr2line -a -i -f -s"; CODE: "start end" of what .debug_frame describes, NM: symbols,
                          SECOND: llvm-addr2line's answers to what differs
Prints one line of counts, with what was explained and why, and the first differences; ends with 1 if any is left.
"""
import bisect
import re
import sys

SHOWN = 10


def answers(path, mark):
    """Blocks of lines by the line that begins with a mark; a block that comes twice is kept twice."""
    found, key = {}, None
    with open(path, errors="replace") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line.startswith(mark):
                key = line
                found.setdefault(key, []).append([])
            else:
                found[key][-1].append(line)
    return found


def without_union_padding(lines):
    """gdb 13 takes a nested structure's end for the union's and finds a padding there."""
    return [line for line in lines if not line.endswith("-byte padding   */")]


def offsets_in_arrays_left_out(lines):
    """In an array of nameless structures gdb 13 counts offsets from whatever structure it wrote before, not from the start."""
    lines, open_at = list(lines), []
    for i, line in enumerate(lines):
        if line.endswith("{"):
            open_at.append(i)
        elif re.match(r" *\} ?[^;]*", line) and open_at:
            start = open_at.pop()
            if re.search(r"\} \w+(\[\d*\])+;$", line):
                for k in range(start + 1, i):
                    lines[k] = re.sub(r"^/\*\s+\d+(:\s*\d+)?\s+\|", "/* |", lines[k])
    return lines


def types(want_path, got_path, variants_path=None):
    want, got = answers(want_path, "$ "), answers(got_path, "$ ")
    variants = answers(variants_path, "$ ") if variants_path else {}
    counts, different = {}, []
    for command, (wanted,) in ((c, w) for c, w in want.items() if " /o " in c):
        bodies = got.get(command, []) + variants.get(command, [])
        reason = ("equal" if bodies and wanted == bodies[0] else
                  "equal to another of several definitions" if wanted in bodies else
                  "but for gdb's paddings in unions" if without_union_padding(wanted) in map(without_union_padding, bodies) else
                  "but for gdb's offsets in arrays of nameless structures"
                  if offsets_in_arrays_left_out(without_union_padding(wanted)) in
                  [offsets_in_arrays_left_out(without_union_padding(b)) for b in bodies] else None)
        if reason:
            counts[reason] = counts.get(reason, 0) + 1
        else:
            different.append((command, wanted, bodies[:1]))
    return counts, different


def plain(lines):
    return [re.sub(r" \(discriminator \d+\)", "", line).replace(":0", ":?") for line in lines]


def lines(want_path, got_path, code_path, nm_path, second_path=None):
    second = {int(a, 16): plain(w[0]) for a, w in answers(second_path, "0x").items()} if second_path else {}
    code = sorted(tuple(int(x, 16) for x in line.split()) for line in open(code_path))
    at, names = {}, {}
    for line in open(nm_path):
        fields = line.split()
        if len(fields) == 3:
            at.setdefault(fields[2], set()).add(int(fields[0], 16))
            names.setdefault(int(fields[0], 16), set()).add(fields[2])

    def described(pc):
        i = bisect.bisect_right(code, (pc, 1 << 64)) - 1
        return i >= 0 and code[i][0] <= pc < code[i][1]

    def aliases(one, other):
        return bool(at.get(one, set()) & at.get(other, set()))

    want, got = answers(want_path, "0x"), answers(got_path, "0x")
    counts, different = {}, []
    for address, (wanted,) in want.items():
        wanted = plain(wanted)
        found = got.get(address, [[]])[0]
        same_lines = [w.rpartition(":")[2] for w in wanted[1::2]] == [f.rpartition(":")[2] for f in found[1::2]]
        reason = None
        if wanted == found:
            reason = "equal"
        elif len(wanted) == len(found) and wanted[2:] == found[2:]:
            if wanted[1] == found[1] and aliases(wanted[0], found[0]):
                reason = "another name of the same address"
            elif wanted[1] == found[1] and len(found) == 2 and max(at.get(found[0], [0])) > max(at.get(wanted[0], [0])):
                reason = "a nearer symbol that is no function"
            elif wanted[0] == found[0] and found[1] == "??:?" and not described(int(address, 16)):
                reason = "fill bytes between functions"
            elif wanted[0] == found[0] and same_lines:
                reason = "file"
        other = second.get(int(address, 16), [])
        if reason is None and (other == found or (len(found) == 2 and other == ["??", found[1]])):
            reason = "equal to llvm-addr2line's answer, which is another"
        if reason == "file":
            counts.setdefault("file", []).append((address, found[1]))
        elif reason:
            counts[reason] = counts.get(reason, 0) + 1
        else:
            different.append((address, wanted, [found]))
    return counts, different


def main():
    kind = sys.argv[1]
    counts, different = (types if kind == "types" else lines)(*sys.argv[2:])
    if "file" in counts:
        # same line of another file: gdb decides, its answers are asked for by dwarf.sh
        files = counts.pop("file")
        with open("files.ask", "w") as out:
            out.writelines("%s %s\n" % pair for pair in files)
        counts["in another file, for gdb to decide"] = len(files)
    total = sum(counts.values()) + len(different)
    print("%s: %d compared, %d differ; %s" % (kind, total, len(different),
                                              ", ".join("%d %s" % (n, why) for why, n in counts.items())))
    for key, wanted, found in different[:SHOWN]:
        print("  %s\n    peer   %s\n    eclair %s" % (key, wanted[:12], found[0][:12] if found else "nothing"))
    with open("differ." + kind, "w") as out:
        out.writelines(key.rpartition("/o ")[2] + "\n" for key, _, _ in different)
    return 1 if different else 0


sys.exit(main())
