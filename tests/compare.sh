#!/bin/sh
# tests/compare.sh [-r ROUNDS] [-t THREADS] [--tier avx2|native] [--depth N] [--stories] [all | FORMAT...]
# Makes README's table: infer.h beside llama.cpp, tokens/s of prefill (512 tokens) and decode (64), on llama-1b files with
# random weights that tests/synth writes once into CACHE (default /tmp/infer-models; ~1 GB a format, both engines read
# them). Memory bandwidth drifts within minutes, so the two engines take turns: in every round each runs once, after
# its own warm-up, and they swap places from round to round. Ratios are of the best and of the median of the rounds.
#   FORMAT       default Q4_0 Q8_0 Q4_K Q6_K F16; all: every format that both have
#   -r ROUNDS    default 5               -t THREADS   default 2
#   --tier T     avx2: --kernels avx2 against llama.cpp's AVX2 build; native: --kernels auto against its best; default both
#   --depth N    instead: a prompt of N tokens, and decode at that depth, against -fa 1; N = 8192 takes minutes a round
#   --stories    instead: stories260K (../shared/models) with one and with two threads: what an operation costs to start
# Needs ../shared/peer, set up; it sees this folder's file system tree and /tmp.
cd "$(dirname "$0")/.." || exit 2
peer=../shared/peer/peer cache=${CACHE:-/tmp/infer-models} stories=../shared/models/stories260K.gguf
rounds=5 threads=2 tiers="avx2 native" depth=0 small=false formats=
usage() { sed -n '2,13s/^# \{0,1\}//p' "$0" >&2; exit 2; }
while [ $# -gt 0 ]; do
    case $1 in
    -r | -t | --tier | --depth) [ $# -gt 1 ] || usage ;;
    esac
    case $1 in
    -r) rounds=$2 && shift ;;
    -t) threads=$2 && shift ;;
    --tier) tiers=$2 && shift ;;
    --depth) depth=$2 && shift ;;
    --stories) small=true ;;
    all) formats="Q4_0 Q4_1 Q5_0 Q5_1 Q8_0 Q2_K Q3_K Q4_K Q5_K Q6_K IQ1_S IQ1_M IQ2_XXS IQ2_XS IQ2_S IQ3_XXS
        IQ3_S IQ4_NL IQ4_XS TQ1_0 TQ2_0 MXFP4 NVFP4 Q1_0 Q2_0 F16 BF16 F32" ;;
    -*) usage ;;
    *) formats="$formats $1" ;;
    esac
    shift
done
case $rounds$threads$depth in *[!0-9]*) usage ;; esac
if ! [ -x $peer ] || ! $peer true 2>/dev/null; then
    echo "skip: tests/compare.sh needs ../shared/peer (set up)"
    exit 0
fi
if $small && ! [ -e $stories ]; then
    echo "skip: $stories is not there"
    exit 0
fi
make -s build/bench build/synth || exit 1
dir=$(mktemp -d /tmp/infer-compare-XXXXXX) && trap 'rm -rf "$dir"' EXIT && trap 'exit 1' INT TERM

# Both print lines "prefill X" and "decode X", tokens/s; ours also "share X", decode's bytes as a share of a plain read's.
# shellcheck disable=SC2317 # called by name
theirs() { # TIER MODEL THREADS P N
    fa='' tests="-p $4 -n $5"
    [ "$depth" -eq 0 ] || fa="-fa 1"
    [ "$depth" -eq 0 ] || tests="-p $4 -n 0"
    # shellcheck disable=SC2086
    $peer "--$1" llama-bench -m "$2" -t "$3" $tests $fa -r 1 -o json 2>"$dir/log" >"$dir/theirs.json" || return 1
    # shellcheck disable=SC2086
    [ "$depth" -eq 0 ] || $peer "--$1" llama-bench -m "$2" -t "$3" -p 0 -n "$5" -d "$depth" $fa -r 1 -o json \
        2>>"$dir/log" >>"$dir/theirs.json" || return 1
    awk -F'[:,]' '/"n_gen"/ { gen = $2 } /"avg_ts"/ { print gen + 0 ? "decode" : "prefill", $2 + 0 }' "$dir/theirs.json"
}
ours() {
    kernels=auto && [ "$1" = native ] || kernels=$1
    if [ "$depth" -eq 0 ]; then
        build/bench -m "$2" -t "$3" -p "$4" -n "$5" --kernels "$kernels" -r 1 --json 2>"$dir/log" >"$dir/ours.json" || return 1
    else
        build/bench -m "$2" -t "$3" -p "$4" -n 0 --kernels "$kernels" -r 1 --json 2>"$dir/log" >"$dir/ours.json" &&
            build/bench -m "$2" -t "$3" -p 0 -n "$5" -d "$depth" --kernels "$kernels" -r 1 --json 2>>"$dir/log" \
                >>"$dir/ours.json" || return 1
    fi
    tr ',' '\n' <"$dir/ours.json" | awk -F: '$2 + 0 > 0 {
        if (/"prefill_tps"/) print "prefill", $2 + 0
        if (/"decode_tps"/) print "decode", $2 + 0
        if (/"decode_share"/) print "share", $2 + 0
    }'
}

# best or median of the numbers on stdin
best() { sort -n | tail -n 1; }
median() { sort -n | awk '{ x[NR] = $1 } END { if (NR) print (x[int((NR + 1) / 2)] + x[int(NR / 2) + 1]) / 2 }'; }
pick() { awk -v what="$2" '$1 == what { print $2 }' "$dir/$1" | "$3"; } # ENGINE WHAT best|median

compare() { # NAME TIER MODEL THREADS P N
    rm -f "$dir/theirs" "$dir/ours"
    round=1
    while [ $round -le "$rounds" ]; do
        [ -t 2 ] && printf '\r\033[K%s, %s, round %s/%s' "$1" "$2" "$round" "$rounds" >&2
        order="theirs ours" && [ $((round % 2)) = 1 ] || order="ours theirs"
        for engine in $order; do
            $engine "$2" "$3" "$4" "$5" "$6" >>"$dir/$engine" || {
                echo "FAILED: $engine, $1, $2:" >&2
                tail -n 5 "$dir/log" >&2
                failed=1
                return
            }
        done
        round=$((round + 1))
    done
    [ -t 2 ] && printf '\r\033[K' >&2
    for test in prefill decode; do
        size=$5 && [ $test = prefill ] || size=$6
        [ "$size" -gt 0 ] || continue
        at='' && [ "$depth" -eq 0 ] || [ $test = prefill ] || at=" at depth $depth"
        tb=$(pick theirs $test best) tm=$(pick theirs $test median) ob=$(pick ours $test best) om=$(pick ours $test median)
        share='' && [ $test = prefill ] || $small || share=$(pick ours share median)
        awk -v name="$1" -v tier="$2" -v test="$test $size$at" -v tb="$tb" -v tm="$tm" -v ob="$ob" -v om="$om" -v share="$share" 'BEGIN {
            printf "| %s | %s | %s | %.1f (%.1f) | %.1f (%.1f) | **%.2fx** (%.2fx) | %s |\n", name, tier, test,
                tb, tm, ob, om, tb ? ob / tb : 0, tm ? om / tm : 0, share == "" ? "" : sprintf("%.0f%%", 100 * share) }'
    done
}

failed=0
echo "tokens/s, best (median) of $rounds rounds$($small || echo ", $threads threads"); $(grep -m 1 'model name' /proc/cpuinfo | cut -d: -f2-)"
echo
echo "| model | kernels | test | llama.cpp | infer.h | ratio | of read bandwidth |"
echo "| --- | --- | --- | ---: | ---: | ---: | ---: |"
if $small; then
    for tier in $tiers; do for t in 1 2; do compare "stories260K, $t thread$([ $t = 1 ] || echo s)" "$tier" $stories $t 128 256; done; done
    exit $failed
fi
default="Q4_0 Q8_0 Q4_K Q6_K F16" prompt=512
if [ "$depth" -gt 0 ]; then default=Q4_0 prompt=$depth; fi
mkdir -p "$cache" || exit 1
for format in ${formats:-$default}; do
    model=$cache/llama-1b-$format.gguf
    if ! [ -e "$model" ]; then
        build/synth "$model.part" --shape llama-1b --type "$format" >/dev/null && mv "$model.part" "$model" || exit 1
    fi
    # it comes into memory anew, for both, as infer.h asks for it: in large pages, where the system and its files have them
    sync "$model" && dd if="$model" iflag=nocache count=0 2>/dev/null
    build/bench -m "$model" -t "$threads" -p 0 -n 1 -r 1 >/dev/null 2>&1
    for tier in $tiers; do compare "llama-1b $format" "$tier" "$model" "$threads" $prompt 64; done
done
exit $failed
