#!/bin/bash
# Layout, static analysis and the rules of the house, over every source. clang-tidy, the slow one, runs from
# the Makefile, on what has changed. Says all it finds, and fails if it found something.
set -uo pipefail
cd "$(dirname "$0")/../.."

mapfile -t sources < <(git ls-files --cached --others --exclude-standard '*.c' '*.h')
mkdir -p build/lint/cppcheck
failed=0

clang-format --dry-run -Werror "${sources[@]}" || failed=1

# It knows no __VA_OPT__, and no generated header; the compiler does.
cppcheck --quiet --error-exitcode=1 --inline-suppr -j2 --cppcheck-build-dir=build/lint/cppcheck \
	--std=c11 '-D__VA_OPT__(...)=' --enable=warning,performance,portability --suppress=missingInclude \
	--include=/usr/include/utlist.h -Icommon -Iservices common $([ ! -d services ] || echo services) || failed=1

tests/lint/house.py "${sources[@]}" || failed=1

# The console's layout and rules. What its pages are for those who cannot see, or use no mouse, is judged as the browser
# shows it (tests/console).
node_modules/.bin/biome ci --error-on-warnings --colors=off || failed=1

exit $failed
