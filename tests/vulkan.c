/* build/vulkan [FILTER] [--device vulkan:N] [--files MODEL...]: the GPU path, held to the CPU's. Needs a Vulkan driver; lavapipe
 * (Debian: mesa-vulkan-drivers) is enough. Skips with one line where there is none, or no volk.h to compile with. */
#define _DEFAULT_SOURCE
#define INFER_IMPLEMENTATION
#ifdef INFER_VULKAN
#include <stdbool.h>
#define VOLK_IMPLEMENTATION
#include <volk.h>
static bool vk_apart; /* devices say that they have memory of their own, so that what goes there is staged */
static bool vk_many;  /* and that any number of subgroups is a workgroup */
static void vk_properties(VkPhysicalDevice device, VkPhysicalDeviceProperties *out) {
    vkGetPhysicalDeviceProperties(device, out);
    if (vk_apart) out->deviceType = VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU;
}
static void vk_properties2(VkPhysicalDevice device, VkPhysicalDeviceProperties2 *out) {
    vkGetPhysicalDeviceProperties2(device, out);
    for (VkBaseOutStructure *p = (VkBaseOutStructure *)(void *)out; p && vk_many; p = p->pNext)
        if (p->sType == VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_PROPERTIES)
            ((VkPhysicalDeviceVulkan13Properties *)(void *)p)->maxComputeWorkgroupSubgroups = UINT32_MAX;
}
#define vkGetPhysicalDeviceProperties(device, out)  vk_properties(device, out)
#define vkGetPhysicalDeviceProperties2(device, out) vk_properties2(device, out)
#endif
#include "../infer.h"

#ifndef INFER_VULKAN
int main(void) {
    fprintf(stderr, "skip: compiled without INFER_VULKAN (no volk.h)\n");
    printf("0 passed, 0 failed, 1 skipped\n");
    return 0;
}
#else
#include "test.h"
#include "toy.h"

static const char *vk_device = "vulkan", *vk_self;
static const char *vk_stories = "../shared/models/stories260K.gguf", *vk_tiny = "examples/tiny.gguf";

/* What a trace saw, one after the other. */
typedef struct vk_log {
    infer_trace op[1 << 16];
    int n, at, close; /* close: equal but for the order of sums */
    bool compare;
    double worst, tolerance;
} vk_log;

static double vk_error(const float *got, const float *want, size_t n) {
    double difference = 0, total = 0;
    for (size_t i = 0; i < n; i++) {
        double d = (double)got[i] - (double)want[i];
        difference += d * d, total += (double)want[i] * (double)want[i];
    }
    return sqrt(difference) / (sqrt(total) + 1e-30); /* NaN stays NaN */
}

static void vk_trace(const infer_trace *op, void *user) {
    vk_log *log = user;
    size_t n = (size_t)op->rows * (size_t)op->columns;
    if (!log->compare) {
        float *copy = malloc(n * sizeof *copy);
        memcpy(copy, op->data, n * sizeof *copy);
        log->op[log->n] = *op, log->op[log->n++].data = copy;
        return;
    }
    if (log->at < log->n && strcmp(log->op[log->at].name, "experts' rows") == 0 &&
        strcmp(op->name, "experts' rows") != 0)
        log->at++; /* summed at once there */
    const infer_trace *want = &log->op[log->at++];
    if (log->at > log->n || strcmp(op->name, want->name) != 0 || op->layer != want->layer || op->rows != want->rows ||
        op->columns != want->columns || op->position != want->position) {
        TEST_FAIL("operation %d is %s of layer %d, %d x %d, expected %s", log->at - 1, op->name, op->layer, op->rows,
                  op->columns, log->at > log->n ? "none" : want->name);
        return;
    }
    double error = vk_error(op->data, want->data, n);
    log->close += error <= 1e-5;
    if (!(error <= log->tolerance))
        TEST_FAIL("%s of layer %d at %d, %d x %d: relative error %g", op->name, op->layer, op->position, op->rows,
                  op->columns, error);
    if (error > log->worst) log->worst = error;
}

static void vk_log_free(vk_log *log) {
    for (int i = 0; i < log->n; i++) free((void *)(uintptr_t)log->op[i].data);
    free(log);
}

static const toy vk_own[] = {
    {"scaled-experts", "qwen3moe", TOY_NEOX | TOY_QK_NORM, 16, 16, 2, 0, 0, 0, 0, 10000, NULL, 0, 0, 0, TOY_DENSE,
     "ffn_gate_exps.scale:8 ffn_up_exps.scale:8 ffn_down_exps.scale:8 " TOY_EXPERTS("32"), TOY_EXPERT_KEYS},
    {"one-expert", "qwen3moe", TOY_NEOX | TOY_QK_NORM, 16, 16, 2, 0, 0, 0, 0, 10000, NULL, 0, 0, 0, TOY_DENSE,
     TOY_EXPERTS("32"), "expert_count=8 expert_used_count=1 expert_feed_forward_length=32 "},
};
/* The toys, more mechanisms, and behind them those with experts. */
enum { VK_EXPERTS = TOY_COUNT + 3, VK_NAMED = VK_EXPERTS + 6, VK_TOYS = VK_NAMED + 2 };
static const toy *vk_toy(int i) {
    static const char *names[] = {"bloom",   "gpt2",         "olmo",      "qwen3moe", "qwen2moe",
                                  "gpt-oss", "smallthinker", "deepseek2", "llama4"};
    for (int j = 0; i >= TOY_COUNT && i < VK_NAMED && j < TOY_MECHANISMS; j++)
        if (strcmp(mechanisms[j].name, names[i - TOY_COUNT]) == 0) return &mechanisms[j];
    return i < TOY_COUNT ? &toys[i] : &vk_own[i - VK_NAMED];
}

static infer_model_desc vk_desc(bool gpu) {
    infer_model_desc d = {.threads = 2, .kernels = INFER_KERNELS_SCALAR, .device = gpu ? vk_device : "cpu"};
    return d;
}

static infer_model *vk_open(const char *path, bool gpu) {
    infer_error err = {0, ""};
    infer_model_desc d = vk_desc(gpu);
    d.path = path;
    infer_model *m = infer_model_open(&d, &err);
    if (!m) TEST_FAIL("%s", err.message);
    return m;
}

static void vk_tokens(int32_t *tokens, int n, int vocabulary) {
    for (int i = 0; i < n; i++) tokens[i] = (i * i * 7 + 3 * i + 5) % vocabulary;
}

/* The same tokens through both, operation by operation: a batch, another, then one by one; and as texts to embed. */
static double vk_compare_ops(infer_model *cpu, infer_model *gpu, int kv, double tolerance, const char *what) {
    infer_error err = {0, ""};
    static const int batches[] = {13, 3, 1, 1, 21, 1}, lengths[] = {13, 2, 9, 30, 1};
    const bool embeds = kv != INFER_KV_Q8_0; /* there so many roundings fall the other way that it shows */
    const size_t width = (size_t)cpu->pooled[0];
    vk_log *log = calloc(1, sizeof *log);
    float *vectors = calloc(2 * 5 * width, sizeof *vectors); /* each side's */
    int32_t tokens[64];
    log->tolerance = tolerance;
    vk_tokens(tokens, 64, cpu->hyper.vocabulary);
    for (int side = 0; side < 2; side++) {
        infer_session_desc d = {.context = 64, .batch = 32, .kv = kv, .trace = vk_trace, .trace_user_data = log};
        d.pooling = INFER_POOLING_MEAN;
        infer_session *s = infer_session_create(side ? gpu : cpu, &d, &err);
        log->compare = side;
        for (int i = 0, at = 0; s && i < 6 && !infer__has(cpu, INFER__ENCODER); at += batches[i++])
            if (infer_eval(s, tokens + at, batches[i], &err)) TEST_FAIL("%s: %s", what, err.message);
        if (!s || (embeds && infer_embed(s, tokens, lengths, 5, vectors + (size_t)side * 5 * width, &err) < 0))
            TEST_FAIL("%s: %s", what, err.message);
        CHECK(!side || (s && s->gpu)); /* it stays there */
        infer_session_destroy(s);
    }
    double error = vk_error(vectors + 5 * width, vectors, 5 * width);
    if (embeds && !(error <= tolerance)) TEST_FAIL("%s: embeddings: relative error %g", what, error);
    free(vectors);
    CHECK_EQ_INT(log->at, log->n);
    CHECK(log->n > 0);
    fprintf(stderr, "  %s, kv %s: %d operations, worst relative error %.1e\n", what,
            kv == INFER_KV_F16   ? "f16"
            : kv == INFER_KV_F32 ? "f32"
                                 : "q8_0",
            log->n, log->worst);
    double close = (double)log->close / log->n;
    vk_log_free(log);
    return close;
}

TEST(vulkan_devices) {
    infer_device list[16];
    int n = infer_devices(list, 16);
    CHECK(n >= 1 && strcmp(list[0].id, "cpu") == 0 && list[0].usable);
    CHECK_EQ_INT(infer_devices(NULL, 0), n);
    for (int i = 0; i < n && i < 16; i++)
        fprintf(stderr, "  %s: %s, %.1f GB %s\n", list[i].id, list[i].name, (double)list[i].memory / 1e9,
                list[i].reason);
    VkInstance instance;
    VkPhysicalDevice physical;
    uint32_t one = 1;
    infer__vk_caps caps;
    infer__vk_chain on;
    vk_many = true; /* Mesa's driver for AMD does */
    CHECK(infer__vk_start(&instance) == NULL && vkEnumeratePhysicalDevices(instance, &one, &physical) >= 0);
    infer__vk_query(instance, physical, &caps, &on);
    CHECK_EQ_INT(caps.max_threads, caps.is.limits.maxComputeWorkGroupInvocations);
    vkDestroyInstance(instance, NULL);
    vk_many = false;
}

TEST(vulkan_operations_match_the_cpu) {
    for (int t = 0; t < VK_TOYS; t++) {
        if (!vk_self && t % 4 != 0) continue; /* under the validation layer, some */
        const toy *toy = vk_toy(t);
        infer_model *cpu = toy_open(toy, INFER_TYPE_F32, vk_desc(false));
        infer_model *gpu = toy_open(toy, INFER_TYPE_F32, vk_desc(true));
        for (int kv = 0; kv < 3 && cpu && gpu; kv++)
            if (!kv || strcmp(toy->name, "gemma2") == 0) vk_compare_ops(cpu, gpu, kv, 1e-3, toy->name);
        infer_model_close(cpu), infer_model_close(gpu);
    }
}

/* Recurrent layers, all and with some on the CPU: the last alone, or also the attention before it, on the GPU. */
TEST(vulkan_recurrent_layers_match_the_cpu) {
    infer_error err = {0, ""};
    for (int i = 0; i < REC_MODELS; i++) {
        if (!vk_self && i % 3 != 2) continue;
        for (int split = 0; split < 2; split++) {
            infer_model_desc d = vk_desc(true);
            d.gpu_layers = split ? 1 + i % 2 : 0;
            infer_model *cpu = rec_open(&rec_models[i], true, NULL, vk_desc(false), &err),
                        *gpu = rec_open(&rec_models[i], true, NULL, d, &err);
            if (cpu && gpu) vk_compare_ops(cpu, gpu, INFER_KV_F32, 1e-3, rec_models[i].arch);
            else TEST_FAIL("%s: %s", rec_models[i].arch, err.message);
            infer_model_close(cpu), infer_model_close(gpu);
        }
    }
}

/* Layers, and experts of layers, that stay on the CPU. */
static const int vk_splits[][2] = {{0, 3}, {5, 4}, {0, 7}}; /* gpu_layers, cpu_experts */

TEST(vulkan_experts_on_the_cpu_match) {
    for (int t = VK_EXPERTS; t < VK_TOYS; t++) {
        infer_model_desc d = vk_desc(true);
        d.gpu_layers = vk_splits[t % 3][0], d.cpu_experts = vk_splits[t % 3][1];
        infer_model *cpu = toy_open(vk_toy(t), INFER_TYPE_F32, vk_desc(false)),
                    *gpu = toy_open(vk_toy(t), INFER_TYPE_F32, d);
        if (cpu && gpu) {
            CHECK_EQ_INT(gpu->cpu_experts, d.cpu_experts);
            vk_compare_ops(cpu, gpu, INFER_KV_F16, 1e-3, vk_toy(t)->name);
        }
        infer_model_close(cpu), infer_model_close(gpu);
    }
}

/* Kernels that a device may not choose by itself, forced. */
typedef struct vk_forced {
    const char *name;
    int type; /* of the toys' matrices */
    int dot_columns, many, attend, split;
    const char *modules; /* that must be used */
} vk_forced;
static const vk_forced vk_forcings[] = {
    {"integers", INFER_TYPE_Q8_0, 1, INFER__VK_MM_I8, INFER__VK_FA_F, 0, "mv_i8 mm_i8 norm"},
    {"integers, split K", INFER_TYPE_Q4_0, 1, INFER__VK_MM_I8, INFER__VK_FA_F, 2, "mv_i8 mm_i8 norm splitk"},
    {"floats, split K", INFER_TYPE_F32, 0, INFER__VK_MM_F, INFER__VK_FA_F, 2, "mv mm_f splitk"},
    {"matrices, split K", INFER_TYPE_F16, 0, INFER__VK_MM_CM1, INFER__VK_FA_CM1, 2, "mm_cm1 fa_cm1 norm splitk"},
    {"matrices", INFER_TYPE_F16, 0, INFER__VK_MM_CM1, INFER__VK_FA_CM1, 0, "mm_cm1 fa_cm1 norm"},
};
static bool vk_force(infer_model *m, const vk_forced *f) {
    infer__vk_tuning *t = &m->gpu->tune;
    const infer__vk_caps *c = &m->gpu->d.caps;
    t->dot_columns = f->dot_columns, t->many = f->many, t->attend = f->attend, t->split = f->split;
    t->split_columns = 32;
    if (f->many == INFER__VK_MM_I8 ? c->dot : f->many == INFER__VK_MM_F || (c->cm1 && c->subgroup % c->cm_m == 0))
        return true;
    fprintf(stderr, "  %s: %s has none\n", f->name, c->is.deviceName);
    return false;
}
static bool vk_uses(const infer_model *m, const char *modules, int from) {
    for (const char *p = modules; *p; p += strcspn(p, " "), p += strspn(p, " ")) {
        bool found = false;
        for (int i = from; i < m->gpu->n_pipes && !found; i++) {
            const char *name = m->gpu->pipes[i].module->name;
            found = strlen(name) == strcspn(p, " ") && strncmp(p, name, strlen(name)) == 0;
        }
        if (!found) return TEST_FAIL("%.*s is not used", (int)strcspn(p, " "), p), false;
    }
    return true;
}

/* The whole model, then its last layer alone, which has the CPU's own input. Rounded activations let errors grow from
 * layer to layer: those in F16 by some 2^-12 each time. In integers results are the CPU's, but for the order of sums, until
 * a value between two integers goes the other way: 2^-8 of it, and more do after it. */
TEST(vulkan_forced_kernels_match_the_cpu) {
    static const char *const names[] = {"llama-3", "qwen3", "gemma2", "qwen3moe"};
    for (size_t f = 0; f < INFER__COUNT(vk_forcings); f++)
        for (int i = vk_self ? 0 : 2; i < 4; i++) {
            const bool integers = vk_forcings[f].dot_columns, whole = i == 0;
            infer_model_desc d = vk_desc(true);
            char what[64];
            d.gpu_layers = !whole;
            snprintf(what, sizeof what, "%s, %s", names[i], vk_forcings[f].name);
            infer_model *cpu =
                toy_open(i < 3 ? toy_find(names[i]) : vk_toy(VK_EXPERTS), vk_forcings[f].type, vk_desc(false));
            infer_model *gpu = toy_open(i < 3 ? toy_find(names[i]) : vk_toy(VK_EXPERTS), vk_forcings[f].type, d);
            if (cpu && gpu && vk_force(gpu, &vk_forcings[f])) {
                double close = vk_compare_ops(cpu, gpu, integers ? INFER_KV_F32 : INFER_KV_F16,
                                              !whole     ? 1e-3
                                              : integers ? 3e-2
                                                         : 2e-3,
                                              what);
                if (integers && close < 0.3) TEST_FAIL("%s: only %.2f of the operations are the CPU's", what, close);
                vk_uses(gpu, vk_forcings[f].modules, 0);
            }
            infer_model_close(cpu), infer_model_close(gpu);
        }
}

/* What real devices would be given: their properties pretended, and pipelines only asked for. */
TEST(vulkan_kernels_are_chosen_by_what_a_device_can) {
    static const struct {
        const char *what;
        uint32_t vendor;
        bool dot_fast, cm1, cm2, pays;
        int subgroup;
        const char *modules;
    } cases[] = {{"NVIDIA", 0x10de, true, true, true, true, 32, "mv_i8 mm_cm2 fa_cm2 norm splitk"},
                 {"NVIDIA, older driver", 0x10de, true, true, false, true, 32, "mv_i8 mm_cm1 fa_cm1 norm splitk"},
                 {"AMD RDNA 3", 0x1002, true, true, false, true, 64, "mv_i8 mm_cm1 fa_cm1 norm"},
                 {"AMD RDNA 2", 0x1002, true, true, false, false, 64, "mv_i8 mm_i8 fa_f norm"},
                 {"Intel Xe2", 0x8086, true, true, false, true, 16, "mv_i8 mm_cm1 fa_cm1"},
                 {"another", 1, false, false, false, false, 32, "mv mm_f fa_f splitk"}};
    static infer__vk_pipe made[INFER__VK_PIPES];
    infer_error err = {0, ""};
    infer_model *m = toy_open(toy_find("qwen3"), INFER_TYPE_Q4_0, vk_desc(true));
    infer_session *s = m ? infer_session_create(m, &(infer_session_desc){.context = 64, .batch = 32}, &err) : NULL;
    for (size_t i = 0; s && i < INFER__COUNT(cases); i++) {
        infer__vk_model *g = m->gpu;
        const infer__vk_caps real = g->d.caps;
        const infer__vk_tuning tuned = g->tune;
        const int before = g->n_pipes;
        infer__vk_caps *c = &g->d.caps;
        infer__vk_rec r;
        c->is.deviceType = VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU, c->is.vendorID = cases[i].vendor,
        c->subgroup = cases[i].subgroup;
        c->dot = true, c->dot_fast = cases[i].dot_fast, c->cm1 = cases[i].cm1, c->cm2 = cases[i].cm2;
        c->cm_fast = cases[i].pays, c->shared_bytes = 48 << 10, c->max_threads = 1024;
        c->cm_m = c->is.vendorID == 0x8086 ? 8 : 16, c->cm_n = c->cm_k = 16;
        for (int k = 0; k < 2; k++) {
            infer__vk_cm_shape shape = {.m = 32, .n = 16u << k, .k = 16, .threads = 128u << k};
            c->cm2_shape[k] = shape;
        }
        infer__vk_tune_by_table(g);
        CHECK_EQ_INT(g->tune.gflop, 160);
        if (c->cm2) g->tune.many = INFER__VK_MM_CM2, g->tune.attend = INFER__VK_FA_CM2; /* as tuning may find */
        if (g->tune.dot_columns) g->tune.dot_columns = 64;                              /* the toy's rows are short */
        g->tune.split_columns = 64;
        s->gpu->tune = g->tune; /* as of a session that starts now */
        memcpy(made, g->pipes, sizeof made), g->n_pipes = 0;
        infer__vk_piece *parts = &s->gpu->pieces[INFER__VK_PARTIALS];
        const uint64_t parts_size = parts->size;
        parts->size = 1 << 24;
        for (int n = 1; n <= 32; n = infer__vk_capacity(s, n) + 1) {
            infer__vk_rec_start(&r, s, infer__vk_capacity(s, n), INFER__VK_ONE, &err);
            infer__vk_record(&r, s->gpu_op, s->plan.n_ops);
            CHECK_EQ_INT(r.rc, 0);
        }
        if (!vk_uses(m, cases[i].modules, 0)) TEST_FAIL("%s", cases[i].what);
        memcpy(g->pipes, made, sizeof made), g->n_pipes = before;
        g->d.caps = real, g->tune = s->gpu->tune = tuned, parts->size = parts_size;
    }
    infer_session_destroy(s);
    infer_model_close(m);
}

/* What a session's recordings may meet later: one token's logits for the caller, fewer rows of logits than tokens, other
 * settings of the sampler, a tuning made since. */
TEST(vulkan_later_wishes) {
    static float want[20 * TOY_VOCAB], got[20 * TOY_VOCAB];
    infer_error err = {0, ""};
    int32_t tokens[20];
    infer_session_desc d = {.context = 64, .batch = 16, .sampling = {.temperature = 0.8f, .seed = 3}};
    infer_model *cpu = toy_open(toy_find("qwen2"), INFER_TYPE_F16, vk_desc(false));
    infer_model *gpu = toy_open(toy_find("qwen2"), INFER_TYPE_F16, vk_desc(true));
    infer_session *a = infer_session_create(cpu, &d, &err), *b = infer_session_create(gpu, &d, &err);
    if (!a || !b) TEST_FAIL("%s", err.message);
    vk_tokens(tokens, 20, TOY_VOCAB);
    static const int counts[3] = {1, 17, 20}; /* of batches of 16 */
    for (int i = 0; i < 3 && a && b; i++) {
        const int n = counts[i];
        CHECK_EQ_INT(infer_session_truncate(a, 0, &err) | infer_session_truncate(b, 0, &err), 0);
        memset(got, 0xff, sizeof got);
        CHECK_EQ_INT(infer_eval_all(a, tokens, n, want, &err) | infer_eval_all(b, tokens, n, got, &err), 0);
        CHECK(vk_error(got, want, (size_t)n * TOY_VOCAB) < 1e-3);
    }
    if (a && b) {
        b->gpu->logit_rows = 3;
        CHECK_EQ_INT(infer_session_truncate(b, 0, &err), 0);
        memset(got, 0xff, sizeof got);
        CHECK_EQ_INT(infer_eval_all(b, tokens, 20, got, &err), 0);
        CHECK(vk_error(got, want, 20 * TOY_VOCAB) < 1e-3);
        CHECK_EQ_INT(infer_session_set_sampling(b, NULL, &err), 0); /* greedy */
        gpu->gpu->tune.threads = 64, gpu->gpu->tune.rows = 1, gpu->gpu->tune.threads_few = 128;
        CHECK_EQ_INT(infer_session_truncate(b, 0, &err), 0);
        CHECK_EQ_INT(infer_eval(b, tokens, 8, &err), 0);
        CHECK(b->gpu && b->gpu_choice == 1);
        CHECK_EQ_INT(infer_session_truncate(a, 0, &err) | infer_session_set_sampling(a, NULL, &err), 0);
        CHECK_EQ_INT(infer_eval(a, tokens, 8, &err), 0);
        CHECK_EQ_INT(infer_sample(b, &err), infer_sample(a, &err));
    }
    infer_session_destroy(a), infer_session_destroy(b);
    infer_model_close(cpu), infer_model_close(gpu);

    toy scaled = *toy_find("qwen3"); /* a scale of up alone, over its bias too; norms of each head its own */
    scaled.traits &= ~TOY_QK_NORM;
    scaled.extra = "ffn_up.scale:1 ffn_up.bias:96 attn_q_norm:32:4 attn_k_norm:32:2";
    cpu = toy_open(&scaled, INFER_TYPE_F32, vk_desc(false)), gpu = toy_open(&scaled, INFER_TYPE_F32, vk_desc(true));
    if (cpu && gpu) vk_compare_ops(cpu, gpu, INFER_KV_F16, 1e-3, "scaled up");
    infer_model_close(cpu), infer_model_close(gpu);
}

static int vk_warnings;
static void vk_warn(int level, const char *message, void *user) {
    (void)user;
    if (level == INFER_LOG_WARNING && strstr(message, "tuning")) vk_warnings++;
}

TEST(vulkan_tuning_is_kept) {
    infer_error err = {0, ""};
    infer_model_desc d = vk_desc(true);
    char text[256] = "", again[256];
    d.logger.log = vk_warn;
    infer_model *m = toy_open(toy_find("llama"), INFER_TYPE_Q8_0, d);
    if (!m) return;
    if (vk_self) CHECK(infer_model_tune(m, 4, text, sizeof text, &err) == strlen(text));
    else infer__vk_tuning_text(m->gpu, text, sizeof text);
    const infer__vk_tuning best = m->gpu->tune;
    fprintf(stderr, "  %s\n", text);
    CHECK(strlen(text) > 30 && strlen(text) < 200 && m->gpu->n_pipes == 0);
    infer_model_close(m);
    static const char *const bad[] = {"", "garbage", "%s 1", "1 %s", "%.20s", "-%s", "%sx"};
    for (int i = -1; i < (int)INFER__COUNT(bad); i++) { /* the first as it is */
        snprintf(again, sizeof again, i < 0 ? "%s\n" : bad[i], text);
        d.tuning = again, vk_warnings = 0;
        m = toy_open(toy_find("llama"), INFER_TYPE_Q8_0, d);
        if (!m) return;
        CHECK_EQ_INT(vk_warnings, i >= 0);
        if (i < 0) CHECK(memcmp(&m->gpu->tune, &best, sizeof best) == 0);
        infer_model_close(m);
    }
    infer_model *cpu = toy_open(toy_find("llama"), INFER_TYPE_Q8_0, vk_desc(false));
    CHECK(cpu && infer_model_tune(cpu, 1, text, sizeof text, &err) == 0 && err.code == INFER_ERROR_STATE);
    infer_model_close(cpu);
}

/* Each way to pool, by the recorded commands; afterwards the session goes on where it is. */
TEST(vulkan_embeddings) {
    static const int lengths[] = {7, 1, 20, 12, 30};
    enum { TEXTS = 5, TOKENS = 70 };
    infer_error err = {0, ""};
    char path[] = "/tmp/infer-bert-XXXXXX";
    int fd = mkstemp(path);
    int32_t tokens[TOKENS];
    if (fd >= 0) close(fd);
    vk_tokens(tokens, TOKENS, BERT_VOCAB);
    toy heated = toys[0]; /* queries grow with their place in their own text */
    heated.arch = "mistral3", heated.keys = "attention.temperature_scale=0.5 attention.temperature_length=4";
    const toy *const models[] = {NULL, toy_find("gemma2"), vk_toy(VK_EXPERTS), &heated};
    for (int toy = 0; toy < 4; toy++) {
        infer_model *m[2];
        for (int side = 0; side < 2; side++) {
            infer_model_desc d = vk_desc(side);
            d.gpu_layers = toy == 1 ? 3 : 0, d.cpu_experts = toy == 2 ? TOY_LAYERS : 0; /* the others on the CPU */
            m[side] = toy ? toy_open(models[toy], INFER_TYPE_F16, d) : toy_bert(path, d, &err);
        }
        for (int pooling = 1; pooling <= INFER_POOLING_RANK - (toy > 0) && m[0] && m[1]; pooling++) {
            static float out[2][TOKENS * TOY_EMBED];
            float *logits[2] = {NULL, NULL};
            int width[2];
            infer_session *s[2];
            for (int side = 0; side < 2; side++) {
                infer_session_desc d = {.pooling = pooling, .context = 64, .batch = pooling % 2 ? 64 : 40};
                s[side] = infer_session_create(m[side], &d, &err);
                memset(out[side], 0, sizeof out[side]);
                width[side] = infer_embed(s[side], tokens, lengths, TEXTS, out[side], &err);
                if (width[side] < 0) TEST_FAIL("%s", err.message);
                if (toy && !infer_eval(s[side], tokens, 5, &err)) logits[side] = (float *)infer_logits(s[side]);
            }
            CHECK(s[1] && s[1]->gpu);
            CHECK_EQ_INT(width[1], width[0]);
            double error = vk_error(out[1], out[0], TOKENS * TOY_EMBED);
            if (!(error < 1e-3)) TEST_FAIL("toy %d, pooling %d: relative error %g", toy, pooling, error);
            if (toy) CHECK(logits[0] && logits[1] && vk_error(logits[1], logits[0], TOY_VOCAB) < 2e-3);
            infer_session_destroy(s[0]), infer_session_destroy(s[1]);
        }
        infer_model_close(m[0]), infer_model_close(m[1]);
    }
    remove(path);
}

/* Greedy text without a trace: the recorded commands. */
static int vk_text(infer_model *m, const char *prompt, int n, int32_t *tokens) {
    infer_error err = {0, ""};
    infer_session_desc d = {.context = 256, .batch = 64};
    infer_session *s = infer_session_create(m, &d, &err);
    infer_generate_desc g = {.prompt = prompt, .max_tokens = n};
    int got = infer_generate(s, &g, NULL, &err);
    if (got < 0) TEST_FAIL("%s", err.message);
    int length = infer_session_length(s);
    if (got >= 0) memcpy(tokens, infer_session_tokens(s), (size_t)length * sizeof *tokens);
    infer_session_destroy(s);
    return length;
}

TEST(vulkan_texts_are_the_cpus) {
    const char *files[2] = {vk_tiny, vk_stories}, *prompts[2] = {"A KV cache is", "Once upon a time"};
    for (int j = 0; j < (vk_self ? 8 : 2); j++) { /* as the device would choose, in integers, and with split K */
        const int i = j % 2, forced = j / 2 - 1;
        int32_t a[512], b[512];
        if (access(files[i], R_OK) != 0) {
            fprintf(stderr, "  %s is not here\n", files[i]);
            continue;
        }
        infer_model *cpu = vk_open(files[i], false), *gpu = vk_open(files[i], true);
        if (cpu && gpu && (forced < 0 || vk_force(gpu, &vk_forcings[forced + forced / 2]))) {
            int n = vk_text(cpu, prompts[i], 100, a), k = vk_text(gpu, prompts[i], 100, b);
            CHECK_EQ_INT(k, n);
            for (int j = 0; j < n && j < k; j++)
                if (a[j] != b[j]) {
                    TEST_FAIL("%s: token %d is %d, expected %d", files[i], j, (int)b[j], (int)a[j]);
                    break;
                }
        }
        infer_model_close(cpu), infer_model_close(gpu);
    }
}

/* Weights and all else by way of the staging buffer, as a card needs it; a model is closed with copies under way. */
TEST(vulkan_memory_of_its_own) {
    int32_t a[512], b[512];
    vk_apart = true;
    infer_model *cpu = vk_open(vk_tiny, false), *gpu = vk_open(vk_tiny, true);
    CHECK(gpu && !gpu->gpu->d.caps.uma);
    if (cpu && gpu) {
        int n = vk_text(cpu, "A KV cache is", 60, a), k = vk_text(gpu, "A KV cache is", 60, b);
        CHECK(n > 0 && k == n && memcmp(a, b, (size_t)n * sizeof *a) == 0);
    }
    infer_model_close(cpu), infer_model_close(gpu);
    for (int i = 0; i < 4; i++) infer_model_close(vk_open(vk_tiny, true));
    vk_apart = false;
}

/* Two threads with sessions of one model, which share its device: one evaluates, makes and destroys them, while the
 * other's saved bytes stay what they are. */
typedef struct vk_worker {
    infer_model *model;
    volatile int stop;
} vk_worker;
static void *vk_busy(void *arg) {
    vk_worker *w = arg;
    int32_t tokens[16];
    vk_tokens(tokens, 16, w->model->hyper.vocabulary);
    for (bool ok = true; ok && !infer__atomic_load(&w->stop);) {
        infer_session *s = infer_session_create(w->model, &(infer_session_desc){.context = 64, .batch = 32}, NULL);
        ok = infer_eval(s, tokens, 16, NULL) == 0 && infer_session_truncate(s, 0, NULL) == 0 &&
             infer_eval(s, tokens, 16, NULL) == 0 && infer_logits(s);
        infer_session_destroy(s);
        CHECK(ok);
    }
    return NULL;
}
TEST(vulkan_two_threads) {
    vk_apart = true;
    vk_worker w = {toy_open(toy_find("llama-3"), INFER_TYPE_F16, vk_desc(true)), 0};
    infer_session *s = infer_session_create(w.model, &(infer_session_desc){.context = 64, .batch = 32}, NULL);
    int32_t tokens[16];
    pthread_t busy;
    if (s) {
        vk_tokens(tokens, 16, w.model->hyper.vocabulary);
        CHECK_EQ_INT(infer_eval(s, tokens, 16, NULL), 0);
        const size_t size = infer_session_save(s, NULL, 0, NULL);
        uint8_t *first = malloc(size), *again = malloc(size);
        CHECK_EQ_INT(infer_session_save(s, first, size, NULL), size);
        pthread_create(&busy, NULL, vk_busy, &w);
        for (int i = 0; i < 100; i++)
            CHECK(infer_session_save(s, again, size, NULL) == size && memcmp(first, again, size) == 0);
        infer__atomic_store(&w.stop, 1);
        pthread_join(busy, NULL);
        free(first), free(again);
    }
    infer_session_destroy(s);
    infer_model_close(w.model);
    vk_apart = false;
}

/* Logits after a batch, one by one, and of every token; into out: (PROMPT + 3 + ALL) x vocabulary. */
enum { VK_PROMPT = 19, VK_ALL = 11, VK_ROWS = 1 + 3 + VK_ALL };
static bool vk_logits(infer_model *m, int kv, float *out) {
    infer_error err = {0, ""};
    infer_session_desc d = {.context = 64, .batch = 16, .kv = kv};
    infer_session *s = infer_session_create(m, &d, &err);
    size_t v = (size_t)m->hyper.vocabulary;
    int32_t tokens[64];
    vk_tokens(tokens, 64, m->hyper.vocabulary);
    int rc = infer_eval(s, tokens, VK_PROMPT, &err), at = VK_PROMPT;
    if (!rc) memcpy(out, infer_logits(s), v * sizeof *out);
    for (int i = 0; i < 3 && !rc; i++) {
        rc = infer_eval(s, tokens + at++, 1, &err);
        if (!rc) memcpy(out + (size_t)(1 + i) * v, infer_logits(s), v * sizeof *out);
    }
    if (!rc) rc = infer_eval_all(s, tokens + at, VK_ALL, out + 4 * v, &err);
    if (rc) TEST_FAIL("%s", err.message);
    infer_session_destroy(s);
    return rc == 0;
}

TEST(vulkan_recordings_modes_and_splits_agree) {
    enum { MODES = 9 };
    static float want[VK_ROWS * TOY_VOCAB], got[MODES][VK_ROWS * TOY_VOCAB];
    for (int t = 0; t < VK_TOYS; t++) {
        const toy *toy = vk_toy(t);
        infer_model *cpu = toy_open(toy, INFER_TYPE_F16, vk_desc(false));
        bool some = cpu && vk_logits(cpu, INFER_KV_F16, want);
        infer_model_close(cpu);
        /* a driver in software compiles for long: all modes only where the plans differ most */
        int modes = strcmp(toy->name, "qwen2moe") == 0 ? MODES
                    : strcmp(toy->name, "llama-3") == 0 || strcmp(toy->name, "gemma3") == 0 ||
                            strcmp(toy->name, "deepseek2") == 0
                        ? 6
                        : 1;
        for (int mode = 0; mode < modes && some;
             mode++) { /* plain, poison, all barriers, both, then parts of the layers and of their experts */
            infer_model_desc d = vk_desc(true);
            d.gpu_layers = mode < 4 ? 0 : mode == 4 ? 1 : 4;
            if (mode >= 6) d.gpu_layers = vk_splits[mode - 6][0], d.cpu_experts = vk_splits[mode - 6][1];
            infer_model *gpu = toy_open(toy, INFER_TYPE_F16, d);
            if (!gpu) return;
            if (strcmp(toy->name, "gemma3") == 0) vk_force(gpu, &vk_forcings[2]); /* split K passes through memory */
            gpu->gpu->poison = mode & 1, gpu->gpu->all_barriers = mode & 2 && mode < 4;
            CHECK_EQ_INT(gpu->gpu_layers, d.gpu_layers ? d.gpu_layers : TOY_LAYERS);
            if (vk_logits(gpu, INFER_KV_F16, got[mode])) {
                if (mode > 0 && mode < 4) CHECK(memcmp(got[mode], got[0], sizeof got[0]) == 0);
                double error = vk_error(got[mode], want, VK_ROWS * TOY_VOCAB);
                if (!(error < 2e-3)) TEST_FAIL("%s, mode %d: relative error %g", toy->name, mode, error);
            }
            infer_model_close(gpu);
        }
    }
}

/* Recorded; in the modes for tests; a token a submission; and as much memory as was said. */
TEST(vulkan_recurrent_recordings_and_modes_agree) {
    static float want[VK_ROWS * REC_VOCAB], got[5][VK_ROWS * REC_VOCAB];
    for (int i = 0; i < REC_MODELS; i++) {
        infer_error err = {0, ""};
        infer_model *cpu = rec_open(&rec_models[i], true, NULL, vk_desc(false), &err);
        if (!cpu || !vk_logits(cpu, INFER_KV_F32, want)) TEST_FAIL("%s", err.message);
        infer_model_close(cpu);
        for (int mode = 0; mode < 5; mode += i % 3 == 2 ? 1 : 3) { /* plain, poison, all barriers, both, a layer */
            infer_model_desc d = vk_desc(true);
            d.gpu_layers = mode == 4;
            infer_model *gpu = rec_open(&rec_models[i], true, NULL, d, &err);
            if (!gpu) {
                TEST_FAIL("%s: %s", rec_models[i].arch, err.message);
                return;
            }
            gpu->gpu->poison = mode & 1, gpu->gpu->all_barriers = mode & 2;
            if (vk_logits(gpu, INFER_KV_F32, got[mode])) {
                if (mode > 0 && mode < 4) CHECK(memcmp(got[mode], got[0], sizeof got[0]) == 0);
                double error = vk_error(got[mode], want, VK_ROWS * REC_VOCAB);
                if (!(error < 1e-4)) TEST_FAIL("%s, mode %d: relative error %g", rec_models[i].arch, mode, error);
            }
            const uint64_t before = gpu->gpu->d.bytes;
            infer_memory memory;
            infer_session *s = infer_session_create(gpu, NULL, &err);
            const uint64_t made = gpu->gpu->d.bytes - before;
            CHECK(s && !infer_session_memory(gpu, NULL, &memory, &err));
            CHECK(made >= memory.gpu_session && made < memory.gpu_session + (1u << 20));
            int32_t token = 3;
            uint64_t submits = 0;
            for (int k = 0; s && k < 12 && !mode; k++) {
                CHECK_EQ_INT(infer_eval(s, &token, 1, &err), 0);
                token = infer_sample(s, &err);
                if (k > 1) CHECK_EQ_INT(gpu->gpu->d.submits, submits + 1);
                submits = gpu->gpu->d.submits;
            }
            infer_session_destroy(s), infer_model_close(gpu);
        }
    }
}

typedef struct vk_counts {
    infer__vk *d;
    uint64_t submits, buffers, pipelines;
    int tokens, recordings;
    infer__vk_session *v;
} vk_counts;
static int vk_count(void *user, const char *text, size_t size, int32_t token) {
    vk_counts *c = user;
    (void)text, (void)size, (void)token;
    if (c->tokens == 1) c->submits = c->d->submits, c->buffers = c->d->buffers, c->pipelines = c->d->pipelines;
    if (c->tokens == 1) c->recordings = c->v->n_recordings;
    c->tokens++;
    return 0;
}

TEST(vulkan_one_submit_a_token) {
    infer_error err = {0, ""};
    infer_model *m = vk_open(vk_tiny, true);
    if (!m) return;
    infer_session *s = infer_session_create(m, &(infer_session_desc){.context = 128}, &err);
    vk_counts c = {.d = &m->gpu->d, .v = s->gpu};
    infer_generate_desc g = {.prompt = "A KV cache is", .max_tokens = 41, .on_text = vk_count, .user_data = &c};
    CHECK_EQ_INT(infer_generate(s, &g, NULL, &err), 41);
    CHECK_EQ_INT(m->gpu->d.submits - c.submits, 41 - 1);
    CHECK_EQ_INT(m->gpu->d.buffers, c.buffers);
    CHECK_EQ_INT(m->gpu->d.pipelines, c.pipelines);
    CHECK_EQ_INT(s->gpu->n_recordings, c.recordings);
    for (int i = 0; i < s->gpu->n_recordings; i++) {
        const infer__vk_recording *r = &s->gpu->recordings[i];
        fprintf(stderr, "  %d tokens: %d barrier levels for %d layers\n", r->capacity, r->levels, m->hyper.layers);
        if (r->capacity == 1) CHECK(r->levels <= 6 * m->hyper.layers + 4);
    }
    infer_session_destroy(s);
    infer_model_close(m);
}

/* Long prompts are cut into submissions of bounded work, with the same results. */
TEST(vulkan_long_work_is_cut) {
    static float whole[VK_ROWS * TOY_VOCAB], cut[VK_ROWS * TOY_VOCAB];
    infer_model *m = toy_open(toy_find("gemma3"), INFER_TYPE_F16, vk_desc(true));
    if (!m) return;
    CHECK(vk_logits(m, INFER_KV_F16, whole));
    for (int gflop = 0; gflop < 2; gflop++) { /* as many as possible, one */
        infer_error err = {0, ""};
        m->gpu->tune.gflop = gflop;
        CHECK(vk_logits(m, INFER_KV_F16, cut) && memcmp(whole, cut, sizeof whole) == 0);
        infer_session *s = infer_session_create(m, &(infer_session_desc){.context = 64, .batch = 16}, &err);
        int32_t tokens[20] = {0};
        for (int i = 0; s && i < 2; i++) CHECK_EQ_INT(infer_eval(s, tokens, i ? 1 : 16, &err), 0);
        for (int i = 0; s && i < s->gpu->n_recordings; i++) {
            const infer__vk_recording *r = &s->gpu->recordings[i];
            CHECK(r->capacity > 1 && !gflop ? r->n > 2 * TOY_LAYERS && r->n <= INFER__VK_CUTS : r->n == 1);
        }
        infer_session_destroy(s);
    }
    infer_model_close(m);
}

/* Drawn on the device, and by the host from the same logits: the same tokens, and one submission for each. */
TEST(vulkan_draws_as_the_host_does) {
    infer_error err = {0, ""};
    infer_logit_bias bias[2] = {{20, 1.5f}, {30, -INFINITY}};
    infer_sampling settings[4] = {{.temperature = 0.7f, .repeat_penalty = -1, .seed = 9}, /* none */
                                  {.temperature = 0.9f, .top_k = 40, .top_p = 0.95f, .seed = 7},
                                  {.temperature = 1.2f, .min_p = 0.01f, .repeat_penalty = 1.3f, .seed = 8},
                                  {.temperature = 0, .presence_penalty = 0.5f, .bias = bias, .n_bias = 2}};
    infer_model *m = vk_open(vk_tiny, true);
    if (!m) return;
    for (int i = 0; i < 4; i++) {
        infer_session_desc d = {.context = 128, .sampling = settings[i]};
        infer_session *a = infer_session_create(m, &d, &err), *b = infer_session_create(m, &d, &err);
        int32_t tokens[8];
        int n = infer_tokenize(m, "The model", 9, 0, tokens, 8, &err), x = -1, y;
        for (int k = 0; k < 30 && n > 0; k++) {
            CHECK_EQ_INT(infer_eval(a, k ? &x : tokens, k ? 1 : n, &err), 0);
            CHECK_EQ_INT(infer_eval(b, k ? &x : tokens, k ? 1 : n, &err), 0);
            CHECK(infer_logits(b) != NULL); /* takes them to the host, where it then draws */
            uint64_t before = m->gpu->d.submits;
            x = infer_sample(a, &err), y = infer_sample(b, &err);
            CHECK_EQ_INT(m->gpu->d.submits, before);
            CHECK_EQ_INT(x, y);
            if (x != y) break;
            CHECK(memcmp(a->rng, b->rng, sizeof a->rng) == 0);
        }
        infer_session_destroy(a), infer_session_destroy(b);
    }
    infer_model_close(m);
}

static void vk_add_profile(const infer_profile *op, void *user) {
    double *total = user;
    total[0] += op->seconds, total[1] += 1;
    CHECK(op->seconds >= 0 && op->seconds < 60);
}
TEST(vulkan_profile_and_estimate) {
    infer_error err = {0, ""};
    infer_model *m = vk_open(vk_tiny, true);
    if (!m) return;
    double total[2] = {0, 0};
    infer_session_desc d = {.context = 128, .profile = vk_add_profile, .profile_user_data = total};
    infer_memory memory;
    uint64_t before = m->gpu->d.bytes;
    CHECK_EQ_INT(infer_session_memory(m, &d, &memory, &err), 0);
    infer_session *s = infer_session_create(m, &d, &err);
    uint64_t made = m->gpu->d.bytes - before;
    fprintf(stderr, "  estimated %.2f MB on the GPU, made %.2f\n", (double)memory.gpu_session / 1e6,
            (double)made / 1e6);
    CHECK(memory.gpu_weights > 0 && made >= memory.gpu_session && made < memory.gpu_session + (1u << 20));
    int32_t tokens[3] = {1, 2, 3};
    CHECK_EQ_INT(infer_eval(s, tokens, 3, &err), 0);
    CHECK_EQ_INT(total[1], s->plan.n_ops);
    CHECK(total[0] > 0);
    infer_session_destroy(s);
    infer_model_close(m);
}

static void vk_sessions_move(infer_model *cpu, infer_model *gpu) {
    infer_error err = {0, ""};
    CHECK(cpu && gpu);
    if (!cpu || !gpu) return;
    const int vocabulary = cpu->hyper.vocabulary, back = infer__recurs(cpu) ? INFER_ERROR_STATE : 0;
    infer_session_desc d = {.context = 128, .batch = 16}; /* windows have 64 slots */
    infer_session *a = infer_session_create(cpu, &d, &err), *b = infer_session_create(gpu, &d, &err);
    int32_t tokens[128];
    vk_tokens(tokens, 128, vocabulary);
    CHECK_EQ_INT(infer_eval(b, tokens, 90, &err), 0);
    size_t size = infer_session_save(b, NULL, 0, &err);
    uint8_t *data = malloc(size);
    CHECK_EQ_INT(infer_session_save(b, data, size, &err), size);
    CHECK_EQ_INT(infer_session_restore(a, data, size, &err), 0); /* from the GPU to the CPU */
    CHECK(vk_error(infer_logits(a), infer_logits(b), (size_t)vocabulary) == 0);
    CHECK_EQ_INT(infer_eval(a, tokens + 90, 3, &err), 0);
    CHECK_EQ_INT(infer_eval(b, tokens + 90, 3, &err), 0);
    CHECK(vk_error(infer_logits(b), infer_logits(a), (size_t)vocabulary) < 2e-3);
    size = infer_session_save(a, NULL, 0, &err);
    data = realloc(data, size);
    CHECK_EQ_INT(infer_session_save(a, data, size, &err), size);
    CHECK_EQ_INT(infer_session_truncate(b, 0, &err), 0);
    CHECK_EQ_INT(infer_session_restore(b, data, size, &err), 0); /* and back */
    CHECK_EQ_INT(infer_eval(a, tokens + 93, 1, &err), 0);
    CHECK_EQ_INT(infer_eval(b, tokens + 93, 1, &err), 0);
    CHECK(vk_error(infer_logits(b), infer_logits(a), (size_t)vocabulary) < 2e-3);
    CHECK_EQ_INT(infer_session_truncate(b, 93, &err), back); /* a recurrent layer knows but its last state */
    CHECK_EQ_INT(infer_session_truncate(a, 93, &err), back);
    CHECK_EQ_INT(infer_eval(a, tokens + 1, 5, &err), 0);
    CHECK_EQ_INT(infer_eval(b, tokens + 1, 5, &err), 0);
    CHECK(vk_error(infer_logits(b), infer_logits(a), (size_t)vocabulary) < 2e-3);
    free(data);
    infer_session_destroy(a), infer_session_destroy(b);
    infer_model_close(cpu), infer_model_close(gpu);
}

TEST(vulkan_sessions_move) {
    infer_error err = {0, ""};
    infer_model_desc on = vk_desc(true);
    vk_sessions_move(toy_open(toy_find("gemma2"), INFER_TYPE_F16, vk_desc(false)),
                     toy_open(toy_find("gemma2"), INFER_TYPE_F16, on));
    on.cpu_experts = 5; /* with windows too */
    vk_sessions_move(toy_open(vk_toy(VK_EXPERTS + 2), INFER_TYPE_F16, vk_desc(false)),
                     toy_open(vk_toy(VK_EXPERTS + 2), INFER_TYPE_F16, on));
    on.cpu_experts = 0;
    for (int i = 0; i < 2 * REC_MODELS; i++) {
        on.gpu_layers = i % 2 ? 2 : 0;
        vk_sessions_move(rec_open(&rec_models[i / 2], true, NULL, vk_desc(false), &err),
                         rec_open(&rec_models[i / 2], true, NULL, on, &err));
    }
}

static int vk_greedy(infer_model *m, int32_t *tokens, int n) {
    infer_error err = {0, ""};
    infer_session *s = infer_session_create(m, &(infer_session_desc){.context = 64, .batch = 32}, &err);
    vk_tokens(tokens, 12, m->hyper.vocabulary);
    int rc = infer_eval(s, tokens, 12, &err);
    for (int i = 12; i < n && !rc; i++) {
        tokens[i] = infer_sample(s, &err);
        rc = tokens[i] < 0 ? -1 : infer_eval(s, tokens + i, 1, &err);
    }
    if (rc) TEST_FAIL("%s", err.message);
    infer_session_destroy(s);
    return rc;
}

/* Too little memory for all: experts stay on the CPU before any layer does, and the estimate says the same. */
TEST(vulkan_memory_is_short) {
    infer_error err = {0, ""};
    const toy *toy = vk_toy(VK_EXPERTS + 1);
    infer_model *cpu = toy_open(toy, INFER_TYPE_F16, vk_desc(false)),
                *all = toy_open(toy, INFER_TYPE_F16, vk_desc(true));
    infer_session s;
    infer_memory memory;
    if (!cpu || !all) return;
    CHECK_EQ_INT(infer__session_measure(&s, all, NULL, &err), 0);
    CHECK_EQ_INT(infer_session_memory(all, NULL, &memory, &err), 0);
    CHECK(memory.gpu_layers == TOY_LAYERS && memory.cpu_experts == 0 && memory.gpu_memory == all->gpu->limit);
    uint64_t full = infer__vk_need(&s, TOY_LAYERS, 0), weights = memory.gpu_weights;
    uint64_t limits[4] = {full, full - 1, infer__vk_need(&s, TOY_LAYERS, 3),
                          infer__vk_need(&s, TOY_LAYERS, TOY_LAYERS) - 1};
    int layers[4] = {TOY_LAYERS, TOY_LAYERS, TOY_LAYERS, TOY_LAYERS - 1}, experts[4] = {0, 1, 3, -1};
    int32_t want[40], got[40];
    vk_greedy(cpu, want, 40);
    for (int i = 0; i < 4; i++) {
        infer_model_desc d = vk_desc(true);
        d.gpu_memory = limits[i];
        infer_model *m = toy_open(toy, INFER_TYPE_F16, d);
        infer_model_info info;
        if (!m) continue;
        CHECK_EQ_INT(infer_model_get_info(m, &info, &err), 0);
        CHECK_EQ_INT(info.gpu_layers, layers[i]);
        CHECK(experts[i] < 0 ? info.cpu_experts > 0 : info.cpu_experts == experts[i]);
        CHECK_EQ_INT(infer_session_memory(m, NULL, &memory, &err), 0);
        CHECK(memory.gpu_layers == info.gpu_layers && memory.cpu_experts == info.cpu_experts);
        CHECK(i ? memory.gpu_weights < weights : memory.gpu_weights == weights);
        CHECK(memory.gpu_weights + memory.gpu_session + INFER__VK_SPARE <= limits[i] + (1u << 20));
        vk_greedy(m, got, 40);
        CHECK(memcmp(got, want, sizeof want) == 0);
        infer_model_close(m);
    }
    infer_model_close(cpu), infer_model_close(all);
}

static int vk_submits_left;
static VKAPI_ATTR VkResult VKAPI_CALL vk_submit_fails(VkQueue q, uint32_t n, const VkSubmitInfo *info, VkFence fence);
static PFN_vkQueueSubmit vk_submit;
static VKAPI_ATTR VkResult VKAPI_CALL vk_submit_fails(VkQueue q, uint32_t n, const VkSubmitInfo *info, VkFence fence) {
    return vk_submits_left-- > 0 ? vk_submit(q, n, info, fence) : VK_ERROR_DEVICE_LOST;
}

TEST(vulkan_a_lost_device_leaves_the_cpu) {
    infer_error err = {0, ""};
    infer_model *cpu = toy_open(toy_find("qwen3"), INFER_TYPE_F16, vk_desc(false));
    infer_model *gpu = toy_open(toy_find("qwen3"), INFER_TYPE_F16, vk_desc(true));
    if (!cpu || !gpu) return;
    infer_session_desc d = {.context = 64, .batch = 16};
    infer_session *a = infer_session_create(cpu, &d, &err), *b = infer_session_create(gpu, &d, &err);
    infer_session *other = infer_session_create(gpu, &d, &err);
    int32_t tokens[64];
    vk_tokens(tokens, 64, TOY_VOCAB);
    CHECK_EQ_INT(infer_eval(b, tokens, 20, &err), 0);
    vk_submit = gpu->gpu->d.f.vkQueueSubmit, gpu->gpu->d.f.vkQueueSubmit = vk_submit_fails, vk_submits_left = 1;
    CHECK_EQ_INT(infer_eval(b, tokens + 20, 1, &err), 0);
    CHECK_EQ_INT(infer_eval(b, tokens + 21, 1, &err), INFER_ERROR_DEVICE);
    CHECK_EQ_INT(infer_session_length(b), 0);
    CHECK_EQ_INT(infer_eval(other, tokens, 1, &err), INFER_ERROR_DEVICE);
    infer_session *late = infer_session_create(gpu, &d, &err); /* the model has left the GPU too */
    infer_session *all[3] = {b, other, late};
    CHECK_EQ_INT(infer_eval(a, tokens, 22, &err), 0);
    for (int i = 0; i < 3; i++) {
        CHECK_EQ_INT(infer_eval(all[i], tokens, 22, &err), 0);
        CHECK(infer_logits(all[i]) && memcmp(infer_logits(all[i]), infer_logits(a), TOY_VOCAB * sizeof(float)) == 0);
        infer_session_destroy(all[i]);
    }
    infer_session_destroy(a);
    infer_model_close(cpu), infer_model_close(gpu);
}

static int vk_allocations_left;
static PFN_vkAllocateMemory vk_allocate;
static VKAPI_ATTR VkResult VKAPI_CALL vk_allocate_fails(VkDevice d, const VkMemoryAllocateInfo *info,
                                                        const VkAllocationCallbacks *c, VkDeviceMemory *out) {
    return vk_allocations_left-- > 0 ? vk_allocate(d, info, c, out) : VK_ERROR_OUT_OF_DEVICE_MEMORY;
}

TEST(vulkan_memory_runs_out) {
    infer_error err = {0, ""};
    infer_model *m = toy_open(toy_find("llama"), INFER_TYPE_F16, vk_desc(true));
    if (!m) return;
    infer__vk *d = &m->gpu->d;
    uint64_t before = d->bytes;
    vk_allocate = d->f.vkAllocateMemory, d->f.vkAllocateMemory = vk_allocate_fails;
    int n = 0;
    for (infer_session *s = NULL; !s && n < 50; n++) {
        vk_allocations_left = n;
        s = infer_session_create(m, NULL, &err);
        if (!s) CHECK_EQ_INT(err.code, INFER_ERROR_MEMORY);
        if (!s) CHECK_EQ_INT(d->bytes, before);
        if (s) infer_session_destroy(s), s = NULL, n += 100;
    }
    CHECK(n > 101 && n < 120);
    CHECK_EQ_INT(d->bytes, before);
    infer_model_close(m);
}

TEST(vulkan_pipelines_are_kept) {
    infer_error err = {0, ""};
    infer_model_desc d = vk_desc(true);
    infer_model *m = toy_open(toy_find("llama"), INFER_TYPE_F16, d);
    if (!m) return;
    infer_session *s = infer_session_create(m, NULL, &err);
    size_t size = infer_model_pipelines(m, NULL, 0);
    uint8_t *data = malloc(size + 1);
    size_t kept = infer_model_pipelines(m, data, size); /* a driver may write less than it announced */
    CHECK(kept > 0 && kept <= size);
    size = kept;
    infer_session_destroy(s), infer_model_close(m);
    for (int bad = 0; bad < 3; bad++) { /* whole, cut short, of another device */
        d.pipelines = data, d.pipelines_size = bad == 1 ? 7 : size;
        if (bad == 2) data[size - 1] ^= 1;
        m = toy_open(toy_find("llama"), INFER_TYPE_F16, d);
        s = infer_session_create(m, NULL, &err);
        CHECK(s != NULL);
        infer_session_destroy(s), infer_model_close(m);
    }
    free(data);
}

TEST(vulkan_choice_of_device) {
    infer_error err = {0, ""};
    infer_model_desc d = {.path = vk_tiny, .device = "vulkan:99"};
    CHECK(!infer_model_open(&d, &err) && err.code == INFER_ERROR_DEVICE);
    d.device = "gpu";
    CHECK(!infer_model_open(&d, &err) && err.code == INFER_ERROR_ARGUMENT);
    d.device = NULL;
    infer_model *m = infer_model_open(&d, &err);
    infer_model_info info;
    CHECK_EQ_INT(infer_model_get_info(m, &info, &err), 0);
    fprintf(stderr, "  auto: %s\n", info.device);
    infer_model_close(m);
}

#include "vulkan_shaders.c"

/* The whole of the above once more under the validation layer, with its synchronization checks: not one message. */
TEST(vulkan_validation_is_silent) {
    char command[1024], line[2048];
    int messages = 0, loaded = 0;
    if (!vk_self) return;
    snprintf(command, sizeof command,
             "VK_INSTANCE_LAYERS=VK_LAYER_KHRONOS_validation VK_LOADER_DEBUG=layer "
             "VK_LAYER_ENABLES=VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT "
             "VK_KHRONOS_VALIDATION_VALIDATE_SYNC=true %s --device %s --inner 2>&1",
             vk_self, vk_device);
    FILE *pipe = popen(command, "r");
    while (pipe && fgets(line, sizeof line, pipe)) {
        loaded |= strstr(line, "VK_LAYER_KHRONOS_validation") && strstr(line, "nsert");
        loaded |= strstr(line, "libVkLayer_khronos_validation") != NULL;
        if ((strstr(line, "VUID") || strstr(line, "SYNC-") || strstr(line, "UNASSIGNED") || strstr(line, "FAILED")) &&
            messages++ < 5)
            TEST_FAIL("%.300s", line);
    }
    CHECK(pipe && pclose(pipe) == 0);
    if (!loaded) SKIP("no validation layer (vulkan-validationlayers)");
}

int main(int argc, char **argv) {
    const char *filter = "";
    int vk_files = 0;
    int passed = 0, failed = 0, skipped = 0;
    infer__open_books();
    vk_self = argv[0];
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--device") == 0 && i + 1 < argc) vk_device = argv[++i];
        else if (strcmp(argv[i], "--inner") == 0) vk_self = NULL;
        else if (strcmp(argv[i], "--files") == 0) vk_files = i + 1, i = argc;
        else filter = argv[i];
    }
    if (vk_files) { /* other files, an argument each */
        for (int i = vk_files; i < argc; i++) {
            infer_error err = {0, ""};
            infer_model_desc d = vk_desc(true);
            d.path = argv[i];
            infer_model *gpu = infer_model_open(&d, &err), *cpu = NULL;
            test_failures = 0;
            if (!gpu) skipped++, fprintf(stderr, "  %s\n", err.message);
            else if ((cpu = vk_open(argv[i], false)))
                vk_compare_ops(cpu, gpu, infer__has(cpu, INFER__ENCODER) ? INFER_KV_F32 : INFER_KV_F16, 1e-3, argv[i]);
            infer_model_close(gpu), infer_model_close(cpu);
            if (gpu) failed += test_failures > 0, passed += !test_failures;
        }
        printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped);
        return failed > 0;
    }
    infer_device list[16];
    int n = infer_devices(list, 16), usable = 0;
    for (int i = 1; i < n && i < 16; i++) usable += list[i].usable;
    if (!usable) {
        fprintf(stderr, "skip: no usable Vulkan device%s%s\n", n > 1 ? ": " : "", n > 1 ? list[1].reason : "");
        printf("0 passed, 0 failed, 1 skipped\n");
        return 0;
    }
    for (test_case *t = test_first; t; t = t->next) {
        if (!strstr(t->name, filter)) continue;
        test_failures = test_skipped = 0;
        fprintf(stderr, "%s\n", t->name);
        t->run();
        if (test_failures) failed++, fprintf(stderr, "FAILED: %s\n", t->name);
        else if (test_skipped) skipped++;
        else passed++;
    }
    printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped);
    return failed || passed + skipped == 0;
}
#endif
