# Sourced by the programs in bin/: finds a JDK, builds the project once if nothing is built, starts a main class.
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

# Sets version to the feature version of the JDK in $1, from its release file: no Java is started to ask.
jdk_version() {
	version=
	[ -r "$1/release" ] || return 0
	while IFS= read -r line || [ -n "$line" ]; do
		case $line in
		JAVA_VERSION=\"[0-9]*)
			version=${line#*\"}
			version=${version%%[!0-9]*}
			return 0
			;;
		esac
	done <"$1/release"
}

# True if the JDK in $1 will do.
usable_jdk() {
	[ -n "$1" ] && jdk_version "$1" && [ "${version:-0}" -ge 25 ] && [ -x "$1/bin/java" ]
}

# Sets jdk.
find_jdk() {
	for jdk in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
		usable_jdk "$jdk" && return
	done
	jdk=$(command -v java 2>/dev/null) && jdk=$(readlink -f "$jdk") && jdk=${jdk%/*/*} && usable_jdk "$jdk" && return
	fail "needs a JDK 25 or newer: none in JAVA_HOME, /usr/lib/jvm or PATH; install one and set JAVA_HOME"
}

# Builds what the programs need; several starts at once wait for one build.
build() {
	command -v mvn >/dev/null || fail "nothing is built yet and Maven is not installed; install Maven 3.8 or newer"
	command -v flock >/dev/null || fail "nothing is built yet and flock (util-linux) is not installed"
	echo "$program: building once, about a minute (log: target/build.log)" >&2
	mkdir -p "$root/target" || fail "cannot write to $root; build it first as a user who can: mvn package"
	(
		flock 9
		built "$1" || (cd "$root" && mvn -q -B -DskipTests -Dspotless.check.skip=true \
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

# True if the cache is there and no jar is newer.
fresh() {
	[ -f "$cache" ] || return 1
	for library in "$jar" "$root/$module"/target/lib/*.jar; do
		[ "$library" -nt "$cache" ] && return 1
	done
	return 0
}

# launch MODULE MAIN_CLASS TRAINING -- ARGUMENTS
#   TRAINING: a class and its arguments, run in $root, that load what most runs load, for the ahead-of-time cache; {} is a
#   scratch file's name, and names that begin so may be used, too. Options for Java stand in JAVA_FLAGS.
launch() {
	module=$1
	main=$2
	training=$3
	shift 4
	find_jdk
	built "$module" || {
		build "$module"
		built "$module" || fail "the build left no $module; see $root/target/build.log"
	}
	class_path=$jar
	for library in "$root/$module"/target/lib/*.jar; do
		class_path=$class_path:$library
	done
	flags="-XX:+UseSerialGC -Xlog:disable --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
	cache=$root/$module/target/$program.aot
	fresh || train
	if [ -f "$cache" ]; then
		set -- -XX:AOTCache="$cache" ${JAVA_FLAGS:-} -cp "$class_path" "$main" "$@"
	else
		set -- ${JAVA_FLAGS:-} -cp "$class_path" "$main" "$@"
	fi
	# shellcheck disable=SC2086
	exec "$jdk/bin/java" $flags "$@"
}

# Makes the cache beside the jar where that can be written; without it everything works, only slower to start. Of several
# starts at once one makes it, and the others go without.
train() {
	target=$root/$module/target
	[ -w "$target" ] || return 0
	(
		! command -v flock >/dev/null || flock -n 8 || exit 0
		scratch=$(mktemp "$target/training.XXXXXX") || exit 0
		rm -f "$scratch"
		cd "$root" || exit 0
		# shellcheck disable=SC2046,SC2086
		"$jdk/bin/java" $flags ${JAVA_FLAGS:-} -XX:AOTCacheOutput="$scratch.aot" -cp "$class_path" \
			$(printf '%s' "$training" | sed "s|{}|$module/target/${scratch##*/}|g") </dev/null
		[ -f "$scratch.aot" ] && mv "$scratch.aot" "$cache"
		rm -f "$scratch"*
	) 8>"$target/training.lock" >/dev/null 2>&1
}
