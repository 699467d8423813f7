# Sourced by the programs in bin/: finds a JDK, builds the project once if nothing is built, starts a main class.
# shellcheck shell=sh

root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd) || exit 1
program=$(basename "$0")

fail() {
	echo "$program: $1" >&2
	exit 1
}

# The feature version of the JDK in $1, from its release file: no Java is started to ask.
jdk_version() {
	sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}

find_jdk() {
	path_java=$(command -v java 2>/dev/null) && path_java=$(dirname "$(dirname "$(readlink -f "$path_java")")")
	for home in "${JAVA_HOME:-}" /usr/lib/jvm/* "$path_java"; do
		version=$(jdk_version "$home")
		if [ -n "$version" ] && [ "$version" -ge 25 ] && [ -x "$home/bin/java" ]; then
			echo "$home"
			return
		fi
	done
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

built() {
	ls "$root/$1"/target/"$1"-*.jar "$root/$1"/target/lib/dump-core-*.jar "$root/$1"/target/lib/picocli-*.jar >/dev/null 2>&1
}

# launch MODULE MAIN_CLASS TRAINING_ARGUMENTS -- ARGUMENTS
#   TRAINING_ARGUMENTS: a run of the program that loads what most runs load, for the ahead-of-time cache; {} is a
#   scratch file name. Options for Java stand in JAVA_FLAGS.
launch() {
	module=$1
	main=$2
	training=$3
	shift 4
	jdk=$(find_jdk)
	[ -n "$jdk" ] || fail "needs a JDK 25 or newer: none in JAVA_HOME, /usr/lib/jvm or PATH; install one and set JAVA_HOME"
	built "$module" || build "$module"
	jar=$(ls "$root/$module"/target/"$module"-*.jar)
	class_path=$jar
	for library in "$root/$module"/target/lib/*.jar; do
		class_path=$class_path:$library
	done
	flags="-XX:+UseSerialGC -Xlog:disable --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
	cache=$root/$module/target/$program.aot
	if [ ! -f "$cache" ] || [ -n "$(find "$jar" "$root/$module/target/lib" -name '*.jar' -newer "$cache")" ]; then
		train
	fi
	if [ -f "$cache" ]; then
		flags="$flags -XX:AOTCache=$cache"
	fi
	# shellcheck disable=SC2086
	exec "$jdk/bin/java" $flags ${JAVA_FLAGS:-} -cp "$class_path" "$main" "$@"
}

# Makes the cache beside the jar where that can be written; without it everything works, only slower to start.
train() {
	scratch=$(mktemp "$root/$module/target/training.XXXXXX" 2>/dev/null) || return 0
	rm -f "$scratch"
	command_line=$(printf '%s' "$training" | sed "s|{}|$scratch|g; s|{root}|$root|g")
	# shellcheck disable=SC2086
	"$jdk/bin/java" $flags ${JAVA_FLAGS:-} -XX:AOTCacheOutput="$scratch.aot" -cp "$class_path" "$main" $command_line \
		>/dev/null 2>&1 </dev/null
	[ -f "$scratch.aot" ] && mv "$scratch.aot" "$cache"
	rm -f "$scratch"*
}
