# Sourced by the programs in bin/: finds a Java, starts a main class. It serves two trees: that of the sources, which it
# builds once if nothing is built, and an installed one, where it is lib/launch.sh next to the jars.
# A start runs no other program than Java, for each costs a millisecond: so files are read and compared by the shell itself.
# shellcheck shell=sh

# The path of the program, free of symbolic links; the programs in bin/ have found it already.
: "${self:=$(readlink -f "$0")}"
root=${self%/*/*}
program=${self##*/}

fail() {
	echo "$program: $1" >&2
	exit 1
}

# Sets full_version and version, its first number, to what the release file of the JDK in $1 says: no Java is started to ask.
jdk_version() {
	version=
	[ -r "$1/release" ] || return 0
	while IFS= read -r line || [ -n "$line" ]; do
		case $line in
		JAVA_VERSION=\"[0-9]*)
			full_version=${line#*\"}
			full_version=${full_version%\"*}
			version=${full_version%%[!0-9]*}
			return 0
			;;
		esac
	done <"$1/release"
}

# True if the JDK in $1 will do.
usable_jdk() {
	[ -n "$1" ] && jdk_version "$1" && [ "${version:-0}" -ge 25 ] && [ -x "$1/bin/java" ]
}

# Sets jdk: the one bundled with the programs, if there is one: they were tested with it.
find_jdk() {
	jdk=$root/runtime
	[ -x "$jdk/bin/java" ] && jdk_version "$jdk" && return
	for jdk in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
		usable_jdk "$jdk" && return
	done
	jdk=$(command -v java 2>/dev/null) && jdk=$(readlink -f "$jdk") && jdk=${jdk%/*/*} && usable_jdk "$jdk" && return
	fail "needs Java 25 or newer: none in JAVA_HOME, /usr/lib/jvm or PATH; install one and set JAVA_HOME"
}

# Builds what the programs need; several starts at once wait for one build.
build() {
	command -v mvn >/dev/null || fail "nothing is built yet and Maven is not installed; install Maven 3.8 or newer"
	command -v flock >/dev/null || fail "nothing is built yet and flock (util-linux) is not installed"
	echo "$program: building once, about a minute (log: target/build.log)" >&2
	mkdir -p "$root/target" || fail "cannot write to $root; build it first as a user who can: mvn package"
	(
		flock 9
		built "$1" || (cd "$root" && mvn -q -B -DskipTests \
			-pl vmcore-converter,eclair-shell,lifecycle -am package >"$root/target/build.log" 2>&1)
	) 9>"$root/target/build.lock" || {
		tail -n 5 "$root/target/build.log" >&2
		fail "the build failed; see $root/target/build.log"
	}
}

# Sets jar to the module's own; false if it or one that it needs is not there.
built() {
	for needed in "$root/$1"/target/lib/dump-core-*.jar "$root/$1"/target/lib/picocli-*.jar "$root/$1"/target/"$1"-*.jar; do
		[ -e "$needed" ] || return 1
	done
	jar=$needed
}

# Sets jar, class_path and samples; builds if it must. In an installed tree all programs share lib.
find_jars() {
	if [ -f "$root/lib/launch.sh" ]; then
		class_path=
		for library in "$root"/lib/*.jar; do
			[ -e "$library" ] || fail "$root/lib holds no jars; unpack the archive again"
			class_path=$class_path${class_path:+:}$library
		done
		samples=$root/share/mck
		return
	fi
	built "$module" || {
		build "$module"
		built "$module" || fail "the build left no $module; see $root/target/build.log"
	}
	class_path=$jar
	for library in "$root/$module"/target/lib/*.jar; do
		class_path=$class_path:$library
	done
	samples=$root/test-dumps
}

# Sets cache, the ahead-of-time cache's file, directory, where it is, and made_for, what it is valid for: a Java by directory
# and version, jars by build and directory. (Java 25 accepts the cache of a tree that was moved, and then fails on a sealed
# jar.) It is next to the jars; if that one is not valid and cannot be written, in the user's own cache directory. A
# directory that belongs to another user is not trusted: what is in a cache is run.
find_cache() {
	made_for="$jdk $full_version $root"
	directory=$root/$module/target
	if [ -f "$root/lib/launch.sh" ]; then
		{ read -r build_id <"$root/lib/build-id"; } 2>/dev/null || fail "$root/lib/build-id is missing; unpack the archive again"
		made_for="$jdk $full_version $build_id $root"
		directory=$root/cache
		cache=$directory/$program.aot
		if ! fresh && [ ! -w "$root" ]; then
			directory=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/mck
			[ -d "$directory" ] || (umask 077 && mkdir -p "$directory") 2>/dev/null
			[ -O "$directory" ] || directory=/nonexistent
		fi
	fi
	cache=$directory/$program.aot
}

# True if the cache serves this Java and these jars. Jars of an installed tree bear the same date in every build: the
# build's name distinguishes them.
fresh() {
	[ -f "$cache" ] && { read -r served <"$cache.for"; } 2>/dev/null && [ "$served" = "$made_for" ] || return 1
	[ ! -f "$root/lib/launch.sh" ] || return 0
	for library in "$jar" "$root/$module"/target/lib/*.jar; do
		[ "$library" -nt "$cache" ] && return 1
	done
	return 0
}

# launch MODULE MAIN_CLASS [ARGUMENT]...
#   The program's function training runs, by learn, what most runs load, for the ahead-of-time cache. It finds examples in
#   $samples and may use names that begin with $scratch for files. Options for Java are in JAVA_FLAGS.
launch() {
	module=$1
	main=$2
	shift 2
	find_jdk
	find_jars
	flags="-XX:+UseSerialGC -Xlog:disable --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
	find_cache
	fresh || train
	if [ -f "$cache" ]; then
		set -- -XX:AOTCache="$cache" ${JAVA_FLAGS:-} -cp "$class_path" "$main" "$@"
	else
		set -- ${JAVA_FLAGS:-} -cp "$class_path" "$main" "$@"
	fi
	# shellcheck disable=SC2086
	exec "$jdk/bin/java" $flags "$@"
}

# Makes the cache where that can be written; without it everything works, only slower to start. Of several starts at once
# one makes it, and the others go without.
train() {
	{ [ -d "$directory" ] || mkdir -p "$directory"; } 2>/dev/null && [ -w "$directory" ] || return 0
	(
		! command -v flock >/dev/null || flock -n 8 || exit 0
		scratch=$(mktemp "$directory/training.XXXXXX") || exit 0
		rm -f "$scratch"
		training </dev/null
		[ -f "$scratch.aot" ] && mv "$scratch.aot" "$cache" && printf '%s\n' "$made_for" >"$cache.for"
		rm -f "$scratch"*
	) 8>"$directory/training.lock" >/dev/null 2>&1
}

# learn MAIN_CLASS [ARGUMENT]...: runs it, and makes the cache of what it loaded.
learn() {
	# shellcheck disable=SC2086
	"$jdk/bin/java" $flags ${JAVA_FLAGS:-} -XX:AOTCacheOutput="$scratch.aot" -cp "$class_path" "$@"
}
