#!/usr/bin/env bash
# Does crash, with the kernel's debug image and IHK's module, find the page set where we find it?
# Usage: crash.sh VMLINUX MODULE.ko VMCORE...   (VMLINUX: of the debug package of the dumped kernel)
set -u
. "$(dirname "$(readlink -f "$0")")/common.sh"
[ $# -gt 2 ] || die "usage: crash.sh VMLINUX MODULE.ko VMCORE..."
need crash crash
vmlinux=$1 module=$2
shift 2
[ -f "$vmlinux" ] || die "$vmlinux: no such file; install the kernel's debug package (linux-image-RELEASE-dbg)"
[ -f "$module" ] || die "$module: no such file"
moduleName=$(basename "$module" .ko | tr - _)

# The physical address of the page set as crash gives it: the variable's value, translated.
crashSays() {
	printf 'mod -s %s %s\nrd -x dump_page_set_addr\nquit\n' "$moduleName" "$module" |
		crash -s --no_scroll "$vmlinux" "$1" 2>"$scratch/crash.err" | awk '/^[0-9a-f]+: / {print $2}' | tail -n 1
}
weSay() { "$convert" --dry-run --json "$1" >"$scratch/plan.json" 2>"$scratch/plan.err" || [ $? -eq 3 ]; }

for vmcore in "$@"; do
	name=$(basename "$vmcore")
	start=$(date +%s.%N)
	echo quit | crash -s "$vmlinux" "$vmcore" >/dev/null 2>&1
	seconds=$(awk -v a="$start" -v b="$(date +%s.%N)" 'BEGIN {printf "%.1f", b - a}')
	echo "time       $name: crash, start to prompt and out: $seconds s"
	theirs=$(crashSays "$vmcore")
	check "$name: crash reads dump_page_set_addr" test -n "$theirs"
	check "$name: --dry-run --json" weSay "$vmcore"
	ours=$(tr -d ' \n' <"$scratch/plan.json" | grep -io '"page_\?set[a-z_]*":[^,}]*' | head -n 1 | sed 's/.*://; s/"//g; s/0x//')
	if [ -n "$theirs" ] && [ -n "$ours" ]; then
		physical=$(printf 'vtop %s\nquit\n' "$theirs" | crash -s "$vmlinux" "$vmcore" 2>/dev/null |
			awk -v v="$theirs" '$1 == v {print $2; exit}')
		check "$name: page set at 0x$ours, crash: 0x$physical" test $((16#$ours)) -eq $((16#${physical:-0}))
	fi
done
finish
