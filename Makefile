# make            builds every example into build/
# make run        generates text with the bundled model
# make test       runs the tests; needs nothing but a C compiler
# make model      trains the bundled model again (under 30 minutes on 2 cores)
# make shaders    compiles shaders/ into the tail of infer.h; needs glslc 2026 (GLSLC=...)
# make gpu-bench  measures a GPU: tests/gpu_bench.sh tells what
# make sanitize   runs the tests with the address and undefined-behaviour sanitizers
CC      ?= cc
CFLAGS  ?= -O2
WARN     = -std=c11 -Wall -Wextra -Wpedantic
BUILD   ?= build
VULKAN  ?= $(shell printf '\043include <volk.h>' | $(CC) -E - >/dev/null 2>&1 && echo -DINFER_VULKAN)
EXAMPLES = $(patsubst examples/%.c,$(BUILD)/%,$(wildcard examples/*.c))
TOOLS    = $(BUILD)/logits $(BUILD)/synth $(BUILD)/perplexity

# the AVX-VNNI tier's instruction in AVX-512's encoding, to test it on processors that have only that
EVEX     = $(shell grep -qw avx_vnni /proc/cpuinfo 2>/dev/null || echo -DINFER_VNNI_EVEX)

GLSLC   ?= ../shared/peer/peer glslc

all: $(EXAMPLES)

$(BUILD)/%: examples/%.c infer.h examples/common.h
	@mkdir -p $(BUILD)
	$(CC) $(WARN) $(CFLAGS) $(VULKAN) $< -lm -pthread -o $@

$(BUILD)/%: tests/%.c infer.h examples/common.h
	@mkdir -p $(BUILD)
	$(CC) $(WARN) $(CFLAGS) $< -lm -pthread -o $@

$(BUILD)/test: $(wildcard tests/*.c tests/*.h) infer.h
	@mkdir -p $(BUILD)
	$(CC) $(WARN) $(CFLAGS) $(EVEX) tests/main.c -lm -pthread -o $@

$(BUILD)/gpu_bench: tests/gpu_bench.c infer.h examples/common.h
	@mkdir -p $(BUILD)
	$(CC) $(WARN) $(CFLAGS) $(VULKAN) $< -lm -pthread -o $@

$(BUILD)/vulkan $(BUILD)/vulkan_parts: $(BUILD)/%: tests/%.c tests/vulkan_shaders.c tests/test.h tests/toy.h infer.h
	@mkdir -p $(BUILD)
	$(CC) $(WARN) $(CFLAGS) $(VULKAN) $< -lm -pthread -o $@

run: $(BUILD)/generate
	@printf "A KV cache is"
	@$(BUILD)/generate -p "A KV cache is" -n 64

$(BUILD)/embed_spirv: tools/embed_spirv.c
	@mkdir -p $(BUILD)
	$(CC) $(WARN) $(CFLAGS) $< -o $@

shaders: $(BUILD)/embed_spirv
	@mkdir -p $(BUILD)/spv
	$(BUILD)/embed_spirv infer.h shaders "$(GLSLC)" $(BUILD)/spv

test: $(BUILD)/test $(BUILD)/vulkan $(BUILD)/vulkan_parts $(EXAMPLES) $(TOOLS) $(BUILD)/embed_spirv
	$(BUILD)/embed_spirv --check infer.h shaders
	$(BUILD)/test
	$(BUILD)/vulkan
	$(BUILD)/vulkan_parts
	sh tests/cli.sh $(BUILD)

SANITIZE = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all
sanitize:
	$(MAKE) test BUILD=build/sanitize VULKAN= CFLAGS="$(SANITIZE)"
	$(MAKE) build/sanitize/gpu/vulkan BUILD=build/sanitize/gpu CFLAGS="$(SANITIZE)"
	for t in texts sessions a_lost memory_runs; do \
	    ASAN_OPTIONS=detect_leaks=0 build/sanitize/gpu/vulkan vulkan_$$t || exit 1; done # drivers keep some of what they take

model: $(BUILD)/train
	$(BUILD)/train --checkpoint $(BUILD)/train.checkpoint

clean:
	rm -rf build

gpu-bench: $(BUILD)/bench $(BUILD)/synth $(BUILD)/gpu_bench
	sh tests/gpu_bench.sh

.PHONY: all run test gpu-bench shaders sanitize model clean
