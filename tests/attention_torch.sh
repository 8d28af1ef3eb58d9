#!/bin/sh
# tests/attention_torch.sh [-r ROUNDS] [-n TOKENS] [-t THREADS]
# Attention alone beside PyTorch's scaled_dot_product_attention: causal, f32, 32 heads of 64 and of 128 (default 2048
# tokens, 2 threads, 5 rounds). They take turns; best and median of the rounds, in GFLOP/s of the unmasked products.
# Needs a python3 with torch: this system's, or that of ../shared/peer (there: apt-get install python3-torch).
cd "$(dirname "$0")/.." || exit 2
rounds=5 tokens=2048 threads=2
while [ $# -gt 1 ]; do
    case $1 in
    -r) rounds=$2 ;;
    -n) tokens=$2 ;;
    -t) threads=$2 ;;
    *) break ;;
    esac
    shift 2
done
case $#$rounds$tokens$threads in 0*[!0-9]* | [!0]*) sed -n '2,5s/^# \{0,1\}//p' "$0" >&2 && exit 2 ;; esac
python=
for try in python3 "../shared/peer/peer python3"; do
    $try -c 'import torch' 2>/dev/null && python=$try && break
done
if [ -z "$python" ]; then
    echo "skip: tests/attention_torch.sh needs a python3 with torch"
    exit 0
fi
make -s build/attention || exit 1

theirs() { # HEAD_DIM: milliseconds, the best of 3 calls
    $python -c '
import sys, time, torch
n, dim, threads = (int(x) for x in sys.argv[1:])
torch.manual_seed(1)
torch.set_num_threads(threads)
q, k, v = (torch.randn(1, 32, n, dim) for _ in range(3))
best = 1e9
with torch.inference_mode():
    for i in range(4):
        start = time.perf_counter()
        torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        if i: best = min(best, time.perf_counter() - start)
print(best * 1e3)' "$tokens" "$1" "$threads"
}
ours() { build/attention -n "$tokens" --heads 32 --head-dim "$1" -t "$threads" -r 3 | awk '/ ms,/ { print $1 }'; }

rates() { # HEAD_DIM: milliseconds to GFLOP/s, "best median"
    tr ' ' '\n' | awk -v n="$tokens" -v dim="$1" '$1 > 0 { print 4 * 32 * dim * n * (n + 1) / 2 / $1 * 1e-6 }' | sort -n |
        awk '{ x[NR] = $1 } END { print x[NR] + 0, (x[int((NR + 1) / 2)] + x[int(NR / 2) + 1]) / 2 }'
}

echo "causal attention, f32, $tokens tokens, 32 heads, $threads threads: GFLOP/s, best (median) of $rounds rounds"
echo
echo "| head size | PyTorch $($python -c 'import torch; print(torch.__version__)') | infer.h | ratio |"
echo "| ---: | ---: | ---: | ---: |"
for dim in 64 128; do
    torch='' infer=''
    for round in $(seq "$rounds"); do
        [ $((round % 2)) = 1 ] || infer="$infer $(ours $dim)"
        torch="$torch $(theirs $dim)"
        [ $((round % 2)) = 0 ] || infer="$infer $(ours $dim)"
    done
    echo "$dim $(echo "$torch" | rates $dim) $(echo "$infer" | rates $dim)" | awk '
        !$2 || !$4 { exit 1 }
        { printf "| %d | %.1f (%.1f) | %.1f (%.1f) | **%.1fx** (%.1fx) |\n", $1, $2, $3, $4, $5, $4 / $2, $5 / $3 }' || exit 1
done
