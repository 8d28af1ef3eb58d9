#!/bin/sh
# Holds infer.h's embeddings to llama.cpp's: encoders with random weights and a real vocabulary, a dozen texts of all
# lengths, every pooling, one by one and together (tests/encoders.c).     tests/encoders.sh [SEED]
cd "$(dirname "$0")/.." || exit 2
peer=../shared/peer/peer vocab=../shared/models/vocab
if ! [ -x $peer ] || ! $peer true 2>/dev/null || ! [ -d $vocab ]; then
    echo "skip: tests/encoders.sh needs ../shared/peer (set up) and ../shared/models/vocab"
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
fi
dir=$(mktemp -d /tmp/encoders.XXXXXX) && trap 'rm -rf "$dir"' EXIT
${CC:-cc} -std=c11 -O1 tests/encoders.c -o "$dir/ours" -lm -pthread || exit 1
$peer gcc -O1 -DPEER tests/encoders.c -o "$dir/theirs" -lllama -lggml -lggml-base -lm || exit 1
good=0 bad=0
for family in bert nomic-bert jina-bert-v2 modern-bert gemma-embedding qwen3; do
    words=bert-bge poolings="0 1 2 3"
    case $family in
    bert) poolings="0 1 2 3 4" ;;
    gemma-embedding) words=llama-spm ;;
    modern-bert | qwen3) words=gpt-2 ;;
    esac
    "$dir/ours" make "$dir/m.gguf" $family "${1:-1}" $vocab/$words.gguf || exit 1
    for pooling in $poolings; do
        $peer "$dir/theirs" embed "$dir/m.gguf" $pooling 0 >"$dir/b"
        for together in 0 1; do
            "$dir/ours" embed "$dir/m.gguf" $pooling $together >"$dir/a"
            if result=$("$dir/ours" compare "$dir/a" "$dir/b"); then good=$((good + 1)); else bad=$((bad + 1)) result="WRONG $result"; fi
            echo "$family, pooling $pooling, together $together: $result"
        done
    done
done
echo "$good passed, $bad failed, 0 skipped"
[ $bad = 0 ]
