#!/bin/sh
# tests/gpu_bench.sh [--small] [--device N] [-r ROUNDS] [SHAPE-FORMAT...]: everything there is to measure on a GPU, in one go of
# less than 8 minutes: what the device can do (copies, arithmetic, an empty dispatch, a submission), prefill of 512 and 2048
# tokens and decode at depth 0 and 8192 on models of random weights (tests/synth; CACHE, default /tmp/infer-models), each
# with the settings that infer_model_tune finds for it, and attention alone; beside llama.cpp's Vulkan backend where
# ../shared/peer/pack-gpu.sh has put it (LLAMA_BENCH, default /opt/llama-gpu/llama-bench) and PyTorch where python3 has it.
# The engines take turns. Writes a table to stdout and build/gpu-bench.json.
#   --small      toy sizes, to try this script on a software driver; there llama.cpp may be ../shared/peer's
#   -r ROUNDS    default 1; the best counts
#   SHAPE-FORMAT default llama-1b and llama-8b in Q4_0, Q4_K, Q8_0 and F16
cd "$(dirname "$0")/.." || exit 2
build=${BUILD:-build} cache=${CACHE:-/tmp/infer-models} llama=${LLAMA_BENCH:-/opt/llama-gpu/llama-bench}
device=0 rounds=1 small='' models='' short=512 long=2048 decode=64 depth=8192 limit=430
usage() { sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2; }
while [ $# -gt 0 ]; do
    case $1 in
    --small) small=--small short=16 long=32 decode=4 depth=64 ;;
    --device) [ $# -gt 1 ] || usage; device=$2 && shift ;;
    -r) [ $# -gt 1 ] || usage; rounds=$2 && shift ;;
    -*) usage ;;
    *) models="$models $1" ;;
    esac
    shift
done
case $rounds$device in *[!0-9]*) usage ;; esac
if [ -z "$models" ]; then
    for shape in $([ $small ] && echo toy || echo llama-1b llama-8b); do
        for format in Q4_0 Q4_K Q8_0 F16; do models="$models $shape-$format"; done
    done
fi
make -s "$build/bench" "$build/synth" "$build/gpu_bench" || exit 1
mkdir -p "$cache" || exit 1
dir=$(mktemp -d /tmp/infer-gpu-XXXXXX) && trap 'rm -rf "$dir"' EXIT && trap 'exit 1' INT TERM
start=$(date +%s) json=$build/gpu-bench.json
left() { [ $(($(date +%s) - start)) -lt $limit ]; }
note() { printf '[%3d s] %s\n' $(($(date +%s) - start)) "$1" >&2; }

if ! "$build/gpu_bench" $small --device "$device" --tokens 1 >"$dir/probe" 2>"$dir/log"; then
    echo "skip: $(tail -n 1 "$dir/log")"
    exit 0
fi
[ -x "$llama" ] || { [ $small ] && ../shared/peer/peer true 2>/dev/null && llama="env -u VK_ICD_FILENAMES ../shared/peer/peer --vulkan llama-bench"; } || llama=

# value FILE NAME: a number of one of our JSON objects
value() { tr ',{' '[\n*]' <"$1" | awk -F: -v name="\"$2\"" 'index($1, name) { print $2 + 0; exit }'; }

# Lines "prefill512 X", "prefill2048 X", "decode0 X", "decode8192 X": tokens a second; ours also what it is in GB/s or GFLOP/s.
ours() { # MODEL PROMPT DECODE DEPTH
    "$build/bench" -m "$1" --device "vulkan:$device" --tuning "$dir/tuning-$model" -p "$2" -n "$3" -d "$4" -r 3 --json >"$dir/ours.json" 2>"$dir/log" || return 1
    [ "$2" = 0 ] || echo "prefill$2 $(value "$dir/ours.json" prefill_tps) $(value "$dir/ours.json" prefill_gflops)"
    [ "$3" = 0 ] || echo "decode$4 $(value "$dir/ours.json" decode_tps) $(value "$dir/ours.json" decode_gbs)"
}
theirs() { # MODEL PROMPTS DECODE DEPTH
    $llama -m "$1" -ngl 99 -fa 1 -p "$2" -n "$3" -d "$4" -r 3 -o json >"$dir/theirs.json" 2>"$dir/log" || return 1
    [ $small ] || grep -q '"gpu_info": "[^"]' "$dir/theirs.json" || { echo "llama.cpp found no GPU" >"$dir/log"; return 1; }
    awk -F'[:,]' '/"n_prompt"/ { p = $2 + 0 } /"n_gen"/ { g = $2 + 0 } /"n_depth"/ { d = $2 + 0 }
        /"avg_ts"/ { print g ? "decode" d : "prefill" p, $2 + 0 }' "$dir/theirs.json"
}
turn() { # ENGINE MODEL PROMPTS DECODE DEPTH
    "$@" >>"$dir/rows-$1" 2>>"$dir/errors" || { echo "FAILED: $*"; tail -n 3 "$dir/log"; } >>"$dir/failed"
}
best() { awk -v test="$2" -v column="$3" '$1 == test && $column + 0 > most { most = $column } END { print most + 0 }' "$dir/rows-$1"; }

synth() { # writes the model NAME unless it is there
    [ -e "$cache/$1.gguf" ] || { "$build/synth" "$cache/$1.part" --shape "${1%-*}" --type "${1##*-}" >/dev/null 2>>"$dir/errors" &&
        mv "$cache/$1.part" "$cache/$1.gguf"; }
}

# shellcheck disable=SC2086 # a list
set -- $models
synth "$1" & # while the device is measured; later each while the one before is
note "the device"
# 131072 tokens of attention take a second; the largest last, so that memory too short for it costs nothing else
"$build/gpu_bench" $small --device "$device" >"$dir/device.json" 2>"$dir/log" || { tail -n 2 "$dir/log"; exit 1; }
copy=$(value "$dir/device.json" copy_gbs) matrix=$(value "$dir/device.json" matrix_tflops)
[ "$matrix" != 0 ] || matrix=$(value "$dir/device.json" float_tflops)
name=$(sed -n 's/.*"device": "\([^"]*\)".*/\1/p' "$dir/device.json")

note "PyTorch"
cat >"$dir/torch.py" <<'EOF'
import torch, time
def fastest(f, n):
    f(); torch.cuda.synchronize(); best = 1e9
    for _ in range(5):
        t = time.perf_counter()
        for _ in range(n): f()
        torch.cuda.synchronize(); best = min(best, (time.perf_counter() - t) / n)
    return best
for n in 2048, 32768:
    q, k, v = (torch.randn(1, 32, n, 128, device="cuda", dtype=torch.float16) for _ in range(3))
    s = fastest(lambda: torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True), 10 if n < 9000 else 1)
    print(n, s * 1e3, 2.0 * n * n * 32 * 128 / s * 1e-12)
EOF
if [ $small ] || ! timeout 90 python3 "$dir/torch.py" >"$dir/torch" 2>/dev/null; then : >"$dir/torch"; fi

driver=$(value "$dir/device.json" driver)
echo "$name, driver $driver; copies $copy GB/s (read + written), products of matrices $matrix TFLOP/s, of floats" \
    "$(value "$dir/device.json" float_tflops); an empty dispatch and barrier $(value "$dir/device.json" dispatch_us) us," \
    "a submission $(value "$dir/device.json" submit_us) us"
echo
echo "| attention, 32 heads of 128, causal | ms | TFLOP/s | of the matrix rate | PyTorch, TFLOP/s | ratio |"
echo "| --- | ---: | ---: | ---: | ---: | ---: |"
sed -n 's/.*"kernel": "\([a-z0-9_]*\)", "tokens": \([0-9]*\), "ms": \([0-9.]*\), "tflops": \([0-9.]*\).*/\1 \2 \3 \4/p' "$dir/device.json" |
    while read -r kernel tokens ms tflops; do
        torch=$(awk -v n="$tokens" '$1 == n { print $3 }' "$dir/torch")
        awk -v k="$kernel" -v n="$tokens" -v ms="$ms" -v x="$tflops" -v m="$matrix" -v t="$torch" 'BEGIN {
            printf "| %d tokens, %s | %.3f | %.2f | %.0f%% | %s | %s |\n", n, k, ms, x, m ? 100 * x / m : 0,
                t ? sprintf("%.1f", t) : "", t ? sprintf("%.2fx", x / t) : "" }'
    done
echo
echo "| model | test | infer.h, tokens/s | llama.cpp | ratio | | of the ceiling |"
echo "| --- | --- | ---: | ---: | ---: | ---: | ---: |"
: >"$dir/failed" && : >"$dir/json"
while [ $# -gt 0 ]; do
    wait
    model=$1 file=$cache/$1.gguf
    shift
    [ $# -eq 0 ] || synth "$1" &
    left || { echo "| $model | out of time | | | | | |"; continue; }
    [ -e "$file" ] || { echo "| $model | no file | | | | | |"; continue; }
    note "$model"
    : >"$dir/rows-ours" && : >"$dir/rows-theirs"
    round=0
    while [ $round -lt "$rounds" ]; do
        turn ours "$file" $short $decode 0
        [ -z "$llama" ] || turn theirs "$file" $short,$long $decode 0
        turn ours "$file" $long 0 0
        turn ours "$file" 0 $decode $depth
        [ -z "$llama" ] || turn theirs "$file" 0 $decode $depth
        round=$((round + 1))
    done
    for test in prefill$short prefill$long decode0 decode$depth; do
        awk -v model="$model" -v test="$test" -v tuning="$(cat "$dir/tuning-$model")" -v o="$(best ours "$test" 2)" -v w="$(best ours "$test" 3)" -v t="$(best theirs "$test" 2)" \
            -v copy="$copy" -v matrix="$matrix" -v json="$dir/json" 'BEGIN {
            decode = test ~ /^decode/
            share = decode ? w / copy : w / (1000 * matrix)
            printf "| %s | %s | %.1f | %s | %s | %s | %.0f%% |\n", model, test, o, t ? sprintf("%.1f", t) : "",
                t ? sprintf("**%.2fx**", o / t) : "", decode ? sprintf("%.1f GB/s", w) : sprintf("%.2f TFLOP/s", w / 1000), 100 * share
            printf "{\"model\": \"%s\", \"test\": \"%s\", \"tps\": %.3f, \"llama_tps\": %.3f, \"%s\": %.3f, \"share\": %.4f, \"tuning\": \"%s\"}\n",
                model, test, o, t, decode ? "gbs" : "gflops", w, share, tuning >>json }'
    done
done
wait
{
    printf '{"device":\n'
    cat "$dir/device.json"
    printf ',\n"models": [\n'
    sed '$!s/$/,/' "$dir/json"
    printf '],\n"torch": ['
    awk '{ printf "%s{\"tokens\": %d, \"ms\": %.4f, \"tflops\": %.2f}", (NR > 1 ? ", " : ""), $1, $2, $3 }' "$dir/torch"
    printf ']}\n'
} >"$json"
note "done: $json"
if [ -s "$dir/failed" ]; then
    cat "$dir/failed"
    exit 1
fi
