#!/bin/sh
# Makes golden_logits.h: writes the toy models of toy.h and asks llama.cpp for their logits, and for its greedy texts with
# the bundled model. Needs the peer of ../shared/peer (setup.sh); run it in the repository's root after `make build/test`.
set -eu
peer=$(cd ../shared/peer && pwd)/peer
dir=$(mktemp -d /tmp/infer-toys-XXXXXX)
build/test --toys "$dir"
tokens=$(awk 'BEGIN { for (i = 0; i < 24; i++) print (i * i * 7 + 3 * i + 5) % 80 }')
out=$(pwd)/tests/golden_logits.h
{
    echo "/* llama.cpp's logits after the last of 24 tokens, f32 cache; made by tests/golden_logits.sh. */"
    echo "static const struct { const char *name; float logits[80]; } golden_logits[] = {"
    for f in "$dir"/*.gguf; do
        (cd "$dir" && REF_KV_F32=1 "$peer" reflogits "$f" "$dir/out.bin" $tokens >/dev/null)
        printf '    {"%s", {' "$(basename "$f" .gguf)"
        tail -c 320 "$dir/out.bin" | od -An -v -w4 -tf4 | awk '{ printf "%s%s", sep, $1; sep = "," }'
        echo "}},"
    done
    echo "};"
    echo "/* Its greedy continuations with examples/tiny.gguf, f32 cache, 40 tokens. */"
    echo "static const struct { const char *prompt, *text; } golden_texts[] = {"
    cp examples/tiny.gguf "$dir/"
    for prompt in "A KV cache is" "Quantisation" "RMSNorm" "The"; do
        printf '    {"%s", ' "$prompt"
        text=$(cd "$dir" && "$peer" llama-completion -m tiny.gguf -p "$prompt" -n 40 --temp 0 -no-cnv --no-display-prompt \
            -t 1 -ctk f32 -ctv f32 2>/dev/null </dev/null)
        printf '%s' "$text" | awk '{ gsub(/[\\"]/, "\\\\&"); printf "%s\"%s", (NR > 1 ? "\\n\" " : ""), $0 } END { print "\"}," }'
    done
    echo "};"
} >"$out"
rm -r "$dir"
