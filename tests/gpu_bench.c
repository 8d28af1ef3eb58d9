/* What a Vulkan device can do, and how fast attention alone is on it; tests/gpu_bench.sh calls this for its table.
 * build/gpu_bench [--device N] [--small] [--spv DIR] [--tokens N,N...]: one JSON object on stdout, progress on stderr.
 *
 * Times are the host's, around one submission of many dispatches, the submission's own cost taken off; best of 5. This
 * program uses private names of infer.h. */
#define INFER_IMPLEMENTATION
#include "../infer.h"
#include "../examples/common.h"

#ifndef INFER_VULKAN
int main(void) {
    program_name = "gpu_bench";
    die("compiled without INFER_VULKAN (no volk.h)");
}
#else

static infer__vk device;
static const char *spv_folder;
static double submit_seconds;
static int runs = 6;

static void check(int rc, const infer_error *err) {
    if (rc) die("%s", err->message);
}

static VkPipeline pipeline(const char *name, const int32_t *spec, int n_spec) {
    const infer__spirv *module = infer__spirv_find(name);
    infer__spirv loaded = {name, NULL, 0};
    VkPipeline p = VK_NULL_HANDLE;
    int32_t all[16] = {0};
    memcpy(all, spec, (size_t)n_spec * sizeof *spec);
    char path[512];
    snprintf(path, sizeof path, "%s/%s.spv", spv_folder ? spv_folder : ".", name);
    FILE *f = spv_folder ? fopen(path, "rb") : NULL;
    uint32_t *code = f ? (uint32_t *)must(malloc(1 << 20)) : NULL;
    if (f) loaded.code = code, loaded.bytes = fread(code, 1, 1 << 20, f), module = &loaded, fclose(f);
    if (module && infer__vk_make_pipeline(&device, module, all, &p) != VK_SUCCESS) p = VK_NULL_HANDLE;
    free(code);
    return p; /* a device that refuses one goes without */
}

static infer__vk_buffer buffer(uint64_t bytes) {
    infer__vk_buffer b;
    infer_error err;
    check(infer__vk_make_buffer(&device, bytes, INFER__VK_DEVICE, &b, &err), &err);
    return b;
}

/* Runs what has been recorded: seconds, the best of 5. */
static double run(void) {
    double best = 1e30;
    infer_error err;
    device.f.vkEndCommandBuffer(device.once);
    for (int i = 0; i < runs; i++) { /* the first warms up */
        double start = infer_seconds();
        check(infer__vk_run(&device, device.once, &err), &err);
        double seconds = infer_seconds() - start;
        if (i) best = INFER__MIN(best, seconds);
    }
    return INFER__MAX(best - submit_seconds, 1e-9);
}

/* `count` dispatches, each after the last. */
static double dispatches(VkPipeline p, const infer__vk_push *push, int count, int x, int y) {
    if (!p) return 0;
    infer__vk_begin(&device, device.once, true);
    for (int i = 0; i < count; i++) {
        infer__vk_dispatch(&device, device.once, p, push, (uint32_t)x, (uint32_t)y, 1);
        infer__vk_barrier(&device, device.once, true);
    }
    double seconds = run() / count;
    device.f.vkDestroyPipeline(device.device, p, NULL);
    return seconds;
}

/* Read plus written bytes a second. */
static double copy_rate(uint64_t bytes, int count) {
    infer__vk_buffer a = buffer(bytes), b = buffer(bytes);
    VkBufferCopy region = {0, 0, bytes};
    infer__vk_begin(&device, device.once, true);
    for (int i = 0; i < count; i++) {
        device.f.vkCmdCopyBuffer(device.once, a.buffer, b.buffer, 1, &region);
        infer__vk_barrier(&device, device.once, true);
    }
    double rate = 2.0 * (double)bytes * count / run();
    infer__vk_free_buffer(&device, &a), infer__vk_free_buffer(&device, &b);
    return rate;
}

/* ---- attention alone: 32 heads of 128, causal, f16 ---- */

enum { HEADS = 32, HEAD = 128 };

static double attention(const char *name, int tokens, infer__vk_buffer *data) {
    const infer__vk_caps *c = &device.caps;
    int32_t sg = c->subgroup, spec[11] = {128, 0, INFER_TYPE_F16, HEAD, HEAD, INFER_TYPE_F16, 32};
    int rows = 32;
    bool cm1 = strcmp(name, "fa_cm1") == 0, cm2 = strcmp(name, "fa_cm2") == 0;
    if ((cm1 && (!c->cm1 || sg % c->cm_m)) || (cm2 && !c->cm2)) return 0;
    if (cm1) {
        spec[0] = (c->is.deviceType == VK_PHYSICAL_DEVICE_TYPE_CPU ? 4 : 8) * sg, rows = spec[0] / sg * c->cm_m;
        spec[6] = c->cm_m, spec[7] = c->cm_n, spec[8] = c->cm_k, spec[9] = 32;
    }
    if (cm2) rows = spec[6] = 64, spec[7] = 64;
    size_t size = (size_t)tokens * HEADS * HEAD * 2;
    infer__vk_push push = INFER__ZERO;
    const int32_t params[4] = {0, tokens, tokens, 0};
    infer_error err;
    check(infer__vk_copy(&device, &(infer__vk_piece){0, 0, data}, 0, (void *)(uintptr_t)params, sizeof params, false,
                         &err),
          &err);
    push.p[0] = data->address;
    for (int i = 0; i < 4; i++) push.p[1 + i] = data->address + 4096 + (uint64_t)i * size;
    push.i[0] = push.i[1] = HEADS, push.i[2] = tokens, push.i[4] = 1;
    push.i[5] = push.i[7] = HEADS * HEAD, push.i[6] = push.i[8] = HEAD;
    push.f[0] = 1 / sqrtf(HEAD);
    return dispatches(pipeline(name, spec, 10), &push, tokens > 8192 || runs < 6 ? 1 : 10, (tokens + rows - 1) / rows,
                      HEADS);
}

int main(int argc, char **argv) {
    static const char *const kernels[] = {"fa_f", "fa_cm1", "fa_cm2"};
    const char *lengths = NULL;
    int index = 0;
    bool small = false;
    infer_error err;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--small") == 0) small = true;
        else if (strcmp(argv[i], "--device") == 0 && i + 1 < argc) index = atoi(argv[++i]);
        else if (strcmp(argv[i], "--spv") == 0 && i + 1 < argc) spv_folder = argv[++i];
        else if (strcmp(argv[i], "--tokens") == 0 && i + 1 < argc) lengths = argv[++i];
        else die("usage: gpu_bench [--device N] [--small] [--spv DIR] [--tokens N,N...]");
    }
    check(infer__vk_open(&device, index, &err), &err);
    const infer__vk_caps *c = &device.caps;
    if (small) runs = 2;
    if (!lengths) lengths = small ? "64,128" : "2048,32768,131072";

    infer__vk_begin(&device, device.once, true);
    submit_seconds = run(); /* of nothing */
    infer__vk_buffer data = buffer(1 << 20);
    const int32_t none[4] = {0, 0, 0, 0};
    infer__vk_push push = INFER__ZERO;
    check(
        infer__vk_copy(&device, &(infer__vk_piece){0, 0, &data}, 0, (void *)(uintptr_t)none, sizeof none, false, &err),
        &err);
    push.p[0] = data.address, push.p[1] = push.p[2] = push.p[3] = data.address + 4096, push.f[0] = 0.5f;

    fprintf(stderr, "%s: copy\n", c->is.deviceName);
    double copy = copy_rate((uint64_t)(small ? 16 : 1024) << 20, small ? 2 : 8);
    fprintf(stderr, "dispatches and arithmetic\n");
    push.i[4] = 1;
    double chain = dispatches(pipeline("norm", (const int32_t[]){64, 0, 0, 0, 0}, 5), &push, small ? 100 : 1000, 1, 1);
    int groups = 64 * INFER__MAX(c->cores, 1), steps = small ? 256 : 16384;
    if (small) groups = 4;
    push.i[0] = steps;
    double seconds = dispatches(pipeline("probe", (const int32_t[]){128, 0}, 2), &push, 1, groups, 1), matrix = 0;
    double floats = seconds > 0 ? 8.0 * 4 * 2 * 128 * steps * groups / seconds : 0;
    if (c->cm1) {
        const int32_t spec[6] = {4 * c->subgroup, 0, 0, c->cm_m, c->cm_n, c->cm_k};
        seconds = dispatches(pipeline("probe_cm", spec, 6), &push, 1, groups, 1);
        if (seconds > 0) matrix = 4.0 * 4 * 2 * c->cm_m * c->cm_n * c->cm_k * steps * groups / seconds;
    }
    infer__vk_free_buffer(&device, &data);
    printf("{\"device\": \"%s\", \"driver\": %u, \"api\": %u, \"memory_gb\": %.1f, \"cores\": %d, \"subgroup\": %d, "
           "\"shared_bytes\": %d, \"cooperative_matrix\": [%d, %d, %d], \"cooperative_matrix2\": %s, \"integer_dot\": "
           "%s,\n"
           " \"copy_gbs\": %.2f, \"float_tflops\": %.4f, \"matrix_tflops\": %.4f, \"dispatch_us\": %.3f, "
           "\"submit_us\": %.2f,\n"
           " \"attention\": [",
           c->is.deviceName, c->is.driverVersion, c->is.apiVersion, (double)c->memory * 1e-9, c->cores, c->subgroup,
           c->shared_bytes, c->cm_m, c->cm_n, c->cm_k, c->cm2 ? "true" : "false", c->dot_fast ? "true" : "false",
           copy * 1e-9, floats * 1e-12, matrix * 1e-12, chain * 1e6, submit_seconds * 1e6);

    const char *comma = "\n";
    for (const char *p = lengths; *p; p += strcspn(p, ","), p += *p == ',') {
        int tokens = atoi(p);
        size_t size = (size_t)tokens * HEADS * HEAD * 2;
        if (tokens < 1) die("--tokens: a list of numbers");
        infer__vk_buffer b;
        if (infer__vk_make_buffer(&device, 4096 + 4 * size, INFER__VK_DEVICE, &b, &err)) {
            fprintf(stderr, "%d tokens: %s\n", tokens, err.message);
            continue;
        }
        enum { PIECE = 1 << 22 };
        uint16_t *random = (uint16_t *)must(malloc(PIECE));
        uint32_t state = 1;
        for (int i = 0; i < PIECE / 2; i++) { /* +-(0.25 to 2) */
            state = state * 1664525u + 1013904223u;
            random[i] = (uint16_t)((state >> 16 & 0x83ff) | (0x3400 + (state >> 8 & 0x0c00) % 0x0c00));
        }
        for (uint64_t at = 4096; at < 4096 + 3 * size; at += PIECE)
            check(infer__vk_copy(&device, &(infer__vk_piece){0, 0, &b}, at, random,
                                 INFER__MIN((uint64_t)PIECE, 4096 + 3 * size - at), false, &err),
                  &err);
        free(random);
        for (size_t k = 0; k < sizeof kernels / sizeof *kernels; k++) {
            if (k == 0 && tokens > 8192 && c->cm1) continue; /* known to be slower by far */
            fprintf(stderr, "attention, %d tokens, %s\n", tokens, kernels[k]);
            seconds = attention(kernels[k], tokens, &b);
            if (seconds <= 0) continue;
            printf("%s  {\"kernel\": \"%s\", \"tokens\": %d, \"ms\": %.4f, \"tflops\": %.4f}", comma, kernels[k],
                   tokens, seconds * 1e3, 2.0 * tokens * tokens * HEADS * HEAD / seconds * 1e-12);
            comma = ",\n";
        }
        infer__vk_free_buffer(&device, &b);
    }
    printf("]}\n");
    infer__vk_close(&device);
    return 0;
}
#endif
