#!/bin/sh
# tests/perplexity.sh: perplexity of infer.h and of llama.cpp for the same file and text, in every number format; fails where
# they differ by more than 0.5 %. Needs ../shared/peer (set up) and ../shared/models. Two models:
#   - stories260K, on 10 stories of its own (it adds BOS); its rows of 64 weights hold the formats with blocks of 32
#   - the bundled model, widened with zeros to rows of 256 (tests/widen.py), on the start of the text it was trained on
# KERNELS=avx2 (scalar, avx512, auto): which kernels. Last line: N passed, N failed, N skipped.
cd "$(dirname "$0")/.." || exit 2
peer=$(pwd)/../shared/peer/peer models=../shared/models kernels=${KERNELS:-auto} build=$(pwd)/build
if ! [ -x "$peer" ] || ! "$peer" true 2>/dev/null || ! [ -e $models/stories260K.gguf ]; then
    echo "skip: tests/perplexity.sh needs ../shared/peer (set up) and ../shared/models" >&2
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
fi
make -s build/perplexity build/generate || exit 1
dir=$(mktemp -d /tmp/infer-perplexity-XXXXXX) && trap 'rm -rf "$dir"' EXIT
passed=0 failed=0

# compare MODEL TEXT CHUNK CHUNKS NAME
compare() {
    for try in 1 2 3 4 5 6 7 8 9 10; do # on a busy machine llama-perplexity often exits 0 before its log's end is out
        theirs=$(cd "$dir" && "$peer" llama-perplexity -m "$1" -f "$2" -c "$3" -b "$3" --chunks "$4" -t 1 2>&1 </dev/null |
            sed -n 's/.*Final estimate: PPL = \([0-9.]*\).*/\1/p')
        [ -n "$theirs" ] && break
    done
    ours=$("$build/perplexity" -m "$dir/$1" -c "$3" --chunks "$4" --kernels "$kernels" <"$dir/$2" 2>/dev/null | cut -d' ' -f1)
    off=$(echo "${ours:-x} ${theirs:-x}" | awk '{ print (($2 + 0 != 0) ? ($1 / $2 - 1) * 100 : "nan") }')
    printf '%-12s %-8s %10.4f %10.4f %+9.4f %%\n' "$6" "$5" "${ours:-0}" "${theirs:-0}" "$off"
    if echo "$off" | awk '{ exit !($1 != "nan" && $1 * $1 <= 0.25) }'; then passed=$((passed + 1))
    else failed=$((failed + 1)) && echo "FAILED: $6 $5: $off % apart" >&2; fi
}
# each MODEL TEXT CHUNK CHUNKS NAME TYPE...
each() {
    model=$1 text=$2 chunk=$3 chunks=$4 name=$5
    shift 5
    for type; do
        (cd "$dir" && "$peer" llama-quantize --pure --allow-requantize "$model" q.gguf "$type" 1) >"$dir/log" 2>&1 ||
            { tail -n 3 "$dir/log" >&2; failed=$((failed + 1)); continue; }
        compare q.gguf "$text" "$chunk" "$chunks" "$type" "$name"
    done
}

cp $models/stories260K.gguf examples/tiny.gguf examples/corpus.txt tests/widen.py "$dir/"
for seed in 1 2 3 4 5 6 7 8 9 10; do
    "$build/generate" -m "$dir/stories260K.gguf" -p "Once upon a time" -n 480 --temp 1 --seed $seed 2>/dev/null
    echo
done >"$dir/stories.txt"
(cd "$dir" && "$peer" python3 widen.py tiny.gguf wide.gguf) >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 1; }

printf '%-12s %-8s %10s %10s\n' model type infer.h llama.cpp
each stories260K.gguf stories.txt 256 16 stories260K F32 F16 BF16 Q4_0 Q4_1 Q5_0 Q5_1 Q8_0
each wide.gguf corpus.txt 256 16 tiny F16 BF16 Q4_0 Q4_1 Q5_0 Q5_1 Q8_0 Q2_K Q3_K Q4_K Q5_K Q6_K IQ4_NL IQ4_XS
echo "$passed passed, $failed failed, 0 skipped"
[ $failed -eq 0 ]
