#!/usr/bin/env bash
# The same job done by crash: start on the vmcore, then write every announced range to a file (rd -r), next to vmcore2mckdump, in
# one run. That is what the original converter does inside crash, without finding McKernel. 20 ranges are compared byte by byte.
# Usage: crash-extract.sh VMLINUX VMCORE...   (VMLINUX: of the debug package of the dumped kernel)
set -u
. "$(dirname "$(readlink -f "$0")")/common.sh"
[ $# -gt 1 ] || die "usage: crash-extract.sh VMLINUX VMCORE..."
need crash crash
need readelf binutils
need python3 python3
vmlinux=$1
shift
[ -f "$vmlinux" ] || die "$vmlinux: no such file; install the kernel's debug package (linux-image-RELEASE-dbg)"
echo "$(date -u +%F), load $(cut -d ' ' -f 1 /proc/loadavg), one run each"
for vmcore in "$@"; do
	name=$(basename "$vmcore")
	cat "$vmcore" >/dev/null
	"$convert" --dry-run --json "$vmcore" >"$scratch/plan.json" 2>"$scratch/plan.err" || [ $? -eq 3 ] || die "$(cat "$scratch/plan.err")"
	python3 - "$scratch" <<'P'
import json, sys
directory = sys.argv[1]
chunks = [(int(c["start"], 16), int(c["length"], 16)) for c in json.load(open(directory + "/plan.json"))["chunks"]]
step = max(1, len(chunks) // 20)
with open(directory + "/commands", "w") as out:
    for i, (start, length) in enumerate(chunks):
        name = f"{directory}/kept{i}" if i % step == 0 else directory + "/raw"
        out.write(f"rd -p -r {name} {start:x} -e {start + length:x}\n")
    out.write("quit\n")
P
	start=$(date +%s.%N)
	crash -s "$vmlinux" "$vmcore" <"$scratch/commands" >"$scratch/crash.log" 2>&1
	middle=$(date +%s.%N)
	converted "$vmcore" "$scratch/out" || die "$name: the conversion failed"
	awk -v n="$name" -v a="$start" -v b="$middle" -v c="$(date +%s.%N)" -v r="$(grep -c copied "$scratch/crash.log")" \
		'BEGIN {printf "time       %s: crash %.2f s for %d ranges, vmcore2mckdump %.2f s, ratio %.1f\n", n, b - a, r, c - b, (b - a) / (c - b)}'
	readelf -SW "$scratch/out" | sed -n 's/.*\] physmem\([0-9]*\) *PROGBITS *[0-9a-f]* \([0-9a-f]*\) \([0-9a-f]*\).*/\1 \2 \3/p' >"$scratch/sections"
	for kept in "$scratch"/kept*; do
		read -r _ offset size < <(grep "^${kept#"$scratch"/kept} " "$scratch/sections")
		check "$name: range ${kept#"$scratch"/kept}, $((16#$size)) bytes" cmp -n "$((16#$size))" "$kept" "$scratch/out" 0 "$((16#$offset))"
	done
	rm -f "$scratch"/kept* "$scratch/out"
done
finish
