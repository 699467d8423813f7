# What the stand-ins of a node in a directory share. Each sources it first: it notes the call, obeys the rules that a test has
# written, and knows the directory's files. See README.md.
shopt -s extglob nullglob
ROOT=${MCK_ROOT:-${0%/usr/*}}
NODE=$ROOT/.node
IHK=$NODE/ihk
CPU=$ROOT/sys/devices/system/cpu
NUMA=$ROOT/sys/devices/system/node
ME=${0##*/}

printf -v CALL ' %q' "$@"
printf '%s\n' "$ME${*:+$CALL}" >>"$NODE/calls"

# An effect that happens and is then reported as a failure, or that is the last thing the tool lives to see.
LATE=
LATE_WORDS=
WIDOW=
finish() {
    [[ $WIDOW ]] && kill -KILL "$PPID"
    if [[ $1 == 0 && $LATE ]]; then
        echo "$LATE_WORDS" >&2
        exit "$LATE"
    fi
}
trap 'finish $?' EXIT

# program|n-th call that fits, or *|pattern of its arguments|action|value|words
rules() {
    local line=0 program nth pattern action value words count
    while IFS='|' read -r program nth pattern action value words; do
        ((++line))
        # shellcheck disable=SC2053 # it is a pattern
        [[ $program == "$ME" && "$*" == $pattern ]] || continue
        if [[ $nth != '*' ]]; then
            count=0
            [[ -e $NODE/count.$line ]] && read -r count <"$NODE/count.$line"
            echo $((++count)) >"$NODE/count.$line"
            [[ $count == "$nth" ]] || continue
        fi
        case $action in
        fail) echo "$words" >&2; trap - EXIT; exit "$value" ;;
        late) LATE=$value LATE_WORDS=$words ;;
        kill) kill -KILL "$PPID"; trap - EXIT; exit 1 ;;
        widow) WIDOW=1 ;;
        say) echo "$words"; trap - EXIT; exit "$value" ;;
        hang) exec sleep "$value" ;;
        stubborn) trap '' TERM; exec sleep "$value" ;;
        slow) sleep "$value" ;;
        flood) exec head -c "${value}M" /dev/zero ;;
        esac
    done <"$NODE/rules"
}
[[ -s $NODE/rules ]] && rules "$@"

# What a setting of the directory's is: conf NAME DEFAULT
conf() {
    CONF=$2
    [[ -e $NODE/conf.$1 ]] && CONF=$(<"$NODE/conf.$1")
    return 0
}

# 0-3,8 -> LIST=(0 1 2 3 8); status 1 if it is none
expand() {
    LIST=()
    local item i
    [[ -z $1 ]] && return 0
    [[ $1 == @(+([0-9])?(-+([0-9])))*(,+([0-9])?(-+([0-9]))) ]] || return 1
    for item in ${1//,/ }; do
        for ((i = ${item%-*}; i <= ${item#*-}; i++)); do
            LIST+=("$i")
        done
    done
}

# Numbers, in their order -> TEXT=0-3,8
collapse() {
    TEXT=
    local first=$1 last=$1 n
    (($#)) || return 0
    for n in "${@:2}" end; do
        if [[ $n != end && $n == $((last + 1)) ]]; then
            last=$n
            continue
        fi
        if [[ $first == "$last" ]]; then TEXT+=,$first; else TEXT+=,$first-$last; fi
        first=$n last=$n
    done
    TEXT=${TEXT#,}
}

# Numbers -> SORTED, ascending
ascending() {
    SORTED=()
    local n seen=()
    for n; do seen[n]=1; done
    SORTED=("${!seen[@]}")
}

# Whether the first word is among the others.
among() {
    local word=$1 other
    for other in "${@:2}"; do [[ $other == "$word" ]] && return 0; done
    return 1
}

# Sets the CPUs that Linux has: cpu_online CPU 0|1
cpu_online() {
    local n cpulist
    expand "$(<"$CPU/online")"
    if [[ $2 == 1 ]]; then ascending "${LIST[@]}" "$1"; else
        SORTED=()
        for n in "${LIST[@]}"; do [[ $n == "$1" ]] || SORTED+=("$n"); done
    fi
    collapse "${SORTED[@]}"
    echo "$TEXT" >"$CPU/online"
    echo "$2" >"$CPU/cpu$1/online"
    read -r n <"$CPU/cpu$1/.node"
    expand "$(<"$CPU/online")"
    cpulist=()
    for n2 in "${LIST[@]}"; do [[ $(<"$CPU/cpu$n2/.node") == "$n" ]] && cpulist+=("$n2"); done
    collapse "${cpulist[@]}"
    echo "$TEXT" >"$NUMA/node$n/cpulist"
}

# Free memory of a node: free_kb NODE -> FREE; free_kb NODE CHANGE sets it.
free_kb() {
    local file=$NUMA/node$1/meminfo line all=
    while read -r line; do
        if [[ $line == *MemFree:* ]]; then
            FREE=${line##*MemFree:+( )}
            FREE=${FREE% kB}
            [[ ${2-} ]] && FREE=$((FREE + $2)) && line="Node $1 MemFree: $FREE kB"
        fi
        all+=$line$'\n'
    done <"$file"
    [[ ${2-} ]] && printf %s "$all" >"$file"
    return 0
}

# Whether a module is loaded.
loaded() {
    local name rest
    while read -r name rest; do [[ $name == "$1" ]] && return 0; done <"$ROOT/proc/modules"
    return 1
}

# Who needs a module: users NAME -> USERS
users() {
    local user
    USERS=()
    case $1 in
    ihk) for user in ihk_smp_x86_64 ihk_smp_x86 mcctrl; do loaded "$user" && USERS+=("$user"); done ;;
    ihk_smp_x86*) loaded mcctrl && USERS+=(mcctrl) ;;
    esac
    return 0
}

# Writes the list of modules again: who uses whom changes with each of ours. modules [NEW]|[-GONE]
modules() {
    trap '' TERM INT # a module's start or end is not stopped half way by Linux either
    local name size rest line kept=
    while IFS= read -r line; do
        name=${line%% *}
        [[ -z $line || -$name == "$1" ]] || kept+=$line$'\n'
    done <"$ROOT/proc/modules"
    [[ $1 != -* ]] && kept="$1 0 0 - Live 0x0000000000000000"$'\n'$kept
    printf %s "$kept" >"$ROOT/proc/modules"
    local all=
    while IFS= read -r line; do
        name=${line%% *}
        case $name in
        ihk | ihk_smp_* | mcctrl | mcoverlay)
            users "$name"
            size=$((${#name} * 16384))
            rest=-
            ((${#USERS[@]})) && printf -v rest '%s,' "${USERS[@]}"
            line="$name $size ${#USERS[@]} $rest Live 0x0000000000000000 (OE)"
            ;;
        esac
        all+=$line$'\n'
    done <"$ROOT/proc/modules"
    printf %s "$all" >"$ROOT/proc/modules"
}

# Chunks of memory are lines "address bytes node". merge: the lines, by address, neighbours joined -> LINES
merge() {
    LINES=
    local address bytes node last=-1 size=0 on=-1
    while read -r address bytes node; do
        [[ $address ]] || continue
        if [[ $address == $((last + size)) && $node == "$on" ]]; then
            ((size += bytes))
        else
            ((size)) && LINES+="$last $size $on"$'\n'
            last=$address size=$bytes on=$node
        fi
    done < <(printf %s "$1" | sort -n)
    ((size)) && LINES+="$last $size $on"$'\n'
    return 0
}

# What an ioctl that fails makes the tools end with.
refuse() {
    echo "error: $1" >&2
    exit 255
}
