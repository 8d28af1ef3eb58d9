#!/bin/sh
# tests/archs.sh [NAME...]: holds the logits of every model that llama.cpp's own test writes (a small random one of each
# architecture, dense or with experts) to llama.cpp's, f32 weights and cache. Needs ../shared/peer (set up).
# SEEDS="7 11 13" which seeds, BATCHES="1 13 100" how the 100 tokens are cut, KERNELS=auto|scalar|avx2|avxvnni|avx512, DIR=/tmp/archs where
# models and llama.cpp's logits are kept from run to run (DIR7/, DIR11/...; a gigabyte a seed; KEEP= removes what was not there).
# Prints variant | the largest error, or why the model is refused. One line a variant; last line: N passed, N failed, N
# skipped (refused).
cd "$(dirname "$0")/.." || exit 2
peer=$(pwd)/../shared/peer/peer dir=${DIR:-/tmp/archs} kernels=${KERNELS:-auto}
archs=/usr/libexec/x86_64-linux-gnu/llama.cpp-tests/test-llama-archs
if ! [ -x "$peer" ] || ! "$peer" true 2>/dev/null; then
    echo "skip: tests/archs.sh needs ../shared/peer (set up)" >&2
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
fi
make -s build/logits || exit 1
logits=$(pwd)/build/logits half=$(pwd)/build/logits_half_gelu
[ $half -nt infer.h ] || ${CC:-cc} -std=c11 -O2 -DINFER_HALF_GELU tests/logits.c -lm -pthread -o $half || exit 1
tokens=$(awk 'BEGIN { srand(5); for (i = 0; i < 100; i++) printf "%d ", int(rand() * 128) }')
passed=0 failed=0 refused=0 made="" first=""
for seed in ${SEEDS:-7 11 13}; do
    if ! [ -d "$dir$seed" ]; then
        mkdir -p "$dir$seed" && made="$made $dir$seed"
        (cd "$dir$seed" && "$peer" $archs -s "$seed" -o "$dir$seed/" >/dev/null 2>&1)
    fi
    [ -n "$first" ] || first=$dir$seed
done
names=$*
[ -n "$names" ] || names=$(cd "$first" && for f in *.gguf; do echo "${f%.gguf}"; done)
# worst NAME LOGITS: sets worst and, where the model is refused, why
worst() {
    worst=0 why=""
    for seed in ${SEEDS:-7 11 13}; do
        model=$dir$seed/$1.gguf reference=$dir$seed/$1.logits batches=${BATCHES:-1 13 100}
        # shellcheck disable=SC2086
        [ -s "$reference" ] || (cd "$dir$seed" && REF_KV_F32=1 "$peer" reflogits "$model" "$reference" $tokens >/dev/null 2>&1)
        case $1 in dream-*|llada*|rnd1-*) batches=100;; esac # every token sees every other: only together
        for batch in $batches; do
            # shellcheck disable=SC2086
            if e=$($2 -m "$model" --kv f32 -t ${THREADS:-1} --kernels $kernels --batch $batch --against "$reference" $tokens 2>"$dir$seed/log"); then
                worst=$(echo "$e $worst" | awk '{ print ($1 > $2 || $1 != $1 + 0 ? $1 : $2) }')
            else
                why=$(grep -v warning "$dir$seed/log" | sed 's/^logits[a-z_]*: //; s/^[^ ]*gguf: //')
                return
            fi
        done
    done
}
passes() { awk -v e="$worst" 'BEGIN { exit !(e + 0 > 0 && e + 0 < 1e-4) }'; }
for name in $names; do
    worst "$name" "$logits"
    line="$name | $worst"
    if [ -n "$why" ]; then
        refused=$((refused + 1)) && echo "$name | refused: $why"
        continue
    fi
    if ! passes; then # is it the 16-bit table that llama.cpp has for GELU?
        worst "$name" "$half"
        line="$line ($worst with llama.cpp's 16-bit GELU)"
    fi
    if passes; then passed=$((passed + 1)) && echo "$line"
    else failed=$((failed + 1)) && echo "$line FAILED"; fi
done
# shellcheck disable=SC2086
[ -n "${KEEP-yes}" ] || rm -rf $made
echo "$passed passed, $failed failed, $refused skipped"
[ $failed -eq 0 ]
