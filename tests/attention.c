/* infer_attention, and the attention inside sessions: every tier against double precision, over head dims, groups of heads,
 * lengths, masks and formats; and the same bits from any number of threads. */
#include "toy.h"

typedef struct attention_case {
    int n_q, n_kv, heads, kv_heads, dim;
    bool causal;
    int window;
    float softcap, scale;
    int rope, position;
    bool f16, strided;
} attention_case;

static const attention_case attention_cases[] = {
    {1, 1, 1, 1, 8, true, 0, 0, 0, 0, 0, false, false},
    {17, 17, 4, 2, 8, true, 0, 0, 0, 0, 0, false, true},
    {7, 130, 3, 1, 24, true, 0, 0, 0, 1, 100, true, false},
    {100, 100, 6, 6, 16, true, 0, 30, 0, 0, 0, false, false},
    {65, 65, 5, 5, 40, false, 0, 0, 0, 2, 3, false, true},
    {30, 11, 2, 1, 48, false, 0, 0, 0.2f, 0, 0, false, false},
    {150, 200, 8, 2, 64, true, 0, 0, 0, 0, 0, true, false},
    {150, 200, 8, 2, 64, true, 33, 0, 0, 1, 0, false, false},
    {150, 200, 7, 1, 72, false, 20, 50, 0, 0, 0, true, false},
    {129, 193, 4, 4, 80, true, 64, 0, 0, 2, 5000, false, false},
    {97, 97, 14, 2, 96, true, 0, 0, 0, 0, 0, false, false},
    {64, 300, 3, 3, 112, true, 0, 0, 0, 0, 0, false, false},
    {70, 70, 2, 1, 128, true, 0, 0, 0, 2, 0, false, true},
    {25, 90, 2, 2, 200, true, 0, 0, 0, 0, 0, true, false},
    {25, 90, 4, 2, 256, true, 50, 20, 0, 0, 0, false, false},
    {3, 40, 200, 1, 16, true, 0, 0, 0, 0, 0, false, false}, /* more heads in a group than a tile has rows */
    {1, 3000, 4, 1, 64, true, 0, 0, 0, 0, 0, true, false},  /* in chunks */
    {1, 2999, 3, 3, 128, true, 1500, 10, 0, 0, 0, false, false},
    {1, 40000, 2, 1, 32, true, 0, 0, 0, 0, 0, false, false}, /* in longer chunks */
    {1, 700, 120, 1, 8, false, 0, 0, 0, 0, 0, false, false},
    {9, 50, 2, 1, 12, true, 0, 0, 0, 0, 0, false, false}, /* head dims that have no fast path */
    {9, 50, 2, 2, 7, true, 5, 0, 0, 0, 0, true, false},
    {3, 20, 1, 1, 264, true, 0, 0, 0, 0, 0, false, false},
};

static void *attention_numbers(size_t n, bool f16) {
    float *x = malloc(n * sizeof *x);
    for (size_t i = 0; i < n; i++) x[i] = (float)(4 * test_uniform() - 2);
    if (f16) { /* in place: a half lies where a float was, or before it */
        for (size_t i = 0; i < n; i++) {
            float value = x[i];
            infer_quantize(INFER_TYPE_F16, &value, (uint16_t *)(void *)x + i, 1, NULL);
        }
    }
    return x;
}
static double attention_number(const void *p, bool f16, size_t i) {
    float x = ((const float *)p)[f16 ? 0 : i];
    if (f16) infer_dequantize(INFER_TYPE_F16, (const uint16_t *)p + i, &x, 1, NULL);
    return x;
}

static void attention_rotate(double *x, const attention_case *c, int position) {
    for (int i = 0; c->rope && i < c->dim / 2; i++) {
        double angle = position * pow(10000, -2.0 * i / c->dim);
        double *a = c->rope == INFER_ROPE_PAIRS ? x + 2 * i : x + i,
               *b = c->rope == INFER_ROPE_PAIRS ? a + 1 : a + c->dim / 2;
        double re = *a * cos(angle) - *b * sin(angle);
        *b = *a * sin(angle) + *b * cos(angle), *a = re;
    }
}

/* Query i of head h, straight from the formula. */
static void attention_reference(const attention_case *c, const infer_attention_desc *d, int i, int h, double *out) {
    int p = c->n_kv - c->n_q + i, g = h / (c->heads / c->kv_heads);
    double q[264], k[264], sum = 0, max = -1e300, *s = malloc((size_t)c->n_kv * sizeof *s);
    for (int e = 0; e < c->dim; e++)
        q[e] = attention_number(d->q, false, (size_t)i * d->q_token + (size_t)h * d->q_head + (size_t)e), out[e] = 0;
    attention_rotate(q, c, p + c->position);
    for (int pass = 0; pass < 2; pass++)
        for (int j = 0; j < c->n_kv; j++) {
            if ((c->causal && j > p) || (c->window && abs(p - j) >= c->window)) continue;
            size_t k_at = (size_t)j * d->k_token + (size_t)g * d->k_head,
                   v_at = (size_t)j * d->v_token + (size_t)g * d->v_head;
            if (pass == 0) {
                s[j] = 0;
                for (int e = 0; e < c->dim; e++) k[e] = attention_number(d->k, c->f16, k_at + (size_t)e);
                attention_rotate(k, c, j + c->position);
                for (int e = 0; e < c->dim; e++) s[j] += q[e] * k[e];
                s[j] *= c->scale != 0 ? (double)c->scale : 1 / sqrt(c->dim);
                if (c->softcap > 0) s[j] = (double)c->softcap * tanh(s[j] / (double)c->softcap);
                max = s[j] > max ? s[j] : max;
                continue;
            }
            double w = exp(s[j] - max);
            sum += w;
            for (int e = 0; e < c->dim; e++) out[e] += w * attention_number(d->v, c->f16, v_at + (size_t)e);
        }
    for (int e = 0; e < c->dim; e++) out[e] /= sum;
    free(s);
}

TEST(attention_alone) {
    static const int threads[] = {1, 2, 3, 4, 8};
    for (size_t n = 0; n < sizeof attention_cases / sizeof *attention_cases; n++) {
        const attention_case *c = &attention_cases[n];
        size_t dim = (size_t)c->dim, gap = c->strided ? 5 : 0;
        infer_attention_desc d = {.n_q = c->n_q,
                                  .n_kv = c->n_kv,
                                  .heads = c->heads,
                                  .kv_heads = c->kv_heads,
                                  .head_dim = c->dim,
                                  .causal = c->causal,
                                  .window = c->window,
                                  .softcap = c->softcap,
                                  .scale = c->scale,
                                  .rope = c->rope,
                                  .rope_position = c->position};
        /* packed, or head by head with gaps */
        d.q_head = d.out_head = c->strided ? (size_t)c->n_q * (dim + gap) : dim;
        d.q_token = d.out_token = c->strided ? dim + gap : dim * (size_t)c->heads;
        d.k_head = d.v_head = c->strided ? (size_t)c->n_kv * (dim + gap) : dim;
        d.k_token = d.v_token = c->strided ? dim + gap : dim * (size_t)c->kv_heads;
        size_t size = (size_t)c->n_q * (size_t)c->heads * (dim + gap),
               kv = (size_t)c->n_kv * (size_t)c->kv_heads * (dim + gap);
        float *out = malloc(size * sizeof *out), *first = malloc(size * sizeof *first);
        d.q = attention_numbers(size, false), d.k = attention_numbers(kv, c->f16), d.v = attention_numbers(kv, c->f16);
        d.kv_type = c->f16 ? INFER_TYPE_F16 : INFER_TYPE_F32;
        for (d.kernels = INFER_KERNELS_SCALAR; d.kernels <= INFER_KERNELS_AVX512; d.kernels++) {
            double off = 0, all = 0, want[264];
            infer_error err = {0, ""};
            for (size_t t = 0; t < sizeof threads / sizeof *threads; t++) {
                memset(out, 0, size * sizeof *out);
                d.out = out, d.threads = threads[t];
                int rc = infer_attention(&d, &err);
                if (rc == INFER_ERROR_UNSUPPORTED) break; /* this CPU has no such tier */
                if (rc) TEST_FAIL("case %zu: %s", n, err.message);
                if (t == 0) memcpy(first, out, size * sizeof *out);
                else if (memcmp(first, out, size * sizeof *out))
                    TEST_FAIL("case %zu, tier %d: %d threads give other bits", n, d.kernels, threads[t]);
            }
            if (err.code) continue;
            for (int i = 0; i<c->n_q; i += c->n_q> 40 ? 7 : 1)
                for (int h = 0; h<c->heads; h += c->heads> 10 ? 13 : 1) {
                    attention_reference(c, &d, i, h, want);
                    for (size_t e = 0; e < dim; e++) {
                        double x = out[(size_t)i * d.out_token + (size_t)h * d.out_head + e] - want[e];
                        off += x * x, all += want[e] * want[e];
                    }
                }
            double limit = c->f16 && c->rope ? 1e-3 : 1e-5; /* keys are rounded again after they are rotated */
            if (!(sqrt(off / all) < limit))
                TEST_FAIL("case %zu, tier %d: relative error %.3g", n, d.kernels, sqrt(off / all));
        }
        free((void *)d.q), free((void *)d.k), free((void *)d.v), free(out), free(first);
    }
}

TEST(attention_halves_in_and_out) {
    enum { N = 20, D = 32 };
    infer_attention_desc d = {.n_q = N, .n_kv = N, .heads = 2, .head_dim = D, .causal = true};
    float *q = attention_numbers(N * 2 * D, false), *k = attention_numbers(N * 2 * D, false), want[N * 2 * D], x;
    uint16_t half[N * 2 * D], out[N * 2 * D];
    infer_quantize(INFER_TYPE_F16, q, half, N * 2 * D, NULL);
    infer_dequantize(INFER_TYPE_F16, half, q, N * 2 * D, NULL);
    d.q = q, d.k = d.v = k, d.out = want;
    CHECK_EQ_INT(infer_attention(&d, NULL), 0);
    d.q = half, d.out = out, d.q_type = d.out_type = INFER_TYPE_F16;
    CHECK_EQ_INT(infer_attention(&d, NULL), 0);
    for (int i = 0; i < N * 2 * D; i++) {
        infer_dequantize(INFER_TYPE_F16, out + i, &x, 1, NULL);
        CHECK_NEAR(x, want[i], 1e-3);
    }
    free(q), free(k);
}

static void *attention_refuse(size_t size, void *user) { return (void)size, (void)user, NULL; }
static void attention_free(void *ptr, size_t size, void *user) { (void)ptr, (void)size, (void)user; }

TEST(attention_misuse) {
    float x[64] = {0};
    infer_error err = {0, ""};
    const infer_attention_desc good = {
        .q = x, .k = x, .v = x, .out = x + 32, .n_q = 2, .n_kv = 2, .heads = 1, .head_dim = 16};
    infer_attention_desc bad[10];
    for (int i = 0; i < 10; i++) bad[i] = good;
    bad[0].q = NULL, bad[1].out = NULL, bad[2].n_kv = 0, bad[3].heads = 3, bad[3].kv_heads = 2, bad[4].head_dim = 0;
    bad[5].causal = true, bad[5].n_q = 3, bad[6].n_q = -1, bad[7].rope = 3, bad[8].window = -1, bad[9].threads = -1;
    CHECK_EQ_INT(infer_attention(NULL, &err), INFER_ERROR_ARGUMENT);
    CHECK_EQ_INT(infer_attention(&good, &err), INFER_OK);
    for (int i = 0; i < 10; i++) CHECK_EQ_INT(infer_attention(&bad[i], &err), INFER_ERROR_ARGUMENT);
    infer_attention_desc other = good;
    other.kv_type = INFER_TYPE_Q4_0;
    CHECK_EQ_INT(infer_attention(&other, &err), INFER_ERROR_UNSUPPORTED);
    other = good, other.allocator.alloc = attention_refuse, other.allocator.free = attention_free;
    CHECK_EQ_INT(infer_attention(&other, &err), INFER_ERROR_MEMORY);
    other = good, other.n_q = 0;
    CHECK_EQ_INT(infer_attention(&other, &err), INFER_OK);
}

/* Sessions: caches of every kind, windows whose slots wrap, batches of any size; tiers against scalar. */
TEST(attention_in_sessions) {
    static const char *names[] = {"llama-yarn", "qwen3", "gemma2", "gemma3"}; /* heads of 32, as Q8_0 wants */
    enum { N = 100 };
    int32_t tokens[N];
    for (int i = 0; i < N; i++) tokens[i] = (int32_t)(test_random() % TOY_VOCAB);
    for (int i = 0; i < 4; i++) {
        float *want = malloc(sizeof(float) * 3 * N * TOY_VOCAB), *got = malloc(sizeof(float) * N * TOY_VOCAB);
        for (int tier = INFER_KERNELS_SCALAR; tier <= INFER_KERNELS_AVX512; tier++) {
            infer_error err = {0, ""};
            infer_attention_desc probe = {.q = got,
                                          .k = got,
                                          .v = got,
                                          .out = got,
                                          .n_q = 1,
                                          .n_kv = 1,
                                          .heads = 1,
                                          .head_dim = 8,
                                          .kernels = tier};
            memset(got, 0, 32);
            if (infer_attention(&probe, &err)) continue;
            infer_model *m =
                toy_open(toy_find(names[i]), INFER_TYPE_F32, (infer_model_desc){.threads = 3, .kernels = tier});
            for (int kv = 0; m && kv < 3; kv++)
                for (int batch = 1; batch <= N; batch += 11) {
                    float *scalar = want + kv * N * TOY_VOCAB;
                    double off = 0, all = 0;
                    infer_session *s = infer_session_create(m, &(infer_session_desc){.batch = batch, .kv = kv}, &err);
                    CHECK_EQ_INT(infer_eval_all(s, tokens, N, got, &err), 0);
                    infer_session_destroy(s);
                    if (tier == INFER_KERNELS_SCALAR && batch == 1) memcpy(scalar, got, sizeof(float) * N * TOY_VOCAB);
                    for (int j = 0; j < N * TOY_VOCAB; j++) {
                        double x = (double)got[j] - (double)scalar[j];
                        off += x * x, all += (double)scalar[j] * (double)scalar[j];
                    }
                    /* a cached number may be rounded the other way */
                    if (!(sqrt(off / all) < (kv == INFER_KV_F32 ? 1e-5 : kv == INFER_KV_F16 ? 3e-4 : 3e-3)))
                        TEST_FAIL("%s, tier %d, kv %d, batch %d: %.3g", names[i], tier, kv, batch, sqrt(off / all));
                }
            infer_model_close(m);
        }
        free(want), free(got);
    }
}

/* What infer_attention allocates does not grow with the square of the length: at 32k tokens hardly more than at 2k. */
typedef struct attention_memory {
    size_t now, most;
} attention_memory;
static void *attention_count_alloc(size_t size, void *user) {
    attention_memory *a = user;
    a->now += size, a->most = a->now > a->most ? a->now : a->most;
    return malloc(size);
}
static void attention_count_free(void *ptr, size_t size, void *user) {
    ((attention_memory *)user)->now -= size;
    free(ptr);
}
TEST(attention_memory_is_linear) {
    enum { LONG = 32768, DIM = 8 };
    float *x = calloc(LONG * DIM, sizeof *x), *out = calloc(LONG * DIM, sizeof *out);
    size_t most[2];
    for (int i = 0; i < 2; i++) {
        attention_memory a = {0};
        infer_attention_desc desc = {.q = x, .k = x, .v = x, .out = out, .head_dim = DIM, .heads = 1, .threads = 2};
        desc.n_q = desc.n_kv = i ? LONG : LONG / 16, desc.causal = true,
        desc.window = 64; /* the window saves time only */
        desc.allocator = (infer_allocator){attention_count_alloc, attention_count_free, &a};
        CHECK_EQ_INT(infer_attention(&desc, NULL), INFER_OK);
        CHECK_EQ_INT((long long)a.now, 0);
        most[i] = a.most;
    }
    CHECK(most[1] <= most[0] + (size_t)LONG * 16 * sizeof(float));
    free(x), free(out);
}
