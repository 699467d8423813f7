# Sourced by the scripts in this directory: finding tools, one line per check, the exit code.
# shellcheck shell=bash
# shellcheck disable=SC2034
peers=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
convert=$peers/../../bin/vmcore2mckdump
differences=0

die() {
	echo "$(basename "$0"): $1" >&2
	exit 2
}

# need TOOL PACKAGE: installs the package if the tool is missing and we are root.
need() {
	command -v "$1" >/dev/null && return
	[ "$(id -u)" = 0 ] || die "$1 is missing; install the package $2 (as root: apt-get install $2)"
	apt-get install -y -qq "$2" >/dev/null 2>&1 || die "$1 is missing and apt-get install $2 failed"
}

# check NAME COMMAND...: one line, ok or DIFFERENT.
check() {
	local name=$1
	shift
	if "$@" >"$scratch/check.log" 2>&1; then
		echo "ok         $name"
	else
		echo "DIFFERENT  $name: $(tail -n 1 "$scratch/check.log")"
		differences=$((differences + 1))
	fi
}

# converted VMCORE OUT: converts; an incomplete dump (exit 3) counts as a dump.
converted() {
	"$convert" --force --no-progress "$1" "$2" >"$scratch/convert.log" 2>&1
	local code=$?
	[ $code -eq 0 ] || [ $code -eq 3 ] || { tail -n 1 "$scratch/convert.log"; return 1; }
}

finish() {
	[ $differences -eq 0 ] || echo "$(basename "$0"): $differences differences"
	exit $((differences > 0))
}

scratch=$(mktemp -d "${TMPDIR:-/var/tmp}/mck-peers.XXXXXX") || die "no scratch directory"
trap 'rm -rf "$scratch"' EXIT
