# make            builds every example into build/
# make run        generates text with the bundled model
# make test       runs the tests; needs nothing but a C compiler
# make model      trains the bundled model again (under 30 minutes on 2 cores)
# make sanitize   runs the tests with the address and undefined-behaviour sanitizers
CC      ?= cc
CFLAGS  ?= -O2
WARN     = -std=c11 -Wall -Wextra -Wpedantic
BUILD   ?= build
EXAMPLES = $(patsubst examples/%.c,$(BUILD)/%,$(wildcard examples/*.c))
TOOLS    = $(BUILD)/logits $(BUILD)/synth

all: $(EXAMPLES)

$(BUILD)/%: examples/%.c infer.h examples/common.h
	@mkdir -p $(BUILD)
	$(CC) $(WARN) $(CFLAGS) $< -lm -pthread -o $@

$(BUILD)/%: tests/%.c infer.h examples/common.h
	@mkdir -p $(BUILD)
	$(CC) $(WARN) $(CFLAGS) $< -lm -pthread -o $@

$(BUILD)/test: $(wildcard tests/*.c tests/*.h) infer.h
	@mkdir -p $(BUILD)
	$(CC) $(WARN) $(CFLAGS) tests/main.c -lm -pthread -o $@

run: $(BUILD)/generate
	@printf "A KV cache is"
	@$(BUILD)/generate -p "A KV cache is" -n 64

test: $(BUILD)/test $(EXAMPLES) $(TOOLS)
	$(BUILD)/test
	sh tests/cli.sh $(BUILD)

sanitize:
	$(MAKE) test BUILD=build/sanitize CFLAGS="-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all"

model: $(BUILD)/train
	$(BUILD)/train --checkpoint $(BUILD)/train.checkpoint

clean:
	rm -rf build

.PHONY: all run test sanitize model clean
