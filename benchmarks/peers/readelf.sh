#!/usr/bin/env bash
# Does an mckdump look to binutils and gdb as one that BFD wrote? Usage: readelf.sh VMCORE...
set -u
. "$(dirname "$(readlink -f "$0")")/common.sh"
[ $# -gt 0 ] || die "usage: readelf.sh VMCORE..."
need readelf binutils
need gdb gdb

sections() { LC_ALL=C readelf -SW "$1" 2>/dev/null | sed -n 's/^ *\[ *[0-9]*\] *//p'; }
# Names in BFD's order: the null section, date, hostname, user, physchunks, physmem0 ..., perhaps ours after these, .shstrtab.
names() {
	sections "$1" | awk 'NR > 1 {print $1}' >"$scratch/names"
	physmem=$(grep -c '^physmem[0-9]*$' "$scratch/names")
	{ printf 'date\nhostname\nuser\nphyschunks\n'; seq -f 'physmem%.0f' 0 $((physmem - 1)); } >"$scratch/expected"
	head -n $((physmem + 4)) "$scratch/names" | diff - "$scratch/expected" && [ "$(tail -n 1 "$scratch/names")" = .shstrtab ]
}
# date, hostname, user: PROGBITS, W, address 0; physchunks and physmemN: PROGBITS, WA.
types() {
	sections "$1" | awk '
		$1 ~ /^(date|hostname|user)$/ && ($2 != "PROGBITS" || $7 != "W" || $3 !~ /^0+$/) {print; bad = 1}
		$1 ~ /^(physchunks|physmem[0-9]+)$/ && ($2 != "PROGBITS" || $7 != "WA") {print; bad = 1}
		END {exit bad}'
}
quiet() { [ -z "$(LC_ALL=C readelf -aW "$1" 2>&1 >/dev/null)" ] || { readelf -aW "$1" 2>&1 >/dev/null | tail -n 1; return 1; }; }
contiguous() { # no padding from offset 0x40 to the last physmem
	sections "$1" | awk '$1 ~ /^(date|hostname|user|physchunks|physmem[0-9]+)$/ {print $4, $5}' | {
		at=64
		while read -r offset size; do
			[ $((16#$offset)) -eq $at ] || { echo "section at 0x$offset, not $at"; return 1; }
			at=$((at + 16#$size))
		done
	}
}
gdbOpens() { gdb -nx -batch -ex 'info files' "$1" 2>&1 | grep -q 'physmem0\|file type elf64' || gdb -nx -batch -ex 'maint info sections' "$1" 2>&1 | grep -q physmem0; }

for vmcore in "$@"; do
	name=$(basename "$vmcore")
	check "$name: converts" converted "$vmcore" "$scratch/out"
	[ -s "$scratch/out" ] || continue
	check "$name: readelf has no complaint" quiet "$scratch/out"
	check "$name: section names and order" names "$scratch/out"
	check "$name: section types and flags" types "$scratch/out"
	check "$name: sections without padding" contiguous "$scratch/out"
	check "$name: objdump -h opens it" objdump -h "$scratch/out"
	check "$name: gdb opens it" gdbOpens "$scratch/out"
	rm -f "$scratch/out"
done
finish
