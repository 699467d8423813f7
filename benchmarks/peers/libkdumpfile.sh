#!/usr/bin/env bash
# Reading every page of a guest: our reader with one and two threads next to libkdumpfile, in turns, medians of 3, and the
# same sum over all words.
# Usage: libkdumpfile.sh VMCORE...   (needs the benchmarks built: mvn -q -pl benchmarks -am package -DskipTests)
set -u
. "$(dirname "$(readlink -f "$0")")/common.sh"
[ $# -gt 0 ] || die "usage: libkdumpfile.sh VMCORE..."
need gcc gcc
[ -f /usr/include/libkdumpfile/kdumpfile.h ] || { [ "$(id -u)" = 0 ] && apt-get install -y -qq libkdumpfile-dev >/dev/null 2>&1; }
gcc -O2 -o "$scratch/read-guest" "$peers/read-guest.c" -lkdumpfile 2>"$scratch/gcc.err" ||
	die "cannot build with libkdumpfile: $(head -n 1 "$scratch/gcc.err"); install libkdumpfile-dev"
. "$peers/../../build-config/launch.sh"
find_jdk
[ -d "$peers/../target/lib" ] || die "not built; first: mvn -q -pl benchmarks -am package -DskipTests"
ours() { # ours VMCORE THREADS
	"$jdk/bin/java" -XX:+UseSerialGC -Xmx512m --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
		-cp "$peers/../target/classes:$peers/../target/lib/*" org.mckernel.benchmarks.GuestRead "$@"
}
median() { sort -n "$1" | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
rate() { awk -v b="$(awk 'NR == 1 {print $2}' "$1")" -v s="$(median "$1")" 'BEGIN {printf "%.0f", b / s / 1e6}'; }

echo "$(date -u +%F), load $(cut -d ' ' -f 1 /proc/loadavg)"
echo "| vmcore | MB | libkdumpfile MB/s | 1 thread MB/s | ratio | 2 threads MB/s | ratio |"
echo "|---|---|---|---|---|---|---|"
for vmcore in "$@"; do
	[ -f "$vmcore" ] || die "$vmcore: no such file"
	cat "$vmcore" >/dev/null
	end=$(ours "$vmcore" 2 | cut -d ' ' -f 4)
	rm -f "$scratch"/*.runs
	for _ in 1 2 3; do
		"$scratch/read-guest" "$vmcore" "$end" >>"$scratch/peer.runs" 2>"$scratch/peer.err"
		ours "$vmcore" 1 >>"$scratch/one.runs"
		ours "$vmcore" 2 >>"$scratch/two.runs"
	done
	[ -s "$scratch/peer.runs" ] || { echo "| $(basename "$vmcore") | | $(tail -n 1 "$scratch/peer.err") | $(rate "$scratch/one.runs") | | $(rate "$scratch/two.runs") | |"; continue; }
	p=$(rate "$scratch/peer.runs") a=$(rate "$scratch/one.runs") b=$(rate "$scratch/two.runs")
	awk -v n="$(basename "$vmcore")" -v m="$(awk 'NR == 1 {print $2}' "$scratch/one.runs")" -v p="$p" -v a="$a" -v b="$b" \
		'BEGIN {printf "| %s | %.0f | %d | %d | %.2f | %d | %.2f |\n", n, m / 1e6, p, a, a / p, b, b / p}'
	check "$(basename "$vmcore"): the same words" test "$(cut -d ' ' -f 2,3 "$scratch/peer.runs" | sort -u)" = \
		"$(cut -d ' ' -f 2,3 "$scratch/one.runs" | sort -u)"
done
finish
