#!/bin/sh
# Holds infer.h's tokenizers to llama.cpp's: ids and text of a megabyte of nasty records (tests/compare_tokens.c), for
# every vocabulary in ../shared/models/vocab of a kind that infer.h has, every name of a pre-tokenizer, and the ways to
# treat special tokens and the first space.     tests/tokenizers.sh [SEED] [BYTES]
cd "$(dirname "$0")/.." || exit 2
peer=../shared/peer/peer vocab=../shared/models/vocab
if ! [ -x $peer ] || ! $peer true 2>/dev/null || ! [ -d $vocab ]; then
    echo "skip: tests/tokenizers.sh needs ../shared/peer (set up) and ../shared/models/vocab"
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
fi
dir=$(mktemp -d /tmp/tokenizers.XXXXXX) && trap 'rm -rf "$dir"' EXIT
${CC:-cc} -std=c11 -O2 tests/compare_tokens.c -o "$dir/ours" -lm -pthread || exit 1
$peer gcc -O1 -DPEER tests/compare_tokens.c -o "$dir/theirs" -lllama -lggml -lggml-base || exit 1
"$dir/ours" generate "${1:-1}" "${2:-1000000}" > "$dir/records"
bad=0 good=0
check() { # NAME MODEL PLAIN BOS
    "$dir/ours" ids "$2" "$dir/records" "$3" "$4" > "$dir/a" && $peer "$dir/theirs" ids "$2" "$dir/records" "$3" "$4" > "$dir/b" &&
        [ -s "$dir/a" ] && cmp -s "$dir/a" "$dir/b"
    if [ $? = 0 ]; then
        good=$((good + 1))
        echo "equal    $1 (plain $3, bos $4): $(wc -l < "$dir/a") records"
    else
        bad=$((bad + 1))
        echo "DIFFERS  $1 (plain $3, bos $4): $(diff "$dir/a" "$dir/b" | grep -c '^<') of $(wc -l < "$dir/b") records"
    fi
}
for name in llama-spm gpt-2 deepseek-llm bert-bge; do
    for plain in 0 1; do check $name $vocab/$name.gguf $plain 1; done
done
for yes in true false; do
    "$dir/ours" copy $vocab/llama-spm.gguf "$dir/v.gguf" tokenizer.ggml.add_space_prefix $yes
    check "llama-spm, add_space_prefix $yes" "$dir/v.gguf" 0 0
done
tokens=tokenizer.ggml.tokens types=tokenizer.ggml.token_type
"$dir/ours" copy $vocab/llama-spm.gguf "$dir/v.gguf" general.name "Phi-3 mini" $tokens@31999 "<|endoftext|>" \
    $types@31999 3 $tokens@31998 "<|im_end|>" $tokens@31997 "Hello, w" $types@31997 4
check "llama-spm as Phi-3" "$dir/v.gguf" 0 1
"$dir/ours" copy $vocab/llama-spm.gguf "$dir/v.gguf" tokenizer.ggml.add_space_prefix false $tokens@31999 "  " \
    $types@31999 4 $tokens@31998 "   " $types@31998 4 $tokens@31997 "
" $types@31997 4 $tokens@31996 "<|eot_id|>" $types@31996 5 $tokens@31995 "llo, wor" $types@31995 4 $tokens@31994 "▁under▁" $types@31994 4
check "llama-spm as Gemma" "$dir/v.gguf" 0 1
check "llama-spm as Gemma" "$dir/v.gguf" 1 1
for pre in llama-bpe gpt-2 deepseek-llm; do
    "$dir/ours" copy $vocab/gpt-2.gguf "$dir/v.gguf" tokenizer.ggml.pre $pre $tokens@50000 "<|im_end|>" $tokens@50001 "FÃ¼hrer" \
        $tokens@50002 "he q" $types@50002 4 $tokens@50003 "quick brown" $types@50003 4 $tokens@50004 "<|eot_id|>" $types@50004 3 \
        $tokens@50005 "<s>" $types@50005 3 $tokens@50006 "s> H" $types@50006 3 $tokens@50007 " " $types@50007 2
    for plain in 0 1; do check "gpt-2 with added tokens, pre $pre" "$dir/v.gguf" $plain 1; done
done
# tokens that have a meaning by their name, and names that take it away from others
"$dir/ours" copy $vocab/gpt-2.gguf "$dir/v.gguf" $tokens@50000 "<|end|>" $tokens@50001 "<|return|>" $tokens@50002 "<|call|>" \
    $tokens@50003 "<|channel|>" $types@50003 3 $tokens@50004 "<|fim_pad|>" $tokens@50005 "<|file_sep|>" $tokens@50006 "[EOS]" \
    $tokens@50007 "<fim-prefix>" $tokens@50008 "</s>" $tokens@50009 "<s>" $types@50009 3 $tokens@50010 "<turn|>"
check "gpt-2 with gpt-oss names" "$dir/v.gguf" 0 1
"$dir/ours" copy $vocab/llama-spm.gguf "$dir/v.gguf" $tokens@31990 "<|tool_response>" $tokens@31991 "<|eom_id|>" \
    $tokens@31992 "<|end|>" $tokens@31993 "<reponame>" $tokens@31994 "[PAD]" $tokens@31995 "<|fim_middle|>"
check "llama-spm with gemma4 names" "$dir/v.gguf" 0 1
"$dir/ours" copy $vocab/gpt-2.gguf "$dir/v.gguf" tokenizer.ggml.add_bos_token true tokenizer.ggml.add_eos_token true
check "gpt-2, add_bos_token, add_eos_token" "$dir/v.gguf" 0 1
"$dir/ours" copy $vocab/bert-bge.gguf "$dir/v.gguf" tokenizer.ggml.normalizer.lowercase false
check "bert-bge, cased" "$dir/v.gguf" 0 1
for charsmap in 0 1; do
    "$dir/ours" unigram "$dir/v.gguf" "${1:-1}" $charsmap
    check "Unigram, charsmap $charsmap" "$dir/v.gguf" 0 1
    check "Unigram, charsmap $charsmap" "$dir/v.gguf" 1 0
done
"$dir/ours" rwkv "$dir/v.gguf" "${1:-1}"
check "RWKV" "$dir/v.gguf" 0 1
"$dir/ours" copy $vocab/gpt-2.gguf "$dir/v.gguf" tokenizer.ggml.model whitespace tokenizer.ggml.pre gpt-2
check "gpt-2, model whitespace" "$dir/v.gguf" 0 1
"$dir/ours" copy $vocab/gpt-2.gguf "$dir/v.gguf" tokenizer.ggml.model whitespace tokenizer.ggml.pre whitespace
check "gpt-2, model whitespace, pre whitespace" "$dir/v.gguf" 0 1
"$dir/ours" copy $vocab/gpt-2.gguf "$dir/v.gguf" tokenizer.ggml.model gemma4
check "gpt-2, model gemma4" "$dir/v.gguf" 0 1
"$dir/ours" copy $vocab/gpt-2.gguf "$dir/v.gguf" tokenizer.ggml.pre jina-v2-code $tokens@50003 "<mask>" $types@50003 3
check "gpt-2 with a mask token, pre jina-v2-code" "$dir/v.gguf" 0 1
# the names in the table of infer.h, but "whitespace", where llama.cpp aborts if the text has spaces
for pre in $(sed -n '/infer__pres\[\] = {/,/^};/p' infer.h | grep -o '^ *{"[^"]*"\|^ *"[a-z][^"]*"' | tr -d '{"'); do
    [ "$pre" = whitespace ] && continue
    "$dir/ours" copy $vocab/gpt-2.gguf "$dir/v.gguf" tokenizer.ggml.pre "$pre"
    check "gpt-2 vocabulary, pre $pre" "$dir/v.gguf" 0 1
done
echo "$good passed, $bad failed, 0 skipped"
[ $bad = 0 ]
