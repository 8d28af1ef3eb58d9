#!/bin/sh
# tests/cli.sh [BUILD]: the programs as a user runs them, from the repository's root after `make` (and `make
# build/logits build/synth`). BUILD is the folder with the programs (default: build). Exits 1 if a test fails.
build=${1:-build}
tiny=examples/tiny.gguf
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0 skipped=0

pass() { passed=$((passed + 1)); }
fail() { failed=$((failed + 1)); echo "FAILED: $*" >&2; }
skip() { skipped=$((skipped + 1)); echo "skip: $*" >&2; }

# run COMMAND...: its stdout, stderr and exit status go to $dir/out, $dir/err and $status
run() { "$@" >"$dir/out" 2>"$dir/err" </dev/null; status=$?; }

# expect STATUS STDERR_TEXT COMMAND...: nothing may go to stdout, and the text must be in stderr
expect() {
    want=$1 text=$2
    shift 2
    run "$@"
    if [ $status -ne "$want" ]; then fail "$*: exit $status, expected $want: $(cat "$dir/err")"
    elif ! grep -qF -- "$text" "$dir/err"; then fail "$*: no '$text' in: $(cat "$dir/err")"
    elif [ -s "$dir/out" ]; then fail "$*: wrote to stdout"
    else pass; fi
}

# same WHAT A B: two files are equal
same() { if cmp -s "$2" "$3"; then pass; else fail "$1: $(cmp "$2" "$3" 2>&1)"; fi; }

# ---- usage ----

for program in generate chat inspect tokenize embed logits synth bench; do
    [ -x "$build/$program" ] || { skip "$build/$program is not built"; continue; }
    run "$build/$program" --help
    if [ $status -eq 0 ] && grep -q "^usage: $program" "$dir/out" && [ ! -s "$dir/err" ]; then pass
    else fail "$program --help: exit $status"; fi
    expect 2 "unknown option --no-such-option" "$build/$program" --no-such-option
done
expect 2 "give -p TEXT" "$build/generate"
expect 2 "-p needs a value" "$build/generate" -p
expect 2 "'many' is no whole number" "$build/generate" -p a -n many
expect 2 "'1.5' is no whole number" "$build/generate" -p a -n 1.5
expect 2 "-n: expected 0 to" "$build/generate" -p a -n -1
expect 2 "--top-p: expected 0 to 1, found 2" "$build/generate" -p a --top-p 2
expect 2 "--temp: 'nan' is no number" "$build/generate" -p a --temp nan
expect 2 "--seed: '-1'" "$build/generate" -p a --seed -1
expect 2 "--kernels: expected auto|scalar|avx2|avxvnni|avx512, found 'sse'" "$build/generate" -p a --kernels sse
expect 2 "--kv: expected f16|f32|q8_0" "$build/chat" -p a --kv f8
expect 2 "-t: expected 0 to 1024" "$build/chat" -p a -t 5000
expect 2 "--device: expected" "$build/chat" -p a -m none.gguf --device tpu
expect 2 "unexpected argument 'word'" "$build/generate" -p a word
expect 2 "unexpected argument 'word'" "$build/chat" word
expect 2 "-m MODEL" "$build/inspect"
expect 2 "-m MODEL" "$build/tokenize"
expect 2 "-m MODEL" "$build/embed"
expect 2 "--pooling: expected model|none|mean|cls|last|rank, found 'all'" "$build/embed" -m $tiny --pooling all
expect 2 "-o OUT" "$build/logits" -m none.gguf
expect 2 "which file" "$build/synth"
expect 2 "--shape: there is no 'huge'" "$build/synth" "$dir/x.gguf" --shape huge
expect 2 "--type: there is no 'Q9'" "$build/synth" "$dir/x.gguf" --type Q9

# ---- files that are not there, or no models ----

printf 'this is no model at all' >"$dir/text.gguf"
for program in "generate -p a" "chat -p a" inspect tokenize "embed a" "logits -o $dir/x 1"; do
    expect 1 "$dir/none.gguf" $build/$program -m "$dir/none.gguf"
    expect 1 "not a GGUF file" $build/$program -m "$dir/text.gguf"
done
expect 1 "no-such-folder" "$build/synth" "$dir/no-such-folder/x.gguf" --shape toy

# ---- a small model with random weights ----

toy=$dir/toy.gguf
run "$build/synth" "$toy" --shape toy --type Q8_0
if [ $status -eq 0 ] && [ -s "$toy" ]; then pass; else fail "synth: exit $status: $(cat "$dir/err")"; fi
"$build/synth" "$dir/again.gguf" --shape toy --type Q8_0 >/dev/null
same "synth is deterministic" "$toy" "$dir/again.gguf"
for type in F32 F16 BF16 Q4_0 Q4_1 Q5_0 Q5_1 Q8_0 Q2_K Q3_K Q4_K Q5_K Q6_K; do
    "$build/synth" "$dir/type.gguf" --shape toy --type $type >/dev/null 2>&1
    run "$build/logits" -m "$dir/type.gguf" -o "$dir/type.bin" 1 2 3
    if [ $status -eq 0 ] && [ "$(wc -c <"$dir/type.bin")" -eq $((3 * 512 * 4)) ]; then pass
    else fail "logits of $type: exit $status: $(cat "$dir/err")"; fi
done

run "$build/inspect" "$toy"
for line in 'general.architecture = "llama"' 'blk.1.ffn_down.weight' 'KV cache' 'bits/weight'; do
    if grep -qF -- "$line" "$dir/out"; then pass; else fail "inspect: no '$line'"; fi
done

"$build/logits" -m "$toy" -o "$dir/a.bin" 1 40 41 42 43 44 >/dev/null
"$build/logits" -m "$toy" -o "$dir/b.bin" --batch 4 1 40 41 42 43 44 >/dev/null
echo 1 40 41 42 43 44 | "$build/logits" -m "$toy" -o "$dir/c.bin" >/dev/null
if [ "$(wc -c <"$dir/a.bin")" -eq "$(wc -c <"$dir/b.bin")" ]; then pass; else fail "logits --batch"; fi
same "logits of ids from stdin" "$dir/a.bin" "$dir/c.bin"
expect 2 "token id 512: expected 0 to 511" "$build/logits" -m "$toy" -o "$dir/x" 512

# bench: a table, and a JSON list; two layers are two calls of each operation a token
run "$build/bench" -m "$toy" -p 16 -n 4 -d 20 -r 2 -t 1
if [ $status -eq 0 ] && [ ! -s "$dir/err" ] && grep -q '^prefill 16 ' "$dir/out" && grep -q '^decode 4 ' "$dir/out"; then pass
else fail "bench: exit $status: $(cat "$dir/err")"; fi
run "$build/bench" -m "$toy" -p 0 -n 4 -r 2 -t 1 --json --profile
for text in '"type": "Q8_0"' '"n_decode": 4' '"prefill_tps": 0.000' '"op": "attention", "calls": 2,'; do
    if grep -qF -- "$text" "$dir/out"; then pass; else fail "bench --json: no $text"; fi
done
expect 2 "nothing to measure" "$build/bench" -m "$toy" -p 0 -n 0

generate() { "$build/generate" -m "$toy" -p "abc def" -n 24 --ignore-eos "$@" 2>/dev/null; }
generate --temp 1 --seed 7 >"$dir/a"
generate --temp 1 --seed 7 >"$dir/b"
generate --temp 1 --seed 8 >"$dir/c"
same "generate, same seed" "$dir/a" "$dir/b"
if cmp -s "$dir/a" "$dir/c"; then fail "generate: another seed gave the same text"; else pass; fi
generate >"$dir/a"
generate -t 1 >"$dir/b"
same "generate, other number of threads" "$dir/a" "$dir/b"
printf 'abc def' | "$build/generate" -m "$toy" -p - -n 24 --ignore-eos >"$dir/b" 2>/dev/null
same "generate -p -" "$dir/a" "$dir/b"
printf 'abc def' >"$dir/prompt"
"$build/generate" -m "$toy" -f "$dir/prompt" -n 24 --ignore-eos >"$dir/b" 2>/dev/null
same "generate -f" "$dir/a" "$dir/b"
run "$build/generate" -m "$toy" -p abc -n 2
if grep -q "tokens/s" "$dir/err" && ! grep -q "tokens/s" "$dir/out"; then pass; else fail "generate: speeds on stderr"; fi
expect 1 "context" "$build/generate" -m "$toy" -p "abc def ghi jkl mno" -c 4
"$build/generate" -m "$toy" -p abc -n 2000 --ignore-eos 2>"$dir/err" | head -c 1 >/dev/null
if [ ! -s "$dir/err" ] || grep -q "tokens/s\|stdout" "$dir/err"; then pass; else fail "closed pipe: $(cat "$dir/err")"; fi
if [ -w /dev/full ]; then
    "$build/generate" -m "$toy" -p abc -n 8 >/dev/full 2>"$dir/err"
    if [ $? -eq 1 ] && grep -q "cannot write" "$dir/err"; then pass; else fail "a full disk: $(cat "$dir/err")"; fi
fi
if command -v timeout >/dev/null; then
    # --foreground: one signal, to the program alone; otherwise its group gets a second, and a second one kills
    timeout --foreground -s INT 1 "$build/generate" -m "$toy" -p abc -n 1000000 -c 100000 --ignore-eos >"$dir/out" 2>"$dir/err"
    if grep -q "tokens/s" "$dir/err" && [ -s "$dir/out" ]; then pass; else fail "Ctrl-C: $(cat "$dir/err")"; fi
fi

printf 'one\ntwo\n/clear\none\n/quit\nthree\n' | "$build/chat" -m "$toy" -n 8 >"$dir/out" 2>"$dir/err"
if [ $? -eq 0 ] && [ "$(grep -c tokens/s "$dir/err")" -eq 3 ]; then pass; else fail "chat: $(cat "$dir/err")"; fi
"$build/chat" -m "$toy" -n 8 -p one >"$dir/a" 2>/dev/null
sed -n "1,$(wc -l <"$dir/a")p" "$dir/out" >"$dir/b"
same "chat -p is the first turn" "$dir/a" "$dir/b"
i=0
while [ $i -lt 12 ]; do echo "question number $i of a long conversation"; i=$((i + 1)); done |
    "$build/chat" -m "$toy" -n 8 -c 160 --system "be brief" >"$dir/out" 2>"$dir/err"
if [ $? -eq 0 ] && grep -q "forgotten" "$dir/err"; then pass; else fail "chat, full context: $(tail -1 "$dir/err")"; fi

# ---- the bundled model: real text ----

if [ ! -f $tiny ]; then
    skip "$tiny is not there"
else
    roundtrip() { # FILE: text to ids and back
        "$build/tokenize" -m $tiny --no-bos --no-special <"$1" >"$dir/ids" || fail "tokenize $1"
        "$build/tokenize" -m $tiny --decode <"$dir/ids" >"$dir/back"
        same "tokenize round trip of $1" "$1" "$dir/back"
    }
    printf 'A KV cache is\n  na\303\257ve \346\227\245\346\234\254\350\252\236 \360\237\246\231 x\t\ty' >"$dir/text"
    printf 'zero\000byte and \377\376 bad UTF-8 \303' >"$dir/bytes"
    : >"$dir/empty"
    roundtrip "$dir/text"
    # what is not UTF-8 comes back as U+FFFD: a byte-level vocabulary is one of characters
    printf 'zero\000byte and \357\277\275\357\277\275 bad UTF-8 \357\277\275' >"$dir/mended"
    "$build/tokenize" -m $tiny --no-bos --no-special <"$dir/bytes" >"$dir/ids" || fail "tokenize bytes"
    "$build/tokenize" -m $tiny --decode <"$dir/ids" >"$dir/back"
    same "tokenize of bytes that are not UTF-8" "$dir/mended" "$dir/back"
    roundtrip "$dir/empty"
    roundtrip infer.h
    if [ "$("$build/tokenize" -m $tiny <"$dir/text" | wc -l)" -eq 1 ]; then pass; else fail "tokenize: not one line"; fi
    echo "1 2 x" | "$build/tokenize" -m $tiny --decode >/dev/null 2>"$dir/err"
    if [ $? -eq 1 ] && grep -q "'x" "$dir/err"; then pass; else fail "tokenize --decode of a word"; fi
    echo "99999999" | "$build/tokenize" -m $tiny --decode >/dev/null 2>"$dir/err"
    if [ $? -eq 1 ] && grep -q 99999999 "$dir/err"; then pass; else fail "tokenize --decode of an id too large"; fi
    run "$build/generate" -p "A KV cache is" -n 16
    if [ $status -eq 0 ] && [ "$(wc -w <"$dir/out")" -gt 3 ]; then pass; else fail "generate: $(cat "$dir/err")"; fi
    run "$build/chat" -p "What is a KV cache?"
    if [ $status -eq 0 ] && grep -qi "cache" "$dir/out"; then pass; else fail "chat: $(cat "$dir/out" "$dir/err")"; fi
    run "$build/hello"
    if [ $status -eq 0 ] && [ -s "$dir/out" ]; then pass; else fail "hello: $(cat "$dir/err")"; fi
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
