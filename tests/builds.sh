#!/bin/sh
# tests/builds.sh: the header compiles without a warning in every way that it promises, with the compilers that are
# there. From the repository's root. Last line: N passed, N failed, N skipped.
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0 skipped=0
warn="-Wall -Wextra -Wpedantic -Werror"

try() { # try WHAT COMMAND...
    what=$1
    shift
    if "$@" >"$dir/log" 2>&1; then passed=$((passed + 1))
    else failed=$((failed + 1)) && echo "FAILED: $what: $*" >&2 && head -n 5 "$dir/log" >&2; fi
}

printf '#define INFER_IMPLEMENTATION\n#include "infer.h"\nint main(void) { return infer_build_info()[0] != 105; }\n' >"$dir/one.c"
cp "$dir/one.c" "$dir/one.cpp"
# libc's headers first: later feature-test macros would be too late
{ printf '#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <time.h>\n#include <math.h>\n'; cat "$dir/one.c"; } >"$dir/after.c"
# two files of one program, one with the implementation
printf '#define INFER_IMPLEMENTATION\n#include "infer.h"\n' >"$dir/body.c"
printf '#include "infer.h"\n#include "infer.h"\nint main(void) { return infer_build_info()[0] != 105; }\n' >"$dir/user.c"

for cc in gcc clang; do
    command -v $cc >/dev/null || { skipped=$((skipped + 1)) && echo "skip: no $cc" >&2 && continue; }
    for std in c11 gnu17; do
        for define in "" -DINFER_STATIC -DINFER_NO_THREADS -DINFER_NO_SIMD -DINFER_NO_STDIO -DINFER_API=extern; do
            # shellcheck disable=SC2086
            try "$cc $std $define" $cc -std=$std $warn $define -O1 -I. "$dir/one.c" -o "$dir/one" -lm -pthread
            try "$cc $std $define runs" "$dir/one"
        done
    done
    # shellcheck disable=SC2086
    {
        try "$cc after libc" $cc -std=c11 $warn -O1 -I. "$dir/after.c" -o "$dir/one" -lm -pthread
        try "$cc two files" $cc -std=c11 $warn -O1 -I. "$dir/body.c" "$dir/user.c" -o "$dir/one" -lm -pthread
        try "$cc INFER_MALLOC" $cc -std=c11 $warn -O1 -include stdlib.h "-DINFER_MALLOC=malloc" "-DINFER_FREE=free" -I. \
            "$dir/one.c" -o "$dir/one" -lm -pthread
        try "$cc INFER_MALLOC alone is refused" sh -c "! $cc -std=c11 -DINFER_MALLOC=malloc -I. -fsyntax-only $dir/one.c"
        try "$cc -O0" $cc -std=c11 $warn -I. "$dir/one.c" -o "$dir/one" -lm -pthread
        try "$cc -O3" $cc -std=c11 $warn -O3 -I. "$dir/one.c" -o "$dir/one" -lm -pthread
        try "$cc -march=native" $cc -std=c11 $warn -O2 -march=native -I. "$dir/one.c" -o "$dir/one" -lm -pthread
    }
done
for cxx in g++ clang++; do
    command -v $cxx >/dev/null || { skipped=$((skipped + 1)) && echo "skip: no $cxx" >&2 && continue; }
    for define in "" -DINFER_STATIC -DINFER_NO_THREADS -DINFER_NO_SIMD -DINFER_NO_STDIO; do
        # shellcheck disable=SC2086
        try "$cxx $define" $cxx -std=c++17 $warn $define -O1 -I. "$dir/one.cpp" -o "$dir/one" -lm -pthread
    done
done
if printf '#include <volk.h>' | cc -E - >/dev/null 2>&1; then
    for define in "" -DINFER_STATIC -DINFER_NO_THREADS; do
        for cc in "gcc -std=c11" "gcc -std=gnu17 -O0" "clang -std=c11" "g++ -std=c++17 -x c++" "clang++ -std=c++17 -x c++"; do
            command -v "${cc%% *}" >/dev/null || continue
            # shellcheck disable=SC2086
            try "$cc INFER_VULKAN $define" $cc $warn -DINFER_VULKAN $define -O1 -I. "$dir/one.c" -o "$dir/one" -lm -pthread
        done
    done
else
    skipped=$((skipped + 1)) && echo "skip: no volk.h: INFER_VULKAN is not compiled" >&2
fi
if command -v x86_64-w64-mingw32-gcc >/dev/null; then
    # shellcheck disable=SC2086
    try "Windows" x86_64-w64-mingw32-gcc -std=c11 $warn -O1 -I. "$dir/one.c" -o "$dir/one.exe"
    if command -v wine >/dev/null; then
        try "Windows program" x86_64-w64-mingw32-gcc -std=c11 -O2 examples/generate.c -o "$dir/generate.exe"
        try "Windows program runs" sh -c "WINEDEBUG=-all wine $dir/generate.exe -m examples/tiny.gguf -t 2 -n 20 -p 'A KV cache is' | grep -q memory"
    else
        skipped=$((skipped + 1)) && echo "skip: no wine" >&2
    fi
else
    skipped=$((skipped + 1)) && echo "skip: no x86_64-w64-mingw32-gcc" >&2
fi
if gcc -m32 -c -o "$dir/m32.o" "$dir/user.c" -I. 2>/dev/null; then
    try "gcc -m32" gcc -m32 -std=c11 -Wall -Wextra -Werror -O1 -I. -c "$dir/one.c" -o "$dir/m32.o"
else
    skipped=$((skipped + 1)) && echo "skip: gcc cannot build 32-bit programs here" >&2
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
