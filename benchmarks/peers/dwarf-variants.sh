#!/usr/bin/env bash
# dwarf.sh on a small program compiled in the ways that debug information differs in: DWARF versions, compilers, optimisation,
# whole-program optimisation, type units, partial units, compressed sections. Usage: dwarf-variants.sh
# A compiler or tool that is missing (Debian packages clang, lld, dwz) is named and left out.
set -u
. "$(dirname "$(readlink -f "$0")")/common.sh"
need gcc gcc
. "$peers/../../build-config/launch.sh"
find_jdk
java=$jdk/bin/java
need readelf binutils
sources="$peers/variants/first.c $peers/variants/second.c"
common="-ffreestanding -fno-stack-protector -fno-pic -nostdlib -static -Wl,-e,start -Wl,--build-id -w"

# variant NAME COMPILER FLAGS...
variant() {
	local name=$1 compiler=$2 out=$scratch/program
	shift 2
	if ! command -v "$compiler" >/dev/null; then
		echo "skipped    $name: $compiler is not installed (apt-get install $compiler)"
		return
	fi
	# shellcheck disable=SC2086
	if ! "$compiler" $common "$@" -o "$out" $sources >"$scratch/compile.log" 2>&1; then
		echo "skipped    $name: $compiler does not compile it: $(tail -n 1 "$scratch/compile.log")"
		return
	fi
	[ -z "${after:-}" ] || $after "$out" || { echo "skipped    $name: $after failed"; return; }
	echo "variant    $name"
	"$peers/dwarf.sh" -a 1000000 "$out" | sed 's/^/  /'
	[ "${PIPESTATUS[0]}" -eq 0 ] || differences=$((differences + 1))
}

for version in 2 3 4 5; do
	for level in 0 2; do
		variant "gcc, DWARF $version, -O$level" gcc -gdwarf-$version -O$level
	done
done
variant "gcc, DWARF 4, strict, .debug_types" gcc -gdwarf-4 -gstrict-dwarf -fdebug-types-section -O2
variant "gcc, DWARF 5, type units" gcc -gdwarf-5 -fdebug-types-section -O2
variant "gcc, 64-bit DWARF 5" gcc -gdwarf-5 -gdwarf64 -O2
variant "gcc, .debug_frame only" gcc -gdwarf-5 -fno-asynchronous-unwind-tables -O2
variant "gcc, whole program" gcc -gdwarf-5 -O2 -flto
variant "gcc, SHF_COMPRESSED" gcc -gdwarf-5 -O2 -gz=zlib -Wl,--compress-debug-sections=zlib
variant "gcc, .zdebug" gcc -gdwarf-4 -O2 -gz=zlib-gnu -Wl,--compress-debug-sections=zlib-gnu
for version in 4 5; do
	for level in 0 2; do
		variant "clang, DWARF $version, -O$level" clang -gdwarf-$version -O$level
	done
done
variant "clang, DWARF 5, type units" clang -gdwarf-5 -O2 -fdebug-types-section
variant "clang, whole program" clang -gdwarf-5 -O2 -flto -fuse-ld=lld
if command -v dwz >/dev/null; then
	after=dwz variant "gcc, DWARF 4, partial units by dwz" gcc -gdwarf-4 -O2
	after=dwz variant "gcc, DWARF 5, partial units by dwz" gcc -gdwarf-5 -O2
else
	echo "skipped    partial units: dwz is not installed (apt-get install dwz)"
fi
# split debug information is not read, and that is said
program=$scratch/split
split() {
	(cd "$scratch" && gcc -ffreestanding -fno-pic -nostdlib -static -Wl,-e,start -w -gdwarf-5 -gsplit-dwarf -O2 -o split $sources) &&
		echo "struct nested" | "$java" -cp "$peers/../target/classes:$peers/../target/lib/*" org.mckernel.benchmarks.DwarfAnswers types \
			"$program" 2>/dev/null | grep 'not known; split debug information (.*first.dwo)'
}
check "gcc, split: reported as not read" split
finish
