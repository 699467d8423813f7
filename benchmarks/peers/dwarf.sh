#!/usr/bin/env bash
# Does dump-core read a real image's debug information as gdb, addr2line, nm and readelf do?
# Usage: dwarf.sh [-t TYPES] [-a ADDRESSES] [IMAGE]
#   IMAGE  default: the newest /usr/lib/debug/boot/vmlinux-* (Debian package linux-image-cloud-amd64-dbg); skipped where there is none
#   -t     about so many of its structures, unions and enumerations (default 1000000: all of them; gdb takes minutes for thousands)
#   -a     about so many addresses of its code, inlined calls included (default 50000)
# All symbols and all rows of .debug_frame are always compared. Every difference is counted with its reason or fails.
set -u
. "$(dirname "$(readlink -f "$0")")/common.sh"
. "$peers/../../build-config/launch.sh"
root=$(cd "$peers/../.." && pwd)
types=1000000 addresses=50000
while getopts t:a: option; do
	case $option in
	t) types=$OPTARG ;;
	a) addresses=$OPTARG ;;
	*) die "usage: dwarf.sh [-t TYPES] [-a ADDRESSES] [IMAGE]" ;;
	esac
done
shift $((OPTIND - 1))
[[ $types =~ ^[1-9][0-9]*$ && $addresses =~ ^[1-9][0-9]*$ ]] || die "-t and -a take a number above 0"
image=${1:-$(ls -t /usr/lib/debug/boot/vmlinux-* 2>/dev/null | head -n 1)}
if [ -z "$image" ]; then
	echo "skipped    no image with debug information; install one (as root: apt-get install linux-image-cloud-amd64-dbg)"
	exit 0
fi
image=$(readlink -f "$image")
[ -r "$image" ] || die "$image: cannot be read"
need gdb gdb
need readelf binutils
need python3 python3
find_jdk
classes=$root/benchmarks/target/classes
[ -f "$classes/org/mckernel/benchmarks/DwarfAnswers.class" ] ||
	die "not built; first: mvn -q -pl benchmarks -am package -DskipTests"
cd "$scratch" || exit 1
export LC_ALL=C TYPES=$types

ours() {
	"$jdk/bin/java" -Xmx256m --enable-native-access=ALL-UNNAMED -cp "$classes:$root/benchmarks/target/lib/*" \
		org.mckernel.benchmarks.DwarfAnswers "$1" "$image" 2>heap.out || cat heap.out >&2
}
# compared NAME COMMAND...: the command's first line is what was counted
compared() {
	local name=$1
	shift
	: >heap.out
	if "$@" >result; then
		echo "ok         $name: $(head -n 1 result)$(sed -n 's/^[a-z]*: heap/; heap/p' heap.out)"
	else
		echo "DIFFERENT  $name:"
		cat result
		differences=$((differences + 1))
	fi
}
# same WANT GOT: line by line
same() {
	diff "$1" "$2" >diff.out
	local code=$?
	echo "$(wc -l <"$1") compared, $(grep -c '^<' diff.out) differ"
	head -n 10 diff.out
	return $((code > 0 || $(wc -l <"$1") == 0))
}
echo "image      $image, $(stat -c %s "$image") bytes; heap of the JVM at most 256 MiB"

symbols() {
	nm "$image" >nm.out
	# of symbols without an address nothing is known; the type of a weak undefined one is w
	awk 'NF == 3 {print $1, $3}' nm.out | sort >symbols.want
	awk 'NF == 3 {print $3}' nm.out | sort -u | ours symbols | sort >symbols.got
	same symbols.want symbols.got
}
rules() {
	readelf --debug-dump=frames-interp "$image" >frames.out 2>/dev/null
	awk '/^ *LOC/ {n = split($0, head); next} /FDE/ {fde = 1} /CIE/ {fde = 0}
		fde && length($1) == 16 && NF == n {
			line = $1 " " $2
			for (i = 3; i <= n; i++) if ($i != "u" || head[i] == "ra") line = line " " head[i] "=" $i
			print line
		}' frames.out >rules.want
	cut -d' ' -f1 rules.want | ours rules >rules.got
	same rules.want rules.got
}
lines() {
	readelf -SW "$image" | sed -n 's/^ *\[ *[0-9]*\] //p' |
		awk '$2 == "PROGBITS" && $7 ~ /X/ && $3 !~ /^0+$/ {print $3, $5}' | python3 -c '
import sys
parts = [(int(a, 16), int(n, 16)) for a, n in (line.split() for line in sys.stdin)]
step = max(1, sum(n for _, n in parts) // int(sys.argv[1])) | 1
for start, size in parts:
    print("\n".join("%x" % pc for pc in range(start, start + size, step)))' "$addresses" >addresses
	addr2line -a -i -f -s -e "$image" <addresses >lines.want
	ours lines <addresses >lines.got
	sed -n 's/.*FDE.* pc=\([0-9a-f]*\)\.\.\([0-9a-f]*\)$/\1 \2/p' frames.out >code
	python3 "$peers/dwarf-compare.py" lines lines.want lines.got code nm.out && return
	command -v llvm-addr2line >/dev/null || return
	sed 's/^0x//' differ.lines | llvm-addr2line -a -i -f -s -e "$image" >lines.second
	python3 "$peers/dwarf-compare.py" lines lines.want lines.got code nm.out lines.second
}
# where addr2line takes another file for the same line: gdb's file is ours
files() {
	sed 's/ .*//; s/^/info line */' files.ask >files.gdb
	gdb -nx -batch -x files.gdb "$image" 2>/dev/null | sed -n 's/^.*"\(.*\)".*$/\1/p' | sed 's/.*\///' >files.want
	sed 's/^[^ ]* //; s/:.*//' files.ask >files.got
	same files.want files.got
}
bodies() {
	gdb -nx -batch -x "$peers/dwarf.gdb.py" "$image" >gdb.out 2>&1 || { tail -n 1 gdb.out; return 1; }
	sed -n 's/^\$ ptype \/o //p' types.want | ours types >types.got
	python3 "$peers/dwarf-compare.py" types types.want types.got && return
	ours variants <differ.types >variants.got
	python3 "$peers/dwarf-compare.py" types types.want types.got variants.got
}
# only_last NAME COMMAND...: of two attempts what the second said
only_last() {
	local name=$1 code
	shift
	"$@" >all.out
	code=$?
	tail -n "+$(grep -n "^$name:" all.out | tail -n 1 | cut -d: -f1)" all.out
	return $code
}

compared "symbols, with nm" symbols
compared "call-frame rules, with readelf" rules
compared "lines and inlined calls, with addr2line" only_last lines lines
[ ! -s files.ask ] || compared "files, with gdb" files
compared "types, with gdb" only_last types bodies
finish
