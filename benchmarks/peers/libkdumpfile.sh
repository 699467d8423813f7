#!/usr/bin/env bash
# How fast libkdumpfile reads all pages of a vmcore: a baseline for ours. Usage: libkdumpfile.sh VMCORE...
set -u
. "$(dirname "$(readlink -f "$0")")/common.sh"
[ $# -gt 0 ] || die "usage: libkdumpfile.sh VMCORE..."
need python3 python3
python3 -c 'import kdumpfile' 2>/dev/null || {
	[ "$(id -u)" = 0 ] && apt-get install -y -qq python3-libkdumpfile >/dev/null 2>&1
	python3 -c 'import kdumpfile' 2>/dev/null || die "python3-libkdumpfile is missing (Debian 12 has it)"
}
rate() {
	python3 - "$1" <<'P'
import sys, time
import kdumpfile
context = kdumpfile.Context()
context.file = open(sys.argv[1], "rb")
space = getattr(kdumpfile, "KDUMP_MACHPHYSADDR", None)
if space is None:
    space = getattr(kdumpfile, "MACHPHYSADDR")
begin, good, address, step = time.time(), 0, 0, 1 << 16
end = (context.attr["max_pfn"] if "max_pfn" in context.attr else 1 << 20) << 12
while address < end:
    try:
        good += len(context.read(space, address, step))
    except Exception:
        pass
    address += step
seconds = time.time() - begin
print("%.2f s for %d MB: %.0f MB/s" % (seconds, good / 1e6, good / 1e6 / seconds))
sys.exit(good == 0)
P
}
for vmcore in "$@"; do
	if line=$(rate "$vmcore" 2>"$scratch/rate.err"); then
		echo "rate       $(basename "$vmcore"): $line"
	else
		echo "skipped    $(basename "$vmcore"): $(tail -n 1 "$scratch/rate.err") $line"
	fi
done
