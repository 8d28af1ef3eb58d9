#!/bin/sh
# tests/peer.sh [SHAPE]: holds infer.h's logits and texts to llama.cpp's. Needs ../shared/peer (set up) and ../shared/models;
# builds what it needs. SHAPE is a shape of tests/synth for the quantised models (toy; llama-1b takes 20 minutes and 8 GB).
#   - stories260K: logits of 64 positions under 1e-5, the same 200 greedy tokens
#   - the bundled model: the same greedy text
#   - a random model of each family by llama.cpp's own test, several seeds and batchings: under 1e-4
#   - each number format: dequantised to the same bits as by ggml; the error against the same weights in f32 is at most 1.1 times llama.cpp's, decoding and in a batch
# KERNELS=avx2 (scalar, avx512, auto): which kernels to hold to it. Last line: N passed, N failed, N skipped.
cd "$(dirname "$0")/.." || exit 2
peer=$(pwd)/../shared/peer/peer models=../shared/models shape=${1:-toy} kernels=${KERNELS:-auto}
if ! [ -x "$peer" ] || ! "$peer" true 2>/dev/null || ! [ -e $models/stories260K.gguf ]; then
    echo "skip: tests/peer.sh needs ../shared/peer (set up) and ../shared/models" >&2
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
fi
make -s build/logits build/synth build/generate || exit 1
dir=$(mktemp -d /tmp/infer-peer-XXXXXX) && trap 'rm -rf "$dir"' EXIT
build=$(pwd)/build passed=0 failed=0
archs=/usr/libexec/x86_64-linux-gnu/llama.cpp-tests/test-llama-archs

ids() { awk -v n="$1" -v v="$2" 'BEGIN { srand(5); for (i = 0; i < n; i++) printf "%d ", int(rand() * v) }'; }
reference() { (cd "$dir" && "$peer" reflogits "$@" >"$dir/log" 2>&1) || { cat "$dir/log" >&2; return 1; }; }
# below WHAT BOUND VALUE
below() {
    if awk -v a="$3" -v b="$2" 'BEGIN { exit !(a != "" && a + 0 <= b + 0) }'; then passed=$((passed + 1))
    else failed=$((failed + 1)) && echo "FAILED: $1: $3, expected at most $2" >&2; fi
}
# text MODEL PROMPT N: the same greedy continuation, but for the empty lines that llama-completion ends with; it may end
# before the last words of its log are out, which its text is part of, and is then asked again
text() {
    ours=$($build/generate -m "$dir/$1" -p "$2" -n "$3" --kv f32 --kernels $kernels 2>/dev/null)
    for try in 1 2 3; do
        theirs=$(cd "$dir" && "$peer" llama-completion -m "$1" -p "$2" -n "$3" --temp 0 -no-cnv --no-display-prompt -t 1 \
            -ctk f32 -ctv f32 2>/dev/null </dev/null)
        [ "${#theirs}" -ge "${#ours}" ] && break
    done
    if [ -n "$ours" ] && [ "$ours" = "$theirs" ]; then passed=$((passed + 1))
    else failed=$((failed + 1)) && printf 'FAILED: %s, text after "%s":\n%s\nllama.cpp:\n%s\n' "$1" "$2" "$ours" "$theirs" >&2; fi
}

cp $models/stories260K.gguf examples/tiny.gguf "$dir/"
tokens=$(ids 64 512)
# shellcheck disable=SC2086
REF_KV_F32=1 reference stories260K.gguf ref.bin $tokens
for batch in 1 7 64; do
    # shellcheck disable=SC2086
    e=$($build/logits -m "$dir/stories260K.gguf" --kv f32 --kernels $kernels --batch $batch --against "$dir/ref.bin" $tokens 2>"$dir/log")
    below "stories260K, batches of $batch" 1e-5 "$e"
    [ $batch = 64 ] && echo "stories260K: $e"
done
text stories260K.gguf "Once upon a time" 200
for prompt in "A KV cache is" "The" "Quantisation" "In a transformer,"; do text tiny.gguf "$prompt" 60; done

tokens=$(ids 100 128)
for seed in 7 11 13; do
    mkdir "$dir/archs"
    (cd "$dir" && "$peer" $archs -s $seed -o "$dir/archs/" >/dev/null 2>&1)
    for family in llama qwen2 qwen3 gemma2 gemma3 phi3; do
        model=archs/$family-dense.gguf worst=0
        # shellcheck disable=SC2086
        REF_KV_F32=1 reference $model ref.bin $tokens
        for batch in 1 13 100; do
            # shellcheck disable=SC2086
            e=$($build/logits -m "$dir/$model" --kv f32 --kernels $kernels --batch $batch --against "$dir/ref.bin" $tokens 2>"$dir/log")
            below "$family, seed $seed, batches of $batch" 1e-4 "$e"
            worst=$(echo "$e $worst" | awk '{ print ($1 > $2 ? $1 : $2) }')
        done
        echo "$family, seed $seed: $worst"
    done
    rm -r "$dir/archs"
done

tokens=$(ids 32 256)
$build/synth "$dir/f16.gguf" --arch llama --shape "$shape" --type F16 2>/dev/null
if "$peer" sh -c "cd '$build/..' && cc -O1 tests/ggml_formats.c -lggml-base -lm -pthread -o '$dir/ggml_formats' && '$dir/ggml_formats'" >"$dir/log" 2>&1; then
    passed=$((passed + 1)) && echo "dequantisation: $(grep -c ' 0 of ' "$dir/log") formats equal to ggml's, bit for bit"
else failed=$((failed + 1)) && grep -v ' 0 of ' "$dir/log" >&2; fi
(cd "$dir" && readme=$build/../README.md && cat "$readme" "$readme" "$readme" "$readme" | head -c 40000 >text &&
    "$peer" llama-imatrix -m f16.gguf -f text -o imatrix.gguf -c 64 --chunks 8 -t 1) >"$dir/log" 2>&1 ||
    { tail -n 3 "$dir/log" >&2; failed=$((failed + 1)); }
# the formats before IQ as a whole, the others in all matrices but the embedding, which has no importances
for type in F16 BF16 Q4_0 Q4_1 Q5_0 Q5_1 Q8_0 Q2_K Q3_K Q4_K Q5_K Q6_K IQ1_S IQ1_M IQ2_XXS IQ2_XS IQ2_S IQ3_XXS IQ3_S IQ4_NL \
    IQ4_XS TQ1_0 TQ2_0 MXFP4 NVFP4 Q1_0 Q2_0; do
    options=--pure name=$type
    case $type in
    Q3_K|Q4_K|Q5_K) name=${type}_M ;;
    IQ*|TQ*|*FP4|Q1_0|Q2_0) options="--imatrix imatrix.gguf --token-embedding-type q8_0 --tensor-type weight=$type" name=Q8_0 ;;
    esac
    # shellcheck disable=SC2086
    (cd "$dir" && "$peer" llama-quantize $options f16.gguf q.gguf $name && "$peer" llama-quantize --allow-requantize q.gguf f32.gguf F32) >"$dir/log" 2>&1 ||
        { tail -n 3 "$dir/log" >&2; failed=$((failed + 1)); continue; }
    # shellcheck disable=SC2086
    { reference f32.gguf exact.bin $tokens && reference q.gguf theirs.bin $tokens; }
    theirs=$($build/logits --difference "$dir/theirs.bin" --against "$dir/exact.bin")
    for batch in 1 32; do
        # shellcheck disable=SC2086
        ours=$($build/logits -m "$dir/q.gguf" --kernels $kernels --batch $batch --against "$dir/exact.bin" $tokens)
        below "$type, batches of $batch" "$(echo "$theirs" | awk '{ print $1 * 1.1 + 1e-6 }')" "$ours"
        echo "$type, batches of $batch: error $ours, llama.cpp's $theirs"
    done
done
echo "$passed passed, $failed failed, 0 skipped"
[ $failed -eq 0 ]
