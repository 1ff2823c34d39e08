# shellcheck shell=bash
# What setup, run, test and bench share. Sourced, never run.

# shellcheck disable=SC2034 # used by the scripts that source this file
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/luutru
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$HOME/.cache/luutru/target}
TOOLS=$CARGO_TARGET_DIR/tools
PATH=$TOOLS/bin:$CACHE/node/bin:${CARGO_HOME:-$HOME/.cargo}/bin:$PATH
export PATH

# The same packages and features in every command, or cargo builds them twice.
# shellcheck disable=SC2034 # used by the scripts that source this file
TRAINING=(--features "luutru/custom-protocol,luutru/training")
# shellcheck disable=SC2034
PLAIN=(--features "luutru/custom-protocol")

say() { printf '%s\n' "· $*"; }

# Ends the script with a sentence that tells the remedy.
fail() {
    printf '%s\n' "✗ $*" >&2
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# Runs a command as root: as we are, through sudo, or not at all.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif have sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
        sudo "$@"
    else
        return 126
    fi
}

# A free TCP port on this machine whose successor is free too (an emulated reader takes two).
free_ports() {
    local port
    for _ in {1..200}; do
        port=$((20000 + (RANDOM * 2) % 20000))
        if ! listens "$port" && ! listens $((port + 1)); then
            echo "$port"
            return
        fi
    done
    fail "No two free ports between 20000 and 40000: end some programs that listen there."
}

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Waits until a condition holds, at most 60 s. For programs that do not say when they are ready.
await() {
    local what=$1
    shift
    for _ in {1..600}; do
        if "$@"; then return; fi
        sleep 0.1
    done
    fail "Waited 60 s for $what in vain; its log lies in ${LOGS:-the terminal above}."
}
