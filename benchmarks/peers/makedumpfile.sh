#!/usr/bin/env bash
# One guest in every format that makedumpfile writes: do all conversions hold the same memory?
# Usage: makedumpfile.sh ELF_VMCORE [OTHER FORMATS OF THE SAME GUEST...]
# ELF_VMCORE is laid out as /proc/vmcore is. The others are compared too (snappy and zstd, where makedumpfile lacks them).
set -u
. "$(dirname "$(readlink -f "$0")")/common.sh"
[ $# -gt 0 ] || die "usage: makedumpfile.sh ELF_VMCORE [OTHER FORMATS OF THE SAME GUEST...]"
need makedumpfile makedumpfile
need readelf binutils

# The part from physchunks to the end of the last physmem: the chunks and their bytes, without date and host.
memory() {
	LC_ALL=C readelf -SW "$1" 2>/dev/null | sed 's/^ *\[ *[0-9]*\] *//' |
		awk '$1 == "physchunks" {first = $4} $1 ~ /^physmem[0-9]+$/ {last = $4; size = $5} END {print first, last, size}'
}
same() {
	local first last size otherFirst otherSize length
	read -r first last size <<<"$(memory "$scratch/first")"
	read -r otherFirst last otherSize <<<"$(memory "$scratch/other")"
	[ -n "$first" ] && [ -n "$otherFirst" ] || { echo "no physchunks"; return 1; }
	length=$((16#$last + 16#$otherSize - 16#$otherFirst))
	[ $((16#$(memory "$scratch/first" | cut -d ' ' -f 2) + 16#$size - 16#$first)) -eq $length ] ||
		{ echo "other amounts of memory"; return 1; }
	cmp -i $((16#$first)):$((16#$otherFirst)) -n $length "$scratch/first" "$scratch/other"
}
compare() { # compare NAME VMCORE
	rm -f "$scratch/other"
	check "$1: converts" converted "$2" "$scratch/other"
	[ ! -s "$scratch/other" ] || check "$1: same chunks and bytes as the ELF vmcore" same
}
has() { makedumpfile -v 2>&1 | grep -q "^$1[[:space:]]*enabled"; }

source=$1
shift
check "$(basename "$source"): converts" converted "$source" "$scratch/first"
[ -s "$scratch/first" ] || finish
for codec in "-c zlib" "-l lzo" "-p snappy" "-z zstd" "-E elf" "-d raw"; do
	read -r option name <<<"$codec"
	case $name in
	lzo | snappy | zstd) has "$name" || { echo "skipped    $name: this makedumpfile cannot write it"; continue; } ;;
	raw) option= ;;
	esac
	rm -f "$scratch/vmcore"
	# shellcheck disable=SC2086
	if makedumpfile $option -d 0 --message-level 1 "$source" "$scratch/vmcore" >"$scratch/log" 2>&1; then
		compare "$name" "$scratch/vmcore"
	else
		check "$name: makedumpfile writes it" sh -c "tail -n 1 '$scratch/log'; exit 1"
	fi
done
if makedumpfile -F -c -d 0 --message-level 1 "$source" >"$scratch/vmcore" 2>"$scratch/log"; then
	compare "zlib, flattened" "$scratch/vmcore"
fi
rm -f "$scratch/vmcore"
for other in "$@"; do
	compare "$(basename "$other")" "$other"
done
finish
