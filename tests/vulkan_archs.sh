#!/bin/sh
# tests/vulkan_archs.sh [SEED]: every operation of the GPU path against the scalar CPU (build/vulkan --files) for each model
# that llama.cpp's own test writes and for the encoders of tests/encoders.c. Needs ../shared/peer (set up) and a Vulkan
# driver. Skipped are the models that the library, or its GPU path, refuses; each says why. DIR=/tmp/archs: a folder
# DIR7/ that tests/archs.sh has left is used.
cd "$(dirname "$0")/.." || exit 2
peer=../shared/peer/peer vocab=../shared/models/vocab seed=${1:-7} made=${DIR:-/tmp/archs}${1:-7}
archs=/usr/libexec/x86_64-linux-gnu/llama.cpp-tests/test-llama-archs
if ! [ -x $peer ] || ! $peer true 2>/dev/null || ! [ -d $vocab ]; then
    echo "skip: tests/vulkan_archs.sh needs ../shared/peer (set up) and ../shared/models/vocab"
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
fi
make -s build/vulkan || exit 1
dir=$(mktemp -d /tmp/vulkan_archs.XXXXXX) && trap 'rm -rf "$dir"' EXIT
if ! [ -d "$made" ]; then
    made=$dir
    $peer $archs -s "$seed" -o "$dir/" >/dev/null 2>&1
fi
${CC:-cc} -std=c11 -O1 tests/encoders.c -o "$dir/encoders" -lm -pthread || exit 1
for family in bert nomic-bert jina-bert-v2 modern-bert gemma-embedding qwen3; do
    case $family in
    gemma-embedding) words=llama-spm ;;
    modern-bert | qwen3) words=gpt-2 ;;
    *) words=bert-bge ;;
    esac
    "$dir/encoders" make "$dir/$family-embed.gguf" $family "$seed" $vocab/$words.gguf || exit 1
done
set -- "$made"/*.gguf
[ "$made" = "$dir" ] || set -- "$@" "$dir"/*.gguf
build/vulkan --files "$@"
