# make            builds every example into build/
# make run        generates text with the bundled model
# make test       runs the tests; needs nothing but a C compiler
# make model      trains the bundled model again (under 30 minutes on 2 cores)
CC      ?= cc
CFLAGS  ?= -O2
WARN     = -std=c11 -Wall -Wextra -Wpedantic
EXAMPLES = $(patsubst examples/%.c,build/%,$(wildcard examples/*.c))
TOOLS    = build/logits build/synth

all: $(EXAMPLES)

build/%: examples/%.c infer.h
	@mkdir -p build
	$(CC) $(WARN) $(CFLAGS) $< -lm -pthread -o $@

build/%: tests/%.c infer.h
	@mkdir -p build
	$(CC) $(WARN) $(CFLAGS) $< -lm -pthread -o $@

build/test: $(wildcard tests/*.c tests/*.h) infer.h
	@mkdir -p build
	$(CC) $(WARN) $(CFLAGS) tests/main.c -lm -pthread -o $@

run: build/generate
	build/generate -p "A KV cache is" -n 64

test: build/test $(EXAMPLES) $(TOOLS)
	build/test

clean:
	rm -rf build

.PHONY: all run test clean
