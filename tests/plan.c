/* The plan and its executor, held to a forward pass that keeps every row and every score, in double, with none of the
 * library's code; and to llama.cpp's logits for the same files. */
#include "golden_logits.h"
#include "toy.h"

enum { PLAN_TOKENS = 24 };

static void plan_tokens(int32_t *tokens, int n) {
    for (int i = 0; i < n; i++) tokens[i] = (i * i * 7 + 3 * i + 5) % TOY_VOCAB;
}

/* One tensor of the toy in double, or NULL. */
static double *plan_tensor(const toy *t, const char *name) {
    static toy_tensor list[512];
    int n = toy_list(t, list);
    for (int i = 0; i < n; i++) {
        if (strcmp(list[i].name, name) != 0) continue;
        size_t count = (size_t)(list[i].size[0] * list[i].size[1]);
        float *f = malloc(count * sizeof *f);
        double *d = malloc(count * sizeof *d);
        toy_weights(f, count, name, list[i].mean, list[i].spread);
        for (size_t j = 0; j < count; j++) d[j] = f[j];
        free(f);
        return d;
    }
    return NULL;
}

static void plan_norm(double *x, int n, const char *name, const toy *t) {
    double *w = plan_tensor(t, name), sum = 0;
    if (!w) return;
    for (int i = 0; i < n; i++) sum += x[i] * x[i];
    for (int i = 0; i < n; i++) x[i] = x[i] / sqrt(sum / n + (double)1e-5f) * w[i];
    free(w);
}

/* y = rows [from, from + rows) of NAME.weight times x, plus NAME.bias */
static void plan_product(double *y, const double *x, int columns, int from, int rows, const char *name, const toy *t) {
    char text[96];
    snprintf(text, sizeof text, "%s.weight", name);
    double *w = plan_tensor(t, text);
    snprintf(text, sizeof text, "%s.bias", name);
    double *bias = plan_tensor(t, text);
    for (int r = 0; r < rows; r++) {
        y[r] = bias ? bias[from + r] : 0;
        for (int c = 0; c < columns; c++) y[r] += w[(from + r) * columns + c] * x[c];
    }
    free(w), free(bias);
}

static void plan_rope(double *x, int position, const toy *t, bool local, int context) {
    double *factors = plan_tensor(t, "rope_freqs.weight"), pi = 3.14159265358979323846;
    if (t->traits & TOY_LONG_SHORT)
        factors = plan_tensor(t, context > t->original ? "rope_factors_long.weight" : "rope_factors_short.weight");
    bool own = local && (t->traits & TOY_LOCAL_ROPE), yarn = t->scaling && strcmp(t->scaling, "yarn") == 0;
    double base = own ? 10000 : t->rope_base, scale = own || t->factor == 0 ? 1 : 1 / t->factor;
    double magnitude = (t->attn_factor > 0 ? t->attn_factor : 1) * (yarn ? 1 + 0.1 * log(1 / scale) : 1);
    double lo = floor(t->rope * log(t->original / (32 * 2 * pi)) / (2 * log(base)));
    double hi = ceil(t->rope * log(t->original / (1 * 2 * pi)) / (2 * log(base)));
    lo = lo < 0 ? 0 : lo, hi = hi > t->rope - 1 ? t->rope - 1 : hi;
    for (int i = 0; i < t->rope / 2; i++) {
        double f = pow(base, -2.0 * i / t->rope) / (factors ? factors[i] : 1), angle = f * scale;
        if (yarn) {
            double ramp = (i - lo) / (hi - lo > 0.001 ? hi - lo : 0.001);
            ramp = 1 - (ramp < 0 ? 0 : ramp > 1 ? 1 : ramp);
            angle = f * scale * (1 - ramp) + f * ramp;
        }
        angle *= position;
        int a = t->traits & TOY_NEOX ? i : 2 * i, b = t->traits & TOY_NEOX ? i + t->rope / 2 : 2 * i + 1;
        double re = x[a], im = x[b];
        x[a] = magnitude * (re * cos(angle) - im * sin(angle));
        x[b] = magnitude * (re * sin(angle) + im * cos(angle));
    }
    free(factors);
}

/* logits: n x TOY_VOCAB */
static void plan_reference(const toy *t, const int32_t *tokens, int n, int context, double *logits) {
    enum { E = TOY_EMBED, WIDEST = 512 };
    static double x[PLAN_TOKENS][E], q[PLAN_TOKENS][WIDEST], k[PLAN_TOKENS][WIDEST], v[PLAN_TOKENS][WIDEST];
    double *embed = plan_tensor(t, "token_embd.weight"), scale = t->traits & TOY_EMBED_SCALE ? sqrt((double)E) : 1;
    int hd = t->head, qn = TOY_HEADS * hd, kvn = t->kv_heads * hd, group = TOY_HEADS / t->kv_heads;
    bool fused = t->traits & TOY_FUSED;
    for (int p = 0; p < n; p++)
        for (int i = 0; i < E; i++) x[p][i] = embed[tokens[p] * E + i] * scale;
    for (int l = 0; l < TOY_LAYERS; l++) {
        char name[96];
#define PLAN_NAME(NAME) (snprintf(name, sizeof name, "blk.%d." NAME, l), name)
        bool windowed = t->window && l % t->period < t->period - 1;
        for (int p = 0; p < n; p++) {
            double h[E];
            memcpy(h, x[p], sizeof h);
            plan_norm(h, E, PLAN_NAME("attn_norm.weight"), t);
            plan_product(q[p], h, E, 0, qn, fused ? PLAN_NAME("attn_qkv") : PLAN_NAME("attn_q"), t);
            plan_product(k[p], h, E, fused ? qn : 0, kvn, fused ? PLAN_NAME("attn_qkv") : PLAN_NAME("attn_k"), t);
            plan_product(v[p], h, E, fused ? qn + kvn : 0, kvn, fused ? PLAN_NAME("attn_qkv") : PLAN_NAME("attn_v"), t);
            for (int i = 0; i < TOY_HEADS; i++) {
                plan_norm(q[p] + i * hd, hd, PLAN_NAME("attn_q_norm.weight"), t);
                plan_rope(q[p] + i * hd, p, t, windowed, context);
            }
            for (int i = 0; i < t->kv_heads; i++) {
                plan_norm(k[p] + i * hd, hd, PLAN_NAME("attn_k_norm.weight"), t);
                plan_rope(k[p] + i * hd, p, t, windowed, context);
            }
        }
        for (int p = 0; p < n; p++) {
            double a[WIDEST] = {0}, y[E], h[E], gate[TOY_FF], up[TOY_FF], score[PLAN_TOKENS];
            for (int i = 0; i < TOY_HEADS; i++) {
                double sum = 0;
                for (int j = 0; j <= p; j++) {
                    score[j] = 0;
                    if (windowed && p - j >= t->window) continue;
                    for (int d = 0; d < hd; d++) score[j] += q[p][i * hd + d] * k[j][i / group * hd + d];
                    score[j] /= sqrt((double)hd);
                    if (t->softcap > 0) score[j] = t->softcap * tanh(score[j] / t->softcap);
                    score[j] = exp(score[j]);
                    sum += score[j];
                }
                for (int j = 0; j <= p; j++)
                    for (int d = 0; d < hd; d++) a[i * hd + d] += score[j] / sum * v[j][i / group * hd + d];
            }
            plan_product(y, a, qn, 0, E, PLAN_NAME("attn_output"), t);
            plan_norm(y, E, PLAN_NAME("post_attention_norm.weight"), t);
            for (int i = 0; i < E; i++) h[i] = x[p][i] += y[i];
            plan_norm(h, E, PLAN_NAME("ffn_norm.weight"), t);
            plan_product(gate, h, E, 0, TOY_FF, fused ? PLAN_NAME("ffn_up") : PLAN_NAME("ffn_gate"), t);
            plan_product(up, h, E, fused ? TOY_FF : 0, TOY_FF, PLAN_NAME("ffn_up"), t);
            for (int i = 0; i < TOY_FF; i++) {
                double g = gate[i], gelu = 0.5 * g * (1 + tanh(0.7978845608028654 * (g + 0.044715 * g * g * g)));
                gate[i] = up[i] * (t->traits & TOY_GELU ? gelu : g / (1 + exp(-g)));
            }
            plan_product(y, gate, TOY_FF, 0, E, PLAN_NAME("ffn_down"), t);
            plan_norm(y, E, PLAN_NAME("post_ffw_norm.weight"), t);
            for (int i = 0; i < E; i++) x[p][i] += y[i];
        }
    }
    for (int p = 0; p < n; p++) {
        plan_norm(x[p], E, "output_norm.weight", t);
        plan_product(logits + p * TOY_VOCAB, x[p], E, 0, TOY_VOCAB, t->traits & TOY_TIED ? "token_embd" : "output", t);
        for (int i = 0; i < TOY_VOCAB && t->final_softcap > 0; i++)
            logits[p * TOY_VOCAB + i] = t->final_softcap * tanh(logits[p * TOY_VOCAB + i] / t->final_softcap);
    }
    free(embed);
}

static double plan_error(const float *got, const double *want, int n) {
    double difference = 0, total = 0;
    for (int i = 0; i < n; i++) difference += (got[i] - want[i]) * (got[i] - want[i]), total += want[i] * want[i];
    return sqrt(difference / total);
}

/* Logits of all tokens, evaluated `step` at a time. */
static void plan_logits(infer_model *m, const infer_session_desc *desc, const int32_t *tokens, int n, int step,
                        float *logits) {
    infer_error err = {0, ""};
    infer_session *s = infer_session_create(m, desc, &err);
    for (int i = 0; i < n; i += step)
        infer_eval_all(s, tokens + i, n - i < step ? n - i : step, logits + i * TOY_VOCAB, &err);
    if (err.code) TEST_FAIL("%s", err.message);
    infer_session_destroy(s);
}

TEST(plan_reference) {
    static float logits[PLAN_TOKENS * TOY_VOCAB];
    static double want[PLAN_TOKENS * TOY_VOCAB];
    int32_t tokens[PLAN_TOKENS];
    plan_tokens(tokens, PLAN_TOKENS);
    for (int i = 0; i < TOY_COUNT; i++) {
        infer_model *m = toy_open(&toys[i], INFER_TYPE_F32, (infer_model_desc){.threads = 2});
        plan_reference(&toys[i], tokens, PLAN_TOKENS, TOY_CONTEXT, want);
        for (int batch = 1; m && batch <= PLAN_TOKENS; batch += batch < 5 ? 2 : 19) {
            infer_session_desc d = {.kv = INFER_KV_F32, .batch = batch};
            plan_logits(m, &d, tokens, PLAN_TOKENS, PLAN_TOKENS, logits);
            double e = plan_error(logits, want, PLAN_TOKENS * TOY_VOCAB);
            if (!(e < 1e-5)) TEST_FAIL("%s, batches of %d: relative error %.3g", toys[i].name, batch, e);
        }
        infer_model_close(m);
    }
}

/* The long rope factors apply where the session's context is longer than the original. */
TEST(plan_long_rope) {
    static float logits[PLAN_TOKENS * TOY_VOCAB];
    static double want[PLAN_TOKENS * TOY_VOCAB];
    int32_t tokens[PLAN_TOKENS];
    const toy *t = toy_find("phi3-long");
    plan_tokens(tokens, PLAN_TOKENS);
    infer_model *m = toy_open(t, INFER_TYPE_F32, (infer_model_desc){.threads = 1});
    for (int context = 64; m && context <= 128; context += 64) {
        infer_session_desc d = {.kv = INFER_KV_F32, .context = context};
        plan_reference(t, tokens, PLAN_TOKENS, context, want);
        plan_logits(m, &d, tokens, PLAN_TOKENS, PLAN_TOKENS, logits);
        CHECK(plan_error(logits, want, PLAN_TOKENS * TOY_VOCAB) < 1e-5);
    }
    infer_model_close(m);
}

/* What llama.cpp computed: the last token's logits of each toy, f32 cache. Gemma is looser: llama.cpp's GELU goes
 * through a table of 16-bit floats. */
TEST(plan_golden) {
    static float logits[PLAN_TOKENS * TOY_VOCAB];
    int32_t tokens[PLAN_TOKENS];
    plan_tokens(tokens, PLAN_TOKENS);
    for (int i = 0; i < TOY_COUNT; i++) {
        const float *golden = NULL;
        double want[TOY_VOCAB];
        for (size_t j = 0; j < sizeof golden_logits / sizeof golden_logits[0]; j++)
            if (strcmp(golden_logits[j].name, toys[i].name) == 0) golden = golden_logits[j].logits;
        if (!golden) TEST_FAIL("no golden logits for %s: run tests/golden_logits.sh", toys[i].name);
        infer_model *m = golden ? toy_open(&toys[i], INFER_TYPE_F32, (infer_model_desc){.threads = 1}) : NULL;
        if (!m) continue;
        for (int j = 0; j < TOY_VOCAB; j++) want[j] = golden[j];
        infer_session_desc d = {.kv = INFER_KV_F32, .context = 128};
        plan_logits(m, &d, tokens, PLAN_TOKENS, PLAN_TOKENS, logits);
        double e = plan_error(logits + (PLAN_TOKENS - 1) * TOY_VOCAB, want, TOY_VOCAB);
        if (!(e < (toys[i].traits & TOY_GELU ? 1e-3 : 1e-5))) TEST_FAIL("%s: relative error %.3g", toys[i].name, e);
        infer_model_close(m);
    }
}

/* The same of the other mechanisms, by every tier, in whole and in parts. */
TEST(plan_mechanisms) {
    static float whole[PLAN_TOKENS * TOY_VOCAB], logits[PLAN_TOKENS * TOY_VOCAB];
    static double want[PLAN_TOKENS * TOY_VOCAB];
    int32_t tokens[PLAN_TOKENS];
    plan_tokens(tokens, PLAN_TOKENS);
    for (int i = 0; i < TOY_MECHANISMS; i++) {
        const toy *t = &mechanisms[i];
        const float *golden = NULL;
        for (size_t j = 0; j < sizeof golden_logits / sizeof golden_logits[0]; j++)
            if (strcmp(golden_logits[j].name, t->name) == 0) golden = golden_logits[j].logits;
        if (!golden) TEST_FAIL("no golden logits for %s: run tests/golden_logits.sh", t->name);
        for (int tier = INFER_KERNELS_AUTO; tier <= INFER_KERNELS_SCALAR && golden; tier++) {
            infer_model *m = toy_open(t, INFER_TYPE_F32, (infer_model_desc){.threads = 2, .kernels = tier});
            infer_session_desc d = {.kv = INFER_KV_F32, .context = 128};
            if (!m) break;
            for (int step = PLAN_TOKENS; step > 0; step = step == 1 ? 0 : step / 5 + (step < 5)) {
                plan_logits(m, &d, tokens, PLAN_TOKENS, step, step == PLAN_TOKENS ? whole : logits);
                for (int j = 0; j < PLAN_TOKENS * TOY_VOCAB; j++) want[j] = whole[j];
                double e = step == PLAN_TOKENS ? 0 : plan_error(logits, want, PLAN_TOKENS * TOY_VOCAB);
                if (!(e < 1e-5)) TEST_FAIL("%s, tier %d, %d at a time: relative error %.3g", t->name, tier, step, e);
            }
            for (int j = 0; j < TOY_VOCAB; j++) want[j] = golden[j];
            double e = plan_error(whole + (PLAN_TOKENS - 1) * TOY_VOCAB, want, TOY_VOCAB);
            if (!(e < (t->traits & TOY_GELU ? 1e-3 : 1e-5)))
                TEST_FAIL("%s, tier %d: relative error %.3g", t->name, tier, e);
            infer_model_close(m);
        }
    }
}

/* Every family's words are known: a model of it fails for want of its keys, not of a word. */
TEST(plan_family_words) {
    for (size_t i = 0; i < INFER__COUNT(infer__families); i++) {
        infer_model m = INFER__ZERO;
        m.family = &infer__families[i];
        if (!infer__read_family(&m)) TEST_FAIL("%s: %s", infer__families[i].names, infer__families[i].words);
    }
}

/* Quantised weights and caches stay near the exact result, and any number of threads gives the same bits. */
TEST(plan_threads_and_formats) {
    static float one[PLAN_TOKENS * TOY_VOCAB], logits[PLAN_TOKENS * TOY_VOCAB];
    static double want[PLAN_TOKENS * TOY_VOCAB];
    static const int types[] = {INFER_TYPE_F32, INFER_TYPE_F16, INFER_TYPE_BF16, INFER_TYPE_Q8_0, INFER_TYPE_Q4_0};
    static const double bound[] = {2e-3, 4e-3, 2e-2, 5e-2, 0.6};
    int32_t tokens[PLAN_TOKENS];
    const toy *t = toy_find("gemma3");
    plan_tokens(tokens, PLAN_TOKENS);
    plan_reference(t, tokens, PLAN_TOKENS, TOY_CONTEXT, want);
    for (int i = 0; i < 5; i++) {
        for (int threads = 1; threads <= 8; threads *= 2) {
            infer_model *m = toy_open(t, types[i], (infer_model_desc){.threads = threads});
            if (!m) return;
            plan_logits(m, NULL, tokens, PLAN_TOKENS, 7, logits);
            if (threads == 1) memcpy(one, logits, sizeof one);
            CHECK(memcmp(one, logits, sizeof one) == 0);
            infer_model_close(m);
        }
        double e = plan_error(one, want, PLAN_TOKENS * TOY_VOCAB);
        if (!(e < bound[i])) TEST_FAIL("%s: relative error %.3g", infer_type_name(types[i]), e);
    }
    infer_model *m = toy_open(t, INFER_TYPE_F32, (infer_model_desc){.threads = 2});
    for (int kv = INFER_KV_F16; kv <= INFER_KV_Q8_0; kv++) {
        infer_session_desc d = {.kv = kv};
        plan_logits(m, &d, tokens, PLAN_TOKENS, 5, logits);
        double e = plan_error(logits, want, PLAN_TOKENS * TOY_VOCAB);
        if (!(e < (kv == INFER_KV_F32 ? 1e-5 : kv == INFER_KV_F16 ? 2e-3 : 3e-2)))
            TEST_FAIL("cache %d: relative error %.3g", kv, e);
    }
    infer_model_close(m);
}

typedef struct plan_seen {
    int ops, layers, logits;
    double last;
} plan_seen;
static void plan_see(const infer_trace *op, void *user) {
    plan_seen *seen = user;
    seen->ops++;
    if (op->layer >= seen->layers) seen->layers = op->layer + 1;
    CHECK(op->rows > 0 && op->columns > 0 && op->data != NULL);
    for (int i = 0; i < op->rows * op->columns; i++) CHECK(isfinite(op->data[i]));
    if (strcmp(op->name, "logits") == 0) seen->logits++, seen->last = op->data[(op->rows - 1) * op->columns];
}

/* Shapes that do not fit each other: a clear error, not a read beyond a tensor. */
TEST(plan_mismatched_tensors) {
#define PLAN_SSM "ssm.conv_kernel=4 ssm.inner_size=80 ssm.state_size=16 ssm.time_step_rank=4 ssm.group_count=2 "
    static const struct {
        const char *error;
        toy toy;
    } cases[] = {
        {"norms of q and k: one is of each head",
         {"k norm of one", "qwen3", TOY_NEOX, 16, 16, 2, 0, 0, 0, 0, 10000, NULL, 0, 0, 0, "",
          "attn_q_norm:16:4 attn_k_norm:16", ""}},
        {"norms of q and k: one is of each head",
         {"q norm of one", "qwen3", TOY_NEOX, 16, 16, 2, 0, 0, 0, 0, 10000, NULL, 0, 0, 0, "",
          "attn_q_norm:16 attn_k_norm:16:2", ""}},
        {"attn_q_norm.weight: expected 16 x 1, found 64",
         {"q norm of all beside a gate", "qwen3next", TOY_NEOX, 16, 16, 2, 0, 0, 0, 0, 10000, NULL, 0, 0, 0, "attn_q",
          "attn_q:64:128 attn_k_norm:16 attn_q_norm:64", PLAN_SSM}},
        {"key length 16, value length 8: expected the same",
         {"gate of another length", "qwen3next", TOY_NEOX, 16, 16, 2, 0, 0, 0, 0, 10000, NULL, 0, 0, 0,
          "attn_q attn_v attn_output", "attn_q:64:128 attn_v:64:16 attn_output:32:64 attn_k_norm:16 attn_q_norm:16",
          PLAN_SSM "attention.value_length=8"}},
        {"ffn_up_shexp is missing",
         {"shared down alone", "qwen3moe", TOY_NEOX | TOY_QK_NORM, 16, 16, 2, 0, 0, 0, 0, 10000, NULL, 0, 0, 0,
          TOY_DENSE, TOY_EXPERTS("32") "ffn_down_shexp:32:64", TOY_EXPERT_KEYS}},
        {"ffn_latent_down is missing",
         {"latent up alone", "qwen3moe", TOY_NEOX | TOY_QK_NORM, 16, 16, 2, 0, 0, 0, 0, 10000, NULL, 0, 0, 0, TOY_DENSE,
          TOY_EXPERTS("32") "ffn_latent_up:64:64", TOY_EXPERT_KEYS}},
        {"cannot share",
         {"lengths beyond int", "deepseek2", 0, 48, 16, 1, 0, 0, 0, 0, 10000, NULL, 0, 0, 0, "", "",
          "attention.q_lora_rank=24 attention.kv_lora_rank=32 attention.value_length=32 attention.head_count=65536 "
          "attention.key_length_mla=1048576 attention.value_length_mla=1048576"}},
        {"attn_qkv.weight: expected 64 x 144, found 64 x 384",
         {"delta net and attention", "qwen35", TOY_NEOX | TOY_QK_NORM, 32, 32, 2, 0, 0, 0, 0, 10000, NULL, 0, 0, 0,
          "attn_q attn_k attn_v",
          "attn_qkv:64:384 attn_gate:64:128 ssm_beta.weight:64:4 ssm_alpha.weight:64:4 ssm_conv1d.weight:4:144 "
          "ssm_dt.bias:4 ssm_a:4 ssm_norm.weight:20 ssm_out.weight:80:64",
          PLAN_SSM}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char path[] = "/tmp/infer-toy-XXXXXX";
        infer_error err = {0, ""};
        int fd = mkstemp(path);
        if (fd < 0) SKIP("mkstemp failed");
        close(fd);
        CHECK_EQ_INT(toy_write(&cases[i].toy, path, INFER_TYPE_F32, &err), 0);
        infer_model *m = infer_model_open(&(infer_model_desc){.path = path, .device = "cpu"}, &err);
        if (m || err.code != INFER_ERROR_FORMAT || !strstr(err.message, cases[i].error))
            TEST_FAIL("%s: %s", cases[i].toy.name, m ? "opened" : err.message);
        infer_model_close(m);
        unlink(path);
    }
}

/* A thread's scratch holds what it needs whatever the batch: nothing is written behind a session's memory. */
enum { PLAN_FENCE = 1 << 20 };
static void *plan_fenced(size_t size, void *user) {
    uint8_t *p = malloc(size + PLAN_FENCE);
    (void)user;
    if (p) memset(p + size, 0xa5, PLAN_FENCE);
    return p;
}
static void plan_fence_free(void *ptr, size_t size, void *user) {
    const uint8_t *fence = (uint8_t *)ptr + size;
    for (int i = 0; i < PLAN_FENCE; i++) *(int *)user += fence[i] != 0xa5;
    free(ptr);
}
TEST(plan_scratch_of_experts) {
    toy t = mechanisms[0];
    int written = 0, types[2] = {INFER_TYPE_Q8_0, INFER_TYPE_F32};
    t.keys = "expert_count=8 expert_used_count=8 expert_feed_forward_length=32 "; /* eight rows a token */
    for (int i = 0; i < 2; i++)
        for (int threads = 1; threads <= 3; threads += 2) {
            infer_model *m = toy_open(&t, types[i], (infer_model_desc){.threads = threads, .device = "cpu"});
            for (int batch = 8; m && batch <= 128; batch *= 2) {
                infer_session_desc d = {.context = 128, .batch = batch};
                infer_error err = {0, ""};
                int32_t tokens[128];
                d.allocator.alloc = plan_fenced, d.allocator.free = plan_fence_free, d.allocator.user_data = &written;
                infer_session *s = infer_session_create(m, &d, &err);
                for (int k = 0; k < 128; k++) tokens[k] = (k * 7 + 3) % TOY_VOCAB;
                CHECK_EQ_INT(infer_eval(s, tokens, 128, &err), 0);
                infer_session_destroy(s);
                if (written) TEST_FAIL("%d bytes behind a session's memory, batch %d", written, batch);
            }
            infer_model_close(m);
        }
}

TEST(plan_trace) {
    plan_seen seen = {0};
    int32_t tokens[PLAN_TOKENS];
    infer_error err = {0, ""};
    plan_tokens(tokens, PLAN_TOKENS);
    infer_model *m = toy_open(toy_find("qwen2"), INFER_TYPE_F32, (infer_model_desc){.threads = 3});
    infer_session *s =
        infer_session_create(m, &(infer_session_desc){.trace = plan_see, .trace_user_data = &seen}, &err);
    CHECK_EQ_INT(infer_eval(s, tokens, PLAN_TOKENS, &err), 0);
    CHECK_EQ_INT(seen.layers, TOY_LAYERS);
    CHECK_EQ_INT(seen.logits, 1);
    CHECK(seen.last == infer_logits(s)[0]);
    infer_session_destroy(s);
    infer_model_close(m);
}
